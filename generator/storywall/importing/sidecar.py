"""What an editor says of photos, beside them: `photos.yml` or `photos.csv` in a folder, or a list that `--photo-list` names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from storywall.importing.reading import open_table
from storywall.importing.refused import ImportRefusedError
from storywall.importing.walk import Found
from storywall.model import Plain
from storywall.parse import parse
from storywall.problems import N_
from storywall.report.filled import fill

NAMES = frozenset({"photos.yml", "photos.yaml", "photos.csv"})
FIELDS = ("alt", "caption", "credit", "rights", "proof", "licence", "depicted")
"""Fields of a photo; what else a sidecar says is of the item."""
_OTHER_WORDS = {"license": "licence", "alt_text": "alt", "alt text": "alt", "description": "alt", "photographer": "credit"}
_FILE = ("file", "url", "path", "photo", "filename", "file name", "image")
_AT_ONCE = 200
"""As many photos in a YAML file as 200 items have together: what is read may be larger than an item's front matter."""

Said = dict[str, Plain]


def read_sidecars(root: Path, files: list[Found]) -> dict[str, Said]:
    """What all sidecars of a folder say, by the photo's path in it; ImportRefusedError where one can't be read."""
    said: dict[str, Said] = {}
    for found in files:
        path = PurePosixPath(found.file)
        if path.name.lower() in NAMES and found.reason is None:
            beside = "" if str(path.parent) == "." else f"{path.parent}/"
            said |= {f"{beside}{file}": each for file, each in read_sidecar(root / found.file, found.file).items()}
    return said


def read_sidecar(path: Path, file: str) -> dict[str, Said]:
    """What one sidecar says, by the names that stand in it."""
    return _table(path, file) if path.suffix.lower() == ".csv" else _yaml(path, file)


def _table(path: Path, file: str) -> dict[str, Said]:
    try:
        table = open_table(path)
        header = [name.lower() for name in table.header]
        rows = [{name: cell.strip() for name, cell in zip(header, row.cells, strict=False)} for row in table.rows()]
    except (ImportRefusedError, OSError) as error:
        raise ImportRefusedError(N_("{file} can't be read as a list of photos: {reason}"), file=file, reason=str(error)) from None
    said: dict[str, Said] = {}
    for values in rows:
        name = next((values[key] for key in _FILE if values.get(key)), "")
        if name:
            said[_name(name)] = _named({key: value for key, value in values.items() if key not in _FILE and value})
    if rows and not said:
        raise ImportRefusedError(N_("{file} has no column `file` that names photos"), file=file)
    return said


def _yaml(path: Path, file: str) -> dict[str, Said]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ImportRefusedError(N_("{file} can't be read: {reason}"), file=file, reason=error.strerror or "") from None
    document, problems = parse(data, "photos.yml", times=_AT_ONCE)
    if document is None or problems:
        first = fill(problems[0], "en")
        raise ImportRefusedError(N_("{file}, line {line}: {message}"), file=file, line=first.line, message=first.message)
    values = dict(document.values)
    listed = values.pop("photos", None)
    said: dict[str, Said] = {}
    if listed is not None:
        if not isinstance(listed, list) or not all(isinstance(each, dict) and any(key in each for key in _FILE) for each in listed):
            raise ImportRefusedError(N_("{file}: `photos` is a list of photos, each with `file`, `alt` and what else is known of it"), file=file)
        for each in listed:
            if isinstance(each, dict):
                name = next(str(each[key]) for key in _FILE if key in each)
                said[_name(name)] = _named({key: value for key, value in each.items() if key not in _FILE})
    else:
        for name in [name for name in values if "." in name]:
            value = values.pop(name)
            said[_name(name)] = _named(value) if isinstance(value, dict) else {"alt": value}
    # What stands beside the photos holds for all of them.
    common = _named({name: value for name, value in values.items() if isinstance(value, str)})
    return {name: {**common, **each} for name, each in said.items()}


def _name(written: str) -> str:
    return str(PurePosixPath(written.strip().replace("\\", "/").removeprefix("./")))


def _named(values: Mapping[str, Any]) -> Said:
    return {_OTHER_WORDS.get(name.strip().lower(), name.strip().lower()): value for name, value in values.items()}
