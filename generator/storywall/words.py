"""Words in the reader's language: gettext catalogues, days and numbers. English is the source and needs no catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "storywall"
SOURCE = "en"

Length = Literal["short", "medium", "long", "full"]
Number = int | float

# CLDR's patterns for English, so that an English site needs no Babel; a test holds them equal for every day.
_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue of one language, read when it is first asked; a text that it lacks stays English."""

    language: str

    def gettext(self, text: str) -> str:
        """The text in this language."""
        return self._catalogue.gettext(text) if text else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of the text that goes with this number."""
        return self._catalogue.ngettext(one, many, number)

    def pgettext(self, context: str, text: str) -> str:
        """The text in this language, where it means something else than elsewhere."""
        return self._catalogue.pgettext(context, text)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """The form of the text that goes with this number, where it means something else than elsewhere."""
        return self._catalogue.npgettext(context, one, many, number)

    @property
    def _catalogue(self) -> NullTranslations:
        return _read(self.language)


@lru_cache(maxsize=32)
def catalogue(language: str) -> Words:
    """The words of a language given by its BCP 47 tag; `it-CH` falls back to `it`, what we don't speak to English."""
    for tag in (language, language.partition("-")[0]):
        if tag.isalnum() and _file(tag).is_file():
            return Words(language=tag)
    return Words(language=SOURCE)


def script(language: str) -> str:
    """The ISO 15924 code of the script that a language is mostly written in (`Latn`, `Cyrl`); empty for one that CLDR doesn't know."""
    name, *further = language.split("-")
    if name == SOURCE:
        return "Latn"
    from babel.core import get_global

    likely = str(get_global("likely_subtags").get(name, "")).split("_")
    return next((part for part in (*further, *likely) if len(part) == 4 and part.isalpha()), "")


def reader_language(environment: Mapping[str, str]) -> str:
    """The language of whoever reads a terminal or a log, as the environment tells it."""
    named = filter(None, (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")))
    return next(named, SOURCE).partition(".")[0].replace("_", "-")


def languages() -> list[str]:
    """The languages that there are words in, English first."""
    return [SOURCE, *sorted(path.parents[1].name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))]


def _file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=32)
def _read(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with _file(language).open("rb") as file:
        messages = read_po(file, locale=language, domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=8192)
def format_day(day: date, language: str = SOURCE, length: Length = "long") -> str:
    """A day as people of the language write it: 21/11/2026 (short), 21 nov 2026, 21 novembre 2026, sabato 21 novembre 2026."""
    if language == SOURCE:
        return _english_day(day, length)
    from babel.dates import format_date

    return format_date(day, format=length, locale=_locale(language))


def _english_day(day: date, length: Length) -> str:
    month = _MONTHS[day.month - 1]
    match length:
        case "short":
            return f"{day.month}/{day.day}/{day.year % 100:02}"
        case "medium":
            return f"{month[:3]} {day.day}, {day.year}"
        case "long":
            return f"{month} {day.day}, {day.year}"
        case "full":
            return f"{_WEEKDAYS[day.weekday()]}, {month} {day.day}, {day.year}"


@lru_cache(maxsize=8192)
def format_number(number: Number, language: str = SOURCE, digits: int = 0) -> str:
    """A number with the language's separators and exactly so many digits after the point, halves to the even one."""
    from decimal import Decimal

    if language == SOURCE:
        return f"{Decimal(str(number)):,.{digits}f}"
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    written: str = format_decimal(Decimal(str(number)), format=pattern, locale=_locale(language))
    return written


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """What a language calls itself, as a title: Italiano, Русский; the tag itself where CLDR doesn't know it."""
    from babel.core import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:] if name else tag


def alphabetical(text: str) -> str:
    """What a text is sorted by: its letters without case and accents, as in English, Italian and Russian alike, where only й is one of its own."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("й", "и\uffff"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=512)
def language_name_in(tag: str, language: str = SOURCE) -> str:
    """What a language is called in another, `Italian` for `it`; its own tag where CLDR has no name for it."""
    from babel.core import Locale, UnknownLocaleError

    for name in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(name, sep="-").get_display_name(_locale(language)) or tag
        except (UnknownLocaleError, ValueError):
            continue
    return tag


@lru_cache(maxsize=32)
def _locale(language: str) -> str:
    """The nearest locale that CLDR knows, in its spelling."""
    from babel.core import Locale, UnknownLocaleError

    for tag in (language, language.partition("-")[0]):
        try:
            return str(Locale.parse(tag, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return SOURCE
