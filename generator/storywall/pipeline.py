"""The chain, from top to bottom: read everything, check everything, then publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from storywall import api, cache, consent, contrast, embeds, feeds, frame, links, redirects, render, schemas, settings
from storywall.assemble import assemble
from storywall.codes import problem
from storywall.forms import place_of
from storywall.forms.github import outdated as outdated_forms
from storywall.kinds.fields import value
from storywall.load import load
from storywall.model import Community, Entry, Picture, Source
from storywall.parse import parse
from storywall.photos.darkroom import Darkroom, Job, Rendition, Result, Tell
from storywall.photos.recipe import Recipe
from storywall.problems import N_, Position, Problem, Severity
from storywall.read import read
from storywall.redirects import check_aliases
from storywall.settings import Settings
from storywall.settle import settle
from storywall.spread import aside, processes, spread
from storywall.twins import twins
from storywall.validate import validate
from storywall.view import SITE, View, cover_of, view

DATE = "STORYWALL_DATE"
"""The environment's variable that sets the day where no option can be given, as in `mkdocs build`."""
_TRIES = 5
BuildFrames = Callable[[Path, Path], frame.Frames]


class Unusable(Exception):
    """The environment can't be worked in (exit code 2): `template` is a marked text for `values`."""

    def __init__(self, template: str, **values: str) -> None:
        super().__init__(template.format(**values))
        self.template, self.values = template, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked for. `today` is the day that schedules are held against."""

    today: date | None = None
    production: bool = False
    strict: bool = False
    keep_going: bool = False
    photos: bool = True
    """Make renditions? A check needs none."""
    processes: int | None = None
    tell: Tell | None = None
    """Hears how many of the photos that have to be decoded are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A community that was read and checked, with all that a publication needs."""

    root: Path
    settings: Settings
    community: Community
    view: View
    frames: frame.Frames
    wordings: tuple[consent.Wording, ...]
    renditions: Mapping[str, tuple[Rendition, ...]]
    """What is published of each photo, by its digest."""
    kept: frozenset[Path] = frozenset()
    """The files in the photos' folder that this run had a use for."""
    problems: tuple[Problem, ...]
    items: int
    """Items that were looked at, broken ones included."""
    timings: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many problems stop a publication."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


