"""Sources become entries, through the cache: a second reading finds the same without parsing, and never hides a problem."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall import cache, markup
from storywall import read as reading
from storywall.load import load
from storywall.model import Body, Gap, Source
from storywall.read import dump_body, load_body, read
from storywall.settings import Settings

SETTINGS = Settings(name="A", brand="B")


@pytest.fixture
def sources(community):
    def find():
        return [each for each in load(community.root) if isinstance(each, Source)]

    return find


def again(community, sources):
    with cache.Store(community.root / "state") as store:
        return read(sources(), store, SETTINGS)


def test_a_second_reading_finds_the_same_without_parsing(community, sources, monkeypatch):
    first = again(community, sources)
    assert len(first.entries) == 7

    def never(*arguments):
        raise AssertionError("parsed again")

    monkeypatch.setattr(reading, "parse", never)
    monkeypatch.setattr(markup, "markup", never)
    second = again(community, sources)
    assert second == first
    assert [entry.outline for entry in second.entries] == [entry.outline for entry in first.entries]


def test_what_was_read_can_be_sent_and_equal_consents_are_one(community, sources):
    community.story("one", body="## A\n\n[b](https://example.org/) ![c](c.jpg) [d](story:the-mug)")
    community.story("two")
    first = again(community, sources)
    second = pickle.loads(pickle.dumps(first))
    assert second == first
    stories = {entry.slug: entry for entry in second.entries if entry.kind == "story"}
    assert stories["one"].key == "story:one"
    assert stories["one"].data.consent is stories["two"].data.consent
    assert stories["one"].data.incentive is stories["two"].data.incentive


def test_a_changed_file_is_read_anew(community, sources):
    again(community, sources)
    community.change("submissions/stories/the-mug.md", "The mug that moved", "The mug that stayed")
    titles = {entry.key: entry.data for entry in again(community, sources).entries}
    assert titles["story:the-mug"].title == "The mug that stayed"


def test_problems_are_found_each_time_with_their_places(community, sources):
    community.story("a", title="[x]", body="<b>x</b> [y](ftp://example.org) ![](gone.jpg)")
    community.change("submissions/stories/a.md", '"[x]"', "[x]")
    community.write("submissions/stories/b.md", "---\ntitle: x\ntitle: y\n---\n")
    first, second = (again(community, sources).problems for _ in range(2))
    assert first == second
    assert {each.code for each in first} >= {
        "wrong-type",
        "html-in-text",
        "link-refused",
        "picture-not-listed",
        "duplicate-key",
        "missing-field",
        "no-body",
    }
    assert all(each.position or each.field for each in first)


def test_a_body_stays_in_the_store_and_out_of_the_entry(community, sources):
    with cache.Store(community.root / "state") as store:
        entries = {entry.key: entry for entry in read(sources(), store, SETTINGS).entries}
        story = entries["story:the-mug"]
        assert load_body(store.get([story.body_key])[story.body_key]).pieces == (
            "<p>It moved house with me four times, and it is still whole.</p>\n",
        )
        assert entries["product:morning-mug"].body_key == ""


def test_a_file_that_went_away_is_a_problem(community, sources):
    found = sources()
    community.remove("submissions/stories/the-mug.md")
    with cache.Store(community.root / "state") as store:
        result = read(found, store, SETTINGS)
    assert [(each.code, each.file) for each in result.problems] == [("unreadable-file", "submissions/stories/the-mug.md")]
    assert len(result.entries) == 6


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
gaps = st.builds(lambda kind, target: Gap(kind=kind, target=target), st.sampled_from(["link", "card", "picture", "figure"]), texts)


@given(st.lists(st.one_of(texts, gaps), max_size=6))
def test_a_body_comes_back_as_it_was(pieces):
    body = Body(pieces=tuple(pieces))
    assert load_body(dump_body(body)) == body
