"""What a column can become: the fields of a kind, from its schema, and a few words that only importing knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from storywall.kinds import Kind
from storywall.problems import N_

Shape = Literal["line", "text", "body", "day", "rating", "flag", "number", "list", "slugs", "addresses", "word", "structure"]

BODY = "body"
NAMED = frozenset({"product", "member"})
"""Kinds that others refer to by their slug, so it is made of the name alone; all others get a piece of their content's hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A field that a column or a statement can fill: its dotted path, how its values are read, the question that forms ask."""

    name: str
    shape: Shape
    question: str = ""
    required: bool = False


@lru_cache(maxsize=32)
def targets(kind: Kind) -> Mapping[str, Target]:
    """All that a column of a kind's table can be mapped to, by name."""
    schema = kind.schema.model_json_schema()
    found = {each.name: each for each in _walk(schema, schema.get("$defs", {}), "", required=True)}
    found[BODY] = Target(name=BODY, shape="body", question=kind.body_question, required=kind.body == "required")
    extra = [Target(name=name, shape="word", question=question) for name, question in _EXTRA.items()]
    if "photos" in kind.schema.model_fields:
        found["photos"] = Target(name="photos", shape="addresses", question=N_("Addresses of photos"))
        extra += [Target(name=f"photos.{name}", shape="line", question=question) for name, question in _OF_PHOTOS.items()]
    if kind.within or "products" in kind.schema.model_fields:
        extra += [Target(name="product", shape="line", question=N_("The product's slug, number or name"), required=bool(kind.within))]
        extra += [Target(name=f"product.{each.name}", shape=each.shape) for each in _of_product()]
    return found | {each.name: each for each in extra}


_EXTRA = {
    "id": N_("The number that the source gives to it"),
    "slug": N_("The item's own name here"),
    "status": N_("Is it published there?"),
    "reply.public": N_("Is the answer public?"),
}
_OF_PHOTOS = {
    "rights": N_("Whose are the photos: own, licensed?"),
    "proof": N_("Who gave the right to use them?"),
    "licence": N_("Under which licence?"),
    "credit": N_("Who took them?"),
    "depicted": N_("Can anybody be recognised in them? `none`, if not"),
}


def _of_product() -> list[Target]:
    from storywall.kinds import BY_NAME

    schema = BY_NAME["product"].schema.model_json_schema()
    return [each for each in _walk(schema, schema.get("$defs", {}), "", required=True) if "." not in each.name and each.shape != "structure"]


def _walk(node: Mapping[str, Any], groups: Mapping[str, Any], path: str, *, required: bool) -> Iterator[Target]:
    needed = node.get("required", [])
    for name, field in node["properties"].items():
        inner = f"{path}.{name}" if path else name
        shape = _plain(field, groups)
        question = str(field.get("x-question", ""))
        here = required and name in needed
        if name == "incentive":
            yield Target(name=inner, shape="word", question=question, required=here)
            yield Target(name=f"{inner}.note", shape="line")
        elif "properties" in shape:
            yield from _walk(shape, groups, inner, required=here)
            if name == "verified":
                yield Target(name=inner, shape="flag", question=question)
        elif shape.get("type") == "object":
            yield Target(name=f"{inner}.*", shape="line" if _is_text(shape) else "structure", question=question)
        elif shape.get("type") == "array" and "properties" in _plain(shape.get("items", {}), groups):
            yield Target(name=inner, shape="structure", question=question, required=here)
        else:
            yield Target(name=inner, shape=_shape(shape), question=question, required=here)


def _plain(field: Mapping[str, Any], groups: Mapping[str, Any]) -> Mapping[str, Any]:
    """A field's own schema: references followed, `or nothing` left out."""
    for each in field.get("anyOf", ()):
        if each.get("type") != "null" and "const" not in each:
            return _plain(each, groups)
    if "$ref" in field:
        return _plain(groups[field["$ref"].rpartition("/")[2]], groups)
    return field


def _is_text(shape: Mapping[str, Any]) -> bool:
    inner = shape.get("additionalProperties") or next(iter(shape.get("patternProperties", {}).values()), None)
    return isinstance(inner, dict) and inner.get("type") == "string"


def _shape(shape: Mapping[str, Any]) -> Shape:
    match shape:
        case {"format": "date"}:
            return "day"
        case {"type": "integer", "maximum": 5}:
            return "rating"
        case {"type": "integer"}:
            return "number"
        case {"type": "array", "items": {"pattern": _} | {"enum": _}}:
            return "slugs"
        case {"type": "array"}:
            return "list"
        case {"enum": [True, *_]}:
            return "flag"
        case {"type": "string", "maxLength": int(most)} if most >= 10_000:
            return "text"
    return "word" if "enum" in shape or "pattern" in shape else "line"
