"""Member Markdown becomes safe HTML; what may not stand is left out and named."""

import cmarkgfm
import html5lib
import nh3
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from storywall import allowed
from storywall.markup import EXCERPT, HTML, cmark, excerpt, markup, plain_text, sanitiser
from storywall.markup.walk import Walk
from storywall.model import Gap


def whole(body):
    """The body as HTML, its gaps as marks that a sanitiser leaves alone."""
    marks = {
        "link": '<a data-ref="0" rel="{}">',
        "card": '<p><a data-ref="0" rel="{}">x</a></p>',
        "picture": '<img data-gap="0">',
        "figure": '<p><img data-gap="0"></p>',
    }
    return "".join(piece if isinstance(piece, str) else marks[piece.kind].format(allowed.LINK_REL) for piece in body.pieces)


def html(text):
    return whole(markup(text)[0]).strip()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
        ("# One\n\n###### Six", '<h2 id="m-one">One</h2>\n<h6 id="m-six">Six</h6>'),
        ("## A\n\n## A\n\n## a 2\n\n## Чай", '<h2 id="m-a">A</h2>\n<h2 id="m-a-2">A</h2>\n<h2 id="m-a-2-2">a 2</h2>\n<h2 id="m-chai">Чай</h2>'),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("- [x] done\n- [ ] not", "<ul>\n<li>☑ done</li>\n<li>☐ not</li>\n</ul>"),
        ("| a |\n|:-:|\n| b |", '<table><thead><tr><th align="center">a</th></tr></thead><tbody><tr><td align="center">b</td></tr></tbody></table>'),
        ("[a](https://example.org/?a&b)", f'<p><a href="https://example.org/?a&amp;b" rel="{allowed.LINK_REL}">a</a></p>'),
        ("https://example.org", f'<p><a href="https://example.org" rel="{allowed.LINK_REL}">https://example.org</a></p>'),
        ("[a](javascript:alert(1))", f'<p><a rel="{allowed.LINK_REL}">a</a></p>'),
        ("[a](//evil.example)", f'<p><a rel="{allowed.LINK_REL}">a</a></p>'),
        ("[a](#One thing)", "<p>[a](#One thing)</p>"),
        ("[a](#one)", f'<p><a href="#m-one" rel="{allowed.LINK_REL}">a</a></p>'),
        ("a <b onclick=x>b</b>", "<p>a b</p>"),
        ("<script>alert(1)</script>", ""),
        ("&lt;script&gt; &amp;", "<p>&lt;script&gt; &amp;</p>"),
        ("![alt *text*](https://example.org/x.png)", "<p>alt text</p>"),
        ("``` html\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("a\\\nb  \nc", "<p>a<br>\nb<br>\nc</p>"),
        ("--8<-- \"mkdocs.yml\"\n\n{{ config }} {% x %} {: .c }", "<p>--8&lt;-- \"mkdocs.yml\"</p>\n<p>{{ config }} {% x %} {: .c }</p>"),
    ],
)  # fmt: skip
def test_what_is_made_of_a_text(text, made):
    assert html(text).replace("\n<", "<").replace(">\n", ">") == made.replace("\n<", "<").replace(">\n", ">")


def test_pictures_and_references_leave_gaps():
    body, outline = markup("![a mug](mug.jpg)\n\nSee ![b](cup.jpg) and [her](story:the-mug).\n\n[Her](review:mug/good)\n\n[x](other:thing)")
    gaps = [piece for piece in body.pieces if isinstance(piece, Gap)]
    assert gaps == [
        Gap(kind="figure", target="mug.jpg"),
        Gap(kind="picture", target="cup.jpg"),
        Gap(kind="link", target="story:the-mug"),
        Gap(kind="card", target="review:mug/good"),
    ]
    assert [(each.target, each.line) for each in outline.references] == [("story:the-mug", 3), ("review:mug/good", 5)]
    assert [(each.target, each.line) for each in outline.pictures] == [("mug.jpg", 1), ("cup.jpg", 3)]
    assert [(each.target, each.line) for each in outline.links] == [("other:thing", 7)]


def test_no_text_can_make_a_gap_of_its_own():
    body, _ = markup('<img data-gap="0"> <a data-ref="0">x</a> &lt;img data-gap="0"&gt; ![x](a.jpg)')
    assert [piece for piece in body.pieces if isinstance(piece, Gap)] == [Gap(kind="picture", target="a.jpg")]


def test_the_outline_says_what_is_in_a_text():
    _, outline = markup("## A *b* &amp; c\n\nOne two\n\n<i>x</i>\n\n### D\n\n[e](https://example.org/) <https://example.org/f>")
    assert [(each.level, each.id, each.text) for each in outline.headings] == [(2, "m-a-b-c", "A b & c"), (3, "m-d", "D")]
    assert [(each.target, each.line, each.text) for each in outline.links] == [
        (HTML, 5, ""),
        (HTML, 5, ""),
        ("https://example.org/", 9, "e"),
        ("https://example.org/f", 9, "https://example.org/f"),
    ]
    assert outline.excerpt == "A b & c One two x D e https://example.org/f"


def test_an_empty_text_is_empty():
    body, outline = markup("")
    assert (html(""), outline.excerpt, outline.headings, [piece for piece in body.pieces if piece]) == ("", "", (), [])


# Properties ------------------------------------------------------------------------------------------------------------

