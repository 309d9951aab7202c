"""A language is a catalogue and nothing else: one is made up, in which every text of the program is marked, and laid into a copy of the
program. What a built site says in Latin letters outside of marks is a word that no catalogue can translate, since all that its community
wrote is in Greek letters.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.core import Locale
from babel.dates import format_date
from babel.messages.pofile import read_po, write_po
from lxml import etree, html

from storywall.compose import compose
from storywall.consent import wordings
from storywall.parse import parse

PROJECT = Path(__file__).parent.parent
SAMPLES = PROJECT / "tests" / "samples"
TODAY = date(2026, 11, 21)
MADE = "eo"
"""The language whose catalogue is made up: one that MkDocs' theme and CLDR know, and the program doesn't."""
OPEN, CLOSE = "⟦", "⟧"
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβγδεφγηιξκλμνοπθρστυβωχψζΑΒΓΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΒΩΧΨΖ")

PROSE = {
    *("title", "name", "headline", "summary", "caption", "alt", "credit", "who", "licence", "text", "transcript", "reason", "note", "by", "label"),
    *("category", "brand", "place", "roles", "editor", "author_name", "pros", "cons", "scale", "choices", "attributes", "synonyms", "tagline"),
}
"""Fields that hold what somebody wrote; all others are words of the schema, addresses and names of files."""
KEPT = re.compile(r"(!?\[?\]\([^)]*\)|https?://\S+)")
SETTINGS = f"""
name: Η Κούπα
brand: Κεραμική
tagline: Από τι πίνουμε
timezone: Europe/Rome
language: {MADE}
consent: 2026-11
contact: hello@mugs.example
shop: https://mugs.example/
listings: {{entries: 2, reviews: 2, photos: 4}}
tags:
  tea: {{{MADE}: τσάι}}
  travel: {{{MADE}: ταξίδι}}
take_part:
  - {{label: Γράψε, url: take-part/, minutes: 4, text: Μια ιστορία}}
"""
MKDOCS = (
    "site_name: Η Κούπα\nsite_url: https://mugs.example/table/\nsite_description: Από τι πίνουμε\ntheme: {name: material}\nplugins: [storywall]\n"
)


# --- the program with one language more ---------------------------------------------------------------------------------


def words_of(recipe: str, program: Path, language: str) -> None:
    """Run what `make words ADD=…` runs, in the copy."""
    lines = re.sub(r"\\\n\t?\s*", "", recipe[recipe.index("\nwords:") : recipe.index("# Each of these")]).splitlines()
    commands = [line.strip().removeprefix("@") for line in lines if "pybabel" in line]
    filled = {"$(ADD)": language, "$(VENV)/": f"{program}/", "$(BIN)/": f"{Path(sys.executable).parent}/"}
    for command in commands:
        asked = re.sub(r"^\$\(if \$\(ADD\),(.*)\)$", r"\1", command)
        line = re.sub("|".join(map(re.escape, filled)), lambda found: filled[found[0]], asked)
        subprocess.run(line.split(), cwd=program, check=True, capture_output=True)


def fill(file: Path, language: str) -> None:
    """Translate a catalogue: each text, and each form of it, stands between marks."""
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale=language, domain="storywall")
    assert len(catalogue) > 1000
    for message in catalogue:
        if message.id:
            assert not any([message.string] if isinstance(message.string, str) else message.string)
            forms = [message.id] if isinstance(message.id, str) else list(message.id)
            marked = tuple(f"{OPEN}{forms[min(number, len(forms) - 1)]}{CLOSE}" for number in range(catalogue.num_plurals))
            message.string = marked[0] if isinstance(message.id, str) else marked
    with file.open("wb") as opened:
        write_po(opened, catalogue)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one language more, added by the handbook's steps (`handbook/languages.md`)."""
    root = tmp_path_factory.mktemp("language") / "program"
    shutil.copytree(PROJECT / "generator" / "storywall", root / "generator" / "storywall", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "theme", root / "theme")
    shutil.copy(PROJECT / "babel.cfg", root)
    words_of((PROJECT / "Makefile").read_text("utf-8"), root, MADE)
    fill(root / "generator" / "storywall" / "locale" / MADE / "LC_MESSAGES" / "storywall.po", MADE)
    return root


