"""Each guard, switched on and off: with it an assertion holds, without it the same assertion fails. What no test notices is no guard."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import jinja2
import markdown
import pytest
import yaml
from cmarkgfm.cmark import Options
from lxml import etree
from markupsafe import Markup
from pydantic import ConfigDict
from selectolax.lexbor import LexborHTMLParser

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_fields import BASE, BODY, Field
from hostile_site import World
from test_texts import heading, photo

from storywall import allowed, build, checks, exports, load, markup, parse, personal, pipeline, publish, read, redirects, report
from storywall.compose import compose
from storywall.frame import fill as filling
from storywall.kinds import BY_NAME, fields
from storywall.markup import cmark, limits, sanitiser, walk
from storywall.model import Body
from storywall.photos import inspect as inspecting
from storywall.photos import opening
from storywall.render import environment as templates
from storywall.render import site as rendering
from storywall.report import filled

STORY = Field(kind="story", path=BODY, formed=False)
TITLE = Field(kind="story", path=("title",), formed=False)
REVIEW = Field(kind="review", path=BODY, formed=False)


@dataclass(kw_only=True)
class Place:
    """Where a guard is tried: a folder, and what is often done there."""

    folder: Path

    def world(self) -> World:
        return World(root=self.folder / "root", photo=photo())

    def codes(self, where: Field, text: str) -> set[str]:
        """What is wrong with an item that holds a text."""
        world = self.world()
        file = world.put(where, text)
        return {problem.code for problem in world.check().problems if problem.file == file}

    def page(self, where: Field, text: str) -> str:
        """The page of an item that holds a text."""
        world = self.world()
        file = world.put(where, text)
        return world.build().page(file).read_text()


Off = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """`holds` asserts what the guard gives; `off` takes the guard away."""

    name: str
    holds: Callable[[Place], None]
    off: Off


def has(where: Field, text: str, code: str) -> Callable[[Place], None]:
    def holds(place: Place) -> None:
        assert code in place.codes(where, text)

    return holds


def parsed(front: str, code: str) -> Callable[[Place], None]:
    def holds(place: Place) -> None:
        _, problems = parse.parse(f"---\n{front}\n---\n".encode(), "submissions/stories/a.md")
        assert code in {problem.code for problem in problems}

    return holds


def set_to(target: object, name: str, value: object) -> Off:
    return lambda patch: patch.setattr(target, name, value)


def never(*args: object, **values: object) -> None:
    return None


def nothing(*args: object, **values: object) -> str:
    return ""


def none(*args: object, **values: object) -> tuple[()]:
    return ()


# Text ------------------------------------------------------------------------------------------------------------------


def html_is_left_out_and_named(place: Place) -> None:
    body, outline = markup.markup("Hello <script>alert(1)</script> <b>you</b>")
    assert "<b>" not in "".join(map(str, body.pieces))
    assert [link.target for link in outline.links] == [markup.HTML] * 4


def unsafe(patch: pytest.MonkeyPatch) -> None:
    """Cmark without its safe mode: HTML comes through, and addresses that run programs."""
    for name in ("_OPTIONS", "_PLACES"):
        patch.setattr(cmark, name, getattr(cmark, name) | Options.CMARK_OPT_UNSAFE)


def the_sanitiser_is_the_last_to_touch_it(place: Place) -> None:
    """Even where everything before it fails."""
    with pytest.MonkeyPatch.context() as patch:
        unsafe(patch)
        patch.setattr(allowed, "url_fault", nothing)
        text = '<script>alert(1)</script>\n\nA <b onclick="x">b</b> [a](javascript:alert(1)) <img src="//evil.example/x">\n\n<iframe>'
        body, _ = markup.markup(text)
    page = "".join(map(str, body.pieces))
    assert not re.search(r"<(script|iframe|b)\b|onclick|href=|src=", page)


def no_sanitiser(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sanitiser, "_cleaner", SimpleNamespace(clean=lambda text: text))


def no_rel(patch: pytest.MonkeyPatch) -> None:
    no_sanitiser(patch)
    patch.setattr(sanitiser, "_is_harmless", lambda text: False)


def links_lead_only_where_they_may(place: Place) -> None:
    body, _ = markup.markup("[a](//evil.example) [b](https://bank.example@evil.example) [c](../up) [d](https:evil.example)")
    assert "href" not in "".join(map(str, body.pieces))


def links_that_leave_carry_rel(place: Place) -> None:
    body, _ = markup.markup("[a](https://example.org/)")
    assert 'rel="ugc nofollow noopener noreferrer"' in str(body.pieces[0])


def ids_of_headings_are_prefixed(place: Place) -> None:
    body, outline = markup.markup("# storywall page\n\n[there](#storywall-page)")
    assert outline.headings[0].id == "m-storywall-page"
    assert 'id="storywall-page"' not in str(body.pieces[0])


def a_body_is_no_template(place: Place) -> None:
    assert prose(place.page(STORY, "See {{ 7 * 7 }}")) == "See {{ 7 * 7 }}"


def prose(page: str) -> str:
    """The text of a page's body."""
    node = LexborHTMLParser(page).css_first(".sw-prose")
    assert node is not None
    return node.text().strip()


