"""Header and recipe -> plan: which cell fills which field, what is dropped and why, what the editor has stated, what is still missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from storywall.exports import MARK
from storywall.importing.fields import Target, targets
from storywall.importing.guesses import guess_field
from storywall.importing.mapping import NO_PRESET, NOTHING, Recipe
from storywall.importing.preset import Preset
from storywall.importing.presets import BY_NAME as PRESETS
from storywall.importing.presets import recognise
from storywall.importing.refused import ImportRefusedError
from storywall.importing.values import Order
from storywall.kinds import BY_NAME, Kind
from storywall.kinds.guess import guess_word
from storywall.problems import N_

CHOICES = {"date-order": ("dmy", "mdy"), "text-format": ("auto", "plain", "html", "markdown")}
"""What `--set` says of the source itself rather than of a field."""
_PERSONAL = frozenset("email mail phone telephone tel mobile fax ip street zip zipcode postcode postal iban birthday birthdate dob passport".split())
_ADDRESS, _NO_ADDRESS = "address", frozenset({"url", "web", "site", "page", "image", "photo", "picture"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows of one table become items of one kind."""

    kind: Kind
    preset: Preset | None
    columns: Mapping[str, tuple[int, ...]]
    """Field -> places of its columns; the first filled cell counts."""
    names: Mapping[str, str]
    """Column -> field, for the report."""
    guessed: tuple[str, ...]
    """Columns that were mapped by their names."""
    dropped: tuple[str, ...]
    """Columns that hold personal data, which never comes in."""
    unused: tuple[str, ...]
    stated: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    scale: int
    create: frozenset[str]
    date_order: Order
    text_format: str
    identity: Literal["row", "title", "id"] = "row"
    """What makes an item this item: all that csv looks at; its title, author and day; or its `id` alone."""
    beside: bool = False
    """Do `photos` and `cover` name files of the source, not addresses?"""

    @property
    def own(self) -> bool:
        """Is it a file of `storywall export`?"""
        return self.preset is not None and not self.preset.app

    def target(self, field: str) -> Target:
        """What is known of a field; KeyError for none."""
        known = targets(self.kind)
        return known[field] if field in known else known[f"{field.partition('.')[0]}.*"]

    def cell(self, cells: tuple[str, ...], field: str) -> str:
        """What a row (of `bare` cells) says of a field: the first filled cell in the words of here, empty where there is none."""
        written = ""
        for place in self.columns.get(field, ()):
            if written := cells[place]:
                break
        meanings = self.values.get(field)
        if meanings is not None and (meant := meanings.get(written.casefold())) is not None:
            return "" if meant == NOTHING else meant
        return written

    def bare(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Cells without white space around, and without the sign that our own export puts before formulas; those of files are so already."""
        if self.beside:
            return cells
        if self.own:
            return tuple(cell[1:] if _PREFIXED.match(cell) else cell for cell in cells)
        return tuple([cell.strip() for cell in cells])


Guess = Callable[[str, Kind], str]

_PREFIXED = re.compile(r"'+[=+\-@\t\r]")


def make_plan(header: tuple[str, ...], recipe: Recipe, kind: Kind, guess: Guess | None = None) -> Plan:
    """Lay the recipe over what is known of the app and of usual names; ImportRefusedError where it names what isn't there.

    `guess` says which field a column's name means, where several columns may be one field and fill each other's gaps: heads of files don't all
    use the same words, as a table's rows do.
    """
    preset = _preset(header, recipe)
    places = {name.casefold(): place for place, name in enumerate(header)}
    chosen = _chosen(header, recipe, kind, places)
    names: dict[str, str] = {header[places[column]]: field for column, field in chosen.items()}
    dropped = [] if preset is not None and not preset.app else [name for name in header if _is_personal(name)]
    if wrong := next((name for name in dropped if names.get(name, NOTHING) != NOTHING), None):
        raise ImportRefusedError(
            N_("the column `{column}` holds personal data and never comes in; map another to `{field}`"), column=wrong, field=names[wrong]
        )
    guessed: list[str] = []
    for name, field in _known(header, preset, kind, guess):
        if name not in names and name not in dropped and field not in chosen.values():
            names[name] = field
            if preset is None and not is_ours(name):
                guessed.append(name)
    order = _priority(names, preset)
    stated = {**(preset.statements if preset else {}), **recipe.state}
    _check_stated(stated, kind)
    _check_values(recipe, kind)
    return Plan(
        kind=kind,
        preset=preset,
        columns={field: tuple(places[name.casefold()] for name in columns) for field, columns in order.items()},
        names={name: field for name, field in names.items() if field != NOTHING},
        guessed=tuple(guessed),
        dropped=tuple(dropped),
        unused=tuple(name for name in header if names.get(name, NOTHING) == NOTHING and name not in dropped and name != MARK),
        stated={field: value for field, value in stated.items() if field not in CHOICES},
        values=_meanings(preset, recipe),
        scale=recipe.scale or 0,
        create=frozenset(recipe.create),
        date_order=_order(stated.get("date-order", "")),
        text_format=stated.get("text-format", "auto"),
    )


def _preset(header: tuple[str, ...], recipe: Recipe) -> Preset | None:
    if recipe.preset == NO_PRESET:
        return None
    if recipe.preset is None:
        return recognise(header)
    if recipe.preset not in PRESETS:
        choices = ", ".join([*PRESETS, NO_PRESET])
        raise ImportRefusedError(N_("there is no preset `{name}`; there are: {choices}"), name=recipe.preset, choices=choices)
    return PRESETS[recipe.preset]


def _chosen(header: tuple[str, ...], recipe: Recipe, kind: Kind, places: Mapping[str, int]) -> dict[str, str]:
    """What the editor mapped: column in small letters -> field."""
    chosen: dict[str, str] = {}
    for column, field in recipe.map.items():
        if column.casefold() not in places:
            raise ImportRefusedError(N_("there is no column `{column}`; the columns are:"), column=column, lines=tuple((name, "") for name in header))
        if field not in ("", NOTHING):
            _check_field(field, kind)
        chosen[column.casefold()] = field or NOTHING
    return chosen


def _check_field(field: str, kind: Kind) -> None:
    known = targets(kind)
    if (field not in known and f"{field.partition('.')[0]}.*" not in known) or field.endswith("*"):
        guess = guess_word(field, known)
        if guess:
            raise ImportRefusedError(N_("there is no field `{field}`; did you mean `{guess}`?"), field=field, guess=guess)
        raise ImportRefusedError(N_("there is no field `{field}` in a {kind}; the fields are:"), field=field, kind=kind.name, lines=_listed(known))


def _listed(known: Mapping[str, Target]) -> tuple[tuple[str, str], ...]:
    return tuple((name, target.question) for name, target in known.items() if not name.startswith(("product.", "photos.")))


def _check_stated(stated: Mapping[str, str], kind: Kind) -> None:
    for field, value in stated.items():
        if field in CHOICES:
            if value not in CHOICES[field]:
                raise ImportRefusedError(N_("`{value}` isn't one of: {choices}"), value=value, choices=", ".join(CHOICES[field]))
        elif field == "verified":
            raise ImportRefusedError(N_("`verified` comes from the source alone, row by row; it can't be stated for all"))
        elif field.startswith("member."):
            _check_field(field.removeprefix("member."), BY_NAME["member"])
        else:
            _check_field(field, kind)


def _check_values(recipe: Recipe, kind: Kind) -> None:
    for field in recipe.values:
        _check_field(field, kind)


def is_ours(column: str) -> bool:
    """Was a column made by us of something that has no name in its source?"""
    return column.startswith("(")


def _known(header: tuple[str, ...], preset: Preset | None, kind: Kind, guess: Guess | None) -> Iterator[tuple[str, str]]:
    """What the app's preset, or else the columns' names, say of columns."""
    fields = targets(kind)
    if preset is not None and preset.app:
        folded = {column.casefold(): field for column, field in preset.columns.items()}
        known = {name: folded.get(name.casefold(), "") for name in header}
        yield from ((name, field) for name, field in known.items() if field in fields)
        return
    taken: set[str] = set()
    for name in header:
        own = name if name in fields or f"{name.partition('.')[0]}.*" in fields else ""
        field = own if preset is not None else (guess or guess_field)(name, kind)
        if field and (field not in taken or guess is not None):
            taken.add(field)
            yield name, field


def _priority(names: Mapping[str, str], preset: Preset | None) -> dict[str, list[str]]:
    """The columns of each field, in the preset's order where it has one."""
    rank = {column.casefold(): place for place, column in enumerate(preset.columns)} if preset else {}
    order: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda each: rank.get(each.casefold(), -1)):
        if names[name] != NOTHING:
            order.setdefault(names[name], []).append(name)
    return order


def _meanings(preset: Preset | None, recipe: Recipe) -> dict[str, dict[str, str]]:
    fields = {*(preset.values if preset else ()), *recipe.values}
    return {field: {**(preset.values.get(field, {}) if preset else {}), **recipe.values.get(field, {})} for field in fields}


def _is_personal(name: str) -> bool:
    """Does a column's name say that it holds an e-mail or postal address, a phone number, an IP address or the like?"""
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))
    return bool(words & _PERSONAL) or {"e", "mail"} <= words or (_ADDRESS in words and not words & _NO_ADDRESS)


def _order(written: str) -> Order:
    return "dmy" if written == "dmy" else "mdy" if written == "mdy" else ""