def storywall(program: Path, folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name not in ("GITHUB_ACTIONS", "LANG", "LC_ALL", "LC_MESSAGES")}
    given = plain | {"PYTHONPATH": str(program / "generator"), "LC_ALL": f"{MADE}.UTF-8", "COLUMNS": "200"} | environment
    command = [sys.executable, "-m", "storywall", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


# --- a community that writes in Greek letters ---------------------------------------------------------------------------


def in_greek(value: object, prose: bool = False) -> object:
    if isinstance(value, dict):
        named = {str(key).translate(GREEK) if prose == "keys" else key: part for key, part in value.items()}
        inner = {key: "keys" if key == "synonyms" else bool(prose) or key in PROSE for key in named}
        return {key: part if key == "allow" else in_greek(part, inner[key]) for key, part in named.items()}
    if isinstance(value, list):
        return [in_greek(part, prose) for part in value]
    return value.translate(GREEK) if prose and isinstance(value, str) else value


def body_in_greek(text: str) -> str:
    return "".join(part if KEPT.fullmatch(part) else part.translate(GREEK) for part in KEPT.split(text))


def translate(file: Path, name: str, wording: str) -> None:
    document, problems = parse(file.read_bytes(), name)
    assert not problems, name
    values = in_greek(document.values)
    if isinstance(consent := values.get("consent"), dict) and "wording" in consent:
        consent["wording"] = wording
    if str(values.get("source", "own")) not in ("own", "…"):
        values["source"] = str(values["source"]).translate(GREEK)
    file.write_text(compose(values, body_in_greek(document.body or "") if file.suffix == ".md" else None), "utf-8")


@pytest.fixture(scope="module")
def site(program: Path) -> Path:
    """The site of a community in which every field of every kind is filled, by a program that speaks the made language."""
    root = program.parent / "community"
    shutil.copytree(SAMPLES / "base", root, ignore=shutil.ignore_patterns(".storywall", "site"))
    for kind in sorted((SAMPLES / "valid").iterdir()):
        shutil.copytree(kind, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("site", ".storywall"))
    (root / "storywall.yml").write_text(SETTINGS, "utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    for page in (*root.glob("docs/*.md"), *root.glob("docs/consent/*.md")):
        page.write_text(body_in_greek(page.read_text("utf-8")), "utf-8")
    wording = next(each.name for each in wordings(root))
    for file in sorted((root / "submissions").rglob("*")):
        if file.suffix in (".md", ".yml"):
            translate(file, file.relative_to(root).as_posix(), wording)
    built = storywall(program, root, "build", "--date", TODAY)
    assert built.returncode == 0, built.stdout + built.stderr
    assert OPEN in built.stdout
    return root / "site"


# --- what stands outside of marks ---------------------------------------------------------------------------------------

TECHNICAL = re.compile(r"[a-z0-9@:/._?=&%#+~,-]*|(https?://|data:|mailto:)\S*|\d{4}-\d\d-\d\d\S*")
"""Values that programs read: addresses, slugs, days."""
SKIPPED_META = {
    "viewport",
    "color-scheme",
    "generator",
    "robots",
    "twitter:card",
    "og:type",
    "og:url",
    "og:image",
    "og:image:width",
    "og:image:height",
}
SKIPPED_KEYS = {"@type", "@id", "@context", "itemListOrder", "availability", "sku", "detail"}
"""Words of schema.org, numbers of articles, which are the shop's, and numbers that are written with letters."""
FOR_PROGRAMMERS = re.compile(r"api/schema/[a-z-]+\.json|.*\.schema\.json|vendor/.*|.*/vendor/.*")
"""Descriptions of the API's parts, in English as its names are and as the help of commands is; and what others made."""
OF_LANGUAGES = re.compile(rf"\b({'|'.join(Locale.parse(MADE).languages[tag] for tag in (MADE, 'it'))})\b")
"""What CLDR calls the languages that items are written in, in the language of the site."""
READ_OUT = {"title", "alt", "aria-label", "aria-description", "placeholder", "label"}


def outside(text: str) -> str:
    """What is left of a text when all that is between marks is taken out; marks may stand within marks."""
    left, depth = [], 0
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if depth == 0 and character != CLOSE:
            left.append(character)
    return " ".join("".join(left).split())


def is_said(text: str) -> bool:
    """Is there a word that no catalogue has?"""
    return bool(LATIN.search(OF_LANGUAGES.sub("", outside(text))))


def own_name(node: html.HtmlElement) -> str:
    """What the language of an element calls itself."""
    language = node.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
    return Locale.parse(language, sep="-").get_display_name().capitalize() if language else ""


def in_page(tree: html.HtmlElement) -> Iterator[str]:
    """What a page says outside of marks: texts, and attributes that are read out, shown, or taken by scripts."""
    for node in tree.iter(etree.Element):
        yield from texts(node)
        yield from attributes(node)
        yield from metadata(node)
        if node.tag == "time" and node.get("datetime"):
            assert node.text == format_date(date.fromisoformat(node.get("datetime", "")), "long", locale=MADE)


def texts(node: html.HtmlElement) -> Iterator[str]:
    of_programs = node.xpath("ancestor-or-self::*[self::script or self::style or self::code or self::pre or self::time or self::svg]")
    if not of_programs and is_said(node.text or "") and (node.text or "").strip() != own_name(node):
        yield f"<{node.tag}> {outside(node.text or '')}"
    if is_said(node.tail or ""):
        yield f"after <{node.tag}>: {outside(node.tail or '')}"


def attributes(node: html.HtmlElement) -> Iterator[str]:
    for name, value in node.attrib.items():
        for_scripts = name.startswith("data-") and not TECHNICAL.fullmatch(value)
        if is_said(value) and (for_scripts or name in READ_OUT):
            yield f"{name} of <{node.tag}>: {outside(value)}"


def metadata(node: html.HtmlElement) -> Iterator[str]:
    named, content = node.get("name") or node.get("property") or node.get("itemprop") or "", node.get("content", "")
    if node.tag == "meta" and named and named not in SKIPPED_META and not TECHNICAL.fullmatch(content) and is_said(content):
        yield f"meta {named}: {outside(content)}"
    if node.tag == "script" and node.get("type") == "application/ld+json":
        yield from in_json(json.loads(node.text or "{}"))


def in_json(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from in_json(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from in_json(part, key)
    elif isinstance(value, str) and value.startswith("<"):
        yield from in_page(html.fragment_fromstring(value, create_parent="div"))
    elif isinstance(value, str) and key not in SKIPPED_KEYS and not TECHNICAL.fullmatch(value) and is_said(value):
        yield f"{key}: {outside(value)}"


def in_feed(tree: etree._ElementTree) -> Iterator[str]:
    for node in tree.iter("{*}title", "{*}subtitle", "{*}name", "{*}summary", "{*}rights"):
        if is_said(node.text or ""):
            yield f"<{etree.QName(node).localname}> {outside(node.text or '')}"
    for node in tree.iter("{*}category", "{*}link"):
        for name in ("label", "title"):
            if is_said(node.get(name, "")):
                yield f"{name}: {outside(node.get(name, ''))}"


def said_in(file: Path, address: str) -> Iterator[str]:
    if file.suffix == ".html":
        yield from in_page(html.document_fromstring(file.read_bytes()))
    elif file.suffix == ".json" and not FOR_PROGRAMMERS.fullmatch(address):
        yield from in_json(json.loads(file.read_bytes()))
    elif file.name == "feed.xml":
        yield from in_feed(etree.parse(file))


def test_a_word_outside_the_catalogues_is_found():
    page = '<p>⟦Stories by ⟦a member⟧⟧, 12</p><p>Stories</p><b title="⟦Share⟧ it" data-none="No photo." data-root="../" data-by="kind">Α</b>'
    assert list(in_page(html.document_fromstring(page))) == ["<p> Stories", "title of <b>: it", "data-none of <b>: No photo."]
    data = {"@type": "Thing", "name": "Photos", "url": "https://x.example/Photos", "tags": ["⟦Photos⟧", "All of it"]}
    assert list(in_json({**data, "page": "<i>Α</i><b>Α, itala Β</b> or"})) == ["name: Photos", "tags: All of it", "after <b>: or"]


def test_every_word_of_the_site_stands_in_the_catalogues(site: Path) -> None:
    files = [file for file in sorted(site.rglob("*")) if file.suffix in (".html", ".json", ".xml")]
    assert len([file for file in files if file.suffix == ".html"]) > 60
    named = [(file, file.relative_to(site).as_posix()) for file in files]
    found = {(name, said) for file, name in named for said in said_in(file, name)}
    assert not found, "\n".join(f"{file}: {said}" for file, said in sorted(found))


KEYS = re.compile(r"Escape|Enter|Tab|Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right)|DOMContentLoaded|[A-Z][A-Z_-]*")
"""Words with a capital letter that browsers know: keys and events."""


def test_scripts_have_no_words_of_their_own() -> None:
    """They take what they say from the page, where the test above looks: a literal with a capital letter, or of three words, is a text."""
    found = []
    for file in sorted((PROJECT / "theme" / "assets" / "js").glob("*.js")):
        code = re.sub(r"(?m)(^|\s)//.*$|/\*.*?\*/", "", file.read_text("utf-8"))
        for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code):
            said = re.match(r"[A-Z][a-z]", text) or re.fullmatch(r"[a-z]+( [a-z]+){2,}[.!?]?", text)
            found += [(file.name, text)] if said and not KEYS.fullmatch(text) else []
    assert not found


def test_the_settings_and_the_command_line_know_the_language(program: Path, site: Path) -> None:
    community = site.parent
    schema = json.loads(storywall(program, community, "schema", "settings").stdout)
    assert MADE in json.dumps(schema["properties"]["language"])
    checked = storywall(program, community, "check", "--date", TODAY)
    assert (checked.returncode, outside(checked.stdout)) == (0, "")
    assert f"{OPEN}did you mean `rating`?{CLOSE}" in problem_in(program, community)
    for arguments in (
        ["check", "--root", "nowhere"],
        ["explain", "no-such-code"],
        ["schema", "no-such-kind"],
        ["check", "--changed-since", "nowhere"],
    ):
        stopped = storywall(program, community, *arguments)
        assert (stopped.returncode, outside(stopped.stderr)) == (2, "storywall:"), stopped.stderr


def problem_in(program: Path, community: Path) -> str:
    file = community / "submissions" / "reviews" / "morning-mug" / "slip.yml"
    file.write_text("ratin: 5\n", "utf-8")
    said = storywall(program, community, "check", "--date", TODAY).stdout
    file.unlink()
    return said


def test_one_setting_is_the_language_of_all_pages(site: Path) -> None:
    """mkdocs.yml names none: the frame around pages, and pages written by hand, follow storywall.yml."""
    for name in ("index.html", "welcome/index.html", "stories/index.html", "404.html"):
        page = html.document_fromstring((site / name).read_bytes())
        assert page.get("lang") == MADE
        assert page.xpath("string(//*[@popovertarget='sw-menu'][1])") == f"{OPEN}Menu{CLOSE}"
