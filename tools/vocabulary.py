"""Writes what `check-data` knows of schema.org's vocabulary: names of types, properties and members, from npm's schema-dts.

Run by `make vocabulary` after that package was updated.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"
TARGET = ROOT / "generator" / "storywall" / "check_data" / "vocabulary.json"

DATA = frozenset(
    "Boolean Date DateTime Number Text Time Float Integer CssSelectorType PronounceableText URL XPathType Distance Duration Energy Mass".split()
)
_INTERFACE = re.compile(r"^interface (\w+)Base extends ([\w, ]+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ROOT = re.compile(r"^interface ThingBase .*?\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_PROPERTY = re.compile(r'^    "(\w+)"\?: SchemaValue<(.*), "\w+">;$', re.MULTILINE)
_TYPE = re.compile(r"^export type (\w+)(?:<[^=]*>)? = (.*);$", re.MULTILINE)
_MEMBER = re.compile(r'"https://schema\.org/(\w+)"')
_LEAF = re.compile(r'"@type": "(\w+)";')


def vocabulary(text: str) -> dict[str, dict[str, list[str]]]:
    """`types` with those right above each, `has` with each type's own properties, `properties` with what they may hold, and `members`."""
    types: dict[str, list[str]] = {name: [] for name in _LEAF.findall(text)}
    members: dict[str, list[str]] = {}
    for name, union in _TYPE.findall(text):
        if name not in types:
            continue
        for part in (re.sub("<.*>", "", each).strip() for each in union.split("|")):
            if part in types and part != name:
                types[part].append(name)
        if found := _MEMBER.findall(union):
            members[name] = sorted(set(found))
    properties: dict[str, list[str]] = {}
    has: dict[str, list[str]] = {}
    bodies = [(name, body) for name, _, body in _INTERFACE.findall(text)] + [("Thing", body) for body in _ROOT.findall(text)]
    for name, body in bodies:
        for found, ranges in _PROPERTY.findall(body):
            known = {re.sub("<.*>", "", each).strip() for each in ranges.split("|")} - {"IdReference"}
            properties[found] = sorted({*properties.get(found, ()), *(each for each in known if each in types or each in DATA)})
            has.setdefault(name, []).append(found)
    return {
        "types": {name: sorted(set(above)) for name, above in sorted(types.items())},
        "has": {name: sorted(set(found)) for name, found in sorted(has.items())},
        "properties": dict(sorted(properties.items())),
        "members": dict(sorted(members.items())),
    }


def dumps(text: str) -> str:
    """The file's text: a line for each name."""
    parts = [
        f'"{group}": {{\n' + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in values.items()) + "\n}"
        for group, values in vocabulary(text).items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(dumps(SOURCE.read_text("utf-8")), "utf-8")
