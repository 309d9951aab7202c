"""Speed against peers: build the same stories with each program in turn, and print one line a case. Linux only."""

import argparse
import importlib.util
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from cases import CASES, photos, prove
from survey import Survey, features
from world import BenchmarkError, NotWholeError, Order, World, choose_folder, file_system, lay_out

ENGINES = ("storywall", "hugo")
# The stories beside the photos of the case `photos`: as few as give a whole site.
PHOTO_STORIES = 20
PHOTOS_NEED = ("numpy", "PIL")


def options(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000, help="stories (10000)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), help="the first is divided by")
    parser.add_argument("--cases", nargs="+", choices=[*CASES, "photos"], default=list(CASES), help="in this order")
    parser.add_argument("--runs", type=int, default=5, help="of each program in each case (5)")
    parser.add_argument("--photos", type=int, default=0, help="photos of the case of that name (0)")
    parser.add_argument("--reviews", type=int, default=1, help="for each story that rates a product, on our side (1)")
    parser.add_argument("--storywall", type=shlex.split, default=[], help="the command, if not the installed one; absolute paths")
    parser.add_argument("--options", type=shlex.split, default=[], help="further options of each build of ours")
    parser.add_argument("--apart", default="pagefind", help="how the names of programs begin whose memory is counted apart (pagefind)")
    parser.add_argument("--work", type=Path, help="folder to work in, if not one in memory")
    parser.add_argument("--keep", action="store_true", help="leave sources and outputs for a look")
    given = parser.parse_args(words)
    if given.number < 1 or given.runs < 1 or min(given.photos, given.reviews) < 0:
        parser.error("there is at least one story and one run, and nothing is fewer than none")
    if len(set(given.engines)) < len(given.engines):
        parser.error("an engine is named twice")
    return given


def order_of(given: argparse.Namespace, *, stories: int, photos: int = 0) -> Order:
    """Say what is to be laid out for one world."""
    return Order(
        engines=given.engines,
        stories=stories,
        photos=photos,
        reviews=given.reviews,
        storywall=given.storywall,
        options=given.options,
        apart=given.apart,
    )


def head(world: World, surveys: Mapping[str, Survey]) -> Iterator[str]:
    """Say what each program is, what it was given, and what it did and didn't do."""
    for engine in world.engines:
        given = {what.replace("_", "-"): number for what, number in asdict(world.sources[engine.name]).items() if number}
        yield f"{engine.name}: {engine.versions()}"
        yield "    given: " + ", ".join(f"{number} {what}" for what, number in given.items())
        if engine.check:
            yield f"    skeleton: {world.skeleton}; reviews are items of their own beside the stories' text"
        yield f"    wrote: {surveys[engine.name].line()}"
        yield f"    {features(engine, world.samples[0])}"
        yield f"    checks each item before it writes: {'yes' if engine.check else 'no'}"


def machine(folder: Path, why: str) -> str:
    """Say where this ran."""
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{cores} cores, {system}; work folder on {file_system(folder)} below {folder.parent}: {why}"


def stories_part(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Run the cases on the corpus of stories."""
    wanted = [case for case in given.cases if case in CASES]
    if not wanted:
        return
    progress(f"laying out {given.number} stories")
    world = lay_out(order_of(given, stories=given.number), folder / "stories")
    progress("building once with each program, uncounted")
    yield from head(world, prove(world))
    yield "below each case: least, median, greatest; a check stands against the other program's cold build"
    yield ""
    for case in wanted:
        progress(f"case {case}")
        yield from CASES[case](world, given.runs)


def photos_part(given: argparse.Namespace, folder: Path) -> Iterator[str]:
    """Run the case `photos` on a corpus of its own, or say why it isn't run."""
    if "photos" not in given.cases:
        return
    if not given.photos:
        yield "photos not run: the corpus has no photos (--photos 300 makes some)"
        return
    if lacking := [name for name in PHOTOS_NEED if importlib.util.find_spec(name) is None]:
        yield f"photos not run: making the corpus's photos needs {' and '.join(lacking)}"
        return
    progress(f"making {given.photos} photos")
    world = lay_out(order_of(given, stories=PHOTO_STORIES, photos=given.photos), folder / "photos")
    try:
        surveys = prove(world)
    except NotWholeError as reason:
        yield f"photos not run: {reason}"
        return
    yield from head(world, surveys)
    yield from photos(world, given.runs)


def progress(words: str) -> None:
    """Say on standard error what is being done."""
    print(f"... {words}", file=sys.stderr, flush=True)


def main(words: Sequence[str]) -> int:
    """Run the benchmark and print its lines; 1 where it had to stop."""
    given = options(words)
    photos = given.photos if "photos" in given.cases else 0
    place, why = (given.work, "as asked") if given.work else choose_folder(given.number, photos)
    folder = Path(tempfile.mkdtemp(prefix="storywall-bench-", dir=place))
    try:
        print(machine(folder, why), flush=True)
        for part in (stories_part, photos_part):
            for line in part(given, folder):
                print(line, flush=True)
    except (BenchmarkError, OSError, subprocess.CalledProcessError) as reason:
        print(f"stopped: {reason}", file=sys.stderr)
        return 1
    finally:
        if given.keep:
            progress(f"kept in {folder}")
        else:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    # The work folder may be a large part of the memory: it goes on a kill, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
