"""A request as git holds it: what merging it would change, item by item, beside the community as it is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path as Folder

from storywall import git, settings, trees
from storywall.codes import problem
from storywall.kinds import Kind
from storywall.load import ROOT
from storywall.model import Document, Plain
from storywall.parse import TEXT_LIMIT, parse
from storywall.policy.paths import Place, is_inside, place
from storywall.problems import Path, Position, Problem
from storywall.settings import Settings
from storywall.validate import validate

HOSTS = ("github", "gitlab", "forgejo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An item's text on one side; `document` is None where it can't be understood, and `problems` say why."""

    file: str
    blob: str
    document: Document | None
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> Mapping[str, Plain]:
        """The front matter's values."""
        return self.document.values if self.document is not None else {}

    def says(self, name: str) -> str:
        """A field's text; empty where it has none."""
        return said(self.values.get(name))

    def problem(self, code: str, path: Path, /, **values: object) -> Problem:
        """A problem at one of the fields, or at the nearest field around it."""
        position = self.document.place(path) if self.document is not None else Position()
        return problem(code, self.file, position, path, **values)


def said(value: object) -> str:
    """A plain value where it is a text, without spaces around; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item that a request changes: its files before and after, by path, and the paths that differ."""

    kind: Kind
    slug: str
    before: tuple[Text, ...]
    after: tuple[Text, ...]
    changed: tuple[str, ...]
    was_there: bool
    is_there: bool

    @property
    def old(self) -> Text | None:
        """The text that is published."""
        return self.before[0] if self.before else None

    @property
    def file(self) -> str:
        """The file to speak of."""
        return next((text.file for text in (*self.after, *self.before) if text.file in self.changed), self.changed[0])


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request by the account `actor` at a host: `base` is a commit, `tree` what the community would be after merging."""

    root: Folder
    base: str
    tree: str
    actor: int
    host: str
    today: date | None
    changes: tuple[trees.Change, ...]
    conflicts: tuple[str, ...]
    prefix: str
    outside: tuple[str, ...] = field(default=())
    """Changed files outside the community's own folder, from the repository's top."""

    @cached_property
    def settings(self) -> Settings | None:
        """The settings as they are published; None where they can't be read, and then nobody is known to be an editor."""
        found = self.read_texts({settings.FILE: _blob(self._tree(self.base, settings.FILE), settings.FILE)})
        document = found[0].document if found else None
        return validate(document, Settings)[0] if document is not None else None

    @cached_property
    def by_editor(self) -> bool:
        """Does an editor send it?"""
        editors = self.settings.editors if self.settings is not None else ()
        return any(getattr(editor, self.host) == self.actor for editor in editors)

    @cached_property
    def day(self) -> date:
        """Today."""
        return self.today or (self.settings or Settings(name="Community", brand="Community")).today()

    @cached_property
    def published(self) -> dict[str, trees.Leaf]:
        """All files of submissions/ as they are published."""
        return self._tree(self.base, ROOT)

    @cached_property
    def profiles(self) -> dict[str, Text]:
        """The published profiles by handle."""
        found = self.read_texts({file: leaf.blob for file, leaf in self.published.items() if file.startswith(f"{ROOT}/members/")})
        named = ((where.slug, text) for text in found if isinstance(where := place(text.file), Place) and where.text)
        return dict(named)

    @cached_property
    def own(self) -> frozenset[str]:
        """The handles whose published profiles carry the sender's number."""
        return frozenset(handle for handle, text in self.profiles.items() if self.number(text) == str(self.actor))

    def number(self, profile: Text) -> str:
        """The account's number in a profile; empty where there is none."""
        accounts = profile.values.get("accounts")
        return said(accounts.get(self.host)) if isinstance(accounts, dict) else ""

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items that are changed, in the order of their paths."""
        return tuple(_items(self))

    def in_use(self, handle: str) -> bool:
        """Do published items carry a handle?"""
        files = (file.removeprefix(self.prefix) for file in trees.naming(self.root, self.base, f"{self.prefix}{ROOT}", handle))
        blobs = {file: self.published[file].blob for file in files if file in self.published and not file.startswith(f"{ROOT}/members/")}
        return any(handle in (text.says("author"), text.says("member")) for text in self.read_texts(blobs))

    def read_texts(self, blobs: Mapping[str, str]) -> list[Text]:
        """Read texts by path and hash; what is too large is a text without a document."""
        wanted = {file: blob for file, blob in blobs.items() if blob and file.endswith((".md", ".yml"))}
        held = trees.blobs(self.root, wanted.values(), TEXT_LIMIT)
        read = {file: parse(held.get(blob, b"x" * (TEXT_LIMIT + 1)), file) for file, blob in wanted.items()}
        return [Text(file=file, blob=wanted[file], document=document, problems=tuple(found)) for file, (document, found) in read.items()]

    def files(self, tree: str) -> dict[str, trees.Leaf]:
        """All files of a tree below the community's folder."""
        return self._tree(tree, "")

    def _tree(self, tree: str, folder: str) -> dict[str, trees.Leaf]:
        found = trees.files(self.root, tree, f"{self.prefix}{folder}")
        return {file.removeprefix(self.prefix): leaf for file, leaf in found.items()}


