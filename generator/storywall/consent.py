"""The consent wordings: docs/consent/<version>.<language>.md. A wording's hash stands in each record, so a text that was used never changes (T2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FOLDER = "docs/consent"
_NAME = re.compile(r"(?P<version>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md")
HASH_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of the consent text in one language."""

    version: str
    language: str
    text: str
    digest: str
    """The first 8 hex digits of the sha256 of the file's bytes."""

    @property
    def name(self) -> str:
        """As it stands in a consent record: `2026-11@3f9a1c2b`."""
        return f"{self.version}@{self.digest}"


def wordings(root: Path) -> tuple[Wording, ...]:
    """Read all consent texts below a community's root, ordered by version and language; files of other names are passed over."""
    folder = root / FOLDER
    found = []
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        match = _NAME.fullmatch(path.name)
        if match and path.is_file() and not path.is_symlink():
            # Git may write CRLF on some systems; the text that was agreed to is the same.
            data = path.read_bytes().replace(b"\r\n", b"\n")
            digest = hashlib.sha256(data).hexdigest()[:HASH_LENGTH]
            text = data.decode("utf-8", "replace")
            found.append(Wording(version=match["version"], language=match["language"], text=text, digest=digest))
    return tuple(found)


def records(texts: Iterable[Wording]) -> frozenset[tuple[str, str]]:
    """The pairs of wording and language that a consent record may name."""
    return frozenset((text.name, text.language) for text in texts)
