"""The walk over submissions/: what becomes an item, and what never reaches the site."""

import os
import socket
from contextlib import nullcontext

import pytest

from storywall.load import load
from storywall.model import Source


def lay(root, *files):
    for file in files:
        path = root / "submissions" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def items(root):
    return [each for each in load(root) if isinstance(each, Source)]


def problems(root):
    return {each.file.removeprefix("submissions/"): each.code for each in load(root) if not isinstance(each, Source)}


def test_both_forms_of_an_item_are_found_in_the_order_of_their_names(tmp_path):
    lay(tmp_path, "stories/b.md", "stories/a/index.md", "stories/a/two.jpg", "stories/a/one.webp", "members/mara.yml", "reviews/mug/good.md")
    found = [(each.key, each.file, each.bundle, each.beside) for each in items(tmp_path)]
    assert found == [
        ("member:mara", "submissions/members/mara.yml", False, ()),
        ("review:mug/good", "submissions/reviews/mug/good.md", False, ()),
        ("story:a", "submissions/stories/a/index.md", True, ("one.webp", "two.jpg")),
        ("story:b", "submissions/stories/b.md", False, ()),
    ]
    assert problems(tmp_path) == {}


def test_readmes_keepers_and_the_ledger_are_passed_over(tmp_path):
    lay(tmp_path, "README.md", "stories/README.md", "stories/.gitkeep", "stories/a/README.md", "stories/a/index.md", "ledger/2026/x.yml")
    lay(tmp_path, "reviews/.gitkeep", "reviews/mug/README.md")
    assert [each.key for each in items(tmp_path)] == ["story:a"]
    assert problems(tmp_path) == {}


def test_a_community_without_submissions_is_empty(tmp_path):
    assert list(load(tmp_path)) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("stories/404.html", "unexpected-file"),
        ("stories/_headers", "unexpected-file"),
        ("stories/a.markdown", "unexpected-file"),
        ("stories/a.MD", "unexpected-file"),
        ("stories/a/notes.txt", "unexpected-file"),
        ("stories/a/mug.svg", "unexpected-file"),
        ("stories/.hidden.md", "bad-name"),
        ("stories/a--b.md", "bad-name"),
        ("stories/a.b.md", "bad-name"),
        ("stories/-a.md", "bad-name"),
        ("stories/A.md", "bad-name"),
        (f"stories/{'a' * 101}.md", "bad-name"),
        ("stories/nul.md", "reserved-name"),
        ("stories/com1.md", "reserved-name"),
        ("reviews/mug/page.md", "reserved-name"),
        ("stories/a/mug photo.jpg", "bad-file-name"),
        (f"stories/a/{'a' * 100}.jpg", "bad-file-name"),
    ],
)
def test_what_has_no_place_is_a_problem_and_no_item(tmp_path, file, code):
    lay(tmp_path, "stories/a/index.md", file)
    assert problems(tmp_path) == {file: code}
    assert [(each.key, each.beside) for each in items(tmp_path)] == [("story:a", ())]


def test_a_folder_with_a_bad_name_still_has_its_items_looked_at(tmp_path):
    lay(tmp_path, "reviews/My Mug/good.md")
    assert problems(tmp_path) == {"reviews/My Mug": "bad-name"}
    assert [each.key for each in items(tmp_path)] == ["review:My Mug/good"]


def test_neither_links_nor_programs_nor_other_repositories_are_read(tmp_path):
    lay(tmp_path, "stories/real.md", "stories/run.md", "stories/sub/index.md", "stories/sub/.git")
    stories = tmp_path / "submissions/stories"
    (stories / "link.md").symlink_to(stories / "real.md")
    (stories / "nowhere.md").symlink_to("/nonexistent")
    (stories / "folder").symlink_to(stories)
    (tmp_path / "submissions/photos").symlink_to(stories)
    (stories / "run.md").chmod(0o755)
    assert [each.key for each in items(tmp_path)] == ["story:real"]
    assert problems(tmp_path) == {
        "photos": "symlink",
        "stories/folder": "symlink",
        "stories/link.md": "symlink",
        "stories/nowhere.md": "symlink",
        "stories/run.md": "executable",
        "stories/sub": "submodule",
    }


def test_what_is_neither_file_nor_folder_is_refused(tmp_path, monkeypatch):
    lay(tmp_path, "stories/a.md")
    monkeypatch.chdir(tmp_path / "submissions/stories")  # a socket's name is short
    os.mkfifo("pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        assert problems(tmp_path) == {"stories/pipe.md": "unexpected-file", "stories/socket.md": "unexpected-file"}


def test_a_file_that_goes_away_while_it_is_looked_at_is_no_item(tmp_path, monkeypatch):
    lay(tmp_path, "stories/a.md", "stories/b.md")
    scan = os.scandir

    def late(folder):
        entries = list(scan(folder))
        (folder / "b.md").unlink(missing_ok=True)
        return nullcontext(entries)

    monkeypatch.setattr(os, "scandir", late)
    assert [each.key for each in items(tmp_path)] == ["story:a"]
    assert problems(tmp_path) == {}


def test_a_mistyped_folder_gets_a_guess(tmp_path):
    lay(tmp_path, "story/a.md")
    (found,) = load(tmp_path)
    assert (found.code, found.values["guess"]) == ("unexpected-folder", "stories")
