"""What tests of several modules share: a small valid community, and Hypothesis' profiles."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from storywall import cache, pipeline, report
from storywall.load import PHOTO_SUFFIXES
from storywall.mkdocs_plugin import build_frames
from storywall.photos.darkroom import Darkroom, Job

sys.path.insert(0, str(Path(__file__).parent))  # what several tests share: stand_in_host

PROJECT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"
BASE = SAMPLES / "base"
TODAY = date(2026, 11, 21)
"""The day on which all samples are looked at."""

settings.register_profile("dev", max_examples=30, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def outside(root):
    """What frames are made from: mkdocs.yml, the pages written by hand, the language, and whether there is a search."""
    files = [root / "mkdocs.yml", *sorted((root / "docs").rglob("*")), *sorted((root / "theme").rglob("*"))]
    settings_file = root / "storywall.yml"
    language = re.findall(r"^(?:language|search):.*$", settings_file.read_text(errors="replace"), re.MULTILINE) if settings_file.is_file() else []
    return {path.relative_to(root): path.read_bytes() for path in files if path.is_file()}, language


@dataclass(frozen=True, kw_only=True)
class Community:
    """A community in a folder of its own, made from the base."""

    root: Path
    frames: object
    """The base's, made once: they are right for every community that has the base's pages."""

    def write(self, file, content):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, file):
        return (self.root / file).read_text()

    def change(self, file, old, new):
        """Put `new` in the place of `old`, which must be there."""
        text = self.read(file)
        assert old in text
        return self.write(file, text.replace(old, new))

    def remove(self, file):
        path = self.root / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def overlay(self, folder):
        shutil.copytree(folder, self.root, dirs_exist_ok=True)

    def story(self, slug, *, body="A text.", **fields):
        """Write a story that differs from the base's in these fields; None takes one out."""
        return self.item(f"submissions/stories/{slug}.md", "submissions/stories/the-mug.md", body, fields)

    def review(self, slug, *, product="morning-mug", body="A text.", **fields):
        """Write a review, likewise."""
        return self.item(f"submissions/reviews/{product}/{slug}.md", "submissions/reviews/morning-mug/keeps-warm.md", body, fields)

    def item(self, file, like, body, fields):
        from storywall.compose import compose
        from storywall.parse import parse

        document, _ = parse((BASE / like).read_bytes(), like)
        values = {name: value for name, value in {**document.values, **fields}.items() if value is not None}
        return self.write(file, compose(values, body))

    def check(self, **options):
        """Run the whole chain up to the checks, in this process."""

        def frames(root, out):
            return self.frames if outside(root) == outside(BASE) else build_frames(root, out)

        options = {"today": TODAY, "photos": False, "processes": 1, **options}
        return pipeline.check(self.root, pipeline.Options(**options), frames)

    def report(self, **options):
        """The report as a person at a terminal sees it."""
        checked = self.check(**options)
        return report.render(checked.problems, "text", "en", items=checked.items)

    def codes(self, **options):
        """What is wrong, as `file:line:column code`."""
        return [place(problem) for problem in self.check(**options).problems]


def place(problem):
    return f"{problem.file}:{problem.position.line}:{problem.position.column} {problem.code}"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The base's frames, and a state in which the photos of all samples are known."""
    folder = tmp_path_factory.mktemp("base")
    root = folder / "root"
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns(".storywall", "site"))
    frames = build_frames(root, folder / "frames")
    photos = [Job(path=path, file=path.name) for path in SAMPLES.rglob("*") if path.name.endswith(PHOTO_SUFFIXES)]
    for _ in Darkroom(folder=cache.photo_folder(root)).inspect_and_render(photos):
        pass
    return frames, root


@pytest.fixture
def community(built, tmp_path):
    """A community like the base, to be changed."""
    frames, root = built
    shutil.copytree(root, tmp_path / "community")
    return Community(root=tmp_path / "community", frames=frames)


@pytest.fixture(scope="session")
def run():
    """Run the command line in a process of its own; the result has `returncode`, `stdout` and `stderr`."""
    import sys

    def start(*arguments, cwd, **environment):
        command = [sys.executable, "-c", "from storywall.cli import main; main()", *map(str, arguments)]
        plain = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "LANG", "LC_ALL", "LC_MESSAGES")}
        return subprocess.run(command, cwd=cwd, env=plain | environment, capture_output=True, text=True, check=False)

    return start


@pytest.fixture
def git_host(tmp_path_factory):
    """A git host on this machine with an empty repository; all that it was sent and answered must fit GitHub's description."""
    from stand_in_host import GitHost

    bare = tmp_path_factory.mktemp("host") / "wall.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch", "main", bare], check=True)
    with GitHost(bare) as host:
        yield host
    assert host.wrong == []


@pytest.fixture(scope="session")
def copy_sample():
    """Copy the sample community into a folder, and return the folder."""

    def copy(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("docs", "submissions", "schemas", "mkdocs.yml", "storywall.yml"):
            source = PROJECT / name
            shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
        return folder

    return copy


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory, copy_sample, run):
    """The sample community's site, built once, to be looked at and not changed."""
    root = copy_sample(tmp_path_factory.mktemp("sample"))
    built = run("build", "--date", TODAY, cwd=root)
    assert built.returncode == 0, built.stdout + built.stderr
    return root / "site"


def pytest_terminal_summary(terminalreporter):
    """Print the figures that tests recorded: numbers of cases, and what they cost."""
    for reports in terminalreporter.stats.values():
        for each in reports:
            figures = dict(getattr(each, "user_properties", ())).get("figures")
            if figures and getattr(each, "when", "") == "call":
                terminalreporter.write_line(f"{each.nodeid.rpartition('/')[2]}: {figures}")
