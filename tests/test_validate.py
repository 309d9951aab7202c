"""Documents meet the schema: what is wrong is named by its code, at its place, with what can be guessed."""

import pytest

from storywall.kinds import BY_NAME
from storywall.parse import parse
from storywall.settings import Settings
from storywall.validate import validate

CONSENT = "consent: {scopes: [site], wording: 2026-11@bccb3d32, language: en, date: 2026-11-09, channel: form}"
FIELDS = {"title": "title: A cup", "author": "author: mara", "date": "date: 2026-11-10", "consent": CONSENT, "incentive": "incentive: none"}


def check(*lines, kind="story", schema=None):
    document, problems = parse("\n".join(["---", *lines, "---", "Text"]).encode(), "submissions/stories/a-cup.md")
    assert problems == []
    return validate(document, schema or BY_NAME[kind].schema)


def story(*more, **changed):
    return check(*({**FIELDS, **{name: f"{name}: {value}" for name, value in changed.items()}}.values()), *more)


def wrong(result):
    data, problems = result
    assert data is None
    found = [(each.position.line, each.position.column, each.code, ".".join(map(str, each.field))) for each in problems]
    return [(code, field, line, column) for line, column, code, field in sorted(found, key=lambda each: each[:2])]


def test_a_whole_story_is_typed():
    data, problems = story("featured: yes", "tags: [tea]")
    assert problems == []
    assert (data.title, data.date.isoformat(), data.featured, data.tags, data.incentive.kind) == ("A cup", "2026-11-10", True, ("tea",), "none")


def test_all_problems_come_at_once():
    assert wrong(story("tags: tea", "colour: red", title="[a]", date="'0'")) == [
        ("wrong-type", "title", 2, 8),
        ("bad-day", "date", 4, 7),
        ("wrong-type", "tags", 7, 7),
        ("unknown-field", "colour", 8, 1),
    ]


def test_a_missing_field_is_shown_where_its_group_begins():
    assert wrong(check("title: A cup")) == [
        (code, field, 1, 1) for code, field in [("missing-field", name) for name in ("date", "consent", "incentive")]
    ]
    assert wrong(story("photos:", "  - file: a.jpg", "  - alt: A small cup")) == [
        ("missing-field", "photos.0.alt", 8, 5),
        ("missing-field", "photos.1.file", 9, 5),
    ]
    consent = "{scopes: [site], date: 2026-11-09, channel: form}"
    assert wrong(story(consent=consent)) == [("missing-field", "consent.wording", 5, 10)]
    assert wrong(story(consent=consent.replace("form", "import"))) == [("missing-field", "consent.basis", 5, 10)]


def test_a_question_says_what_is_missing():
    _, problems = check("date: 2026-11-10", CONSENT, "incentive: none", "author: mara")
    assert problems[0].values == {"field": "title", "question": "What is your story called?"}


def test_a_mistyped_field_is_one_problem_and_not_two():
    _, problems = check("titel: A cup", *list(FIELDS.values())[1:])
    assert [(each.code, each.values["guess"]) for each in problems] == [("unknown-field", "title")]


def test_a_field_that_is_there_already_is_no_guess():
    _, problems = story("titel: A cup")
    assert problems[0].values["guess"] == ""


def test_guesses_know_the_group_they_are_in():
    _, problems = story("photos:", "  - {fiel: a.jpg, alt: A small cup, rights: own}")
    assert [(each.code, each.field, each.values.get("guess")) for each in problems] == [("unknown-field", ("photos", 0, "fiel"), "file")]


def test_names_that_are_free_are_checked_at_the_key():
    assert wrong(check("name: Mug", "attributes:", "  Fit it: {choices: [a, b]}", kind="product")) == [("bad-slug", "attributes.Fit it", 4, 3)]


@pytest.mark.parametrize(
    ("lines", "code", "field"),
    [
        (["author_name: Mara"], "two-authors", "author_name"),
        (["relationship: unknown"], "relationship-unknown", "relationship"),
        (["photos: [{file: a.jpg, alt: A small cup}]"], "rights-unknown", "photos.0.rights"),
        (["photos: [{file: a.jpg, alt: A small cup, rights: licensed}]"], "rights-without-proof", "photos.0.rights"),
        (
            ["photos: [{file: a.jpg, alt: A small cup, rights: own, depicted: [{who: Ivo, consent: no}]}]"],
            "depicted-without-consent",
            "photos.0.depicted.0.consent",
        ),
        (["photos: [{file: a.jpg, alt: A small cup, rights: own, depicted: yes}]"], "bad-choice", "photos.0.depicted"),
        (["video: {url: 'https://player.vimeo.com/1'}"], "missing-field", "video.transcript"),
        (["edited: [{date: 2026-11-11, reason: x, by: mara}]"], "unknown-field", "edited.0.by"),
    ],
)
def test_what_holds_within_one_item(lines, code, field):
    assert [each[:2] for each in wrong(story(*lines))] == [(code, field)]


def test_bare_values_have_no_places_and_so_no_problems():
    assert validate({"title": "A cup"}, BY_NAME["story"].schema) == (None, [])
    assert validate({"name": "A", "brand": "B"}, Settings)[0].name == "A"


def test_data_is_frozen():
    data, _ = story()
    with pytest.raises(ValueError, match="frozen"):
        data.title = "Another"
