"""Photos into an item: their masters beside its text, their fields among its `photos`, every other byte as it was."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storywall.compose import append, apply
from storywall.fix import replace
from storywall.kinds import BY_NAME
from storywall.model import Document, Plain, Source
from storywall.parse import parse
from storywall.pipeline import Unusable
from storywall.problems import N_, Problem

SINGLE = ("avatar", "image")
"""Fields for one picture, of kinds that have no list of photos."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The item's file, and the photos that were written beside it."""

    file: str
    photos: tuple[str, ...]


def field_of(source: Source) -> str:
    """The field that lists an item's photos, or holds its only picture; Unusable where its kind has none."""
    fields = BY_NAME[source.kind].schema.model_fields
    found = next((name for name in ("photos", *SINGLE) if name in fields), "")
    if not found:
        raise Unusable(N_("a {kind} has no photos"), kind=source.kind)
    return found


def add(source: Source, masters: Mapping[str, bytes], described: Sequence[Mapping[str, str]]) -> Added | list[Problem]:
    """Write masters beside an item and list them; the problems of its file where it can't be read.

    `described` says for each master, in the same order, what its fields are. A text that lies alone, `the-mug.md`, gets a
    folder. Photos are written first: what no item lists yet is a problem that `check` names, a photo that is missing
    would be a worse one. Unusable where the item has its only picture already.
    """
    path = source.path
    document, problems = parse(path.read_bytes(), source.file)
    if document is None:
        return list(problems)
    field = field_of(source)
    if field in SINGLE and (field in document.values or len(masters) > 1):
        raise Unusable(N_("{file} holds one picture; take the one that it has out first"), file=source.file)
    items: list[Plain] = [{"file": name, **fields} for name, fields in zip(masters, described, strict=True)]
    after = _with(path.read_bytes(), document, field, items)
    target = path if source.bundle else path.with_suffix("") / f"index{path.suffix}"
    file = source.file if source.bundle else f"{source.file.removesuffix(path.suffix)}/index{path.suffix}"
    target.parent.mkdir(exist_ok=True)
    mode = path.stat().st_mode & 0o777
    for name, data in masters.items():
        replace(target.with_name(name), data, mode)
    replace(target, after, mode)
    if target != path:
        path.unlink()
    return Added(file=file, photos=tuple(f"{file.rpartition('/')[0]}/{name}" for name in masters))


def _with(before: bytes, document: Document, field: str, items: list[Plain]) -> bytes:
    """The item's file with further photos. What is written in an odd way is left to a person: nothing may change but the list."""
    mark, text = BOM_UTF8 if before.startswith(BOM_UTF8) else b"", before.decode("utf-8-sig")
    new: Plain = items if field == "photos" else items[0]
    listed = document.values.get(field)
    wanted = {**document.values, field: [*listed, *items] if isinstance(listed, list) else new}
    try:
        after = mark + apply(text, [append(text, document, (field,), new)]).encode()
    except ValueError:
        after = b""
    read = parse(after, document.file)[0]
    if read is None or read.values != wanted or read.body != document.body:
        raise Unusable(N_("the list of photos in {file} is written in a way that can't be added to; add them by hand"), file=document.file)
    return after


def unsaid(described: Sequence[Mapping[str, str]], field: str) -> list[str]:
    """The fields that a photo can't be published without and that aren't said yet."""
    needed = ("alt", "rights", "depicted") if field == "photos" else ("alt",)
    return [name for name in needed if any(not fields.get(name) for fields in described)]


def taken(source: Source, root: Path) -> list[str]:
    """The names of files that lie beside the item, or would."""
    folder = source.path.parent if source.bundle else source.path.with_suffix("")
    return [path.name for path in folder.iterdir()] if folder.is_dir() and folder.is_relative_to(root) else list(source.beside)
