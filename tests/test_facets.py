"""What reviews can be chosen by and what they come to, from small communities; the index and the shards say the same as the pages."""

import json
from html import unescape

import pytest

from storywall import making, render
from storywall.build import publish_checked
from storywall.pipeline import site_of
from storywall.render import review_find, reviewed
from storywall.render.facets import ATTRIBUTE
from storywall.render.review_find import ALPHABET, FindJob

PRODUCT = "products/morning-mug/"


@pytest.fixture
def made(community):
    """Six reviews of a mug that differ in everything."""
    community.remove("submissions/reviews/morning-mug/keeps-warm.md")
    verified = {"by": "wren", "date": "2026-11-03", "evidence": "order:1"}
    community.review("a", rating="5", date="2026-01-01", pros=["Keeps warm"], attributes={"weight": "4", "size": "right"}, verified=verified)
    community.review("b", rating="5", date="2026-01-02", pros=["keep warm!"], cons=["small"], attributes={"weight": "5"})
    community.review("c", rating="1", date="2026-01-03", cons=["small"], incentive={"kind": "gift"}, attributes={"size": "right"})
    community.review("d", rating="5", date="2026-01-04", pros=["keeps warm"], relationship="employee", attributes={"weight": "1"})
    community.review(
        "e", rating="2", date="2026-01-05", cons=["Smaller than I thought"], source="a marketplace", attributes=None, body="Words. " * 60
    )
    community.review("f", rating="4", date="2026-01-06", attributes=None, language="it")
    return community


def site(community, **listings):
    community.change("storywall.yml", "brand:", "".join(f"listings: {{{name}: {size}}}\n" for name, size in listings.items()) + "brand:")
    checked = community.check()
    assert not checked.errors
    return site_of(checked)


def names(entries):
    return [entry.name for entry in entries]


def shown(site, address):
    """The names of the reviews on a page, in their order, and its HTML."""
    job = next(job for job in render.plan(site) if job.address == address)
    html = render.make(job, site, {}).main
    return [part.partition('"')[0] for part in html.split('<article class="sw-review" id="')[1:]], html


def test_filters_hold_the_reviews_that_have_their_values(made):
    facets = site(made).reviewed.facets("morning-mug")
    assert names(facets.part("stars", "5")) == ["d", "b", "a"]
    assert names(facets.part("stars", "1")) == ["c"]
    assert names(facets.part("verified", "yes")) == ["a"]
    assert names(facets.part("language", "it")) == ["f"]
    assert names(facets.part("incentive", "gift")) == ["c"]
    assert names(facets.part("incentive", "none")) == ["f", "e", "d", "b", "a"]
    assert names(facets.part(f"{ATTRIBUTE}weight", "4")) == ["a"]
    assert names(facets.part(f"{ATTRIBUTE}size", "right")) == ["c", "a"]
    assert "photos" not in facets.filters, "none has photos, so there is nothing to choose"


def test_what_leaves_nothing_out_is_no_filter(community):
    facets = site(community).reviewed.facets("morning-mug")
    assert set(facets.filters) == {"stars"}


def test_points_and_attributes_count_what_the_average_counts(made):
    facets = site(made).reviewed.facets("morning-mug")
    assert [(point.label, point.places) for point in facets.pros] == [("Keeps warm", (0, 1))]
    assert [(point.label, point.places) for point in facets.cons] == [("small", (1, 2))], "a marketplace's review doesn't count"
    assert names(facets.part("praise", "keep-warm")) == ["b", "a"]
    assert names(facets.part("missing", "small")) == ["c", "b"]
    weight, size = facets.measures
    assert (weight.label, weight.count, weight.mean, weight.ends) == ("Weight", 2, 4.5, ("light", "heavy"))
    assert (size.count, [(choice.value, given) for choice, given in size.shares if given]) == (2, [("right", 2)])


def test_choices_that_would_share_an_address_are_told_apart(community):
    community.change("submissions/products/morning-mug.md", "choices: [small, right, large]", "choices: ['so so', 'so, so!', large]")
    community.review("keeps-warm", attributes={"size": "so so"})
    community.review("other", attributes={"size": "so, so!"})
    facets = site(community).reviewed.facets("morning-mug")
    assert [(choice.value, choice.label) for choice in facets.filters[f"{ATTRIBUTE}size"].choices] == [("so-so", "so so"), ("so-so-2", "so, so!")]


