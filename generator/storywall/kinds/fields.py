"""Field types that the kinds share. Every value arrives as text, list or mapping; these types are the only place that gives it a type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, ModelWrapValidatorHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from storywall import allowed
from storywall.kinds.guess import guess_day
from storywall.kinds.lean import filled
from storywall.problems import N_

SetBy = Literal["member", "editor"]

RESERVED = frozenset(
    ["index", "page", "by", "of", "embed", "reviews", "feed", "assets", "search", "tags", "api", "con", "nul", "aux", "prn"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)
"""Slugs that would take the address of something else, or can't be a file's name on Windows."""

RESERVED_STARTS = ("sw-", "storywall-")
"""What ids of the theme begin with: a review's slug is an id on its product's page, and may not take the place of one of them."""

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 100
# Digits are 0 to 9: `\d` would take those of all scripts.
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
_WORDING = re.compile(r"([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)@([0-9a-f]{8})")
_FILE = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*\.[a-z0-9]+")
_PHOTO_SUFFIX = re.compile(r".*\.(?:jpe?g|png|webp|gif|avif|heic|heif)")


class Fields(BaseModel):
    """A group of fields. Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    def __reduce__(self) -> tuple[Any, ...]:
        fields = self.__dict__
        return filled, (self.__class__, *[fields[name] for name in self.__class__.model_fields])


class Shared(Fields):
    """A group that is filled alike in many items: equal values become one object, which is filled and sent between processes once."""

    @model_validator(mode="wrap")
    @classmethod
    def _share(cls, value: Any, fill: ModelWrapValidatorHandler[Any]) -> Any:
        key = (cls, repr(value))  # of texts, lists and groups: no two of them are written alike
        if (found := _shared.get(key)) is not None:
            return found
        made = fill(value)
        if len(_shared) < _SHARED_AT_MOST and len(key[1]) < _SHARED_AT_MOST:
            _shared[key] = made
        return made


_shared: dict[tuple[type[Shared], str], Shared] = {}
_SHARED_AT_MOST = 1000


def value(data: Fields, name: str, default: Any = None) -> Any:
    """A field of an entry's data, or the default where its kind has no such field (`getattr` would cost an exception each time)."""
    return data.__dict__.get(name, default)  # pydantic keeps the fields there, and asking it costs four times as much


def ask(question: str, *, help: str = "", by: SetBy = "member", default: Any = ..., long: bool = False) -> Any:
    """Declare a field: the question forms ask for it, a line of help, and who may set it. Without `default` it is required."""
    extra: dict[str, Any] = {"x-question": question, "x-set-by": by}
    if long:
        extra["x-long"] = True
    return Field(default, description=help or None, json_schema_extra=extra)


def refuse(code: str, **values: str | int) -> PydanticCustomError:
    """Make the error that `validate` turns into the problem `code` with these values."""
    return PydanticCustomError(code, code, values or None)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise wrong_type(TEXT, value)
    text = value.strip()
    if not text:
        raise refuse("empty-text")
    return text


TEXT, LIST, GROUP = N_("a text"), N_("a list"), N_("a group of fields")
_ADVICE = {
    TEXT: N_("write one value after the name: `name: value`"),
    LIST: N_("write `[one, two]`, or each on a line of its own after a hyphen"),
    GROUP: N_("write its fields on lines of their own, indented: `name: value`"),
}


def shape(value: object) -> str:
    """Name the shape of an untyped value, for messages."""
    return LIST if isinstance(value, list) else GROUP if isinstance(value, dict) else TEXT


def wrong_type(wanted: str, value: object) -> PydanticCustomError:
    """Make the error for a value of another shape than `wanted`, which is TEXT, LIST or GROUP."""
    return refuse("wrong-type", wanted=wanted, found=shape(value), advice=_ADVICE[wanted])


def _bounded(value: object, most: int) -> str:
    text = _text(value)
    if len(text) > most:
        raise refuse("too-long", most=most, length=len(text))
    return text


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """How a value is read, beside its type in `Annotated`: `parse` runs first; `schema` is what JSON Schema says of it."""

    parse: Callable[[object], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.parse, handler(source))

    def __get_pydantic_json_schema__(self, source: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(source), **self.schema} if "maxItems" in self.schema else dict(self.schema)


def line(most: int) -> Rule:
    """A text on one line of at most `most` characters."""

    def parse(value: object) -> str:
        text = _bounded(value, most)
        if "\n" in text:
            raise refuse("several-lines")
        return text

    return Rule(parse, {"type": "string", "minLength": 1, "maxLength": most})


def text(most: int) -> Rule:
    """A text of at most `most` characters that may have several lines."""
    return Rule(lambda value: _bounded(value, most), {"type": "string", "minLength": 1, "maxLength": most})


def _matching(pattern: re.Pattern[str], code: str, parse: Callable[[re.Match[str]], Any]) -> Callable[[object], Any]:
    def check(value: object) -> Any:
        written = _text(value)
        match = pattern.fullmatch(written)
        if match is None:
            raise refuse(code, value=written)
        return parse(match)

    return check


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    written = _text(value)
    match = _DAY.fullmatch(written)
    try:
        if match is None or not 1900 <= int(match[1]) <= 2200:
            raise ValueError
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise refuse("bad-day", value=written, guess=guess_day(written)) from None


