"""What a page was made of is noted as it is made; whatever isn't noted leaves an old page behind, and these tests red."""

import functools
import shutil
from datetime import date

import pytest

from storywall import cache, plainly, publish, upkeep
from storywall.answers import Answers
from storywall.build import publish_checked
from storywall.needs import Kept, Notes
from storywall.noted import noted
from storywall.render import Site
from storywall.render.items import Items

TODAY = date(2026, 11, 21)


def build(community, today=TODAY, **options):
    return publish_checked(community.check(photos=True, today=today), community.root / "site", processes=1, **options)


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "pagefind" not in path.parts}


def from_nothing(community, tmp_path):
    """The files of a build in a fresh folder."""
    root = tmp_path / "fresh"
    shutil.copytree(community.root, root, ignore=shutil.ignore_patterns("site"))
    shutil.rmtree(cache.state_folder(root), ignore_errors=True)
    fresh = type(community)(root=root, frames=community.frames)
    build(fresh)
    return tree(root / "site")


def test_only_pages_that_show_what_changed_are_made_again(community, monkeypatch):
    for number in range(30):
        community.story(f"story-{number:02}", title=f"Story {number}", date=f"2026-10-{number % 28 + 1:02}", tags=[f"tag-{number % 7}"])
    build(community)
    made = []
    kept = upkeep.made
    monkeypatch.setattr(upkeep, "made", lambda needs, files, listed: made.extend(address for address, _ in files) or kept(needs, files, listed))
    community.change("submissions/stories/story-03.md", "Story 3", "Another title")
    changed = set(build(community).written)
    assert "stories/story-03/index.html" in changed
    assert "stories/story-20/index.html" not in made
    assert len(made) < 60
    assert {address for address in changed if not address.startswith("pagefind/")} <= {*made, "sitemap.xml"}


# Each kind of fact, with a change that nothing else tells of.
CHANGES = {
    "entry": lambda c: c.change("submissions/stories/the-mug.md", "The mug that moved", "The cup that moved"),
    "shown": lambda c: c.write("submissions/products/late.md", c.read("submissions/products/other.md")),
    "beside": lambda c: c.story("aa-between", date="2026-11-01", products=None, tags=None, author="ada"),
    "first": lambda c: c.story("zz-newest", date="2026-11-20", products=None, tags=None, author="ada"),
    "gallery": lambda c: c.change("submissions/photos/window-sill/index.md", "alt: ", "alt: Still "),
}


@pytest.fixture
def varied(community):
    """A community in which each kind of fact is asked for."""
    mara = community.read("submissions/members/mara.md")
    community.write("submissions/members/ada.md", mara.replace("Mara", "Ada"))
    community.write("submissions/products/other.md", community.read("submissions/products/morning-mug.md").replace("orning", "vening"))
    community.story("before", date="2026-10-01", products=["morning-mug", "other", "late"], author="ada")
    return community


@pytest.mark.parametrize("table", CHANGES)
def test_a_fact_that_is_not_noted_leaves_an_old_page(varied, tmp_path, monkeypatch, table):
    note = Notes.note
    monkeypatch.setattr(Notes, "note", lambda self, *fact: None if fact[0] in (table, "all", "length") else note(self, *fact))
    build(varied)
    CHANGES[table](varied)
    build(varied)
    assert tree(varied.root / "site") != from_nothing(varied, tmp_path)


@pytest.mark.parametrize("table", CHANGES)
def test_noted_facts_leave_none(varied, tmp_path, table):
    build(varied)
    CHANGES[table](varied)
    build(varied)
    assert tree(varied.root / "site") == from_nothing(varied, tmp_path)


