"""Problems as workflow commands of GitHub Actions: an annotation each, at its line of the pull request."""

from __future__ import annotations

from collections.abc import Sequence

from storywall.report.filled import Filled


def github(filled: Sequence[Filled], count: str) -> str:
    """A command for each problem and the count at the end.

    The message repeats the place, since the log shows neither file nor line.
    """
    return "\n".join((*map(_command, filled), count)) + "\n"


def _command(one: Filled) -> str:
    place = f"{one.file}:{one.line}:{one.column}: {one.severity}[{one.code}]"
    properties = {"file": one.file, "line": str(one.line), "col": str(one.column), "title": one.code}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{place} {one.message}" + (f"\n{one.hint}" if one.hint else "")
    return f"::{one.severity} {listed}::{_data(message)}"


def _data(text: str) -> str:
    # As the runner unescapes it: actions/runner, ActionCommand.cs.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
