"""Fields that a member's request may not change: those that editors set, and what was stated for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from storywall.kinds.parts import INCENTIVES
from storywall.policy.request import Text, said
from storywall.problems import Path, Problem

CHANNELS = frozenset({"pull-request", "issue-form"})
"""Ways by which what comes in a request can have come: the sender's own, or a form that the host turned into one."""


def editors_fields(schema: type[BaseModel], before: object, after: object, path: Path = ()) -> Iterator[Path]:
    """The paths of editors' fields that differ between two groups of plain values."""
    old, new = (value if isinstance(value, Mapping) else {} for value in (before, after))
    for name in sorted({*map(str, old), *map(str, new)}):
        field = schema.model_fields.get(name)
        if field is None:  # an unknown one, which `check` refuses
            continue
        was, is_now = old.get(name), new.get(name)
        if _by_editor(field.json_schema_extra):
            if _differ(was, is_now):
                yield (*path, name)
        elif (inner := _model(field.annotation)) is not None:
            yield from _inside(inner, was, is_now, (*path, name))


def _inside(schema: type[BaseModel], was: object, now: object, path: Path) -> Iterator[Path]:
    if not isinstance(was, list) and not isinstance(now, list):
        yield from editors_fields(schema, was, now, path)
        return
    old, new = (value if isinstance(value, list) else [] for value in (was, now))
    for index in range(max(len(old), len(new))):
        one, other = (values[index] if index < len(values) else None for values in (old, new))
        yield from editors_fields(schema, one, other, (*path, index))


def _differ(was: object, now: object) -> bool:
    return (was.strip() if isinstance(was, str) else was) != (now.strip() if isinstance(now, str) else now)


def _by_editor(extra: object) -> bool:
    return isinstance(extra, dict) and extra.get("x-set-by") == "editor"


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for inner in get_args(annotation) if (model := _model(inner)) is not None), None)


@cache
def required_days(schema: type[BaseModel]) -> frozenset[str]:
    """Editors' fields without which no item is whole: a new one has to bring them."""
    return frozenset(name for name, field in schema.model_fields.items() if field.is_required() and _by_editor(field.json_schema_extra))


def check_record(old: Text | None, new: Text) -> Iterator[Problem]:
    """What a person stated: consent as it was really given, and no less said about gifts and relations than before."""
    yield from _consent(old, new)
    if old is not None:
        for name, plain in (("incentive", INCENTIVES[0]), ("relationship", "customer")):
            before, after = _stated(old, name, plain), _stated(new, name, plain)
            if before not in (plain, after):
                yield new.problem("disclosure-weakened", (name,), field=name, before=before)


def _stated(text: Text, name: str, plain: str) -> str:
    value = text.values.get(name)
    return (said(value.get("kind")) if isinstance(value, dict) else said(value)) or plain


def _consent(old: Text | None, new: Text) -> Iterator[Problem]:
    record = new.values.get("consent")
    if not isinstance(record, dict):
        return
    before = old.values.get("consent") if old is not None else None
    known = before if isinstance(before, dict) else {}
    wider = _scopes(record) - _scopes(known)
    if not wider and {**record, "scopes": None} == {**known, "scopes": None}:
        return
    channel = said(record.get("channel"))
    if channel not in CHANNELS:
        yield new.problem("consent-not-as-sent", ("consent", "channel"), value=channel)
    if known and wider and said(record.get("date")) <= said(known.get("date")):
        yield new.problem("consent-not-renewed", ("consent", "scopes"), value=", ".join(sorted(wider)))


def _scopes(record: Mapping[str, object]) -> frozenset[str]:
    scopes = record.get("scopes")
    return frozenset(map(said, scopes)) if isinstance(scopes, list) else frozenset()
