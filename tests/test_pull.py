"""A request is checked as data, and what was found is told in words that do nothing at a git host."""

import io
import json
import re
import tracemalloc
import zipfile

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.requests_world import EDITOR, LINK, MARA, PROGRAM, S, git, make_world, story

from conftest import BASE, TODAY
from storywall import policy
from storywall.codes import problem
from storywall.pipeline import Options
from storywall.problems import Position
from storywall.pull import judge, lay, result, words
from storywall.pull.result import Correction, Finding, Result, UnusableResultError

NEW = f"{S}/stories/new.md"


def published():
    """The samples' base, with an editor and a number in mara's profile."""
    files = {path.relative_to(BASE).as_posix(): path.read_bytes() for path in sorted(BASE.rglob("*")) if path.is_file()}
    kept = {name: data for name, data in files.items() if not name.startswith((".storywall", "site/"))}
    mara = f"{S}/members/mara.md"
    return kept | {
        "storywall.yml": kept["storywall.yml"] + f"editors:\n  - {{handle: ed, github: {EDITOR}}}\n".encode(),
        mara: kept[mara].replace(b"\n---\n\n", f"\naccounts: {{github: {MARA}}}\n---\n\n".encode(), 1),
    }


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("pull") / "repository", published())


@pytest.fixture
def judged(world, built, tmp_path):
    """Judge a request in this process; the site goes into `site` below the test's folder."""

    def ask(actor, changes, *, site=False):
        request = policy.open_request(world.root, "main", world.request(changes), actor, today=TODAY)
        options = Options(today=TODAY, photos=site, processes=1, keep_going=True)
        folder = tmp_path / "files"
        return judge.judge(request, folder, tmp_path / "site" if site else None, options, lambda root, out: built[0])

    return ask


def codes(problems):
    return sorted((each.file, each.code) for each in problems)


# Checking --------------------------------------------------------------------------------------------------------------


def test_a_good_request_has_no_problems_and_a_preview(judged, tmp_path):
    found = judged(MARA, {NEW: story("A new story.", title="Brand new", author="mara")}, site=True)
    assert found.problems == []
    assert (found.items, found.preview) == (1, True)
    assert "Brand new" in (tmp_path / "site/stories/new/index.html").read_text()


def test_what_is_wrong_is_said_together_with_what_isn_t_allowed(judged, tmp_path):
    found = judged(MARA, {NEW: story(author="mara", date="2026-02-30", featured="true")}, site=True)
    assert codes(found.refused) == [(NEW, "editors-field")]
    assert codes(found.wrong) == [(NEW, "bad-day")]
    assert not (tmp_path / "site/stories/new").exists()
    assert (tmp_path / "site/stories/the-mug/index.html").exists()


def test_old_trouble_of_others_isn_t_the_request_s(world, built, tmp_path):
    files = {**world.published, f"{S}/stories/old.md": story(author="mara", title=None)}
    main = world.commit(files, world.main)
    head = world.commit({**files, NEW: story(author="mara")}, main)
    request = policy.open_request(world.root, main, head, MARA, today=TODAY)
    found = judge.judge(request, tmp_path / "files", None, Options(today=TODAY, photos=False, processes=1), lambda root, out: built[0])
    assert found.problems == []


def test_what_makes_the_site_is_never_the_request_s(judged, tmp_path):
    evil = {
        "mkdocs.yml": "site_name: Evil\nhooks: [evil.py]\nplugins: [storywall]\n",
        "evil.py": "open('was-run', 'w')\n",
        "theme/kinds/story.html": "{{ cycler.__init__.__globals__ }}",
        "docs/welcome.md": "--8<-- '/etc/passwd'\n",
        "storywall.yml": "name: Evil\nbrand: Evil\n",
        NEW: story(author="mara"),
    }
    found = judged(MARA, evil)
    assert {problem.code for problem in found.refused} == {"outside-submissions"}
    files = tmp_path / "files"
    assert not (files / "evil.py").exists()
    assert not (files / "theme").exists()
    for name in ("mkdocs.yml", "docs/welcome.md", "storywall.yml"):
        assert (files / name).read_bytes() == published()[name]
    assert (files / NEW).exists()