def body_as_template(patch: pytest.MonkeyPatch) -> None:
    def body(self: rendering.Site, item: object, made: Body) -> Markup:
        return Markup(self.environment.from_string("".join(map(str, made.pieces))).render())

    patch.setattr(rendering.Site, "body", body)


def snippets_are_only_words(place: Place) -> None:
    text = '--8<-- "storywall.yml"\n\nWords {: .other #id }'
    assert prose(place.page(STORY, text)) == text.replace("\n\n", "\n")


def another_markdown(patch: pytest.MonkeyPatch) -> None:
    """The parser of the hand-written pages, with what mkdocs.yml may switch on."""
    options = {"pymdownx.snippets": {"base_path": [str(Path(__file__).parents[1] / "samples" / "base")]}}
    own = markup.markup

    def other(text: str) -> tuple[Body, object]:
        page = markdown.markdown(text, extensions=["pymdownx.snippets", "attr_list"], extension_configs=options)
        return Body(pieces=(page,)), own(text)[1]

    patch.setattr(read.markup, "markup", other)


def a_title_is_escaped(place: Place) -> None:
    page = place.page(TITLE, "A <b>bold</b> \"title\" & 'more'")
    assert "<b>" not in page
    assert heading(page) == "A <b>bold</b> \"title\" & 'more'"


