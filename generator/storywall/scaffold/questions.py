"""The questions of a kind, from its schema: what is asked, what shape the answer has, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from inspect import get_annotations
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from storywall.compose import compose
from storywall.kinds.fields import Fields, PhotoFile, Rule
from storywall.model import Plain
from storywall.parse import parse
from storywall.problems import Problem
from storywall.validate import validate

Values = dict[str, Plain]

_PHOTO_RULE = get_args(PhotoFile)[1]


class Shape(Enum):
    """What an answer is made of."""

    TEXT = auto()
    LINES = auto()
    """A text of several lines."""
    FLAG = auto()
    LIST = auto()
    """Texts, as many as one likes."""
    GROUP = auto()
    GROUPS = auto()
    TABLE = auto()
    """Names of one's own, each with an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A field as it is asked for. `text` and `help` are marked for translation."""

    name: str
    text: str
    help: str = ""
    by_editor: bool = False
    required: bool = False
    shape: Shape = Shape.TEXT
    choices: tuple[str, ...] = ()
    default: str = ""
    """What holds where nothing is answered, if it is worth showing."""
    group: type[Fields] | None = None
    """The fields of a group, of each group in a list, of each answer in a table."""
    each: Question | None = None
    """What is asked for each name in a table."""
    instead: str = ""
    """A word that may stand in place of a group, such as `none`."""
    day: bool = False
    of_photos: bool = False
    """Does the answer name a photo of the item?"""
    brings: bool = False
    """Does it bring that photo along?"""


def questions(schema: type[Fields]) -> tuple[Question, ...]:
    """The questions of a schema in the order in which they are asked and written: what is the kind's own first, groups last."""
    found = [_question(name, field) for name, field in schema.model_fields.items()]
    own = get_annotations(schema)
    grouped = (Shape.GROUP, Shape.GROUPS, Shape.TABLE)
    return tuple(sorted(found, key=lambda each: (each.shape in grouped, each.name not in own)))


def _question(name: str, field: FieldInfo) -> Question:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    annotation, rules = _bare(field.annotation, field.metadata)
    long = bool(extra.get("x-long"))
    return Question(
        name=name,
        text=str(extra.get("x-question", name)),
        help=field.description or "",
        by_editor=extra.get("x-set-by") == "editor",
        required=field.is_required(),
        default=_default(field),
        day=annotation is date,
        of_photos=_PHOTO_RULE in rules,
        brings=name == "file" and _PHOTO_RULE in rules,
        **_shape(annotation, rules, long),
    )


def _bare(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """An annotation without `None` and `Annotated`, and the rules that came with it."""
    rules = list(metadata)
    while True:
        if get_origin(annotation) in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not NoneType)
        elif get_origin(annotation) is Annotated:
            rules += annotation.__metadata__
            annotation = annotation.__origin__
        else:
            return annotation, [rule for rule in rules if isinstance(rule, Rule)]


def _shape(annotation: Any, rules: list[Rule], long: bool) -> dict[str, Any]:
    if _is_group(annotation):
        return {"shape": Shape.GROUP, "group": annotation, "instead": _instead(rules)}
    if get_origin(annotation) is tuple:
        inner, inner_rules = _bare(get_args(annotation)[0], [])
        if _is_group(inner):
            return {"shape": Shape.GROUPS, "group": inner, "instead": _instead(rules)}
        return {"shape": Shape.LIST, "choices": _choices(inner_rules)}
    if get_origin(annotation) is dict:
        inner, inner_rules = _bare(get_args(annotation)[1], [])
        return {"shape": Shape.TABLE, "each": Question(name="", text="", required=True, **_shape(inner, inner_rules, False))}
    if annotation is bool:
        return {"shape": Shape.FLAG}
    return {"shape": Shape.LINES if long else Shape.TEXT, "choices": _choices(rules)}


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Fields)


def _choices(rules: list[Rule]) -> tuple[str, ...]:
    return tuple(choice for rule in rules for choice in rule.schema.get("enum", ()) if isinstance(choice, str))


def _instead(rules: list[Rule]) -> str:
    ways = [way for rule in rules for way in rule.schema.get("anyOf", ())]
    return next((str(way["const"]) for way in ways if "const" in way), "")


def _default(field: FieldInfo) -> str:
    # `unknown` stands for no answer, and nobody should be led to it.
    return field.default if isinstance(field.default, str) and field.default != "unknown" else ""


# Answers -------------------------------------------------------------------------------------------------------------


def faults(schema: type[Fields], name: str, answer: Plain) -> list[Problem]:
    """What is wrong with the answer to one question by itself, found on the way that an item's file goes."""
    document, found = parse(compose({name: answer}, None).encode("utf-8", "surrogatepass"), "answer.yml")
    if document is None:
        return found
    return [*found, *(problem for problem in validate(document, schema)[1] if problem.field[:1] == (name,))]


def changed(group: type[Fields], values: Mapping[str, Plain], change: Callable[[Question, str], str]) -> Values:
    """Values with each text that answers a question changed, in the groups within too."""
    found = dict(values)
    for question in questions(group):
        value, inner = found.get(question.name), question.group
        if inner is None:
            if isinstance(value, str):
                found[question.name] = change(question, value)
        elif isinstance(value, dict) and question.shape is Shape.GROUP:
            found[question.name] = changed(inner, value, change)
        elif isinstance(value, list):
            found[question.name] = [changed(inner, item, change) if isinstance(item, dict) else item for item in value]
    return found


def photos_of(group: type[Fields], values: Mapping[str, Plain]) -> set[str]:
    """The names of the photos that values bring along."""
    names: set[str] = set()

    def note(question: Question, value: str) -> str:
        if question.brings:
            names.add(value)
        return value

    changed(group, values, note)
    return names


def ordered(schema: type[Fields], values: Mapping[str, Plain]) -> Values:
    """Values in the order of their questions, groups within in the schema's own; unknown ones at the end."""
    by_name = {question.name: question for question in questions(schema)}
    names = [name for name in by_name if name in values] + [name for name in values if name not in by_name]
    return {name: _ordered(by_name.get(name), values[name]) for name in names}


def _ordered(question: Question | None, value: Plain) -> Plain:
    if question is None or question.group is None:
        return value
    if isinstance(value, dict):
        return _declared(question.group, value)
    return [_declared(question.group, each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value


def _declared(group: type[Fields], values: Values) -> Values:
    names = [*(name for name in group.model_fields if name in values), *(name for name in values if name not in group.model_fields)]
    by_name = dict(_named(group))
    return {name: _ordered(by_name.get(name), values[name]) for name in names}


def _named(group: type[Fields]) -> Iterator[tuple[str, Question]]:
    return ((name, _question(name, field)) for name, field in group.model_fields.items())
