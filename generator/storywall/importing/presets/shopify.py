"""Shopify Product Reviews: the app that Shopify had until May 2024; its exports are still what many shops have."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="shopify",
    label="Shopify Product Reviews",
    page="Product Reviews: import and export reviews (help.shopify.com)",
    columns={
        "product_handle": "product",
        "state": "status",
        "rating": "rating",
        "title": "title",
        "author": "author_name",
        "body": "body",
        "reply": "reply.text",
        "created_at": "date",
        "replied_at": "reply.date",
    },
    signature=(frozenset("product_handle state rating title author email location body reply created_at replied_at".split()),),
    values={"status": {"published": PUBLISHED, "unpublished": HIDDEN, "hidden": HIDDEN, "spam": HIDDEN}},
)
