"""The kinds of content, listed by hand. A new kind is one file here, one name below and one template in the theme."""

from __future__ import annotations

from storywall.kinds import member, newsletter, photo, product, review, spotlight, story
from storywall.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    story.KIND,
    review.KIND,
    photo.KIND,
    product.KIND,
    member.KIND,
    spotlight.KIND,
    newsletter.KIND,
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_FOLDER = {kind.folder: kind for kind in KINDS}

__all__ = ["BY_FOLDER", "BY_NAME", "KINDS", "Kind"]
