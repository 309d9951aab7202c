"""A path of a request -> the item that it belongs to, or why it can belong to none."""

from __future__ import annotations

from dataclasses import dataclass

from storywall.kinds import BY_FOLDER, Kind
from storywall.kinds.fields import file_fault, slug_fault
from storywall.load import LEDGER, ROOT, SUFFIXES
from storywall.problems import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file lies: its item (`slug` with its product before a slash for a review), and whether it is the item's text."""

    kind: Kind
    slug: str
    text: bool


def is_inside(file: str) -> bool:
    """Does a path lie below submissions/, written just so?"""
    return file.startswith(f"{ROOT}/")


def editors_folder(file: str) -> str:
    """The folder, where only editors write there; empty where members do."""
    folder = file.split("/")[1] if is_inside(file) else ""
    kind = BY_FOLDER.get(folder)
    return folder if folder == LEDGER or (kind is not None and not kind.sent) else ""


def place(file: str) -> Place | str:
    """The item that a file below submissions/ belongs to; else the reason, marked for translation, why there is none."""
    parts = file.split("/")[1:]
    kind = BY_FOLDER.get(parts[0])
    if kind is None:
        return N_("only the kinds' folders lie here: members, products, stories and so on")
    inner = parts[1:]
    above, inner = (inner[:1], inner[1:]) if kind.within else ([], inner)
    if any(slug_fault(name) for name in above) or not 1 <= len(inner) <= 2:
        return N_("it lies in a folder where no item is")
    if len(inner) == 1:
        name, suffix = _split(inner[0])
        if suffix not in SUFFIXES or slug_fault(name):
            return N_("its name isn't an item's")
        return Place(kind=kind, slug="/".join([*above, name]), text=True)
    folder, name = inner
    text = name in ("index.md", "index.yml")
    if slug_fault(folder) or (not text and file_fault(name)):
        return N_("its name isn't an item's")
    return Place(kind=kind, slug="/".join([*above, folder]), text=text)


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, f".{suffix}") if dot else (name, "")
