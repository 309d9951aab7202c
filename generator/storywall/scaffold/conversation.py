"""A new item by asking for it: first what it needs, then what it may have, then again for what turns out to be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from storywall.kinds import Kind
from storywall.kinds.parts import Consent
from storywall.problems import Problem
from storywall.scaffold import draft as drafts
from storywall.scaffold.album import Album
from storywall.scaffold.draft import Draft
from storywall.scaffold.home import Home
from storywall.scaffold.interview import Interview, errors
from storywall.scaffold.proposals import Proposals
from storywall.scaffold.questions import Question, Shape, Values, photos_of, questions
from storywall.scaffold.terminal import Terminal

_AUTHORS = ("author", "author_name")
"""Who sends something is named by one of these; neither is required by itself."""
_PHOTOS = "photos"


def asked(home: Home, kind: Kind, terminal: Terminal, *, body: str = "", within: str = "") -> Draft | None:
    """Make a draft by asking, until nothing is wrong with it; None where it isn't to be written after all."""
    talk = _Conversation(home, kind, terminal, within, body)
    talk.begin()
    while problems := errors(drafts.check(talk.draft, home)):
        terminal.wrong(problems)
        talk.mend(problems)
    draft = talk.draft
    terminal.say(f"\n{draft.text}")
    terminal.say(drafts.source(draft, home).file, bold=True)
    return draft if terminal.confirm(terminal.words.gettext("Write it?"), default=True) else None


class _Conversation:
    """What was answered so far."""

    def __init__(self, home: Home, kind: Kind, terminal: Terminal, within: str, body: str) -> None:
        self.kind, self.terminal, self.within, self.body = kind, terminal, within, body
        self.album = Album()
        proposals = Proposals(home=home, product=within)
        self.wording = proposals.consent_text()
        self.interview = Interview(terminal, proposals.known, self.album)
        self.questions = questions(kind.schema)
        self.values: Values = {}

    @property
    def draft(self) -> Draft:
        """The item as it stands; a photo that was given up again isn't part of it."""
        names = photos_of(self.kind.schema, self.values)
        photos = {name: data for name, data in self.album.photos.items() if name in names}
        return Draft(kind=self.kind, values=self.values, body=self.body, photos=photos, within=self.within)

    def begin(self) -> None:
        """Ask for everything: what is required, the text, the photos; the rest where it is wanted."""
        must = [each for each in self.questions if each.required]
        short = [each for each in must if each.shape in (Shape.TEXT, Shape.LIST, Shape.FLAG, Shape.LINES)]
        self._ask(short)
        self._authors()
        if not self.body:
            self._body()
        rest = [each for each in self.questions if not each.required and each.name not in _AUTHORS]
        self._ask([each for each in rest if each.name == _PHOTOS])
        self._say_wording()
        self._ask([each for each in must if each not in short])
        rest = [each for each in rest if each.name != _PHOTOS]
        _ = self.terminal.words.gettext
        self._perhaps([each for each in rest if not each.by_editor], _("These may stay open: {names}. Answer them?"))
        self._perhaps([each for each in rest if each.by_editor], _("These are for editors: {names}. Answer them?"))

    def _say_wording(self) -> None:
        if self.wording and any(each.group is Consent for each in self.questions):
            self.terminal.say(self.terminal.words.gettext("What people agree to stands in {file}.").format(file=self.wording))

    def mend(self, problems: Sequence[Problem]) -> None:
        """Ask again for what problems are about: fields, the text, photos."""
        names = {str(problem.field[0]) for problem in problems if problem.field}
        others = [problem for problem in problems if not problem.field]
        of_photos = [problem for problem in others if not problem.file.endswith(".md")]
        at_opening = [problem for problem in others if problem not in of_photos and problem.position and problem.position.line == 1]
        if at_opening or names & set(_AUTHORS):
            self._authors()
        if len(others) > len(of_photos) + len(at_opening):
            self._body()
        names |= {_PHOTOS} if of_photos else set()
        self._ask([each for each in self.questions if each.name in names and each.name not in _AUTHORS])

    def _ask(self, some: Iterable[Question]) -> None:
        self.interview.ask(self.kind.schema, self.values, some)

    def _authors(self) -> None:
        by_name = {each.name: each for each in self.questions if each.name in _AUTHORS}
        handle, name = (by_name.get(each) for each in _AUTHORS)
        if handle is None or name is None:
            return
        self.values.pop(name.name, None)
        self._ask([handle])
        if handle.name not in self.values:
            self._ask([replace(name, required=True)])

    def _body(self) -> None:
        question = self.kind.body_question
        while question:
            self.body = self.terminal.text(self.terminal.words.gettext(question), before=self.body)
            if self.body.strip() or self.kind.body != "required":
                return

    def _perhaps(self, some: Sequence[Question], question: str) -> None:
        names = ", ".join(each.name for each in some)
        if some and self.terminal.confirm(question.format(names=names)):
            self._ask(some)