def test_whatever_a_site_makes_once_for_many_pages_is_kept_with_what_it_was_made_of(community):
    """A `cached_property` would be noted for the first page that asks, and for no other."""
    cached = {name for name, value in vars(Site).items() if isinstance(value, functools.cached_property)}
    of_no_view = {"words", "environment", "_said", "_globals", "_templates", "_modified"}
    whole = {"items", "_gallery", "reviewed"}
    assert cached - of_no_view - whole == {"pieces", "_made"}
    site = Site(view=None, settings=community.check().settings, site_url="", templates=())
    assert isinstance(site.pieces, Kept)
    assert isinstance(site._made, Kept)
    items = Items(None, site.settings, site.words, Notes())
    for keeper in (items, site.reviewed):
        assert not [name for name, value in vars(keeper).items() if isinstance(value, dict)]
        assert [name for name, value in vars(keeper).items() if isinstance(value, Kept)]
        assert not [name for name, value in vars(type(keeper)).items() if isinstance(value, functools.cached_property)]


def test_filters_that_ask_the_view_are_not_called_when_a_template_is_compiled(community):
    """Jinja calls filters of fixed values once, when it compiles: what that asks for would be noted for one page."""
    checked = community.check()
    from storywall.pipeline import site_of

    environment = site_of(checked).environment
    own = {name for name, value in environment.filters.items() if getattr(value, "__module__", "").startswith("storywall")}
    asking = {name for name in own if getattr(environment.filters[name], "jinja_pass_arg", None) is not None}
    assert own - asking == {"url", "first", "day", "number", "stars", "doubtful_host", "language_name"}
    assert {"card", "piece"} <= asking


def test_what_is_made_on_the_way_belongs_to_all_who_use_it():
    notes = Notes()
    kept = Kept(notes)

    def make(name):
        if name not in kept:
            notes.note("entry", name)
            kept[name] = name.upper()
        return kept[name]

    first = notes.taken(make, "a")
    second = notes.taken(make, "a")
    both = notes.taken(lambda: (make("a"), make("b")))
    assert first == second
    assert set(both[1]) == {notes.numbers["entry", "a"], notes.numbers["entry", "b"]}


def test_what_was_made_of_several_facts_is_noted_as_one_and_still_depends_on_each():
    notes = Notes()
    kept = Kept(notes)

    def inner():
        if "inner" not in kept:
            notes.note("entry", "a")
            notes.note("entry", "b")
            kept["inner"] = "x"
        return kept["inner"]

    def outer():
        if "outer" not in kept:
            notes.note("entry", "c")
            kept["outer"] = inner()
        return kept["outer"]

    _, needs = notes.taken(outer)
    assert len(needs) == 1
    known = upkeep.Upkeep(ground="")
    now = {"a": 1, "b": 1, "c": 1}

    def answer(table, asked):
        return [now[key] for key in asked]

    upkeep.update(known, {("job",): upkeep.made(needs, [], [])}, notes.fresh(), answer)
    assert upkeep.stale(known, [("job",)], answer) == set()
    for key in now:
        now[key] += 1
        assert upkeep.stale(known, [("job",)], answer) == {("job",)}, key
        assert upkeep.stale(known, [("job",)], answer) == set()


def test_what_is_kept_can_be_cleared_and_made_again():
    notes = Notes()
    kept = Kept(notes)
    for word in ("once", "again"):
        assert kept.get("a") is None
        notes.note("entry", "a")
        kept["a"] = word
        assert notes.taken(lambda: kept.get("a")) == (word, (notes.numbers["entry", "a"],))
        kept.clear()


def test_what_was_begun_and_never_kept_is_noted_all_the_same():
    notes = Notes()
    kept = Kept(notes)

    def make():
        assert kept.get("x") is None
        notes.note("entry", "a")

    assert notes.taken(make)[1] == (notes.numbers["entry", "a"],)


def test_nothing_is_kept_or_taken_out_without_what_it_was_made_of():
    """It is no dict, whose other ways in and out would pass the notes by."""
    assert {name for name in vars(Kept) if not name.startswith("_")} == {"get", "clear", "give", "take"}
    assert not issubclass(Kept, dict)


