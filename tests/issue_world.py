"""A small community in a real repository whose origin is the stand-in host's, and issues as GitHub's own events tell of them."""

import copy
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from stand_in_host import examples
from storywall.forms import form
from storywall.forms.github import label
from storywall.hosts import Api, GitHub
from storywall.issues.desk import Desk
from storywall.issues.event import read
from storywall.issues.take import take
from storywall.pipeline import read_settings
from storywall.scaffold.home import Home

MARA, NEWCOMER = ("mara-l", 5001), ("new-here", 6001)
UUID = "01234567-89ab-4cde-8f01-23456789abcd"
PHOTO = f"https://github.com/user-attachments/assets/{UUID}"
ATTACHED = f'<img width="1200" height="900" alt="IMG_1234" src="{PHOTO}" />'
NAMES = ("github.com", "objects.githubusercontent.com", "github-production-user-asset-6210df.s3.amazonaws.com")


def filled(made, answers):
    """A form's text as GitHub writes it: every question in its order, with what was answered or that nothing was."""
    return "\n\n".join(f"### {each.question}\n\n{_written(each, answers.get(each.id))}" for each in made.fields)


def _written(asked, answer):
    if asked.shape == "boxes":
        ticked = answer or []
        return "\n".join(f"- [{'x' if option.value.partition(' ')[0] in ticked else ' '}] {option.text}" for option in asked.options)
    if not answer:
        return "_No response_"
    if asked.shape in ("choice", "choices"):
        texts = {option.value: option.text for option in asked.options}
        return ", ".join(texts.get(each, each) for each in ([answer] if isinstance(answer, str) else answer))
    return "\n".join(answer) if isinstance(answer, list) else answer


STORY = {
    "title": "The mug that moved",
    "body": "It stood on the sill, then on the stove.\n\nNow it lives on my desk.",
    "products": ["morning-mug"],
    "author_name": "Nadia Ferri",
    "relationship": "customer",
    "incentive": "none",
    "consent": ["site", "newsletter"],
}
REVIEW = {
    "product": "morning-mug",
    "rating": "4",
    "title": "Keeps its promise",
    "pros": ["warm for an hour", "fits the hand"],
    "cons": ["the handle gets hot"],
    "recommend": "yes",
    "author_name": "Nadia Ferri",
    "relationship": "customer",
    "incentive": "sample",
    "incentive-note": "One mug, to try",
    "consent": ["site"],
}
PICTURES = {
    "photos": ATTACHED,
    "photos-alt": ["A mug on a windowsill in the morning"],
    "photos-rights": "own",
    "photos-depicted": "none",
}
SERIES = {
    "title": "On the sill",
    **PICTURES,
    "author_name": "Nadia Ferri",
    "relationship": "customer",
    "incentive": "none",
    "consent": ["site", "social"],
}
PROFILE = {"name": "Nadia Ferri", "body": "I draw maps and drink tea.", "place": "Trieste", "consent": ["site"]}
GOOD = {"story": STORY, "review": REVIEW, "photo": SERIES, "profile": PROFILE}


