"""Rows of a folder of Markdown -> items: texts are turned into our Markdown, and the pictures that they show become their photos."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from storywall.importing import heads, texts
from storywall.importing.fields import BODY, targets
from storywall.importing.items import Known
from storywall.importing.markdown import Folder
from storywall.importing.pictures import Wanted, Wish
from storywall.importing.plan import Plan
from storywall.importing.rows import Job, Maker
from storywall.importing.tally import Reason
from storywall.importing.turn import Picture, turn
from storywall.importing.values import read_list
from storywall.importing.walk import within
from storywall.load import PHOTO_SUFFIXES
from storywall.problems import N_

_MAY_SHOW = re.compile(r"!\[|<(?:img|figure|picture)\b|\{\{[<%]\s*(?:figure|img|image)\b", re.IGNORECASE)


class TextMaker(Maker):
    """Makes drafts whose text was turned into our Markdown, with a note on each thing that was turned."""

    def __init__(self, plan: Plan, known: Known, folder: Folder) -> None:
        super().__init__(plan, known)
        self.folder = folder

    def body(self, job: Job, reasons: list[Reason]) -> str:
        """The text; notes name the lines of the file."""
        text, said = turn(self.plan.cell(job.cells, BODY), _shower(job))
        first = self.folder.body_lines[job.line - 1]
        reasons += [dataclasses.replace(each.reason, line=first + each.line - 1) for each in said]
        return text


def _shower(job: Job) -> Callable[[Picture], tuple[str, Reason | None]]:
    def show(picture: Picture) -> tuple[str, Reason | None]:
        found = job.pictures.get(picture.target)
        if isinstance(found, str) and found:
            return f"![]({found})", None
        words = texts.plain_to_markdown(_bare(picture.alt) or picture.caption)
        if not isinstance(found, str) and found is not None:
            return words, found
        if _is_remote(picture.target):
            return _remote(picture, words)
        return words, Reason(template=_GONE, values={"value": picture.target[:200]})

    return show


def _remote(picture: Picture, words: str) -> tuple[str, Reason]:
    address = f"https:{picture.target}" if picture.target.startswith("//") else picture.target
    reason = Reason(template=_REMOTE, values={"value": address}, hint=_REMOTE_HINT)
    if picture.in_link:
        return words or texts.plain_to_markdown(address.rpartition("/")[2]), reason
    return f"[{words}]({address})" if words and not set("() ") & set(address) else f"<{address}>", reason


_REMOTE = N_("the picture at `{value}` became a link, since no picture is loaded from elsewhere")
_REMOTE_HINT = N_("to show it, put the file beside the text and name it there")
_GONE = N_("the picture `{value}` isn't in the folder: its text stays")
_NO_PHOTO = N_("`{value}` is of a kind that no photo can have: its text stays")
_SPARE = N_("`{value}` lies beside the text, which doesn't show it: it stays out")


_REMOTE_COVER = N_("the picture at `{value}` stays out, since no picture is loaded from elsewhere")


def _is_remote(target: str) -> bool:
    return target.startswith(("http://", "https://", "//"))


def _shown(text: str) -> list[Picture]:
    """The pictures that a text shows."""
    shown: list[Picture] = []

    def note(picture: Picture) -> tuple[str, None]:
        shown.append(picture)
        return "", None

    if _MAY_SHOW.search(text):
        turn(text, note)
    return shown


class Wishes:
    """What the files of a folder want to show: pictures in their texts, and those that their heads name."""

    def __init__(self, folder: Folder, plan: Plan, elsewhere: tuple[Path, ...] = ()) -> None:
        self.folder, self.plan, self.elsewhere = folder, plan, elsewhere
        self.beside: dict[str, list[str]] = {}
        for each in folder.found:
            if each.reason is None and each.suffix in PHOTO_SUFFIXES:
                self.beside.setdefault(str(PurePosixPath(each.file).parent), []).append(each.file)

    def wish(self, job: Job) -> Wish:
        """Look through a file's head and text."""
        file = self.folder.place(job.line)
        cover = self.plan.cell(job.cells, "cover")
        named = [each for each in (cover, *read_list(self.plan.cell(job.cells, "photos"), commas=True)) if each]
        wanted: dict[Path, Wanted] = {}
        lost: dict[str, Reason] = {}
        for picture in (*(Picture(target=each) for each in named), *_shown(self.plan.cell(job.cells, BODY))):
            path = within(picture.target, str(PurePosixPath(file).parent), self.folder.path, self.elsewhere)
            if path is None or path.suffix.lower() not in PHOTO_SUFFIXES:
                if not _is_remote(picture.target):
                    lost[picture.target] = Reason(template=_GONE if path is None else _NO_PHOTO, values={"value": picture.target[:200]})
                continue
            before = wanted.get(path, Wanted(path=path, file=self._name(path)))
            wanted[path] = dataclasses.replace(
                before,
                targets=tuple(dict.fromkeys((*before.targets, picture.target))),
                alt=before.alt or _bare(picture.alt),
                caption=before.caption or picture.caption,
            )
        notes = [lost[each] for each in named if each in lost]
        notes += [Reason(template=_REMOTE_COVER, values={"value": each}, hint=_REMOTE_HINT) for each in named if _is_remote(each)]
        notes += self._spare(file, {each.file for each in wanted.values()})
        return Wish(pictures=tuple(wanted.values()), cover=cover if "cover" in targets(self.plan.kind) else "", lost=lost, notes=tuple(notes))

    def _name(self, path: Path) -> str:
        base = next((each for each in (self.folder.path, *self.elsewhere) if path.is_relative_to(each)), path.parent)
        return path.relative_to(base).as_posix()

    def _spare(self, file: str, shown: set[str]) -> list[Reason]:
        """The pictures of a bundle that its text doesn't show."""
        path = PurePosixPath(file)
        if not heads.is_index(path.stem):
            return []
        return [Reason(template=_SPARE, values={"value": each}) for each in self.beside.get(str(path.parent), ()) if each not in shown]


_SIZE = re.compile(r"\|\d+x\d+(?:,\s*\d+%)?$|\|\d+$")


def _bare(alt: str) -> str:
    """An alt text without the size that forums and note-takers write behind it (`a mug|690x388`)."""
    return _SIZE.sub("", alt).strip()
