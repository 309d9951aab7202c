"""product: what the community talks about, with the reviews of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from storywall.kinds.fields import Fields, Flag, Label, Name, Sentence, Short, Slug, Url, ask, line, many, refuse
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Avatar, Editorial
from storywall.problems import N_, NN_


class Attribute(Fields):
    """A property that reviews may rate: either a scale of five between two ends, or a choice of words."""

    label: Label | None = ask(N_("How is it called on the page?"), by="editor", default=None)
    scale: Annotated[tuple[Short, ...], many(2)] | None = ask(N_("Both ends of the scale"), by="editor", default=None)
    choices: Annotated[tuple[Short, ...], many(12)] | None = ask(N_("The choices"), by="editor", default=None)

    @model_validator(mode="after")
    def _one_way(self) -> Attribute:
        if (self.scale is None) == (self.choices is None):
            raise refuse("attribute-shape")
        if self.scale is not None and len(self.scale) != 2:
            raise refuse("attribute-shape", at="scale")
        if self.choices is not None and len(self.choices) < 2:
            raise refuse("attribute-shape", at="choices")
        return self


class Product(Editorial):
    """A product."""

    name: Annotated[str, line(120)] = ask(N_("What is it called?"), by="editor")
    summary: Sentence | None = ask(N_("What is it, in a sentence?"), by="editor", default=None)
    url: Url | None = ask(N_("Its page in the shop"), by="editor", default=None)
    image: Avatar | None = ask(N_("A picture of it"), by="editor", default=None)
    category: Label | None = ask(N_("Its category"), by="editor", default=None)
    sku: Label | None = ask(N_("Article number (SKU)"), by="editor", default=None)
    gtin: Annotated[str, line(14)] | None = ask(N_("GTIN (EAN, UPC)"), by="editor", default=None)
    brand: Name | None = ask(N_("Its brand, if it isn't the community's"), by="editor", default=None)
    attributes: dict[Slug, Attribute] = ask(N_("What reviews may rate beside the stars"), by="editor", default={})
    synonyms: dict[Label, Annotated[tuple[Label, ...], many()]] = ask(
        N_("Words that mean the same, for grouping what people praise and miss"), by="editor", default={}
    )
    available: Flag = ask(N_("Can it be bought?"), by="editor", default=True)

    @model_validator(mode="after")
    def _article_number(self) -> Product:
        if self.gtin is not None and not _is_gtin(self.gtin):
            raise refuse("bad-gtin", at="gtin", value=self.gtin)
        return self


def _is_gtin(written: str) -> bool:
    # GS1 General Specifications 7.9: 8, 12, 13 or 14 digits, the last a modulo-10 check digit with weights 3 and 1 from the right.
    if not written.isascii() or not written.isdigit() or len(written) not in (8, 12, 13, 14):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(written))) % 10 == 0


KIND = Kind(
    name="product",
    folder="products",
    label=N_("Products"),
    one=N_("product"),
    counted=NN_("product", "products"),
    intro=N_("What we make, and what people who own it say."),
    empty=N_("No product has been added yet."),
    schema=Product,
    title=lambda data: str(data.name),
    body_question=N_("A few words about it."),
    sent=False,
    feed=False,
    day="",
    author="",
)