def test_kept_values_go_to_another_process_with_what_they_were_made_of():
    notes, others = Notes(), Notes()
    kept, theirs = Kept(notes), Kept(others)
    assert "a" not in kept
    notes.note("entry", "a")
    kept["a"] = "A"
    theirs.take(kept.give(["a"]))
    value, found = others.taken(lambda: theirs["a"])
    assert (value, found) == ("A", (notes.numbers["entry", "a"],))


def test_the_number_of_a_fact_is_the_same_everywhere():
    one, other = Notes(), Notes()
    for notes in (one, other):
        notes.taken(notes.note, "first", "by_tag", "tea", 12)
    assert one.numbers == other.numbers


def test_every_question_has_an_answer(community):
    """Each thing that a View can be asked is noted, and what is noted can be answered."""
    community.check()
    view = community.check().view
    notes = Notes()
    asked = noted(view, notes)

    def ask():
        for mapping in (asked.by_key, asked.by_kind, asked.by_author, asked.by_product, asked.reviews, asked.by_tag, asked.ratings, asked.pictures):
            list(mapping), len(mapping), list(mapping.items()), mapping.get("nothing"), "nothing" in mapping
        stories = asked.entries("story")
        stories[0], stories[-1], stories[0:1], stories[1:2], list(stories), len(stories), stories + stories
        asked.places["morning-mug"].get("morning-mug/keeps-warm")
        list(asked.places), len(asked.places), list(asked.places["morning-mug"])
        asked.today, asked.rating, asked.beside("story:the-mug")

    _, numbers = notes.taken(ask)
    answers = Answers(view, {})
    assert len(numbers) > 20
    for table, *rest in notes.numbers:
        assert len(answers(table, [rest[0] if len(rest) == 1 else tuple(rest)])) == 1
    same = {name for name in vars(noted(view, notes)) if not name.startswith("_")} | {"today", "rating", "entries", "beside"}
    assert same == {name for name in dir(view) if not name.startswith("_")}


def test_state_that_does_not_belong_to_the_folder_is_not_believed(community):
    build(community)
    manifest = publish.open_manifest(cache.state_folder(community.root), community.root / "site")
    ground = plainly.load(manifest.upkeep_file.read_bytes())[1]
    assert upkeep.load(manifest.upkeep_file, manifest.upkeep, ground).jobs
    assert not upkeep.load(manifest.upkeep_file, "another", ground).jobs
    assert not upkeep.load(manifest.upkeep_file, manifest.upkeep, "another").jobs
    manifest.upkeep_file.write_bytes(manifest.upkeep_file.read_bytes()[:-3])
    assert not upkeep.load(manifest.upkeep_file, manifest.upkeep, ground).jobs


def test_small_changes_are_written_beside_and_page_states_that_went_do_not_come_back(community):
    for number in range(12):
        community.story(f"story-{number:02}", title=f"Story {number}", date=f"2026-10-{number + 1:02}")
    build(community)
    manifest = publish.open_manifest(cache.state_folder(community.root), community.root / "site")
    base = manifest.upkeep_file.read_bytes()
    gone = community.read("submissions/stories/story-03.md")
    community.remove("submissions/stories/story-03.md")
    build(community)
    community.write("submissions/members/mara.md", community.read("submissions/members/mara.md").replace("Mara", "Maria"))
    build(community)
    community.write("submissions/stories/story-03.md", gone)
    build(community)
    assert "Maria" in (community.root / "site/stories/story-03/index.html").read_text()
    assert manifest.upkeep_file.exists()
    assert base


def test_a_process_that_builds_again_holds_what_it_knows(community):
    from storywall.held import Held

    held = Held()
    build(community, held=held)
    assert held.upkeep is not None
    known = held.upkeep
    community.change("submissions/stories/the-mug.md", "The mug that moved", "The cup that moved")
    build(community, held=held)
    assert held.upkeep is known
    assert held.take_upkeep("another", known.ground) is None
    assert held.upkeep is None
