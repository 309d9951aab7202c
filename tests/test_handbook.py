"""README and handbook say what is so: commands run and print what is shown, links lead somewhere, pages made of the program are new."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

import pytest
from PIL import ExifTags, Image

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "handbook"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(HANDBOOK.glob("*.md"))]
MADE = ("codes.md", "fields.md", "settings.md")
GAP = "…"
# A report that ends with errors ends its command with 1.
ERRORS = re.compile(r"\d+ errors?( |$)")
# What can't be run here, since it brings programs from elsewhere.
BRINGS = {"python3 -m venv .venv", ". .venv/bin/activate", "pip install storywall-*.whl"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A command of a page, and the lines that the page shows of its output; none: it isn't shown."""

    command: str
    shown: tuple[str, ...]

    @property
    def status(self) -> int:
        return int(any(ERRORS.match(line) for line in self.shown))


def blocks(page: Path, *languages: str) -> list[list[str]]:
    """The lines of each fenced block in one of these languages."""
    fences = re.findall(r"^```(\w[\w+]*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [text.splitlines() for language, text in fences if language in languages]


def is_run(block: list[str]) -> bool:
    return block[0].startswith("$ ")


def steps(page: Path) -> list[Step]:
    """A page's commands, from top to bottom."""
    found: list[tuple[str, list[str]]] = []
    for block in filter(is_run, blocks(page, "console", "sh")):
        for line in block:
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return [Step(command=command, shown=tuple(shown)) for command, shown in found]


def fits(shown: tuple[str, ...], output: str) -> bool:
    """Is this the output that is shown? `…` stands for anything within a line, alone on a line for any lines."""
    pattern = "".join("(?:.*\n)*" if line == GAP else ".*".join(map(re.escape, line.split(GAP))) + "\n" for line in shown)
    return re.fullmatch(pattern, output.rstrip("\n") + "\n") is not None


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment as somebody has it: the programs on PATH, and at home a photo straight from a phone."""
    folder = tmp_path_factory.mktemp("desk")
    for name, start in {"python": "", **{module: f"-m {module}" for module in ("storywall", "mkdocs", "properdocs")}}.items():
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {start} "$@"\n')
        program.chmod(0o755)
    phone(folder / "home" / "Pictures" / "IMG_4711.jpg")
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "STORYWALL_", "LC_", "LANG", "GITHUB_"))}
    return theirs | {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder / "home"),
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "Ada"), ("EMAIL", "ada@table.example"))},
    }


def phone(path: Path) -> None:
    """Take a photo with a phone that writes down what it is and where it was."""
    path.parent.mkdir(parents=True)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Example"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (41.0, 53.0, 24.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (12.0, 29.0, 32.0)
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(path, exif=exif)


def do(step: Step, folder: Path, desk: dict[str, str]) -> Path:
    """Run a step in a folder; return the folder that it ends in."""
    after = Path(desk["HOME"]) / "where"
    script = f"{step.command}\nstatus=$?; pwd > {shlex.quote(str(after))}; exit $status"
    ended = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=desk, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert ended.returncode == step.status, f"$ {step.command}\n{ended.stdout}"
    if step.shown:
        assert fits(step.shown, ended.stdout), f"$ {step.command}\n{ended.stdout}\ninstead of\n" + "\n".join(step.shown)
    return Path(after.read_text().strip())


def serve(step: Step, folder: Path, desk: dict[str, str]) -> None:
    """Start a preview, look at its page, and end it as Ctrl-C does."""
    server = subprocess.Popen(
        ["bash", "-c", f"exec {step.command}"],
        cwd=folder,
        env=desk | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []
    try:
        for line in server.stdout or ():
            said.append(line)
            if address := re.search(r"http://\S+/", line):
                with urlopen(address[0], timeout=60) as page:
                    assert b"</html>" in page.read()
                break
        assert fits(step.shown, "".join(said)), "".join(said)
    finally:
        os.killpg(server.pid, signal.SIGINT)
        rest, _ = server.communicate(timeout=60)
    assert server.returncode == 0, "".join([*said, rest])


@pytest.mark.parametrize("page", [page for page in PAGES if steps(page)], ids=lambda page: page.stem)
def test_a_page_s_commands_run_from_top_to_bottom(page: Path, desk: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path
    for step in steps(page):
        if step.command.startswith("storywall serve"):
            serve(step, folder, desk)
        else:
            folder = do(step, folder, desk)


def test_what_is_shown_is_compared() -> None:
    shown = ("built site: … files written", GAP, "end")
    assert fits(shown, "built site: 5 files written\nend\n")
    assert fits(shown, "built site: 5 files written\none\ntwo\nend\n")
    assert not fits(shown, "built site: 5 files written\nend\nmore\n")
    assert not fits(shown, "built site: 5 files\nend\n")
    assert not fits(("a.c",), "abc\n")


def test_commands_that_are_not_run_name_what_there_is() -> None:
    targets = set(re.findall(r"^([a-z-]+):(?! export)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        for line in [line for block in blocks(page, "sh", "console") if not is_run(block) for line in block]:
            command = line.partition(" #")[0].strip()
            name = re.match(r"make ([a-z-]+)", command)
            assert (name[1] in targets) if name else command in BRINGS, f"{page.name}: {line}"


def test_the_handbook_builds_and_all_its_links_lead_somewhere(desk: dict[str, str], tmp_path: Path) -> None:
    command = ["mkdocs", "build", "--strict", "--config-file", str(ROOT / "handbook.yml"), "--site-dir", str(tmp_path)]
    built = subprocess.run(command, env=desk, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    assert {page.stem for page in HANDBOOK.glob("*.md")} <= {page.parent.name for page in tmp_path.glob("*/index.html")} | {"index"}


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.stem)
def test_links_of_pages_beside_it_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_pictures_are_small_and_shown_somewhere() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    for picture in (HANDBOOK / "images").iterdir():
        assert picture.stat().st_size < 250_000, picture.name
        assert f"images/{picture.name}" in text


def from_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"handbook_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_made_of_the_program_are_what_it_would_make() -> None:
    made = from_file(ROOT / "tools" / "handbook.py").pages()
    assert tuple(made) == MADE
    assert [name for name, text in made.items() if (HANDBOOK / name).read_text("utf-8") != text] == [], "run `make handbook`"


def test_the_new_kind_is_the_one_that_a_test_tries() -> None:
    tried = from_file(ROOT / "tests" / "test_new_kind.py")
    page = HANDBOOK / "new-kind.md"
    item = tried.ITEM.format(wording="2026-11@3f9a1c2b", serves="4")
    assert blocks(page, "python")[0] == tried.KIND.strip().splitlines()
    assert blocks(page, "html+jinja") == [tried.TEMPLATE.strip().splitlines()]
    assert blocks(page, "markdown") == [item.strip().splitlines()]


def test_every_room_stands_on_the_floor_that_the_house_says() -> None:
    rooms = {path.stem for path in (ROOT / "generator" / "storywall").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["id"] == "floors")["layers"]
    held = [rooms & set(re.findall(r"\w+", layer)) for layer in layers]
    rows = re.findall(r"^\| [0-7] \| (.*) \|$", (HANDBOOK / "house.md").read_text("utf-8"), re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == held
