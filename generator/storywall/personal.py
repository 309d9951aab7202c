"""Personal data in what members send (trust rule T6): mail addresses, card numbers and IBANs; phone and order numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from storywall.kinds.fields import Fields, Rule
from storywall.problems import Path

MOST = 20
"""So many findings of one text are enough to act on; a text made to hold thousands costs no more."""

_ONE_BY_ONE = "*"
"""Stands in a path for each item of a list, and for each value of a mapping with free names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found in a text: the problem's code, the text itself, and where it begins."""

    code: str
    value: str
    index: int


def find(text: str, region: str = "") -> tuple[Finding, ...]:
    """Return the personal data in a text; `region` (`IT`) says whose phone numbers to know in the form used within the country."""
    found: list[Finding] = []
    if "@" in text:
        found += _mail_addresses(text)
    if _has_digits(text):
        found += _numbers(text, region)
    return tuple(found)


def masked(finding_code: str, value: str) -> str:
    """What a message shows of a finding: enough to recognise it, too little to pass it on, since reports are often public."""
    if finding_code == "email-address":
        name, _, host = value.partition("@")
        return f"{name[:1]}…@{host}"
    kept = 2 if len(value) > 8 else 1
    return f"{value[:kept]}…{value[-kept:]}"


# Mail addresses --------------------------------------------------------------------------------------------------------

_AT = re.compile(r"(?<=\w)@(?=[^\W_])")
# `@` before the name makes it a handle of a federated network, `/` a part of an address on the web.
_BEFORE_AT = re.compile(r"(?<![\w.+@/%-])[^\W_][\w.+%'-]*\Z")
_AFTER_AT = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,40})(?![\w@-])", re.IGNORECASE)


def _mail_addresses(text: str) -> Iterator[Finding]:
    count = 0
    for at in _AT.finditer(text):
        start = max(0, at.start() - 65)
        before = _BEFORE_AT.search(text[start : at.start()])
        after = _AFTER_AT.match(text, at.end(), at.end() + 254)
        if before is not None and after is not None:
            yield Finding(code="email-address", value=f"{before[0]}@{after[0]}", index=start + before.start())
            count += 1
            if count == MOST:
                return


# Numbers ---------------------------------------------------------------------------------------------------------------

_NO_DIGITS = bytes.maketrans(b"", b""), b"0123456789"
# Four digits or more, with what people put between them.
_RUN = re.compile(r"\d(?:[ \u00a0\u2009\u202f]?[-./()\u2010-\u2013]?[ \u00a0\u2009\u202f]?\d){3,}")
_NOT_A_DIGIT = re.compile(r"\D+")


def _has_digits(text: str) -> bool:
    # Most texts have none, and counting bytes is ten times as fast as searching a text in another script.
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(*_NO_DIGITS)) != len(raw):
        return True
    return any(lead in raw for lead in _LEADS) and _DIGIT.search(text) is not None


_LEADS = (b"\xd9", b"\xdb", b"\xe0", b"\xef\xbc")
"""What digits of other scripts begin with in UTF-8: Arabic, Persian, Indic and Thai, full-width."""
_DIGIT = re.compile(r"\d")


def _numbers(text: str, region: str) -> Iterator[Finding]:
    count, taken = 0, 0
    for run in _RUN.finditer(text):
        if run.start() < taken or _in_address(text, run.start()):
            continue
        finding = _number(text, run, region)
        if finding is not None:
            yield finding
            taken = finding.index + len(finding.value)
            count += 1
            if count == MOST:
                return


def _number(text: str, run: re.Match[str], region: str) -> Finding | None:
    written = run[0]
    digits = "".join(str(int(each)) for each in _NOT_A_DIGIT.sub("", written[:60]))
    if len(digits) >= 8 and (start := _iban(text, run.start())) is not None:
        return Finding(code="iban", value=text[start[0] : start[1]], index=start[0])
    if _is_card(written, digits):
        return Finding(code="card-number", value=written, index=run.start())
    if _is_order(text, run):
        return Finding(code="order-number", value=written, index=run.start())
    if 7 <= len(digits) <= 17 and (phone := _phone(text, run, region)) is not None:
        return Finding(code="phone-number", value=phone[1], index=phone[0])
    return None