def no_autoescape(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(templates, "Environment", lambda **values: jinja2.Environment(**{**values, "autoescape": False}))
    patch.setattr(templates, "compiled", lambda salt: None)  # templates that were compiled before escape as they did


TEXT = [
    Guard(name="cmark's safe mode", holds=html_is_left_out_and_named, off=unsafe),
    Guard(name="the sanitiser", holds=the_sanitiser_is_the_last_to_touch_it, off=no_sanitiser),
    Guard(name="the rule for addresses", holds=links_lead_only_where_they_may, off=set_to(allowed, "url_fault", nothing)),
    Guard(name="rel on links", holds=links_that_leave_carry_rel, off=no_rel),
    Guard(name="prefixed ids", holds=ids_of_headings_are_prefixed, off=set_to(walk.Walk, "unused", lambda self, name: name[2:])),
    Guard(name="bodies are no templates", holds=a_body_is_no_template, off=body_as_template),
    Guard(name="a parser of its own", holds=snippets_are_only_words, off=another_markdown),
    Guard(name="autoescape", holds=a_title_is_escaped, off=no_autoescape),
    Guard(name="HTML is named", holds=has(STORY, "<b>x</b>", "html-in-text"), off=set_to(checks, "_left_out", none)),
    Guard(name="no remote pictures", holds=has(STORY, "![a](https://evil.example/x.png)", "remote-picture"), off=set_to(checks, "_pictures", none)),
    Guard(
        name="honest link texts",
        holds=has(STORY, "[bank.com](https://evil.example/)", "link-text-deceives"),
        off=set_to(allowed, "deceives", nothing),
    ),
    Guard(
        name="limit of links",
        holds=has(STORY, "[a](https://example.org/) " * 6, "too-many-links"),
        off=lambda patch: patch.setitem(BY_NAME, "story", replace(BY_NAME["story"], links_at_most=0)),
    ),
    Guard(name="limit of elements", holds=has(STORY, "# a\n" * 25_000, "text-too-complex"), off=set_to(limits, "too_much", nothing)),
    Guard(name="limit of cells", holds=has(STORY, "|a" * 300 + "\n" + "|-" * 300 + "\n" + "|\n" * 100, "text-too-complex"), off=lambda patch: (
        patch.setattr(limits, "too_many_cells", never), patch.setattr(limits, "too_much", nothing))[0]),
]  # fmt: skip


def doubtful_hosts_are_shown(place: Place) -> None:
    body, _ = markup.markup("[bank](https://аррӏе.com/)")
    assert "bank (xn--80ak6aa92e.com)" in str(body.pieces[0])


TEXT.append(Guard(name="hosts in punycode", holds=doubtful_hosts_are_shown, off=set_to(allowed, "doubtful_host", nothing)))


# Front matter ----------------------------------------------------------------------------------------------------------


def every_scalar_is_text(place: Place) -> None:
    document, _ = parse.parse(b"---\na: no\nb: 0755\nc: 2024-02-28\nd: 1e3\ne: ~\n---\n", "a.md")
    assert document is not None
    assert document.values == {"a": "no", "b": "0755", "c": "2024-02-28", "d": "1e3", "e": "~"}


def typed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(parse._Reader, "read", lambda self: (yaml.safe_load(self.front), {}))


class _Everything(dict[object, object]):
    def __contains__(self, key: object) -> bool:
        return False


def forgetful(patch: pytest.MonkeyPatch) -> None:
    begin = parse._Reader.__init__

    def init(self: parse._Reader, *args: object) -> None:
        begin(self, *args)  # type: ignore[arg-type]
        self.marks = _Everything()  # type: ignore[assignment]

    patch.setattr(parse._Reader, "__init__", init)


def lets_pass(code: str) -> Off:
    """The reader goes on where it would refuse with a code."""

    def off(patch: pytest.MonkeyPatch) -> None:
        refuse = parse._Reader.refuse
        patch.setattr(parse._Reader, "refuse", lambda self, found, node, **values: None if found == code else refuse(self, found, node, **values))

    return off


def unknown_fields_pass(patch: pytest.MonkeyPatch) -> None:
    kind = BY_NAME["story"]
    loose = type("Loose", (kind.schema,), {"model_config": ConfigDict(extra="ignore"), "__module__": __name__})
    patch.setitem(globals(), "Loose", loose)  # what is kept of an entry names its class
    patch.setitem(BY_NAME, "story", replace(kind, schema=loose))


def field_of_the_frame(name: str) -> Callable[[Place], None]:
    """A key of MkDocs' or Material's page meta is unknown in an item."""

    def holds(place: Place) -> None:
        world = place.world()
        path = world.root / "submissions" / "stories" / "a-story.md"
        path.write_text(compose({**BASE["story"], name: "x"}, "A text."))
        assert "unknown-field" in {problem.code for problem in world.check().problems}

    return holds


FRONT_MATTER = [
    Guard(name="texts only", holds=every_scalar_is_text, off=typed),
    Guard(name="no anchors", holds=parsed("a: &x y", "yaml-anchor"), off=set_to(parse._Reader, "_plain_only", never)),
    Guard(name="no tags", holds=parsed("a: !!python/name:os.system y", "yaml-tag"), off=set_to(parse._Reader, "_plain_only", never)),
    Guard(name="no aliases", holds=parsed("a: *x", "yaml-alias"), off=set_to(parse, "AliasEvent", type("Other", (), {}))),
    Guard(name="no merge keys", holds=parsed("<<: {a: b}", "yaml-merge"), off=lets_pass("yaml-merge")),
    Guard(name="no duplicate keys", holds=parsed("a: b\na: c", "duplicate-key"), off=forgetful),
    Guard(name="no keys that aren't words", holds=parsed("'': b", "odd-key"), off=lets_pass("odd-key")),
    Guard(name="depth", holds=parsed("a: " + "[" * 21 + "]" * 21, "front-matter-too-large"), off=set_to(parse, "DEPTH", 1000)),
    Guard(name="number of values", holds=parsed("a: [" + "b, " * 2001 + "]", "front-matter-too-large"), off=set_to(parse, "NODES", 10**6)),
    Guard(name="size of front matter", holds=parsed("a: " + "b" * 66_000, "front-matter-too-large"), off=set_to(parse, "FRONT_MATTER_LIMIT", 10**6)),
    Guard(name="size of the file", holds=has(STORY, "a" * 600_000, "too-large"), off=lambda patch: (
        patch.setattr(parse, "TEXT_LIMIT", 10**7), patch.setattr(read, "TEXT_LIMIT", 10**7))[0]),
    Guard(name="unknown fields", holds=field_of_the_frame("template"), off=unknown_fields_pass),
]  # fmt: skip

META = (
    "template",
    "hide",
    "search",
    "icon",
    "status",
    "subtitle",
    "description",
    "comments",
    "social",
    "render_macros",
    "revision_date",
    "robots",
    "css",
)


@pytest.mark.parametrize("name", META)
@pytest.mark.parametrize("kind", ["story", "review", "photo", "member", "product", "spotlight", "newsletter"])
def test_no_key_of_the_pages_frame_can_be_set_by_an_item(kind, name):
    assert name not in BY_NAME[kind].schema.model_fields


# Files -----------------------------------------------------------------------------------------------------------------


def lies_there(make: Callable[[Path, Path], None], code: str) -> Callable[[Place], None]:
    """Something among the stories has a code, and is no part of the site."""

    def holds(place: Place) -> None:
        world = place.world()
        stories = world.root / "submissions" / "stories"
        make(stories, place.folder)
        assert code in {problem.code for problem in world.check().problems}

    return holds


def text() -> str:
    return compose(BASE["story"], "A text.")


def symlink(stories: Path, outside: Path) -> None:
    (outside / "secret.md").write_text(text())
    (stories / "a-link.md").symlink_to(outside / "secret.md")


def submodule(stories: Path, outside: Path) -> None:
    (stories / "a-module").mkdir()
    (stories / "a-module" / ".git").write_text("gitdir: x")


def executable(stories: Path, outside: Path) -> None:
    (stories / "a-program.md").write_text(text())
    (stories / "a-program.md").chmod(0o755)


def named(name: str) -> Callable[[Path, Path], None]:
    return lambda stories, outside: (stories / f"{name}.md").write_text(text()) and None


def folded(stories: Path, outside: Path) -> None:
    (stories / "a-bundle").mkdir()
    for name in ("é.jpg", "e\u0301.jpg"):
        (stories / "a-bundle" / name).write_bytes(b"")


def a_link_in_the_site_is_replaced(place: Place) -> None:
    world = place.world()
    precious = place.folder / "precious"
    precious.write_text("precious")
    page = world.root / "site" / "stories" / "the-mug" / "index.html"
    page.parent.mkdir(parents=True)
    page.symlink_to(precious)
    world.build()
    assert precious.read_text() == "precious"


def write_through_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens a file only where there is none, not even a link."""
    monkeypatch.setattr(publish, "_put_new", lambda path, data: (Path(path).write_bytes(data), os.stat(path))[1])


FILES = [
    Guard(name="symbolic links", holds=lies_there(symlink, "symlink"), off=set_to(load, "_fault", never)),
    Guard(name="submodules", holds=lies_there(submodule, "submodule"), off=set_to(load, "_fault", never)),
    Guard(name="executable bits", holds=lies_there(executable, "executable"), off=set_to(load, "_fault", never)),
    Guard(name="names", holds=lies_there(named("A name"), "bad-name"), off=set_to(load, "slug_fault", nothing)),
    Guard(name="reserved names", holds=lies_there(named("feed"), "reserved-name"), off=set_to(fields, "RESERVED", frozenset())),
    Guard(name="ids of the theme", holds=lies_there(named("sw-reviews"), "reserved-name"), off=set_to(fields, "RESERVED_STARTS", ())),
    Guard(
        name="names that are one on other systems",
        holds=lies_there(folded, "same-name-folded"),
        off=set_to(load, "unicodedata", SimpleNamespace(normalize=lambda form, name: name)),
    ),
    Guard(
        name="writing through no link",
        holds=a_link_in_the_site_is_replaced,
        off=write_through_links,
    ),
]


# Characters ------------------------------------------------------------------------------------------------------------


def refuses(character: str) -> Callable[[Place], None]:
    return has(TITLE, f"a{character}b", "refused-character")


def all_characters(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(allowed, "_REFUSED_CHARACTER", re.compile(r"(?!)"))
    patch.setattr(allowed, "_REFUSED_ASCII", b"")


def feeds_are_xml(place: Place) -> None:
    world = place.world()
    world.put(TITLE, "a\x08b")
    built = world.build()
    assert etree.fromstring((built.folder / "stories" / "feed.xml").read_bytes(), LENIENT).tag.endswith("feed")
    assert not LENIENT.error_log
    assert built.refused


LENIENT = etree.XMLParser(recover=True)


CHARACTERS = [
    Guard(name=f"U+{ord(character):04X}", holds=refuses(character), off=all_characters)
    for character in "\u202e\u2066\x85\u2028\ufeff\U000e0041\ufdd0\uffff"
] + [
    Guard(name="stacked marks", holds=refuses("\u0301" * 9), off=set_to(allowed, "_stacked_marks", lambda: re.compile(r"(?!)"))),
    Guard(name="characters as numbers", holds=has(STORY, "a &#8238; b", "refused-character"), off=set_to(checks, "_left_out", none)),
    Guard(name="no characters that XML forbids", holds=feeds_are_xml, off=all_characters),
    Guard(name="mixed scripts", holds=has(TITLE, "Раypal", "mixed-scripts"), off=set_to(allowed, "mixed_word", nothing)),
]


# Photos ----------------------------------------------------------------------------------------------------------------


def a_photo_of_too_many_pixels_is_refused(place: Place) -> None:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("L", (9000, 9000)).save(out, "PNG")
    _, problems = inspecting.inspect_bytes(out.getvalue(), "cup.png")
    assert "megapixels" in {problem.values.get("unit") for problem in problems}


def endless(patch: pytest.MonkeyPatch) -> None:
    decode = opening.decode
    patch.setattr(inspecting, "decode", lambda data, limits: decode(data, replace(limits, pixels=10**10, size=10**10)))


def what_stands_behind_a_photo_is_found(place: Place) -> None:
    _, problems = inspecting.inspect_bytes(photo() + b"<script>alert(1)</script>", "cup.jpg")
    assert "photo-trailing-bytes" in {problem.code for problem in problems}


PHOTOS = [
    Guard(name="limit of pixels", holds=a_photo_of_too_many_pixels_is_refused, off=endless),
    Guard(name="nothing behind a photo", holds=what_stands_behind_a_photo_is_found, off=set_to(inspecting, "faults", none)),
]


# Outputs ---------------------------------------------------------------------------------------------------------------


def messages_are_harmless(place: Place) -> None:
    world = place.world()
    path = world.root / "submissions" / "stories" / "a\x1b[2J\u202e.md"
    path.write_text(text())
    checked = world.check()
    for form in report.FORMATS:
        said = report.render(checked.problems, form, "en", items=checked.items, colour=False)
        assert "\x1b[2J" not in said
        assert "\u202e" not in said


def a_sentinel_in_a_text_is_only_text(place: Place) -> None:
    page = place.page(TITLE, "@@storywall:main@@ @@storywall:title(@@")
    assert heading(page) == "@@storywall:main@@ @@storywall:title(@@"
    assert page.count("<h1") == 1


def filled_by_search(patch: pytest.MonkeyPatch) -> None:
    """Values put in the place of sentinels one after the other, so that one value's text is searched for the next."""

    def fill(frame: filling.Frame, values: dict[str, str], address: str, root: str | None = None) -> str:
        text = "".join(part.text + part.before + f"@@storywall:{part.slot}@@" + part.after for part in frame.parts) + frame.tail
        for slot, value in values.items():
            text = text.replace(f"@@storywall:{slot}@@", value)
        return text

    patch.setattr(build.frame, "fill", fill)


def a_redirect_leads_into_the_site(place: Place) -> None:
    world = place.world()
    world.put(Field(kind="story", path=("aliases", "*"), formed=True), '/stories/"><script>alert(1)</script>/')
    built = world.build()
    assert not [path for path in built.files(".html") if "<script>" in path.read_text()]
    assert built.refused


def any_alias(patch: pytest.MonkeyPatch) -> None:
    from storywall.kinds import parts

    patch.setattr(parts, "_ALIAS", re.compile(r".*", re.DOTALL))
    patch.setattr(redirects, "escape", str)


def a_cell_is_no_formula(place: Place) -> None:
    for start in "=+-@\t\r":
        item = exports.Exported(kind="story", slug="a", values={"title": f"{start}cmd|' /C calc'!A0"}, body="")
        out = StringIO()
        exports.write_csv(lambda item=item: iter([item]), out)  # type: ignore[misc]
        assert not [cell for row in csv.reader(StringIO(out.getvalue())) for cell in row if cell[:1] in tuple("=+-@\t\r")]


OUTPUTS = [
    Guard(name="cells are no formulas", holds=a_cell_is_no_formula, off=set_to(exports, "_FORMULA", re.compile(r"(?!)"))),
    Guard(name="harmless messages", holds=messages_are_harmless, off=set_to(filled, "harmless", lambda text, most=0: text)),
    Guard(name="frames are filled in one go", holds=a_sentinel_in_a_text_is_only_text, off=filled_by_search),
    Guard(name="aliases are paths", holds=a_redirect_leads_into_the_site, off=any_alias),
]


# One bad item ----------------------------------------------------------------------------------------------------------


def a_bad_item_is_left_out_and_the_others_are_there(place: Place) -> None:
    world = place.world()
    bad = world.put(STORY, "<b>x</b>")
    good = world.put(STORY, "Fine.")
    built = world.build()
    assert bad in built.refused
    assert bad not in built.shown
    assert good in built.shown


def personal_data_is_found(place: Place) -> None:
    codes = place.codes(STORY, "mara@mail.example, 4111 1111 1111 1111, DE89370400440532013000, +39 06 6982 1234, order no. 12345")
    assert codes == {"email-address", "card-number", "iban", "phone-number", "order-number"}


REST = [
    Guard(
        name="bad items are left out",
        holds=a_bad_item_is_left_out_and_the_others_are_there,
        off=set_to(pipeline, "_without_broken", lambda checked, problems, options: checked),
    ),
    Guard(name="personal data", holds=personal_data_is_found, off=set_to(personal, "find", none)),
]

GUARDS = [*TEXT, *FRONT_MATTER, *FILES, *CHARACTERS, *PHOTOS, *OUTPUTS, *REST]


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(folder=tmp_path)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_with_its_guard_it_holds(guard, place):
    guard.holds(place)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_without_its_guard_it_fails(guard, place, monkeypatch):
    guard.off(monkeypatch)
    with pytest.raises(AssertionError):
        guard.holds(place)
