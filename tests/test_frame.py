"""Frames: split at their sentinels, filled for pages of any depth, kept in a folder; links of hand-written pages."""

import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall import frame
from storywall.frame import ROOT, SLOTS, Frame, FrameError, Frames, HandPage, fill, parse_frame
from storywall.frame.hand_links import read_links, site_address, with_lines
from storywall.model import Heading

UP = "../" * 12
MARKS = frame.sentinels()


def rendered(**changes: str) -> str:
    """A section's page as a template would write it; `changes` replace what it writes for a slot."""
    marks = MARKS | changes
    return (
        f"<head>{marks['policy']}<title>{marks['title']}</title>"
        f'{marks["description_begin"]}<meta name="description" content="{marks["description"]}">{marks["description_end"]}'
        f'{marks["canonical_begin"]}<link rel="canonical" href="{marks["canonical"]}">{marks["canonical_end"]}'
        f'<link rel="stylesheet" href="{UP}assets/a.css">{marks["head"]}</head>'
        f'<body>{marks["notice"]}<a href="{UP[:-1]}">home</a><a href="{UP}stories/">Stories</a><script>{{"base": "{UP[:-1]}"}}</script>'
        f'{marks["contents_begin"]}<nav><a href="{UP}tags/">t</a>{marks["contents"]}</nav>{marks["contents_end"]}'
        f'<article lang="{marks["language"]}">{marks["main"]}</article></body>'
    )


def values(**changes: str) -> dict[str, str]:
    return {
        "policy": "<meta name=policy>",
        "notice": "<p>N</p>",
        "title": "T",
        "description": "D",
        "canonical": "https://x.example/a/",
        "head": "<meta>",
        "language": "en",
        "contents": "<li>C</li>",
        "main": "<p>M</p>",
    } | changes


FRAME = parse_frame(rendered(), "stories")


# --- filling ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "root", "way"),
    [
        ("", None, "./"),
        ("stories/", None, "../"),
        ("stories/the-mug/", None, "../../"),
        ("photos/of/review/morning-mug/keeps-warm/1/", None, "../" * 6),
        ("404.html", "/", "/"),
        ("404.html", "/community/", "/community/"),
    ],
)
def test_links_go_up_from_where_the_page_lies(address: str, root: str | None, way: str) -> None:
    page = fill(FRAME, values(main=f'<a href="{ROOT}members/">m</a>', head=f'<link href="{ROOT}feed.xml">'), address, root)

    assert re.findall(r'(?:href=|"base": )"([^"]+)"', page) == [
        "https://x.example/a/",
        f"{way}assets/a.css",
        f"{way}feed.xml",
        way,
        f"{way}stories/",
        way,
        f"{way}tags/",
        f"{way}members/",
    ]


def test_a_link_above_the_site_stays_above_it() -> None:
    html = rendered(main=f'<a href="../{UP}it/">Italiano</a>{MARKS["main"]}')

    page = fill(parse_frame(html, "stories"), values(), "stories/the-mug/")

    assert '<a href="../../../it/">Italiano</a>' in page


def test_empty_values_take_their_tags_with_them() -> None:
    page = fill(FRAME, values(description="", canonical="", contents=""), "stories/")

    assert "description" not in page
    assert "canonical" not in page
    assert "<nav>" not in page
    assert '<article lang="en"><p>M</p></article>' in page


def test_a_forgotten_value_is_a_fault() -> None:
    with pytest.raises(KeyError):
        fill(FRAME, {"title": "T"}, "stories/")


@given(st.fixed_dictionaries({slot: st.text(min_size=1).filter(lambda text: ROOT not in text) for slot in SLOTS}))
def test_values_are_never_searched_or_changed(given_values: dict[str, str]) -> None:
    page = fill(FRAME, given_values, "stories/")

    at = 0
    for part in FRAME.parts:
        at = page.index(given_values[part.slot], at) + len(given_values[part.slot])
    length = sum(len(part.text) + len(part.before) + len(part.after) for part in FRAME.parts) + len(FRAME.tail)
    marks = sum(text.count(ROOT) for part in FRAME.parts for text in part) + FRAME.tail.count(ROOT)
    assert len(page) == length + marks * (len("../") - 1) + sum(map(len, given_values.values()))