def test_an_editor_s_pages_and_settings_are_checked_but_not_what_runs(judged, tmp_path):
    changes = {"docs/news.md": "# News\n", "mkdocs.yml": "site_name: Evil\nhooks: [evil.py]\n", "evil.py": "open('was-run', 'w')\n"}
    assert judged(EDITOR, changes).refused == ()
    files = tmp_path / "files"
    assert (files / "docs/news.md").exists()
    assert (files / "mkdocs.yml").read_bytes() == published()["mkdocs.yml"]
    assert not (files / "evil.py").exists()


def test_links_and_programs_aren_t_laid_out_as_such(judged, tmp_path):
    changes = {NEW: (LINK, "/etc/passwd"), f"{S}/stories/run.md": (PROGRAM, story(author="mara")), f"{S}/stories/two\nlines.md": "x"}
    found = judged(MARA, changes)
    assert {problem.code for problem in found.refused} >= {"symlink", "executable", "not-an-item-s-file"}
    assert not (tmp_path / "files" / NEW).is_symlink()
    assert not (tmp_path / "files" / NEW).exists()
    assert (tmp_path / f"files/{S}/stories/run.md").stat().st_mode & 0o111 == 0


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT", "x" * 201])
def test_paths_that_git_itself_would_not_write_aren_t_written(world, tmp_path, name):
    """A tree made by hand: such names come from nobody who means well."""
    blob = git(world.root, "hash-object", "-w", "--stdin", given=b"evil")
    inner = git(world.root, "mktree", "-z", given=f"100644 blob {blob}\tevil.md\0".encode())
    outer = git(world.root, "mktree", "-z", given=f"040000 tree {inner}\t{name}\0".encode())
    tree = git(world.root, "mktree", "-z", given=f"040000 tree {outer}\t{S}\0".encode())
    request = policy.open_request(world.root, "main", "main", EDITOR, today=TODAY)
    forged = type(request)(**{**{field: getattr(request, field) for field in request.__dataclass_fields__}, "tree": tree})
    lay.lay_out(forged, tmp_path / "a/b/files")
    assert not list(tmp_path.rglob("evil.md"))


def test_a_conflict_or_too_much_is_all_that_is_said(judged):
    found = judged(MARA, {f"{S}/stories/s-{number}.md": "x" for number in range(250)})
    assert codes(found.problems) == [(f"{S}/stories/s-0.md", "too-many-files")]
    assert found.preview is False


def test_what_can_only_be_meant_one_way_is_known_by_its_lines(judged):
    text = story(author="mara", date="20.11.2026").replace("title:", "titel:")
    found = judged(MARA, {NEW: text})
    lines = text.splitlines()
    assert found.corrections
    for each in found.corrections:
        assert lines[each.first - 1 : each.first - 1 + len(each.before)] == each.before
    assert "title: A story" in [line for each in found.corrections for line in each.after]


def test_the_command_writes_all_that_workflows_take_along(world, run, tmp_path):
    (world.root / "unrelated.txt").write_text("of the checkout")
    head = world.request({NEW: story(author="noor", title=None)})
    more = ("--base", "main", "--head", head, "--actor", MARA, "--number", 7, "--date", TODAY, "--out", tmp_path / "out", "--format", "github")
    done = run("pull", "check", *more, cwd=world.root)
    assert done.returncode == 1, done.stderr
    assert f"::error file={NEW},line=" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"result.json", "result.sarif", "summary.md", "preview"}
    kept = result.read((tmp_path / "out/result.json").read_bytes())
    assert (kept.number, kept.head, kept.preview) == (7, head, True)
    assert {each.code for each in kept.findings} == {"missing-field", "not-your-handle"}
    assert json.loads((tmp_path / "out/result.sarif").read_text())["version"] == "2.1.0"
    assert "| Where | What | What to do |" in (tmp_path / "out/summary.md").read_text()
    assert run("pull", "check", "--base", "main", "--head", "no-such", "--actor", 1, cwd=world.root).returncode == 2


# The file between two jobs ---------------------------------------------------------------------------------------------


def a_finding(**fields):
    made = {"file": NEW, "line": 4, "column": 1, "code": "editors-field", "field": ["featured"], "values": {"field": "featured"}}
    return Finding(**{**made, "severity": "error", "policy": True, **fields})


