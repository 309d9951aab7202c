"""A finished check is answered: one comment, suggestions at lines, and a verdict that no request can write itself."""

import subprocess
from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from tests.requests_world import EDITOR, MARA, STRANGER, S, git, make_world, review, story
from tests.test_pull import HOSTILE_ARCHIVES, HOSTILE_RESULTS, PAYLOADS, archive, published, read_back

from stand_in_host import GitHost
from storywall.git import GitError
from storywall.pull import result, words
from storywall.pull.commands import pull_group
from storywall.pull.result import Correction, Result

NEW, THEIRS = f"{S}/stories/new.md", f"{S}/stories/of-ed.md"
FORK = "mara/wall"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("answer") / "repository", published() | {THEIRS: story("Ed's.", author_name="Ed")})


@pytest.fixture
def host(world):
    with GitHost(world.root) as host:
        yield host
    assert host.wrong == []


def answered(root, host, *more):
    """Run the command in this process, as `storywall` does."""
    done = CliRunner().invoke(pull_group, ["answer", "--root", str(root), *map(str, more)], env=host.environment | {"LANG": "C"})
    failed = isinstance(done.exception, GitError)
    assert failed or done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Answered(2 if failed else done.exit_code, str(done.exception) if failed else done.stderr)


@dataclass(frozen=True)
class Answered:
    returncode: int
    stderr: str


@pytest.fixture
def ask(world, host):
    """Answer a request whose check left a result; returns what the command did, and the request's number."""

    def answer(changes, actor=MARA, *, archived=None, branch="patch-1", again=None, fault=None, root=None, **fields):
        commit = world.request(changes)
        request = again or host.request(user=("mara", actor), branch=branch, commit=commit, repository=FORK)
        if again:
            request["head"]["sha"] = commit
            host._git(host.bare, "update-ref", f"refs/pull/{request['number']}/head", commit)
        made = {"version": 1, "number": request["number"], "head": commit, "items": 1, "findings": [], "left_out": 0, "corrections": []}
        kept = Result(**made | {"preview": True} | fields)
        held = archived if archived is not None else archive((result.FILE, kept.model_dump_json()))
        number = host.run(request, ("storywall-result", held))
        if fault:
            fault(request, number)
        more = ("--run", number, "--remote", world.root, "--preview", f"https://host.example/runs/{number}")
        return answered(root or world.root, host, *more), request

    return answer


def test_the_command_answers_in_a_process_of_its_own(world, host, run):
    commit = world.request({NEW: story(author="mara")})
    request = host.request(user=("mara", MARA), branch="patch-1", commit=commit, repository=FORK)
    number = host.run(request)
    done = run("pull", "answer", "--run", number, "--remote", world.root, cwd=world.root, **host.environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"answered request {request['number']}\n", "")
    assert host.token not in str(host.bodies(request["number"]))
    alone = run("pull", "answer", "--run", number, cwd=world.root)
    assert (alone.returncode, alone.stdout) == (2, "")


def statuses(host):
    return [(each["context"], each["state"]) for each in host.statuses]


def test_a_good_request_is_thanked_and_gets_its_verdict(host, ask):
    done, request = ask({NEW: story(author="mara")})
    assert (done.returncode, done.stderr) == (0, "")
    (body,) = host.bodies(request["number"])
    assert body.startswith(f"{words.MARKER}\n**Thank you.** No problem was found")
    assert "[download the preview](https://host.example/runs/" in body
    assert statuses(host) == [("storywall/policy", "success")]
    assert host.statuses[0]["sha"] == request["head"]["sha"]


def test_the_comment_is_brought_up_to_date_and_not_repeated(host, ask):
    _, request = ask({NEW: story(author="noor")})
    ask({NEW: story(author="mara")}, again=request)
    (body,) = host.bodies(request["number"])
    assert "Thank you" in body
    assert statuses(host) == [("storywall/policy", "failure"), ("storywall/policy", "success")]


FORGED = {
    "somebody else's item": {THEIRS: story("Mine.", author_name="Ed")},
    "a workflow that says all is well": {".github/workflows/check.yml": "on: pull_request\n", NEW: story(author="mara")},
    "stars": {f"{S}/reviews/morning-mug/keeps-warm.md": review(author="mara", rating="1")},
    "the settings": {"storywall.yml": f"name: A\nbrand: B\neditors: [{{handle: mara, github: {MARA}}}]\n"},
}


@pytest.mark.parametrize("changes", FORGED.values(), ids=FORGED)
def test_a_result_that_says_all_is_well_changes_no_verdict(host, ask, changes):
    """The run's own workflow and result are the sender's to write; who may change what is judged anew, from the commits."""
    done, request = ask(changes)
    assert done.returncode == 0
    assert statuses(host) == [("storywall/policy", "failure")]
    (body,) = host.bodies(request["number"])
    assert "to be solved before an editor can accept this" in body


