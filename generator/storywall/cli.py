"""The command line: thin; each command says what it does in its help, and ends with 0 (clean), 1 (problems) or 2 (could not run)."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from storywall import __version__, publish, report, seal
from storywall.console import message_language, say, show, stop, told, words
from storywall.problems import N_, Problem, Severity
from storywall.words import format_number

# What reads and renders is imported where it is used: a run that finds nothing changed needs none of it.
if TYPE_CHECKING:
    from storywall.frame import Frames
    from storywall.model import Published
    from storywall.pipeline import Checked

Stages = Mapping[str, tuple[int, float]]
"""Stages with how many things each had, and its seconds."""


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} isn't a day; write it as 2026-11-21", param, ctx)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder."),
        click.option("--date", "today", type=_Day(), envvar=seal.DATE, help="Hold schedules against this day instead of today."),
        click.option("--production", is_flag=True, help="Refuse sample data."),
        click.option("--strict", is_flag=True, help="Count warnings as errors."),
    )
    for option in reversed(options):
        command = option(command)
    return command


class _Commands(click.Group):
    """Commands, and those of rooms that are imported only when one of theirs is asked for."""

    elsewhere: ClassVar = {
        "init": ("storywall.scaffold.commands", "init"),
        "new": ("storywall.scaffold.commands", "new"),
        "import": ("storywall.importing", "import_group"),
        "export": ("storywall.importing", "export_group"),
        "forms": ("storywall.issues.commands", "forms"),
        "intake-issue": ("storywall.issues.commands", "intake_issue"),
        "photos": ("storywall.album.commands", "photos"),
        "pull": ("storywall.pull.commands", "pull_group"),
        "policy": ("storywall.policy.commands", "policy"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        module, name = self.elsewhere[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="storywall")
def cli() -> None:
    """Check what a community sends in, and build its site."""


@cli.command()
@_shared
@click.option("--format", "form", type=click.Choice(report.FORMATS), help="How to show problems; `github` by itself in GitHub Actions.")
@click.option("--changed-since", metavar="REF", help="Show only what has to do with files changed since a git revision.")
@click.option("--fix", is_flag=True, help="Mend what can only be meant one way, and photos' metadata.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the changes, make none.")
def check(form: report.Format | None, changed_since: str | None, fix: bool, dry_run: bool, root: Path, **asked: Any) -> None:
    """Find all problems of all items."""
    found = _check(root, photos=False, **asked)
    if fix:
        from storywall import fix as fixing

        fixes = fixing.fixes(found.problems, root)
        if dry_run:
            click.echo(fixing.diff(fixes), nl=False)
        else:
            fixing.write(fixes, root)
            for each in fixes:
                click.echo(say(N_("mended {file}: {note}"), file=each.file, note=words().gettext(each.note)), err=True)
            found = _check(root, photos=False, **asked)
    problems: Sequence[Problem] = found.problems
    if changed_since is not None:
        from storywall import changes

        problems = changes.since(problems, root, changed_since)
    show(problems, form, items=found.items)
    sys.exit(any(problem.severity is Severity.ERROR for problem in problems))


@cli.command()
@_shared
@click.option("--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where to write the site.  [default: site]")
@click.option("--keep-going", is_flag=True, help="Leave out what has errors and publish the rest.")
@click.option("--clean", is_flag=True, help="Forget what earlier builds kept, but for what was made of photos.")
@click.option("--timings", is_flag=True, help="Print how long each stage took.")
def build(root: Path, site_dir: Path | None, keep_going: bool, clean: bool, timings: bool, **asked: Any) -> None:
    """Check everything, then write the whole site."""
    from storywall import cache

    if clean:
        cache.forget(root)
    folder = site_dir or root / "site"
    began = time.perf_counter()
    seen = _look(root, photos=True, keep_going=keep_going, **asked)
    found = seen.found
    stages: Stages = {"unchanged": (found.items if found else 0, time.perf_counter() - began)}
    kept = publish.stands(cache.state_folder(root), folder, publish.named(seen.token)) if found is not None else None
    published: Published | None = None
    if found is None or (kept is None and not (found.errors and not keep_going)):
        found, published, stages = _publish(root, folder, seen, keep_going=keep_going, **asked)
    elif found.problems:
        show(found.problems, None, items=found.items, err=True)
    if found.errors and not keep_going:
        click.echo(say(N_("nothing was published; --keep-going leaves out what has errors")), err=True)
        sys.exit(1)
    if timings:
        for name, (items, seconds) in stages.items():
            click.echo(f"{name:10} {items:>8} {seconds * 1000:>9.1f} ms", err=True)
    problems = published.problems if published is not None else ()
    if problems:
        show(problems, None, items=found.items, err=True)
    click.echo(_built(published, kept or 0, folder))
    sys.exit(bool(found.errors or problems))


def _publish(root: Path, folder: Path, seen: seal.Seal, **asked: Any) -> tuple[seal.Found, Published | None, Stages]:
    """Check, and publish what may be; the result of the publication is None where errors forbade one."""
    from storywall import build as building
    from storywall.importing.terminal import Bar

    checked = _run(root, seen, photos=True, **asked)
    if checked.problems:
        show(checked.problems, None, items=checked.items, err=True)
    found = seal.Found(problems=checked.problems, items=checked.items)
    if checked.errors and not asked["keep_going"]:
        return found, None, checked.timings
    began = time.perf_counter()
    with Bar(sys.stderr, words().gettext(N_("Pages"))) as bar:
        published = building.publish_checked(checked, folder, tell=told(bar.show))
    made = {"publish": (len(published.written) + len(published.kept), time.perf_counter() - began)}
    return found, published, {**checked.timings, **made}


def _built(published: Published | None, kept: int, folder: Path) -> str:
    counts = {"written": 0, "kept": kept, "removed": 0}
    if published is not None:
        counts = {name: len(getattr(published, name)) for name in counts}
    numbers = {name: format_number(count, words().language) for name, count in counts.items()}
    return say(N_("built {folder}: {written} files written, {kept} unchanged, {removed} removed"), folder=folder, **numbers)


@cli.command()
@_shared
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port, or the next free one.")
def serve(root: Path, port: int, **asked: Any) -> None:
    """Show the site on this machine, and show each change by itself."""
    from storywall import preview
    from storywall.pipeline import Options

    preview.run(root, Options(keep_going=True, photos=True, **asked), _build_frames, port, message_language(), click.echo)


@cli.command()
@click.argument("code", required=False)
@click.option("--all", "everything", is_flag=True, help="Print the handbook's page of all codes.")
def explain(code: str | None, everything: bool) -> None:
    """Say what a problem's code means, and how to cure it."""
    text = report.codes_page() if everything else report.explain(code or "", _language(Path()))
    if text is None:
        stop(say(N_("there is no code '{code}'; `storywall explain --all` lists them"), code=code or ""))
    click.echo(text, nl=not text.endswith("\n"))