def a_result(**fields):
    made = {"version": 1, "number": 7, "head": "a" * 40, "items": 1, "findings": [a_finding()], "left_out": 0, "corrections": [], "preview": False}
    return Result(**{**made, **fields})


def archive(*entries, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in entries:
            held.writestr(name, content)
    return data.getvalue()


def as_sent(**changes):
    return json.dumps(json.loads(a_result().model_dump_json()) | changes).encode()


def test_a_result_comes_back_as_it_was():
    kept = a_result()
    assert result.read_archive(archive((result.FILE, kept.model_dump_json()))) == kept


def test_a_problem_comes_back_as_it_was():
    found = problem("editors-field", NEW, Position(line=3, column=2), ("photos", 0, "file"), field="photos.0.file")
    assert result.finding(found, policy=True).problem == found


@given(st.text(), st.integers(), st.text())
def test_any_problem_can_be_sent(file, number, value):
    sent = result.finding(problem("rating-changed", file or "x", None, (value, 1), before=value, after=number), policy=False)
    assert result.read(as_sent(findings=[json.loads(sent.model_dump_json())])).findings == [sent]


GOOD = a_result().model_dump_json()
DAMAGED = archive((result.FILE, GOOD))
HOSTILE_ARCHIVES = {
    "nothing": b"",
    "no archive": b"PK\x03\x04 but no archive",
    "cut off": DAMAGED[:-30],
    "damaged": DAMAGED[:40] + b"\0\0\0\0" + DAMAGED[44:],
    "too large": b"x" * 1_000_001,
    "empty": archive(),
    "another name": archive(("other.json", GOOD)),
    "out of its folder": archive(("../result.json", GOOD)),
    "out of its folder, beside a good one": archive((result.FILE, GOOD), ("../../etc/cron.d/evil", "* * * * * root id")),
    "an absolute name": archive(("/result.json", GOOD)),
    "a name of Windows": archive(("..\\result.json", GOOD)),
    "two of one name": archive((result.FILE, GOOD), ("resulu.json", GOOD)).replace(b"resulu", b"result"),
    "a bomb": archive((result.FILE, b" " * 200_000_000)),
    "a folder": archive((f"{result.FILE}/", "")),
    "another archive in it": archive((result.FILE, archive((result.FILE, GOOD)))),
}
HOSTILE_RESULTS = {
    "no JSON": b"{",
    "a list": b"[]",
    "bytes": b"\xff\xfe",
    "deep": b"[" * 100_000,
    "large numbers": as_sent(number=10**30),
    "no number": as_sent(number="7; id"),
    "a number below 1": as_sent(number=0),
    "a flag for a number": as_sent(number=True),
    "a branch for a commit": as_sent(head="main"),
    "a commit with a line break": as_sent(head="a" * 40 + "\n"),
    "another version": as_sent(version=2),
    "a key more": as_sent(comment="@everyone"),
    "words of its own": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"message": "Accept me"}]),
    "an unknown code": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"code": "all-is-well"}]),
    "an unknown severity": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"severity": "@mara"}]),
    "a value that is a group": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"values": {"field": {"a": 1}}}]),
    "a value's odd name": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"values": {"{0.__class__}": "a"}}]),
    "a value as a substitute": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"values": {"reason": "\ue0007\ue001"}}]),
    "a long value": as_sent(findings=[json.loads(a_finding().model_dump_json()) | {"values": {"field": "x" * 601}}]),
    "too many": as_sent(findings=[json.loads(a_finding().model_dump_json())] * 301),
    "a correction of nothing": as_sent(corrections=[{"file": NEW, "first": 1, "before": [], "after": ["x"]}]),
    "a correction of everything": as_sent(corrections=[{"file": NEW, "first": 1, "before": ["x"] * 13, "after": ["x"]}]),
    "a line without end": as_sent(corrections=[{"file": NEW, "first": 1, "before": ["x"], "after": ["x" * 2001]}]),
}


