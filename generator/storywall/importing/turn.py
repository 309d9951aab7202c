"""Markdown as others write it -> the Markdown that is allowed here: each thing that may not stand becomes the nearest that may, and is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from storywall import allowed
from storywall.importing import elements, texts
from storywall.importing.foreign import Spot, scan
from storywall.importing.proof import NOWHERE, STAYS, Turned, proven
from storywall.importing.tally import Reason
from storywall.kinds import BY_NAME
from storywall.problems import N_, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a text: its address as it is written there, and what the text says of it."""

    target: str
    alt: str = ""
    caption: str = ""
    in_link: bool = False


Show = Callable[[Picture], tuple[str, Reason | None]]
"""What stands in a picture's place, and what is to be said about it."""


def turn(text: str, show: Show) -> tuple[str, list[Turned]]:
    """Return a text whose line breaks are `\\n` in our Markdown, and what became of all that may not stand in it."""
    turner = _Turner(elements.fenced(text), show)
    return turner.turned(), sorted(turner.said, key=lambda each: each.line)


class _Turner:
    """Turns one text; edits are collected and made at once, so that places stay what they are."""

    def __init__(self, text: str, show: Show) -> None:
        self.text, self.show = text, show
        self.said: list[Turned] = []
        self.edits: list[tuple[int, int, str]] = []
        self.line = 0
        self.spots = scan(text) if _MAY.search(text) else []
        self.notes = {spot.values["name"]: spot for spot in self.spots if spot.kind == "note-text"}
        self.numbers: dict[str, int] = {}

    def turned(self) -> str:
        inline: list[Spot] = []
        done = 0
        for spot in self.spots:
            if spot.start < done:
                continue
            self.line = spot.line
            if spot.kind == "html":
                inline.append(spot)
            elif (end := _BY_KIND[spot.kind](self, spot)) is not None:
                done = end
        self._tags(inline)
        text, said = proven(f"{self._written().strip(chr(10))}{self._notes()}".strip("\n"))
        self.said += said
        return text

    def say(self, template: str, hint: str = "", line: int = 0, **values: Value) -> None:
        self.said.append(Turned(line=line or self.line, reason=Reason(template=template, values=values, hint=hint)))

    def put(self, start: int, end: int, new: str) -> None:
        self.edits.append((start, end, new))

    def remove(self, spot: Spot) -> None:
        """Take a block out, so that what stood around it is as far apart as blocks are."""
        end = spot.end
        if not spot.prefix.strip() and self.text[: spot.start].endswith("\n\n"):
            while self.text.startswith("\n", end):
                end += 1
        self.put(spot.start, end, "")

    def _written(self) -> str:
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self.edits, key=lambda edit: (edit[0], edit[1])):
            if start >= done:
                pieces += (self.text[done:start], new)
                done = end
        return "".join((*pieces, self.text[done:]))

    # Inline ---------------------------------------------------------------------------------------------------------------

    def picture(self, spot: Spot) -> int:
        return self._shown(spot, spot.values["target"], spot.values["alt"], spot.values["title"])

    def _shown(self, spot: Spot, target: str, alt: str, caption: str) -> int:
        new, reason = self.show(Picture(target=target, alt=texts.to_line(alt), caption=texts.to_line(caption), in_link=spot.in_link))
        if reason is not None:
            self.said.append(Turned(line=spot.line, reason=reason))
        self.put(spot.start, spot.end, new)
        return spot.end

    def link(self, spot: Spot) -> None:
        target = spot.values["target"]
        fault = allowed.url_fault(allowed.plain_address(target))
        if not fault or target.startswith("#") or target.partition(":")[0] in BY_NAME:
            return
        label, end = int(spot.values["label_at"]), int(spot.values["label_end_at"])
        whole = f"https:{target}" if target.startswith("//") else f"https://{target}" if target.startswith("www.") else target
        whole = whole.replace(" ", "%20")
        if not allowed.url_fault(allowed.plain_address(whole)):
            self.put(end, spot.end, f"]({whole})" if not set("()") & set(whole) else f"](<{whole}>)")
            self.say(_WHOLE, value=target)
            return
        self.put(spot.start, label, "")
        self.put(end, spot.end, "")
        self.say(NOWHERE, value=target or self.text[label:end])

    def autolink(self, spot: Spot) -> None:
        address = spot.values["text"][1:-1]
        if "@" in address and ":" not in address:
            return
        if allowed.url_fault(allowed.plain_address(address)):
            self.put(spot.start, spot.end, texts.plain_to_markdown(address))
            self.say(NOWHERE, value=address)

    def note(self, spot: Spot) -> None:
        name = spot.values["name"]
        if name not in self.notes:
            self.put(spot.start, spot.end, texts.plain_to_markdown(spot.values["text"]))
            self.say(_NO_NOTE, value=spot.values["text"])
            return
        number = self.numbers.setdefault(name, len(self.numbers) + 1)
        self.put(spot.start, spot.end, f"\\[{number}\\]")

    def note_text(self, spot: Spot) -> int:
        self.remove(spot)
        self.numbers.setdefault(spot.values["name"], len(self.numbers) + 1)
        self.say(_NOTE, value=f"[^{spot.values['name']}]")
        return spot.end

    def _notes(self) -> str:
        """Footnotes as a list at the end, in the order of their numbers."""
        if not self.notes:
            return ""
        written = []
        for name, number in sorted(self.numbers.items(), key=lambda pair: pair[1]):
            spot = self.notes[name]
            inner = _Turner(spot.values["text"].strip("\n"), self.show)
            text = inner.turned().strip()
            self.said += [Turned(line=spot.line + said.line - 1, reason=said.reason) for said in inner.said]
            lead = f"{number}. "
            written.append(lead + text.replace("\n", "\n" + " " * len(lead)))
        return "\n\n---\n\n" + "\n".join(written) + "\n"

    def attributes(self, spot: Spot) -> None:
        before = self.text[: spot.start]
        if not (spot.last or before.endswith((")", "]", "*", "`"))):
            return
        self.put(len(before.rstrip(" \t")) if spot.last else spot.start, spot.end, "")
        self.say(_ATTRIBUTES, value=spot.values["text"])

    def template(self, spot: Spot) -> int | None:
        text = spot.values["text"]
        found = _SHORTCODE.match(text)
        if found is None:
            self.say(_TEMPLATE, value=text)
            return None
        name, values = found["name"].lower(), elements.arguments(found["rest"])
        if name in ("figure", "img", "image") and (target := values.get("src", "")):
            return self._shown(spot, target, values.get("alt", ""), values.get("caption") or values.get("title", ""))
        if address := elements.hosted(name, values):
            self.put(spot.start, spot.end, f"<{address}>" if not spot.in_link else "")
            self.say(_EMBEDDED, value=text)
        elif found["end"] or re.search(r"\{\{[<%]\s*/\s*" + re.escape(found["name"]) + r"\s*[%>]\}\}", self.text):
            self.put(spot.start, spot.end, "")
            self.say(_SHORTCODE_GONE, value=text)
        else:
            self.say(_TEMPLATE, value=text)
        return spot.end

    # HTML -----------------------------------------------------------------------------------------------------------------

    def block(self, spot: Spot) -> int:
        text = self.text[spot.start : spot.end]
        below = re.sub(r"[^>\s]", " ", spot.prefix)
        if spot.prefix:
            text = "\n".join(line.removeprefix(below).removeprefix(below.rstrip()) for line in text.split("\n"))
        new, said = elements.block(text, self._in_block)
        for template, value in said:
            self.say(template, value=value)
        if new:
            new = new.replace("\n", f"\n{below}")
            if self._line_around(spot.start - len(spot.prefix) - 1):
                new = f"\n{below}{new}" if not spot.prefix.strip(" >") else new
            if self.text.startswith(below, spot.end + 1) and self._line_around(spot.end + 1, after=True):
                new = f"{new}\n{below.rstrip()}"
            self.put(spot.start, spot.end, new)
        else:
            self.remove(spot)
        return spot.end

    def _in_block(self, target: str, alt: str, caption: str) -> str:
        new, reason = self.show(Picture(target=target, alt=texts.to_line(alt), caption=texts.to_line(caption)))
        if reason is not None:
            self.said.append(Turned(line=self.line, reason=reason))
        return new

    def _line_around(self, at: int, *, after: bool = False) -> bool:
        """Is there text on the line that ends at, or begins at, a place?"""
        if after:
            return bool(self.text[at : self.text.find("\n", at) if "\n" in self.text[at:] else len(self.text)].strip(" >"))
        return at > 0 and bool(self.text[self.text.rfind("\n", 0, at) + 1 : at].strip(" >"))

    def _tags(self, spots: list[Spot]) -> None:
        """Elements within lines: each opening with its end, all others by themselves."""
        waiting: list[tuple[str, Spot]] = []
        silent_until = 0
        for spot in spots:
            self.line = spot.line
            if spot.start < silent_until:
                continue
            tag = elements.tag(spot.values["text"])
            if tag.kind == "end" and (start := next((each for each in reversed(waiting) if each[0] == tag.name), None)) is not None:
                del waiting[waiting.index(start) :]
                silent_until = self._pair(tag.name, start[1], spot) or silent_until
            elif tag.kind == "start" and tag.known and not tag.empty:
                waiting.append((tag.name, spot))
                self.put(spot.start, spot.end, "")
            else:
                self._single(tag, spot)

    def _pair(self, name: str, start: Spot, end: Spot) -> int:
        inner = self.text[start.end : end.start]
        self.edits.remove((start.start, start.end, ""))
        self.line = start.line
        if elements.is_silent(name):
            address = elements.tag(start.values["text"]).values.get("src", "") if elements.is_embedded(name) else ""
            address = "" if allowed.url_fault(address) else address
            self.put(start.start, end.end, f"<{address}>" if address else "")
            self.say(_EMBEDDED if address else _SILENT, value=f"<{name}>")
            return end.end
        opening, closing = elements.marks(name, elements.tag(start.values["text"]).values, inner)
        if start.in_link and opening == "[":
            opening = closing = ""
        self.put(start.start, start.end, opening)
        self.put(end.start, end.end, closing)
        self.say(_TURNED if opening else _LEFT, value=f"<{name}>")
        return 0

    def _single(self, tag: elements.Tag, spot: Spot) -> None:
        if tag.kind == "comment":
            self.put(spot.start, spot.end, "")
            self.say(_COMMENT)
        elif not tag.known:
            self.put(spot.start, spot.start + 1, "\\<")
            self.say(STAYS, value=spot.values["text"])
        elif tag.name == "br":
            self.put(spot.start, spot.end, self._break(spot))
            self.say(_TURNED, value="<br>")
        elif tag.name == "img" and tag.values.get("src"):
            self._shown(spot, tag.values.get("src", ""), tag.values.get("alt", ""), tag.values.get("title", ""))
        else:
            self.put(spot.start, spot.end, "")
            self.say(_LEFT, value=spot.values["text"])

    def _break(self, spot: Spot) -> str:
        rest = self.text[spot.end :].partition("\n")[0].strip()
        before = self.text[self.text.rfind("\n", 0, spot.start) + 1 : spot.start]
        if spot.last or not before.strip(" \t>*-"):
            return ""
        if not rest:
            return "\\"
        return " " if spot.on_one_line or texts.starts_a_block(rest) else "\\\n"


_MAY = re.compile(r"[<\[{]")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(?P<end>/?)\s*(?P<name>[\w./-]+)(?P<rest>.*?)/?\s*[%>]\}\}", re.DOTALL)


_BY_KIND: Mapping[str, Callable[[_Turner, Spot], int | None]] = {
    "picture": _Turner.picture,
    "link": _Turner.link,
    "autolink": _Turner.autolink,
    "note": _Turner.note,
    "note-text": _Turner.note_text,
    "attributes": _Turner.attributes,
    "template": _Turner.template,
    "html-block": _Turner.block,
}

_WHOLE = N_("the link to `{value}` is written as a whole address")
_NO_NOTE = N_("the footnote `{value}` has no text: it stays as it is")
_NOTE = N_("the footnote `{value}` became a note at the end")
_ATTRIBUTES = N_("the attributes `{value}` were left out")
_TEMPLATE = N_("`{value}` is for a template: it stays as text")
_EMBEDDED = N_("`{value}` became a link")
_SHORTCODE_GONE = N_("the mark `{value}` was left out, what it encloses stays")
_COMMENT = elements.COMMENT
_SILENT = elements.SILENT
_TURNED = elements.TURNED
_LEFT = elements.LEFT
