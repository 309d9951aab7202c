"""A folder of photos -> rows: each photo is an item, what a sidecar says of it fills fields as columns do."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from storywall.importing.fields import targets
from storywall.importing.guesses import guess_field
from storywall.importing.mapping import Recipe
from storywall.importing.pictures import Wanted, Wish
from storywall.importing.plan import Plan, make_plan
from storywall.importing.reading import Row
from storywall.importing.refused import ImportRefusedError
from storywall.importing.rows import Job
from storywall.importing.sidecar import FIELDS, NAMES, Said
from storywall.importing.tally import Reason
from storywall.importing.walk import Found, walk
from storywall.kinds import Kind
from storywall.kinds.guess import guess_word
from storywall.load import PHOTO_SUFFIXES
from storywall.photos.recipe import ORIGINAL
from storywall.problems import N_

CONTENT, NAME, DAY = "(content)", "(file's name)", "(day in the name)"
_PICTURES = (*PHOTO_SUFFIXES, ".tif", ".tiff", ".bmp", ".jpe", ".jfif", ".dng", ".raw")
"""Those beyond ours are named with the reason why they can't come in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """A folder whose photos are rows; `sidecars` say what is known of them."""

    path: Path
    header: tuple[str, ...]
    files: tuple[str, ...]
    sidecars: Mapping[str, Said]
    refused: tuple[tuple[str, Reason], ...]
    passed: tuple[tuple[str, Reason], ...]
    digests: dict[str, str] = field(default_factory=dict)
    """What was read once: a folder is gone through twice, and photos are large."""

    def rows(self) -> Iterator[Row]:
        """Yield a row for each photo."""
        for number, file in enumerate(self.files, start=1):
            said = {name: _written(value) for name, value in self.sidecars.get(file, {}).items() if name not in FIELDS}
            day = _DAY.search(PurePosixPath(file).stem)
            values = {**said, CONTENT: self._digest(file), NAME: title_of(file), DAY: "-".join(day.groups()) if day else ""}
            yield Row(number, tuple(values.get(name, "") for name in self.header))

    def place(self, line: int) -> str:
        """What a row is called in the account: its file."""
        return self.files[line - 1]

    def wish(self, job: Job) -> Wish:
        """Each item wants its own photo."""
        file = self.place(job.line)
        return Wish(pictures=(Wanted(path=self.path / file, file=file),))

    def _digest(self, file: str) -> str:
        if file not in self.digests:
            path = self.path / file
            try:
                if path.stat().st_size > ORIGINAL.size:
                    return f"{file} {path.stat().st_size}"  # too large to come in, and so to be read
                with path.open("rb") as data:
                    self.digests[file] = hashlib.file_digest(data, "sha256").hexdigest()
            except OSError:
                return file
        return self.digests[file]


def open_gallery(path: Path, sidecars: Mapping[str, Said], found: list[Found] | None = None) -> Gallery:
    """List the photos below a folder; ImportRefusedError where there is none."""
    found = walk(path) if found is None else found
    files = [each.file for each in found if each.reason is None and each.suffix in _PICTURES]
    refused = [(each.file, each.reason) for each in found if each.reason is not None]
    others = [each.file for each in found if each.reason is None and each.suffix not in _PICTURES and not _is_sidecar(each.file)]
    if not files and not refused:
        raise ImportRefusedError(N_("there is no photo in `{value}`"), value=str(path))
    gone = [_gone(name, files) for name in sidecars if name not in files]
    names = dict.fromkeys(name for said in sidecars.values() for name in said if name not in FIELDS)
    return Gallery(
        path=path,
        header=(*names, CONTENT, NAME, DAY),
        files=tuple(files),
        sidecars=sidecars,
        refused=(*refused, *gone),
        passed=tuple((file, Reason(template=N_("no photo"))) for file in others),
    )


def _is_sidecar(file: str) -> bool:
    return PurePosixPath(file).name.lower() in NAMES


def _gone(name: str, files: list[str]) -> tuple[str, Reason]:
    guess = guess_word(name, files)
    hint = N_("did you mean `{guess}`?") if guess else ""
    return name, Reason(template=N_("a sidecar names this photo, but it isn't there"), values={"guess": guess}, hint=hint)


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


# Names ----------------------------------------------------------------------------------------------------------------

_DAY = re.compile(r"(?<!\d)(20\d{2})[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")
_CAMERA = re.compile(
    r"(?:img|imag|dsc[nf]?|dscn|pxl|p|mvi|gopr|dji|pict|photo|image|picture|foto|screenshot|snapchat|whatsapp image|fb_img|received|file|scan"
    r"|untitled)?"
    r"[-_ .]*[\d\-_ .()at]*(?:copy|kopie|edited|hdr|burst|wa\d+)?",
    re.IGNORECASE,
)


def title_of(file: str) -> str:
    """A title from a photo's name where a person gave it (`blue-mug on the sill.jpg`); empty where a camera or a program did."""
    stem = PurePosixPath(file).stem
    words = " ".join(re.sub(r"[-_]+", " ", _DAY.sub(" ", stem)).split())
    if len(re.findall(r"[^\W\d_]", words)) < 3 or _CAMERA.fullmatch(stem) or _CAMERA.fullmatch(words):
        return ""
    return words[:1].upper() + words[1:]


# The plan -------------------------------------------------------------------------------------------------------------

_MEANT = {CONTENT: "id", NAME: "title", "text": "body", "story": "body"}


def plan_gallery(gallery: Gallery, recipe: Recipe, kind: Kind) -> Plan:
    """Lay the recipe over what sidecars usually say."""
    return dataclasses.replace(make_plan(gallery.header, recipe, kind, _guess), identity="id", beside=True)


def _guess(name: str, kind: Kind) -> str:
    if name in _MEANT:
        return _MEANT[name]
    # When a photo was taken is nobody's business (T5), and not the day on which it is published.
    return "" if name == DAY else name if name in targets(kind) else guess_field(name, kind)
