"""What search engines ask of each type: needed and advised properties, and the document that says so. Facts, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

GOOGLE = "Google Search Central"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a type must have: of each group of `needs` one property, of each of `advised` likewise.

    `within` names properties: the rule holds for nodes that stand in one of these; with `alone`, for those that stand in none (they are
    what a page is about); else everywhere.
    """

    of: str
    source: str
    needs: tuple[tuple[str, ...], ...] = ()
    advised: tuple[tuple[str, ...], ...] = ()
    within: tuple[str, ...] = ()
    alone: bool = False


PICTURES = ("image", "logo", "photo", "thumbnail", "primaryImageOfPage")

_REVIEW, _PRODUCT, _PROFILE, _CRUMB = f"{GOOGLE}, Review snippet", f"{GOOGLE}, Product snippet", f"{GOOGLE}, Profile page", f"{GOOGLE}, Breadcrumb"
_RIGHTS = ("creator", "creditText", "copyrightNotice", "license")
_PRICE = ("price", "priceSpecification")

RULES = (
    Rule(of="Product", source=_PRODUCT, alone=True, needs=(("name",), ("review", "aggregateRating", "offers"))),
    Rule(of="Review", source=_REVIEW, needs=(("author",), ("reviewRating",)), advised=(("datePublished",),)),
    Rule(of="Review", source=_REVIEW, alone=True, needs=(("itemReviewed",),)),
    Rule(of="Rating", source=_REVIEW, needs=(("ratingValue",),)),
    Rule(of="AggregateRating", source=_REVIEW, needs=(("ratingCount", "reviewCount"),)),
    Rule(of="AggregateRating", source=_REVIEW, alone=True, needs=(("itemReviewed",),)),
    Rule(of="Thing", source=_REVIEW, within=("itemReviewed", "author", "creator"), needs=(("name",),)),
    Rule(of="Offer", source=_PRODUCT, within=("offers",), needs=(_PRICE,), advised=(("priceCurrency", "priceSpecification"),)),
    Rule(of="AggregateOffer", source=_PRODUCT, within=("offers",), needs=(("lowPrice",), ("priceCurrency",))),
    Rule(of="Article", source=f"{GOOGLE}, Article", alone=True, advised=(("headline",), ("datePublished",), ("author",))),
    Rule(of="BreadcrumbList", source=_CRUMB, needs=(("itemListElement",),)),
    Rule(of="ListItem", source=_CRUMB, within=("itemListElement",), needs=(("position",),)),
    Rule(of="ProfilePage", source=_PROFILE, needs=(("mainEntity",),)),
    Rule(of="Thing", source=_PROFILE, within=("mainEntity",), needs=(("name", "alternateName"),)),
    Rule(of="InteractionCounter", source=_PROFILE, needs=(("interactionType",), ("userInteractionCount",))),
    Rule(of="Organization", source=f"{GOOGLE}, Organization", alone=True, advised=(("name",), ("url",))),
    Rule(of="WebSite", source=f"{GOOGLE}, Site names", alone=True, needs=(("name",), ("url",))),
    Rule(of="ImageObject", source=f"{GOOGLE}, Image metadata", alone=True, needs=(("contentUrl",), _RIGHTS)),
    Rule(of="ImageObject", source=f"{GOOGLE}, Article", within=PICTURES, needs=(("url", "contentUrl"),)),
    Rule(of="VideoObject", source=f"{GOOGLE}, Video", needs=(("name",), ("thumbnailUrl",), ("uploadDate",))),
)

TYPED = {
    "author": f"{GOOGLE}, Review snippet",
    "itemReviewed": f"{GOOGLE}, Review snippet",
    "reviewRating": f"{GOOGLE}, Review snippet",
    "aggregateRating": f"{GOOGLE}, Review snippet",
    "review": f"{GOOGLE}, Review snippet",
}
"""Properties whose value must be a node; elsewhere a text in the place of one is read, though it says less."""

WHOLE = ("ratingCount", "reviewCount", "userInteractionCount", "offerCount")
"""Properties that count something."""
SCHEMA = "schema.org"
NAME_BELOW = 100
VISIBLE = f"{GOOGLE}, General structured data guidelines"
SELF_SERVING = f"{GOOGLE}, Review snippet"
ORDER = f"{GOOGLE}, Breadcrumb"
