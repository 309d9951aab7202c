"""Items for the corpora: every field of every kind that takes text, found in the schemas, and a valid item around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storywall.compose import compose
from storywall.kinds import BY_NAME, KINDS

EACH = "*"
KEY = "(key)"
BODY = ("(body)",)
PHOTO = "cup.jpg"
CONSENT = {"scopes": ["site", "newsletter"], "wording": "2026-11@bccb3d32", "language": "en", "date": "2026-11-01", "channel": "form"}
SENT = {"author": "mara", "date": "2026-11-02", "consent": CONSENT, "incentive": "none"}
BASE: dict[str, dict[str, Any]] = {
    "story": {"title": "The mug that moved", **SENT},
    "review": {"rating": "4", **SENT},
    "photo": {"title": "The sill", **SENT},
    "product": {"name": "A cup"},
    "member": {"name": "Ivo", "joined": "2026-01-12", "consent": CONSENT},
    "spotlight": {"member": "mara", "headline": "Tea", "date": "2026-11-05", "consent": CONSENT},
    "newsletter": {"title": "November", "date": "2026-11-06"},
}
"""What each kind needs whose values must fit the community around them; all else is made from the schema."""

_BASE = {kind: json.dumps(values) for kind, values in BASE.items()}
WORDS = ("a-word", "mara", "en", "2026-11@bccb3d32", PHOTO, "morning-mug", "/stories/once/")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A place for a text: the kind, the path of names (EACH in lists), and whether the schema asks for a form (a day, a slug, an address)."""

    kind: str
    path: tuple[str, ...]
    formed: bool

    @property
    def label(self) -> str:
        return f"{self.kind}:{'.'.join(self.path)}"