def test_each_choice_is_a_page_that_shows_its_reviews_and_counts_them(made):
    world = site(made)
    facets = world.reviewed.facets("morning-mug")
    addresses = {job.address for job in render.plan(world)}
    for each in facets.filters.values():
        for choice in each.choices:
            address = f"{PRODUCT}reviews/by/{each.name}/{choice.value}/"
            assert address in addresses
            found, html = shown(world, address)
            assert found == names(facets.part(each.name, choice.value))
            assert f"{len(found)} review" in html


def test_a_page_of_a_choice_says_how_many_do_not_count(made):
    world = site(made)
    assert "1 of them doesn't count in the average" in unescape(shown(world, f"{PRODUCT}reviews/by/stars/5/")[1])
    assert "in the average</span>" not in shown(world, f"{PRODUCT}reviews/by/stars/4/")[1]


def test_pages_of_a_choice_are_numbered_from_the_oldest(made):
    world = site(made, reviews=1)
    assert shown(world, f"{PRODUCT}reviews/by/stars/5/")[0] == ["d"]
    assert [shown(world, f"{PRODUCT}reviews/by/stars/5/page/{number}/")[0] for number in (1, 2, 3)] == [["a"], ["b"], ["d"]]


def test_a_new_review_changes_no_numbered_page_but_the_newest(made):
    made.change("storywall.yml", "brand:", "listings: {reviews: 2}\nbrand:")
    addresses = [f"{PRODUCT}reviews/page/{number}/" for number in (1, 2, 3)] + ["reviews/page/1/", "reviews/page/2/", "reviews/page/3/"]
    world = site(made)
    before = [shown(world, address)[1] for address in addresses]
    made.review("g", rating="3", date="2026-01-07", pros=["keeps warm"])
    world = site(made)
    after = [shown(world, address)[1] for address in addresses]
    changed = [address for address, old, new in zip(addresses, before, after, strict=True) if old != new]
    assert changed in ([], [f"{PRODUCT}reviews/page/2/", "reviews/page/2/"]), "the one that led to the first page leads to the new one"


def test_bars_lead_to_all_stars_that_somebody_gave(made):
    html = shown(site(made), PRODUCT)[1].replace(render.ROOT, "/")
    assert [
        number for number in range(1, 6) if f'href="/{PRODUCT}reviews/by/stars/{number}/" data-by="stars" data-value="{number}" data-go' in html
    ] == [
        1,
        2,
        4,
        5,
    ]


def test_a_point_that_one_review_makes_leads_to_it(made):
    made.review("g", cons=["no lid"], date="2026-01-07")
    html = shown(site(made), PRODUCT)[1].replace(render.ROOT, "/")
    assert f'<a href="/{PRODUCT}reviews/page/1/#g">no lid</a>' in html
    assert (
        f'<a href="/{PRODUCT}reviews/by/missing/small/" data-by="missing" data-value="small" data-go>small</a> <span class="sw-count">2</span>'
        in html
    )


def test_all_reviews_can_be_chosen_by_stars(made):
    world = site(made)
    found = shown(world, "reviews/by/stars/5/")[1].split("sw-review-title")[1:]
    assert len(found) == 3
    assert names(world.reviewed.all_by["stars"]["2"]) == ["e"]


# What the script reads -----------------------------------------------------------------------------------------------


def test_the_index_tells_of_each_review_what_the_filters_do(made):
    world = site(made)
    facets = world.reviewed.facets("morning-mug")
    index = review_find.index("morning-mug", world)
    told = {
        (by, value): tuple(place for place, code in enumerate(line) if code == ALPHABET[number])
        for by, (values, line) in index["by"].items()
        for number, value in enumerate(values)
    }
    for by, values in index["many"].items():
        for value, steps in values.items():
            told[by, value] = tuple(sum(steps[: end + 1]) for end in range(len(steps)))
    assert told == {(each.name, choice.value): choice.places for each in facets.filters.values() for choice in each.choices}
    most = max(range(6), key=lambda place: ALPHABET.index(index["detail"][place]))
    assert facets.reviews[most].name == "e"


