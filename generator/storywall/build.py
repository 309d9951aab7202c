"""Checked community -> site folder: what isn't as it was is made, then what belongs to the site as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from storywall import cache, csp, frame, look, publish, redirects, render, sample, search, sitemap, upkeep
from storywall.answers import Answers
from storywall.held import Held
from storywall.making import Part, file_address, make
from storywall.model import Asset, Published
from storywall.needs import Notes
from storywall.noted import noted
from storywall.photos.card import CardText, card_address, kept_card
from storywall.photos.shelf import Shelf
from storywall.pipeline import Checked, site_of
from storywall.progress import Tell
from storywall.render import gallery_pages
from storywall.spread import aside, idle
from storywall.stamp import add_tree
from storywall.whole import Work, plan

_FONTS = "assets/vendor/fonts/fonts.css"
_CARDS = "cards"


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
    Content-Security-Policy: who serves it adds a script that watches for changes. It is long because a publication is read here, from top
    to bottom.
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
    for part in make(work, len(jobs), checked, site, manifest, site_dir, idle(busy, processes), tell):
        upkeep.update(known, part.made, part.noted, answers)
        done |= part.done
        changed += part.written
    upkeep.keep(known, jobs)
    saved = upkeep.save(manifest.upkeep_file, known)
    index = finish_meanwhile()
    listed = [page for made in known.jobs.values() for page in made.listed]
    rest = _rest(checked, site, site_dir, manifest, listed, index)
    _prune(checked, state)
    manifest.token, manifest.upkeep = publish.named(checked.token, preview=preview), saved()
    if isinstance(index, search.Failed):
        manifest.token = ""  # the next build tries again
    if _ground(checked, site) != ground:  # a template was saved in between: which pages were made by the old one can't be told
        manifest.token = manifest.upkeep = ""
    published = publish.finish(site_dir, manifest, done | rest.done, [*changed, *rest.written])
    held.upkeep = known
    return replace(published, problems=[index.problem]) if isinstance(index, search.Failed) else published


def _prune(checked: Checked, state: Path) -> None:
    """Let go of what was kept of texts and photos that aren't there any more."""
    with cache.Store(state) as store:
        store.prune({key for entry in checked.entries for key in (entry.digest, entry.body_key)})
    Shelf(folder=cache.photo_folder(checked.root)).prune(checked.kept)


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


def _rest(
    checked: Checked,
    site: render.Site,
    site_dir: Path,
    manifest: publish.Manifest,
    listed: list[tuple[str, date | None]],
    index: search.Index | search.Failed | None,
) -> Part:
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
    return Part(done=folder.done, written=folder.written)


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