def _in_address(text: str, index: int) -> bool:
    """Is this a part of an address on the web, or of a file's name? Numbers there are names of pages."""
    if text[index - 1 : index].isspace():
        return False
    words = _BREAK.split(text[max(0, index - 300) : index])
    return "://" in words[-1] or words[-1].lower().startswith("www.") or words[-1].endswith(("/", "_", "="))


_BREAK = re.compile(r"[\s<>()\[\]\"]+")


# ISO/IEC 7812: the first digits name the issuer's network, and each network has its lengths. Without them one number in ten of any kind
# (article numbers, parcels) would pass the check digit.
_CARDS = re.compile(
    r"4\d{12}(?:\d{3}(?:\d{3})?)?"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners Club
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}"  # Discover, UnionPay
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}"  # Maestro
    r"|220[0-4]\d{12}"  # Mir
)
# In one piece, or in groups as they are printed on cards.
_CARD_FORM = re.compile(r"\d{13,19}|\d{4}([ \u00a0\u2009\u202f.\u2010-\u2013-])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{4}([ \u00a0-])\d{6}\2\d{4,5}")


def _is_card(written: str, digits: str) -> bool:
    if not 13 <= len(digits) <= 19 or not _CARD_FORM.fullmatch(written) or not _CARDS.fullmatch(digits):
        return False
    from stdnum import luhn

    return bool(luhn.is_valid(digits)) and not _is_article_number(digits)


def _is_article_number(digits: str) -> bool:
    """GTINs of 13 and 14 digits have a check digit of their own; cards of these lengths aren't issued any more, articles are."""
    if len(digits) not in (13, 14):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}", re.IGNORECASE)
_IBAN_GROUP = re.compile(r"[ \u00a0-]?[A-Z0-9]+", re.IGNORECASE)
_IBAN_LENGTHS = range(15, 35)


def _iban(text: str, index: int) -> tuple[int, int] | None:
    """Find the IBAN that digits at an index belong to: its digits may begin with the check digits, or stand after a bank's letters."""
    for start in _IBAN_START.finditer(text, max(0, index - 10), index + 4):
        place, compact = start.start(), ""
        while (group := _IBAN_GROUP.match(text, place)) is not None and len(compact) < _IBAN_LENGTHS.stop:
            compact += group[0].strip(" \u00a0-")
            place = group.end()
            if len(compact) in _IBAN_LENGTHS and _is_iban(compact):
                return start.start(), place
    return None


def _is_iban(compact: str) -> bool:
    from stdnum import iban

    return compact.isascii() and bool(iban.is_valid(compact, check_country=False))


_ORDER_STEMS = ("ord", "bestel", "auftrag", "commande", "pedido", "encomenda", "zam", "заказ")
_ORDER_BEFORE = re.compile(
    r"\b(?:order|orders|ordine|ordini|bestellung|bestellnummer|auftrag|auftragsnummer|auftragsnr|bestellnr|commande|pedido|encomenda|bestelling"
    r"|bestelnummer|zamówienie|zamówienia|заказ|заказа|заказу|заказом)"
    r"(?P<mark>[\s.:]*(?:no|nr|number|num|id|ref|numero|número|numéro|nummer|номер|n)?[\s.:#№°º]*)(?P<letters>[a-z]{1,4}-?)?\Z"
)
_ORDER_ALONE = re.compile(r"\d{3}-\d{7}-\d{7}")
_FIVE = re.compile(r"\d{5}")


def _is_order(text: str, run: re.Match[str]) -> bool:
    if _ORDER_ALONE.fullmatch(run[0]):
        return True
    window = text[max(0, run.start() - 40) : run.start()].lower()
    before = _ORDER_BEFORE.search(window) if any(stem in window for stem in _ORDER_STEMS) else None
    if before is None:
        return False
    # "the order 2024" may be a year; "order no. 2024" is none
    marked = before["mark"].strip() or before["letters"] or "nummer" in before[0] or "nr" in before[0]
    return bool(marked) or _FIVE.search(run[0]) is not None


