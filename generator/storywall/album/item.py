"""An item as a person names it: by its reference, its address or its file."""

from __future__ import annotations

from collections.abc import Iterable

from storywall.kinds import BY_FOLDER
from storywall.kinds.guess import guess_word
from storywall.load import ROOT
from storywall.model import Source
from storywall.pipeline import Unusable
from storywall.problems import N_


def find(named: str, sources: Iterable[Source]) -> Source:
    """Return the item that is meant by `story:the-mug`, `stories/the-mug` or `submissions/stories/the-mug/index.md`.

    Unusable where there is none.
    """
    every = {source.key: source for source in sources}
    key = _key(named)
    if key not in every:
        guess = guess_word(key, list(every))
        if guess:
            raise Unusable(N_("there is no item {name}; did you mean {guess}?"), name=named, guess=guess)
        raise Unusable(N_("there is no item {name}; write it as story:the-mug or stories/the-mug"), name=named)
    return every[key]


def _key(named: str) -> str:
    if ":" in named:
        return named
    path = named.replace("\\", "/").strip("/").removeprefix("./").removeprefix(f"{ROOT}/")
    for end in ("/index.md", "/index.yml", ".md", ".yml"):
        path = path.removesuffix(end)
    folder, _, slug = path.partition("/")
    return f"{BY_FOLDER[folder].name}:{slug}" if folder in BY_FOLDER else path
