"""Checked community -> site folder: renders in processes, writes as it goes, then what belongs to the site as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from storywall import api, cache, csp, embeds, feeds, frame, look, publish, redirects, render, search, sitemap
from storywall.model import Asset, Body, Page, Published
from storywall.photos.card import CardText, card_address, kept_card
from storywall.photos.shelf import Shelf
from storywall.pipeline import Checked, Options, Unusable, check, site_of
from storywall.problems import N_, Problem
from storywall.read import load_body
from storywall.render import gallery_pages, review_find
from storywall.render.pages import bodies_of
from storywall.spread import aside, spread
from storywall.words import catalogue

_FONTS = "assets/vendor/fonts/fonts.css"
_CARDS = "cards"
_BATCH = 100
"""Pages whose bodies are read from the store at once."""

AssetJob = review_find.FindJob | feeds.FeedJob | api.ApiJob | embeds.EmbedJob
"""What is made without a frame."""
Work = render.Job | AssetJob


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one process wrote."""

    done: dict[str, publish.Written]
    written: list[str]
    listed: list[tuple[str, date | None]]


def publish_checked(checked: Checked, site_dir: Path, processes: int | None = None, *, preview: bool = False) -> Published:
    """Write the whole site of a checked community into a folder.

    A preview has no Content-Security-Policy: who serves it adds a script that watches for changes.
    """
    policy = "" if preview else csp.policy_tag(checked.settings)
    card = card_address(_card_text(checked)) if _FONTS in checked.frames.assets else ""
    fonts = look.font_tags(checked.settings, checked.frames.assets) + _robots(checked)
    site = replace(site_of(checked), preview=preview, policy=policy, fonts=fonts, notice=_notice(checked), social_card=card)
    state = cache.state_folder(checked.root)
    site_dir.mkdir(parents=True, exist_ok=True)
    manifest = publish.open_manifest(state, site_dir)
    new_card = card and not (state / _CARDS / card.rpartition("/")[2]).is_file()
    card_later = aside(lambda: _keep_card(checked)) if new_card else None  # drawing it takes as long as a thousand pages
    # Texts are all known by now: the search's index is made beside the pages. A preview makes it when the pages are shown.
    index_later = search.begin(site, state) if checked.settings.search and not preview else None
    site.items, site.environment, site.gallery  # noqa: B018 - made once, before processes inherit it
    for cards in spread(site.cards, list(checked.view.by_key.values()), processes):
        site.keep(cards)  # most stand on a dozen pages: made here once, inherited by all processes below
    work: list[Work] = [*review_find.weave(render.plan(site), site), *feeds.plan(site), *api.plan(site), *embeds.plan(site)]

    def task(part: Sequence[Work]) -> _Part:
        folder = publish.Folder(site_dir, manifest)
        with cache.Store(state) as store:
            listed = list(_render(part, site, checked.frames, store, folder))
        folder.close()
        return _Part(done=folder.done, written=folder.written, listed=listed)

    parts = list(spread(task, work, processes))
    if card_later is not None:
        card_later()
    index = index_later() if index_later is not None else None
    rest = _rest(checked, site, site_dir, manifest, [page for part in parts for page in part.listed], index)
    done = {address: written for part in [*parts, rest] for address, written in part.done.items()}
    with cache.Store(state) as store:
        store.prune({key for entry in checked.community.entries.values() for key in (entry.digest, entry.body_key)})
    Shelf(folder=cache.photo_folder(checked.root)).prune(checked.kept)
    published = publish.finish(site_dir, manifest, done, [address for part in [*parts, rest] for address in part.written])
    return replace(published, problems=[index.problem]) if isinstance(index, search.Failed) else published


def _robots(checked: Checked) -> str:
    """Invented people and stars are for nobody's search results."""
    return '<meta name="robots" content="noindex">' if checked.settings.sample else ""


def _notice(checked: Checked) -> str:
    """What a sample community says on each page, so that nobody takes it for a real one."""
    if not checked.settings.sample:
        return ""
    text = catalogue(checked.settings.language).gettext(N_("This is a sample: its people, texts and stars are invented."))
    return f'<aside class="sw-sample"><p>{escape(text)}</p></aside>'


def _render(
    work: Sequence[Work], site: render.Site, frames: frame.Frames, store: cache.Store, folder: publish.Folder
) -> Iterator[tuple[str, date | None]]:
    for start in range(0, len(work), _BATCH):
        batch = work[start : start + _BATCH]
        bodies = _bodies(batch, site, store)
        for job in batch:
            if not isinstance(job, render.Job):
                for asset in _made(job, site, bodies):
                    folder.write(asset.address, asset.data)
                continue
            page = render.make(job, site, bodies)
            folder.write(file_address(page.address), html_of(page, site, frames).encode())
            if page.listed:
                yield page.address, page.modified


def _made(job: AssetJob, site: render.Site, bodies: Mapping[str, Body]) -> Iterable[Asset]:
    if isinstance(job, feeds.FeedJob):
        return feeds.make(job, site)
    if isinstance(job, review_find.FindJob):
        return (review_find.make(job, site, bodies),)
    return (api.make(job, site, bodies),) if isinstance(job, api.ApiJob) else (embeds.make(job, site),)


def _bodies(batch: Sequence[Work], site: render.Site, store: cache.Store) -> Mapping[str, Body]:
    keys = [key for job in batch if isinstance(job, render.Job) for key in bodies_of(job, site.view, site)]
    keys += [key for job in batch if isinstance(job, api.ApiJob) for key in api.bodies_of(job, site)]
    keys += [key for job in batch if isinstance(job, review_find.FindJob) for key in review_find.bodies_of(job, site)]
    found = store.get(dict.fromkeys(keys))
    if any(key not in found for key in keys):
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
    return _Part(done=folder.done, written=folder.written, listed=[])


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


def publish_site(root: Path, frames: frame.Frames, site_dir: Path, today: date | None = None, *, preview: bool = False) -> Published:
    """Check a community and write its pages beside those that MkDocs has just built. PublicationRefusedError where there are errors."""
    checked = check(root, Options(today=today), lambda root, out: frames)
    if checked.errors:
        raise PublicationRefusedError(tuple(checked.problems), checked.items)
    return publish_checked(checked, site_dir, preview=preview)


class PublicationRefusedError(Exception):
    """A community with errors isn't published; `problems` say which."""

    def __init__(self, problems: tuple[Problem, ...], items: int) -> None:
        super().__init__("the community has errors")
        self.problems, self.items = problems, items