@cli.command()
@click.argument("name", required=False)
@click.option("--write", is_flag=True, help="Write all schemas into schemas/.")
@click.option("--root", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The community's folder.")
def schema(name: str | None, write: bool, root: Path) -> None:
    """Print the JSON Schema of a kind or of the settings."""
    from storywall import schemas
    from storywall.kinds import BY_NAME

    if write:
        schemas.write(root)
        return
    known = [*BY_NAME, "settings"]
    if name not in known:
        stop(say(N_("choose one of: {choices}"), choices=", ".join(known)))
    click.echo(schemas.dumps(name), nl=False)


@cli.command("check-data")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(report.FORMATS), help="How to show problems; `github` by itself in GitHub Actions.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
def check_data(folder: Path, form: report.Format | None, strict: bool) -> None:
    """Check the structured data of a built site, this one or another: JSON-LD and microdata of all pages in FOLDER."""
    from storywall import check_data as checking

    found = checking.check_folder(folder)
    if not found.pages:
        stop(say(N_("there are no pages in {folder}"), folder=folder))
    problems = [replace(each, severity=Severity.ERROR) for each in found.problems] if strict else found.problems
    show(problems, form, items=found.pages)
    sys.exit(any(problem.severity is Severity.ERROR for problem in problems))


def _look(root: Path, *, today: date | None = None, **asked: bool) -> seal.Seal:
    return seal.look(root, seal.asked(**asked), today)


def _check(root: Path, **asked: Any) -> seal.Found:
    """Find all problems; where nothing changed since they were found last, they are those."""
    seen = _look(root, **asked)
    if seen.found is not None:
        return seen.found
    checked = _run(root, seen, **asked)
    return seal.Found(problems=checked.problems, items=checked.items)


def _run(root: Path, seen: seal.Seal, **asked: Any) -> Checked:
    from storywall import pipeline
    from storywall.importing.terminal import Bar

    with Bar(sys.stderr, words().gettext(N_("Items"))) as items, Bar(sys.stderr, words().gettext(N_("Photos"))) as photos:
        return pipeline.check(root, pipeline.Options(tell=photos.show, tell_items=told(items.show), **asked), _build_frames, seen)


def _build_frames(root: Path, out: Path) -> Frames:
    from storywall.mkdocs_plugin import build_frames  # half a second that kept frames don't need

    return build_frames(root, out)


def _language(root: Path) -> str:
    from storywall import pipeline

    try:
        found, _ = pipeline.read_settings(root)
    except pipeline.Unusable:
        return "en"
    return found.language if found else "en"


def main() -> None:
    """Run a command; what keeps it from running is one line on standard error and exit code 2."""
    # Entries live until the end, and collecting them over and over would cost a fifth of a build's time.
    gc.set_threshold(200_000, 20, 100)
    try:
        cli(standalone_mode=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a full disk, a folder that may not be written
        stop(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        from storywall.frame import FrameError
        from storywall.git import GitError
        from storywall.pipeline import Unusable
        from storywall.spread import LostProcessError

        if isinstance(error, LostProcessError):
            stop(say(N_("{reason}; was there too little memory?"), reason=error))
        if isinstance(error, Unusable):
            stop(say(error.template, **error.values))
        if isinstance(error, (FrameError, GitError)):
            stop(say(error.message, **error.values))
        raise
