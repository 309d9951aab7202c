"""What a column most likely is, by its name alone; every such guess is shown, and `--map` overrides it."""

from __future__ import annotations

import re

from storywall.importing.fields import targets
from storywall.kinds import Kind

_USUAL = {
    "rating": "rating, stars, star rating, score, review rating, review score, overall rating, star",
    "title": "title, headline, review title, subject, heading",
    "body": "body, text, review, review text, review body, review content, content, comment, comments, message, story",
    "author_name": "author, author name, reviewer, reviewer name, customer, customer name, display name, nickname, user name, username, name",
    "date": "date, review date, created at, created, date created, submitted at, published at, timestamp",
    "product": "product, product handle, handle, product id, product sku, sku, item, item id",
    "product.name": "product name, product title, item name",
    "product.url": "product url, product link",
    "language": "language, lang, locale, review language",
    "recommend": "recommend, recommended, is recommended, would recommend",
    "verified": "verified, verified buyer, verified purchase, is verified, is verified buyer",
    "incentive": "incentive, incentivized, incentivised, is incentivized",
    "status": "status, state, review status, published, is published, approved, is approved",
    "reply.text": "reply, response, answer, merchant reply",
    "reply.date": "reply date, replied at, response date",
    "photos": "photos, photo url, photo urls, images, image url, image urls, picture urls, pictures",
    "pros": "pros, advantages",
    "cons": "cons, disadvantages",
    "tags": "tags, keywords",
    "id": "id, review id",
}
_BY_NAME = {name: field for field, names in _USUAL.items() for name in names.split(", ")}


def guess_field(column: str, kind: Kind) -> str:
    """Return the field that a column's name means; empty where it means none. A kind's own field of that name comes first."""
    words = " ".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower()))
    fields = targets(kind)
    # `author` is a member's handle here, and a name nearly everywhere else.
    for field in (words.replace(" ", "_"), column.strip().lower(), _BY_NAME.get(words, "")):
        if field in fields and field != "author":
            return field
    return ""
