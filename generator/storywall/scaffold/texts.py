"""The starter's texts: templates whose gaps are filled so that no value can break what it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from storywall import allowed
from storywall.compose import scalar

STARTER = Path(__file__).parent / "starter"
COMMON = "any"
"""The folder of files that are the same in every language and have no gaps; the others are named after their language."""

_DOT = "dot-"
"""Stands for a dot at the beginning of a name, which would have an effect here already."""
_SPECIAL = re.compile(r"[\\`*_\[\]#]")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def files(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the starter's files below one of its folders: where each belongs in a community, and its text."""
    root = STARTER / folder
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        parts = (re.sub(f"^{_DOT}", ".", part) for part in path.relative_to(root).parts)
        yield "/".join(parts), path.read_text(encoding="utf-8")


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill a template's gaps (`$brand`); KeyError for one that no value is for."""
    return Template(template).substitute(values)


def quoted(value: str) -> str:
    """A value for YAML that MkDocs reads, which takes `4711` for a number and `on` for a truth value."""
    return scalar(value, style='"')


def markdown(value: str) -> str:
    """A value for Markdown, showing as it is written."""
    return _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", value)).replace("<", "&lt;")


def contact(value: str) -> str:
    """A mail or web address for Markdown, as a link; anything else as it is written."""
    address = f"mailto:{value}" if "@" in value and "/" not in value else value
    return markdown(value) if allowed.url_fault(address) else f"[{markdown(value)}](<{address}>)"
