"""What may show where and when: scopes, schedule, production, and what hangs on something else. Then how stars add up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from storywall import cache, clock, feeds, render
from storywall.build import publish_checked
from storywall.pipeline import site_of
from storywall.settings import Settings
from storywall.view import SITE, view

DAY = date(2026, 11, 21)
HASH = "bccb3d32"


def consent(*scopes):
    return {"scopes": list(scopes), "wording": f"2026-11@{HASH}", "language": "en", "date": "2026-11-01", "channel": "form"}


def shown(community, scope=SITE, today=DAY, **options):
    return set(view(community.check(today=today).community, scope, today, **options).by_key)


def test_an_entry_shows_only_where_its_consent_says(community):
    community.story("only-letters", consent=consent("newsletter"))
    community.story("only-ads", consent=consent("ads", "social"))
    assert {"story:the-mug"} == {key for key in shown(community) if key.startswith("story:")}
    assert {"story:the-mug", "story:only-letters"} == {key for key in shown(community, "newsletter") if key.startswith("story:")}
    assert {"story:only-ads"} == {key for key in shown(community, "ads") if key.startswith("story:")}


@pytest.mark.parametrize(("today", "there"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True), (date(2027, 1, 1), True)])
def test_an_entry_shows_from_its_day_on(community, today, there):
    community.story("december", date="2026-12-01")
    assert ("story:december" in shown(community, today=today)) is there


def test_products_have_no_day(community):
    assert "product:morning-mug" in shown(community, today=date(2000, 1, 1))


def test_samples_are_left_out_in_production_with_all_that_hangs_on_them(community):
    community.change("submissions/products/morning-mug.md", "name:", "sample: true\nname:")
    community.change("submissions/members/mara.md", "name:", "sample: true\nname:")
    assert shown(community, production=True) == {"story:the-mug", "photo:window-sill", "newsletter:november"}
    assert len(shown(community)) == 7


def test_what_hangs_on_a_hidden_one_is_in_no_list(community):
    community.change("submissions/members/mara.md", "joined: 2026-01-12", "joined: 2027-01-12")
    found = community.check().view
    assert found.entries("spotlight") == ()
    assert found.by_author == {}
    assert [entry.key for entry in found.by_product["morning-mug"]] == ["story:the-mug"]


def test_lists_are_newest_first_and_those_without_a_day_by_title(community):
    for slug, day in [("b", "2026-11-10"), ("a", "2026-11-10"), ("c", "2026-11-12")]:
        community.story(slug, date=day)
    for slug, name in [("z", "apple pot"), ("y", "Zebra pot"), ("x", "Éclair plate")]:
        community.write(f"submissions/products/{slug}.md", f"---\nname: {name}\n---\n")
    found = community.check().view
    assert [entry.slug for entry in found.entries("story")] == ["c", "b", "a", "the-mug"]
    assert [entry.slug for entry in found.entries("product")] == ["z", "x", "morning-mug", "y"]


def test_a_tag_or_product_that_is_named_twice_lists_an_entry_once(community):
    community.story("a", tags=["tea", "tea"], products=["morning-mug", "morning-mug"])
    found = community.check().view
    assert [entry.slug for entry in found.by_tag["tea"]] == ["a"]
    assert [entry.slug for entry in found.by_product["morning-mug"]] == ["the-mug", "a"]


def test_photos_of_what_is_hidden_are_not_published(community):
    scheduled = "submissions/photos/later"
    community.write(
        f"{scheduled}/index.md", community.read("submissions/photos/window-sill/index.md").replace("2026-11-04\nconsent", "2026-12-24\nconsent")
    )
    community.write(f"{scheduled}/sill.jpg", (community.root / "submissions/photos/window-sill/sill.jpg").read_bytes())
    assert list(community.check().view.pictures) == ["submissions/photos/window-sill/sill.jpg"]
    assert len(community.check(today=date(2026, 12, 24)).view.pictures) == 2


def test_nothing_of_a_hidden_entry_reaches_the_site(community, tmp_path):
    """One word that stands nowhere else, in every text of an entry that may not show here, or not yet."""
    word = "Xylophonist"
    for slug, changes in {"scope": {"consent": consent("newsletter", "social", "ads")}, "later": {"date": "2026-12-24"}}.items():
        community.story(
            slug,
            title=f"{word} {slug}",
            summary=word,
            tags=[word.lower()],
            body=f"{word} [a](story:the-mug)",
            aliases=[f"{word.lower()}-{slug}"],
            **changes,
        )
    published = publish_checked(community.check(), tmp_path / "site", processes=1)
    assert len(published.written) > 20
    texts = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert [path for path in texts if word.lower() in path.name.lower() or word.lower().encode() in path.read_bytes().lower()] == []


# The day ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Rome", date(2026, 11, 22)),
        ("America/New_York", date(2026, 11, 21)),
        ("Pacific/Kiritimati", date(2026, 11, 22)),
        ("UTC", date(2026, 11, 21)),
    ],
)
def test_today_is_the_day_in_the_community_s_time_zone(monkeypatch, zone, day):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 21, 23, 30, tzinfo=UTC).astimezone(tz or timezone(timedelta(hours=12)))

    monkeypatch.setattr(clock, "datetime", Clock)
    assert Settings(name="A", brand="B", timezone=zone).today() == day


# Stars -----------------------------------------------------------------------------------------------------------------


def test_there_is_one_average_and_it_leaves_out_whom_it_must(community):
    """T10: all reviews show; own ones by neither employees nor relatives count."""
    community.remove("submissions/reviews/morning-mug/keeps-warm.md")
    for slug, rating, more in [
        ("a", 5, {}),
        ("b", 2, {"relationship": "ambassador"}),
        ("c", 4, {"relationship": "partner"}),
        ("d", 1, {"relationship": "employee"}),
        ("e", 1, {"relationship": "relative"}),
        ("f", 1, {"source": "a marketplace"}),
    ]:
        community.review(slug, rating=str(rating), **more)
    found = community.check().view
    rating = found.ratings["morning-mug"]
    assert (rating.count, rating.counted, rating.stars) == (6, 3, (0, 1, 0, 1, 1))
    assert rating.average == pytest.approx(11 / 3)
    assert found.rating == rating


def test_hidden_reviews_neither_show_nor_count(community):
    community.review("later", rating="1", date="2026-12-24")
    community.review("elsewhere", rating="1", consent=consent("ads"))
    assert community.check().view.ratings["morning-mug"].stars == (0, 0, 0, 0, 1)


def test_reviews_that_do_not_count_give_no_average(community):
    community.change("submissions/reviews/morning-mug/keeps-warm.md", "rating:", "source: a marketplace\nrating:")
    rating = community.check().view.ratings["morning-mug"]
    assert (rating.count, rating.counted, rating.average) == (1, 0, 0.0)


def test_a_product_without_reviews_has_no_rating(community):
    community.remove("submissions/reviews/morning-mug")
    found = community.check().view
    assert found.ratings == {}
    assert found.rating.count == 0


# Left out --------------------------------------------------------------------------------------------------------------


def test_broken_items_can_be_left_out_and_what_names_them_is_still_built(community, tmp_path):
    community.change("submissions/members/mara.md", "name:", "nome:")
    community.story("a", body="[a](story:b)\n\n[the other one](story:b)")
    community.story("b", title="")
    checked = community.check(keep_going=True)
    assert checked.errors
    assert {"story:a", "story:the-mug"} == {key for key in checked.view.by_key if key.startswith("story:")}
    publish_checked(checked, tmp_path / "site", processes=1)
    page = (tmp_path / "site/stories/a/index.html").read_text()
    assert "the other one" in page
    assert "stories/b/" not in page
    assert not (tmp_path / "site/members/mara").exists()


def test_the_plan_names_no_address_twice(community):
    site = site_of(community.check())
    addresses = [job.address for job in render.plan(site)] + [f"{job.base}feed.xml" for job in feeds.plan(site)]
    assert len(addresses) == len(set(addresses))


def test_a_text_that_went_away_stops_the_build(community, tmp_path):
    from storywall.pipeline import Unusable

    checked = community.check()
    cache.forget(checked.root)
    with pytest.raises(Unusable, match="went away"):
        publish_checked(replace(checked), tmp_path / "site", processes=1)
