"""The one comment that an issue gets, in the language of its form; and the text of a pull request, in the community's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storywall.forms import Form
from storywall.hosts.github import Pull
from storywall.issues.desk import Desk
from storywall.issues.event import Event
from storywall.issues.item import Piece
from storywall.issues.pull import Tried, files_of
from storywall.problems import N_
from storywall.report.markdown import block, span
from storywall.words import Words, catalogue

MARKER = "<!-- storywall:intake -->"
_CLOSES = "Closes #{number}."
"""The host's own word, in every language: it closes the issue when the pull request is merged."""

MISSING = N_("Thank you! Something has to be put right before an editor can decide. Edit your text above, and it is tried again by itself.")
PROPOSED = N_("Thank you! It is in pull request #{number} now, where an editor decides. Until then: edit your text above, and it changes there too.")
WITHDRAWN = N_("It is in pull request #{number} now: an editor takes it off the site.")
LOOK = N_("Nothing has to be changed; these are worth a look:")
MERGED = N_("This was accepted already, in pull request #{number}. To change or take back what is published, use a form anew.")
DECLINED = N_("Pull request #{number} was closed by an editor, and what you change here doesn't open it again. Write to them there, if you like.")
EDITED = N_("An editor is at work on your text in pull request #{number}. What you change here doesn't go there any more; write to them there.")
UNREADABLE = N_("The form's questions can't be found in your text any more. Leave the lines that begin with ### as they were, or use the form anew.")


def write(event: Event, desk: Desk, form: Form, template: str, lines: Sequence[str] = (), *, number: int = 0) -> None:
    """Write the issue's comment, or bring it up to date: a sentence of ours, and lines in Markdown that are harmless already."""
    said = catalogue(form.language).gettext(template).format(number=number)
    desk.github.keep_comment(event.number, MARKER, "\n".join([said, *([""] if lines else []), *lines]))


def tell(event: Event, desk: Desk, form: Form, pull: Pull, template: str, warnings: Sequence[str] = ()) -> None:
    """Say where it is now, and what might be made better."""
    look = [catalogue(form.language).gettext(LOOK), "", *warnings] if warnings else []
    write(event, desk, form, template, look, number=pull.number)


def sent(event: Event, desk: Desk, pieces: Sequence[Piece], tried: Tried, warnings: Sequence[str], namesakes: Sequence[str]) -> str:
    """A pull request's text for what was sent: by whom, as it will read, what is worth a look. All of theirs stands in code."""
    words = catalogue(desk.home.settings.language)
    parts = [_who(event, desk, words), "", _CLOSES.format(number=event.number)]
    if namesakes:
        text = words.gettext(N_("**Look twice:** there is a member of this name already, and this isn't their account: {handles}."))
        parts += ["", text.format(handles=", ".join(map(span, namesakes)))]
    for piece in pieces:
        parts += ["", f"### {span(piece.source.file)}", "", block(piece.draft.text, 25_000)]
        parts += [f"- {span(name)}" for name in piece.draft.photos]
    return "\n".join([*parts, *_remarks(tried, warnings, words)])


def withdrawn(event: Event, desk: Desk, file: str, tried: Tried) -> str:
    """A pull request's text for what was taken back."""
    words = catalogue(desk.home.settings.language)
    parts = [_who(event, desk, words), "", _CLOSES.format(number=event.number), ""]
    parts.append(words.gettext(N_("It takes back {file}, with its photos. Git keeps what was; the site doesn't.")).format(file=span(file)))
    return "\n".join([*parts, *_remarks(tried, (), words)])


def _who(event: Event, desk: Desk, words: Words) -> str:
    handle = desk.accounts.get(event.account, "")
    text = (
        N_("Sent by {login} (account {account}), who is the member {handle}.")
        if handle
        else N_("Sent by {login} (account {account}), who has no profile here.")
    )
    return words.gettext(text).format(login=span(event.login), account=event.account, handle=span(handle))


def _remarks(tried: Tried, warnings: Iterable[str], words: Words) -> list[str]:
    parts: list[str] = []
    if warnings := list(warnings):
        parts += ["", words.gettext(N_("Worth a look:")), "", *warnings]
    if tried.others:
        parts += ["", words.gettext(N_("`storywall check` finds errors in other files with this:")), ""]
        parts += [f"- {span(file)}" for file in list(files_of(tried.others))[:50]]
    return parts
