"""Guide a person through a mapping on a terminal: which column is what, what holds for all rows; nothing is assumed without an answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import click

from storywall.importing.fields import targets
from storywall.importing.mapping import NOTHING, Recipe, merge, save_recipe
from storywall.importing.plan import is_ours
from storywall.importing.reading import Rows
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import read_stated
from storywall.importing.run import Source
from storywall.importing.survey import missing, survey
from storywall.kinds import Kind
from storywall.kinds.fields import says_nothing
from storywall.problems import N_
from storywall.report import harmless

Say = Callable[[str], str]
Opener = Callable[[Recipe], Source]
_SAMPLES = 3


def guide(opened: Opener, recipe: Recipe, say: Say) -> Source:
    """Ask until the plan of what `opened` opens is whole; `say` translates."""
    source = opened(recipe)
    click.echo(say(N_("For each column: the field that it becomes, or - for none. ? lists the fields.")), err=True)
    answers = {column: _column(source, column, say) for column in source.table.header if column not in source.plan.dropped and not is_ours(column)}
    recipe = merge(recipe, Recipe(map=answers))
    source = opened(recipe)
    for name, question in missing(source.plan):
        source = _stated(opened, source, name, question, say)
    return _days(opened, source, say)


def _column(source: Source, column: str, say: Say) -> str:
    place = source.table.header.index(column)
    samples = " | ".join(harmless(cell, 40) for cell in _samples(source.table, place))
    click.echo(f"\n{harmless(column)}: {samples}", err=True)
    known = targets(source.plan.kind)
    while True:
        answer: str = click.prompt(say(N_("field")), default=source.plan.names.get(column, NOTHING), err=True)
        if answer in known or answer == NOTHING or f"{answer.partition('.')[0]}.*" in known:
            return answer
        _list_fields(source.plan.kind, say)


def _samples(table: Rows, place: int) -> list[str]:
    found: dict[str, None] = {}
    for row in islice(table.rows(), 200):
        if place < len(row.cells) and (cell := row.cells[place].strip()):
            found.setdefault(cell)
        if len(found) == _SAMPLES:
            break
    return list(found)


def _list_fields(kind: Kind, say: Say) -> None:
    for name, target in targets(kind).items():
        click.echo(f"  {name:24} {say(target.question) if target.question else ''}".rstrip(), err=True)


def _stated(opened: Opener, source: Source, name: str, question: str, say: Say) -> Source:
    while True:
        answer: str = click.prompt(f"\n{name}: {say(question) if question else ''}".rstrip(), err=True)
        try:
            asked = opened(merge(source.recipe, Recipe(state={name: answer})))
            read_stated(asked.plan)
        except ImportRefusedError as refused:
            click.echo(str(refused), err=True)
            continue
        return asked


def _days(opened: Opener, source: Source, say: Say) -> Source:
    """Where days may be two, ask for their order."""
    try:
        survey(source.table, source.plan)
    except ImportRefusedError as refused:
        if not any("date-order" in left for left, _ in refused.lines):
            raise
        click.echo(f"\n{refused}", err=True)
        order: str = click.prompt(say(N_("order of days")), type=click.Choice(["dmy", "mdy"]), err=True)
        return opened(merge(source.recipe, Recipe(state={"date-order": order})))
    return source


def offer_to_save(recipe: Recipe, say: Say) -> None:
    """Ask whether the answers are to be kept in a file."""
    name: str = click.prompt(say(N_("Keep these answers in a file? Its name, or - for no")), default=NOTHING, err=True)
    if name != NOTHING:
        save_recipe(Path(name), recipe)


def asker(say: Say) -> Callable[[str], str]:
    """Return a function that asks a person what a photo shows; once they answer with a hyphen it asks no more."""
    done = False

    def asked(file: str) -> str:
        nonlocal done
        if done:
            return ""
        question = say(N_("What does {file} show? Say it to somebody who can't see it; nothing leaves it out, - ends the questions")).format(
            file=harmless(file)
        )
        while True:
            answer: str = click.prompt(f"\n{question}", default="", show_default=False, err=True).strip()
            if answer == NOTHING:
                done = True
                return ""
            if not answer or not says_nothing(answer):
                return answer
            click.echo(say(N_("That says nothing of what is in it.")), err=True)

    return asked
