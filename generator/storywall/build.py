"""Checked community -> site folder: renders in processes, writes as it goes, then what belongs to the site as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from storywall import api, cache, csp, embeds, feeds, frame, look, memo, publish, redirects, render, sample, search, sitemap, upkeep
from storywall.answers import Answers
from storywall.held import Held
from storywall.kinds import BY_NAME
from storywall.model import Asset, Body, Entry, Page, Published
from storywall.needs import Fact, Noted, Notes
from storywall.noted import noted
from storywall.photos.card import CardText, card_address, kept_card
from storywall.photos.shelf import Shelf
from storywall.pipeline import Checked, Unusable, site_of
from storywall.problems import N_
from storywall.progress import Progress, Tell
from storywall.read import load_body
from storywall.render import gallery_pages, review_find
from storywall.render.pages import bodies_of
from storywall.spread import aside, idle, spread
from storywall.stamp import add_tree
from storywall.whole import AssetJob, Work, plan

_FONTS = "assets/vendor/fonts/fonts.css"
_CARDS = "cards"
_BATCH = 100
"""Pages whose bodies are read from the store at once."""
_MANY = 4
"""Where more than one job in so many is to be done, all cards are made first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one process wrote: files by address, which of them changed, what became of each job, and what was noted meanwhile."""

    done: dict[str, publish.Written]
    written: list[str]
    made: dict[upkeep.JobKey, upkeep.Made] = field(default_factory=dict)
    noted: Noted = field(default_factory=lambda: ({}, {}))


def publish_checked(
    checked: Checked,
    site_dir: Path,
    processes: int | None = None,
    *,
    preview: bool = False,
    held: Held | None = None,
    tell: Tell | None = None,
) -> Published:
    """Write the whole site of a checked community into a folder; what is still as it was isn't made again.

    `held` is what the process holds in memory of earlier builds, `tell` hears how many pages and feeds are made. A preview has no
    Content-Security-Policy: who serves it adds a script that watches for changes.
    """
    site = _site(checked, preview=preview)
    state = cache.state_folder(checked.root)
    site_dir.mkdir(parents=True, exist_ok=True)
    manifest = publish.open_manifest(state, site_dir)
    finish_meanwhile, busy = _meanwhile(checked, site, state)
    planned = plan(site) if checked.jobs is None else [*checked.jobs, *render.preview_jobs(site)]
    jobs = {upkeep.key_of(job): job for job in planned}
    answers = Answers(checked.view, {"gallery": lambda: site.gallery.shots})
    ground, held = _ground(checked, site), held or Held()
    known = held.take_upkeep(manifest.upkeep, ground) or upkeep.load(manifest.upkeep_file, manifest.upkeep, ground)
    kept = _unchanged(known, jobs, answers, manifest, site_dir)
    work = [job for key, job in jobs.items() if key not in kept]
    done = {address: written for files in kept.values() for address, written in files.items()}
    changed: list[str] = []
    for part in _make(work, len(jobs), checked, site, manifest, site_dir, idle(busy, processes), tell):
        upkeep.update(known, part.made, part.noted, answers)
        done |= part.done
        changed += part.written
    upkeep.keep(known, jobs)
    saved = upkeep.save(manifest.upkeep_file, known)
    index = finish_meanwhile()
    listed = [page for made in known.jobs.values() for page in made.listed]
    rest = _rest(checked, site, site_dir, manifest, listed, index)
    with cache.Store(state) as store:
        store.prune({key for entry in checked.entries for key in (entry.digest, entry.body_key)})
    Shelf(folder=cache.photo_folder(checked.root)).prune(checked.kept)
    manifest.token, manifest.upkeep = publish.named(checked.token, preview=preview), saved()
    if isinstance(index, search.Failed):
        manifest.token = ""  # the next build tries again
    if _ground(checked, site) != ground:  # a template was saved in between: which pages were made by the old one can't be told
        manifest.token = manifest.upkeep = ""
    published = publish.finish(site_dir, manifest, done | rest.done, [*changed, *rest.written])
    held.upkeep = known
    return replace(published, problems=[index.problem]) if isinstance(index, search.Failed) else published


def _meanwhile(checked: Checked, site: render.Site, state: Path) -> tuple[Callable[[], search.Index | search.Failed | None], int]:
    """Begin what is made beside the pages; the returned function waits for it and returns the search's index, where there is one.

    Beside it stands how many processors that keeps busy for as long as the pages take, or longer.
    """
    new_card = site.social_card and not (state / _CARDS / site.social_card.rpartition("/")[2]).is_file()
    card_later = aside(lambda: _keep_card(checked)) if new_card else None  # drawing it takes as long as a thousand pages
    # Texts are all known by now. A preview makes the index when the pages are shown.
    index = search.begin(site_of(checked), state) if checked.settings.search and not site.preview else None

    def finish() -> search.Index | search.Failed | None:
        if card_later is not None:
            card_later()
        return index.finish() if index is not None else None

    return finish, int(index is not None and index.running)


def _unchanged(
    known: upkeep.Upkeep, jobs: Mapping[upkeep.JobKey, Work], answers: Answers, manifest: publish.Manifest, site_dir: Path
) -> dict[upkeep.JobKey, dict[str, publish.Written]]:
    """The jobs that needn't be done, each with its files as they were written."""
    stale = upkeep.stale(known, jobs, answers)
    stand = {key: upkeep.stand(known.jobs[key], manifest, site_dir) for key in jobs if key not in stale}
    return {key: found for key, found in stand.items() if found is not None}


