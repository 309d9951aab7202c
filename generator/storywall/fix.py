"""What `check --fix` mends: misspelt fields and days that can mean only one thing, and what cameras add to photos."""

from __future__ import annotations

import os
import re
import tempfile
from codecs import BOM_UTF8
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from storywall import settings
from storywall.compose import Edit, apply, rename_key, replace_value
from storywall.kinds import BY_FOLDER
from storywall.model import Document
from storywall.parse import parse
from storywall.problems import N_, Problem
from storywall.problems import Path as FieldPath
from storywall.report import harmless
from storywall.validate import validate
from storywall.words import catalogue

PHOTO_CODES = frozenset(
    f"photo-{what}" for what in ("colours", "format", "gps", "metadata", "orientation", "too-large", "trailing-bytes", "wrong-suffix")
)
_INDEXES = ("index.md", "index.yml")
_PHOTO_FIELDS = ("file", "cover", "poster")
_PHOTO_NOTE = N_("written anew, upright and without what the camera added")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFix:
    """A file's bytes before and after; `note` says in words what was mended, `target` is its new place if it has one."""

    file: str
    before: bytes
    after: bytes
    note: str
    target: str = ""


def fixes(problems: Iterable[Problem], root: Path) -> list[FileFix]:
    """Return what can be mended without guessing, photos first; nothing is written. Mending twice changes nothing."""
    found = list(problems)
    photos = list(_photos(root, found))
    renamed: dict[str, dict[str, str]] = defaultdict(dict)
    for fix in photos:
        if fix.target:
            folder, _, name = fix.file.rpartition("/")
            renamed[folder][name] = fix.target.rpartition("/")[2]
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in filter(_is_mendable, found):
        by_file[problem.file].append(problem)
    for folder in renamed:
        by_file.setdefault(_index(root, folder), [])
    texts = (_text(root, file, by_file[file], renamed[file.rpartition("/")[0]]) for file in sorted(by_file) if file)
    return [*photos, *(fix for fix in texts if fix)]


# Photos --------------------------------------------------------------------------------------------------------------


def _photos(root: Path, problems: Iterable[Problem]) -> Iterator[FileFix]:
    from storywall.photos.darkroom import Darkroom, Job

    found = list(problems)
    # Of a film, which picture to keep is for a person to say.
    moving = {problem.file for problem in found if problem.code == "photo-animated"}
    files = sorted({problem.file for problem in found if problem.code in PHOTO_CODES} - moving)
    jobs = [Job(path=path, file=file) for file in files if (path := _plain_file(root, file)) is not None]
    for job, master in zip(jobs, Darkroom(folder=root).masters(jobs), strict=True):
        if master.problem is None and (fix := _photo(root, job.path, job.file, master.data, master.suffix)):
            yield fix


def _photo(root: Path, path: Path, file: str, after: bytes, suffix: str) -> FileFix | None:
    before = path.read_bytes()
    target = "" if suffix == path.suffix else f"{file.removesuffix(path.suffix)}{suffix}"
    if (after == before and not target) or (target and os.path.lexists(root / target)):
        return None
    return FileFix(file=file, before=before, after=after, note=_PHOTO_NOTE, target=target)


def _index(root: Path, folder: str) -> str:
    return next((f"{folder}/{name}" for name in _INDEXES if (root / folder / name).is_file()), "")


# Texts ---------------------------------------------------------------------------------------------------------------


def _text(root: Path, file: str, problems: Iterable[Problem], renamed: Mapping[str, str]) -> FileFix | None:
    path = _plain_file(root, file)
    if path is None:
        return None
    before = path.read_bytes()
    document, _ = parse(before, file)
    notes: list[str] = []
    after = before
    while document is not None:
        text = after.decode("utf-8-sig")
        edits = {*_mended(text, document, problems), *_photo_names(text, document, renamed)}
        if not edits:
            break
        notes += (f"{harmless(text[edit.start : edit.end], 60)} → {edit.text}" for edit in sorted(edits))
        after = (BOM_UTF8 if before.startswith(BOM_UTF8) else b"") + apply(text, edits).encode()
        # A field that has its right name now may show a day to mend.
        document, _ = parse(after, file)
        problems = _again(document, file)
    return FileFix(file=file, before=before, after=after, note=", ".join(notes)) if notes else None


