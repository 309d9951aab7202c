"""What the files below `/api/` hold: the models that their JSON Schema is made from. Shapes only ever grow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Address = Annotated[str, Field(description="Relative to `site`, the address of the site's root.", json_schema_extra={"format": "uri-reference"})]
Web = Annotated[str, Field(description="A whole web address.", json_schema_extra={"format": "uri"})]
Language = Annotated[str, Field(description="A BCP 47 tag.")]
Stars = Annotated[int, Field(ge=1, le=5)]
Count = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    """A value of the API: frozen; a field that isn't there is null, never left out."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, json_schema_serialization_defaults_required=True)


class Label(Model):
    """What must be shown beside a text or photo, in words: what its author got for it, or how they are related to the brand."""

    name: Literal["incentive", "relationship", "sample"]
    text: str
    note: str = Field(description="The author's own words on it; may be empty.")


class Author(Model):
    """Who wrote it: a name to show, never an e-mail address or an account."""

    name: str
    page: Address | None = Field(description="The profile, where there is one that may show.")


class Source(Model):
    """One size of a photo."""

    address: Address
    width: int


class Photo(Model):
    """A published photo; its own page says whose it is and under which licence."""

    address: Address = Field(description="A JPEG of medium size, relative to `site`.")
    sources: list[Source] = Field(description="WebP, smallest first.")
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    licence: str
    page: Address | None


class ShownPhoto(Photo):
    """A photo by itself, with what must be said beside it."""

    by: str = Field(description="The name of who sent it; may be empty.")
    language: Language
    labels: list[Label]


class Attribute(Model):
    """One answer about the product: a step of a scale, 1 to 5, whose ends are in `scale`, or a choice in words."""

    name: str
    label: str
    value: str
    scale: tuple[str, str] | None


class Verified(Model):
    """Was the purchase checked? `text` says so in words and belongs beside the review."""

    status: Literal["verified", "by-app", "not-verified"]
    text: str


class Counted(Model):
    """Does it count in the average? If not, `text` says why, and belongs beside the review."""

    counts: bool
    text: str


class Edit(Model):
    """A note that a text was changed after it was published."""

    date: date
    reason: str


class Reply(Model):
    """The brand's answer. `heading` names the brand, in the interface's language."""

    heading: str
    by: str
    date: date
    text: str


class Review(Model):
    """A review. `labels`, `verified.text` and `average.text` belong beside its text, wherever it is shown."""

    id: str = Field(description="The product's slug, a slash, and the review's own.")
    page: Address = Field(description="Where it stands for good, relative to `site`.")
    rating: Stars
    rating_text: str = Field(description="The stars in words.")
    title: str | None
    text: str = Field(description="Plain text; an empty line stands between paragraphs. Empty where there are stars alone.")
    language: Language
    date: date
    author: Author
    pros: list[str]
    cons: list[str]
    attributes: list[Attribute]
    recommend: bool | None
    labels: list[Label]
    verified: Verified
    average: Counted
    source: str = Field(description="`own`, or where it was first published.")
    photos: list[Photo]
    edited: list[Edit]
    reply: Reply | None


class Rating(Model):
    """The one average: of the brand's own reviews, by people who are neither employees nor relatives."""

    average: float | None = Field(ge=1, le=5, description="To two decimals; null where no review counts.")
    counted: Count = Field(description="Reviews that the average is of.")
    count: Count = Field(description="All reviews that are shown.")
    stars: tuple[Count, Count, Count, Count, Count] = Field(description="How many of the counted gave 1, 2, 3, 4 and 5.")
    text: str = Field(description="The average in words; empty where there is none.")
    note: str = Field(description="What the average counts and what it leaves out; belongs beside it.")


class Product(Model):
    """A product that the community talks about."""

    slug: str
    name: str
    page: Address
    shop: Web | None
    summary: str | None
    category: str | None
    brand: str
    sku: str | None
    gtin: str | None
    available: bool
    language: Language
    labels: list[Label]
    image: Photo | None
    rating: Rating
    data: Address = Field(description="The product's own file below `/api/`, relative to `site`.")
    reviews: list[Address] = Field(description="All pages of its reviews below `/api/`, the oldest first, relative to `site`.")


class File(Model):
    """What every file begins with."""

    schema_: str = Field(alias="$schema", description="This file's JSON Schema, relative to the file.")
    site: Web | None = Field(description="The site's root, which addresses are relative to; null where it isn't known.")
    community: str
    brand: str
    language: Language = Field(description="The interface's language, in which labels and other texts of the program are.")


class Products(File):
    """`/api/products.json`: all products, by name."""

    products: list[Product]


class ProductFile(File):
    """`/api/products/<slug>.json`: a product, its photos, its newest reviews, and where the older ones are."""

    product: Product
    photos: list[ShownPhoto] = Field(description="The newest photos that show it, of stories, reviews and the gallery.")
    newest: list[Review] = Field(description="The newest reviews first; those that aren't on `older` or pages before it.")
    older: Address | None = Field(description="The page with the reviews before these, relative to `site`.")


class ReviewsFile(File):
    """`/api/reviews/<slug>/<number>.json`: one page of a product's reviews, newest first. Page 1 has the oldest and is full before page 2 begins."""

    product: str = Field(description="The product's slug.")
    number: Annotated[int, Field(ge=1)]
    older: Address | None = Field(description="The page with the reviews before these, relative to `site`.")
    reviews: list[Review]


BY_NAME: Mapping[str, type[File]] = {"products": Products, "product": ProductFile, "reviews": ReviewsFile}
