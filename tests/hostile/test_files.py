"""Files that have no place below submissions/: each is named by the check, and none of it is in the site."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_site import World
from test_texts import photo

MARK = "found-in-the-site"
"""Stands in every file that must not get there."""
STORY = f"""---
title: {MARK}
author: mara
date: 2026-11-02
consent: {{scopes: [site], wording: 2026-11@bccb3d32, language: en, date: 2026-11-01, channel: form}}
incentive: none
---

{MARK}
"""
WITH_PHOTO = STORY.replace("incentive", f"photos: [{{file: cup.jpg, alt: A cup {MARK}, rights: own}}]\nincentive")
STORIES = "submissions/stories"


class Hostile:
    """Writes into a community what a stranger might put into a pull request."""

    def __init__(self, root: Path, outside: Path) -> None:
        self.root, self.outside = root, outside
        self.expected: list[tuple[str, str]] = []

    def file(self, file: str, code: str, data: str | bytes = STORY, *, at: str = "") -> Path:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        self.expected.append((at or file, code))
        return path

    def bundle(self, name: str, *, photo_name: str = "cup.jpg", text: str = WITH_PHOTO) -> str:
        """A valid item in a folder, to hide something beside it."""
        folder = f"{STORIES}/{name}"
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / folder / "index.md").write_text(text)
        (self.root / folder / photo_name).write_bytes(photo())
        return folder

    def link(self, file: str, target: Path | str, code: str = "symlink") -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
        self.expected.append((file, code))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A community full of them, built with --keep-going; and the same community without them."""
    folder = tmp_path_factory.mktemp("files")
    clean = World(root=folder / "clean", photo=b"").build()
    world = World(root=folder / "root", photo=b"")
    outside = folder / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(STORY)
    (outside / "cup.jpg").write_bytes(photo())
    (outside / "index.md").write_text(STORY)
    hostile = Hostile(world.root, outside)
    for put in (links, repositories, modes, names, taken_names, twins, pages, odd_files, odd_photos):
        put(hostile)
    built = world.build()
    yield clean, built, hostile
    shutil.rmtree(folder, ignore_errors=True)


def links(hostile: Hostile) -> None:
    hostile.link(f"{STORIES}/linked.md", hostile.outside / "secret.md")
    hostile.link(f"{STORIES}/linked-to-nothing.md", "/nowhere")
    hostile.link(f"{STORIES}/linked-within.md", "the-mug.md")
    hostile.link(f"{STORIES}/linked-folder", hostile.outside)
    hostile.link(f"{STORIES}/to-the-system", "/etc")
    hostile.link("submissions/letters", hostile.outside)
    hostile.link("submissions/README.md", hostile.outside / "secret.md")
    hostile.link("submissions/reviews/linked-product", hostile.outside)
    folder = f"{STORIES}/linked-inside"
    hostile.link(f"{folder}/index.md", hostile.outside / "secret.md")
    folder = hostile.bundle("linked-photo", photo_name="other.jpg")
    hostile.link(f"{folder}/cup.jpg", hostile.outside / "cup.jpg")


def repositories(hostile: Hostile) -> None:
    """A submodule is a folder with a file `.git`, a clone one with a folder of that name."""
    for name, make in (("submodule", lambda path: path.write_text("gitdir: ../../.git/modules/x")), ("clone", Path.mkdir)):
        folder = hostile.bundle(name)
        make(hostile.root / folder / ".git")
        hostile.expected.append((folder, "submodule"))
    inner = hostile.root / "submissions" / "reviews" / "a-submodule"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: x")
    (inner / "good.md").write_text(STORY.replace(f"title: {MARK}", "rating: 5"))
    hostile.expected.append(("submissions/reviews/a-submodule", "submodule"))
    hostile.file(f"{STORIES}/.gitmodules", "unexpected-file", MARK)
    hostile.file(f"{STORIES}/.gitattributes", "unexpected-file", MARK)


def modes(hostile: Hostile) -> None:
    hostile.file(f"{STORIES}/runs.md", "executable").chmod(0o755)
    hostile.file(f"{STORIES}/runs-for-its-group.md", "executable").chmod(0o654)
    folder = hostile.bundle("runs-as-a-photo")
    (hostile.root / folder / "cup.jpg").chmod(0o777)
    hostile.expected.append((f"{folder}/cup.jpg", "executable"))