def more(made):
    """So many five stars that they need two shards."""
    for number in range(review_find.SHARD):
        made.review(f"m{number:02}", rating="5", date=f"2026-02-{number + 1:02}")


def test_shards_hold_each_review_once_as_its_page_has_it(made):
    more(made)
    world = site(made, reviews=1)
    jobs = list(review_find.plan("morning-mug", world))
    found = {}
    for job in jobs:
        asset = review_find.make(job, world, {})
        assert asset.address == job.address
        if job.stars:
            for html in json.loads(asset.data):
                name = html.split('id="')[1].split('"')[0]
                assert name not in found
                found[name] = (job.stars, html)
    assert sorted(found) == sorted(names(world.view.reviews["morning-mug"]))
    by_name = {entry.name: entry for entry in world.view.reviews["morning-mug"]}
    pages = "".join(shown(world, f"{PRODUCT}reviews/page/{number}/")[1] for number in range(1, len(found) + 1))
    for name, (stars, html) in found.items():
        assert by_name[name].data.rating == stars
        assert html.strip() in pages


def test_a_review_is_rendered_once_for_all_its_pages(made):
    world = site(made)
    shown(world, PRODUCT)
    kept = {key: world.reviewed.kept[key] for key in list(world.reviewed.kept)}
    assert len(kept) == 6
    for job in render.plan(world):
        if job.what in ("reviews", "reviews-by", "all-reviews") or job.address == "reviews/":
            render.make(job, world, {})
    assert all(world.reviewed.kept[key] is kept[key] for key in kept)


def test_no_text_is_missing_where_more_reviews_are_shown_than_are_kept(made, tmp_path, monkeypatch):
    for name in "abcdf":
        path = made.root / f"submissions/reviews/morning-mug/{name}.md"
        path.write_text(f"{path.read_text('utf-8').rstrip()}\n\nThe whole of {name}.\n", "utf-8")
    made.change("storywall.yml", "brand:", "listings: {reviews: 2}\nbrand:")

    def build(folder):
        publish_checked(made.check(), folder, processes=1)
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    roomy = build(tmp_path / "roomy")
    monkeypatch.setattr(reviewed, "KEPT_AT_MOST", 3)
    monkeypatch.setattr(making, "_BATCH", 4)
    assert build(tmp_path / "narrow") == roomy
    assert b"The whole of a." in roomy["products/morning-mug/reviews/page/1/index.html"]


def test_shards_stay_where_a_review_is_added(made):
    more(made)
    made.change("storywall.yml", "brand:", "listings: {reviews: 1}\nbrand:")

    def shards():
        world = site(made)
        return {job.address: review_find.make(job, world, {}).data for job in review_find.plan("morning-mug", world) if job.stars}

    before = shards()
    made.review("newest", rating="5", date="2026-03-07")
    after = shards()
    assert [address for address in after if after[address] != before.get(address)] == [FindJob(product="morning-mug", stars=5, number=1).address]


def test_where_a_page_shows_all_reviews_there_is_only_the_index(made):
    assert [job.address for job in review_find.plan("morning-mug", site(made))] == [f"{PRODUCT}reviews/find/index.json"]


def test_each_products_files_are_made_behind_its_pages(made):
    world = site(made, reviews=1)
    woven = list(review_find.weave(render.plan(world), world))
    files = [place for place, job in enumerate(woven) if isinstance(job, FindJob)]
    last = max(place for place, job in enumerate(woven) if not isinstance(job, FindJob) and job.what in ("reviews", "reviews-by"))
    assert files == list(range(last + 1, last + 1 + len(files)))
    assert [job for job in woven if not isinstance(job, FindJob)] == render.plan(world)


def test_a_hostile_point_stays_text_everywhere(made):
    made.review("g", date="2026-01-07", pros=["<img src=x onerror=alert(1)>"], cons=["</script><b>"])
    world = site(made, reviews=1)
    made_pages = [shown(world, PRODUCT)[1], *(review_find.make(job, world, {}).data.decode() for job in review_find.plan("morning-mug", world))]
    assert any("onerror" in text for text in made_pages)
    for text in made_pages:
        assert "<img src=x" not in text
        assert "</script><b>" not in text
