"""The apps whose exports are known, listed by hand. A new one is one file here, one name below and one file in tests/importing/."""

from __future__ import annotations

from storywall.importing.preset import Preset
from storywall.importing.presets import judgeme, loox, okendo, own, shopify, stamped, yotpo

PRESETS: tuple[Preset, ...] = (
    judgeme.PRESET,
    loox.PRESET,
    okendo.PRESET,
    yotpo.PRESET,
    stamped.PRESET,
    shopify.PRESET,
    own.PRESET,
)
BY_NAME = {preset.name: preset for preset in PRESETS}


def recognise(header: tuple[str, ...]) -> Preset | None:
    """Return the only preset that a header fits; None where none or several do."""
    folded = frozenset(name.casefold() for name in header)
    found = [preset for preset in PRESETS if preset.fits(folded)]
    return found[0] if len(found) == 1 else None
