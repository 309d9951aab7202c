"""Jobs -> files in the site folder, with what each was made of: cards first where there is much to do, then all in processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storywall import api, cache, embeds, feeds, frame, memo, publish, render, upkeep
from storywall.kinds import BY_NAME
from storywall.model import Asset, Body, Entry, Page
from storywall.needs import Fact, Noted
from storywall.pipeline import Checked, Unusable
from storywall.problems import N_
from storywall.progress import Progress, Tell
from storywall.read import load_body
from storywall.render import review_find
from storywall.render.pages import bodies_of
from storywall.spread import spread
from storywall.whole import AssetJob, Work

_BATCH = 100
"""Pages whose bodies are read from the store at once."""
_MANY = 4
"""Where more than one job in so many is to be done, all cards are made first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one process wrote: files by address, which of them changed, what became of each job, and what was noted meanwhile."""

    done: dict[str, publish.Written]
    written: list[str]
    made: dict[upkeep.JobKey, upkeep.Made] = field(default_factory=dict)
    noted: Noted = field(default_factory=lambda: ({}, {}))


def make(
    work: Sequence[Work],
    all_jobs: int,
    checked: Checked,
    site: render.Site,
    manifest: publish.Manifest,
    site_dir: Path,
    processes: int | None,
    tell: Tell | None,
) -> Iterator[Part]:
    """Do the jobs that are to be done."""
    if not work:
        return
    site.items, site.environment  # noqa: B018 - made once, before processes inherit it
    if _MANY * len(work) > all_jobs:
        site.prepare()
        yield Part(done={}, written=[], noted=site.notes.fresh())
        yield _cards(checked, site, processes)

    progress = Progress(len(work), tell)

    def task(part: Sequence[Work]) -> Part:
        folder = publish.Folder(site_dir, manifest)
        with cache.Store(manifest.path.parent) as store:
            made = dict(_render(part, site, checked.frames, store, folder, progress))
        folder.close()
        return Part(done=folder.done, written=folder.written, made=made, noted=site.notes.fresh())

    for part in spread(task, work, processes):
        site.let_go()  # all are made by now, and their notes need the memory
        yield part


def _cards(checked: Checked, site: render.Site, processes: int | None) -> Part:
    """Make the cards that stand on a dozen pages each, to be inherited by all processes that make these.

    What lies within another item (a review within its product) is shown there as it is: its card is left to the few pages that want it.
    """

    def task(part: Sequence[Entry]) -> tuple[render.Cards, Noted]:
        return site.cards(part), site.notes.fresh()

    facts: dict[int, Fact] = {}
    groups: dict[int, bytes] = {}
    wanted = [entry for entry in checked.view.by_key.values() if not BY_NAME[entry.kind].within]
    for cards, (new, new_groups) in spread(task, wanted, processes):
        site.keep(cards)
        facts |= new
        groups |= new_groups
    return Part(done={}, written=[], noted=(facts, groups))


def _render(
    work: Sequence[Work], site: render.Site, frames: frame.Frames, store: cache.Store, folder: publish.Folder, progress: Progress
) -> Iterator[tuple[upkeep.JobKey, upkeep.Made]]:
    for start in range(0, len(work), _BATCH):
        batch = work[start : start + _BATCH]
        bodies = _bodies(batch, site, store)
        for job in batch:
            (files, listed), needs = site.notes.taken(_files, job, site, frames, bodies)
            for address, data in files:
                folder.write(address, data)
            yield upkeep.key_of(job), upkeep.made(needs, [(address, folder.done[address]) for address, _ in files], listed)
        progress.add(len(batch))


def _files(job: Work, site: render.Site, frames: frame.Frames, bodies: Mapping[str, Body]) -> tuple[list[tuple[str, bytes]], list[upkeep.Listed]]:
    """The files of one job by their addresses, and its lines of the sitemap."""
    if not isinstance(job, render.Job):
        return [(asset.address, asset.data) for asset in _made(job, site, bodies)], []
    page = render.make(job, site, bodies)
    return [(file_address(page.address), html_of(page, site, frames).encode())], [(page.address, page.modified)] if page.listed else []


def _made(job: AssetJob, site: render.Site, bodies: Mapping[str, Body]) -> Iterable[Asset]:
    if isinstance(job, feeds.FeedJob):
        return feeds.make(job, site)
    if isinstance(job, review_find.FindJob):
        return (review_find.make(job, site, bodies),)
    return (api.make(job, site, bodies),) if isinstance(job, api.ApiJob) else (embeds.make(job, site),)


def _bodies(batch: Sequence[Work], site: render.Site, store: cache.Store) -> Mapping[str, Body]:
    site.reviewed.begin()
    with site.notes.aside():
        keys = [key for job in batch if isinstance(job, render.Job) for key in bodies_of(job, site.view, site)]
        keys += [key for job in batch if isinstance(job, api.ApiJob) for key in api.bodies_of(job, site)]
        keys += [key for job in batch if isinstance(job, review_find.FindJob) for key in review_find.bodies_of(job, site)]
    found = store.get(dict.fromkeys(keys))
    if any(key not in found for key in keys):
        memo.forget(store.path.parent)
        raise Unusable(N_("the texts that were kept went away while they were used; run the command again"))
    return {key: load_body(data) for key, data in found.items()}


def file_address(address: str) -> str:
    """The file that a web server shows at an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def html_of(page: Page, site: render.Site, frames: frame.Frames) -> str:
    """A page in its frame, its links relative to where it lies; the 404 page is shown anywhere, so its links begin at the host's root."""
    missing = page.address == "404.html"
    root = frame.site_path(site.site_url) if missing else None
    values = site.slots(page)
    return frame.fill(frames.sections[page.section], values, page.address, root)
