"""The whole site beside what MkDocs has just built, where MkDocs is what was started."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from storywall.build import publish_checked
from storywall.frame import Frames
from storywall.model import Published
from storywall.pipeline import Options, check
from storywall.problems import Problem


class PublicationRefusedError(Exception):
    """A community with errors isn't published; `problems` say which."""

    def __init__(self, problems: tuple[Problem, ...], items: int) -> None:
        super().__init__("the community has errors")
        self.problems, self.items = problems, items


def publish_site(root: Path, frames: Frames, site_dir: Path, today: date | None = None, *, preview: bool = False) -> Published:
    """Check a community and write its pages beside those that MkDocs has just built. PublicationRefusedError where there are errors."""
    checked = check(root, Options(today=today), lambda *_: frames)
    if checked.errors:
        raise PublicationRefusedError(tuple(checked.problems), checked.items)
    return publish_checked(checked, site_dir, preview=preview)