cleaner = nh3.Cleaner(
    tags=allowed.ELEMENTS, attributes=allowed.ATTRIBUTES, url_schemes=allowed.SCHEMES, link_rel=allowed.LINK_REL, strip_comments=True
)
pieces = st.sampled_from(
    [
        *("<", ">", "<script>", "</script>", "<!--", "-->", "<img src=x onerror=alert(1)>", "<svg/onload=x>", '<a href="javascript:x">', "</a>"),
        *("&#x3c;", "&lt;", "[a](", "[a](javascript:x)", "[a](data:text/html,x)", "[a](https://example.org)", "![a](", "![x](a.jpg)"),
        *("[x](story:a)", ")", "](", "<javascript:x>", "\n", "\n\n", "    ", "- ", "> ", "1. ", "# ", "## ", "|", "|-|", "```", "``` html\n"),
        *("@", "a@b.org", "www.a.org", "http://a.org", "ftp://a", "&#64;", "&nbsp;", "\xa0", "\f", "- [x] ", "| a |\n|:-:|\n"),
        *("---\n", "  \n", "3. "),
        *("~~", "`", "*", "**", "_", "\\", "a", "é", "🫖", "\u200d", '"', "'", "=", "&", "\t", "x" * 40),
    ]
)
texts = st.one_of(st.text(max_size=80), st.lists(pieces, max_size=25).map("".join))


@given(texts)
@example('[a](https://example.org "x\\" onclick=y")')
@example("[a](<https://example.org/' onclick='x>)")
def test_nothing_outside_the_lists_is_in_what_is_made(text):
    made = html(text)
    for node in html5lib.parseFragment(made, namespaceHTMLElements=False).iter():
        if node.tag == "DOCUMENT_FRAGMENT":
            continue
        assert node.tag in allowed.ELEMENTS
        names = set(node.attrib)
        assert names <= allowed.ATTRIBUTES.get(node.tag, set()) | ({"rel"} if node.tag == "a" else set())
        if node.tag == "a":
            assert node.attrib["rel"] == allowed.LINK_REL
            href = node.attrib.get("href", "")
            assert href == "" or href.startswith("#m-") or allowed.url_fault(href) == ""
        if "id" in names:
            assert node.attrib["id"].startswith("m-")


@given(texts)
def test_cleaning_again_changes_nothing(text):
    made = whole(markup(text)[0])
    assert cleaner.clean(made) == made


# What the marks of extensions are near to, and what might do without them.
near = st.one_of(
    *(
        st.lists(st.sampled_from([*alphabet, *more]), max_size=16).map("".join)
        for alphabet, more in [
            ("a-: \t\f\v>\n1.#|\r\xa0", ["\n", "---", "    "]),
            ("a-: \n~[x]X*+1.\t", ["- [ ] ", "[x]", "- ["]),
            ("aw.:/@&#;64\n <>", ["www.", "http:/", "mailto:", "a@b.c", "&#64;", "&commat;", "WWW.A.ORG", "HTTP://A.B", "\\www.a.b"]),
            ("[]a:x()\n -", ["[a]: b\n", "---\n", "- "]),
        ]
    )
)


@given(st.one_of(texts, near))
@example("a&#64;b.org")
@example("a\n:-")
@example("a\n\f---")
def test_what_no_extension_is_needed_for_comes_to_the_same_without(text):
    whole = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_VALIDATE_UTF8)
    assert sanitiser.without_places(cmark.render(text)) == whole
    if not any(mark in text for marks in (*cmark._EXTENSIONS.values(), cmark._LINKS) for mark in marks):
        assert not any(tag in whole for tag in ("<a ", "<img", "<table", "<del", "<input", "<!--"))


@given(texts)
def test_what_the_sanitiser_is_not_asked_about_is_what_it_would_say(text):
    walked = Walk(cmark.render(text), text).walked()
    assert sanitiser.sanitise(walked) == cleaner.clean(walked)


tags = st.sampled_from(["<p>", "</p>", "<em>", '<h2 id="m-a">', "</h2>", "&quot;", "&lt;", "<br />"])


@given(st.lists(st.one_of(pieces, tags), max_size=12).map("".join))
def test_only_harmless_tags_pass_without_the_sanitiser(text):
    """Whatever is handed to it, in whatever order."""
    names = {each.split(">")[0].split()[0].strip("/") for each in sanitiser.sanitise(text).split("<")[1:]}
    assert names <= allowed.ELEMENTS


@given(texts)
def test_each_mention_has_its_line(text):
    _, outline = markup(text)
    lines = text.count("\n") + 1
    for mention in (*outline.links, *outline.references, *outline.pictures):
        assert 1 <= mention.line <= lines


@given(texts)
def test_headings_have_ids_of_their_own(text):
    _, outline = markup(text)
    assert len({heading.id for heading in outline.headings}) == len(outline.headings)


@given(st.text(max_size=700), st.integers(10, 300))
@example("word " * 100, 160)
@example("x" * 400, 160)
@example(" " * 400, 160)
def test_an_excerpt_is_never_longer_and_ends_between_words(text, most):
    plain = " ".join(text.split())
    short = excerpt(plain, most)
    assert len(short) <= most
    if len(plain) <= most:
        assert short == plain
    else:
        assert short.endswith("…")
        assert plain.startswith(short[:-1])


@given(texts)
def test_the_excerpt_of_a_text_fits_its_place(text):
    _, outline = markup(text)
    assert len(outline.excerpt) <= EXCERPT
    assert "\n" not in outline.excerpt


def test_plain_text_drops_a_tag_that_is_cut_off():
    assert plain_text("<p>a</p>\n<p>b &amp; c <a hr") == "a b & c"
