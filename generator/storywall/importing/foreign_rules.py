"""The rules by which Markdown of others is read: those of CommonMark and of tables, footnotes, templates, and what is meant by HTML in lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LEVELS = 100

# Templates: Hugo's shortcodes, Liquid's and Jinja's tags and variables, attribute lists of kramdown and Pandoc.
TEMPLATE = re.compile(r"\{\{[<%].{0,1000}?[%>]\}\}|\{%.{0,1000}?%\}|\{\{.{0,1000}?\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{[#.][\w-][^{}\n]*\}")
_NOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
_NOTE_TEXT = re.compile(r"\[\^([^\]\s]{1,100})\]:[ \t]*")
_TEMPLATE_TARGET = re.compile(
    r"!?\[([^\[\]]{0,500})\]\(\s{0,9}((?:\{\{[^\n]{0,500}?\}\}|\{%[^\n]{0,500}?%\})[^)\s\"]{0,500})(?:\s+\"([^\"]{0,500})\")?\s*\)"
)
_INLINE_ELEMENT = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)\b", re.IGNORECASE
)


@lru_cache(maxsize=1)
def reader_of_others() -> MarkdownIt:
    """A parser whose rules write down in `env["spots"]` what they matched: kind, start, end, values, whether inside a link."""
    from markdown_it import MarkdownIt
    from markdown_it.rules_block.html_block import html_block
    from markdown_it.rules_inline import autolink, html_inline, image, link

    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": LEVELS}).enable(["table", "strikethrough"])
    # Addresses as they are written, those of all schemes: what may stand is decided later.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    reader.normalizeLink = lambda url: url  # type: ignore[method-assign]
    inline = reader.inline.ruler
    inline.at("html_inline", _recording("html", html_inline))
    inline.at("image", _image(image))
    inline.at("link", _link(link))
    inline.at("autolink", _recording("autolink", autolink))
    inline.before("link", "template", _template)
    inline.before("link", "note", _note)
    blocks = reader.block.ruler
    blocks.at("html_block", _html_block(html_block), {"alt": ["paragraph", "reference", "blockquote"]})
    blocks.before("reference", "note_text", _note_text, {"alt": ["paragraph"]})
    return reader


Rule = Callable[["StateInline", bool], bool]


def _record(state: StateInline, kind: str, start: int, end: int, **values: str) -> None:
    if not state.env["deep"]:
        state.env["spots"].append((kind, start, end, values, bool(state.env["linked"])))


def _recording(kind: str, rule: Rule) -> Rule:
    def recorded(state: StateInline, silent: bool) -> bool:
        start = state.pos
        matched = rule(state, silent)
        if matched and not silent:
            _record(state, kind, start, state.pos, text=state.src[start : state.pos])
        return matched

    return recorded


def _image(rule: Rule) -> Rule:
    def recorded(state: StateInline, silent: bool) -> bool:
        start = state.pos
        state.env["deep"] += 1
        try:
            matched = rule(state, silent)
        finally:
            state.env["deep"] -= 1
        if matched and not silent:
            token = state.tokens[-1]
            _record(state, "picture", start, state.pos, target=str(token.attrs["src"]), alt=token.content, title=str(token.attrs.get("title", "")))
        return matched

    return recorded


def _link(rule: Rule) -> Rule:
    def recorded(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.env["spots"])
        state.env["linked"] += 1
        try:
            matched = rule(state, silent)
        finally:
            state.env["linked"] -= 1
        if matched and not silent:
            label_end = state.md.helpers.parseLinkLabel(_at(state, start), start, True)
            level = 0
            target = ""
            for token in reversed(state.tokens):
                level += (token.type == "link_close") - (token.type == "link_open")
                if level == 0:
                    target = str(token.attrs["href"])
                    break
            inner = state.env["spots"][count:]
            del state.env["spots"][count:]
            _record(state, "link", start, state.pos, target=target, label_at=str(start + 1), label_end_at=str(label_end))
            state.env["spots"] += inner
        return matched

    return recorded


def _at(state: StateInline, position: int) -> StateInline:
    """A state of the same text that helpers may move."""
    from markdown_it.rules_inline import StateInline

    fresh = StateInline(state.src, state.md, {**state.env, "spots": []}, [])
    fresh.pos = position
    return fresh


def _template(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    if sign == "{":
        found = TEMPLATE.match(state.src, state.pos, state.posMax)
        kind, values = "template", {}
        if found is None:
            found, kind = _ATTRIBUTES.match(state.src, state.pos, state.posMax), "attributes"
    elif sign in "![" and "{" in state.src:
        found = _TEMPLATE_TARGET.match(state.src, state.pos, state.posMax)
        kind = "picture" if sign == "!" else "link"
        values = _templated(found, state.pos + (sign == "!")) if found is not None else {}
    else:
        return False
    if found is None:
        return False
    if not silent:
        _record(state, kind, found.start(), found.end(), **(values or {"text": found[0]}))
    state.pos = found.end()
    return True


def _templated(found: re.Match[str], label: int) -> dict[str, str]:
    """A picture or link whose address a template makes: the part that is a path."""
    quoted = re.search(r"[\"']([^\"']+)[\"']", found[2])
    bare = TEMPLATE.sub("", found[2])
    target = bare or (quoted[1] if quoted else found[2])
    return {"target": target, "alt": found[1], "title": found[3] or "", "label_at": str(label + 1), "label_end_at": str(label + 1 + len(found[1]))}


def _note(state: StateInline, silent: bool) -> bool:
    found = _NOTE.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if found is None:
        return False
    if not silent:
        _record(state, "note", found.start(), found.end(), name=found[1], text=found[0])
        state.pending += found[0]
    state.pos = found.end()
    return True


def _html_block(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Most writers mean Markdown where a line begins with `<br>` or `<small>`, and most programs read it so."""

    def guarded(state: StateBlock, first: int, end: int, silent: bool) -> bool:
        start = state.bMarks[first] + state.tShift[first]
        if _INLINE_ELEMENT.match(state.src, start):
            return False
        return rule(state, first, end, silent)

    return guarded


def _note_text(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """The text of a footnote goes on over lines that are indented, or follow without a blank one."""
    start = state.bMarks[first] + state.tShift[first]
    found = _NOTE_TEXT.match(state.src, start, state.eMarks[first])
    if found is None or state.is_code_block(first):
        return False
    if silent:
        return True
    last = first + 1
    while last < end:
        blank = state.isEmpty(last)
        if not blank and _NOTE_TEXT.match(state.src, state.bMarks[last] + state.tShift[last], state.eMarks[last]):
            break
        if not blank and state.isEmpty(last - 1) and state.sCount[last] < state.blkIndent + 2:
            break
        last += 1
    while state.isEmpty(last - 1):
        last -= 1
    text = [state.src[found.end() : state.eMarks[first]]]
    text += [state.src[state.bMarks[line] + min(state.tShift[line], 4) : state.eMarks[line]] for line in range(first + 1, last)]
    token = state.push("note_text", "", 0)
    token.map = [first, last]
    token.content = "\n".join(["", *text])
    token.meta = {"name": found[1]}
    state.line = last
    return True