class Clock:
    """Stages with how many items they had and how long they took, in seconds."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[int, float]] = {}
        self._since = time.perf_counter()

    def stage(self, name: str, items: int) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.stages[name] = (items, now - self._since)
        self._since = now


def check(root: Path, options: Options, build_frames: BuildFrames) -> Checked:
    """Read a community whole and find all its problems."""
    clock = Clock()
    found_settings, problems = read_settings(root)
    used = found_settings or Settings(name="Community", brand="Community")
    today = options.today or used.today()
    state = cache.state_folder(root)
    frames_later = aside(lambda: _frames(root, state, used, build_frames))
    sources, misplaced = _sources(root)
    problems += misplaced
    clock.stage("load", len(sources))
    entries, found = _read(sources, state, used, options)
    problems += found
    clock.stage("read", len(entries))
    pictures, results, found = _photos(sources, entries, root, used, options)
    problems += found
    clock.stage("photos", len(pictures))
    wordings = consent.wordings(root)
    broken = frozenset(source.key for source in sources) - {entry.key for entry in entries}
    community, found = assemble(entries, pictures, consent.records(wordings), broken, today)
    problems += found
    problems += twins(community.entries, pictures, cache.photo_folder(root))
    shown = view(community, SITE, today, production=options.production)
    clock.stage("assemble", len(entries))
    frames_later()
    frames = _kept_frames(root, state, used, build_frames)
    clock.stage("frames", len(frames.pages))
    checked = Checked(
        root=root,
        settings=used,
        community=community,
        view=shown,
        frames=frames,
        wordings=wordings,
        renditions=_renditions(results),
        kept=frozenset(path for result in results for path in (result.findings, *(each.path for each in result.renditions)) if path),
        problems=(),
        items=len(sources),
        timings=clock.stages,
    )
    problems += _site_problems(checked, options)
    clock.stage("links", len(frames.pages))
    settled = tuple(settle(problems, community, root, strict=options.strict))
    if options.keep_going:
        checked = _without_broken(checked, settled, options)
    return replace(checked, problems=settled)


def read_settings(root: Path) -> tuple[Settings | None, list[Problem]]:
    """Read storywall.yml; Unusable where there is none, since this is no community then."""
    try:
        data = (root / settings.FILE).read_bytes()
    except OSError:
        raise Unusable(N_("there is no storywall.yml in {folder}; `storywall init` makes a community"), folder=str(root)) from None
    document, problems = parse(data, settings.FILE)
    if document is None:
        return None, problems
    found, more = validate(document, Settings)
    return found, [*problems, *more]


def _sources(root: Path) -> tuple[list[Source], list[Problem]]:
    sources: list[Source] = []
    problems: list[Problem] = []
    for found in load(root):
        if isinstance(found, Source):
            sources.append(found)
        else:
            problems.append(found)
    return sources, problems


def _read(sources: Sequence[Source], state: Path, used: Settings, options: Options) -> tuple[list[Entry], list[Problem]]:
    def task(part: Sequence[Source]) -> tuple[Sequence[Entry], Sequence[Problem]]:
        with cache.Store(state) as store:
            reading = read(part, store, used)
        return reading.entries, reading.problems

    cache.Store(state).close()  # made here once, so that no two processes make it
    entries: list[Entry] = []
    problems: list[Problem] = []
    for some, found in spread(task, sources, options.processes):
        entries += some
        problems += found
    return entries, problems


def recipe_of(used: Settings) -> Recipe:
    """The renditions that the settings ask for."""
    return Recipe(widths=used.photos.widths, quality=used.photos.quality)


def _photos(
    sources: Sequence[Source], entries: Sequence[Entry], root: Path, used: Settings, options: Options
) -> tuple[dict[str, Picture], list[Result], list[Problem]]:
    """Inspect all photos, and make their renditions where a site is to be built; both are kept by content."""
    plain = recipe_of(used) if options.photos else None
    covers = {f"{entry.file.rpartition('/')[0]}/{cover}" for entry in entries if (cover := cover_of(entry))}
    files = [(source.path.with_name(name), f"{source.file.rpartition('/')[0]}/{name}") for source in sources for name in source.beside]
    jobs = [Job(path=path, file=file, recipe=replace(plain, social=file in covers) if plain else None) for path, file in files]
    darkroom = Darkroom(folder=cache.photo_folder(root), workers=processes(options.processes))
    results = list(darkroom.inspect_and_render(jobs, options.tell))
    pictures = {result.file: result.picture for result in results if result.picture is not None}
    return pictures, results, [problem for result in results for problem in result.problems]


def _renditions(results: Iterable[Result]) -> dict[str, tuple[Rendition, ...]]:
    """By digest: photos of the same bytes may differ in whether one of them is a cover."""
    found: dict[str, dict[str, Rendition]] = {}
    for result in results:
        if result.picture is not None:
            found.setdefault(result.picture.digest, {}).update((each.print.name, each) for each in result.renditions)
    return {digest: tuple(each.values()) for digest, each in found.items()}


def _kept_frames(root: Path, state: Path, used: Settings, build_frames: BuildFrames) -> frame.Frames:
    """Read the frames; a template that was saved in the meantime has made them old."""
    for _ in range(_TRIES):
        if (frames := frame.load_frames(state / "frames", used.language, search=used.search)) is not None:
            return frames
        _frames(root, state, used, build_frames)
    raise Unusable(N_("the theme or docs/ change faster than the site's frame can be made"))


def _frames(root: Path, state: Path, used: Settings, build_frames: BuildFrames) -> None:
    """Make the frames unless they are kept; MkDocs is imported in this process alone."""
    folder = state / "frames"
    if frame.load_frames(folder, used.language, search=used.search) is None:
        frame.save(build_frames(root, folder / "built"), folder)


def _site_problems(checked: Checked, options: Options) -> Iterator[Problem]:
    """What only the site as a whole shows: addresses taken twice, dead links, outdated schemas, samples in production."""
    site = site_of(checked)
    addresses = _addresses(site, checked.frames)
    yield from check_aliases(checked.community, addresses)
    tokens = checked.frames.assets.get(contrast.ADDRESS)
    yield from contrast.check_contrast(checked.settings, tokens.read_text("utf-8", "replace") if tokens is not None else "")
    for page in checked.frames.pages:
        if addresses[page.address] != page.file:
            yield problem("page-at-generated-address", page.file, Position(), value=f"/{page.address}")
    addresses |= {redirects.alias_address(alias, e): e.file for e in checked.view.by_key.values() for alias in value(e.data, "aliases", ())}
    yield from links.check_links(checked.community.entries.values(), addresses, checked.frames.site_url)
    yield from links.check_pages(checked.frames.pages, addresses, checked.view, checked.community)
    yield from outdated_forms(checked.root, place_of(checked.settings, checked.community.entries.values(), checked.wordings))
    yield from schemas.outdated(checked.root, [e.file for e in checked.community.entries.values() if e.file.endswith(".yml")])
    if options.production:
        for entry in checked.community.entries.values():
            if value(entry.data, "sample", False):
                yield problem("sample-in-production", entry.file, None, ("sample",))


def _without_broken(checked: Checked, problems: Iterable[Problem], options: Options) -> Checked:
    """Leave out the items that have errors, and those of whose photos one has."""
    problems = list(problems)
    wrong = {each.file for each in problems if each.severity is Severity.ERROR}
    # of two that claim one address neither is shown: a new one mustn't take the place of the old
    wrong |= {str(each.values["other"]) for each in problems if each.code == "same-item-twice"}
    folders = {file.rpartition("/")[0] for file in wrong if not file.endswith((".md", ".yml"))}
    left = {
        key: entry
        for key, entry in checked.community.entries.items()
        if not {entry.file, entry.file.rpartition("/")[0]} & wrong and (entry.file.rpartition("/")[0] not in folders or not entry.beside)
    }
    community = replace(checked.community, entries=left)
    return replace(checked, community=community, view=view(community, SITE, checked.view.today, production=options.production))


def site_of(checked: Checked) -> render.Site:
    """What rendering needs of a checked community."""
    return render.Site(
        view=checked.view,
        settings=checked.settings,
        site_url=checked.frames.site_url,
        templates=frame.theme_dirs(checked.root),
        wordings=checked.wordings,
        hand_pages=checked.frames.pages,
    )


def _addresses(site: render.Site, frames: frame.Frames) -> dict[str, str]:
    """All addresses of the site, with what stands there."""
    generated = N_("a generated page")
    addresses = {job.address: job.key.partition("\n")[0] if ":" in job.key else generated for job in render.plan(site)}
    for job in feeds.plan(site):
        addresses |= dict.fromkeys((f"{job.base}feed.xml", f"{job.base}feed.json"), generated)
    addresses |= dict.fromkeys([*(job.address for job in api.plan(site)), *(job.address for job in embeds.plan(site))], generated)
    addresses |= dict.fromkeys(("sitemap.xml", "robots.txt"), generated)
    for page in frames.pages:
        addresses.setdefault(page.address, page.file)
    return addresses | {address: address for address in frames.assets}
