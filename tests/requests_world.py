"""A published community in a bare git repository, and requests made against it by git's plumbing: no folder, no checkout."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from storywall.compose import compose

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in (("NAME", "Ann"), ("EMAIL", "ann@example.org"))},
    **{f"GIT_{role}_DATE": "2026-11-20T12:00:00Z" for role in ("AUTHOR", "COMMITTER")},
}
PLAIN, PROGRAM, LINK, MODULE = "100644", "100755", "120000", "160000"
MARA, NOOR, EDITOR, STRANGER = 1001, 1002, 9001, 5005
WORDING = "2026-11@bccb3d32"


def git(root, *arguments, given=None, **more):
    done = subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT | more, input=given, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def consent(**fields):
    return {"scopes": ["site"], "wording": WORDING, "language": "en", "date": "2026-11-20", "channel": "pull-request", **fields}


def item(body="A text.", **fields):
    return compose({name: value for name, value in fields.items() if value is not None}, body)


def story(body="A text.", **fields):
    return item(body, **{"title": "A story", "date": "2026-11-20", "consent": consent(), "incentive": "none", **fields})


def review(body="Good.", **fields):
    return item(body, **{"rating": "4", "date": "2026-11-20", "consent": consent(), "incentive": "none", **fields})


def profile(body="Hello.", **fields):
    return item(body, **{"name": "Ida Berg", "joined": "2026-11-20", "consent": consent(), **fields})


EARLIER = {"date": "2026-01-12", "consent": consent(channel="form", date="2026-01-12")}
S = "submissions"
PHOTO = b"\xff\xd8\xff\xe0 a picture \xff\xd9"
PUBLISHED = {
    "storywall.yml": "name: The Mug Table\nbrand: Mug Makers\ntimezone: Europe/Rome\nconsent: 2026-11\n"
    f"editors:\n  - handle: ed\n    github: {EDITOR}\n    gitlab: 42\n",
    "mkdocs.yml": "site_name: Mugs\nplugins: [storywall]\n",
    "docs/welcome.md": "# Welcome\n",
    ".github/workflows/check.yml": "on: push\n",
    f"{S}/members/mara.md": profile(name="Mara Lindt", accounts={"github": str(MARA)}, joined="2026-01-12", consent=EARLIER["consent"]),
    f"{S}/members/noor.md": profile(name="Noor Haddad", accounts={"github": str(NOOR)}, joined="2026-02-01", consent=EARLIER["consent"]),
    f"{S}/members/old-hand.md": profile(name="Otto Hahn", joined="2025-02-01", consent=EARLIER["consent"]),
    f"{S}/products/mug.md": item(name="Mug"),
    f"{S}/stories/the-mug.md": story(
        "It moved house with me.\n\nFour times.\n\nIt is still whole.\n\nAnd blue.\n\nVery blue.", title="The mug", author="mara", **EARLIER
    ),
    f"{S}/stories/gifted.md": story("They sent it.", author="mara", incentive={"kind": "gift"}, relationship="partner", **EARLIER),
    f"{S}/stories/window/index.md": story("A window.", author="mara", photos=[{"file": "sill.jpg", "alt": "A sill with mugs"}], **EARLIER),
    f"{S}/stories/window/sill.jpg": PHOTO,
    f"{S}/stories/of-noor.md": story("Noor's.", author="noor", **EARLIER),
    f"{S}/stories/nameless.md": story("Jonas'.", author_name="Jonas", **EARLIER),
    f"{S}/stories/of-old-hand.md": story("Otto's.", author="old-hand", **EARLIER),
    f"{S}/stories/of-one-who-left.md": story("Left.", author="departed", **EARLIER),
    f"{S}/reviews/mug/warm.md": review("Warm.", author="mara", rating="2", **EARLIER),
    f"{S}/newsletters/november.md": item("News.", title="November", date="2026-11-01"),
    f"{S}/ledger/2026/2026-11-01-abc.yml": "kind: story\n",
}


@dataclass
class World:
    """A repository and its trees; `published` are the files of main, by path: content, or mode and content."""

    root: Path
    published: dict = field(default_factory=lambda: dict(PUBLISHED))
    numbers: int = 0

    def commit(self, files, *parents):
        """Commit a tree of files; a value is text, bytes, or (mode, text, bytes or an object's hash)."""
        git(self.root, "read-tree", "--empty")
        lines = [b"%s %s\t%s" % (mode.encode(), blob.encode(), os.fsencode(name)) for name, mode, blob in self._blobs(files)]
        git(self.root, "update-index", "-z", "--index-info", given=b"".join(line + b"\0" for line in lines))
        tree = git(self.root, "write-tree")
        return git(self.root, "commit-tree", tree, *(word for parent in parents for word in ("-p", parent)), "-m", "A change")

    def _blobs(self, files):
        modes = {name: value[0] if isinstance(value, tuple) else PLAIN for name, value in files.items()}
        contents = {name: value[1] if isinstance(value, tuple) else value for name, value in files.items()}
        for name, content in contents.items():
            if modes[name] == MODULE:
                yield name, MODULE, content
                continue
            data = content if isinstance(content, bytes) else content.encode()
            if data not in self._known:
                self._known[data] = git(self.root, "hash-object", "-w", "--stdin", given=data)
            yield name, modes[name], self._known[data]

    _known: dict = field(default_factory=dict)

    def request(self, changes, *, base=None):
        """A commit upon the published state; None takes a file out."""
        files = {name: content for name, content in {**self.published, **changes}.items() if content is not None}
        return self.commit(files, base or self.main)

    @property
    def main(self):
        return git(self.root, "rev-parse", "refs/heads/main")


def make_world(folder, published=None):
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    world = World(folder, dict(published or PUBLISHED))
    git(folder, "update-ref", "refs/heads/main", world.commit(world.published))
    git(folder, "read-tree", "--empty")
    return world
