"""Nothing changed: told from all that a run can read, and from nothing else."""

import os
import sys
from datetime import date

import pytest

from storywall import cache, publish, seal
from storywall.build import publish_checked
from storywall.problems import Position, Problem, Severity

TODAY = date(2026, 11, 21)
ASKED = seal.asked()


def look(community, **options):
    return seal.look(community.root, seal.asked(**options), TODAY)


def found(community, **options):
    return look(community, **options).found


@pytest.fixture
def sealed(community):
    """A community that was checked, as it still is."""
    checked = community.check(photos=True)
    assert found(community) == seal.Found(problems=checked.problems, items=checked.items, site_url=checked.frames.site_url)
    return community


CHANGES = {
    "an item says something else": lambda c: c.change("submissions/stories/the-mug.md", "mug", "cup"),
    "an item is new": lambda c: c.story("another"),
    "an item is gone": lambda c: c.remove("submissions/reviews/morning-mug/keeps-warm.md"),
    "an item has another name": lambda c: os.rename(c.root / "submissions/stories/the-mug.md", c.root / "submissions/stories/a-mug.md"),
    "a photo is new": lambda c: c.write("submissions/stories/with/a.jpg", b"not one"),
    "an item may be executed": lambda c: (c.root / "submissions/stories/the-mug.md").chmod(0o755),
    "an item is a link": lambda c: (c.root / "submissions/stories/a-link.md").symlink_to("the-mug.md"),
    "the settings": lambda c: c.write("storywall.yml", c.read("storywall.yml") + "# a note\n"),
    "MkDocs' settings": lambda c: c.write("mkdocs.yml", c.read("mkdocs.yml") + "# a note\n"),
    "a page written by hand": lambda c: c.write("docs/more.md", "# More\n"),
    "a template of one's own": lambda c: c.write("theme/kinds/story.html", "x"),
    "a schema": lambda c: c.write("schemas/story.json", "{}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_breaks_the_seal(sealed, change):
    change(sealed)
    assert found(sealed) is None


@pytest.mark.parametrize("option", ["production", "strict", "keep_going"])
def test_another_question_has_another_answer(sealed, option):
    assert found(sealed, **{option: True}) is None


def test_another_day_breaks_the_seal(sealed):
    assert seal.look(sealed.root, ASKED, date(2026, 11, 22)).found is None


def test_another_program_breaks_the_seal(sealed, monkeypatch, tmp_path):
    (tmp_path / "program").mkdir()
    monkeypatch.setattr(seal, "PACKAGE", tmp_path / "program")
    assert found(sealed) is None


def test_libraries_that_changed_break_the_seal(sealed, monkeypatch, tmp_path):
    (tmp_path / "place" / "thing-2.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "place")])
    assert found(sealed) is None


def test_what_frames_were_made_from_is_looked_at_too(sealed):
    day = seal.Day(today=TODAY, zone="UTC", inputs=(sealed.root / "aside.yml",), stamp="x")
    assert seal.keep(sealed.root, ASKED, look(sealed), found(sealed), day, read={})
    assert found(sealed) is None


def test_what_is_saved_while_a_run_reads_leaves_no_seal(community, monkeypatch):
    seen = look(community)
    text = community.read("submissions/stories/the-mug.md")
    community.change("submissions/stories/the-mug.md", "mug", "cup")
    monkeypatch.setattr(seal, "look", lambda *_: seen)
    assert community.check(photos=True).token == ""
    monkeypatch.undo()
    community.write("submissions/stories/the-mug.md", text)
    assert found(community) is None


def test_a_broken_seal_counts_as_none(sealed):
    (path,) = cache.state_folder(sealed.root).glob("seal-*.json")
    path.write_bytes(path.read_bytes()[:40])
    assert found(sealed) is None
    path.write_text("[]")
    assert found(sealed) is None


def test_problems_are_kept_as_they_were(community):
    one = Problem(
        file="a", code="b", position=Position(line=3, column=4), field=("photos", 1, "file"), values={"x": 1, "y": "é"}, severity=Severity.WARNING
    )
    other = Problem(file="a", code="c")
    kept = seal.Found(problems=(one, other), items=7)
    day = seal.Day(today=TODAY, zone="UTC", stamp=seal.stamp(()))
    assert seal.keep(community.root, ASKED, look(community), kept, day, read={})
    assert found(community) == kept


def test_a_run_reads_nothing_that_the_seal_does_not_look_at(community):
    community.story("with-all", body="[the mug](story:the-mug)")
    seen = []
    hook = {"on": True}
    sys.addaudithook(lambda event, values: seen.append(str(values[0])) if hook["on"] and event == "open" and isinstance(values[0], str) else None)
    try:
        publish_checked(community.check(photos=True), community.root / "site", processes=1)
    finally:
        hook["on"] = False
    inside = {os.path.relpath(path, community.root).split(os.sep)[0] for path in seen if path.startswith(f"{community.root}{os.sep}")}
    assert inside - {".storywall", "site"} <= {*seal.FOLDERS, *seal.FILES}
    assert {"submissions", "storywall.yml"} <= inside


def test_a_site_stands_as_long_as_nobody_touched_it(community):
    site, state = community.root / "site", cache.state_folder(community.root)
    publish_checked(community.check(photos=True), site, processes=1)
    token = publish.named(look(community).token)
    count = publish.stands(state, site, token)
    assert count == sum(path.is_file() for path in site.rglob("*"))
    assert publish.stands(state, site, "another") is None
    assert publish.stands(state, site, "") is None
    (site / "index.html").write_text("mine")
    assert publish.stands(state, site, token) is None
    publish_checked(community.check(photos=True), site, processes=1)
    assert publish.stands(state, site, token) == count
    (site / "robots.txt").unlink()
    assert publish.stands(state, site, token) is None


def test_a_build_that_was_killed_stands_for_nothing(community):
    site, state = community.root / "site", cache.state_folder(community.root)
    publish_checked(community.check(photos=True), site, processes=1)
    token = look(community).token
    assert publish.stands(state, site, token)
    folder = publish.Folder(site, publish.open_manifest(state, site))
    folder.write("a.html", b"begun")
    assert publish.stands(state, site, token) is None


def test_a_second_run_of_the_command_answers_from_the_seal(community, run):
    community.story("late", date="2027-11-20", consent=None)
    first = run("check", "--date", TODAY, cwd=community.root)
    before = {path: path.stat().st_mtime_ns for path in cache.state_folder(community.root).iterdir()}
    again = run("check", "--date", TODAY, cwd=community.root)
    assert (again.returncode, again.stdout) == (first.returncode, first.stdout)
    assert first.returncode == 1
    assert before == {path: path.stat().st_mtime_ns for path in cache.state_folder(community.root).iterdir()}
    built = [run("build", "--date", TODAY, "--timings", cwd=community.root) for _ in range(2)]
    assert [each.returncode for each in built] == [1, 1]
    assert built[0].stderr.splitlines()[:3] == built[1].stderr.splitlines()[:3]


def test_an_unchanged_site_is_said_to_be_so(community, run):
    first = run("build", "--date", TODAY, cwd=community.root)
    again = run("build", "--date", TODAY, "--timings", cwd=community.root)
    assert first.returncode == again.returncode == 0
    assert " 0 files written, " in again.stdout
    assert again.stderr.startswith("unchanged ")
    written = first.stdout.split("built site: ")[1].split(" files")[0]
    assert f"0 files written, {written} unchanged" in again.stdout