def test_a_text_that_looks_like_a_sentinel_is_text() -> None:
    page = fill(FRAME, values(main=MARKS["title"] + UP, title=MARKS["main"]), "stories/")

    assert f"<title>{MARKS['main']}</title>" in page
    assert f"{MARKS['title']}{UP}</article>" in page


# --- splitting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slot", SLOTS)
def test_a_missing_sentinel_is_named_with_its_template(slot: str) -> None:
    with pytest.raises(FrameError, match=rf"`stories` lacks the slot `{slot}`.*`{SLOTS[slot]}` of frame\.html"):
        parse_frame(rendered(**{slot: ""}), "stories")


@pytest.mark.parametrize("slot", SLOTS)
def test_a_doubled_sentinel_is_named_with_its_template(slot: str) -> None:
    with pytest.raises(FrameError, match=rf"slot `{slot}` more than once.*`{SLOTS[slot]}` of frame\.html"):
        parse_frame(rendered(**{slot: MARKS[slot] * 2}), "stories")


@pytest.mark.parametrize("mark", ["contents_begin", "contents_end", "description_end"])
def test_a_torn_sentinel_is_shown(mark: str) -> None:
    with pytest.raises(FrameError, match="torn sentinel, `@@storywall:"):
        parse_frame(rendered(**{mark: ""}), "stories")


def test_a_page_that_names_its_own_address_is_refused() -> None:
    with pytest.raises(FrameError, match="holds its own address"):
        parse_frame(rendered(main=f"{MARKS['main']}{frame.frame_address('stories')}"), "stories")


def test_indentation_goes_unless_it_can_be_seen() -> None:
    plain = parse_frame(rendered(main=f"\n\n   <p>\n  a</p>  \n{MARKS['main']}"), "stories")
    kept = parse_frame(rendered(main=f"<pre>\n  a</pre>{MARKS['main']}"), "stories")

    assert "\n<p>\na</p>\n<p>M</p>" in fill(plain, values(), "")
    assert "<pre>\n  a</pre>" in fill(kept, values(), "")


def test_errors_cross_processes() -> None:
    error = FrameError("{reason}", reason="a {brace} in it")

    again = pickle.loads(pickle.dumps(error))

    assert (str(again), again.message, again.values) == ("a {brace} in it", "{reason}", {"reason": "a {brace} in it"})


# --- keeping ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def community(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "consent").mkdir(parents=True)
    (tmp_path / "docs" / "welcome.md").write_text("# Welcome")
    (tmp_path / "mkdocs.yml").write_text("site_url: !ENV [SITE_URL, 'https://x.example/']")
    return tmp_path


@pytest.fixture
def kept(community: Path) -> Frames:
    page = HandPage(
        address="welcome/",
        title="Welcome",
        description="“D”",
        html=f"<p>{ROOT}</p>",
        file="docs/welcome.md",
        links=(("story:the-mug", 3), ("guidelines/#reviews", 0)),
        anchors=frozenset({"a", "b"}),
    )
    frames = Frames(
        sections={"stories": FRAME},
        pages=(page,),
        assets={"welcome.md": community / "docs" / "welcome.md"},
        site_url="https://x.example/",
        site_name="X",
        site_description="About X",
        language="it",
        warnings=("w",),
        inputs=(community / "mkdocs.yml", community / "docs", community / "theme", community / "*.dist-info"),
    )
    frame.save(frames, community / "kept")
    return frames


def test_kept_frames_come_back_as_they_were(community: Path, kept: Frames) -> None:
    again = frame.load_frames(community / "kept", "it")

    assert again is not None
    same = Frames.__dataclass_fields__.keys() - {"sections", "stamp"}
    assert {name: getattr(again, name) for name in same} == {name: getattr(kept, name) for name in same}
    assert again.stamp
    assert fill(again.sections["stories"], values(), "a/") == fill(FRAME, values(), "a/")