def open_request(root: Folder, base: str, head: str, actor: int, *, host: str = "github", today: date | None = None) -> Request:
    """Find what merging `head` into `base` would change. GitError where git can't tell."""
    commit = git.commit(root, base)
    merged = trees.merge(root, commit, git.commit(root, head))
    prefix = trees.prefix(root)
    changes = trees.compare(root, commit, merged.tree)
    return Request(
        root=root,
        base=commit,
        tree=merged.tree,
        actor=actor,
        host=host,
        today=today,
        changes=tuple(_below(prefix, changes)),
        conflicts=tuple(file.removeprefix(prefix) for file in merged.conflicts),
        prefix=prefix,
        outside=tuple(change.file for change in changes if not change.file.startswith(prefix)),
    )


def _below(prefix: str, changes: Sequence[trees.Change]) -> Iterator[trees.Change]:
    for change in changes:
        if change.file.startswith(prefix):
            yield trees.Change(file=change.file.removeprefix(prefix), before=change.before, after=change.after)


def _blob(files: Mapping[str, trees.Leaf], file: str) -> str:
    return files[file].blob if file in files else ""


def _items(request: Request) -> Iterator[Item]:
    changed: dict[tuple[str, str], list[str]] = {}
    kinds: dict[str, Kind] = {}
    for change in request.changes:
        where = place(change.file) if is_inside(change.file) else ""
        if isinstance(where, Place):
            changed.setdefault((where.kind.name, where.slug), []).append(change.file)
            kinds[where.kind.name] = where.kind
    if not changed:
        return
    before, after = _by_item(request.published, changed), _by_item(request.files(request.tree), changed)
    old = {text.file: text for text in request.read_texts({f: leaf.blob for held in before.values() for f, leaf in held.items()})}
    new = {text.file: text for text in request.read_texts({f: leaf.blob for held in after.values() for f, leaf in held.items()})}
    for key, files in changed.items():
        yield Item(
            kind=kinds[key[0]],
            slug=key[1],
            before=tuple(old[file] for file in before.get(key, ()) if file in old),
            after=tuple(new[file] for file in after.get(key, ()) if file in new),
            changed=tuple(files),
            was_there=key in before,
            is_there=key in after,
        )


def _by_item(files: Mapping[str, trees.Leaf], wanted: Mapping[tuple[str, str], object]) -> dict[tuple[str, str], dict[str, trees.Leaf]]:
    found: dict[tuple[str, str], dict[str, trees.Leaf]] = {}
    for file, leaf in files.items():
        where = place(file) if is_inside(file) else ""  # the folder itself may have become a file
        if isinstance(where, Place) and (key := (where.kind.name, where.slug)) in wanted:
            found.setdefault(key, {})[file] = leaf
    return found