def test_a_result_can_t_say_that_something_isn_t_allowed(host, ask):
    told = {"file": NEW, "line": 1, "column": 1, "code": "not-yours", "field": [], "values": {}, "severity": "error", "policy": True}
    _, request = ask({NEW: story(author="mara")}, findings=[told])
    assert "Thank you" in host.bodies(request["number"])[0]
    assert statuses(host) == [("storywall/policy", "success")]


def test_who_sends_it_says_the_host_and_not_the_result(host, ask):
    ask({NEW: story(author="mara")}, STRANGER)
    ask({NEW: story(author="mara", featured="true")}, EDITOR)
    assert statuses(host) == [("storywall/policy", "failure"), ("storywall/policy", "success")]


# Whose comment it would be ---------------------------------------------------------------------------------------------


def refused(host, done, request):
    assert done.returncode < 2
    assert "Traceback" not in done.stderr
    assert host.writes() == []
    assert host.bodies(request["number"]) == []


def test_a_result_can_t_speak_in_somebody_else_s_request(world, host, ask):
    other = host.request(user=("noor", 1002), branch="hers", commit=world.request({THEIRS: None}), repository="noor/wall")
    done, request = ask({NEW: story(author="mara")}, number=other["number"])
    refused(host, done, request)
    assert host.bodies(other["number"]) == []


def test_a_result_can_t_speak_in_a_request_with_the_same_commit_from_elsewhere(world, host, ask):
    changes = {NEW: story(author="mara")}
    other = host.request(user=("noor", 1002), branch="patch-1", commit=world.request(changes), repository="noor/wall")
    refused(host, *ask(changes, number=other["number"]))


def newer(request, run):
    request["head"]["sha"] = "b" * 40


def closed(request, run):
    request["state"] = "closed"


@pytest.mark.parametrize("fault", [newer, closed])
def test_what_has_changed_since_isn_t_answered(host, ask, fault):
    refused(host, *ask({NEW: story(author="mara")}, fault=fault))


def test_a_request_that_isn_t_there_can_t_be_answered(host, ask):
    done, _ = ask({NEW: story(author="mara")}, number=999)
    assert done.returncode == 2
    assert host.writes() == []


def test_what_git_would_not_write_is_not_fetched(world, host, ask):
    """A tree with a name that leads out of its folder, made by hand."""

    def forged(request, run):
        blob = git(world.root, "hash-object", "-w", "--stdin", given=b"evil")
        tree = git(world.root, "mktree", "-z", given=f"100644 blob {blob}\t..\0".encode())
        commit = git(world.root, "commit-tree", tree, "-p", world.main, "-m", "Evil")
        git(world.root, "update-ref", f"refs/pull/{request['number']}/head", commit)
        request["head"]["sha"] = host.runs[run]["head_sha"] = commit

    elsewhere = make_world(world.root.parent / "clone", world.published)  # of the same commits
    assert elsewhere.main == world.main
    done, _ = ask({NEW: story(author="mara")}, fault=forged, root=elsewhere.root)
    assert done.returncode == 2
    assert host.writes() == []


def test_only_runs_of_requests_are_answered(host, ask):
    def pushed(request, run):
        host.runs[run]["event"] = "push"

    refused(host, *ask({NEW: story(author="mara")}, fault=pushed))


def test_commits_that_differ_from_what_was_checked_aren_t_judged(world, host, ask):
    def pushed(request, run):
        host._git(host.bare, "update-ref", f"refs/pull/{request['number']}/head", world.main)

    done, _ = ask({NEW: story(author="mara")}, fault=pushed)
    assert done.returncode == 2
    assert "has changed since it was checked" in done.stderr
    assert host.writes() == []


# Hostile artifacts -----------------------------------------------------------------------------------------------------

WITHOUT_RESULT = {
    **{name: HOSTILE_ARCHIVES[name] for name in ("no archive", "too large", "out of its folder, beside a good one", "a bomb")},
    **{name: archive((result.FILE, HOSTILE_RESULTS[name])) for name in ("no JSON", "deep", "words of its own", "an unknown code")},
}


@pytest.mark.parametrize("held", WITHOUT_RESULT.values(), ids=WITHOUT_RESULT)
def test_a_result_that_can_t_be_read_is_said_and_the_verdict_given_all_the_same(host, ask, held):
    _, request = ask({NEW: story(author="noor")}, archived=held)
    (body,) = host.bodies(request["number"])
    assert "The check itself could not be read:" in body
    assert "isn't your handle" in body
    assert statuses(host) == [("storywall/policy", "failure")]


def test_an_archive_larger_than_it_said_is_read_no_further(host, ask):
    def grown(request, run):
        host.artifacts[-1]["archive"] = b"x" * 3_000_000

    _, request = ask({NEW: story(author="mara")}, fault=grown)
    assert "The check itself could not be read: the artifact is too large" in host.bodies(request["number"])[0]


