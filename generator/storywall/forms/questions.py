"""Fields of a kind's schema -> questions: what members may set, in the schema's own words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from storywall.forms import choices
from storywall.forms.form import Field, Option, Place, Shape
from storywall.kinds import BY_NAME, Kind
from storywall.problems import N_
from storywall.words import Words, catalogue

_ELSEWHERE = frozenset({"author", "author_name", "name", "consent", "incentive", "photos", "avatar", "cover", "attributes", "links"})
"""Answered in a way of its own, by the account (`author`), by another answer (`cover`), or hanging on another one (`attributes`)."""

_ALWAYS = frozenset({"relationship"})
"""Asked for even where the schema takes something for granted: whoever is close to the brand has to say so (T10)."""

_A_LINE = 500
"""What may be longer gets several lines."""

Schema = dict[str, Any]


def plain(kind: Kind, place: Place, language: str) -> Iterator[Field]:
    """The questions whose answers go into front matter as they are."""
    made = _schema(kind.name)
    required = made.get("required", ())
    for name, field in made["properties"].items():
        if field.get("x-set-by") != "editor" and name not in _ELSEWHERE:
            yield from _asked((name,), field, made.get("$defs", {}), place, language, required=name in required or name in _ALWAYS)


def question(kind: Kind, name: str) -> str:
    """The schema's question for a field, marked."""
    return str(_schema(kind.name)["properties"][name]["x-question"])


@cache
def _schema(kind: str) -> Schema:
    return BY_NAME[kind].schema.model_json_schema()


def _asked(path: tuple[str, ...], field: Schema, groups: dict[str, Schema], place: Place, language: str, *, required: bool) -> Iterator[Field]:
    words = catalogue(language)
    bare = next((way for way in field.get("anyOf", ()) if way.get("type") != "null"), field)
    if "$ref" in bare:
        for name, inner in groups[bare["$ref"].rpartition("/")[2]]["properties"].items():
            if name != "poster":  # one of the photos, of which a form doesn't know the names
                yield from _asked((*path, name), inner, groups, place, language, required=False)
        return
    asked = field["x-question"]
    options = _options(path[-1], bare, place, words, language)
    if options == ():  # nothing to choose from
        return
    yield Field(
        id="-".join(path),
        path=path,
        question=words.gettext(asked),
        help=_help(bare, field, words),
        shape=_shape(bare, field, options is not None),
        required=required,
        options=options or (),
    )


def _options(name: str, bare: Schema, place: Place, words: Words, language: str) -> tuple[Option, ...] | None:
    """What can be chosen; None where the answer is free."""
    if name in ("product", "products"):
        return choices.products(place)
    if name == "tags":
        return choices.tags(place, language)
    if name == "language":
        return choices.languages()
    if name in choices.WORDS:
        return choices.worded(name, words)
    if bare.get("type") == "integer" and bare.get("maximum") == 5:
        return choices.stars(words)
    if True in bare.get("enum", ()):
        return choices.worded("flag", words)
    if "enum" in bare:
        return tuple(Option(value=str(value), text=str(value)) for value in bare["enum"])
    return None


def _shape(bare: Schema, field: Schema, chosen: bool) -> Shape:
    if bare.get("type") == "array":
        return "choices" if chosen else "list"
    if chosen:
        return "choice"
    return "lines" if field.get("x-long") or bare.get("maxLength", 0) > _A_LINE else "line"


def _help(bare: Schema, field: Schema, words: Words) -> str:
    if "enum" in bare or bare.get("maximum") == 5:
        return ""
    if bare.get("type") == "array" and "enum" not in bare.get("items", {}) and "pattern" not in bare.get("items", {}):
        return words.gettext(N_("One a line."))
    return words.gettext(field.get("description", ""))
