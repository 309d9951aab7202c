"""Personal data in what members send (trust rule T6): mail addresses, card numbers and IBANs; phone and order numbers."""

from __future__ import annotations

from storywall.personal.finding import MOST, Finding
from storywall.personal.mail import mail_addresses
from storywall.personal.numbers import has_digits, numbers
from storywall.personal.texts import region_of, texts

__all__ = ["MOST", "Finding", "find", "masked", "may_hold", "region_of", "texts"]


def may_hold(text: str) -> bool:
    """Is a text worth searching? Most aren't, and this takes a microsecond."""
    return "@" in text or has_digits(text)


def find(text: str, region: str = "") -> tuple[Finding, ...]:
    """Return the personal data in a text; `region` (`IT`) says whose phone numbers to know in the form used within the country."""
    found: list[Finding] = []
    if "@" in text:
        found += mail_addresses(text)
    if has_digits(text):
        found += numbers(text, region)
    return tuple(found)


def masked(code: str, value: str) -> str:
    """What a message shows of a finding: enough to recognise it, too little to pass it on, since reports are often public."""
    if code == "email-address":
        name, _, host = value.partition("@")
        return f"{name[:1]}…@{host}"
    kept = 2 if len(value) > 8 else 1
    return f"{value[:kept]}…{value[-kept:]}"