def _again(document: Document | None, file: str) -> list[Problem]:
    kind = BY_FOLDER.get("".join(file.split("/")[1:2]))
    schema = settings.Settings if file == settings.FILE else kind.schema if kind else None
    if document is None or schema is None:
        return []
    return list(filter(_is_mendable, validate(document, schema)[1]))


def _is_mendable(problem: Problem) -> bool:
    return problem.code in ("unknown-field", "bad-day") and bool(problem.values.get("guess"))


def _mended(text: str, document: Document, problems: Iterable[Problem]) -> Iterator[Edit]:
    wanted = [(problem, str(problem.values["guess"])) for problem in problems if problem.field in document.marks]
    meant = Counter((problem.field[:-1], guess) for problem, guess in wanted if problem.code == "unknown-field")
    for problem, guess in wanted:
        parent, value = problem.field[:-1], _at(document, problem.field)
        if problem.code == "bad-day":
            if isinstance(value, str) and value.strip() == problem.values.get("value"):
                yield replace_value(text, document, problem.field, guess)
        elif (*parent, guess) not in document.marks and meant[(parent, guess)] == 1:
            yield rename_key(text, document, problem.field, guess)


def _at(document: Document, field: FieldPath) -> object:
    value: object = document.values
    for part in field:
        value = value[part]  # type: ignore[index]
    return value


def _photo_names(text: str, document: Document, renamed: Mapping[str, str]) -> Iterator[Edit]:
    """Edits that give renamed photos their new names wherever the item speaks of them."""
    if not renamed:
        return
    for field in document.marks:
        value = _at(document, field)
        if field[-1] in _PHOTO_FIELDS and isinstance(value, str) and value in renamed:
            yield replace_value(text, document, field, renamed[value])
    body = sum(len(line) for line in text.splitlines(keepends=True)[: document.body_line - 1])
    for picture in re.finditer(r"!\[[^\]]*\]\(\s*<?([^\s<>()]+)", text[body:]):
        if picture[1] in renamed:
            start, end = picture.span(1)
            yield Edit(start=body + start, end=body + end, text=renamed[picture[1]])


# Showing and writing -------------------------------------------------------------------------------------------------


def diff(fixes: Iterable[FileFix], language: str = "en") -> str:
    """Show what `write` would do: a unified diff for a text, a line for a photo; nothing in it can harm a terminal."""
    return "".join(_diff_text(fix) if fix.file.endswith((".md", ".yml")) else _diff_photo(fix, language) for fix in fixes)


def _diff_text(fix: FileFix) -> str:
    before, after = (data.decode("utf-8-sig").split("\n") for data in (fix.before, fix.after))
    name = harmless(fix.file)
    lines = unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")
    return "".join(f"{harmless(line.removesuffix(chr(13)))}\n" for line in lines)


def _diff_photo(fix: FileFix, language: str) -> str:
    place = fix.file if not fix.target else f"{fix.file} → {fix.target}"
    return f"{harmless(place)}: {catalogue(language).gettext(fix.note)}\n"


def write(fixes: Iterable[FileFix], root: Path) -> list[str]:
    """Write what was mended, each file whole or not at all, and return the files written.

    Left as it is: a file that changed since, or that is reached through a symbolic link.
    """
    return [fix.target or fix.file for fix in fixes if _written(fix, root)]


def _written(fix: FileFix, root: Path) -> bool:
    path = _plain_file(root, fix.file)
    if path is None or path.read_bytes() != fix.before:
        return False
    target = root / fix.target if fix.target else path
    if target != path and os.path.lexists(target):
        return False
    replace(target, fix.after, path.stat().st_mode & 0o777)
    if target != path:
        path.unlink()
    return True


def _plain_file(root: Path, file: str) -> Path | None:
    """The file's path, where it is a file that lies below the root without a symbolic link on the way."""
    path = root
    for part in file.split("/"):
        path = path / part
        if part in ("", ".", "..") or path.is_symlink():
            return None
    return path if path.is_file() else None


def replace(path: Path, data: bytes, mode: int) -> None:
    """Put bytes at a path so that a reader finds the old file or the new one, even after the power went."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".storywall-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