_BEFORE_PHONE = re.compile(r"(?:\+\s?\(?|\()\Z")


def _phone(text: str, run: re.Match[str], region: str) -> tuple[int, str] | None:
    """A number in the international form, or (where a region makes it likely) in the form used within the country."""
    before = _BEFORE_PHONE.search(text[max(0, run.start() - 3) : run.start()])
    start = run.start() - len(before[0]) if before is not None else run.start()
    international = "+" in text[start : run.start()]
    if not international and not region:
        return None
    import phonenumbers

    leniency = phonenumbers.Leniency.VALID if international else phonenumbers.Leniency.STRICT_GROUPING
    # a little of what stands around, by which the library tells dates, page numbers and the like
    begin = max(0, start - 3)
    window = text[begin : run.start() + min(len(run[0]), 30) + 3]
    for match in phonenumbers.PhoneNumberMatcher(window, None if international else region, leniency=leniency, max_tries=5):
        return begin + match.start, match.raw_string
    return None


# What members write ----------------------------------------------------------------------------------------------------

_REGIONS = {
    "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "et": "EE", "fi": "FI", "fr": "FR", "he": "IL", "hu": "HU", "it": "IT",
    "ja": "JP", "ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "nn": "NO", "no": "NO", "pl": "PL", "ro": "RO", "ru": "RU",
    "sk": "SK", "sl": "SI", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN",
}  # fmt: skip
"""Languages that leave little doubt about the country; English, Spanish, Portuguese, Arabic and Chinese leave too much."""


def region_of(values: Mapping[str, Any]) -> str:
    """The country that an item's language makes likely, by its untyped values; empty where none."""
    consent = values.get("consent")
    tags = [values.get("language"), consent.get("language") if isinstance(consent, dict) else None]
    for tag in tags:
        if isinstance(tag, str):
            language, *rest = tag.split("-")
            country = rest[-1] if rest and len(rest[-1]) == 2 else ""
            return country.upper() or _REGIONS.get(language, "")
    return ""


Tree = dict[str, Any]


def texts(schema: type[Fields], values: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the free texts that members write into a kind's fields, each with its path; `values` may be untyped or wrong."""
    yield from _texts(_tree(schema), values, ())


def _texts(tree: Tree, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """`tree` holds the texts' names; an empty one stands for a text itself."""
    if not tree:
        if isinstance(value, str):
            yield path, value
    elif isinstance(value, list):
        if (inner := tree.get(_ONE_BY_ONE)) is not None:
            for index, item in enumerate(value):
                yield from _texts(inner, item, (*path, index))
    elif isinstance(value, Mapping):
        every = tree.get(_ONE_BY_ONE)
        for name, item in value.items():
            if (inner := tree.get(name, every)) is not None:
                yield from _texts(inner, item, (*path, name))


@cache
def _tree(schema: type[BaseModel]) -> Tree:
    """The names of the fields that hold texts by members, as deep as they go."""
    tree: Tree = {}
    for name, field in schema.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or extra.get("x-set-by") != "editor":
            below = _below(field.annotation, field.metadata)
            if below is not None:
                tree[name] = below
    return tree


def _below(annotation: Any, metadata: list[Any]) -> Tree | None:
    """What a field of this type holds: an empty tree for a text, a tree of names, None for anything that isn't text."""
    for rule in metadata:
        if isinstance(rule, Rule) and _is_text(rule):
            return {}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _tree(annotation) or None
    inner = [_below(each, list(getattr(each, "__metadata__", ()))) for each in get_args(annotation)]
    found = [tree for tree in inner if tree is not None]
    if not found:
        return None
    origin = getattr(annotation, "__origin__", None)
    return {_ONE_BY_ONE: found[-1]} if origin in (tuple, list, dict) else found[-1]


def _is_text(rule: Rule) -> bool:
    """A text without a form of its own; days, slugs, choices and addresses have one."""
    return rule.schema.get("type") == "string" and not rule.schema.keys() & {"pattern", "enum", "format"}
