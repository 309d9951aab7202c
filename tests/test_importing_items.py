"""Drafts that are plainly right aren't read again from what was composed: the verdict is the same as if they were."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storywall.importing import items
from storywall.kinds import BY_NAME
from storywall.settings import Settings

TODAY = date(2026, 11, 21)
CONSENT = {"scopes": ["site"], "date": "2024-05-06", "channel": "import", "basis": "terms"}
KNOWN = items.Known(
    settings=Settings(name="A", brand="B", consent="2026-11", contact="a@b.example"), today=TODAY, keys=frozenset(), entries={}, wordings=frozenset()
)
TEXTS = st.text(max_size=40) | st.sampled_from(
    [
        "",
        " ",
        "null",
        "1.0",
        "- x",
        "a: b",
        "# x",
        "a\nb",
        "\ta",
        "a\r\nb",
        "\u202e",
        "'",
        '"',
        "\\",
        "|",
        "---",
        "a@b.example",
        "+39 06 1234 5678",
        "<b>",
        "[a](b)",
    ]
)


@given(st.dictionaries(st.sampled_from(["title", "summary", "author_name", "language", "date", "odd key", "tags"]), TEXTS, max_size=4), TEXTS)
@example({}, "")
@example({"title": "A"}, "[a](javascript:x)")
@example({"title": "A"}, "a\n---\nb")
@example({"title": "---\n---"}, "text")
@example({"title": "A"}, "![](x.jpg)")
@example({"title": "A"}, "[x](story:none)")
def test_the_short_way_and_the_long_way_agree(fields, body):
    values = {"title": "A mug", "date": "2024-05-06", "incentive": "none", "relationship": "unknown", "consent": CONSENT, **fields}
    draft = items.Draft(kind=BY_NAME["story"], name="a-mug", values=values, body=body)
    short = items.prepare(draft, KNOWN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "_is_plainly_right", lambda *_: False)
        long = items.prepare(draft, KNOWN)
    assert short == long
