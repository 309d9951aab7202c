"""Why a source can't be brought in at all: one message, found before anything is written."""

from __future__ import annotations

from storywall.problems import Value
from storywall.report import harmless, say
from storywall.words import catalogue


class ImportRefusedError(Exception):
    """A source that can't be brought in as it is (exit code 1): `template` is a marked text for `values`.

    `lines` are shown below it: pairs of something to type and a marked text about it.
    """

    def __init__(self, template: str, *, lines: tuple[tuple[str, str], ...] = (), **values: Value) -> None:
        super().__init__(say(template, values, "en"))
        self.template, self.values, self.lines = template, values, lines

    def say(self, language: str) -> str:
        """The message in the reader's language, harmless in a terminal."""
        words = catalogue(language)
        width = max((len(left) for left, _ in self.lines), default=0)
        below = (f"  {harmless(left):{width}}  {words.gettext(right)}".rstrip() for left, right in self.lines)
        return "\n".join([say(self.template, self.values, language), *below])
