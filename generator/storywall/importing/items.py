"""Drafts -> items on disk: each goes through parse, validate and all checks before it is written, whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storywall import allowed, cache, consent, markup, personal
from storywall.assemble import assemble
from storywall.checks import check_item
from storywall.codes import problem
from storywall.compose import compose
from storywall.kinds import BY_NAME, Kind
from storywall.load import ROOT, load
from storywall.model import Entry, Plain, Source
from storywall.parse import parse
from storywall.problems import Position, Problem, Severity
from storywall.read import read_body
from storywall.settings import Settings
from storywall.validate import validate


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item that isn't there yet. `parent` is the slug of the folder around it (a review's product), else empty.

    `photos` are the bytes of masters (`photos.darkroom.Darkroom.masters`) by file name; with any the item becomes a bundle.
    """

    kind: Kind
    name: str
    values: Mapping[str, Plain]
    body: str = ""
    parent: str = ""
    photos: Mapping[str, bytes] = dataclasses.field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The slug, with its parent's before a slash."""
        return f"{self.parent}/{self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An item without errors, as plain values that can be sent between processes: `file` is below the community's root."""

    kind: str
    slug: str
    file: str
    data: bytes
    photos: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a community has already: the keys of all items, and the entries of those kinds that others name."""

    settings: Settings
    today: date
    keys: frozenset[str]
    entries: dict[str, Entry]
    """Products and members by key; whoever writes new ones adds them."""
    wordings: frozenset[tuple[str, str]]


def know(root: Path, settings: Settings, today: date) -> Known:
    """Walk a community's items and read its products and members; broken ones are known, but have no entry."""
    keys: set[str] = set()
    entries: dict[str, Entry] = {}
    for source in load(root):
        if isinstance(source, Problem):
            continue
        keys.add(source.key)
        if source.kind in ("product", "member"):
            entry, _ = _read(source, source.path.read_bytes(), settings)
            if entry is not None:
                entries[entry.key] = entry
    wordings = consent.records(consent.wordings(root))
    return Known(settings=settings, today=today, keys=frozenset(keys), entries=entries, wordings=wordings)


# Checking -------------------------------------------------------------------------------------------------------------


def prepare(draft: Draft, known: Known) -> tuple[Ready | None, list[Problem]]:
    """Compose a draft's file and put it through every check that `storywall check` has for one item; None where it has errors."""
    folder = "/".join(part for part in (ROOT, draft.kind.folder, draft.parent) if part)
    file = f"{folder}/{draft.name}/index.md" if draft.photos else f"{folder}/{draft.name}.md"
    source = Source(kind=draft.kind.name, slug=draft.slug, file=file, place=file, bundle=bool(draft.photos), beside=tuple(sorted(draft.photos)))
    data = compose(draft.values, draft.body).encode("utf-8", "surrogatepass")
    if not _is_plainly_right(source, draft, data, known):
        entry, problems = _read(source, data, known.settings)
        if entry is not None:
            problems += _among_others(entry, known)
        errors = [each for each in problems if each.severity is Severity.ERROR]
        if entry is None or errors:
            return None, errors
    return Ready(kind=draft.kind.name, slug=draft.slug, file=file, data=data, photos=draft.photos), []


def _is_plainly_right(source: Source, draft: Draft, data: bytes, known: Known) -> bool:
    """Has a draft no problem at all? The same checks, without places to name, on the values that `parse` would read back from what `compose` wrote.

    Most items are right, and reading the composed file again costs a fifth of an import; where anything is odd, it is read.
    """
    strings: list[str] = []
    if len(data) > _SMALL or not _collect(draft.values, strings, 1) or not draft.body.strip():
        return False
    written = "\n".join((*strings, draft.body))
    if "\r" in written or allowed.refused_character(written) is not None:
        return False
    kind = BY_NAME[source.kind]
    filled, _ = validate(draft.values, kind.schema)
    if filled is None:
        return False
    _, outline = markup.markup(draft.body)
    if personal.may_hold(draft.body) and personal.find(draft.body, personal.region_of(draft.values)):
        return False
    if any(each.severity is Severity.ERROR for each in check_item(source, draft.values, outline, 1, known.settings)):
        return False
    entry = Entry(kind=source.kind, slug=source.slug, file=source.file, data=filled, body_line=1, outline=outline, beside=source.beside)
    return not any(each.severity is Severity.ERROR for each in _among_others(entry, known))


_SMALL = 32 * 1024
_PLAIN_KEY = re.compile(r"[a-z][a-z_]*", re.ASCII)


