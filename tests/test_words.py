import ast
import re
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from storywall.codes import CATALOGUE
from storywall.kinds import KINDS
from storywall.problems import NN_
from storywall.report.filled import OURS
from storywall.words import LOCALE, alphabetical, catalogue, format_day, format_number, language_name, languages, script

ROOT = Path(__file__).parents[1]
TRANSLATED = languages()[1:]
DAY = date(2026, 5, 1)
MARKS = {"NN_": (1, 2)}
"""What marks texts beside the usual names of gettext."""
KEYWORDS = {**DEFAULT_KEYWORDS, **MARKS}
ENDS_OTHERWISE = {"welcomed by", "A conversation with"}
"""Texts that a name follows: Russian sets a colon, since a name can't be put into its case."""


def messages(language):
    with (LOCALE / language / "LC_MESSAGES" / "storywall.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_english_italian_and_russian_are_spoken():
    assert languages()[0] == "en"
    assert {"it", "ru"} < set(languages())


def test_a_catalogue_translates_and_keeps_to_the_plurals():
    russian = catalogue("ru")
    assert russian.gettext("Stories") == "Истории"
    said = [russian.ngettext("{count} error", "{count} errors", number) for number in (1, 3, 11, 21, 25)]
    assert said == ["{count} ошибка", "{count} ошибки", "{count} ошибок", "{count} ошибка", "{count} ошибок"]
    assert catalogue("it").ngettext("{count} error", "{count} errors", 2) == "{count} errori"
    assert catalogue("en").ngettext("{count} error", "{count} errors", 2) == "{count} errors"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_has_no_translation_stays_as_it_is(language):
    words = catalogue(language)
    assert words.gettext("no such text") == "no such text"
    assert words.gettext("") == ""
    assert words.ngettext("one x", "many x", 1) == "one x"
    assert words.ngettext("one x", "many x", 5) == "many x"
    assert words.pgettext("a place", "Stories") == "Stories"
    assert words.npgettext("a place", "one x", "many x", 2) == "many x"


@pytest.mark.parametrize(("tag", "language"), [("it-CH", "it"), ("ru", "ru"), ("tlh", "en"), ("../../etc", "en"), ("", "en"), ("en-GB", "en")])
def test_a_tag_leads_to_the_nearest_language(tag, language):
    assert catalogue(tag).language == language


def test_english_needs_neither_babel_nor_a_catalogue():
    program = (
        "import sys, datetime; from storywall.words import catalogue, format_day, format_number\n"
        "catalogue('en').gettext('x'); format_day(datetime.date(2026, 5, 1)); format_number(1.5, digits=1)\n"
        "catalogue('it')\n"
        "sys.exit('babel' in sys.modules)"
    )
    environment = {"PYTHONPATH": str(ROOT / "generator")}
    assert subprocess.run([sys.executable, "-c", program], env=environment).returncode == 0


@pytest.mark.parametrize("length", ["short", "medium", "long", "full"])
def test_english_days_are_those_of_cldr(length):
    days = [DAY + timedelta(days=37 * step) for step in range(-1200, 1700)]
    assert [format_day(day, "en", length) for day in days] == [format_date(day, length, locale="en") for day in days]


def test_days_in_other_languages():
    assert format_day(DAY, "it", "long") == "1 maggio 2026"
    assert format_day(DAY, "it", "full") == "venerdì 1 maggio 2026"
    assert format_day(DAY, "ru", "long") == "1 мая 2026\u202fг."
    assert format_day(DAY, "pt-BR", "long") == "1 de maio de 2026"
    assert format_day(DAY, "tlh-XX", "long") == "May 1, 2026"


@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**6), 10**6, places=3).map(float), st.integers(0, 3))
def test_english_numbers_are_those_of_cldr(number, digits):
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    assert format_number(number, "en", digits) == format_decimal(Decimal(str(number)), format=pattern, locale="en")


def test_numbers_in_other_languages():
    assert format_number(12345.5, "it", 1) == "12.345,5"
    assert format_number(4.25, "ru", 1) == "4,2"
    assert format_number(12345, "ru") == "12\xa0345"
    assert format_number(5, "en", 1) == "5.0"


def test_a_language_is_called_by_its_own_name():
    names = {"en": "English", "it": "Italiano", "ru": "Русский", "pt-BR": "Português (Brasil)", "tlh": "tlh", "": ""}
    assert {tag: language_name(tag) for tag in names} == names


def test_names_stand_in_the_order_of_the_alphabet():
    assert sorted(["Яна", "йод", "кофе", "иней", "ёж", "жук", "zucca", "Elba", "Élan", "è", "Ancona"], key=alphabetical) == [
        "Ancona",
        "è",
        "Élan",
        "Elba",
        "zucca",
        "ёж",
        "жук",
        "иней",
        "йод",
        "кофе",
        "Яна",
    ]