def names(hostile: Hostile) -> None:
    for name in (
        "Capitals", "a b", "a_b", "-begins", "ends-", "two--hyphens", "a.b", "..", "...", "%2e%2e", "a%00b", "a\\b", "a:b", "a?b", "a#b", "a'b",
        'a"b', "a<b>", "a;b", "a|b", "$(id)", "`id`", "{{a}}", "a\nb", "a\x1b[2Jb", "a\u202eb", "a\u200bb", "а", "é", "e\u0301", "ｃｏｎ", "a" * 101,
        "a" * 250, "~", "a~1", "--flag", "*", "a@b",
    ):  # fmt: skip
        hostile.file(f"{STORIES}/{name}.md", "bad-name" if name.strip(".") else "unexpected-file")
    hostile.file(f"{STORIES}/raw-bytes.md", "", STORY)
    os.rename(hostile.root / STORIES / "raw-bytes.md", os.fsencode(str(hostile.root / STORIES)) + b"/a\xff\xfe.md")
    hostile.expected[-1] = (os.fsdecode(os.fsencode(STORIES) + b"/a\xff\xfe.md"), "bad-name")
    for name in ("A-FOLDER", "a b c", "ordner-ü"):
        (hostile.root / hostile.bundle(name)).exists()
        hostile.expected.append((f"{STORIES}/{name}", "bad-name"))


def taken_names(hostile: Hostile) -> None:
    for name in (
        "con",
        "nul",
        "aux",
        "prn",
        "com1",
        "com9",
        "lpt1",
        "lpt9",
        "assets",
        "search",
        "tags",
        "feed",
        "api",
        "embed",
        "index",
        "page",
        "by",
        "of",
    ):
        hostile.file(f"{STORIES}/{name}.md", "reserved-name")
    hostile.expected.append((hostile.bundle("com3"), "reserved-name"))
    for name in ("sw-reviews", "storywall-page"):  # ids of the theme
        hostile.file(f"submissions/reviews/morning-mug/{name}.md", "reserved-name", STORY.replace(f"title: {MARK}", "rating: 5"))


def twins(hostile: Hostile) -> None:
    hostile.file(f"{STORIES}/there-twice.md", "same-item-twice")
    hostile.file(f"{STORIES}/there-twice/index.md", "", at=f"{STORIES}/there-twice.md")
    folder = hostile.bundle("twins")
    (hostile.root / folder / "Cup.jpg").write_bytes(photo())
    hostile.expected.append((f"{folder}/cup.jpg", "same-name-folded"))
    folder = hostile.bundle("composed", photo_name="é.jpg", text=WITH_PHOTO.replace("cup.jpg", "é.jpg"))
    (hostile.root / folder / "e\u0301.jpg").write_bytes(photo())
    hostile.expected.append((f"{folder}/é.jpg", "same-name-folded"))
    folder = hostile.bundle("two-indexes")
    hostile.file(f"{folder}/index.yml", "same-item-twice", f"title: {MARK}\n")


def pages(hostile: Hostile) -> None:
    """What a web host or a theme would take for its own."""
    names = (
        "index.html", "404.html", "a.html", "a.htm", "a.xhtml", "a.svg", "a.js", "a.css",
        "CNAME", "_headers", "_redirects", "robots.txt", ".htaccess",
        ".nojekyll", "sitemap.xml", "feed.xml", "service-worker.js", "manifest.json", "mkdocs.yml", ".env", ".pages", ".meta.yml",
        "a.php", "a.pdf", "a.md.html", "a.html.md.txt", "web.config", "netlify.toml", "a.jpg.html", "bundle.js",
    )  # fmt: skip
    folder = hostile.bundle("among-photos")
    for name in names:
        hostile.file(f"submissions/{name}", "unexpected-file", MARK)
        hostile.file(f"{STORIES}/{name}", "" if name.endswith(".yml") else "unexpected-file", MARK)
        hostile.file(f"submissions/reviews/{name}", "unexpected-file", MARK)
        hostile.file(f"{folder}/{name}", "unexpected-file", MARK)
    hostile.file(f"{folder}/deeper/index.html", "unexpected-folder", MARK, at=f"{folder}/deeper")
    hostile.file("submissions/.well-known/security.txt", "unexpected-folder", MARK, at="submissions/.well-known")
    hostile.file("submissions/assets/stylesheets/main.css", "unexpected-folder", MARK, at="submissions/assets")


def odd_files(hostile: Hostile) -> None:
    os.mkfifo(hostile.root / STORIES / "a-pipe.md")
    hostile.expected.append((f"{STORIES}/a-pipe.md", "unexpected-file"))
    here = os.getcwd()
    os.chdir(hostile.root / STORIES)  # a socket's address may have a hundred bytes
    try:
        with socket.socket(socket.AF_UNIX) as ear:
            ear.bind("a-socket.md")
    finally:
        os.chdir(here)
    hostile.expected.append((f"{STORIES}/a-socket.md", "unexpected-file"))
    hostile.file(f"{STORIES}/no-suffix", "unexpected-file")
    hostile.file(f"{STORIES}/.hidden.md", "bad-name")
    hostile.file(f"{STORIES}/.md", "unexpected-file")
    hostile.file(f"{STORIES}/capitals.MD", "unexpected-file")
    hostile.file(f"{STORIES}/a.yaml", "unexpected-file")
    hostile.file(f"{STORIES}/a.md~", "unexpected-file")
    hostile.file(f"{STORIES}/only-a-folder/README.md", "empty-bundle", MARK, at=f"{STORIES}/only-a-folder")


