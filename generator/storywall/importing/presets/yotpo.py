"""Yotpo: the file of its review export."""

from __future__ import annotations

from storywall.importing.preset import HIDDEN, PUBLISHED, Preset

PRESET = Preset(
    name="yotpo",
    label="Yotpo",
    page="Exporting Reviews; Importing Reviews to Yotpo (support.yotpo.com)",
    columns={
        "Review ID": "id",
        "Review Title": "title",
        "Review Content": "body",
        "Review Score": "rating",
        "Review Creation Date": "date",
        "Date": "date",
        "Review Status": "status",
        "Reviewer Display Name": "author_name",
        "Display Name": "author_name",
        "Reviewer Type": "verified",
        "Product Handle": "product",
        "Product ID": "product",
        "Product Title": "product.name",
        "Product URL": "product.url",
        # Pictures that weren't published have a column of their own and stay out, as do order numbers.
        "Published Image URLs": "photos",
    },
    signature=(frozenset({"review content", "review score"}),),
    values={
        "status": {"published": PUBLISHED, "unpublished": HIDDEN, "pending": HIDDEN, "rejected": HIDDEN},
        # Of its types of reviewers only one says that somebody bought the product.
        "verified": {"verified_buyer": "true"} | dict.fromkeys(("verified_reviewer", "anonymous_user", "site_reviewer", "community_user"), "false"),
    },
)
