"""photo: one picture or a small series for the gallery."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from storywall.kinds.fields import Slug, Title, ask, many, refuse
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Photo as Picture
from storywall.kinds.parts import Sent
from storywall.problems import N_, NN_


class Photo(Sent):
    """A photo or a series of photos."""

    title: Title = ask(N_("What shall we call it?"))
    photos: Annotated[tuple[Picture, ...], many()] = ask(N_("Your photos"))
    products: Annotated[tuple[Slug, ...], many()] = ask(N_("Which products can be seen?"), default=())

    @model_validator(mode="after")
    def _some(self) -> Photo:
        if not self.photos:
            raise refuse("empty-list", at="photos")
        return self


KIND = Kind(
    name="photo",
    folder="photos",
    label=N_("Photos"),
    one=N_("photo"),
    counted=NN_("photo", "photos"),
    intro=N_("As they are at home."),
    empty=N_("No photo has been sent yet."),
    schema=Photo,
    title=lambda data: str(data.title),
    body_question=N_("A few words about it."),
    links_at_most=1,
)