def odd_photos(hostile: Hostile) -> None:
    for name, data in {
        "a-page-as-a-photo": f"<!doctype html><script>{MARK}</script>".encode(),
        "a-drawing-as-a-photo": f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><!-- {MARK} --></svg>'.encode(),
        "a-page-behind-a-photo": photo() + f"<script>{MARK}</script>".encode(),
        "a-text-as-a-photo": MARK.encode(),
        "a-torn-photo": photo()[:-40],
    }.items():
        folder = hostile.bundle(name)
        (hostile.root / folder / "cup.jpg").write_bytes(data)
        hostile.expected.append((f"{folder}/cup.jpg", ""))
    folder = hostile.bundle("a-photo-of-a-long-name", photo_name=f"{'a' * 240}.jpg", text=WITH_PHOTO.replace("cup.jpg", f"{'a' * 300}.jpg"))
    hostile.expected.append((f"{folder}/{'a' * 240}.jpg", "bad-file-name"))
    hostile.expected.append((f"{folder}/index.md", "bad-file-name"))


def test_each_is_named_by_the_check(site):
    _, built, hostile = site
    found = {(problem.file, problem.code) for problem in built.checked.problems if problem.severity == "error"}
    files = {file for file, _ in found}
    assert not [each for each in hostile.expected if each not in found and (each[1] or each[0] not in files)]


def test_the_site_holds_the_same_files_as_without_them(site):
    clean, built, _ = site
    assert listing(built.folder) == listing(clean.folder)


def listing(folder: Path) -> list[str]:
    """The files of a site, but for the search's, whose names differ from run to run."""
    files = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(file for file in files if not file.startswith("pagefind/"))


def test_nothing_of_them_is_in_any_file_of_the_site(site):
    _, built, _ = site
    assert not [path for path in built.folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    assert not [path for path in built.folder.rglob("*") if path.is_symlink()]


def test_the_other_items_are_shown(site):
    clean, built, _ = site
    assert built.checked.view.by_key.keys() == clean.checked.view.by_key.keys()


def test_a_new_item_does_not_take_the_place_of_an_old_one(tmp_path):
    """Nobody can tell which of the two is the real one."""
    world = World(root=tmp_path / "root", photo=b"")
    path = world.root / STORIES / "the-mug" / "index.md"
    path.parent.mkdir()
    path.write_text(STORY)
    built = world.build()
    assert "story:the-mug" not in built.checked.view.by_key
    assert "same-item-twice" in {problem.code for problem in built.checked.problems}


def test_the_same_through_the_command_line(site, run, tmp_path):
    """Real frames, real theme: exit code 1, and the site's files are those of the clean community."""
    clean, built, _ = site
    found = {}
    for name, root in (("clean", clean.folder.parent), ("hostile", built.folder.parent)):
        result = run("build", "--keep-going", "--date", "2026-11-21", "--site-dir", tmp_path / name, cwd=root)
        assert result.returncode == (name == "hostile"), result.stderr
        assert "Traceback" not in result.stderr
        found[name] = listing(tmp_path / name)
    assert found["hostile"] == found["clean"]
    assert "404.html" in found["hostile"]
    assert not [path for path in (tmp_path / "hostile").rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


def test_a_site_folder_that_holds_links_is_not_written_through(tmp_path):
    """What lies in the site folder may not be ours: a link is replaced, and what it leads to is left alone."""
    world = World(root=tmp_path / "root", photo=b"")
    precious = tmp_path / "precious.txt"
    precious.write_text("precious")
    page = world.root / "site" / "stories" / "the-mug" / "index.html"
    page.parent.mkdir(parents=True)
    page.symlink_to(precious)
    world.build()
    assert precious.read_text() == "precious"
    assert page.is_file()
    assert not page.is_symlink()


def test_files_that_are_not_ours_stay(tmp_path):
    world = World(root=tmp_path / "root", photo=b"")
    theirs = world.root / "site" / "stories" / "theirs.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    world.build()
    (world.root / "submissions" / "stories" / "the-mug.md").unlink()
    world.build()
    assert theirs.read_text() == "theirs"
    assert not (world.root / "site" / "stories" / "the-mug").exists()
