"""review: stars, and what is good and bad about a product; it shows on the product's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from storywall.codes import problem
from storywall.kinds.fields import Day, Fields, Flag, Label, Name, Rating, Short, Slug, ask, line, many, slug_fault
from storywall.kinds.guess import guess_word
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Reply, Sent
from storywall.model import Community, Entry
from storywall.problems import N_, NN_, Problem


class Verified(Fields):
    """Who saw that the product was really bought, when, and by what (T14)."""

    by: Name = ask(N_("Who checked it?"), by="editor")
    date: Day = ask(N_("When?"), by="editor")
    evidence: Annotated[str, line(120)] = ask(N_("An opaque order token, or `import:<app>`"), by="editor")


class Review(Sent):
    """A review of the product in whose folder it lies."""

    rating: Rating = ask(N_("How many stars do you give?"), help=N_("1 to 5, whole."))
    title: Annotated[str, line(120)] | None = ask(N_("Your review in a few words"), default=None)
    pros: Annotated[tuple[Name, ...], many(10)] = ask(N_("What is good?"), default=())
    cons: Annotated[tuple[Name, ...], many(10)] = ask(N_("What is not so good?"), default=())
    attributes: dict[Slug, Short] = ask(N_("How is it in detail?"), default={})
    recommend: Flag | None = ask(N_("Would you recommend it?"), default=None)
    verified: Verified | None = ask(N_("Was the purchase checked?"), by="editor", default=None)
    source: Label = ask(N_("Where was it first published?"), by="editor", default="own")
    reply: Reply | None = ask(N_("The brand's answer"), by="editor", default=None)


def check(entry: Entry, community: Community) -> Iterator[Problem]:
    """The product exists, and the attributes are those that it declares."""
    slug = entry.slug.partition("/")[0]
    product = community.entries.get(f"product:{slug}")
    if product is None:
        if not community.knows(f"product:{slug}") and not slug_fault(slug):  # a bad name is a problem of its own
            yield problem("unknown-product", entry.file, value=slug, guess=guess_word(slug, community.slugs("product")))
        return
    for name, value in entry.data.attributes.items():
        declared = product.data.attributes.get(name)
        if declared is None:
            known = ", ".join(product.data.attributes) or "-"
            yield problem("unknown-attribute", entry.file, None, ("attributes", name), value=name, product=slug, choices=known)
            continue
        choices = declared.choices or tuple("12345")
        if value not in choices:
            yield problem("bad-choice", entry.file, None, ("attributes", name), value=value, choices=", ".join(choices))


KIND = Kind(
    name="review",
    folder="reviews",
    label=N_("Reviews"),
    one=N_("review"),
    counted=NN_("review", "reviews"),
    intro=N_("All of them, the kind and the critical ones."),
    empty=N_("No review has been written yet."),
    schema=Review,
    title=lambda data: str(data.title or ""),
    body_question=N_("What would you tell a friend about it?"),
    within="product",
    own_page=False,
    links_at_most=1,
    check=check,
)