def test_frames_are_forgotten_when_the_site_speaks_another_language(community: Path, kept: Frames) -> None:
    assert frame.load_frames(community / "kept", "ru") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "docs" / "welcome.md").write_text("# Hello"),
        lambda root: (root / "docs" / "new.md").write_text(""),
        lambda root: (root / "mkdocs.yml").unlink(),
        lambda root: (root / "theme").mkdir() or (root / "theme" / "main.html").write_text(""),
        lambda root: (root / "mkdocs-2.0.dist-info").mkdir(),
        lambda root: (root / "kept" / "frames.json").write_text("{"),
        lambda root: (root / "kept" / "frames.json").write_text("[]"),
        lambda root: (root / "kept" / "frames.json").unlink(),
    ],
)
def test_frames_are_forgotten_when_what_they_were_made_from_changes(community: Path, kept: Frames, change) -> None:
    change(community)

    assert frame.load_frames(community / "kept", "it") is None


def test_frames_are_forgotten_when_a_variable_that_mkdocs_yml_asks_for_changes(community: Path, kept: Frames, monkeypatch) -> None:
    monkeypatch.setenv("UNRELATED", "1")
    assert frame.load_frames(community / "kept", "it") is not None

    monkeypatch.setenv("SITE_URL", "https://preview.example/")
    assert frame.load_frames(community / "kept", "it") is None


def test_frames_are_forgotten_when_a_file_that_ships_is_gone(community: Path, kept: Frames) -> None:
    known = community / "kept" / "frames.json"
    data = json.loads(known.read_text("utf-8"))
    data["assets"]["gone.css"] = str(community / "gone.css")
    known.write_text(json.dumps(data))

    assert frame.load_frames(community / "kept", "it") is None


# --- the theme --------------------------------------------------------------------------------------------------------


def test_a_communitys_own_theme_comes_before_the_shipped_one(tmp_path: Path) -> None:
    shipped = frame.theme_dir()
    assert (shipped / frame.TEMPLATE).is_file()
    assert frame.theme_dirs(tmp_path) == (shipped,)

    (tmp_path / "theme").mkdir()
    assert frame.theme_dirs(tmp_path) == ((tmp_path / "theme").resolve(), shipped)
    assert frame.theme_dirs(shipped.parent) == (shipped,)


# --- pages written by hand ---------------------------------------------------------------------------------------------


def address_in(address: str, site_url: str = "https://x.example/c/"):
    return lambda target: site_address(target, address, site_url)


def test_references_are_set_at_last_and_only_in_links() -> None:
    content = (
        '<p title="story:a">\n<a title="story:a" href="story:a">A</a> <code>href="story:a"</code>\n'
        "<!-- <a href='story:a'> --><a href='member:wren-astley'>W</a><a href=review:morning-mug/keeps-warm>R</a></p>"
    )

    ready, targets = read_links(content, address_in("about/us/"))
    page = HandPage(address="about/us/", title="", description="", html=ready, file="")

    assert targets == ("story:a", "member:wren-astley", "review:morning-mug/keeps-warm")
    assert frame.finish(page, {"review:morning-mug/keeps-warm": "products/morning-mug/reviews/page/1/#keeps-warm"}) == (
        '<p title="story:a">\n<a title="story:a" href="../../stories/a/">A</a> <code>href="story:a"</code>\n'
        "<!-- <a href='story:a'> --><a href='../../members/wren-astley/'>W</a>"
        "<a href=../../products/morning-mug/reviews/page/1/#keeps-warm>R</a></p>"
    )


