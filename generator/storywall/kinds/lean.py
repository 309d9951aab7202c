"""Groups of fields in as little memory as they can have, for those that are kept by the ten thousand."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

_NAMES_SET: set[str] = set()
"""Stands in for the names of the fields that were given: nobody asks for them, and they would take as much memory as the fields."""
_patterns: dict[type[BaseModel], dict[str, Any]] = {}


def filled(kind: type[BaseModel], *values: Any) -> Any:
    """Make a group of fields from the values of all of them, in their order.

    All groups of a kind have the names of their fields in one place: a dict that each has for itself would take twice the memory of the rest.
    """
    new = kind.__new__(kind)
    pattern = _patterns.get(kind)
    if pattern is None:
        for name in kind.model_fields:  # one after the other, so that the interpreter makes a dict that shares its keys
            object.__setattr__(new, name, None)
        pattern = _patterns[kind] = new.__dict__
    fields = pattern.copy()
    fields.update(zip(kind.model_fields, values, strict=True))
    object.__setattr__(new, "__dict__", fields)
    object.__setattr__(new, "__pydantic_fields_set__", _NAMES_SET)
    object.__setattr__(new, "__pydantic_extra__", None)
    object.__setattr__(new, "__pydantic_private__", None)
    return new


def lean(fields: BaseModel) -> Any:
    """The same group of fields, with the names of its kind's fields in common with all others."""
    kind = type(fields)
    return filled(kind, *[fields.__dict__[name] for name in kind.model_fields])
