"""Laying the sources out for each program, in a folder in memory where there is room for it."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import Sources, Story, make_corpus, read_story, write_community, write_hugo
from engines import Engine, can_init, find_hugo, find_storywall, hugo, storywall

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")
# What a story and a photo may take with all that is made of them. Hugo's side has 20 kB a story; the rest is for ours,
# for its cache, and for themes that write more to a page.
STORY_BYTES = 120_000
PHOTO_BYTES = 8_000_000


class BenchmarkError(Exception):
    """The benchmark can't go on; the text says why."""


class NotWholeError(BenchmarkError):
    """A build left something out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be laid out, and by which programs it is built."""

    engines: Sequence[str]
    stories: int
    photos: int = 0
    reviews: int = 1
    storywall: Sequence[str] = ()
    """The command of Storywall, where it isn't the installed one."""
    options: Sequence[str] = ()
    """Further options of each of its builds."""
    apart: str = ""
    """How the names of programs begin whose memory is counted apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One corpus, laid out for each program."""

    engines: tuple[Engine, ...]
    sources: Mapping[str, Sources]
    skeleton: str
    slugs: tuple[str, ...]
    samples: tuple[Story, ...]
    photos: int
    apart: str
    log: Path


def corpora() -> Path:
    """Return the folder with the corpus's program and the peers' layouts."""
    return Path(os.environ.get("STORYWALL_CORPORA") or ROOT.parent / "shared").resolve() / "bench"


def lay_out(order: Order, folder: Path) -> World:
    """Make the corpus in `folder`, and from it the sources of each program; the corpus itself goes again."""
    bench, corpus = corpora(), folder / "corpus"
    if not (bench / "make_corpus.py").is_file():
        raise BenchmarkError("the corpus's program isn't there: STORYWALL_CORPORA names the folder that holds bench/")
    make_corpus(bench, corpus, stories=order.stories, photos=order.photos)
    engines, sources, skeleton = [], {}, ""
    for name in order.engines:
        engine = describe(name, order, folder)
        if name == "hugo":
            sources[name] = write_hugo(corpus, engine.home, bench)
        else:
            command = list(order.storywall) or find_storywall()
            init = command if can_init(command) else []
            skeleton = "storywall init" if init else "minimal, written by the harness"
            sources[name] = write_community(corpus, engine.home, storywall=init, reviews=order.reviews)
        engines.append(engine)
    slugs = tuple(sorted(json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))["slugs"]))
    chosen = (slugs[0], slugs[len(slugs) // 2], slugs[-1])
    samples = tuple(read_story(corpus / "stories" / f"{slug}.md") for slug in chosen)
    shutil.rmtree(corpus)
    return World(
        engines=tuple(engines),
        sources=sources,
        skeleton=skeleton,
        slugs=slugs,
        samples=samples,
        photos=order.photos,
        apart=order.apart,
        log=folder / "output.txt",
    )


def describe(name: str, order: Order, folder: Path) -> Engine:
    """Find a program and describe it."""
    command = find_hugo() if name == "hugo" else list(order.storywall) or find_storywall()
    if not command:
        raise BenchmarkError(f"{name} isn't installed")
    return hugo(command, folder) if name == "hugo" else storywall(command, folder, order.options)


def choose_folder(stories: int, photos: int) -> tuple[Path, str]:
    """Choose where to work, and say why: in memory where files and programs fit, else in the system's own place."""
    need = stories * STORY_BYTES + photos * PHOTO_BYTES
    elsewhere = Path(tempfile.gettempdir())
    if not os.access(MEMORY, os.W_OK):
        return elsewhere, f"{MEMORY} can't be written to"
    # What is put there is taken from the programs' memory; they want about as much again.
    room = min(shutil.disk_usage(MEMORY).free, free_memory() // 2)
    if room < need:
        return elsewhere, f"{MEMORY} has room for {room / 1e9:.1f} GB of {need / 1e9:.1f}"
    return MEMORY, f"in memory, room for {room / 1e9:.1f} GB, {need / 1e9:.1f} at most needed"


def free_memory() -> int:
    """Return the bytes of memory that programs could still take."""
    for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def file_system(path: Path) -> str:
    """Name the type of the file system that a folder lies on."""
    best, kind = "", "unknown"
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        _, point, found, *_ = line.split()
        if path.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, found
    return kind
