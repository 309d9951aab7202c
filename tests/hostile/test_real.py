"""Honest content that nobody wrote for this project: what of it is refused, each kind of refusal with its ground."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from hostile_fields import BASE
from hostile_site import World

from storywall.compose import compose
from storywall.problems import Problem

CORPORA = os.environ.get("STORYWALL_CORPORA")
pytestmark = [pytest.mark.corpora, pytest.mark.skipif(CORPORA is None, reason="STORYWALL_CORPORA doesn't name the sets")]

GROUNDS = {
    "reviews": {},
    "stories": {
        "picture-not-listed": "the pictures weren't brought along; whoever imports lists them under `photos`",
        "remote-picture": "one picture lies on another host",
        "too-many-links": "more than five links, the limit for stories; the settings raise it",
    },
    "newsletters": {
        "html-in-text": "<br>, <small> and comments: texts are Markdown without HTML",
        "link-refused": "links without an address, and placeholders that were never filled in",
    },
}
"""Why what is refused is refused. No character, no name, no number and no text of a link is."""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> tuple[Counter[str], list[Problem]]:
    """How many items there are of each set, and all problems."""
    world = World(root=tmp_path_factory.mktemp("real") / "root", photo=b"")
    real = Path(str(CORPORA), "real")
    counts: Counter[str] = Counter()

    def put(folder: str, values: dict[str, object], body: str) -> None:
        counts[folder] += 1
        path = world.root / "submissions" / folder / f"real-{counts[folder]}.md"
        path.write_text(compose(values, body))

    with (real / "reviews-clothing.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            title = {"title": row["Title"]} if row["Title"].strip() else {}
            put("reviews/morning-mug", {**BASE["review"], "rating": row["Rating"], **title}, row["Review Text"])
    for path in sorted((real / "newsletters").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^Title:\s*(.+)", text, re.MULTILINE)
        put("newsletters", {**BASE["newsletter"], "title": title[1] if title else path.stem}, text)
    for path in sorted((real / "stories").glob("*/index.md")):
        front, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
        put("stories", {**BASE["story"], "title": yaml.safe_load(front.removeprefix("---"))["title"]}, body)
    return counts, list(world.check().problems)


def test_all_sets_are_there(found):
    counts, _ = found
    assert counts == {"reviews/morning-mug": 500, "newsletters": 40, "stories": 47}


def test_what_is_refused_has_a_ground_that_holds(found, record_property):
    counts, problems = found
    refused = {name: Counter(problem.code for problem in problems if problem.file.startswith(f"submissions/{name}/")) for name in GROUNDS}
    lines = [f"{name}: " + (", ".join(f"{number} {code}" for code, number in sorted(codes.items())) or "nothing") for name, codes in refused.items()]
    record_property("figures", f"{sum(counts.values())} texts; refused in {'; in '.join(lines)}")
    assert {name: set(codes) for name, codes in refused.items()} == {name: set(grounds) for name, grounds in GROUNDS.items()}


def test_the_links_that_are_refused_lead_nowhere(found):
    _, problems = found
    assert {problem.values["value"] for problem in problems if problem.code == "link-refused"} == {
        "REDDIT_LINK_HERE",
        "eurorust",
        "SRUG: Salzburg Rust User Group",
    }


def test_most_stories_are_within_the_limit_of_links(found):
    counts, problems = found
    assert sum(problem.code == "too-many-links" for problem in problems) < counts["stories"] / 5
