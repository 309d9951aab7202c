"""Whatever mkdocs.yml switches on, it reaches the hand-written pages alone: a member's text is the same page with it and without."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_fields import BASE, SENT
from hostile_site import BASE as COMMUNITY
from hostile_site import TODAY

from storywall import build, pipeline
from storywall.compose import compose
from storywall.mkdocs_plugin import build_frames

SECRET = "the-secret-of-this-machine"

EVERYTHING = """
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - meta
  - tables
  - toc: {permalink: true}
  - pymdownx.arithmatex: {generic: true}
  - pymdownx.b64: {base_path: @ROOT@}
  - pymdownx.betterem
  - pymdownx.blocks.admonition
  - pymdownx.blocks.details
  - pymdownx.blocks.html
  - pymdownx.blocks.tab
  - pymdownx.caret
  - pymdownx.critic
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.escapeall
  - pymdownx.extra
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.magiclink
  - pymdownx.mark
  - pymdownx.pathconverter
  - pymdownx.progressbar
  - pymdownx.smartsymbols
  - pymdownx.snippets: {base_path: [@ROOT@], auto_append: [storywall.yml], check_paths: false}
  - pymdownx.striphtml
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
        - name: raw
          class: raw
          format: !!python/name:pymdownx.superfences.fence_div_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
"""

TEXT = """Words.

--8<-- "secret.txt"
--8<-- ".env"

;--8<--
secret.txt
;--8<--

```
--8<-- "secret.txt"
```

A paragraph.
{: .attribute #storywall-page onclick="alert(1)" style="color:red" }

Words{ .attribute #other data-x="1" }

## A heading {: #storywall-page .attribute }

!!! note "An admonition"
    Its text.

??? warning
    Its text.

/// html | div.attribute
Its text.
///

=== "A tab"
    Its text.

```mermaid
graph TD; a --> b
```

```raw
x
```

```{.python .attribute linenums="1"}
x = 1
```

Term
:   Definition

A note[^1].

[^1]: Its text.

*[HTML]: Hyper

HTML :smile: ++ctrl+c++ ==marked== ^^under^^ H~2~O x^2^ (c) --> {++added++} {--removed--} [=50% "half"] `#!python x` $x^2$ \\(y\\)

- [ ] a task

[TOC]

{{ config.site_name }} {% include "x" %} {{ 7*7 }} ${x} <%= x %> [[wiki]]
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, dict[str, str]]:
    """The same community with everything switched on, and with nothing: HTML by address."""
    found = {}
    for name, more in (("plain", ""), ("everything", EVERYTHING)):
        root = tmp_path_factory.mktemp(name) / "root"
        shutil.copytree(COMMUNITY, root)
        (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text() + more.replace("@ROOT@", str(root)))
        (root / "secret.txt").write_text(SECRET)
        (root / ".env").write_text(f"TOKEN={SECRET}\n")
        (root / "docs" / "by-hand.md").write_text(TEXT)
        submissions = root / "submissions"
        (submissions / "stories" / "a-story.md").write_text(compose({**BASE["story"], "title": TITLE, "summary": TITLE}, TEXT))
        (submissions / "newsletters" / "an-issue.md").write_text(compose({**BASE["newsletter"], "title": TITLE}, TEXT))
        (submissions / "reviews" / "morning-mug" / "a-review.md").write_text(compose({"rating": "4", **SENT, "title": TITLE}, TEXT))
        (submissions / "members" / "ivo.md").write_text(compose({**BASE["member"], "place": "--8<-- .env"}, TEXT))
        checked = pipeline.check(root, pipeline.Options(today=TODAY, processes=1), build_frames)
        assert not [problem for problem in checked.problems if problem.severity == "error"], checked.problems
        build.publish_checked(checked, root / "site", processes=1)
        found[name] = {path.relative_to(root / "site").as_posix(): path.read_text() for path in (root / "site").rglob("*.html")}
    return found


TITLE = '--8<-- "secret.txt" {: .attribute onclick="x" } {{ 7*7 }} :smile:'
MEMBERS = ("stories/a-story/", "newsletters/an-issue/", "products/morning-mug/", "members/ivo/", "stories/", "reviews/", "")


def content(page: str) -> str:
    node = LexborHTMLParser(page).css_first(".sw")
    assert node is not None
    return str(node.html)


def test_everything_is_really_on(pages):
    """Else this file would prove nothing."""
    by_hand = pages["everything"]["by-hand/index.html"]
    assert SECRET in by_hand
    assert SECRET not in pages["plain"]["by-hand/index.html"]
    for sign in ("admonition", "mermaid", "tabbed-set", "footnote", "<kbd", "<mark>", "attribute", "twemoji", "task-list"):
        assert sign in by_hand, sign


@pytest.mark.parametrize("address", MEMBERS)
def test_a_members_page_is_the_same(pages, address):
    with_all, plain = (content(pages[name][f"{address}index.html"]) for name in ("everything", "plain"))
    assert with_all == plain


def test_no_page_of_members_holds_the_secret(pages):
    for address, page in pages["everything"].items():
        assert SECRET not in page or address == "by-hand/index.html", address


def test_nothing_of_them_is_live(pages):
    tree = LexborHTMLParser(content(pages["everything"]["stories/a-story/index.html"]))
    for node in tree.css(".sw *"):
        assert not [name for name in node.attributes if name.startswith("on") or name == "style"]
        assert "attribute" not in str(node.attributes.get("class") or "")
        assert node.attributes.get("id") != "storywall-page"
    assert tree.css_first(".sw-prose pre code") is not None
    assert not tree.css(".mermaid, .admonition, .footnote, kbd, mark, details, .headerlink, svg.twemoji")


def test_every_sign_is_shown_as_it_was_written(pages):
    node = LexborHTMLParser(pages["everything"]["stories/a-story/index.html"]).css_first(".sw-prose")
    assert node is not None
    said = " ".join(node.text().split())
    for sign in ('--8<-- "secret.txt"', "{: .attribute #storywall-page", "!!! note", "++ctrl+c++", "{{ 7*7 }}", ":smile:", "[TOC]", "[^1]"):
        assert sign in said, sign
