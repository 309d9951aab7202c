"""What members write into an item's fields, and in which country they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from storywall.kinds.fields import Fields, Rule
from storywall.problems import Path

_ONE_BY_ONE = "*"
"""Stands in a path for each item of a list, and for each value of a mapping with free names."""

_REGIONS = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "et": "EE", "fi": "FI", "fr": "FR", "he": "IL", "hu": "HU", "it": "IT",
    "ja": "JP", "ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "ro": "RO", "ru": "RU",
    "sk": "SK", "sl": "SI", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN",
}  # fmt: skip
"""Languages that leave little doubt about the country; English, Spanish, Portuguese, Arabic and Chinese leave too much."""


def region_of(values: Mapping[str, Any]) -> str:
    """The country that an item's language makes likely, by its untyped values; empty where none."""
    consent = values.get("consent")
    tags = [values.get("language"), consent.get("language") if isinstance(consent, dict) else None]
    for tag in tags:
        if isinstance(tag, str):
            language, *rest = tag.split("-")
            country = rest[-1] if rest and len(rest[-1]) == 2 else ""
            return country.upper() or _REGIONS.get(language, "")
    return ""


Tree = dict[str, Any]


def texts(schema: type[Fields], values: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the free texts that members write into a kind's fields, each with its path; `values` may be untyped or wrong."""
    found: list[tuple[Path, str]] = []
    _collect(_tree(schema), values, (), found)
    yield from found


def _collect(tree: Tree, value: Any, path: Path, found: list[tuple[Path, str]]) -> None:
    """`tree` holds the texts' names; an empty one stands for a text itself."""
    if not tree:
        if isinstance(value, str):
            found.append((path, value))
    elif isinstance(value, list):
        if (inner := tree.get(_ONE_BY_ONE)) is not None:
            for index, item in enumerate(value):
                _collect(inner, item, (*path, index), found)
    elif isinstance(value, Mapping):
        every = tree.get(_ONE_BY_ONE)
        for name, item in value.items():
            if (inner := tree.get(name, every)) is not None:
                _collect(inner, item, (*path, name), found)


@cache
def _tree(schema: type[BaseModel]) -> Tree:
    """The names of the fields that hold texts by members, as deep as they go."""
    tree: Tree = {}
    for name, field in schema.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or extra.get("x-set-by") != "editor":
            below = _below(field.annotation, field.metadata)
            if below is not None:
                tree[name] = below
    return tree


def _below(annotation: Any, metadata: list[Any]) -> Tree | None:
    """What a field of this type holds: an empty tree for a text, a tree of names, None for anything that isn't text."""
    for rule in metadata:
        if isinstance(rule, Rule) and _is_text(rule):
            return {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _tree(annotation) or None
    inner = [_below(each, list(getattr(each, "__metadata__", ()))) for each in get_args(annotation)]
    found = [tree for tree in inner if tree is not None]
    if not found:
        return None
    origin = getattr(annotation, "__origin__", None)
    return {_ONE_BY_ONE: found[-1]} if origin in (tuple, list, dict) else found[-1]


def _is_text(rule: Rule) -> bool:
    """A text without a form of its own; days, slugs, choices and addresses have one."""
    return rule.schema.get("type") == "string" and not rule.schema.keys() & {"pattern", "enum", "format"}
