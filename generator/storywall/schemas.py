"""JSON Schema of each kind and of the settings, for editors that complete and check YAML while it is typed."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from storywall import settings
from storywall.codes import problem
from storywall.kinds import BY_NAME
from storywall.problems import Position, Problem

FOLDER = "schemas"
SETTINGS = "settings"
NAMES = (*BY_NAME, SETTINGS)

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MODELINE = "# yaml-language-server: $schema="

Schema = dict[str, Any]


def schema(name: str) -> Schema:
    """Return the JSON Schema of a kind, or of `settings`, for values as a YAML reader types them; KeyError for another name.

    Fields carry `x-question`, the question that forms ask, and `x-set-by`, who may set it.
    """
    model = settings.Settings if name == SETTINGS else BY_NAME[name].schema
    made = model.model_json_schema()
    return {"$schema": _DIALECT, "$id": _file_name(name), **_for_readers(made)}


def dumps(name: str) -> str:
    """The schema as text, the same for the same program."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def schema_files() -> dict[str, str]:
    """All schemas as texts, by their files below a community's root."""
    return {_file(name): dumps(name) for name in NAMES}


def modeline(file: str, name: str) -> str:
    """The comment for the first line of a `.yml` file, which tells editors where its schema is, seen from that file."""
    return f"{_MODELINE}{posixpath.relpath(_file(name), posixpath.dirname(file))}"


def outdated(root: Path, files: Iterable[str] = ()) -> list[Problem]:
    """Return a problem for each schema that isn't what `write` would write.

    All of them where the community has a folder for them, else those that storywall.yml or one of `files` (`.yml` items)
    refers to.
    """
    wanted = set(map(_file, NAMES))
    if not (root / FOLDER).is_dir():
        wanted &= {_referred(root, file) for file in (settings.FILE, *files)}
    stale = (name for name in NAMES if _file(name) in wanted and _read(root / _file(name)) != schema(name))
    return [problem("schema-outdated", _file(name), Position()) for name in stale]


def write(root: Path) -> list[str]:
    """Write all schemas below the community's root; return the files that changed."""
    changed = {file: text for file, text in schema_files().items() if _read(root / file) != json.loads(text)}
    (root / FOLDER).mkdir(exist_ok=True)
    for file, text in changed.items():
        new = root / FOLDER / ".new"
        new.write_text(text, encoding="utf-8")
        new.replace(root / file)
    return list(changed)


def _file_name(name: str) -> str:
    return f"{name}.schema.json"


def _file(name: str) -> str:
    return f"{FOLDER}/{_file_name(name)}"


def _read(path: Path) -> object:
    """What a schema's file says; its layout may be another. None where it can't be read."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _referred(root: Path, file: str) -> str:
    """The schema's file that a file's first line names; empty where it names none below the root."""
    try:
        with (root / file).open(encoding="utf-8-sig") as lines:
            first = lines.readline(500)
    except (OSError, UnicodeError):
        return ""
    name = first.removeprefix(_MODELINE).strip() if first.startswith(_MODELINE) else ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), name)) if name else ""


# Values as a reader of YAML types them -------------------------------------------------------------------------------

_ANNOTATIONS = ("title", "description", "default", "x-question", "x-set-by", "x-long")


def _for_readers(made: Schema) -> Schema:
    """Our parser leaves every scalar text and takes an empty one for no field; other readers make a number, a truth
    value or null of it before the schema sees it, and must not be told that a good item is wrong.
    """
    widened = {key: _widened(value) for key, value in made.items()}
    return _plain_types(_optional(widened))


def _widened(value: Any) -> Any:
    if isinstance(value, dict):
        return _for_readers(value)
    return [_widened(item) for item in value] if isinstance(value, list) else value


def _plain_types(made: Schema) -> Schema:
    if made.get("type") == "string" and not made.keys() & {"enum", "const", "format"}:
        pattern = made.get("pattern")
        if pattern is None:
            return made | {"type": ["string", "number", "boolean"]}
        return made | {"type": ["string", "integer"], "minimum": 0} if re.search(pattern, "7") else made
    if made.get("type") == "integer":
        least, most = made.get("minimum", 0), made.get("maximum")
        return made | {"type": ["integer", "string"], "pattern": f"^[{least}-{most}]$" if most and most < 10 else "^[0-9]+$"}
    return made


def _optional(made: Schema) -> Schema:
    """Let null stand where a field may be missing."""
    fields = made.get("properties")
    if not isinstance(fields, dict):
        return made
    required = made.get("required", ())
    return made | {"properties": {name: field if name in required else _or_null(field) for name, field in fields.items()}}


def _or_null(field: Schema) -> Schema:
    if {"type": "null"} in field.get("anyOf", ()):
        return field
    told = {key: value for key, value in field.items() if key in _ANNOTATIONS}
    return {"anyOf": [{key: value for key, value in field.items() if key not in _ANNOTATIONS}, {"type": "null"}], **told}
