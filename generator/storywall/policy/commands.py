"""`storywall policy`: may this account change all that this request changes?"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from storywall import report
from storywall.console import show
from storywall.pipeline import DATE
from storywall.policy import open_request, verdict
from storywall.policy.request import HOSTS


@click.command()
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
@click.option("--base", required=True, metavar="REF", help="The branch that the request would be merged into.")
@click.option("--head", default="HEAD", show_default=True, metavar="REF", help="The request's last commit.")
@click.option("--actor", required=True, type=click.IntRange(min=1), metavar="NUMBER", help="The number of the account that sends the request.")
@click.option("--host", type=click.Choice(HOSTS), default=HOSTS[0], show_default=True, help="Where the account is.")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), envvar=DATE, help="Hold new days against this one instead of today.")
@click.option("--format", "form", type=click.Choice(report.FORMATS), help="How to show problems; `github` by itself in GitHub Actions.")
def policy(root: Path, base: str, head: str, actor: int, host: str, today: datetime | None, form: report.Format | None) -> None:
    """Say whether an account may change all that a request changes."""
    request = open_request(root, base, head, actor, host=host, today=today.date() if today else None)
    problems = verdict(request)
    show(problems, form, items=len(request.items))
    sys.exit(bool(problems))
