"""A new kind of content is one file, one template and one name in a list; all else follows from its schema."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

KIND = '''
"""recipe: how a member cooks something."""

from typing import Annotated

from storywall.kinds.fields import Number, Title, ask, line, many
from storywall.kinds.kind import Kind
from storywall.kinds.parts import Sent
from storywall.problems import N_


class Recipe(Sent):
    """A recipe."""

    title: Title = ask(N_("What is the dish called?"))
    serves: Number = ask(N_("How many does it serve?"))
    ingredients: Annotated[tuple[Annotated[str, line(120)], ...], many()] = ask(N_("What goes in?"), default=())


KIND = Kind(
    name="recipe",
    folder="recipes",
    label=N_("Recipes"),
    one=N_("recipe"),
    intro=N_("What members cook."),
    empty=N_("No recipe yet."),
    schema=Recipe,
    title=lambda data: str(data.title),
    body="required",
    body_question=N_("How is it made?"),
)
'''

TEMPLATE = """
<article><h1>{{ item.title }}</h1><p>{{ ngettext("Serves %(num)d", "Serves %(num)d", item.data.serves) }}</p>
<ul>{% for each in item.data.ingredients %}<li>{{ each }}</li>{% endfor %}</ul>{{ body }}</article>
"""

ITEM = """---
title: Soup for a <b>cold</b> day
author_name: Ada
date: 2026-03-01
consent: {{scopes: [site], wording: {wording}, language: en, date: 2026-02-28, channel: form}}
incentive: none
serves: {serves}
ingredients: [leeks, potatoes]
---
Cut, cook, *eat*.
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one kind more, and a community that uses it."""
    root = tmp_path_factory.mktemp("new-kind")
    copy = root / "program" / "generator" / "storywall"
    shutil.copytree(PROJECT / "generator" / "storywall", copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "theme", root / "program" / "theme")
    (copy / "kinds" / "recipe.py").write_text(KIND, "utf-8")
    (root / "program" / "theme" / "kinds" / "recipe.html").write_text(TEMPLATE, "utf-8")
    listed = copy / "kinds" / "__init__.py"
    text = listed.read_text("utf-8").replace("import member,", "import recipe, member,")
    text = text.replace("    story.KIND,", "    story.KIND,\n    recipe.KIND,")
    listed.write_text(text, "utf-8")
    return root


def storywall(world: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(world / "program" / "generator"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "storywall", *arguments]
    return subprocess.run(command, cwd=world, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def community(world: Path) -> Path:
    made = storywall(world, "init", "community", "--name", "Cooks", "--brand", "Pots", "--language", "en")
    assert made.returncode == 0, made.stderr
    return world / "community"


def recipe(community: Path, serves: str) -> Path:
    from storywall.consent import wordings

    wording = next(text.name for text in wordings(community) if text.language == "en")
    file = community / "submissions" / "recipes" / "soup.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(ITEM.format(wording=wording, serves=serves), "utf-8")
    return file


def test_its_page_listing_and_feed_are_built(world: Path, community: Path) -> None:
    recipe(community, "4")
    built = storywall(world, "build", "--root", "community", "--site-dir", "site", "--date", "2026-04-01")
    assert built.returncode == 0, built.stdout + built.stderr
    page = (world / "site/recipes/soup/index.html").read_text("utf-8")
    assert "Soup for a &lt;b&gt;cold&lt;/b&gt; day</h1>" in page
    assert "<li>leeks</li>" in page
    assert "<em>eat</em>" in page
    assert "recipes/soup/" in (world / "site/recipes/index.html").read_text("utf-8")
    assert "recipes/soup/" in (world / "site/recipes/feed.xml").read_text("utf-8")
    assert "recipes/soup/" in (world / "site/sitemap.xml").read_text("utf-8")


def test_its_schema_carries_the_questions_of_forms(world: Path) -> None:
    shown = storywall(world, "schema", "recipe")
    assert shown.returncode == 0, shown.stderr
    properties = json.loads(shown.stdout)["properties"]
    assert properties["serves"]["x-question"] == "How many does it serve?"
    assert "consent" in properties


def test_check_knows_it(world: Path, community: Path) -> None:
    recipe(community, "four")
    checked = storywall(world, "check", "--root", "community")
    assert checked.returncode == 1
    assert "submissions/recipes/soup.md:7:9: error[bad-number]" in checked.stdout, checked.stdout


def test_new_asks_for_it(world: Path, community: Path) -> None:
    asked = storywall(world, "new", "recipe", "--root", "community", "--yes", "--set", "title=Bread")
    assert asked.returncode == 1
    assert "serves" in asked.stdout + asked.stderr