@dataclass(kw_only=True)
class World:
    """Issues are opened and edited here; `taken` is what came of the last one."""

    community: object
    host: object
    attachments: object
    folder: Path
    number: int = 0
    issues: dict = field(default_factory=dict)

    @property
    def root(self):
        return self.community.root

    def desk(self, **options):
        settings, _ = read_settings(self.root)
        home = Home(root=self.root, settings=settings, today=datetime(2026, 11, 21, tzinfo=UTC).date())
        github = GitHub(Api(self.host.url, self.host.repository, self.host.token, pause=0.001))
        return Desk(home=home, github=github, build_frames=lambda root, out: self.community.frames, **options)

    def form(self, name, language="en"):
        return form(name, self.desk().place, language)

    def body(self, name, answers, language="en"):
        return filled(self.form(name, language), answers)

    def open(self, body, *, user=NEWCOMER, labels=(), title="A title", action="opened", sender=None, number=None):
        """Somebody opens an issue (or edits it, where `number` is one), and the workflow takes the event."""
        if number is None:
            number = self.host.issue(user=user, title=title, body=body)["number"]
        self.number = number
        return self.take(self.event(body, user=user, labels=labels, title=title, action=action, sender=sender, number=number))

    def send(self, name, answers, *, language="en", **options):
        """Somebody fills a form; it gives its issue a label."""
        return self.open(self.body(name, answers, language), labels=(label(name),), **options)

    def event(self, body, *, user=NEWCOMER, labels=(), title="A title", action="opened", sender=None, number=1):
        """GitHub's own example of the event, with this issue in it."""
        made = copy.deepcopy(next(each for each in examples("issues") if each["action"] == "opened" and each["issue"]["labels"]))
        model = made["issue"]["labels"][0]
        login, account = user
        made["action"] = action
        made["issue"] |= {"number": number, "title": title, "body": body, "created_at": "2026-11-21T09:00:00Z"}
        made["issue"]["user"] |= {"login": login, "id": account}
        made["issue"]["labels"] = [model | {"name": name} for name in labels]
        made["sender"] |= dict(zip(("login", "id"), sender or user, strict=True))
        made["repository"] |= {"full_name": self.host.repository, "default_branch": "main"}
        return made

    def take(self, event, **options):
        path = self.folder / "event.json"
        path.write_text(json.dumps(event))
        return take(read(path), self.desk(fetch=self.attachments.fetch, **options))

    def comment(self):
        """What the issue's one comment says; empty where there is none."""
        bodies = self.host.bodies(self.number)
        assert len(bodies) <= 1
        return bodies[0] if bodies else ""

    def files(self, branch):
        """The files that a branch changes, with their texts; photos without, what is gone as None."""
        names = self.git("diff", "--name-only", "--no-renames", "main", branch).split("\n")
        return {name: self.text(branch, name) for name in names if name}

    def text(self, branch, file):
        found = subprocess.run(["git", "show", f"{branch}:{file}"], cwd=self.host.bare, capture_output=True)
        if found.returncode:
            return None
        return found.stdout.decode() if file.endswith((".md", ".yml")) else ""

    def branches(self):
        return [name for name in self.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split("\n") if name != "main"]

    def merge(self, branch):
        """An editor merges a pull request, and the workflow's next run sees it."""
        self.git("update-ref", "refs/heads/main", branch)
        git(self.root, "pull", "--quiet", "--ff-only", "origin", "main")
        (pull,) = [each for each in self.host.pulls if each["head"]["ref"] == branch]
        self.host.close(pull["number"], merged=True)

    def git(self, *arguments):
        return git(self.host.bare, *arguments)

    def save(self):
        """Commit what was changed in the community, and push it."""
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", "A change")
        git(self.root, "push", "--quiet", "origin", "main")


def git(folder, *arguments):
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def begin(community, host):
    """Put a community into a repository that has the host's as its origin."""
    community.change("submissions/members/mara.md", "joined: 2026-01-12", f"joined: 2026-01-12\naccounts: {{github: {MARA[1]}}}")
    community.write(".gitignore", ".storywall/\nsite/\n")
    git(community.root, "init", "--quiet", "--initial-branch", "main")
    git(community.root, "remote", "add", "origin", str(host.bare))
    git(community.root, "add", "--all")
    git(community.root, "commit", "--quiet", "--message", "A community")
    git(community.root, "push", "--quiet", "origin", "main")


# Attachments ---------------------------------------------------------------------------------------------------------


class Attachments:
    """GitHub's file servers on this machine, with certificates for their names; `answers` by path: bytes, or where it is redirected to."""

    def __init__(self, folder):
        self.answers, self.asked = {}, []
        self.certificate = folder / "cert.pem"
        names = ",".join(f"DNS:{name}" for name in NAMES)
        subject = ("-subj", "/CN=stand-in", "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:TRUE")
        key = folder / "key.pem"
        new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
        subprocess.run(["openssl", *new, *subject, "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _attachment_handler(self))
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def fetch(self, url):
        """The program's own downloader; only the way from those names to this machine is ours."""
        from storywall.issues.attachments import fetch_attached

        with self._leading_here():
            return fetch_attached(url)

    @contextmanager
    def _leading_here(self):
        look_up, connect = socket.getaddrinfo, socket.create_connection

        def theirs(host, port, *arguments, **options):
            if host in NAMES:
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("140.82.121.3", port))]
            return look_up(host, port, *arguments, **options)

        def here(address, *arguments, **options):
            return connect(self.server.server_address if address[0] == "140.82.121.3" else address, *arguments, **options)

        before = os.environ.get("SSL_CERT_FILE")
        socket.getaddrinfo, socket.create_connection = theirs, here
        os.environ["SSL_CERT_FILE"] = str(self.certificate)
        try:
            yield
        finally:
            socket.getaddrinfo, socket.create_connection = look_up, connect
            del os.environ["SSL_CERT_FILE"]
            if before is not None:
                os.environ["SSL_CERT_FILE"] = before

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def _attachment_handler(attachments):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            attachments.asked.append((self.headers.get("Host"), self.path))
            answer = attachments.answers.get(self.path.partition("?")[0])
            if isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer)
                self.end_headers()
                return
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(answer or b"")

        def log_message(self, *arguments):
            pass

    return Handler


def has_openssl():
    return shutil.which("openssl") is not None
