"""T11: stars never change, for nobody, not even where a review is taken out and put in again under another name."""

from __future__ import annotations

from collections.abc import Iterator

from storywall.policy.request import Item, Request, Text
from storywall.problems import Problem


def check_ratings(request: Request) -> Iterator[Problem]:
    """Compare the rating of each changed review with what is published."""
    reviews = [item for item in request.items if item.kind.name == "review"]
    gone = [item for item in reviews if not item.is_there]
    for item in reviews:
        for text in item.after:
            published = [item.old] if item.old is not None else _taken_out(item, text, gone)
            for old in published:
                if old.says("rating") != text.says("rating") or text.document is None:
                    yield text.problem("rating-changed", ("rating",), before=old.says("rating") or "-", after=text.says("rating") or "-")


def _taken_out(item: Item, text: Text, gone: list[Item]) -> list[Text]:
    """Reviews of the same product by the same person, or of the same words, that the request takes out."""
    product = item.slug.partition("/")[0]
    return [
        other.old
        for other in gone
        if other.old is not None and ((other.slug.partition("/")[0] == product and _same_person(other.old, text)) or _same_words(other.old, text))
    ]


def _same_person(one: Text, other: Text) -> bool:
    names = [tuple(text.says(name) for name in ("author", "author_name")) for text in (one, other)]
    return names[0] == names[1] and any(names[0])


def _same_words(one: Text, other: Text) -> bool:
    bodies = [text.document.body.strip() if text.document is not None else "" for text in (one, other)]
    return bodies[0] == bodies[1] != ""