def _collect(values: Mapping[str, Plain], strings: list[str], depth: int) -> bool:
    """Collect all texts; False where a name is unusual, or there is so much that limits of front matter might be met."""
    for name, value in values.items():
        if _PLAIN_KEY.fullmatch(name) is None or depth > 5 or len(strings) > 500:
            return False
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, dict):
                if not _collect(each, strings, depth + 1):
                    return False
            elif isinstance(each, str):
                strings.append(each)
            else:
                return False
    return True


def learn(known: Known, ready: Ready) -> None:
    """Add a new product or member to what is known, so that other items may name it."""
    source = Source(kind=ready.kind, slug=ready.slug, file=ready.file, place=ready.file, bundle=bool(ready.photos), beside=tuple(ready.photos))
    entry, _ = _read(source, ready.data, known.settings)
    if entry is not None:
        known.entries[entry.key] = entry


def _read(source: Source, data: bytes, settings: Settings) -> tuple[Entry | None, list[Problem]]:
    """Bytes -> entry, with all problems that an item can have by itself."""
    document, problems = parse(data, source.file)
    if document is None:
        return None, problems
    kind = BY_NAME[source.kind]
    _, outline = read_body(document)
    filled, found = validate(document, kind.schema)
    problems = [*problems, *found, *check_item(source, document.values, outline, document.body_line, settings)]
    if kind.body == "required" and not document.body.strip():
        problems.append(problem("no-body", source.file, Position(line=document.body_line)))
    if filled is None:
        return None, problems
    entry = Entry(
        kind=source.kind, slug=source.slug, file=source.file, data=filled, body_line=document.body_line, outline=outline, beside=source.beside
    )
    return entry, problems


def _among_others(entry: Entry, known: Known) -> list[Problem]:
    """The checks between items, of this one against what is there."""
    named = [f"product:{entry.slug.partition('/')[0]}"] if BY_NAME[entry.kind].within == "product" else []
    named += [f"product:{slug}" for slug in getattr(entry.data, "products", ())]
    if author := getattr(entry.data, "author", None):
        named.append(f"member:{author}")
    others = [known.entries[key] for key in named if key in known.entries]
    _, problems = assemble([entry, *others], {}, known.wordings, known.keys, known.today)
    return [each for each in problems if each.file == entry.file]


# Writing --------------------------------------------------------------------------------------------------------------


class Desk:
    """Where items are written, as a context: each is made aside and moved to its place in one step, and nothing that is there is touched."""

    def __init__(self, root: Path) -> None:
        self.root, self._root = root, str(root)
        self._aside = os.path.join(self._root, cache.FOLDER, f"importing-{os.getpid()}")
        self._made: set[str] = set()
        self._names: dict[tuple[str, str], set[str]] = {}

    def names(self, kind: Kind, parent: str = "") -> set[str]:
        """The names of the items in one folder, readable or not; a name that is written is added."""
        key = (kind.folder, parent)
        if key not in self._names:
            folder = self.root / ROOT / kind.folder / parent
            found = os.listdir(folder) if folder.is_dir() else []
            self._names[key] = {name.removesuffix(".md").removesuffix(".yml") for name in found}
        return self._names[key]

    def write(self, ready: Ready) -> bool:
        """Put an item in its place; False where there is one already."""
        file = ready.file.rpartition("/")[0] if ready.photos else ready.file
        # Strings, not paths: of 100,000 items each would cost several more.
        target, folder = os.path.join(self._root, file), os.path.join(self._root, file.rpartition("/")[0])
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        if os.path.lexists(target):
            return False
        made = self._bundle(ready) if ready.photos else self._single(ready)
        os.rename(made, target)
        parent, _, name = ready.slug.rpartition("/")
        self.names(BY_NAME[ready.kind], parent).add(name)
        return True

    def _single(self, ready: Ready) -> str:
        made = os.path.join(self._aside, "item.md")
        with open(made, "wb") as file:
            file.write(ready.data)
        return made

    def _bundle(self, ready: Ready) -> str:
        made = Path(self._aside) / "item"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        (made / "index.md").write_bytes(ready.data)
        for name, data in ready.photos.items():
            (made / name).write_bytes(data)
        return str(made)

    def close(self) -> None:
        """Clear away what was made aside."""
        shutil.rmtree(self._aside, ignore_errors=True)

    def __enter__(self) -> Desk:
        os.makedirs(self._aside, exist_ok=True)
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
