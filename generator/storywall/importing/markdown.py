"""A folder of Markdown files -> rows and items: heads fill fields as columns do, texts are turned into our Markdown, pictures into photos."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from storywall.importing import heads, texts
from storywall.importing.fields import BODY, targets
from storywall.importing.guesses import guess_field
from storywall.importing.heads import Head, HeadError
from storywall.importing.mapping import Recipe
from storywall.importing.plan import Plan, make_plan
from storywall.importing.reading import Row
from storywall.importing.refused import ImportRefusedError
from storywall.importing.tally import Reason
from storywall.importing.walk import Found, walk
from storywall.kinds import Kind
from storywall.parse import TEXT_LIMIT
from storywall.problems import N_

TEXT, HEADING, DAY = "(text)", "(first heading)", "(day in the name)"
_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_OTHER_TEXTS = (".html", ".htm", ".mdx", ".rst", ".adoc", ".org", ".txt", ".ipynb", ".rmd", ".qmd")
_MAY_SHOW = re.compile(r"!\[|<(?:img|figure|picture)\b|\{\{[<%]\s*(?:figure|img|image)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder whose Markdown files are rows. What can't be read is in `refused`, what isn't an item in `passed`, each with the reason."""

    path: Path
    header: tuple[str, ...]
    files: tuple[str, ...]
    body_lines: tuple[int, ...]
    encoding: str
    found: tuple[Found, ...]
    refused: tuple[tuple[str, Reason], ...]
    passed: tuple[tuple[str, Reason], ...]

    def rows(self) -> Iterator[Row]:
        """Yield a row for each file; ImportRefusedError where one changed since the folder was opened."""
        for number, file in enumerate(self.files, start=1):
            try:
                head, heading, body = _read(self.path / file, self.encoding)
            except HeadError:
                raise ImportRefusedError(N_("{file} changed while it was read"), file=file) from None
            values = {name.casefold(): texts.without_targets(value) for name, value in {**head.values, **_status(head)}.items()}
            values |= {TEXT: body, HEADING: heading, DAY: heads.day_in_name(file)}
            yield Row(number, tuple(values.get(name.casefold(), "") for name in self.header))

    def place(self, line: int) -> str:
        """What a row is called in the account: its file."""
        return self.files[line - 1]


def open_folder(path: Path, encoding: str = "") -> Folder:
    """Read the heads of all Markdown files below a folder; ImportRefusedError where there is none."""
    found = walk(path)
    names: dict[str, str] = {}
    files: list[str] = []
    lines: list[int] = []
    refused: list[tuple[str, Reason]] = []
    passed: list[tuple[str, Reason]] = []
    for each in found:
        if reason := each.reason:
            refused.append((each.file, reason))
        elif each.suffix in _OTHER_TEXTS:
            passed.append((each.file, _NO_MARKDOWN))
        elif each.suffix not in _SUFFIXES:
            continue
        elif PurePosixPath(each.file).name.lower() in ("readme.md", "_index.md"):
            passed.append((each.file, _ABOUT_OTHERS))
        elif "_drafts" in PurePosixPath(each.file).parts:
            passed.append((each.file, _DRAFT))
        else:
            try:
                head, _, _ = _read(path / each.file, encoding)
            except HeadError as error:
                refused.append((each.file, dataclasses.replace(error.reason, line=error.line)))
                continue
            for name in head.values:  # `Title` here and `title` there are one
                names.setdefault(name.casefold(), name)
            files.append(each.file)
            lines.append(head.body_line)
    if not files and not refused:
        raise ImportRefusedError(N_("there is no Markdown file in `{value}`"), value=str(path))
    return Folder(
        path=path,
        header=(*names.values(), TEXT, HEADING, DAY),
        files=tuple(files),
        body_lines=tuple(lines),
        encoding=encoding,
        found=tuple(found),
        refused=tuple(refused),
        passed=tuple(passed),
    )


_NO_MARKDOWN = Reason(template=N_("no Markdown"))
_DRAFT = Reason(template=N_("hidden in the source"))
_ABOUT_OTHERS = Reason(template=N_("a page about others, and no item"))


def _read(path: Path, encoding: str) -> tuple[Head, str, str]:
    """A file's head, the heading that is its title, and its text without that; HeadError where it can't be read."""
    try:
        if path.stat().st_size > TEXT_LIMIT:
            raise HeadError(Reason(template=heads.TOO_LARGE, values={"most": TEXT_LIMIT // 1024}))
        data = path.read_bytes()
    except OSError as error:
        raise HeadError(Reason(template=N_("it can't be read: {reason}"), values={"reason": error.strerror or ""})) from None
    head = heads.read_head(heads.decode(data, encoding))
    heading, rest = heads.first_heading(head.body)
    title = next((value for name, value in head.values.items() if name.casefold() == "title"), "")
    # A heading that says something else than the title is a part of the text.
    same = not title or texts.to_line(title).casefold() == heading.casefold()
    return head, heading, rest if heading and same else head.body


def _status(head: Head) -> dict[str, str]:
    """`draft` says the contrary of `published`, in the words that importing knows."""
    draft = next(((name, value) for name, value in head.values.items() if name.casefold() == "draft"), None)
    if draft is None:
        return {}
    return {draft[0]: {"true": "draft", "false": "published"}.get(draft[1].casefold(), draft[1])}


# The plan -------------------------------------------------------------------------------------------------------------

_MEANT = {
    TEXT: (BODY,),
    HEADING: ("title",),
    DAY: ("date",),
    "draft": ("status",),
    "description": ("summary",),
    "excerpt": ("summary",),
    "subtitle": ("summary",),
    "preheader": ("summary",),
    "issue": ("number",),
    "pubdate": ("date",),
    "author": ("editor", "author_name"),
    "authors": ("editor", "author_name"),
    "author.name": ("editor", "author_name"),
    "lang": ("language",),
    "gallery": ("photos",),
    **dict.fromkeys(
        (
            "image",
            "cover",
            "coverimage",
            "cover.image",
            "thumbnail",
            "featuredimage",
            "featured image",
            "feature image",
            "featureimage",
            "header.image",
            "header.teaser",
            "hero",
            "banner",
            "og image",
        ),
        ("cover", "photos"),
    ),
    "images": ("photos",),
    "photos": ("photos",),
}


def plan_folder(folder: Folder, recipe: Recipe, kind: Kind) -> Plan:
    """Lay the recipe over what heads usually say."""
    return dataclasses.replace(make_plan(folder.header, recipe, kind, _guess), identity="title", beside=True)


def _guess(name: str, kind: Kind) -> str:
    fields = targets(kind)
    for form in (name.casefold(), name.casefold().replace("_", " ").replace("-", " ")):
        if form in _MEANT:
            return next((field for field in _MEANT[form] if field in fields), "")
    return guess_field(name, kind)
