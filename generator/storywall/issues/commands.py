"""The commands `forms` and `intake-issue`, as `cli` adds them: thin."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from storywall.console import message_language
from storywall.forms import github as files
from storywall.forms import place_of
from storywall.frame import Frames
from storywall.hosts import GitHub, HostError, from_environment
from storywall.hosts.transport import TOKEN
from storywall.issues.desk import Desk
from storywall.issues.event import read
from storywall.issues.take import take
from storywall.pipeline import read_settings
from storywall.report import harmless
from storywall.scaffold.home import Home
from storywall.scaffold.terminal import Terminal

_ROOT = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
_DAY = click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), envvar="STORYWALL_DATE", help="Take this day for today.")


@click.group()
def forms() -> None:
    """Write the forms through which people send something in."""


@forms.command()
@click.option("--write", is_flag=True, help="Write them into .github/ISSUE_TEMPLATE/.")
@_ROOT
def github(write: bool, root: Path) -> None:
    """Print GitHub's issue forms, in the community's language."""
    home = _home(root, None)
    place = place_of(home.settings, home.entries, home.wordings)
    if not write:
        for file, text in files.files(place).items():
            click.echo(f"# {file}\n{text}")
        return
    for file in files.write(root, place):
        click.echo(f"wrote {file}")


@click.command("intake-issue")
@click.argument("event", metavar="EVENT.json", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--production", is_flag=True, help="Refuse sample data.")
@click.option("--context", default="Check", show_default=True, help="The name of the verdict beside a commit.")
@_DAY
@_ROOT
def intake_issue(event: Path, production: bool, context: str, day: datetime | None, root: Path) -> None:
    """Turn an issue that a form made into a pull request, or say in a comment what is missing.

    EVENT.json is what the host's workflow was started by. The environment names the API (GITHUB_API_URL), the repository
    (GITHUB_REPOSITORY) and the token (GITHUB_TOKEN). Ends with 0 when nothing is left to do, 1 when the sender has to put
    something right, 2 when it could not run.
    """
    asked = read(event)
    home = _home(root, day)
    try:
        api = from_environment(os.environ)
        desk = Desk(
            home=home,
            github=GitHub(api),
            build_frames=_build_frames,
            production=production,
            context=context,
            run=_run_address(),
            token=os.environ.get(TOKEN, "") if os.environ.get("GITHUB_ACTIONS") == "true" else "",
        )
        outcome = take(asked, desk)
    except HostError as error:
        _stop(str(error))
    terminal = Terminal(message_language())
    terminal.say(terminal.words.gettext(outcome.note).format_map(outcome.values))
    sys.exit(not outcome.right)


def _home(root: Path, day: datetime | None) -> Home:
    settings, problems = read_settings(root)
    if settings is None:
        Terminal(message_language()).show(problems, items=0)
        sys.exit(2)
    return Home(root=root, settings=settings, today=day.date() if day else settings.today())


def _build_frames(root: Path, out: Path) -> Frames:
    from storywall.mkdocs_plugin import build_frames

    return build_frames(root, out)


def _run_address() -> str:
    """The address of this run's log, where the host's workflow names its parts."""
    server, repository, run = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    return f"{server}/{repository}/actions/runs/{run}" if server and run.isdigit() else ""


def _stop(text: str) -> NoReturn:
    click.echo(f"storywall: {harmless(text)}", err=True)
    sys.exit(2)
