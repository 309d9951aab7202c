"""A git host on this machine, for tests: an HTTP server that keeps comments, pull requests, statuses and labels as GitHub does.

Refs are those of a real bare repository. What it is sent and what it answers is held against GitHub's own OpenAPI description
(`@octokit/openapi`); whatever doesn't fit stands in `wrong`, which the fixture `git_host` looks at when a test is over.
"""

import copy
import json
import re
import subprocess
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from jsonschema import Draft4Validator, FormatChecker

OPENAPI = Path(__file__).parent.parent / "tools/octokit/node_modules/@octokit/openapi/generated/api.github.com.json"
WEBHOOKS = Path(__file__).parent.parent / "tools/octokit/node_modules/@octokit/webhooks-examples/api.github.com/index.json"
REPO = "/repos/{owner}/{repo}"
NOW = "2026-11-21T10:00:00Z"


@cache
def described():
    return json.loads(OPENAPI.read_text())


@cache
def examples(event):
    """GitHub's own examples of an event."""
    return next(each["examples"] for each in json.loads(WEBHOOKS.read_text()) if each["name"] == event)


def example(name):
    """An example of an answer, to be changed."""
    return copy.deepcopy(described()["components"]["examples"][name]["value"])


def in_draft_4(schema):
    """OpenAPI 3.0's `nullable` in JSON Schema."""
    if isinstance(schema, list):
        return [in_draft_4(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: in_draft_4(value) for key, value in schema.items() if key not in ("nullable", "example", "examples")}
    return {"anyOf": [{"type": "null"}, plain]} if schema.get("nullable") is True else plain


def references(schema):
    if isinstance(schema, list):
        for each in schema:
            yield from references(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for each in schema.values():
            yield from references(each)


def followed(part):
    """A part of the description, or what it refers to."""
    if "$ref" not in part:
        return part
    found = described()
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


@cache
def validator(path, method, status):
    """What holds the answer with a status (or, None: what is sent) against its description; None where nothing is described."""
    operation = described()["paths"][path][method.lower()]
    part = operation.get("requestBody", {}) if status is None else operation["responses"][str(status)]
    schema = followed(part).get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return None
    schemas, wanted = {}, list(references(schema))
    while wanted:
        name = wanted.pop()
        if name not in schemas:
            schemas[name] = in_draft_4(described()["components"]["schemas"][name])
            wanted += references(schemas[name])
    return Draft4Validator({**in_draft_4(schema), "components": {"schemas": schemas}}, format_checker=FormatChecker())


class Refused(Exception):
    def __init__(self, status, message, **headers):
        super().__init__(message)
        self.status, self.headers = status, headers
        self.body = {"message": message, "documentation_url": "https://docs.github.com/rest"}


class GitHost:
    """One repository at the host; `bare` is where its commits are."""

    def __init__(self, bare, repository="kiln/wall"):
        self.bare, self.repository = bare, repository
        self.owner = repository.partition("/")[0]
        self.token = "a-token-that-nobody-may-see"
        self.account = None
        """The token's account as `who` tells it; None: an app's, which calls itself `github-actions[bot]`."""
        self.issues, self.comments, self.pulls, self.statuses = {}, [], [], []
        self.runs, self.artifacts, self.review_comments = {}, [], []
        self.asked, self.faults, self.wrong = [], [], []
        self._number, self._lock = 0, threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *found):
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self):
        """What a workflow at this host finds in its environment."""
        return {"GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": self.repository, "GITHUB_TOKEN": self.token}

    # What tests do as others would ------------------------------------------------------------------------------------

    def issue(self, *, user, title="", body="", number=None):
        """Somebody opens an issue; `user` is a login and a number."""
        login, account = user
        made = example("issue")
        number = number or self._next()
        made |= {"number": number, "title": title, "body": body, "state": "open", "labels": [], "created_at": NOW, "updated_at": NOW}
        made["user"] |= {"login": login, "id": account}
        made["repository_url"] = f"https://api.github.com/repos/{self.repository}"
        made["html_url"] = f"https://github.com/{self.repository}/issues/{number}"
        self.issues[number] = made
        return made

    def comment(self, number, body, user=("somebody", 4711)):
        """Somebody comments."""
        login, account = user
        made = example("issue-comment")
        made |= {"id": self._next() + 1000, "body": body, "created_at": NOW, "updated_at": NOW, "issue_number": number}
        made["user"] |= {"login": login, "id": account, "type": "Bot" if login.endswith("[bot]") else "User"}
        self.comments.append(made)
        return made

    def close(self, number, *, merged=False):
        """An editor closes or merges a pull request."""
        found = self._pull(number)
        found |= {"state": "closed", "closed_at": NOW, "merged_at": NOW if merged else None, "merged": merged}
        return found

    def request(self, *, user, branch, commit, repository=None, base="main"):
        """Somebody opens a pull request from a branch of any repository; its commits are under the host's own ref for it."""
        login, account = user
        made = example("pull-request")
        made |= {"number": self._next(), "title": "A request", "state": "open", "draft": False, "merged": False, "merged_at": None, "closed_at": None}
        made |= {"requested_teams": [], "merged_by": None, "created_at": NOW}
        made["user"] |= {"login": login, "id": account}
        for side, ref, sha, full_name in (("head", branch, commit, repository or self.repository), ("base", base, self.head(base), self.repository)):
            made[side] |= {"ref": ref, "sha": sha, "label": f"{full_name.partition('/')[0]}:{ref}"}
            made[side]["repo"] |= {"full_name": full_name}
        self._git(self.bare, "update-ref", f"refs/pull/{made['number']}/head", commit)
        self.pulls.append(made)
        return made

    def run(self, request, *artifacts, event="pull_request"):
        """A workflow looked at a request, and left artifacts: pairs of a name and an archive's bytes."""
        made = example("workflow-run") | {"id": self._next() + 30_000_000, "event": event, "status": "completed"}
        made |= {"head_sha": request["head"]["sha"], "head_branch": request["head"]["ref"], "pull_requests": []}
        made["head_repository"] |= {"full_name": request["head"]["repo"]["full_name"]}
        self.runs[made["id"]] = made
        for name, archive in artifacts:
            number = self._next() + 1000
            held = example("artifact") | {"id": number, "name": name, "size_in_bytes": len(archive), "expired": False, "archive": archive}
            self.artifacts.append(held | {"run": made["id"]})
        return made["id"]

    def push(self, folder, branch):
        """Somebody pushes a branch with a commit of its own; `main` is made where there is none."""
        self._git(None, "clone", "--quiet", self.bare, folder / "clone")
        for name in ("main", branch):
            self._git(folder / "clone", "checkout", "--quiet", "-B", name)
            self._git(folder / "clone", "commit", "--quiet", "--allow-empty", "--message", name)
            self._git(folder / "clone", "push", "--quiet", "--force", "origin", name)
        return branch

    def _git(self, folder, *arguments):
        identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)

    def head(self, branch):
        """The newest commit of a branch; empty where there is none."""
        found = subprocess.run(["git", "rev-parse", "--verify", "-q", f"refs/heads/{branch}"], cwd=self.bare, capture_output=True, text=True)
        return found.stdout.strip()

    def bodies(self, number):
        """The comments of an issue, as texts."""
        return [each["body"] for each in self.comments if each["issue_number"] == number]

    def writes(self):
        """What was asked for that changes something."""
        return [f"{method} {path}" for method, path in self.asked if method != "GET"]

    # The API ----------------------------------------------------------------------------------------------------------

    def answer(self, method, path, query, sent, authorised):
        """Return status, body and headers, both ways held against the description."""
        with self._lock:
            if self.faults and (fault := self.faults.pop(0)) is not None:
                return fault.status, fault.body, fault.headers
            for wanted, template, respond in self._routes():
                found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), path)
                if wanted == method and found:
                    return self._respond(method, template, respond, found.groupdict(), query, sent, authorised)
            return 404, {"message": "Not Found"}, {}

    def _respond(self, method, template, respond, names, query, sent, authorised):
        headers = {}
        try:
            if f"{names.get('owner')}/{names.get('repo')}" != self.repository and "owner" in names:
                raise Refused(404, "Not Found")
            if not authorised:
                raise Refused(401, "Requires authentication")
            self._hold(method, template, None, sent)
            status, body = respond(**{name: value for name, value in names.items() if name not in ("owner", "repo")}, query=query, sent=sent)
            if isinstance(body, list) and method == "GET":
                body, headers = self._page(template, names, query, body)
        except Refused as refused:
            status, body, headers = refused.status, refused.body, refused.headers
        if str(status) in described()["paths"][template][method.lower()]["responses"]:
            self._hold(method, template, status, body)
        return status, body, headers

    def _page(self, template, names, query, found):
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        if size > 100:
            raise Refused(422, "per_page is too large")
        part = found[(page - 1) * size : page * size]
        if page * size >= len(found):
            return part, {}
        address = template.format(**names)
        return part, {"Link": f'<{self.url}{address}?{urlencode({**query, "page": page + 1})}>; rel="next", <{self.url}{address}>; rel="first"'}

    def _hold(self, method, template, status, body):
        check = validator(template, method, status)
        if check is None:
            return
        for error in check.iter_errors(body):
            self.wrong.append(f"{method} {template} {status or 'sent'}: {'/'.join(map(str, error.path))}: {error.message[:300]}")
            if status is None:
                raise Refused(422, "Validation Failed")

    def _routes(self):
        issue = f"{REPO}/issues/{{issue_number}}"
        return (
            ("GET", "/user", self._user),
            ("GET", REPO, self._repository),
            ("GET", issue, lambda issue_number, **_: (200, self._issue(issue_number))),
            ("GET", f"{issue}/comments", self._list_comments),
            ("POST", f"{issue}/comments", self._comment),
            ("PATCH", f"{REPO}/issues/comments/{{comment_id}}", self._edit_comment),
            ("POST", f"{issue}/labels", self._label),
            ("GET", f"{REPO}/pulls", self._list_pulls),
            ("POST", f"{REPO}/pulls", self._open_pull),
            ("GET", f"{REPO}/pulls/{{pull_number}}", lambda pull_number, **_: (200, self._fresh(self._pull(int(pull_number))))),
            ("PATCH", f"{REPO}/pulls/{{pull_number}}", self._change_pull),
            ("POST", f"{REPO}/statuses/{{sha}}", self._status),
            ("GET", f"{REPO}/actions/runs/{{run_id}}", self._run),
            ("GET", f"{REPO}/actions/runs/{{run_id}}/artifacts", self._list_artifacts),
            ("GET", f"{REPO}/actions/artifacts/{{artifact_id}}/{{archive_format}}", self._lead_to_archive),
            ("GET", f"{REPO}/pulls/{{pull_number}}/comments", self._list_review_comments),
            ("POST", f"{REPO}/pulls/{{pull_number}}/comments", self._review),
        )

    def _user(self, **_):
        if self.account is None:
            raise Refused(403, "Resource not accessible by integration")
        made = example("public-user") if "public-user" in described()["components"]["examples"] else example("private-user")
        return 200, made | dict(zip(("login", "id"), self.account, strict=True))

    def _repository(self, **_):
        made = example("full-repository")
        return 200, made | {"full_name": self.repository, "default_branch": "main", "has_discussions": False}

    def _issue(self, number):
        number = int(number)
        if number in self.issues:
            return self.issues[number]
        if any(each["number"] == number for each in self.pulls):
            return example("issue") | {"number": number}
        raise Refused(404, "Not Found")

    def _list_comments(self, issue_number, **_):
        self._issue(issue_number)
        return 200, [self._shown(each) for each in self.comments if each["issue_number"] == int(issue_number)]

    def _comment(self, issue_number, sent, **_):
        self._issue(issue_number)
        if not sent["body"].strip() or len(sent["body"]) > 65536:
            raise Refused(422, "Body is too long or blank")
        return 201, self._shown(self.comment(int(issue_number), sent["body"], self.account or ("github-actions[bot]", 41898282)))

    def _edit_comment(self, comment_id, sent, **_):
        found = next((each for each in self.comments if each["id"] == int(comment_id)), None)
        if found is None:
            raise Refused(404, "Not Found")
        found["body"] = sent["body"]
        return 200, self._shown(found)

    def _shown(self, comment):
        return {key: value for key, value in comment.items() if key != "issue_number"}

    def _label(self, issue_number, sent, **_):
        issue = self._issue(issue_number)
        model = example("label-items")[0]
        for name in sent["labels"]:
            if name not in [each["name"] for each in issue["labels"]]:
                issue["labels"].append(model | {"name": name})
        return 200, issue["labels"]

    def _list_pulls(self, query, **_):
        found = [each for each in reversed(self.pulls) if query.get("state", "open") in ("all", each["state"])]
        if "head" in query:
            found = [each for each in found if each["head"]["label"] == query["head"]]
        simple = described()["components"]["schemas"]["pull-request-simple"]["properties"]
        return 200, [{key: value for key, value in self._fresh(each).items() if key in simple} for each in found]

    def _open_pull(self, sent, **_):
        branch, base = sent["head"], sent["base"]
        if not self.head(branch) or not self.head(base):
            raise Refused(422, "Validation Failed: head or base is invalid")
        if self.head(branch) == self.head(base):
            raise Refused(422, f"Validation Failed: No commits between {base} and {branch}")
        if any(each["state"] == "open" and each["head"]["ref"] == branch for each in self.pulls):
            raise Refused(422, f"Validation Failed: A pull request already exists for {self.owner}:{branch}.")
        made = example("pull-request")
        number = self._next()
        made |= {"number": number, "title": sent["title"], "body": sent.get("body"), "state": "open", "draft": False, "created_at": NOW}
        made |= {
            "requested_teams": [],
            "merged": False,
            "merged_at": None,
            "closed_at": None,
            "merged_by": None,
            "html_url": f"https://github.com/{self.repository}/pull/{number}",
        }
        for side, ref in (("head", branch), ("base", base)):
            made[side] |= {"ref": ref, "label": f"{self.owner}:{ref}"}
            made[side]["repo"] |= {"full_name": self.repository}
        self.pulls.append(made)
        return 201, self._fresh(made)

    def _change_pull(self, pull_number, sent, **_):
        found = self._pull(int(pull_number))
        found |= {name: sent[name] for name in ("title", "body", "state") if name in sent}
        return 200, self._fresh(found)

    def _pull(self, number):
        found = next((each for each in self.pulls if each["number"] == number), None)
        if found is None:
            raise Refused(404, "Not Found")
        return found

    def _fresh(self, pull):
        """A pull request with what its branch is at now."""
        for side in ("head", "base"):
            if pull[side]["repo"]["full_name"] == self.repository:  # another repository's branches aren't here
                pull[side]["sha"] = self.head(pull[side]["ref"]) or pull[side]["sha"]
        return pull

    def _status(self, sha, sent, **_):
        known = subprocess.run(["git", "cat-file", "-e", f"{sha}^{{commit}}"], cwd=self.bare, capture_output=True).returncode == 0
        if not known or len(sent.get("description") or "") > 140:
            raise Refused(422, "Validation Failed: no commit found for SHA, or the description is too long")
        made = example("status") | {"state": sent["state"], "context": sent["context"], "description": sent.get("description")}
        self.statuses.append(made | {"sha": sha})
        return 201, made

    def _run(self, run_id, **_):
        if int(run_id) not in self.runs:
            raise Refused(404, "Not Found")
        return 200, self.runs[int(run_id)]

    def _list_artifacts(self, run_id, query, **_):
        named = [each for each in self.artifacts if each["run"] == int(run_id) and query.get("name", each["name"]) == each["name"]]
        shown = [{key: value for key, value in each.items() if key not in ("run", "archive")} for each in named]
        return 200, {"total_count": len(shown), "artifacts": shown}

    def _lead_to_archive(self, artifact_id, archive_format, **_):
        raise Refused(302, "Found", Location=f"{self.url}/archives/{artifact_id}")

    def archive(self, path, authorised):
        """The store that artifacts lie in: elsewhere, so nobody shows it the token."""
        if authorised:
            self.wrong.append(f"the token was shown to {path}")
        found = next((each["archive"] for each in self.artifacts if path == f"/archives/{each['id']}"), None)
        return (404, b"", {}) if found is None else (200, found, {"Content-Type": "application/zip"})

    def _list_review_comments(self, pull_number, **_):
        self._pull(int(pull_number))
        return 200, [
            {key: value for key, value in each.items() if key != "number"} for each in self.review_comments if each["number"] == int(pull_number)
        ]

    def _review(self, pull_number, sent, **_):
        pull = self._pull(int(pull_number))
        lines = self._lines_shown(pull, sent["path"])
        if sent["commit_id"] != pull["head"]["sha"] or not {sent["line"], sent.get("start_line", sent["line"])} <= lines:
            raise Refused(422, "Validation Failed: pull_request_review_thread.line must be part of the diff")
        made = example("pull-request-review-comment-example-for-a-multi-line-comment")
        made |= {"id": self._next() + 1000, "body": sent["body"], "path": sent["path"], "line": sent["line"], "start_line": sent.get("start_line")}
        self.review_comments.append(made | {"number": int(pull_number)})
        return 201, made

    def _lines_shown(self, pull, path):
        """The lines that a pull request's page shows of a file, as git tells them."""
        span = f"{pull['base']['sha']}...{pull['head']['sha']}"
        text = subprocess.run(["git", "diff", span, "--", path], cwd=self.bare, capture_output=True, text=True).stdout
        found = re.findall(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", text, re.MULTILINE)
        return {line for start, number in found for line in range(int(start), int(start) + int(number or 1))}

    def _next(self):
        self._number += 1
        return self._number


def _handler(host):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self):
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            host.asked.append((self.command, parts.path))
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            authorised = self.headers.get("Authorization") == f"Bearer {host.token}"
            status, body, headers = (
                host.archive(parts.path, "Authorization" in self.headers)
                if parts.path.startswith("/archives/")
                else host.answer(self.command, parts.path, query, json.loads(raw) if raw else None, authorised)
            )
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = _any  # noqa: N815 - the names that the server looks for

        def log_message(self, *arguments):
            pass

    return Handler