def fields() -> list[Field]:
    """All of them; a kind's body is a field as well."""
    found: list[Field] = []
    for kind in KINDS:
        schema = kind.schema.model_json_schema()
        found += [Field(kind=kind.name, path=path, formed=formed) for path, formed in _leaves(schema, schema, ())]
        found.append(Field(kind=kind.name, path=BODY, formed=False))
    return list(dict.fromkeys(found))


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    return root["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _leaves(schema: dict[str, Any], root: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    schema = _resolved(schema, root)
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from _leaves(inner, root, (*path, name))
    elif "anyOf" in schema:
        for inner in schema["anyOf"]:
            yield from _leaves(inner, root, path)
    elif schema.get("type") == "array":
        yield from _leaves(schema["items"], root, (*path, EACH))
    elif schema.get("type") == "object":
        yield (*path, KEY), "patternProperties" in schema
        yield from _leaves(_any_value(schema), root, (*path, EACH))
    elif "enum" in schema or schema.get("type") in ("string", "integer"):
        yield path, bool(schema.keys() & {"enum", "pattern", "format"}) or schema.get("type") == "integer"
    elif schema.get("type") != "null" and "const" not in schema:
        raise LookupError(f"{path}: {schema}")


def _any_value(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of the values of a mapping with free names."""
    named = schema.get("patternProperties")
    return next(iter(named.values())) if named else schema["additionalProperties"]


def item(field: Field, text: str) -> str:
    """A file's text: a valid item with `text` in the field."""
    body = text if field.path == BODY else "A text."
    values = json.loads(_BASE[field.kind])
    if field.path != BODY:
        root = BY_NAME[field.kind].schema.model_json_schema() if field.kind not in _schemas else _schemas[field.kind]
        _schemas[field.kind] = root
        _put(values, root, root, field.path, text)
        _fit(values, field)
    if field.kind == "photo" and "photos" not in values:
        values["photos"] = [_photo()]
    return compose(values, body)


_schemas: dict[str, dict[str, Any]] = {}


def has_photo(field: Field) -> bool:
    """Does the item need a photo beside it, and so a folder?"""
    return field.kind == "photo" or field.path[0] in ("photos", "avatar", "image", "cover") or field.path[:2] == ("video", "poster")


def _photo() -> dict[str, str]:
    return {"file": PHOTO, "alt": "A cup on a sill", "rights": "own"}


def _put(values: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: tuple[str, ...], text: str) -> None:
    """Set the value at a path, with examples for what else its groups hold."""
    name, *rest = path
    inner = schema["properties"][name]
    if not rest:
        values[name] = text
    elif name in values and isinstance(values[name], dict):
        _put(values[name], _resolved(inner, root), root, tuple(rest), text)
    else:
        values[name] = _around(inner, root, tuple(rest), text)


def _around(schema: dict[str, Any], root: dict[str, Any], path: tuple[str, ...], text: str) -> Any:
    schema = _resolved(schema, root)
    if not path:
        return text
    if "anyOf" in schema:
        fitting = next(inner for inner in schema["anyOf"] if _resolved(inner, root).get("type") in ("array", "object"))
        return _around(fitting, root, path, text)
    name, *rest = path
    if schema["type"] == "array":
        one = _around(schema["items"], root, tuple(rest), text)
        return [one, "Another"] if name == EACH and not rest and schema.get("maxItems") in (2, 12) else [one]
    if "properties" in schema:
        group = {each: _example(inner, root) for each, inner in schema["properties"].items() if each != name}
        return {
            **{each: value for each, value in group.items() if value is not None},
            name: _around(schema["properties"][name], root, tuple(rest), text),
        }
    if name == KEY:
        return {text: _example(_any_value(schema), root)}
    return {"size" if not rest else "weight": _around(_any_value(schema), root, tuple(rest), text)}


def _example(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    schema = _resolved(schema, root)
    if "anyOf" in schema:
        return next((inner["const"] for inner in schema["anyOf"] if "const" in inner), None) or _example(schema["anyOf"][0], root)
    if "enum" in schema:
        return str(schema["enum"][0]).lower()
    if "properties" in schema:
        return {name: _example(schema["properties"][name], root) for name in schema.get("required", ())}
    if schema.get("type") == "array":
        return None
    if schema.get("format") == "date":
        return "2026-11-03"
    if schema.get("format") == "uri":
        return "https://www.youtube-nocookie.com/embed/1"
    if "pattern" in schema:
        return next((word for word in WORDS if re.search(schema["pattern"], word)), None)
    return "1" if schema.get("type") == "integer" else "Plain words"


def _fit(values: dict[str, Any], field: Field) -> None:
    """What a schema can't say: fields that exclude each other, and names of what is beside the item."""
    path = field.path
    if path[0] == "author_name":
        values.pop("author", None)
    if path == ("consent", "basis"):
        values["consent"]["channel"] = "import"
        del values["consent"]["wording"], values["consent"]["language"]
    _fit_photos(values, path)
    if path[0] == "allow" and path[-1] != "code" and isinstance(values["allow"], list) and isinstance(values["allow"][0], dict):
        values["allow"][0]["code"] = "too-many-links"
    if field.kind == "product":
        _fit_attributes(values, path)


def _fit_photos(values: dict[str, Any], path: tuple[str, ...]) -> None:
    for photo in values.get("photos", ()):
        if isinstance(photo, dict):
            photo.update({name: value for name, value in _photo().items() if ("photos", EACH, name) != path})
    for name in ("avatar", "image"):
        if isinstance(values.get(name), dict) and path != (name, "file"):
            values[name]["file"] = PHOTO
    if path == ("cover",) or path == ("video", "poster"):
        values["photos"] = [_photo()]
    if isinstance(values.get("video"), dict) and path != ("video", "poster"):
        values["video"].pop("poster", None)


def _fit_attributes(values: dict[str, Any], path: tuple[str, ...]) -> None:
    for attribute in values.get("attributes", {}).values():
        if isinstance(attribute, dict):
            attribute.pop("scale" if "choices" in path else "choices", None)
            if "choices" not in path and "scale" not in path:
                attribute["scale"] = ["light", "heavy"]
