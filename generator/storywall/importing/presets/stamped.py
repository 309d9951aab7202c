"""Stamped: the template of its importer, which its own exports follow."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="stamped",
    label="Stamped",
    page="Managing Reviews: Import reviews into Stamped (stampedsupport.stamped.io)",
    columns={
        "review_id": "id",
        "title": "title",
        "body": "body",
        "rating": "rating",
        "created_at": "date",
        "author": "author_name",
        "product_handle": "product",
        "product_id": "product",
        "productTitle": "product.name",
        "productUrl": "product.url",
        "published": "status",
        "state": "status",
        "reply": "reply.text",
        "replied_at": "reply.date",
        "photos": "photos",
        "recommend": "recommend",
        "verified": "verified",
        "incentivized": "incentive",
    },
    signature=(frozenset({"product_id", "author", "rating", "body", "created_at", "producttitle"}),),
    values={
        "status": {"true": PUBLISHED, "1": PUBLISHED, "yes": PUBLISHED, "published": PUBLISHED}
        | {"false": HIDDEN, "0": HIDDEN, "no": HIDDEN, "unpublished": HIDDEN, "archived": HIDDEN, "rejected": HIDDEN},
        "verified": {"verified buyer": "true", "verified reviewer": "false"},
        "incentive": {"false": "none", "no": "none", "0": "none"},
    },
)
