"""Okendo: its import template, which its own exports follow."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="okendo",
    label="Okendo",
    page="Importing Reviews Using the Okendo Import Template (support.okendo.io)",
    columns={
        "reviewId": "id",
        "title": "title",
        "body": "body",
        "rating": "rating",
        "dateCreated": "date",
        "name": "author_name",
        "handle": "product",
        "sku": "product",
        "productId": "product",
        "productName": "product.name",
        # Pictures that were rejected have a column of their own, `rejectedImageUrls`, and stay out.
        "imageUrls": "photos",
        "status": "status",
        "isApproved": "status",
        "isIncentivized": "incentive",
        "isRecommended": "recommend",
        "isVerifiedBuyer": "verified",
        "reply": "reply.text",
        "replyDateCreated": "reply.date",
        "replyIsPublic": "reply.public",
    },
    signature=(frozenset({"name", "body", "rating", "datecreated", "isincentivized"}), frozenset({"body", "rating", "datecreated", "isapproved"})),
    values={
        "status": {"approved": PUBLISHED, "true": PUBLISHED, "pending": HIDDEN, "rejected": HIDDEN, "false": HIDDEN},
        "incentive": {"false": "none", "no": "none", "0": "none"},
    },
)
