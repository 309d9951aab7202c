"""Body -> HTML: its pieces, and what is made for its gaps."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from storywall.model import Body, Gap
from storywall.render.safe import safe


def fill(body: Body, made: Callable[[Gap], str]) -> Markup:
    """A body as HTML, with what is made for each of its gaps; figures that follow one another stand side by side."""
    if len(body.pieces) == 1 and isinstance(body.pieces[0], str):
        return safe(body.pieces[0])
    parts: list[str] = []
    row: list[str] = []
    for piece in body.pieces:
        if isinstance(piece, Gap) and piece.kind == "figure":
            row.append(made(piece))
        elif not row or not isinstance(piece, str) or piece.strip():
            parts += [*_row(row), piece if isinstance(piece, str) else made(piece)]
            row = []
    return safe("".join([*parts, *_row(row)]))  # pieces were sanitised by markup, gaps come from autoescaped templates


def _row(figures: list[str]) -> list[str]:
    return ['<div class="sw-row">', *figures, "</div>"] if len(figures) > 1 else figures
