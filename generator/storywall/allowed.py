"""What members' content may hold, each rule with its reason: characters, addresses of links, elements of HTML.

This is the one place for allowlists. `parse` asks for characters, `kinds` and `markup` for links, `markup` for elements.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from storywall.problems import N_

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


def without_refused(text: str) -> str:
    """Return a text without the characters that may not stand in any."""
    return _REFUSED_CHARACTER.sub("", text)


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


LONGEST = 2000
"""So many characters may an address have: more than any browser's address bar shows."""
ADVICE = {
    "relative": N_("write a whole address, or a reference such as story:the-mug for an entry of this site"),
    "scheme": N_("links begin with https://, http:// or mailto:"),
    "userinfo": N_("take out what stands before the @: it hides where the link leads"),
    "space": N_("write %20 for a space, and no backslash"),
    "host": N_("look at the name between // and the next /"),
    "port": N_("take out the number after the colon"),
    "mail": N_("write mailto:name@example.org"),
    "long": N_("shorten it: 2,000 characters at most"),
}
"""What to do about each fault of a link, marked for translation."""


@lru_cache(maxsize=10_000)
def url_fault(url: str) -> str:
    """Return why a link may not lead there, as a short reason word; an empty string where it may.

    Reasons: `space` (white space, controls: browsers drop them and read another scheme), `scheme` (only http, https and mailto: the others
    run programs or leave the page's control), `relative` (a member's page moves, and `//host` looks relative but is not), `userinfo`
    (`https://bank.example@evil.example` names a host that it doesn't lead to), `host` (not a host name), `port`, `mail`, `long`.
    """
    if len(url) > LONGEST:
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
    except ValueError:
        return ""
    if host.startswith("[") or ":" in host:
        return host
    name = _ascii_host(unquote(host))
    return name if _HOST.match(name) else ""


@lru_cache(maxsize=1000)
def _ascii_host(host: str) -> str:
    """A host's name in punycode as browsers make it (UTS 46, non-transitional); empty where it has none."""
    if host.isascii():
        return host
    import idna  # 20 ms that few sites need

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:  # emoji and the like: browsers take them, the standard for new names doesn't
        try:
            return host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""


def plain_address(url: str) -> str:
    """Return a web address with its host in ASCII, so that every program reads the same one; other addresses as they are."""
    match = _HOST_WRITTEN.match(url) if len(url) <= LONGEST else None
    if match is None:
        return url
    name = host_name(url)
    return f"{match[1]}{name}{url[match.end(2) :]}" if name else url


# A host that isn't plain ASCII already: written in another script, or in percent signs, which browsers decode.
_HOST_WRITTEN = re.compile(r"(https?://)((?=[^/?#]*[^\x21-\x7e]|[^/?#]*%)[^/?#:@]+)", re.IGNORECASE)


# What a link's text says -----------------------------------------------------------------------------------------------

# A text that begins like an address, or that is nothing but a host's name, with or without a path.
_NAMED = re.compile(r"(?:https?://|\bwww\.)((?:[\w-]+\.)+\w{2,24})", re.IGNORECASE)
_ONLY_NAMED = re.compile(r"((?:[\w-]+\.)+([^\W\d_]{2,24}))(?::\d+)?(?:[/?#]\S*)?\Z", re.IGNORECASE)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064]+")
_COMMON_ENDINGS = frozenset(
    "app art biz blog cafe club com community dev edu gov info int live mil mobi name net news one online org page pro shop site social"
    " store studio tech tv web world xyz бел онлайн рус сайт укр".split()
)
# Endings of two letters are countries; these are also endings of file names and of programs ("Node.js").
_OF_FILES = frozenset("cc cs go hs js kt md ml mm pl pm ps py rb rs sh so ts vb".split())


def named_host(text: str) -> str:
    """Return the host that a link's visible text names, in ASCII; an empty string where it names none."""
    text = _UNSEEN.sub("", text).strip()
    found = _NAMED.search(text)
    if found is None:
        found = _ONLY_NAMED.match(text)
        ending = found[2].lower() if found is not None else ""
        if not (ending in _COMMON_ENDINGS or (len(ending) == 2 and ending not in _OF_FILES)):
            return ""
    return host_name(f"https://{found[1]}") if found is not None else ""


def deceives(text: str, url: str) -> str:
    """Return the host that a link's text names although the link leads to another; an empty string where all is well.

    The parts of one host (`example.org`, `shop.example.org`) count as the same.
    """
    if "." not in text:
        return ""
    named, real = named_host(text).removeprefix("www."), host_name(url).removeprefix("www.")
    if not named or not real or named == real or named.endswith(f".{real}") or real.endswith(f".{named}"):
        return ""
    return named


# Scripts ---------------------------------------------------------------------------------------------------------------

# Latin, and the scripts that have letters of the same looks: Greek, Cyrillic, Armenian, Cherokee. No word of a language mixes them, and
# "Раypal" with two Cyrillic letters can't be told from the real one. Japanese, Chinese and Korean mix scripts by nature, without such twins.
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"
_ALIKE = ("\u0370-\u03ff\u1f00-\u1fff", "\u0400-\u052f\u1c80-\u1c8f", "\u0531-\u0587", "\u13a0-\u13fd\uab70-\uabbf")
_MIXED = re.compile("|".join(f"[{one}][{other}]" for one in (_LATIN, *_ALIKE) for other in (_LATIN, *_ALIKE) if one != other))
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_LETTER_ALIKE = re.compile(f"[{''.join(_ALIKE)}\u0250-\u02af]")
_UNIT = re.compile(rf"[ΔΩβγδελμπσφ][{_LATIN}]{{1,2}}")
_WORD = re.compile(r"[^\W\d_]+")


def mixed_word(text: str) -> str:
    """Return the first word that mixes scripts whose letters look alike; an empty string where none does. μm and Δt are units, not words."""
    if text.isascii() or _MIXED.search(text) is None:
        return ""
    return next((word for word in _WORD.findall(text) if _MIXED.search(word) and not _UNIT.fullmatch(word)), "")


def doubtful_host(url: str) -> str:
    """Return the host in punycode where its letters may be taken for others: Latin beside a script with twins of it; else an empty string."""
    if url.isascii() and "%" not in url and "xn--" not in url.lower():
        return ""  # nothing that could become punycode
    name = host_name(url)
    if "xn--" not in name:
        return ""
    try:
        shown = ".".join(_readable(label) for label in name.split("."))
    except UnicodeError:
        return name
    return name if _LATIN_LETTER.search(shown) and _LETTER_ALIKE.search(shown) else ""


def _readable(label: str) -> str:
    return label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label


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
    # on any element: nothing, where the sanitiser by itself would let `lang` and `title` through
    "*": set[str](),
}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "ugc nofollow noopener noreferrer"
"""`ugc nofollow`: links aren't the brand's word; `noopener noreferrer`: the other page learns nothing and reaches nothing."""
