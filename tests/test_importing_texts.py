import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storywall.importing import texts
from storywall.markup import HTML, markup, plain_text

signs = st.lists(
    st.sampled_from([*"ab1 \n\t*_`[]()<>#-+=~|&;.!\\:/@'\"0x", "https://x.org/", "www.a.b", "http://", "story:the-mug"]), max_size=30
).map("".join)
TAGS = """
<b> </b> <i> </i> <p> </p> <ul> <li> </li> </ul> <ol> </ol> <br> <blockquote> </blockquote> <h2> </h2> </a> <script> </script> <td> <tr> <table>
a b * _ " 1. - # &lt;b&gt; <x> < &amp; <!-- <![CDATA[ [x](y) https://x.org/_a
""".split()
html = st.lists(
    st.sampled_from([*TAGS, '<a href="https://x.org/">', '<a href="javascript:x">', '<img src=x alt="a mug">', "\n", " "]), max_size=25
).map("".join)


def shown(text):
    """The letters that a reader sees."""
    body, _ = markup(text)
    return letters(plain_text("".join(piece for piece in body.pieces if isinstance(piece, str))))


def letters(text):
    return "".join(text.split())


@settings(max_examples=300)
@given(signs)
def test_plain_text_reads_as_it_was_written(text):
    written = texts.plain_to_markdown(text)
    assert shown(written) == letters(text)
    _, outline = markup(written)
    assert not outline.headings
    assert not outline.references
    assert not outline.pictures
    assert all(link.target != HTML for link in outline.links)


@settings(max_examples=300)
@given(html)
def test_html_keeps_its_words_and_leaves_no_html(text):
    written = texts.html_to_markdown(text)
    _, outline = markup(written)
    assert all(link.target != HTML for link in outline.links)
    assert not outline.pictures
    assert shown(written) == letters(texts.to_plain(f"<br>{text}"))


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("I <3 this", "I \\<3 this"),
        ("a < b and b > c", "a \\< b and b > c"),
        ("fine_name and _emphasis_", "fine_name and \\_emphasis\\_"),
        ("1. first\n2. second", "1\\. first\\\n2\\. second"),
        ("it&#39;s fine &amp; warm", "it's fine & warm"),
        ("one\r\ntwo\u2028three\ufeff", "one\\\ntwo\\\nthree"),
        ("<p>I <b>love</b> it</p><p>Really.</p>", "I **love** it\n\nReally."),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<ol><li><p>one</p></li><li>two</li></ol>", "1. one\n2. two"),
        ("<b> spaced </b>out", "**spaced** out"),
        ('foo<b>"bar"</b>baz', 'foo"bar"baz'),
        ('<a href="https://example.org/a b">x</a>', "x"),
        ('<a href="https://example.org/a">x</a>', "[x](https://example.org/a)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<script>alert(1)</script><style>b{}</style>safe", "safe"),
        ("<blockquote>said<br>so</blockquote>after", "> said\\\n> so\n\nafter"),
        ("<h1>Head</h1>text", "## Head\n\ntext"),
        ('<img src="https://x.org/m.jpg" alt="A blue mug">', "A blue mug"),
    ],
)
def test_texts_from_elsewhere_become_our_markdown(source, markdown):
    assert texts.to_markdown(source) == markdown


def test_a_title_is_one_line():
    assert texts.to_line("<b>Warm</b>\n &amp;  round ") == "Warm & round"
    assert texts.to_line("5 < 6") == "5 < 6"
