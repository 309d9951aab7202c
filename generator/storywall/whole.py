"""What only the site as a whole shows: addresses taken twice, dead links, outdated schemas, samples in production."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from storywall import api, cache, contrast, embeds, feeds, frame, links, redirects, render, schemas
from storywall.codes import problem
from storywall.kinds.fields import value
from storywall.model import Community, Source
from storywall.problems import N_, Position, Problem
from storywall.redirects import check_aliases
from storywall.render import review_find
from storywall.seal import Seal
from storywall.settings import Settings
from storywall.spread import aside
from storywall.view import View

AssetJob = feeds.FeedJob | api.ApiJob | embeds.EmbedJob | review_find.FindJob
Work = render.Job | AssetJob
"""One thing to make."""


def plan(site: render.Site) -> list[Work]:
    """Name everything that is made one by one."""
    return [*review_find.weave(render.plan(site), site), *feeds.plan(site), *api.plan(site), *embeds.plan(site)]


def _addresses(jobs: Sequence[Work], frames: frame.Frames) -> dict[str, str]:
    """All addresses of the site, with what stands there."""
    generated = N_("a generated page")
    addresses: dict[str, str] = {}
    for job in jobs:
        if isinstance(job, feeds.FeedJob):
            addresses |= dict.fromkeys((f"{job.base}feed.xml", f"{job.base}feed.json"), generated)
        elif isinstance(job, (api.ApiJob, embeds.EmbedJob)):
            addresses[job.address] = generated
        elif isinstance(job, render.Job):
            addresses[job.address] = job.key.partition("\n")[0] if ":" in job.key else generated
    addresses |= dict.fromkeys(("sitemap.xml", "robots.txt"), generated)
    for page in frames.pages:
        addresses.setdefault(page.address, page.file)
    return addresses | {address: address for address in frames.assets}


def site_problems(
    settings: Settings, community: Community, view: View, frames: frame.Frames, jobs: Sequence[Work], *, production: bool
) -> Iterator[Problem]:
    """Yield the problems of the whole site."""
    addresses = _addresses(jobs, frames)
    yield from check_aliases(community, addresses)
    tokens = frames.assets.get(contrast.ADDRESS)
    yield from contrast.check_contrast(settings, tokens.read_text("utf-8", "replace") if tokens is not None else "")
    for page in frames.pages:
        if addresses[page.address] != page.file:
            yield problem("page-at-generated-address", page.file, Position(), value=f"/{page.address}")
    addresses |= {redirects.alias_address(alias, e): e.file for e in view.by_key.values() for alias in value(e.data, "aliases", ())}
    yield from links.check_links(community.entries.values(), addresses, frames.site_url)
    yield from links.check_pages(frames.pages, addresses, view, community)
    if production:
        for entry in community.entries.values():
            if value(entry.data, "sample", False):
                yield problem("sample-in-production", entry.file, None, ("sample",))


def outdated_schemas(root: Path, state: Path, sources: Iterable[Source], seen: Seal) -> Callable[[], list[Problem]]:
    """Look for schemas that aren't as this program would write them; the returned function waits for what was found.

    That all are right is kept, and making them goes on beside other work: it takes longer than all other checks of the whole site.
    """
    files = sorted(file for file in seen.files if file.startswith(f"{schemas.FOLDER}/") or file.endswith(".yml"))
    asked = cache.key(seen.program, *(part for file in files for part in (file, seen.files[file])))
    kept = state / "schemas"
    if kept.is_file() and kept.read_text("utf-8", "replace") == asked:
        return list

    def look() -> list[Problem]:
        found = schemas.outdated(root, [source.file for source in sources if source.file.endswith(".yml")])
        if not found and all(_holds(root / file, seen.files[file]) for file in files):
            state.mkdir(parents=True, exist_ok=True)
            kept.write_text(asked, "utf-8")
        return found

    return aside(look)


def _holds(path: Path, digest: bytes) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).digest() == digest
    except OSError:
        return False