def slug_fault(name: str) -> str:
    """Return the code of what is wrong with a slug, an empty string where nothing is."""
    if not SLUG.fullmatch(name) or len(name) > SLUG_LENGTH:
        return "bad-name"
    return "reserved-name" if name in RESERVED or name.startswith(RESERVED_STARTS) else ""


def _slug(value: object) -> str:
    written = _text(value)
    if SLUG.fullmatch(written) is None or len(written) > SLUG_LENGTH:
        raise refuse("bad-slug", value=written)
    return written


def _url(value: object) -> str:
    written = _text(value)
    fault = "scheme" if written.lower().startswith("mailto:") else allowed.url_fault(written)
    if fault:
        raise refuse("bad-url", value=written, advice=_WEB_ADVICE.get(fault) or allowed.ADVICE[fault])
    return written


_WEB_ADVICE = dict.fromkeys(("relative", "scheme"), N_("write the whole address of a web page: https://example.org/page"))


def file_fault(name: str) -> str:
    """Return the code of what is wrong with the name of a photo, an empty string where nothing is."""
    if not _FILE.fullmatch(name) or len(name) > SLUG_LENGTH:
        return "bad-file-name"
    return "" if _PHOTO_SUFFIX.fullmatch(name) else "not-a-photo-name"


def _file(value: object) -> str:
    written = _text(value)
    if fault := file_fault(written):
        raise refuse(fault, value=written)
    return written


_NO_ALT = re.compile(r"(?:an? |the |my )?(?:photo|image|picture|pic|img|foto|immagine|фото|alt|alt text|todo|tbd|n/?a|none|untitled)[ .]*\d*", re.I)
_FILE_LIKE = re.compile(r"\S+\.(?:jpe?g|png|webp|gif|avif|heic|heif)|(?:IMG|DSC|PXL|P)[-_]?\d+\S*", re.I)


def says_nothing(alt: str) -> bool:
    """Is an alt text none: too short, a file's name, or just "photo" (T23)?"""
    return len(alt) < 5 or _NO_ALT.fullmatch(alt) is not None or _FILE_LIKE.fullmatch(alt) is not None


def _alt(value: object) -> str:
    written = _bounded(value, 500)
    if says_nothing(written):
        raise refuse("alt-says-nothing", value=written)
    return " ".join(written.split())


def choice(*choices: str) -> Rule:
    """One of a closed list of words."""

    def parse(value: object) -> str:
        written = _text(value)
        if written not in choices:
            raise refuse("bad-choice", value=written, choices=", ".join(choices))
        return written

    return Rule(parse, {"type": "string", "enum": list(choices)})


def many(most: int = 50) -> Rule:
    """A list of at most `most` items, kept as a tuple."""

    def parse(value: object) -> object:
        if not isinstance(value, tuple | list):
            raise wrong_type(LIST, value)
        if len(value) > most:
            raise refuse("too-many", most=most, length=len(value))
        return value

    return Rule(parse, {"maxItems": most})


def whole(least: int, most: int) -> Rule:
    """A whole number from `least` to `most`."""

    def parse(value: object) -> int:
        number = int(_matching(_NUMBER, "bad-number", lambda match: match[0])(value))
        if not least <= number <= most:
            raise refuse("out-of-range", value=number, least=least, most=most)
        return number

    return Rule(parse, {"type": "integer", "minimum": least, "maximum": most})


def _pattern(pattern: re.Pattern[str], **more: Any) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^(?:{pattern.pattern})$", **more}


_FLAG = re.compile(r"true|false|yes|no")
_RATING = re.compile(r"[1-5]")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")

_FLAGS: dict[str, Any] = {"enum": [True, False, "true", "false", "yes", "no"]}

Short = Annotated[str, line(40)]
Label = Annotated[str, line(60)]
Name = Annotated[str, line(80)]
Title = Annotated[str, line(150)]
Sentence = Annotated[str, line(300)]
Note = Annotated[str, line(500)]
LongText = Annotated[str, text(40000)]
Day = Annotated[date, Rule(_day, {"type": "string", "format": "date"})]
Slug = Annotated[str, Rule(_slug, _pattern(SLUG, maxLength=SLUG_LENGTH))]
Handle = Slug
Tag = Slug
Flag = Annotated[bool, Rule(_matching(_FLAG, "bad-flag", lambda match: match[0] in ("true", "yes")), _FLAGS)]
Rating = Annotated[int, Rule(_matching(_RATING, "bad-rating", lambda match: int(match[0])), {"type": "integer", "minimum": 1, "maximum": 5})]
Number = Annotated[int, Rule(_matching(_NUMBER, "bad-number", lambda match: int(match[0])), {"type": "integer", "minimum": 0})]
Url = Annotated[str, Rule(_url, {"type": "string", "format": "uri", "pattern": "^https?://"})]
Language = Annotated[str, Rule(_matching(_LANGUAGE, "bad-language", lambda match: match[0]), _pattern(_LANGUAGE))]
PhotoFile = Annotated[str, Rule(_file, _pattern(_FILE))]
AltText = Annotated[str, Rule(_alt, {"type": "string", "minLength": 5, "maxLength": 500})]
Wording = Annotated[str, Rule(_matching(_WORDING, "bad-wording", lambda match: match[0]), _pattern(_WORDING))]
