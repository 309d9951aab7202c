"""The API's client against a host on this machine whose answers are held against GitHub's description."""

import pytest

from stand_in_host import Refused
from storywall import hosts
from storywall.hosts import Api, GitHub, HostError

MARKER = "<!-- storywall:test -->"


@pytest.fixture
def github(git_host):
    return GitHub(Api(git_host.url, git_host.repository, git_host.token, pause=0.001))


@pytest.fixture
def issue(git_host):
    return git_host.issue(user=("mara", 5), title="A cup", body="Text")["number"]


def failing(git_host, *faults):
    git_host.faults += faults


def test_one_comment_is_kept_up_to_date(git_host, github, issue):
    for body in ("One.", "Two.", "Two."):
        github.keep_comment(issue, MARKER, body)
    assert git_host.bodies(issue) == [f"{MARKER}\nTwo."]
    assert len(git_host.writes()) == 2


def test_a_members_comment_with_our_marker_is_never_touched(git_host, github, issue):
    git_host.comment(issue, f"{MARKER}\nEverything is fine.", user=("mallory", 6))
    github.keep_comment(issue, MARKER, "One.")
    assert git_host.bodies(issue) == [f"{MARKER}\nEverything is fine.", f"{MARKER}\nOne."]


def test_our_own_comment_is_known_by_the_accounts_number_where_the_token_is_a_persons(git_host, github, issue):
    git_host.account = ("ed", 77)
    git_host.comment(issue, f"{MARKER}\nMine?", user=("ed", 78))
    github.keep_comment(issue, MARKER, "One.")
    github.keep_comment(issue, MARKER, "Two.")
    assert git_host.bodies(issue)[1:] == [f"{MARKER}\nTwo."]


def test_lists_are_read_to_their_end(git_host, github, issue):
    for number in range(230):
        git_host.comment(issue, f"Comment {number}")
    assert [each.body for each in github.comments(issue)] == [f"Comment {number}" for number in range(230)]


def test_what_fails_for_a_moment_is_asked_again(git_host, github, issue):
    failing(git_host, Refused(502, "Bad gateway"), Refused(429, "Slow down", **{"Retry-After": "0"}))
    assert list(github.comments(issue)) == []
    failing(git_host, Refused(403, "API rate limit exceeded", **{"X-RateLimit-Remaining": "0"}))
    github.add_label(issue, "problem")
    assert [each["name"] for each in git_host.issues[issue]["labels"]] == ["problem"]


def test_what_may_have_been_done_is_not_done_again(git_host, github, issue):
    failing(git_host, Refused(502, "Bad gateway"))
    with pytest.raises(HostError, match="answers 502: Bad gateway"):
        github.add_label(issue, "problem")
    assert len(git_host.writes()) == 1


@pytest.mark.parametrize(("fault", "asked"), [(Refused(500, "Broken"), 4), (Refused(403, "No"), 1), (Refused(429, "x", **{"Retry-After": "99"}), 1)])
def test_tries_end(git_host, github, issue, fault, asked):
    failing(git_host, *[fault] * 9)
    with pytest.raises(HostError, match="the git host answers"):
        list(github.comments(issue))
    assert len(git_host.asked) == asked


def test_what_the_host_says_comes_on_one_line_without_controls(git_host, github, issue):
    failing(git_host, Refused(418, "No\n::error::\x1b[31m tea"))
    with pytest.raises(HostError) as found:
        github.add_label(issue, "problem")
    assert str(found.value) == "the git host answers 418: No::error::[31m tea"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b'{"a": NaN}', b"7", b"\xff\xfe", b'[7, "x"]', b"[null]"])
def test_an_answer_that_is_something_else_is_an_error_of_the_host(git_host, github, issue, body):
    fault = Refused(200, "")
    fault.body = body
    failing(git_host, fault)
    with pytest.raises(HostError, match="something else"):
        list(github.comments(issue))


def test_the_token_goes_nowhere_else(git_host, github, issue):
    moved = Refused(301, "Moved Permanently", Location=f"{git_host.url}/elsewhere")
    failing(git_host, moved)
    with pytest.raises(HostError, match="answers 301"):
        list(github.comments(issue))
    page = Refused(200, "", Link='<https://elsewhere.example/repos?page=2>; rel="next"')
    page.body = []
    failing(git_host, page)
    with pytest.raises(HostError, match="another host"):
        list(github.comments(issue))
    assert all(path.startswith("/repos/kiln/wall/") for _, path in git_host.asked)


def test_without_the_token_nothing_is_written(git_host, issue):
    with pytest.raises(HostError, match="401") as found:
        GitHub(Api(git_host.url, git_host.repository, "another")).add_label(issue, "problem")
    assert "another" not in str(found.value)


def test_a_pull_request_from_its_opening_to_its_end(git_host, github, branch):
    pull = github.open_pull(title="Story: a-cup", branch=branch, base="main", body="Text")
    assert (pull.open, pull.merged, pull.branch, pull.repository) == (True, False, branch, git_host.repository)
    assert pull.commit == git_host.head(branch)
    with pytest.raises(HostError, match="already exists"):
        github.open_pull(title="Again", branch=branch, base="main", body="Text")
    assert github.change_pull(pull.number, title="Story: a-cup", body="Other").body == "Other"
    github.set_status(pull.commit, context="storywall", state="success", description="x" * 200)
    assert git_host.statuses[0]["sha"] == pull.commit
    git_host.close(pull.number, merged=True)
    assert [(each.number, each.open, each.merged) for each in github.pulls(branch)] == [(pull.number, False, True)]
    assert list(github.pulls("nothing")) == []
    assert github.pull(pull.number).merged


@pytest.fixture
def branch(git_host, tmp_path):
    return git_host.push(tmp_path, "submission/story/a-cup")


def test_who_opened_an_issue_and_where_pull_requests_go(git_host, github, issue):
    assert github.issue_author(issue) == 5
    assert github.default_branch() == "main"


def test_a_host_that_is_not_there_is_told():
    with pytest.raises(HostError, match="can't be reached"):
        GitHub(Api("http://127.0.0.1:9", "kiln/wall", pause=0.001)).issue_author(1)


def test_what_a_workflow_finds_in_its_environment(git_host):
    api = hosts.from_environment(git_host.environment)
    assert (api.base, api.repository) == (git_host.url, "kiln/wall")
    assert hosts.from_environment({"GITHUB_REPOSITORY": "a/b"}).base == "https://api.github.com"


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"GITHUB_REPOSITORY": "wall"},
        {"GITHUB_REPOSITORY": "kiln/.."},
        {"GITHUB_REPOSITORY": "kiln/wall/../../user"},
        {"GITHUB_REPOSITORY": "kiln/wall", "GITHUB_API_URL": "http://api.example.org"},
        {"GITHUB_REPOSITORY": "kiln/wall", "GITHUB_API_URL": "file:///etc/passwd"},
    ],
)
def test_an_environment_that_names_no_host_is_refused(environment):
    with pytest.raises(HostError):
        hosts.from_environment(environment)
