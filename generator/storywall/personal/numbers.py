"""Numbers in a text that are somebody's: of cards, accounts, orders and phones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storywall.personal.finding import MOST, Finding

_NO_DIGITS = bytes.maketrans(b"", b""), b"0123456789"
# Four digits or more, with what people put between them.
_RUN = re.compile(r"\d(?:[ \u00a0\u2009\u202f]?[-./()\u2010-\u2013]?[ \u00a0\u2009\u202f]?\d){3,60}")
_NOT_A_DIGIT = re.compile(r"\D+")


def has_digits(text: str) -> bool:
    """Does a text hold a digit of any script?"""
    # Most texts have none, and counting bytes is ten times as fast as searching a text in another script.
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(*_NO_DIGITS)) != len(raw):
        return True
    return not text.isascii() and any(lead in raw for lead in _LEADS) and _DIGIT.search(text) is not None


_LEADS = (b"\xd9", b"\xdb", b"\xe0", b"\xef\xbc")
"""What digits of other scripts begin with in UTF-8: Arabic, Persian, Indic and Thai, full-width."""
_DIGIT = re.compile(r"\d")


# What can stand in a run becomes digits in a row when it is taken out, in UTF-8 and all at once; what else that joins costs only a search.
_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_BETWEEN_DIGITS = b" -./()" + "\u00a0\u2009\u202f\u2010\u2011\u2012\u2013".encode()
_OTHER_DIGITS = b"\xd9\xdb\xdf\xe0\xe1\xea\xef\xf0"
"""What the digits of all other scripts begin with in UTF-8."""


def _may_have_run(text: str) -> bool:
    """Can a text hold four digits that belong together? Most can't, and a search through them all would take ten times as long."""
    raw = text.encode("utf-8", "surrogatepass")
    if b"0000" in raw.translate(_ALIKE, _BETWEEN_DIGITS):
        return True
    return not text.isascii() and len(raw.translate(None, _OTHER_DIGITS)) != len(raw)


def numbers(text: str, region: str) -> Iterator[Finding]:
    """Yield card, account, order and phone numbers; `region` as `find` takes it."""
    if not _may_have_run(text):
        return
    count, taken = 0, 0
    tries = {"iban": _TRIES, "phone-number": _TRIES // 10}
    for run in _RUN.finditer(text):
        if run.start() < taken or _in_address(text, run.start()):
            continue
        finding = _number(text, run, _digits(run[0]), region, tries)
        if finding is not None:
            yield finding
            taken = finding.index + len(finding.value)
            count += 1
            if count == MOST:
                return


_TRIES = 1000
"""So many numbers of one text are looked at as accounts, a tenth of them as phone numbers: each try takes up to a tenth of a millisecond."""


def _number(text: str, run: re.Match[str], digits: str, region: str, tries: dict[str, int]) -> Finding | None:
    if len(digits) >= 8 and tries["iban"]:
        tries["iban"] -= 1
        if (found := _iban(text, run.start())) is not None:
            return Finding(code="iban", value=text[found[0] : found[1]], index=found[0])
    if len(digits) >= 13 and (found := _card(run[0])) is not None:
        return Finding(code="card-number", value=run[0][found[0] : found[1]], index=run.start() + found[0])
    if _is_order(text, run):
        return Finding(code="order-number", value=run[0], index=run.start())
    if 7 <= len(digits) <= 17 and tries["phone-number"]:
        tries["phone-number"] -= 1
        return _phone(text, run, region)
    return None


def _digits(written: str) -> str:
    digits = _NOT_A_DIGIT.sub("", written)
    return digits if digits.isascii() else "".join(map(str, map(int, digits)))


def _in_address(text: str, index: int) -> bool:
    """Is this a part of an address on the web, or of a file's name? Numbers there are names of pages."""
    if text[index - 1 : index].isspace():
        return False
    word = (text[max(0, index - 300) : index].rsplit(None, 1) or [""])[-1]
    return "://" in word or "www." in word.lower() or word.endswith(("/", "_", "="))


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
# In one piece, or in groups as they are printed on cards; what follows may be the day it ends.
_BETWEEN = r"[ \u00a0\u2009\u202f.\u2010-\u2013-]"
_CARD_FORMS = (
    re.compile(r"(?<!\d)\d{13,19}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{4}}({_BETWEEN})\d{{4}}\1\d{{4}}\1\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{4}}({_BETWEEN})\d{{4}}\1\d{{4}}\1\d{{4}}\1\d{{1,3}}(?!\d)"),
    re.compile(rf"(?<!\d)\d{{4}}({_BETWEEN})\d{{6}}\1\d{{4,5}}(?!\d)"),
)


def _card(written: str) -> tuple[int, int] | None:
    for form in _CARD_FORMS:
        for match in form.finditer(written):
            digits = _digits(match[0])
            if _CARDS.fullmatch(digits) and _is_card(digits):
                return match.span()
    return None


def _is_card(digits: str) -> bool:
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
    # ISO 7064 MOD 97-10 first: it costs a tenth of asking for the country's form
    if not compact.isascii() or int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97 != 1:
        return False
    from stdnum import iban

    return bool(iban.is_valid(compact, check_country=False))


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


def _phone(text: str, run: re.Match[str], region: str) -> Finding | None:
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
        return Finding(code="phone-number", value=match.raw_string, index=begin + match.start)
    return None
