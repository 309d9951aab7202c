"""Document -> Entry: the schema types every value; its errors become problems with a place and, where one can be guessed, a mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from storywall.codes import CATALOGUE, problem
from storywall.kinds.fields import GROUP, LIST, TEXT, Fields, wrong_type
from storywall.kinds.guess import guess_file, guess_slug, guess_word
from storywall.model import Document
from storywall.problems import Path, Position, Problem

_BUILT_IN = {"missing": "missing-field", "extra_forbidden": "unknown-field"}
_SHAPES = {"model_type": GROUP, "model_attributes_type": GROUP, "dict_type": GROUP, "tuple_type": LIST}


def validate(document: Document | Mapping[str, Any], schema: type[Fields]) -> tuple[Any, list[Problem]]:
    """Fill the schema from a document's values; None and all problems at once where it can't be filled.

    Bare values (kept from an earlier build) have no places: where they can't be filled there are no problems to show, only None.
    """
    values = document.values if isinstance(document, Document) else document
    try:
        return schema.model_validate(values), []
    except ValidationError as error:
        if not isinstance(document, Document):
            return None, []
        found = [_problem(document, schema, details) for details in error.errors(include_url=False, include_input=True)]
        meant = {(*problem.field[:-1], problem.values["guess"]) for problem in found if problem.code == "unknown-field"}
        # a field that is only mistyped is one problem, not two
        return None, [each for each in found if each.code != "missing-field" or each.field not in meant]


def _problem(document: Document, schema: type[Fields], details: Mapping[str, Any]) -> Problem:
    field: Path = tuple(part for part in details["loc"] if part != "[key]")
    context = dict(details.get("ctx") or {})
    if "at" in context:  # a check of the whole group names the field it is about
        field = (*field, context.pop("at"))
    code, values = _read(details, context, field)
    if code == "unknown-field":
        known = _names(schema, field[:-1])
        values["guess"] = guess_word(str(field[-1]), [name for name in known if name not in _around(document.values, field)])
    if code in ("bad-slug", "bad-file-name"):
        values["guess"] = guess_slug(values["value"]) if code == "bad-slug" else guess_file(values["value"])
    if code == "missing-field":
        missing = (*field, values["field"]) if details["type"] == "missing-field" else field
        position = _opening(document, missing[:-1])
        values.update(field=".".join(str(part) for part in missing), question=_question(_field(schema, missing)))
        field = missing
    else:
        position = document.place(field, key=CATALOGUE[code].at_key or details["loc"][-1:] == ("[key]",))
    return problem(code, document.file, position, field, **values)


def _read(details: Mapping[str, Any], context: dict[str, Any], field: Path) -> tuple[str, dict[str, Any]]:
    """Return the code and its values for one of pydantic's errors."""
    kind = details["type"]
    if kind in CATALOGUE:
        return kind, context
    if kind in _BUILT_IN:
        return _BUILT_IN[kind], {"field": ".".join(str(part) for part in field)}
    return "wrong-type", dict(wrong_type(_SHAPES.get(kind, TEXT), details.get("input")).context or {})


def _opening(document: Document, parent: Path) -> Position:
    """A missing field is shown where its group begins: at the front matter's opening, or at the group it belongs to."""
    return document.place(parent) if parent else Position()


def _around(values: Any, field: Path) -> Iterable[str]:
    for part in field[:-1]:
        known = dict(enumerate(values)) if isinstance(values, list) else values
        values = known.get(part) if isinstance(known, dict) else None
    return values if isinstance(values, dict) else ()


def _model(annotation: Any) -> type[BaseModel] | None:
    """Find the group of fields inside an annotation such as `tuple[Photo, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (model := _model(inner)) is not None:
            return model
    return None


def _names(schema: type[BaseModel], parent: Path) -> list[str]:
    model: type[BaseModel] | None = schema
    for part in parent:
        if model is None:
            return []
        if isinstance(part, str) and part in model.model_fields:
            model = _model(model.model_fields[part].annotation)
    return list(model.model_fields) if model is not None else []


def _field(schema: type[BaseModel], field: Path) -> FieldInfo | None:
    model: type[BaseModel] | None = schema
    found: FieldInfo | None = None
    for part in field:
        if isinstance(part, str) and model is not None and part in model.model_fields:
            found = model.model_fields[part]
            model = _model(found.annotation)
    return found


def _question(field: FieldInfo | None) -> str:
    extra = field.json_schema_extra if field is not None else None
    return str(extra.get("x-question", "")) if isinstance(extra, dict) else ""
