"""The gallery of a large community: its first page stays small, whatever lies behind it."""

import gzip
import sys
from dataclasses import replace
from pathlib import Path

from storywall.render.gallery import CHOICES_AT_MOST
from storywall.render.gallery_pages import assets

sys.path.insert(0, str(Path(__file__).resolve().parent))

from test_templates import PHOTO, World, member, photo, product

MOST_BYTES = 150_000
ALT = "A green mug in a white sink, with one drop on its rim, a folded cloth beside it, and behind both a window with rain."


def test_of_five_thousand_photos_the_first_page_stays_small():
    series = [photo(f"day-{number:04}", photos=[{**PHOTO, "alt": ALT, "caption": "Monday"}], tags=[f"tag-{number % 40}"]) for number in range(5000)]
    world = World(member(), product(), *series)
    # World's pictures have no placeholders: each gets one as long as they are.
    tiny = "UklGRk4AAABXRUJQVlA4IEIAAADQAQCdASoQAAkABABoJbACdAEOAMS6AAD+7gIMwN5cJbk/86MFuX2I2AugcVbTtRzYk3Yb25KKhWZFqD0qSwe3AAA="
    pictures = {file: replace(picture, placeholder=tiny) for file, picture in world.site.view.pictures.items()}
    world.site = replace(world.site, view=replace(world.site.view, pictures=pictures))
    html = world.html("photos/")
    assert tiny in html
    assert len(html.encode()) < MOST_BYTES
    tree = world.tree("photos/")
    assert 48 <= len(tree.css(".sw-tile")) < 96
    assert len(tree.css("a[data-by=tag]")) == CHOICES_AT_MOST
    assert len([address for address in world.jobs if address.startswith("photos/page/")]) == 105
    (index,) = assets(world.site)
    assert len(gzip.compress(index.data)) < 500_000