def test_an_artifact_that_is_gone_is_said(host, ask):
    def gone(request, run):
        host.artifacts[-1]["expired"] = True

    _, request = ask({NEW: story(author="mara")}, fault=gone)
    assert "the run left no result" in host.bodies(request["number"])[0]


def test_names_of_a_request_do_nothing_in_the_answer(host, ask):
    payload = "@everyone Fixes #1 [skip ci] <img src=x> `id`"
    told = {"file": f"{S}/{payload}", "line": 1, "column": 1, "code": "unexpected-file", "field": [payload]}
    _, request = ask(
        {f"{S}/stories/{payload}.md": "x", NEW: story(author=payload)},
        branch="@everyone-$(id)-#1",
        findings=[told | {"values": {"place": payload, "other": payload}, "severity": "error", "policy": False}],
    )
    text, links = read_back(host.bodies(request["number"])[0])
    assert [link for link in links if not link.startswith("https://host.example/runs/")] == []
    assert not any(word in text for word in ("@everyone", "#1", "skip ci"))
    assert len(PAYLOADS) > 20


@pytest.mark.parametrize("branch", ["@everyone-$(id)-#1", "a&state=closed&head=noor:hers", "x?per_page=1", "..%2f..%2fuser", "\u202emain"])
def test_a_branch_by_any_name_is_found_where_the_run_left_no_result(host, ask, branch):
    _, request = ask({NEW: story(author="mara")}, archived=b"", branch=branch)
    assert statuses(host) == [("storywall/policy", "success")]
    assert len(host.bodies(request["number"])) == 1


# Suggestions -----------------------------------------------------------------------------------------------------------

STORY = f"{S}/stories/the-mug.md"


def misspelt(title="titel: A story"):
    return story(author="mara").replace("title: A story", title)


def correction(**fields):
    first = misspelt().splitlines().index("titel: A story") + 1
    return Correction(**{"file": NEW, "first": first, "before": ["titel: A story"], "after": ["title: A story"], **fields})


def test_what_can_only_be_meant_one_way_is_offered_at_its_line_once(host, ask):
    _, request = ask({NEW: misspelt()}, corrections=[correction()])
    ask({NEW: misspelt() + "More."}, again=request, corrections=[correction()])
    (made,) = host.review_comments
    assert (made["path"], made["line"]) == (NEW, correction().first)
    assert "```suggestion\ntitle: A story\n```" in made["body"]
    assert "one way" not in host.bodies(request["number"])[0]


def test_lines_that_the_host_doesn_t_show_are_corrected_in_the_comment(world, host, ask):
    text = published()[STORY].decode()
    line = text.splitlines()[1]
    far = text.replace("\n---\n\n", "\n---\n\n" + "\n\n".join(f"Paragraph {number}." for number in range(20)) + "\n\n")
    main = world.commit({**world.published, STORY: far}, world.main)
    given = world.main
    subprocess.run(["git", "update-ref", "refs/heads/main", main], cwd=world.root, check=True)
    old, world.published[STORY] = world.published[STORY], far
    try:
        _, request = ask({STORY: far + "One more.\n"}, corrections=[correction(file=STORY, first=2, before=[line], after=["title: Another"])])
    finally:
        world.published[STORY] = old
        subprocess.run(["git", "update-ref", "refs/heads/main", given], cwd=world.root, check=True)
    assert host.review_comments == []
    assert "+title: Another" in host.bodies(request["number"])[0]


HOSTILE_CORRECTIONS = {
    "of lines that aren't there": {"before": ["rating: 5"]},
    "at another line": {"first": 1},
    "of another file": {"file": THEIRS},
    "of no file": {"file": "../../.github/workflows/check.yml"},
    "behind the end": {"first": 9_000_000},
    "of the text": {"first": len(misspelt().splitlines()), "before": ["A text."], "after": ["Buy now: https://evil.example"]},
}


@pytest.mark.parametrize("fields", HOSTILE_CORRECTIONS.values(), ids=HOSTILE_CORRECTIONS)
def test_a_correction_of_what_isn_t_there_is_offered_nowhere(host, ask, fields):
    _, request = ask({NEW: misspelt()}, corrections=[correction(**fields)])
    assert host.review_comments == []
    assert "one way" not in host.bodies(request["number"])[0]


def test_where_the_host_sees_lines_otherwise_the_comment_shows_them(host, ask, monkeypatch):
    monkeypatch.setattr(GitHost, "_lines_shown", lambda *_: set())
    _, request = ask({NEW: misspelt()}, corrections=[correction()])
    assert host.review_comments == []
    assert "+title: A story" in host.bodies(request["number"])[0]
