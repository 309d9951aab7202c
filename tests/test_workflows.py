"""Workflows of git hosts, a new community's and ours: what they may do, and that their commands do what they say."""

import http.server
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml
from tests.requests_world import ENVIRONMENT, MARA, S, make_world, story
from tests.test_pull import published

from storywall.pull import result
from storywall.scaffold import texts

ROOT = Path(__file__).parent.parent
STARTER = texts.STARTER / "any/dot-github/workflows"
NEW = {path.name: path for path in sorted(STARTER.glob("*.yml"))}
OURS = {path.name: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
ALL = [*NEW.values(), *OURS.values()]
ON_STRANGERS = [NEW["check.yml"], NEW["answer.yml"], OURS["submission.yml"], OURS["answer.yml"]]
PINNED = re.compile(r"(?:actions|github)/[a-z-]+@[0-9a-f]{40}")


def name_of(path):
    return f"{'community' if STARTER in path.parents else 'ours'}: {path.name}"


def read(path):
    found = yaml.safe_load(path.read_text("utf-8"))
    found["on"] = found.pop(True, found.get("on"))  # YAML 1.1 reads `on` as a truth value
    return found


def steps(path):
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_a_workflow_may_do_what_its_jobs_say_and_nothing_else(path):
    workflow = read(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
    for step in steps(path):
        assert "uses" not in step or PINNED.fullmatch(step["uses"])
        # What an event says reaches a shell through the environment only.
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_one_action_has_one_version_everywhere():
    pins = {tuple(step["uses"].split("@")) for path in ALL for step in steps(path) if "uses" in step}
    assert len(pins) == len({action for action, _ in pins})


@pytest.mark.parametrize("path", ON_STRANGERS, ids=name_of)
def test_what_handles_strangers_content_has_no_cache_and_no_secrets(path):
    text = path.read_text("utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    for step in steps(path):
        assert not step.get("uses", "").startswith("actions/cache")
        assert "cache" not in step.get("with", {})
        # Nothing of the request is checked out.
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"].get("ref", "") in ("", "${{ github.event.pull_request.base.ref }}")


@pytest.mark.parametrize("path", [NEW["check.yml"], OURS["submission.yml"]], ids=name_of)
def test_the_check_may_only_read(path):
    assert [job["permissions"] for job in read(path)["jobs"].values()] == [{"contents": "read"}]
    assert list(read(path)["on"]) == ["pull_request"]


@pytest.mark.parametrize(("answer", "check"), [(NEW["answer.yml"], NEW["check.yml"]), (OURS["answer.yml"], OURS["submission.yml"])])
def test_the_answer_follows_its_check_and_may_comment(answer, check):
    workflow = read(answer)
    assert workflow["on"]["workflow_run"]["workflows"] == [read(check)["name"]]
    allowed = {"actions": "read", "contents": "read", "pull-requests": "write", "statuses": "write"}
    assert [job["permissions"] for job in workflow["jobs"].values()] == [allowed]
    (run,) = (each["with"]["name"] for each in steps(check) if each.get("with", {}).get("name", "").endswith("-result"))
    from storywall.pull.run import ARTIFACT

    assert run == ARTIFACT


def test_only_a_community_publishes_as_production():
    """T17: samples are for Storywall's own repository."""
    (new,), (ours,) = ([step["run"] for step in steps(path) if step["name"] == "Build"] for path in (NEW["publish.yml"], OURS["publish.yml"]))
    assert new == "storywall build --production"
    assert ours == ".venv/bin/storywall build"
    for path in (NEW["publish.yml"], OURS["publish.yml"]):
        assert set(read(path)["on"]) <= {"push", "schedule", "workflow_dispatch"}


# Their commands --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("workflows") / "repository", published())


@pytest.fixture
def shell(tmp_path):
    """Run a workflow's commands as a runner does, with this environment's `storywall`."""
    program = tmp_path / "bin/storywall"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m storywall "$@"\n')
    program.chmod(0o755)

    def run(commands, cwd, **more):
        path = f"{program.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = ENVIRONMENT | {"PATH": path, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(tmp_path), "STORYWALL_DATE": "2026-11-21"} | more
        return subprocess.run(["bash", "-eo", "pipefail", "-c", commands], cwd=cwd, env=environment, capture_output=True, text=True)

    return run


def step(path, name):
    (found,) = (each for each in steps(path) if each["name"] == name)
    return found["run"]


def test_a_community_s_workflow_refuses_samples(tmp_path, shell):
    assert shell('storywall init wall --brand "Kiln & Clover" --language en --date 2026-11-21', tmp_path).returncode == 0
    root = tmp_path / "wall"
    assert shell(step(NEW["publish.yml"], "Build"), root).returncode == 0
    text = (root / f"{S}/README.md").read_text("utf-8")
    item = re.search(r"```markdown\n(.*?)```", text, re.DOTALL)[1]
    (root / f"{S}/stories/invented.md").write_text(item.replace("---\n", "---\nsample: true\n", 1))
    refused = shell(step(NEW["publish.yml"], "Build"), root)
    assert refused.returncode == 1
    assert "sample-in-production" in refused.stderr


def test_the_check_s_commands_judge_a_request_and_show_it(world, shell, tmp_path):
    head = world.request({f"{S}/stories/new.md": story(author="mara", featured="true")})
    checked = shell(step(NEW["check.yml"], "Check"), world.root, ACTOR=str(MARA), NUMBER="7", HEAD=head)
    assert checked.returncode == 1, checked.stderr
    assert f"::error file={S}/stories/new.md,line=" in checked.stdout
    assert result.read((tmp_path / "storywall/result.json").read_bytes()).head == head
    shown = shell(step(NEW["check.yml"], "Show the problems on the run's page"), world.root, GITHUB_STEP_SUMMARY=str(tmp_path / "page.md"))
    assert shown.returncode == 0
    assert "`featured` is set by editors" in (tmp_path / "page.md").read_text()


def test_a_hostile_number_or_commit_is_no_command(world, shell, tmp_path):
    values = {"ACTOR": '1; touch was-run #"', "NUMBER": "$(touch was-run)", "HEAD": '"; touch was-run; "'}
    assert shell(step(NEW["check.yml"], "Check"), world.root, **values).returncode == 2
    assert not (world.root / "was-run").exists()


# Other hosts -----------------------------------------------------------------------------------------------------------

GITLAB, FORGEJO = (ROOT / "handbook/ci" / name for name in ("gitlab.yml", "forgejo.yml"))


def test_the_handbook_shows_the_files_that_are_tested():
    page = (ROOT / "handbook/other-hosts.md").read_text("utf-8")
    for path in (GITLAB, FORGEJO):
        assert f"```yaml\n{path.read_text('utf-8')}```" in page


@pytest.fixture
def gitlab():
    """The one question that the pipeline asks: who opened the merge request."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            data = json.dumps({"iid": 7, "author": {"id": MARA}}).encode()
            self.send_response(200 if self.path == "/projects/3/merge_requests/7" else 404)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("actor", "status"), [("gitlab", 0), ("github", 1)])
def test_gitlab_s_commands_know_the_sender_by_gitlab_s_number(tmp_path, shell, gitlab, actor, status):
    files = published()
    mara = f"{S}/members/mara.md"
    files[mara] = files[mara].replace(f"github: {MARA}".encode(), f"{actor}: {MARA}".encode())
    world = make_world(tmp_path / "repository", files)
    head = world.request({f"{S}/stories/new.md": story(author="mara")})
    subprocess.run(["git", "update-ref", "refs/merge-requests/7/head", head], cwd=world.root, env=ENVIRONMENT, check=True)
    job = yaml.safe_load(GITLAB.read_text("utf-8"))["check"]
    given = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_PROJECT_URL": str(world.root),
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "3",
        "CI_API_V4_URL": gitlab,
        "no_proxy": "127.0.0.1",
    }
    (folder := tmp_path / "builds").mkdir()
    done = shell("\n".join([job["before_script"][0], *job["script"]]), folder, **given)
    assert done.returncode == status, done.stderr
    report = json.loads((folder / "gl-code-quality-report.json").read_text())
    assert [each["check_name"] for each in report] == ([] if status == 0 else ["not-your-handle"])
    assert (folder / "found/preview/index.html").exists()


def test_forgejo_s_commands_judge_a_request(tmp_path, shell):
    files = published()
    mara = f"{S}/members/mara.md"
    files[mara] = files[mara].replace(b"github:", b"forgejo:")
    world = make_world(tmp_path / "repository", files)
    for number, author in ((7, "mara"), (8, "noor")):
        head = world.request({f"{S}/stories/new.md": story(author=author)})
        subprocess.run(["git", "update-ref", f"refs/pull/{number}/head", head], cwd=world.root, env=ENVIRONMENT, check=True)
    (folder := tmp_path / "builds").mkdir()
    get, check = (step["run"] for step in yaml.safe_load(FORGEJO.read_text("utf-8"))["jobs"]["check"]["steps"])
    assert shell(get.splitlines()[0], folder, BASE="main", REPOSITORY=str(world.root)).returncode == 0
    assert [shell(check, folder, ACTOR=str(MARA), NUMBER=number).returncode for number in ("7", "8")] == [0, 1]
