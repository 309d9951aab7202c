"""Answers given on the command line: `field=value`, with dots into groups (`consent.scopes=site`, `photos.0.alt=…`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from storywall.kinds.fields import Fields
from storywall.model import Plain
from storywall.problems import N_, Problem
from storywall.scaffold.album import Album
from storywall.scaffold.questions import Question, Shape, Values, changed, questions


class MisgivenError(Exception):
    """An answer that can't be understood, whatever the kind: `template` is a marked text for `written`."""

    def __init__(self, template: str, written: str) -> None:
        super().__init__(template.format(written=written))


_NO_VALUE = N_("write field=value, not `{written}`")
_TWICE = N_("`{written}` is given twice")
_NO_PLACE = N_("`{written}` skips a number: the first is 0, the next 1")
_WHOLE = N_("`{written}` is a group: give its fields, such as {written}.file")


def values_of(schema: type[Fields], given: Iterable[str]) -> Values:
    """Return the values that answers come to, untyped. A list grows by each answer; MisgivenError for what makes no sense."""
    values: Values = {}
    for written in given:
        path, sign, value = written.partition("=")
        names = path.strip().split(".")
        if not sign or not all(names):
            raise MisgivenError(_NO_VALUE, written)
        _put(values, _find(schema, names[0]), names, value.strip(), path.strip())
    return values


def _find(group: type[Fields] | None, name: str) -> Question | None:
    return next((question for question in questions(group) if question.name == name), None) if group is not None else None


def _put(values: Values, question: Question | None, path: list[str], value: str, whole: str) -> None:
    """Set the value at a path; `question` is that of its first name, None where the schema has none."""
    name, rest = path[0], path[1:]
    shape = question.shape if question else None
    if not rest and shape is Shape.LIST:
        _inside(values, name, list, whole).append(value)
    elif not rest:
        if name in values:
            raise MisgivenError(_TWICE, whole)
        values[name] = value
    elif question and shape is Shape.GROUPS:
        _put_in_list(_inside(values, name, list, whole), question, rest, value, whole)
    elif question and shape is Shape.TABLE:
        _put(_inside(values, name, dict, whole), question.each, rest, value, whole)
    else:
        _put(_inside(values, name, dict, whole), _find(question.group if question else None, rest[0]), rest, value, whole)


def _put_in_list(items: list[Plain], question: Question, path: list[str], value: str, whole: str) -> None:
    number, rest = path[0], path[1:]
    if not (number.isascii() and number.isdigit()) or int(number) > len(items):
        raise MisgivenError(_NO_PLACE, whole)
    if not rest:
        raise MisgivenError(_WHOLE, whole)
    if int(number) == len(items):
        items.append({})
    item = items[int(number)]
    if isinstance(item, dict):
        _put(item, _find(question.group, rest[0]), rest, value, whole)


def _inside(values: Values, name: str, kind: type[Any], whole: str) -> Any:
    inner = values.setdefault(name, kind())
    if not isinstance(inner, kind):
        raise MisgivenError(_TWICE, whole)
    return inner


def bring(schema: type[Fields], values: Values, album: Album) -> tuple[Values, list[Problem]]:
    """Take in the photos that values name by their paths; return the values with the photos' names, and what is wrong with photos."""
    problems: list[Problem] = []
    names: dict[str, str] = {}

    def take(question: Question, value: str) -> str:
        if not question.brings:
            return value
        name, problem = album.bring(value)
        if problem is not None:
            problems.append(problem)
            return value
        names[value] = names[Path(value).name] = name
        return name

    def rename(question: Question, value: str) -> str:
        return names.get(value, value) if question.of_photos else value

    return changed(schema, changed(schema, values, take), rename), problems
