"""Entries are kept by the bytes of their files, and nothing but values of the house comes out of what is kept."""

import os
import pickle
import shutil
from datetime import date

import pytest

from storywall import cache, memo, plainly
from storywall.model import Heading
from storywall.problems import Problem, Severity


def state(community):
    return cache.state_folder(community.root)


def kept(community):
    return sorted(path.name for path in (state(community) / "entries").iterdir())


def test_what_did_not_change_is_not_read_again(community):
    first = community.check()
    assert first.timings["read"][0] == first.items
    again = community.check()
    assert again.timings["read"][0] == 0
    assert again.entries == first.entries
    assert again.problems == first.problems
    community.change("submissions/stories/the-mug.md", "mug", "cup")
    assert community.check().timings["read"][0] == 1


def test_an_item_that_moved_or_whose_photos_changed_is_read_again(community):
    community.check()
    os.rename(community.root / "submissions/stories/the-mug.md", community.root / "submissions/stories/a-mug.md")
    checked = community.check()
    assert checked.timings["read"][0] == 1
    assert "story:a-mug" in checked.community.entries
    assert "story:the-mug" not in checked.community.entries


def test_problems_that_an_item_has_by_itself_are_kept_with_it(community):
    community.story("calls", body="Call me: +39 06 6988 3145.")
    first = community.codes()
    assert any("personal" in code or "phone" in code for code in first), first
    assert community.codes() == first
    community.remove("submissions/stories/calls.md")
    assert not any("calls.md" in code for code in community.codes())


def test_settings_decide_what_is_kept(community):
    community.story("calls", body="Call me: +39 06 6988 3145.")
    community.check()
    community.write("storywall.yml", community.read("storywall.yml") + "tagline: Another one.\n")
    checked = community.check()
    assert checked.timings["read"][0] == checked.items


def test_broken_or_foreign_buckets_are_read_over(community):
    first = community.check()
    for path in (state(community) / "entries").iterdir():
        path.write_bytes(path.read_bytes()[:80])
    assert community.check().entries == first.entries
    assert community.check().timings["read"][0] == 0


def test_without_the_store_nothing_is_taken_from_the_memo(community):
    first = community.check()
    for path in state(community).glob("results.sqlite3*"):
        path.unlink()
    checked = community.check()
    assert checked.timings["read"][0] == checked.items
    assert checked.entries == first.entries


def test_what_is_gone_is_forgotten(community):
    community.check()
    shutil.rmtree(community.root / "submissions")
    community.check()
    assert kept(community) == []
    memo.forget(state(community))
    assert not (state(community) / "entries").exists()


def test_values_of_the_house_come_back():
    values = [Heading(level=2, id="a", text="b"), Problem(file="a", code="b", values={"x": 1}, severity=Severity.WARNING), date(2026, 11, 21), None]
    assert plainly.load(plainly.dump(values)) == values


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Evil()),
        pickle.dumps(os.path.join),
        b"cstorywall.git\n_run\n.",
        b"cstorywall.cache\nshutil.rmtree\n.",
        b"cstorywall.cache\nPath\n.",
        b"cstorywall.cache\nStore\n.",
        b"cbuiltins\neval\n.",
        b"",
        b"not a pickle",
        pickle.dumps(Heading(level=2, id="a", text="b"))[:-5],
    ],
)
def test_nothing_else_does(data):
    with pytest.raises(plainly.ForeignBytesError):
        plainly.load(data)
