"""Judge.me: its export, and the template that it imports, which has the same columns."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="judgeme",
    label="Judge.me",
    page="Importing reviews using Judge.me template (help.judge.me)",
    columns={
        "title": "title",
        "body": "body",
        "rating": "rating",
        "review_date": "date",
        "curated": "status",
        "reviewer_name": "author_name",
        "product_handle": "product",
        "product_id": "product",
        "product_url": "product.url",
        "reply": "reply.text",
        "reply_date": "reply.date",
        "picture_urls": "photos",
    },
    signature=(frozenset({"body", "rating", "review_date", "reviewer_name", "reviewer_email"}),),
    # `source` says how a review came in (web, email, an import), not where it was first published, so it isn't mapped.
    values={"status": {"ok": PUBLISHED, "not-yet": HIDDEN, "spam": HIDDEN}},
)
