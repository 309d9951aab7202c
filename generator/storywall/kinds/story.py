"""story: text with photos or a video; also testimonials, guest posts, before-and-after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from storywall.codes import problem
from storywall.kinds.fields import Fields, LongText, PhotoFile, Sentence, Slug, Title, Url, ask, many
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Reply, Sent
from storywall.model import Community, Entry
from storywall.problems import N_, NN_, Problem


class Video(Fields):
    """A hosted video; nothing is loaded from there before the visitor asks for it."""

    url: Url = ask(N_("The video's address"))
    transcript: LongText = ask(N_("What is said and shown in it?"), long=True)
    poster: PhotoFile | None = ask(N_("Which of your photos stands for it?"), default=None)


class Story(Sent):
    """A member's story."""

    title: Title = ask(N_("What is your story called?"))
    summary: Sentence | None = ask(N_("What is it about, in a sentence?"), default=None)
    products: Annotated[tuple[Slug, ...], many()] = ask(N_("Which products does it show?"), default=())
    cover: PhotoFile | None = ask(N_("Which of your photos comes first?"), default=None)
    video: Video | None = ask(N_("A video"), default=None)
    reply: Reply | None = ask(N_("The brand's answer"), by="editor", default=None)


def check(entry: Entry, community: Community) -> Iterator[Problem]:
    """Cover and poster are among the story's own photos."""
    files = {photo.file for photo in entry.data.photos}
    named = {("cover",): entry.data.cover, ("video", "poster"): entry.data.video and entry.data.video.poster}
    for field, file in named.items():
        if file is not None and file not in files:
            yield problem("not-among-photos", entry.file, None, field, value=file)


KIND = Kind(
    name="story",
    folder="stories",
    label=N_("Stories"),
    one=N_("story"),
    counted=NN_("story", "stories"),
    intro=N_("Told by the people who live with the things we make."),
    empty=N_("No story has been told yet. Yours could be the first."),
    schema=Story,
    title=lambda data: str(data.title),
    body="required",
    body_question=N_("Tell your story."),
    links_at_most=5,
    check=check,
)
