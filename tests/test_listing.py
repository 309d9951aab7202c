"""Listings in pages that a new entry leaves alone."""

from collections import Counter

from storywall import render
from storywall.listing import first_part, part, review_address
from storywall.pipeline import site_of

SIZE = 7


def numbered(total, size=SIZE):
    """All numbered pages of a listing of `total` entries, newest first; an entry's number says when it came."""
    entries = list(range(total, 0, -1))
    pages = first_part(entries, size).pages
    return [part(entries, size, number) for number in range(1, pages + 1)]


def test_every_entry_is_on_exactly_one_numbered_page():
    for total in range(101):
        found = Counter(entry for page in numbered(total) for entry in page.entries)
        assert found == Counter(range(1, total + 1))


def test_the_first_page_shows_the_newest_and_leads_to_the_rest():
    for total in range(101):
        entries = list(range(total, 0, -1))
        first = first_part(entries, SIZE)
        assert list(first.entries) == entries[: len(first.entries)]
        assert min(total, SIZE) <= len(first.entries) < 2 * SIZE
        seen, page = set(first.entries), first
        while page.older is not None:
            page = part(entries, SIZE, page.older)
            assert not seen & set(page.entries)
            seen |= set(page.entries)
        assert seen == set(entries)


def test_from_every_page_one_comes_back_to_the_first():
    for total in range(101):
        entries = list(range(total, 0, -1))
        for page in numbered(total):
            way = [page]
            while way[-1].newer:
                way.append(part(entries, SIZE, way[-1].newer))
                assert len(way) < 20
            assert way[-1].newer == 0


def test_a_new_entry_changes_no_page_but_the_newest():
    for total in range(100):
        before, after = numbered(total), numbered(total + 1)
        assert [page.entries for page in after[: len(before) - 1]] == [page.entries for page in before[:-1]]
        links = [(page.older, page.newer) for page in before], [(page.older, page.newer) for page in after]
        changed = [number for number, (old, new) in enumerate(zip(*links, strict=False), start=1) if old != new]
        # where a block is full, the page before it leads there instead of to the first
        assert changed == ([(total + 1) // SIZE - 2] if (total + 1) % SIZE == 0 and total + 1 > 2 * SIZE else [])


def test_a_review_keeps_its_address(community):
    community.write("storywall.yml", community.read("storywall.yml") + "listings: {reviews: 3}\n")
    for number in range(10, 15):
        community.review(f"r{number}", date=f"2026-11-{number}")
    checked = community.check()
    before = {entry.slug: review_address(entry, checked.view, checked.settings) for entry in checked.view.entries("review")}
    assert before["morning-mug/keeps-warm"] == "products/morning-mug/reviews/page/1/#keeps-warm"
    assert before["morning-mug/r14"] == "products/morning-mug/reviews/page/2/#r14"
    community.review("newest", date="2026-11-20")
    checked = community.check()
    after = {entry.slug: review_address(entry, checked.view, checked.settings) for entry in checked.view.entries("review")}
    assert before.items() <= after.items()


def listed(community):
    site = site_of(community.check())
    return {job.address: render.make(job, site, {}).main for job in render.plan(site) if job.address.startswith("stories/page/")}


def test_rendered_pages_of_a_listing_stay_as_they_are(community):
    community.write("storywall.yml", community.read("storywall.yml") + "listings: {entries: 3}\n")
    for number in range(10, 22):
        community.story(f"s{number}", date=f"2026-10-{number}")
    before = listed(community)
    assert len(before) == 5
    community.story("newest", date="2026-11-20")
    after = listed(community)
    assert [address for address in before if before[address] != after[address]] == ["stories/page/5/"]
