"""What one item can have wrong by itself: its links, its pictures, its photos."""

import pytest

from storywall.checks import check_item
from storywall.markup import markup
from storywall.model import Source
from storywall.settings import Settings

SETTINGS = Settings(name="The table", brand="Mugs")


def check(body="", *, kind="story", beside=(), settings=SETTINGS, body_line=8, **values):
    """The problems of an item as `(code, line or field, value)`."""
    folder = {"story": "stories", "product": "products", "member": "members", "newsletter": "newsletters"}[kind]
    file = f"submissions/{folder}/a" + ("/index.md" if beside else ".md")
    source = Source(kind=kind, slug="a", file=file, place="", bundle=bool(beside), beside=tuple(beside))
    found = check_item(source, values, markup(body)[1], body_line, settings)
    return [(each.code, each.position.line if each.position else each.field, each.values.get("value")) for each in found]


def test_a_plain_text_with_good_links_has_no_problems():
    assert check("See [this](https://example.org/), <https://example.org/>, [her](member:mara) and [below](#m-a).") == []


def test_places_are_those_of_blocks_in_the_file():
    assert check("\nOne\ntwo [x](ftp://a.example)\n\n- [y](ftp://b.example)\n\n![](c.jpg)\n") == [
        ("link-refused", 9, "ftp://a.example"),
        ("link-refused", 12, "ftp://b.example"),
        ("picture-not-listed", 14, "c.jpg"),
    ]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("\n<script>x</script>\n", [9]),
        ("\nText <b>x</b>\n\n<div>\na\n</div>\n\nText\n", [9, 9, 11]),
        ("- a\n\n  <div>\n\n- b\n", [10]),
        ("> <div>\n> x\n\n<!-- c -->\n\n```\n<div>\n```\n\n<hr>\n", [8, 11, 17]),
        ("| a |\n|---|\n| <b>x</b> |\n", [10, 10]),
        ("# <b>x</b>\n\n\n<i>\n", [8, 8, 11]),
        ("`<b>` and &lt;b&gt;", []),
    ],
)
def test_html_is_found_where_it_stands(body, lines):
    assert check(body) == [("html-in-text", line, "<…>") for line in lines]


@pytest.mark.parametrize(("count", "limit", "found"), [(5, None, 0), (6, None, 1), (6, 6, 0), (6, 0, 0), (1, 0, 0)])
def test_links_are_counted(count, limit, found):
    settings = SETTINGS if limit is None else Settings(name="A", brand="B", links={"story": str(limit)})
    body = " ".join(f"[a](https://example.org/{number})" for number in range(count))
    assert len(check(body, settings=settings)) == found


def test_what_editors_write_may_hold_any_number_of_links():
    body = " ".join(f"[a](https://example.org/{number})" for number in range(50))
    assert check(body, kind="newsletter") == []


def photo(file, **more):
    return {"file": file, "alt": "A mug", **more}


def test_photos_are_there_and_listed_once():
    found = check(photos=[photo("a.jpg"), photo("a.jpg"), photo("a.png"), photo("gone.jpg")], beside=["a.jpg", "b.jpg"])
    assert found == [
        ("photo-twice", ("photos", 1, "file"), "a.jpg"),
        ("photo-same-stem", ("photos", 2, "file"), "a.png"),
        ("photo-missing", ("photos", 2, "file"), "a.png"),
        ("photo-missing", ("photos", 3, "file"), "gone.jpg"),
        ("photo-unused", (), None),
    ]


def test_avatars_and_product_pictures_are_photos_too():
    assert check(kind="member", avatar=photo("a.jpg"), beside=["a.jpg"]) == []
    assert check(kind="product", image=photo("b.jpg"), beside=["a.jpg"]) == [
        ("photo-missing", ("image", "file"), "b.jpg"),
        ("photo-unused", (), None),
    ]


def test_a_name_that_cannot_be_is_not_missed_as_well():
    assert check(photos=[photo("My Mug.jpg"), photo("mug.svg")]) == []


@pytest.mark.parametrize("photos", ["none", ["a.jpg"], [{"file": ["a.jpg"]}], {"file": "a.jpg"}, None, [None]])
def test_values_of_any_shape_hide_nothing_else(photos):
    assert check("[x](ftp://a.example)", photos=photos) == [("link-refused", 8, "ftp://a.example")]


def test_pictures_in_a_text_are_the_item_s_own():
    body = "![](a.jpg)\n\n![](https://example.org/a.jpg)\n\n![](../b/a.jpg)\n\n![x](data:image/png,x)\n\n![](a.png)"
    assert check(body, photos=[photo("a.jpg")], beside=["a.jpg"]) == [
        ("remote-picture", 10, "https://example.org/a.jpg"),
        ("remote-picture", 12, "../b/a.jpg"),
        ("remote-picture", 14, "data:image/png,x"),
        ("picture-not-listed", 16, "a.png"),
    ]


def test_videos_come_from_hosts_that_the_settings_name():
    video = {"url": "https://Player.Vimeo.com/video/1", "transcript": "A cup"}
    assert check(video=video) == []
    assert check(video=video, settings=Settings(name="A", brand="B", videos=["films.example.org"])) == [
        ("video-host", ("video", "url"), "player.vimeo.com")
    ]
