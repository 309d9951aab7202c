"""YAML and bodies that are made to cost, to crash or to mislead: each is a problem with its place or a correct value, and soon."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bombs
from hostile_site import World

from storywall.parse import parse

CORPORA = os.environ.get("STORYWALL_CORPORA")
SECONDS, MIB = 1.0, 200
"""What reading one file may cost: processor time, and memory of the whole process."""


# Bombs -----------------------------------------------------------------------------------------------------------------


def slowness() -> float:
    """How much longer than usual this machine takes for a fixed piece of work; at least 1."""
    start = time.process_time()
    text = "".join(str(number) for number in range(200_000))
    re.findall(r"(?:1\d)+[2-9]", text)
    return max(1.0, (time.process_time() - start) / 0.1)


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, object]]:
    """What each bomb cost, read in a process of its own."""
    command = [sys.executable, str(Path(bombs.__file__))]
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=500)
    found = [json.loads(line) for line in result.stdout.splitlines()]
    return {each["name"]: each for each in found}


@pytest.mark.parametrize("name", [*bombs.BOMBS, bombs.SPARSE])
def test_a_bomb_costs_little_and_is_named_or_read(name, costs):
    cost = costs[name]
    assert "status" not in cost, "the process that read it was ended"
    assert cost["seconds"] < SECONDS * slowness()
    assert cost["mib"] < MIB
    assert cost["entry"] or cost["count"]
    for code, line, field, _severity in cost["problems"]:
        assert line is not None or field, code


def test_the_bombs_together(costs, record_property):
    """The figures for the record; nothing is asserted here that isn't above."""
    slowest = max(costs.values(), key=lambda cost: cost["seconds"])
    largest = max(costs.values(), key=lambda cost: cost["mib"])
    refused = sum(1 for cost in costs.values() if any(problem[3] == "error" for problem in cost["problems"]))
    record_property(
        "figures",
        f"{len(costs)} bombs, {refused} refused; slowest {slowest['name']!r} {slowest['seconds']} s; "
        f"largest {largest['name']!r} {largest['mib']} MiB of the whole process",
    )
    assert refused


def test_what_check_accepts_of_them_is_what_build_shows(tmp_path):
    """And what it refuses isn't there; the others are."""
    world = World(root=tmp_path / "root", photo=b"")
    files = {}
    for number, (name, data) in enumerate(bombs.BOMBS.items()):
        if len(data) < 10_000_000:
            path = world.root / "submissions" / "stories" / f"c-{number}.md"
            path.write_bytes(data)
            files[f"submissions/stories/c-{number}.md"] = name
    built = world.build()
    for file, name in files.items():
        page = built.folder / "stories" / file.rpartition("/")[2].removesuffix(".md") / "index.html"
        assert page.is_file() == (file not in built.refused), name
        assert (file in built.shown) == (file not in built.refused), name
    assert "submissions/stories/the-mug.md" in built.shown


# The suite of YAML's own cases -----------------------------------------------------------------------------------------


def cases() -> list[tuple[str, str, str | None]]:
    """Name, text and the expected value as JSON (None: the text is no YAML, or the suite names no value)."""
    if CORPORA is None:
        return []
    found: list[tuple[str, str, str | None]] = []
    files = sorted(Path(CORPORA, "corpora", "yaml").glob("*.yaml"))
    assert len(files) > 150
    for path in files:
        shared: dict[str, object] = {}
        for number, case in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)):
            shared.update(case)
            json_text = case.get("json", shared.get("json") if "yaml" not in case else None)
            fails = case.get("fail") == "true"
            found.append((f"{path.stem}-{number}", visible(str(shared["yaml"])), None if fails else json_text))
    return found


def visible(text: str) -> str:
    """The suite writes what can't be seen with signs of its own."""
    text = re.sub(r"—*»", "\t", text.replace("␣", " "))
    return text.replace("↵", "").replace("⇔", "\ufeff").replace("←", "\r").replace("∎\n", "").replace("∎", "")


CASES = cases()


@pytest.mark.corpora
@pytest.mark.skipif(CORPORA is None, reason="STORYWALL_CORPORA doesn't name the sets")
def test_there_are_cases():
    assert len(CASES) > 190


@pytest.mark.corpora
@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("suffix", ["md", "yml"])
def test_a_case_is_a_problem_with_its_place_or_the_right_value(case, suffix):
    _, text, expected = case
    front = f"---\n{text}\n---\n\nA text.\n" if suffix == "md" else text
    document, problems = parse(front.encode("utf-8", "surrogatepass"), f"submissions/stories/a.{suffix}")
    lines = front.count("\n") + 1
    for problem in problems:
        assert problem.position is not None
        assert 1 <= problem.position.line <= lines
    assert document is not None or problems
    if document is None or problems:
        return
    if suffix == "md" and re.search(r"^---", text, re.MULTILINE):
        return  # the front matter ended there, so it is another text than the suite's
    if expected is not None:
        values = [json.loads(each) for each in documents(expected)]
        assert len(values) <= 1
        assert same(document.values, values[0] if values else None), (document.values, expected)


def documents(text: str) -> Iterator[str]:
    """JSON texts, one after the other."""
    decoder, index = json.JSONDecoder(), 0
    while (index := len(text) - len(text[index:].lstrip())) < len(text):
        _, end = decoder.raw_decode(text, index)
        yield text[index:end]
        index = end


def same(ours: object, expected: object) -> bool:
    """Is a value whose scalars are texts what the suite expects? A field without a value counts as absent here, as null there."""
    if isinstance(expected, dict):
        return isinstance(ours, dict) and all(same(ours.get(key), value) for key, value in expected.items()) and ours.keys() <= expected.keys()
    if isinstance(expected, list):
        return isinstance(ours, list) and len(ours) == len(expected) and all(map(same, ours, expected))
    if expected is None:
        return ours in (None, "", "null", "~", {})
    if isinstance(expected, bool):
        return str(ours).lower() == str(expected).lower()
    if isinstance(expected, int | float):
        return number(str(ours)) == expected
    return ours == expected


def number(text: str) -> float:
    try:
        return float(int(text, 0)) if not re.search(r"[.eE]", text) or text.startswith("0x") else float(text)
    except ValueError:
        return math.nan
