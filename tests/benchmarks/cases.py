"""The cases: what is done before each run, in which order the programs run, and which lines come out."""

import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import quality
from corpus import SEARCH, SETTINGS
from engines import Engine
from figures import alone, compared, detail
from measure import Measurement, measure
from survey import Survey, faults, survey
from world import BenchmarkError, NotWholeError, World


def nothing() -> None:
    """Do nothing before or after a run."""


def _environment() -> dict[str, str]:
    """What programs run in: Python keeps what it compiled, as it does for who installed one."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command of a program, what is done before it and looked at after it; neither is timed."""

    engine: Engine
    command: tuple[str, ...]
    before: Callable[[], object] = nothing
    after: Callable[[], object] = nothing


def take(world: World, run: Run) -> Measurement:
    """Make one run; where it fails the benchmark stops with its output."""
    run.before()
    # What the run before has left to be written to a disk isn't written at this one's cost.
    os.sync()
    found = measure(run.command, cwd=run.engine.home, log=world.log, env=_environment(), apart=world.apart)
    if found.code:
        raise BenchmarkError(f"{' '.join(run.command)} ended with {found.code}:\n{found.output[-20_000:]}")
    run.after()
    return found


def in_turn(world: World, runs: Mapping[str, Run], times: int) -> dict[str, list[Measurement]]:
    """Make the runs A B A B, `times` of each."""
    found: dict[str, list[Measurement]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(take(world, run))
    return found


def lines(case: str, world: World, found: Mapping[str, Sequence[Measurement]]) -> Iterator[str]:
    """Write a case's line, and one below it for each program."""
    titled = f"{case} {world.photos or len(world.slugs)}"
    names = list(found)
    if len(names) == 1:
        yield alone(titled, names[0], found[names[0]])
    else:
        yield compared(titled, (names[0], names[1]), found[names[0]], found[names[1]])
    for name, runs in found.items():
        yield detail(name, runs, world.apart)


def prove(world: World) -> dict[str, Survey]:
    """Build once with each program, uncounted, and stop where an output isn't whole."""
    surveys = {}
    for engine in world.engines:
        take(world, cold_build(engine))
        surveys[engine.name] = survey(engine.site)
        if left_out := faults(engine, surveys[engine.name], world.slugs, world.samples, world.photos):
            raise NotWholeError(f"{engine.name} left out: {'; '.join(left_out)}")
    return surveys


def shows(engine: Engine, slug: str, text: str) -> None:
    """Stop where a story's page doesn't show a text after a run."""
    page = engine.page(slug)
    if not page.is_file() or text not in page.read_text(encoding="utf-8"):
        raise BenchmarkError(f"after a run of {engine.name} the page of {slug} doesn't show {text!r}")


def shows_samples(world: World, engine: Engine) -> None:
    """Stop where a sample's page doesn't show its title after a run."""
    for story in world.samples:
        shows(engine, story.slug, story.title)


def cold_build(engine: Engine, after: Callable[[], object] = nothing) -> Run:
    """A build that finds nothing of an earlier one."""
    return Run(engine=engine, command=engine.build, before=engine.forget, after=after)


def cold(world: World, times: int, named: str = "cold") -> Iterator[str]:
    """Nothing is there but the sources."""
    runs = {engine.name: cold_build(engine, partial(shows_samples, world, engine)) for engine in world.engines}
    yield from lines(named, world, in_turn(world, runs, times))


def settle(world: World) -> None:
    """Build once with each program, uncounted, so that the next run finds everything as it would leave it."""
    for engine in world.engines:
        take(world, Run(engine=engine, command=engine.build))


def warm(world: World, times: int, named: str = "warm") -> Iterator[str]:
    """Nothing has changed since the build before."""
    settle(world)
    runs = {engine.name: Run(engine=engine, command=engine.build, after=partial(shows_samples, world, engine)) for engine in world.engines}
    yield from lines(named, world, in_turn(world, runs, times))


def title(world: World, times: int) -> Iterator[str]:
    """One story has another title than at the build before, and one that it never had."""
    settle(world)
    sample = world.samples[len(world.samples) // 2]
    kept = {engine: engine.source(sample.slug).read_bytes() for engine in world.engines}
    try:
        runs = {engine.name: retitled_build(engine, sample.slug, sample.title) for engine in world.engines}
        yield from lines("title", world, in_turn(world, runs, times))
    finally:
        for engine, source in kept.items():
            engine.source(sample.slug).write_bytes(source)


def retitled_build(engine: Engine, slug: str, title: str) -> Run:
    """A build that finds the story with the next of its titles."""
    numbers = count(1)
    given = title

    def change() -> None:
        nonlocal given
        given = f"{title} {next(numbers)}"
        engine.retitle(slug, given)

    return Run(engine=engine, command=engine.build, before=change, after=lambda: shows(engine, slug, given))


def search(world: World, times: int) -> Iterator[str]:
    """As `cold`, with the search's index on our side."""
    ours = next((engine for engine in world.engines if engine.check), None)
    if ours is None:
        yield "search not run: none of these programs makes one here"
        return
    settings = ours.home / SETTINGS
    kept = settings.read_text(encoding="utf-8")
    settings.write_text(kept.replace(SEARCH.format("false"), SEARCH.format("true")), encoding="utf-8")
    try:
        yield from cold(world, times, "search")
        if not (ours.site / "pagefind" / "pagefind.js").is_file():
            raise BenchmarkError("a run with a search left no index")
    finally:
        settings.write_text(kept, encoding="utf-8")


def check(world: World, times: int) -> Iterator[str]:
    """The check alone, cold and warm, each against the other program's cold build of the same round."""
    ours = next((engine for engine in world.engines if engine.check), None)
    if ours is None:
        yield "check not run: none of these programs checks"
        return
    runs = {
        "check-cold": Run(engine=ours, command=ours.check, before=ours.forget),
        "check-warm": Run(engine=ours, command=ours.check),
    }
    runs |= {engine.name: cold_build(engine) for engine in world.engines if engine is not ours}
    found = in_turn(world, runs, times)
    others = {name: rest for name, rest in found.items() if name not in ("check-cold", "check-warm")}
    for case in ("check-cold", "check-warm"):
        yield from lines(case, world, {ours.name: found[case], **others})


def photos(world: World, times: int) -> Iterator[str]:
    """Every photo in three sizes, cold and with nothing changed."""
    yield from cold(world, times, "photos")
    if importlib.util.find_spec("numpy") is not None:
        yield from quality.lines({engine.name: quality.quality(engine) for engine in world.engines})
    yield from warm(world, times, "photos-warm")


CASES: dict[str, Callable[[World, int], Iterator[str]]] = {"cold": cold, "warm": warm, "title": title, "check": check, "search": search}