def _site(checked: Checked, *, preview: bool) -> render.Site:
    """The site as rendering sees it: all that it asks the view for is noted."""
    notes = Notes()
    return replace(
        site_of(checked),
        view=noted(checked.view, notes),
        notes=notes,
        program=checked.program,
        # their text isn't rendering's: a page that changed mustn't make all others anew
        hand_pages=tuple(replace(page, html="", links=(), anchors=frozenset()) for page in checked.frames.pages),
        preview=preview,
        policy="" if preview else csp.policy_tag(checked.settings),
        fonts=look.font_tags(checked.settings, checked.frames.assets) + sample.robots_tag(checked.settings),
        notice=sample.notice(checked.settings),
        social_card=card_address(_card_text(checked)) if _FONTS in checked.frames.assets else "",
    )


def _ground(checked: Checked, site: render.Site) -> str:
    """Name all that every page is made of, beside what it asks the view for: the rest of the site, its frames, and the program."""
    values = {each.name: getattr(site, each.name) for each in fields(site) if each.name not in ("view", "notes")}
    own = hashlib.sha256()
    add_tree(own, str(checked.root / "theme"))
    return cache.key(checked.program, repr(values), own.digest(), repr(checked.frames.sections), site.view.scope, str(site.view.production))


def _make(
    work: Sequence[Work],
    all_jobs: int,
    checked: Checked,
    site: render.Site,
    manifest: publish.Manifest,
    site_dir: Path,
    processes: int | None,
    tell: Tell | None,
) -> Iterator[_Part]:
    """Do the jobs that are to be done."""
    if not work:
        return
    site.items, site.environment  # noqa: B018 - made once, before processes inherit it
    if _MANY * len(work) > all_jobs:
        site.prepare()
        yield _Part(done={}, written=[], noted=site.notes.fresh())
        yield _cards(checked, site, processes)

    progress = Progress(len(work), tell)

    def task(part: Sequence[Work]) -> _Part:
        folder = publish.Folder(site_dir, manifest)
        with cache.Store(manifest.path.parent) as store:
            made = dict(_render(part, site, checked.frames, store, folder, progress))
        folder.close()
        return _Part(done=folder.done, written=folder.written, made=made, noted=site.notes.fresh())

    for part in spread(task, work, processes):
        site.let_go()  # all are made by now, and their notes need the memory
        yield part


def _cards(checked: Checked, site: render.Site, processes: int | None) -> _Part:
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
    return _Part(done={}, written=[], noted=(facts, groups))


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


def _rest(
    checked: Checked,
    site: render.Site,
    site_dir: Path,
    manifest: publish.Manifest,
    listed: list[tuple[str, date | None]],
    index: search.Index | search.Failed | None,
) -> _Part:
    """Hand-written pages, the theme's files, photos, the search's index, redirects, sitemap."""
    folder = publish.Folder(site_dir, manifest)
    addresses = {key: site.items.address(entry) for key, entry in site.view.by_key.items()}
    for page in checked.frames.pages:
        folder.write(file_address(page.address), frame.finish(page, addresses, site.policy + site.fonts, site.notice).encode())
        listed.append((page.address, None))
    for address, path in checked.frames.assets.items():
        folder.copy(address, path)
    if site.social_card:
        folder.copy(site.social_card, _keep_card(checked))
    for digest in dict.fromkeys(picture.digest for picture in site.view.pictures.values()):
        for each in checked.renditions.get(digest, ()):
            folder.link(each.print.address(digest), each.path)
    if isinstance(index, search.Index):
        for address, path, named in index.files():
            folder.link(address, path) if named else folder.copy(address, path)
    for asset in _assets(checked, site, listed):
        folder.write(asset.address, asset.data)
    folder.close()
    return _Part(done=folder.done, written=folder.written)


def _keep_card(checked: Checked) -> Path:
    return kept_card(_card_text(checked), checked.frames.assets[_FONTS].parent, cache.state_folder(checked.root) / _CARDS)


def _card_text(checked: Checked) -> CardText:
    settings, look_of = checked.settings, checked.settings.look
    colours = {"ground": look_of.ground, "accent": look_of.accent, "second": look_of.second}
    return CardText(name=settings.name, tagline=settings.tagline or "", brand=settings.brand, **colours)


def _assets(checked: Checked, site: render.Site, listed: list[tuple[str, date | None]]) -> Iterator[Asset]:
    if look.ADDRESS not in checked.frames.assets:
        yield look.brand_style(checked.settings)
    if csp.HEADERS not in checked.frames.assets and site.policy:
        yield csp.headers_file(checked.settings, site.site_url)
    yield from gallery_pages.assets(site)
    yield from redirects.redirects(site)
    yield from sitemap.sitemap(listed, site.site_url, hidden=checked.settings.sample)
