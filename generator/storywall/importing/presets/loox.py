"""Loox: the template of its importer, and its export with other names for the same."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="loox",
    label="Loox",
    page="Importing Reviews Using a Custom File (help.loox.io)",
    columns={
        "id": "id",
        "product_handle": "product",
        "handle": "product",
        "product_Id": "product",
        "productId": "product",
        "rating": "rating",
        "author": "author_name",
        # The export also has the buyer's full name, which isn't what the shop shows.
        "nickname": "author_name",
        "body": "body",
        "review": "body",
        "created_at": "date",
        "date": "date",
        "photo_url": "photos",
        "img": "photos",
        "reply": "reply.text",
        "replied_at": "reply.date",
        "verified_purchase": "verified",
        "incentivized": "incentive",
        "status": "status",
    },
    signature=(
        frozenset({"product_handle", "rating", "author", "body", "created_at", "photo_url"}),
        frozenset({"id", "status", "rating", "nickname", "review", "handle", "img"}),
    ),
    values={
        "incentive": {"false": "none", "no": "none", "0": "none"},
        "status": {"active": PUBLISHED, "hidden": HIDDEN, "pending": HIDDEN},
    },
)
