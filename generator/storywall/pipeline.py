"""The chain, from top to bottom: read everything, check everything, then publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from storywall import cache, consent, frame, render, seal, settings, whole
from storywall.assemble import assemble
from storywall.entries import entries as read_entries
from storywall.forms import place_of
from storywall.forms.github import outdated as outdated_forms
from storywall.held import Held
from storywall.load import load
from storywall.model import Community, Entry, Picture, Source
from storywall.parse import parse
from storywall.photos.darkroom import Darkroom, Job, Rendition, Result, Tell
from storywall.photos.recipe import Recipe
from storywall.problems import N_, Problem, Severity
from storywall.settings import Settings
from storywall.settle import settle
from storywall.spread import aside, processes
from storywall.twins import twins
from storywall.validate import validate
from storywall.view import SITE, View, cover_of, view

DATE = seal.DATE
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
    tell_items: Tell | None = None
    """Hears how many of the items that have to be read are done."""

    @property
    def asked(self) -> str:
        """What of the options decides a run's result, but for the day."""
        return seal.asked(photos=self.photos, production=self.production, strict=self.strict, keep_going=self.keep_going)


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
    entries: tuple[Entry, ...] = ()
    """All that were read, also those that are left out."""
    jobs: Sequence[whole.Work] | None = None
    """What is to be made for the site, where that is known yet."""
    items: int
    """Items that were looked at, broken ones included."""
    program: str = ""
    """Names the program, its theme and its libraries, as they were."""
    token: str = ""
    """Names the result: of two runs with one token, both publish the same."""
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


def check(root: Path, options: Options, build_frames: BuildFrames, seen: seal.Seal | None = None, held: Held | None = None) -> Checked:
    """Read a community whole and find all its problems.

    `seen` is what was there when the run began, where that was looked at already; `held` what the process holds in memory. It is long because
    the chain is read here, from top to bottom.
    """
    clock = Clock()
    seen = seen or seal.look(root, options.asked, options.today)
    found_settings, problems = read_settings(root)
    used = found_settings or Settings(name="Community", brand="Community")
    today = options.today or used.today()
    state = cache.state_folder(root)
    frames_made = _frames_meanwhile(root, state, used, build_frames)
    sources, misplaced = _sources(root)
    problems += misplaced
    clock.stage("load", len(sources))
    schemas_found = whole.outdated_schemas(root, state, sources, seen)
    reading = read_entries(sources, state, used, seen, options.processes, held, options.tell_items)
    entries = reading.entries
    problems += reading.problems
    clock.stage("read", reading.fresh)
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
    frames = frames_made()
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
        entries=entries,
        program=seen.program,
        items=len(sources),
        timings=clock.stages,
    )
    jobs = whole.plan(site_of(checked))
    checked = replace(checked, jobs=jobs)
    problems += whole.site_problems(used, community, shown, frames, jobs, production=options.production)
    problems += schemas_found()
    problems += outdated_forms(root, place_of(used, community.entries.values(), wordings))
    clock.stage("links", len(frames.pages))
    settled = tuple(settle(problems, community, root, strict=options.strict))
    if options.keep_going:
        checked = _without_broken(checked, settled, options)
    reading.finish()
    return replace(checked, problems=settled, token=_seal(checked, settled, seen, options, today, reading.as_seen))


def _seal(checked: Checked, problems: tuple[Problem, ...], seen: seal.Seal, options: Options, today: date, as_seen: frozenset[str]) -> str:
    """Keep what was found, for a run that finds nothing changed."""
    frames = checked.frames
    day = seal.Day(today=today, zone=checked.settings.timezone, inputs=frames.inputs, stamp=frames.stamp)
    found = seal.Found(problems=problems, items=checked.items, site_url=frames.site_url)
    photos = {file for file, picture in checked.community.pictures.items() if seen.files.get(file, b"").hex() == picture.digest}
    read = {file: seen.files[file] for file in as_seen | photos}  # they held the same when they were looked at and when they were read
    return seal.keep(checked.root, options.asked, seen, found, day, read=read)


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


def recipe_of(used: Settings) -> Recipe:
    """The renditions that the settings ask for."""
    return Recipe(widths=used.photos.widths, quality=used.photos.quality)


def _photos(
    sources: Sequence[Source], entries: Sequence[Entry], root: Path, used: Settings, options: Options
) -> tuple[dict[str, Picture], list[Result], list[Problem]]:
    """Inspect all photos, and make their renditions where a site is to be built; both are kept by content."""
    plain = recipe_of(used) if options.photos else None
    covers = {f"{entry.file.rpartition('/')[0]}/{cover}" for entry in entries if entry.beside and (cover := cover_of(entry))}
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


def _frames_meanwhile(root: Path, state: Path, used: Settings, build_frames: BuildFrames) -> Callable[[], frame.Frames]:
    """Make the frames while other work goes on, unless they are kept; the returned function waits for them."""
    if (kept := frame.load_frames(state / "frames", used.language, search=used.search)) is not None:
        return lambda: kept
    wait = aside(lambda: _frames(root, state, used, build_frames))

    def made() -> frame.Frames:
        wait()
        return _kept_frames(root, state, used, build_frames)

    return made


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


def _without_broken(checked: Checked, problems: Iterable[Problem], options: Options) -> Checked:
    """Leave out the items that have errors, and those of whose photos one has."""
    problems = list(problems)
    wrong = {each.file for each in problems if each.severity is Severity.ERROR}
    if not wrong:
        return checked
    # of two that claim one address neither is shown: a new one mustn't take the place of the old
    wrong |= {str(each.values["other"]) for each in problems if each.code == "same-item-twice"}
    folders = {file.rpartition("/")[0] for file in wrong if not file.endswith((".md", ".yml"))}
    left = {
        key: entry
        for key, entry in checked.community.entries.items()
        if not {entry.file, entry.file.rpartition("/")[0]} & wrong and (entry.file.rpartition("/")[0] not in folders or not entry.beside)
    }
    community = replace(checked.community, entries=left)
    return replace(checked, community=community, view=view(community, SITE, checked.view.today, production=options.production), jobs=None)


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
