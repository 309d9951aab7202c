"""What members' content may hold, each rule with its reason: characters, addresses of links, elements of HTML.

This is the one place for allowlists. `parse` asks for characters, `kinds` and `markup` for links, `markup` for elements.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

# Characters ------------------------------------------------------------------------------------------------------------

# C0 and C1 controls (tab and line breaks excepted) can't be seen; bidi overrides, embeddings and isolates show text in another order
# than it has (CVE-2021-42574); U+2028 and U+2029 move the count of lines between programs; an inner U+FEFF and tag characters hide text;
# surrogates aren't characters; U+FFFE and U+FFFF are forbidden in XML, and the other noncharacters are left to programs (ours marks links
# with one). Joiners (U+200C, U+200D), direction marks (U+200E, U+200F) and variation selectors stay: emoji, Persian and Indic text need
# them. The flags of England, Scotland and Wales, the only accepted use of tag characters, are the price.
_REFUSED = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_REFUSED_CHARACTER = re.compile(f"[{_REFUSED}]")
_REFUSED_ASCII = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32)) + b"\x7f"
MARKS_AT_MOST = 8


@lru_cache(maxsize=1)
def _stacked_marks() -> re.Pattern[str]:
    # Nine or more marks on one letter cover the lines above ("zalgo"); no script in use stacks more than a handful.
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.category(chr(code)) in ("Mn", "Me"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges if not 0xFE00 <= first <= 0xFE0F)
    return re.compile(f"[{marks}]{{{MARKS_AT_MOST + 1},}}")


def refused_character(text: str) -> tuple[int, str] | None:
    """Return the index of the first character that may not stand in any text, and its name; None where all may."""
    if text.isascii():
        raw = text.encode("ascii")
        if len(raw.translate(None, _REFUSED_ASCII)) == len(raw):
            return None
    found = _REFUSED_CHARACTER.search(text)
    if found is None and not text.isascii():
        found = _stacked_marks().search(text)
        if found is not None:
            return found.start() + MARKS_AT_MOST, f"more than {MARKS_AT_MOST} marks on one letter"
    if found is None:
        return None
    character = found.group()
    return found.start(), f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


# Addresses of links --------------------------------------------------------------------------------------------------

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?\Z")
_MAIL = re.compile(r"[^\s@<>\"'(),:;\\\[\]]+@[^\s@<>\"'(),:;\\\[\]]+\.[^\s@<>\"'(),:;\\\[\]]+\Z")


@lru_cache(maxsize=10_000)
def url_fault(url: str) -> str:
    """Return why a link may not lead there, as a short reason word; an empty string where it may.

    Reasons: `space` (white space, controls: browsers drop them and read another scheme), `scheme` (only http, https and mailto: the others
    run programs or leave the page's control), `relative` (a member's page moves, and `//host` looks relative but is not), `userinfo`
    (`https://bank.example@evil.example` names a host that it doesn't lead to), `host` (not a host name), `port`, `mail`, `long`.
    """
    if len(url) > 2000:
        return "long"
    if any(character <= " " or "\x7f" <= character <= "\xa0" for character in url) or "\\" in url:
        return "space"
    scheme = _SCHEME.match(url)
    if scheme is None:
        return "relative"
    name = scheme.group(1).lower()
    if name == "mailto":
        return "" if _MAIL.fullmatch(url[7:].partition("?")[0]) else "mail"
    if name not in ("http", "https"):
        return "scheme"
    return _web_fault(url)


def _web_fault(url: str) -> str:
    if not re.match(r"https?://[^/]", url, re.IGNORECASE):
        return "relative"
    try:
        parts = urlsplit(url)
        if parts.port == 0:
            return "port"
    except ValueError:
        return "host"
    if "@" in parts.netloc:
        return "userinfo"
    return "" if host_name(url) else "host"


def host_name(url: str) -> str:
    """Return the host of a web address in its ASCII (punycode) form and lower case; an empty string where it has none."""
    try:
        host = (urlsplit(url).hostname or "").lower()
        if host.startswith("[") or ":" in host:
            return host
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except (ValueError, UnicodeError):
        return ""
    return name if _HOST.match(name) else ""


# Elements of HTML ----------------------------------------------------------------------------------------------------

# What CommonMark with tables and strikethrough can make, and nothing else. `img` is our own mark for a gap (it has no `src`) and never
# reaches a page; ids stand on headings only, made by us and prefixed, so that a member's heading can't take the place of a part of the page.
ELEMENTS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "data-ref"},
    "img": {"data-gap"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "ugc nofollow noopener noreferrer"
"""`ugc nofollow`: links aren't the brand's word; `noopener noreferrer`: the other page learns nothing and reaches nothing."""
