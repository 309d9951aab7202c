"""newsletter: an issue, with references to what the community made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from storywall.codes import problem
from storywall.kinds.fields import Day, Name, Number, PhotoFile, Sentence, Tag, Title, ask, many
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Editorial, Photo
from storywall.model import Community, Entry
from storywall.problems import N_, NN_, Problem


class Newsletter(Editorial):
    """An issue of the newsletter, written by an editor."""

    title: Title = ask(N_("The issue's title"), by="editor")
    date: Day = ask(N_("On which day does it appear?"), by="editor")
    number: Number | None = ask(N_("The issue's number"), by="editor", default=None)
    summary: Sentence | None = ask(N_("The preview text of the mail"), by="editor", default=None)
    editor: Name | None = ask(N_("Who wrote it?"), by="editor", default=None)
    photos: Annotated[tuple[Photo, ...], many()] = ask(N_("Photos"), by="editor", default=())
    cover: PhotoFile | None = ask(N_("Which of the photos comes first?"), by="editor", default=None)
    tags: Annotated[tuple[Tag, ...], many()] = ask(N_("Which words describe it?"), by="editor", default=())


def check(entry: Entry, community: Community) -> Iterator[Problem]:
    """The cover is one of the photos."""
    if entry.data.cover is not None and entry.data.cover not in {photo.file for photo in entry.data.photos}:
        yield problem("not-among-photos", entry.file, None, ("cover",), value=entry.data.cover)


KIND = Kind(
    name="newsletter",
    folder="newsletters",
    label=N_("Newsletters"),
    one=N_("newsletter"),
    counted=NN_("issue", "issues"),
    intro=N_("What happened, once a month."),
    empty=N_("No issue has appeared yet."),
    schema=Newsletter,
    title=lambda data: str(data.title),
    body="required",
    body_question=N_("The issue."),
    sent=False,
    author="",
    check=check,
)