# The catalogues ------------------------------------------------------------------------------------------------------


def extracted():
    """Every text of the program and of its theme, as `make words` finds them: context, and its form or forms."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = set()
    for folder in ("generator", "theme"):
        for _, _, text, _, context in extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS):
            found.add((context, text))
    return found


@pytest.fixture(scope="module")
def source():
    return extracted()


def test_the_source_is_read_as_make_words_reads_it():
    recipe = (ROOT / "Makefile").read_text()
    asked = re.findall(r"--keywords (\w+):([\d,]+)", recipe)
    assert {name: tuple(map(int, numbers.split(","))) for name, numbers in asked} == MARKS
    assert NN_("one", "many") == ("one", "many")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_source_is_translated(source, language):
    assert len(source) > 1000
    told = {(message.context, message.id): message.string for message in messages(language)}
    plurals = {(context, forms(text)[0]) for context, text in told if not isinstance(text, str)}
    lacking = {key for key in source if not all(forms(told.get(key, ""))) and (key[0], key[1]) not in plurals}
    assert lacking == set(), "run `make words`, and translate what is empty"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_nothing_that_the_source_has_no_more(source, language):
    known = {(context, forms(text)[0]) for context, text in source}
    assert {(message.context, forms(message.id)[0]) for message in messages(language)} - known == set()


def marked(file):
    """Texts that a module marks or translates, by its syntax tree: what Babel reads token by token, it doesn't see within another string."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in KEYWORDS and name != "pgettext":
                yield node.args[0].value


def test_what_is_said_of_problems_fields_and_kinds_is_marked(source):
    known = {forms(text)[0] for _, text in source}
    said = {text for code in CATALOGUE.values() for text in (code.message, code.hint, code.instead, code.meaning, code.cure)}
    said |= {text for kind in KINDS for text in (kind.label, kind.one, kind.intro, kind.empty, kind.body_question, *kind.counted)}
    assert {text for text in said if text} - known - {many for _, text in source for many in forms(text)} == set()


def test_the_program_s_own_words_within_messages_are_marked(source):
    """Values of problems that `report` translates, where a module gives them as they are."""
    known = {forms(text)[0] for _, text in source}
    bare = set()
    for file in sorted((ROOT / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg in OURS and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                bare.add((file.name, node.value.value))
    assert {each for each in bare if each[1] and re.search("[a-z]", each[1]) and each[1] not in known} == set()


def test_no_text_hides_within_another_string(source):
    known = {forms(text)[0] for _, text in source}
    files = sorted((ROOT / "generator").rglob("*.py"))
    hidden = {(file.name, text) for file in files for text in marked(file) if text and text not in known}
    assert not hidden


def placeholders(text):
    return sorted(re.findall(r"\{\w*\}|%\(\w+\)[sd]|`[^`]*`|<[^>]*>|--[a-z-]+", text))


def edges(text):
    """How a text begins and ends: spaces, and the sign at its end that makes it a sentence, a question or a heading."""
    end = re.search(r"[.?!:…]?$", text.strip())[0]
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :], end


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_placeholders_markup_and_what_stands_between_backticks(language):
    wrong = {}
    for message in messages(language):
        allowed = [placeholders(text) for text in forms(message.id)]
        if not all(placeholders(form) in allowed for form in forms(message.string)):
            wrong[message.id] = message.string
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_begins_and_ends_as_the_text_does(language):
    wrong = {}
    for message in messages(language):
        allowed = {edges(text) for text in forms(message.id)}
        if not {edges(form) for form in forms(message.string)} <= allowed and message.id not in ENDS_OTHERWISE:
            wrong[message.id] = message.string
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_is_set_as_the_language_sets_it(language):
    """Guillemets, a dash that hangs on the word before it, no letters that only look like the script's own."""
    for message in messages(language):
        for form in forms(message.string):
            assert not re.search(r"[“”„]|  ", form), form
            assert form.count("«") == form.count("»"), form
            if language == "ru":
                assert not re.search(r"(?<![\xa0,.`)»…}])[ ]—", form), form
                assert not re.search(r"\d \d{3}\b", form), form
                if "Раypal" not in form:
                    assert not re.search(r"[а-яё][a-z]|[a-z][а-яё]", re.sub(r"\{\w+\}|\w+/|-\w+", " ", form), re.IGNORECASE), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_plurals_have_all_their_forms_and_nothing_is_unsure(language):
    number = get_plural(language).num_plurals
    for message in messages(language):
        assert not message.fuzzy, message.id
        assert len(forms(message.string)) == (1 if isinstance(message.id, str) else number), message.id


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "Latn"), ("en-GB", "Latn"), ("it", "Latn"), ("ru", "Cyrl"), ("sr", "Cyrl"), ("sr-Latn", "Latn"), ("ar", "Arab"), ("xx", "")],
)
def test_the_script_of_a_language(language, code):
    assert script(language) == code
