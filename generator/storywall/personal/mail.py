"""Mail addresses in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storywall.personal.finding import MOST, Finding

_AT = re.compile(r"(?<=\w)@(?=[^\W_][\w-]{0,62}\.)")
# `@` before the name makes it a handle of a federated network, `/` a part of an address on the web.
_BEFORE_AT = re.compile(r"(?<![\w.+@/%-])[^\W_][\w.+%'-]*\Z")
_AFTER_AT = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,40})(?![\w@-])", re.IGNORECASE)


def mail_addresses(text: str) -> Iterator[Finding]:
    """Yield the mail addresses in a text that holds an `@`."""
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
