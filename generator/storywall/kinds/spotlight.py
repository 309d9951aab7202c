"""spotlight: an interview about a member, written by an editor; its second-level headings are the questions."""

from __future__ import annotations

from typing import Annotated

from storywall.kinds.fields import Day, Flag, Handle, Title, ask, many
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Consent, Editorial, Photo
from storywall.problems import N_, NN_


class Spotlight(Editorial):
    """An interview."""

    member: Handle = ask(N_("Who is it about?"), by="editor")
    headline: Title = ask(N_("The headline"), by="editor")
    date: Day = ask(N_("On which day shall it be published?"), by="editor")
    consent: Consent = ask(N_("May we publish it?"), by="editor")
    photos: Annotated[tuple[Photo, ...], many()] = ask(N_("Photos"), by="editor", default=())
    featured: Flag = ask(N_("Show it on the home page?"), by="editor", default=False)


KIND = Kind(
    name="spotlight",
    folder="spotlights",
    label=N_("Spotlights"),
    one=N_("spotlight"),
    counted=NN_("conversation", "conversations"),
    intro=N_("Conversations with members."),
    empty=N_("No conversation has been published yet."),
    schema=Spotlight,
    title=lambda data: str(data.headline),
    body="required",
    body_question=N_("The interview; its second-level headings are the questions."),
    sent=False,
    author="member",
)
