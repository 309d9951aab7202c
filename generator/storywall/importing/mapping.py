"""What an editor says of a source: which column is which field, what holds for all rows, what its words mean. It can be kept in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from storywall.compose import compose
from storywall.importing.refused import ImportRefusedError
from storywall.kinds.fields import Fields, Number, Short, Slug, ask, many
from storywall.model import Plain
from storywall.parse import parse
from storywall.problems import N_
from storywall.report import say
from storywall.report.filled import fill
from storywall.validate import validate

NOTHING = "-"
"""Stands for no field, where a column is mapped, and for no value, where a value is."""
NO_PRESET = "none"


class Recipe(Fields):
    """A mapping file. Its words are those of the command line's options."""

    kind: Short | None = ask(N_("Which kind of content is it?"), default=None)
    preset: Slug | None = ask(N_("Which app exported it?"), default=None)
    encoding: Short | None = ask(N_("How is it encoded?"), default=None)
    delimiter: Short | None = ask(N_("What parts its columns?"), default=None)
    map: dict[str, str] = ask(N_("Column -> field"), default={})
    state: dict[str, str] = ask(N_("Field -> what holds for all rows"), default={})
    values: dict[str, dict[str, str]] = ask(N_("Field -> value there -> value here"), default={})
    scale: Number | None = ask(N_("The best rating there"), default=None)
    create: Annotated[tuple[Slug, ...], many(5)] = ask(N_("What to create where it is missing"), default=())


def read_options(maps: Iterable[str], stated: Iterable[str], values: Iterable[str]) -> Recipe:
    """Read `column=field`, `field=value` and `field:there=here` from the command line."""
    meanings: dict[str, dict[str, str]] = {}
    for written in values:
        field, colon, rest = written.partition(":")
        there, equals, here = rest.rpartition("=")
        if not colon or not equals:
            raise ImportRefusedError(N_("`--values {value}` isn't of the form field:there=here"), value=written)
        meanings.setdefault(field.strip(), {})[there.strip().casefold()] = here.strip()
    return Recipe(
        map=dict(_pair(written, "--map", last=True) for written in maps),
        state=dict(_pair(written, "--set", last=False) for written in stated),
        values=meanings,
    )


def _pair(written: str, option: str, *, last: bool) -> tuple[str, str]:
    # The name of a column may hold an equals sign, and so may a stated text; a field's name never does.
    left, equals, right = written.rpartition("=") if last else written.partition("=")
    if not equals or not left.strip():
        raise ImportRefusedError(N_("`{option} {value}` isn't of the form name=value"), option=option, value=written)
    return left.strip(), right.strip()


def merge(below: Recipe, above: Recipe) -> Recipe:
    """Lay one recipe over another: what the upper one says counts, column by column and value by value."""
    values = {field: {**below.values.get(field, {}), **above.values.get(field, {})} for field in {**below.values, **above.values}}
    folded = {column.casefold() for column in above.map}
    single = ("kind", "preset", "encoding", "delimiter", "scale", "create")
    return below.model_copy(
        update={
            **{name: value for name in single if (value := getattr(above, name))},
            "map": {**{column: field for column, field in below.map.items() if column.casefold() not in folded}, **above.map},
            "state": {**below.state, **above.state},
            "values": values,
        }
    )


# Files ----------------------------------------------------------------------------------------------------------------


def load_recipe(path: Path) -> Recipe:
    """Read a mapping file; ImportRefusedError with the first thing that is wrong in it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImportRefusedError(N_("{file} can't be read: {reason}"), file=str(path), reason=error.strerror or "") from None
    document, problems = parse(data, f"{path.stem}.yml")
    recipe: Recipe | None = None
    if document is not None:
        recipe, found = validate(document, Recipe)
        problems = [*problems, *found]
    if recipe is None or problems:
        first = fill(problems[0], "en")
        raise ImportRefusedError(N_("{file}, line {line}: {message}"), file=str(path), line=first.line, message=first.message)
    return _folded(recipe)


def _folded(recipe: Recipe) -> Recipe:
    values = {field: {there.casefold(): here for there, here in meanings.items()} for field, meanings in recipe.values.items()}
    return recipe.model_copy(update={"values": values})


def save_recipe(path: Path, recipe: Recipe) -> None:
    """Write a mapping file that `load_recipe` reads again; what says nothing is left out."""
    values: dict[str, Plain] = {}
    for name in Recipe.model_fields:
        value = _as_plain(getattr(recipe, name))
        if value:
            values[name] = value
    path.write_text(f"# {say(_HEAD, {}, 'en')}\n{compose(values, None)}", encoding="utf-8")


_HEAD = N_("How this source becomes items of the community: storywall import … --mapping THIS-FILE")


def _as_plain(value: object) -> Plain:
    if isinstance(value, Mapping):
        return {str(key): _as_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [str(each) for each in value]
    return "" if value is None else str(value)
