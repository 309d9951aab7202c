"""Markdown of others becomes ours: what may not stand becomes the nearest that may, is named with its line, and nothing inside code is touched."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storywall import allowed, markup
from storywall.importing.turn import Picture, turn
from storywall.report import say


def show(picture: Picture):
    return f"![]({picture.target})", None


def turned(text):
    return turn(text, show)[0]


def said(text):
    return [(each.line, say(each.reason.template, each.reason.values, "en")) for each in turn(text, show)[1]]


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        # HTML in lines
        ("a <b>bold</b> and <i>slanted</i> word", "a **bold** and *slanted* word"),
        ("<strong> not tight </strong>", " not tight "),
        ("press <kbd>Ctrl</kbd>, <code>x = 1</code>", "press `Ctrl`, `x = 1`"),
        ("H<sub>2</sub>O <span class=x>and</span> <u>all</u>", "H2O and all"),
        ('<a href="https://a.example">here</a>', "[here](https://a.example)"),
        ('<a href="/shop">here</a> <a name="x"></a>', "here "),
        ("one<br>two<br/>\nthree", "one\\\ntwo\\\nthree"),
        ("one<br>- two", "one - two"),
        ("the end<br>", "the end"),
        ("a Vec<T> and a < b", "a Vec\\<T> and a < b"),
        ("text <script>alert(1)</script> goes on", "text  goes on"),
        ("text <!-- a comment --> goes on", "text  goes on"),
        ("a <script src='https://a.example/x.js'></script> b", "a  b"),
        ("a <iframe src='https://a.example/x'></iframe> b", "a <https://a.example/x> b"),
        ("a <img alt='nothing'> b", "a  b"),
        ('<LAYER SRC="http://a.example/x"></LAYER>', '&lt;LAYER SRC="http://a.example/x">&lt;/LAYER>'),
        ("| a | b |\n|---|---|\n| x<br>y | <b>z</b> |", "| a | b |\n|---|---|\n| x y | **z** |"),
        # blocks of HTML
        ("<div>\nhello *you*\n</div>", "hello \\*you\\*"),
        ("above\n<div>in between</div>\nbelow", "above\n\nin between\n\nbelow"),
        ("<!-- nothing -->\n\ntext", "text"),
        ("<details>\n<summary>More</summary>\n\nIt *goes* on.\n\n</details>", "More\n\nIt *goes* on."),
        ("<pre><code class='language-r'>a &lt;- 1\n  b\n</code></pre>", "```r\na <- 1\n  b\n```"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1 | 2</td><td>3</td></tr></table>", "| A | B |\n| --- | --- |\n| 1 \\| 2 | 3 |"),
        ('<iframe src="https://video.example/1"></iframe>', "<https://video.example/1>"),
        ('<script src="https://a.example/x.js"></script>\n\ntext', "text"),
        ('<p align="center"><img src="a.jpg" alt="A mug"></p>', "![](a.jpg)"),
        ("- <div>in a list</div>\n- two", "- in a list\n- two"),
        ("> <div>in a quotation</div>\n>\n> more", "> in a quotation\n>\n> more"),
        # links and pictures
        ("[text](../other.md) and [more](page)", "text and more"),
        ("[text](//a.example/x) and [w](www.b.example)", "[text](https://a.example/x) and [w](https://www.b.example)"),
        ("[a *b*](javascript:alert(1))", "a *b*"),
        ("<ftp://files.example> and ftp://files.example/x", "ftp\\://files.example and ftp\\://files.example/x"),
        ("[in the text](#there)", "[in the text](#there)"),
        ("[![badge](b.png)](https://a.example)", "[![](b.png)](https://a.example)"),
        ("[ref][1]\n\n[1]: /relative", "ref\n\n[1]: /relative"),
        # footnotes
        ("A[^1] and B[^note].\n\n[^note]: The *second*.\n[^1]: The first\n    goes on.", None),
        ("no text[^9]", "no text\\[^9\\]"),
        # shortcodes, Liquid, attributes
        ('{{< figure src="x.jpg" alt="A mug" caption="C" >}}', "![](x.jpg)"),
        ("{{< youtube abc_12-3 >}}", "<https://www.youtube.com/watch?v=abc_12-3>"),
        ("{{% note %}}inside{{% /note %}}", "inside"),
        ("{{< unknown thing >}} {% include a.html %} {{ page.title }}", "{{< unknown thing >}} {% include a.html %} {{ page.title }}"),
        ("![i]({{ site.baseurl }}/a/b.png) [p]({% post_url 2020-01-01-x %})", "![](/a/b.png) p"),
        ('![i]({{ "/a/b.png" | relative_url }})', "![](/a/b.png)"),
        ('{{< highlight r "linenos=table" >}}\na <- "<b>"\n{{< /highlight >}}', '```r\na <- "<b>"\n```'),
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
        ("## Heading {#own-id}\n\ntext {: .lead}", "## Heading\n\ntext"),
        # code is code
        ("`<b>` and ``[x](y)``", "`<b>` and ``[x](y)``"),
        ("```\n<b>{{< x >}}[^1]\n\n\n\n</b>\n```", "```\n<b>{{< x >}}[^1]\n\n\n\n</b>\n```"),
        ("    <b>indented</b>", "    <b>indented</b>"),
        ("\\<b> stays", "\\<b> stays"),
    ],
)
def test_each_becomes_the_nearest_that_may_stand(source, markdown):
    if markdown is None:
        markdown = "A\\[1\\] and B\\[2\\].\n\n---\n\n1. The first\n   goes on.\n2. The *second*."
    assert turned(source) == markdown


def test_each_is_named_with_its_line():
    text = "first\n\n<div>x</div>\n\nsome <b>bold</b>\nand [a](b.md)\n\n[^1]: note <i>i</i>\n\nuse[^1] {% tag %}\n"
    assert said(text) == [
        (3, "`<div>` became Markdown"),
        (5, "`<b>` became Markdown"),
        (6, "the link to `b.md` leads nowhere here: its text stays"),
        (8, "the footnote `[^1]` became a note at the end"),
        (8, "`<i>` became Markdown"),
        (10, "`{% tag %}` is for a template: it stays as text"),
    ]


def test_nothing_is_said_of_what_may_stand():
    text = "# Title\n\n*a* **b** `c` [d](https://e.example) <https://f.example>\n\n- 1\n- 2\n\n> quoted\n\n| a |\n|---|\n| b |\n\n---\n"
    assert turn(text, show) == (text.strip("\n"), [])


PIECES = st.sampled_from(
    "<b> </b> <div> </div> <p> <img src='x.jpg'> <!-- --> <script> </script> <br> <T> ` ``` ~~~ \n \n\n > - * 1. [ ] ( ) ! [^1] [^1]: {{< >}} "
    "{{<x>}} {% %} {{ }} {: } | |--- # \\ & &lt; text word "
    " https://a.example ftp://x javascript:x [a](b) ![a](b.png) <a href='x'> </a> <pre> </pre>".split(" ")
)


@given(st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
@example("<")
@example("[![a](b)](c)")
@example("> - <div>\n> - x")
def test_whatever_is_written_our_reader_takes_the_result(text):
    written, _ = turn(text.replace("\r", ""), lambda picture: ("", None))
    links = markup.markup(written)[1].links
    assert [
        link
        for link in links
        if link.target not in (markup.TOO_MUCH, markup.CHARACTER) and (link.target in ("", markup.HTML) or allowed.url_fault(link.target))
    ] == []


@pytest.mark.parametrize("piece", ["[", "<", "![", "`", "*", "{{<", "[^1]", "<b>", "> ", "[a](", "<!--", "[^1]: x\n"])
def test_a_large_hostile_text_takes_seconds_at_most(piece):
    import time

    began = time.process_time()
    turn(piece * (100_000 // len(piece)), show)
    assert time.process_time() - began < 20