def test_the_usual_address_of_what_has_no_page_is_a_place_on_another() -> None:
    assert frame.usual_address("story:the-mug") == "stories/the-mug/"
    assert frame.usual_address("review:morning-mug/keeps-warm") == "products/morning-mug/#keeps-warm"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../stories/", "stories/"),
        ("#reviews", "guidelines/#reviews"),
        ("", "guidelines/"),
        ("mug.jpg", "guidelines/mug.jpg"),
        ("../caf%C3%A9/?a=b#x%20y", "café/#x y"),
        ("/c/tags/", "tags/"),
        ("/tags/", "/tags/"),
        ("https://x.example/c/rule/#a", "rule/#a"),
        ("https://x.example/c/", ""),
        ("https://x.example/other/", None),
        ("https://elsewhere.example/", None),
        ("//x.example/c/", None),
        ("mailto:a@x.example", None),
        ("javascript:alert(1)", None),
        ("https://[", None),
    ],
)
def test_addresses_within_the_site_are_told_from_others(target: str, address: str | None) -> None:
    assert site_address(target, "guidelines/", "https://x.example/c/") == address


@given(st.text(alphabet=st.sampled_from("<>a href=\"'story:x/#.&;!-\n\0é")))
def test_any_html_is_read(content: str) -> None:
    ready, targets = read_links(content, address_in("a/"))

    if not any(target.startswith("story:") for target in targets):
        assert ready == content


def test_each_link_has_its_line() -> None:
    source = '---\ntitle: T\n---\n[a](story:a) [b][b]\n\n[a](story:a) and ![p](<p.jpg> "t")\n<a href="../tags/">t</a> [c][b]\n\n[b]: story:b\n'
    targets = ["story:a", "story:b", "story:a", "docs/p.jpg", "tags/", "story:b", "elsewhere/"]

    found = with_lines(targets, source, {"p.jpg": "docs/p.jpg", "../tags/": "tags/"}.get)

    assert list(found) == [
        ("story:a", 4),
        ("story:b", 9),
        ("story:a", 6),
        ("docs/p.jpg", 6),
        ("tags/", 7),
        ("story:b", 9),
        ("elsewhere/", 0),
    ]


def test_contents_nest_below_what_they_stand_under() -> None:
    headings = [
        Heading(level=level, id=f"m-{number}", text=text)
        for number, (level, text) in enumerate([(3, "First"), (2, "A & <b>"), (3, "Below"), (4, "Deeper"), (2, "Last")])
    ]

    html = frame.contents(headings)

    assert re.sub(r' class="[^"]*"|</?span[^>]*>|</?nav[^>]*>', "", html) == (
        '<li><a href="#m-0">First</a></li>'
        '<li><a href="#m-1">A &amp; &lt;b&gt;</a><ul><li><a href="#m-2">Below</a><ul><li><a href="#m-3">Deeper</a></li></ul></li></ul></li>'
        '<li><a href="#m-4">Last</a></li>'
    )
    assert frame.contents([]) == ""


def test_a_hand_written_page_shows_plain_texts_as_texts() -> None:
    slots = frame.hand_values(
        title='<i>"T"',
        site_name="Tom & Co",
        description='"><script>',
        canonical="https://x.example/?a&b",
        language='"x',
        address="a/",
        headings=[],
        main="<p>M</p>",
    )

    assert slots["title"] == "&lt;i&gt;&quot;T&quot; · Tom &amp; Co"
    assert slots["description"] == "&quot;&gt;&lt;script&gt;"
    assert slots["canonical"] == "https://x.example/?a&amp;b"
    assert slots["language"] == "&quot;x"
    assert 'title="Tom &amp; Co" href="../feed.xml"' in slots["head"]
    assert slots.keys() == SLOTS.keys()


def test_a_table_of_contents_begins_with_four_headings() -> None:
    def with_headings(count: int) -> str:
        headings = [Heading(level=2, id=f"h{number}", text="H") for number in range(count)]
        text = dict.fromkeys(("title", "site_name", "description", "canonical", "language", "address", "main"), "")
        return frame.hand_values(headings=headings, **text)["contents"]

    assert with_headings(3) == ""
    assert with_headings(4).count("<li") == 4


def test_frames_are_compared_by_identity_so_that_filling_them_is_quick() -> None:
    assert isinstance(FRAME, Frame)
    assert len({FRAME, parse_frame(rendered(), "stories")}) == 2
