"""Can the brand's colours be read? The tokens of the style sheet are worked out as a browser does, for both schemes, and measured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from storywall.codes import problem
from storywall.problems import Problem
from storywall.settings import FILE, Settings

ADDRESS = "assets/css/tokens.css"
ENOUGH = 4.5
"""The contrast that text needs: level AA of WCAG 2.2, success criterion 1.4.3."""

Colour = tuple[float, float, float]
"""Red, green and blue, 0 to 255."""

_PAIRS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "accent": (("--sw-strong", "--sw-paper"), ("--sw-strong", "--sw-wash"), ("--sw-on-strong", "--sw-strong")),
    "second": (("--sw-quiet", "--sw-paper"), ("--sw-quiet", "--sw-wash"), ("--sw-on-deep", "--sw-deep")),
    "ground": (("--sw-ink", "--sw-paper"), ("--sw-soft", "--sw-paper"), ("--sw-ink", "--sw-wash"), ("--sw-soft", "--sw-wash")),
}
"""Text and what lies behind it, by the setting that decides."""
_DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
_CALL = re.compile(r"([\w-]+)\((.*)\)\Z", re.DOTALL)
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_SHARE = re.compile(r"(.*\S)\s+([\d.]+)%\Z", re.DOTALL)
_STEPS = 50
"""Tones tried on either side of a colour that can't be read."""


def check_contrast(settings: Settings, tokens: str) -> Iterator[Problem]:
    """One problem for each colour of `look` that makes text hard to read, in a style sheet whose tokens are `tokens`.

    Tokens in a form that isn't known here (a theme's own style sheet may use any) aren't measured.
    """
    look = settings.look
    given = {"accent": look.accent, "second": look.second, "ground": look.ground}
    declared: dict[str, str] = {}
    for name, value in _DECLARED.findall(tokens):
        declared.setdefault(name, value.strip())  # the first: what print makes of them comes later
    # the ground first, since the others are measured on it
    for setting in ("ground", "accent", "second"):
        worst = _worst(declared, given, setting)
        if worst < ENOUGH:
            guess = {"guess": found} if (found := _readable(declared, given, setting)) else {}
            # rounded down: 4.49 isn't enough
            yield problem("low-contrast", FILE, None, ("look", setting), value=given[setting], ratio=f"{int(worst * 10) / 10:.1f}", **guess)


def _readable(declared: Mapping[str, str], given: Mapping[str, str], setting: str) -> str:
    """The nearest tone of a colour that can be read; empty where there is none."""
    colour = _hex(given[setting])
    for step in range(1, _STEPS + 1):
        for end in ((0.0, 0.0, 0.0), (255.0, 255.0, 255.0)):
            tone = "#{:02x}{:02x}{:02x}".format(*(round(part) for part in _mixed(colour, 1 - step / _STEPS, end)))
            if _worst(declared, {**given, setting: tone}, setting) >= ENOUGH:
                return tone
    return ""


def _worst(declared: Mapping[str, str], given: Mapping[str, str], setting: str) -> float:
    values = {**declared, **{f"--sw-{name}": value for name, value in given.items()}}
    found = [
        contrast(text, behind)
        for scheme in ("light", "dark")
        for names in _PAIRS[setting]
        for text, behind in [map(partial(_colour, scheme=scheme, declared=values), (f"var({name})" for name in names))]
        if text is not None and behind is not None
    ]
    return min(found, default=ENOUGH)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(value: str, scheme: str, declared: Mapping[str, str]) -> Colour | None:
    """What a value of CSS comes to: #rgb and #rrggbb, var(), light-dark(), color-mix(in srgb, …). None for anything else."""
    value = value.strip()
    if _HEX.match(value):
        return _hex(value)
    call = _CALL.match(value)
    name, arguments = (call[1], _arguments(call[2])) if call else ("", [])
    if name == "light-dark" and len(arguments) == 2:
        return _colour(arguments[scheme == "dark"], scheme, declared)
    if name == "var" and arguments:
        found = declared.get(arguments[0], ",".join(arguments[1:]))
        without = {key: each for key, each in declared.items() if key != arguments[0]}  # a token that leads to itself leads nowhere
        return _colour(found, scheme, without)
    if name == "color-mix" and len(arguments) == 3 and arguments[0] == "in srgb":
        share = _SHARE.match(arguments[1])
        one = _colour(share[1] if share else arguments[1], scheme, declared)
        other = _colour(arguments[2], scheme, declared)
        return _mixed(one, float(share[2]) / 100 if share else 0.5, other) if one and other else None
    return None


def _arguments(text: str) -> list[str]:
    """Split at the commas that stand in no parentheses of their own."""
    found, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            found.append("")
        else:
            found[-1] += character
    return [each.strip() for each in found]


def _mixed(one: Colour, share: float, other: Colour) -> Colour:
    red, green, blue = (mine * share + theirs * (1 - share) for mine, theirs in zip(one, other, strict=True))
    return red, green, blue


def _hex(value: str) -> Colour:
    digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