@pytest.mark.parametrize("data", HOSTILE_ARCHIVES.values(), ids=HOSTILE_ARCHIVES)
def test_an_archive_that_no_check_made_is_refused(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnusableResultError):
        result.read_archive(data)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_read_no_further_than_a_result_may_be_long():
    tracemalloc.start()
    try:
        with pytest.raises(UnusableResultError):
            result.read_archive(HOSTILE_ARCHIVES["a bomb"])
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("data", HOSTILE_RESULTS.values(), ids=HOSTILE_RESULTS)
def test_a_result_that_no_check_wrote_is_refused(data):
    with pytest.raises(UnusableResultError):
        result.read(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(data):
    for read in (result.read, result.read_archive):
        with pytest.raises(UnusableResultError):
            read(data)


# Words -----------------------------------------------------------------------------------------------------------------

PAYLOADS = [
    "@everyone",
    "@kiln/editors look",
    "Fixes #1",
    "closes kiln/wall#2",
    "GH-12",
    "[skip ci]",
    "https://evil.example/x",
    "www.evil.example",
    "![x](https://evil.example/x.png)",
    "[all is well](https://evil.example)",
    "<img src=x onerror=alert(1)>",
    "<!-- storywall:request -->",
    "</details>",
    "`@mara`",
    "```\n@mara\n```",
    "````suggestion\nrm -rf\n````",
    "a\n\n# Accepted\n",
    "a | b | @mara",
    "\\`@mara",
    "::error file=x::y",
    "::set-output name=x::y",
    "\u202e@mara",
    "a" * 40,
    "{0.__class__}",
    "%0A::error::",
    "\ue0000\ue001",
]


def read_back(text):
    """A comment as a git host reads it: its elements, and the text outside of code."""
    page = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text))
    links = [each.attributes.get("href") for each in page.css("a")]
    assert not page.css("img, input, details, h1, script")
    for each in page.css("code, pre"):
        each.decompose()
    return page.body.text(), links


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["value", "reason", "other", "advice", "place", "field", "guess"])
def test_no_text_of_a_request_does_anything_in_the_comment(payload, name):
    for code in ("unexpected-file", "renamed-item", "not-an-item-s-file", "unknown-field", "like-another-s-name", "bad-url"):
        found = problem(code, f"{S}/{payload}", Position(), (payload,), **{name: payload})
        sent = result.finding(found, policy=False)
        correction = Correction(file=f"{S}/{payload}".replace("\ue000", "").replace("\ue001", ""), first=2, before=[payload], after=[payload + "!"])
        text, links = read_back(words.comment([sent], 0, [correction], "en", preview=""))
        assert links == []
        assert not re.search(r"@|#\d|GH-\d|https?:|www\.|skip ci|::|[0-9a-f]{20}", text), text
        summary, links = read_back(words.summary([found], "1 error", "en"))
        assert links == []
        assert not re.search(r"@|#\d[^#]|https?:|www\.", summary.replace("### Storywall", "")), summary


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if "\n" not in each])
def test_a_suggestion_is_closed_by_nothing_in_it(payload):
    each = Correction(file=NEW, first=2, before=["x"], after=[payload, "title: A story"])
    _, text = words.suggestion(each, "en")
    page = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text))
    (code,) = page.css("pre")
    assert "title: A story" in code.text()
    assert read_back(text)[1] == []


def test_the_comment_says_what_to_do():
    text = words.comment([a_finding(), a_finding(line=9, severity="warning")], 3, [], "en", preview="https://github.example/run/1")
    assert text.startswith("**4 problems** have to be solved before an editor can accept this.")
    assert "- line 4: `featured` is set by editors  \n  leave it as it was" in text
    assert "- Note: line 9:" in text
    assert "And 3 more problems." in text
    assert "[download the preview](https://github.example/run/1)" in text
    assert words.comment([], 0, [], "en", preview="").startswith("**Thank you.** No problem was found")
    assert words.comment([a_finding(severity="warning")], 0, [], "en", preview="").startswith("**Thank you.** Nothing keeps this")


def test_a_comment_is_never_longer_than_the_host_takes():
    long = [a_finding(line=line, values={"field": "`" * 500}) for line in range(1, 301)]
    correction = Correction(file=NEW, first=1, before=["x" * 2000] * 12, after=["y" * 2000] * 12)
    text = words.comment(long, 10_000, [correction] * 30, "en", preview="https://github.example/run/1")
    assert len(text) < 65_000
    assert text.count("```") % 2 == 0
