"""`storywall intake-issue` as a workflow runs it: a process of its own, with the event's file and the host's environment."""

import json

import pytest

from issue_world import STORY, World, begin
from storywall.forms.github import label


@pytest.fixture
def world(community, git_host, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    begin(community, git_host)
    return World(community=community, host=git_host, attachments=None, folder=tmp_path)


@pytest.fixture
def intake(world, run):
    """Run the command on an event, or on a file of any bytes."""

    def take(event, *options, **environment):
        path = world.folder / "event.json"
        path.write_bytes(event if isinstance(event, bytes) else json.dumps(event).encode())
        surroundings = {"STORYWALL_DATE": "2026-11-21", "GIT_CONFIG_GLOBAL": "/dev/null", **world.host.environment, **environment}
        done = run("intake-issue", path, *options, cwd=world.root, **surroundings)
        assert "Traceback" not in done.stderr
        assert world.host.token not in done.stdout + done.stderr
        return done

    return take


def story(world, answers=STORY, **changes):
    number = world.host.issue(user=("new-here", 6001), body="")["number"]
    return world.event(world.body("story", answers), labels=[label("story")], number=number, **changes)


def test_a_story_goes_through(world, intake):
    done = intake(story(world), GITHUB_SERVER_URL="https://github.com", GITHUB_RUN_ID="77")
    assert (done.returncode, done.stdout, done.stderr) == (0, "pull request 2 holds it\n", "")
    assert world.branches() == ["submission/story/the-mug-that-moved"]
    assert world.git("log", "-1", "--format=%an <%ae>", "submission/story/the-mug-that-moved") == (
        "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    )
    assert [(each["context"], each["state"]) for each in world.host.statuses] == [("storywall/policy", "success"), ("Check", "success")]


def test_what_has_to_be_put_right_ends_with_1(world, intake):
    done = intake(story(world, {**STORY, "title": ""}))
    assert (done.returncode, done.stdout) == (1, "something has to be put right by who sent it; a comment says what\n")
    assert not world.branches()


def test_in_production_samples_of_others_are_errors_elsewhere(world, intake):
    world.community.story("made-up", sample="true")
    world.save()
    assert intake(story(world), "--production", "--context", "Wall").returncode == 0
    assert [(each["context"], each["state"]) for each in world.host.statuses] == [("storywall/policy", "success"), ("Wall", "failure")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"issues"',
        b"{",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"action": "opened"}',
        b'{"action": "opened", "issue": null, "sender": null, "repository": null}',
        b'{"action": ["opened"], "issue": {"number": "1"}}',
        b"x" * 6_000_000,
    ],
    ids=lambda data: f"{len(data)} bytes, {data[:12]!r}",
)
def test_what_is_no_event_ends_with_2(world, intake, data):
    done = intake(data)
    assert done.returncode == 2
    assert done.stderr.startswith("storywall: ")
    assert not world.host.asked


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("issue", "number"), "1; rm -rf /"),
        (("issue", "number"), True),
        (("issue", "number"), -1),
        (("issue", "number"), 1.5),
        (("issue", "user"), None),
        (("issue", "user", "id"), "5001"),
        (("issue", "user", "id"), {"$gt": 0}),
        (("issue", "user", "login"), ["mara-l"]),
        (("issue", "body"), {"toString": "x"}),
        (("issue", "body"), "x" * 70_000),
        (("issue", "body"), "half of a character: \ud83d"),
        (("issue", "labels"), "community-story"),
        (("issue", "labels"), [{"name": 7}]),
        (("issue", "created_at"), "yesterday"),
        (("repository", "full_name"), "evil/wall"),
        (("repository", "full_name"), ""),
        (("repository", "default_branch"), "--upload-pack=evil"),
        (("sender", "id"), None),
    ],
)
def test_an_event_of_another_shape_ends_with_2(world, intake, path, value):
    event = story(world)
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    done = intake(event)
    assert done.returncode == 2
    assert done.stderr.startswith("storywall: ")
    assert not world.host.writes()
    assert not world.branches()


@pytest.mark.parametrize(
    "environment",
    [
        {"GITHUB_REPOSITORY": ""},
        {"GITHUB_REPOSITORY": "no-name"},
        {"GITHUB_REPOSITORY": "another/wall"},
        {"GITHUB_API_URL": "http://evil.example"},
        {"GITHUB_TOKEN": "another"},
        {"GITHUB_TOKEN": ""},
    ],
)
def test_an_environment_that_leads_nowhere_ends_with_2(world, intake, environment):
    done = intake(story(world), **environment)
    assert done.returncode == 2
    assert done.stderr.startswith("storywall: ")
    assert not world.branches()


def test_without_settings_repository_or_file(world, intake, run, tmp_path):
    event = tmp_path / "event.json"
    event.write_text(json.dumps(story(world)))
    assert run("intake-issue", tmp_path / "nothing.json", cwd=world.root, **world.host.environment).returncode == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run("intake-issue", event, cwd=empty, **world.host.environment).returncode == 2
    world.community.write("storywall.yml", "name: [")
    assert run("intake-issue", event, cwd=world.root, **world.host.environment).returncode == 2


def test_a_folder_that_is_in_no_repository(world, intake):
    world.community.remove(".git")
    done = intake(story(world))
    assert done.returncode == 2
    assert "git" in done.stderr
