"""Forms that are there follow a community whose products changed."""

from __future__ import annotations

from pathlib import Path

from storywall import cache, consent
from storywall.forms import github
from storywall.forms.form import place_of
from storywall.load import load
from storywall.model import Source
from storywall.read import read
from storywall.settings import Settings


def refresh(root: Path, settings: Settings) -> list[str]:
    """Write the community's forms anew where it has any, and return the files that changed. OSError where one can't be written."""
    if not github.are_there(root):
        return []
    products = [found for found in load(root) if isinstance(found, Source) and found.kind == "product"]
    with cache.Store(cache.state_folder(root)) as store:
        entries = read(products, store, settings).entries
    return github.write(root, place_of(settings, entries, consent.wordings(root)))
