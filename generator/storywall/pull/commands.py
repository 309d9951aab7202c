"""`storywall pull check` and `storywall pull answer`: what the workflows of a git host call."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import click

from storywall import git, policy, report
from storywall.console import message_language, show
from storywall.hosts import GitHub, HostError, from_environment
from storywall.pipeline import DATE, Options
from storywall.policy.request import HOSTS
from storywall.problems import N_
from storywall.pull import answer as answering
from storywall.pull import judge as judging
from storywall.pull import run as runs
from storywall.pull import words
from storywall.pull.result import FILE, Result, UnusableResultError
from storywall.report.count import counted
from storywall.words import catalogue

_ROOT = click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")


@click.group("pull")
def pull_group() -> None:
    """Check requests at a git host, and answer them."""


@pull_group.command("check")
@_ROOT
@click.option("--base", required=True, metavar="REF", help="The branch that the request would be merged into.")
@click.option("--head", required=True, metavar="REF", help="The request's last commit.")
@click.option("--actor", required=True, type=click.IntRange(min=1), metavar="NUMBER", help="The number of the account that sends the request.")
@click.option("--host", type=click.Choice(HOSTS), default=HOSTS[0], show_default=True, help="Where the account is.")
@click.option("--number", type=click.IntRange(min=1), default=1, help="The request's number, for the result.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where to write result, table, SARIF and preview.")
@click.option("--preview/--no-preview", default=True, help="Build the site as it would be.")
@click.option("--production", is_flag=True, help="Refuse sample data.")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), envvar=DATE, help="Hold schedules against this day instead of today.")
@click.option("--format", "form", type=click.Choice(report.FORMATS), help="How to show problems; `github` by itself in GitHub Actions.")
def check(
    root: Path,
    base: str,
    head: str,
    actor: int,
    host: str,
    number: int,
    out: Path | None,
    preview: bool,
    production: bool,
    today: datetime | None,
    form: report.Format | None,
) -> None:
    """Say whether a request may be merged: who may change what, and what is wrong with it; its files are data and nothing of them is run."""
    from storywall.mkdocs_plugin import build_frames

    day = today.date() if today else None
    request = policy.open_request(root, base, head, actor, host=host, today=day)
    options = Options(today=day, production=production, photos=preview and out is not None, keep_going=True)
    with tempfile.TemporaryDirectory(prefix="storywall-") as folder:
        site = out / "preview" if out is not None and preview else None
        judgement = judging.judge(request, Path(folder).resolve(), site, options, build_frames)
    if out is not None:
        _write(out, judgement, number, git.commit(root, head), _language(request))
    show(judgement.problems, form, items=judgement.items, language=_language(request))
    sys.exit(bool(judgement.errors))


def _language(request: policy.Request) -> str:
    """The community's language: whoever sends a request is one of its members."""
    return request.settings.language if request.settings is not None else message_language()


def _write(out: Path, judgement: judging.Judgement, number: int, head: str, language: str) -> None:
    problems = judgement.problems
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_text(judging.result(judgement, number, head).model_dump_json(indent=1), "utf-8")
    (out / "result.sarif").write_text(report.render(problems, "sarif", language), "utf-8")
    (out / "summary.md").write_text(words.summary(problems, counted(problems, judgement.items, language), language), "utf-8")


@pull_group.command("answer")
@_ROOT
@click.option("--run", required=True, type=click.IntRange(min=1), metavar="NUMBER", help="The run of the check that is finished.")
@click.option("--remote", default="origin", show_default=True, help="Where the request's commits are brought from.")
@click.option("--preview", default="", metavar="URL", help="Where the run's preview can be found.")
def answer(root: Path, run: int, remote: str, preview: str) -> None:
    """Answer a request at GitHub with one comment that is kept up to date; address, repository and token come from the environment."""
    try:
        click.echo(_answer(root, run, remote, preview))
    except HostError as error:
        click.echo(f"storywall: {report.say(error.template, error.values, message_language())}", err=True)
        sys.exit(2)
    except UnusableResultError as error:
        click.echo(f"storywall: {catalogue(message_language()).gettext(error.template)}", err=True)
        sys.exit(1)


def _answer(root: Path, run: int, remote: str, preview: str) -> str:
    github = GitHub(from_environment(os.environ))
    told = catalogue(message_language())
    found = runs.find_run(github.api, run)
    result, reason = _result(github, run)
    number = result.number if result is not None else runs.find_number(github.api, found)
    asked = runs.find_request(github.api, found, number) if number else None
    if asked is None:  # as after each newer push, which ends the older run
        return told.gettext(N_("nothing to answer: no open request has the commit that was checked"))
    decided = answering.decide(root, asked, remote)
    answering.give(github, asked, decided, result, preview, reason)
    return told.gettext(N_("answered request {number}")).format(number=asked.number)


def _result(github: GitHub, run: int) -> tuple[Result | None, str]:
    """The result of a run, or why there is none."""
    try:
        return runs.fetch_result(github.api, run), ""
    except UnusableResultError as error:
        return None, error.template
