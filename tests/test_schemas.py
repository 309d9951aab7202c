import json
import shutil
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from storywall import schemas
from storywall.kinds import BY_FOLDER, BY_NAME
from storywall.parse import parse
from storywall.settings import Settings
from storywall.validate import validate

ROOT = Path(__file__).parents[1]
ITEMS = sorted(path for path in (ROOT / "submissions").glob("*/**/*.md") if path.name != "README.md")

STORY = """\
title: The mug
date: 2026-11-21
author_name: Mara
consent: {scopes: [site], wording: 2026-11@3f9a1c2b, language: en, date: 2026-11-20, channel: form}
incentive: none
"""
REVIEW = STORY.replace("title: The mug", "rating: 5")


class Typing(yaml.SafeLoader):
    """Types scalars as editors do, days aside, which are texts in YAML 1.2."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@cache
def validator(name):
    return Draft202012Validator(schemas.schema(name), format_checker=FormatChecker())


def errors(name, text):
    return [error.message for error in validator(name).iter_errors(yaml.load(text, Typing))]


def is_valid(name, text):
    document, _ = parse(text.encode(), "x.yml")
    return not validate(document, Settings if name == "settings" else BY_NAME[name].schema)[1]


@pytest.mark.parametrize("name", schemas.NAMES)
def test_each_schema_is_one_and_says_what_it_is(name):
    schema = schemas.schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["$id"] == f"{name}.schema.json"
    assert schema["title"]
    assert schema["description"]
    assert schema["additionalProperties"] is False
    fields = [field for field in schema["properties"].values() if "$ref" not in json.dumps(field)]
    assert all(field["x-question"] for field in fields)


def test_fields_carry_their_question_and_who_sets_them():
    fields = schemas.schema("review")["properties"]
    assert fields["rating"]["x-question"] == "How many stars do you give?"
    assert fields["rating"]["description"] == "1 to 5, whole."
    assert (fields["rating"]["x-set-by"], fields["featured"]["x-set-by"]) == ("member", "editor")


def test_the_sample_community_is_valid_for_an_editor_too():
    assert ITEMS
    wrong = {}
    for path in ITEMS:
        kind = BY_FOLDER[path.relative_to(ROOT / "submissions").parts[0]]
        front = path.read_text(encoding="utf-8").split("---\n")[1]
        if found := errors(kind.name, front):
            wrong[str(path)] = found
    assert not wrong


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("story", STORY),
        ("story", STORY.replace("The mug", "1984")),
        ("story", STORY.replace("The mug", "1.5")),
        ("story", STORY.replace("The mug", "true")),
        ("story", STORY + "products: [1984, mug]\nfeatured: true\n"),
        ("story", STORY + "tags:\nsummary:\n"),
        ("story", STORY + "photos:\n- {file: a.jpg, alt: A mug, rights: own, depicted: [{who: Ann, consent: yes}]}\n"),
        ("story", STORY + "photos:\n- {file: a.jpg, alt: A mug, rights: own, depicted: [{who: Ann, consent: 'yes'}]}\n"),
        ("review", REVIEW),
        ("review", REVIEW.replace("5", "'5'", 1)),
        ("review", REVIEW + "attributes: {weight: 3, fit: small}\nrecommend: no\n"),
        ("product", "name: Mug\ngtin: 4006381333931\nattributes: {weight: {scale: [light, heavy]}}\n"),
        ("settings", "name: Kiln\nbrand: Kiln\nlistings: {entries: 12}\ntags: {tea: {en: Tea}}\n"),
    ],
)
def test_what_is_valid_for_us_is_valid_for_an_editor(name, text):
    assert is_valid(name, text)
    assert errors(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("story", STORY.replace("title: The mug\n", "")),
        ("story", STORY.replace("The mug", "[The, mug]")),
        ("story", STORY.replace("title: The mug", "title:")),
        ("story", STORY.replace("The mug", "x" * 151)),
        ("story", STORY + "titel: The mug\n"),
        ("story", STORY.replace("2026-11-21", "2026-21-11")),
        ("story", STORY.replace("channel: form", "channel: fax")),
        ("story", STORY.replace("incentive: none", "incentive: {kind: none, nte: x}")),
        ("story", STORY + "tags: [Slow Mornings]\n"),
        ("story", STORY + "featured: maybe\n"),
        ("story", STORY + "photos:\n- {file: a.jpg, alt: A mug, rights: own, depicted: [{who: Ann, consent: no}]}\n"),
        ("story", STORY + "cover: my mug.jpg\n"),
        ("review", REVIEW.replace("rating: 5", "rating: 6")),
        ("review", REVIEW.replace("rating: 5", "rating: 4.5")),
        ("review", REVIEW.replace("rating: 5", "rating: '9'")),
        ("review", REVIEW.replace("rating: 5", "rating: true")),
        ("settings", "name: Kiln\nbrand: Kiln\nlook: {accent: clay}\n"),
        ("settings", "name: Kiln\nbrand: Kiln\nlanguage: tlh\n"),
    ],
)
def test_what_is_wrong_for_us_is_wrong_for_an_editor(name, text):
    assert not is_valid(name, text)
    assert errors(name, text)


# Files ---------------------------------------------------------------------------------------------------------------


def found(root, *files):
    return [(problem.code, problem.file) for problem in schemas.outdated(root, files)]


def test_what_was_written_is_current_and_written_once(tmp_path):
    files = schemas.write(tmp_path)
    assert set(files) == set(schemas.schema_files())
    assert {f"schemas/{path.name}" for path in (tmp_path / "schemas").iterdir()} == set(files)
    assert (tmp_path / "schemas/story.schema.json").read_text() == schemas.dumps("story")
    assert found(tmp_path) == []
    assert schemas.write(tmp_path) == []


def test_a_missing_changed_or_broken_schema_is_outdated(tmp_path):
    schemas.write(tmp_path)
    folder = tmp_path / "schemas"
    (folder / "story.schema.json").write_text("{")
    (folder / "photo.schema.json").unlink()
    (folder / "member.schema.json").write_text(schemas.dumps("member").replace("Where do you live?", "Where?"))
    (folder / "review.schema.json").write_text(json.dumps(schemas.schema("review")))
    names = ("story", "photo", "member")
    assert found(tmp_path) == [("schema-outdated", f"schemas/{name}.schema.json") for name in names]
    assert set(schemas.write(tmp_path)) == {f"schemas/{name}.schema.json" for name in names}


def test_a_community_without_schemas_is_left_alone(tmp_path):
    (tmp_path / "storywall.yml").write_text("name: Kiln\n")
    assert found(tmp_path) == []


def test_a_file_that_refers_to_a_schema_wants_it(tmp_path):
    (tmp_path / "storywall.yml").write_text(schemas.modeline("storywall.yml", "settings") + "\nname: Kiln\n")
    item = "submissions/reviews/mug/keeps-warm.yml"
    (tmp_path / item).parent.mkdir(parents=True)
    (tmp_path / item).write_text(schemas.modeline(item, "review") + "\nrating: 5\n")
    assert found(tmp_path) == [("schema-outdated", "schemas/settings.schema.json")]
    both = [("schema-outdated", "schemas/review.schema.json"), ("schema-outdated", "schemas/settings.schema.json")]
    assert found(tmp_path, item, "submissions/nothing.yml") == both
    schemas.write(tmp_path)
    assert found(tmp_path, item) == []
    shutil.rmtree(tmp_path / "schemas")
    (tmp_path / "storywall.yml").write_text("# yaml-language-server: $schema=https://example.org/other.json\n")
    assert found(tmp_path) == []


def test_the_first_line_leads_to_the_schema_from_where_the_file_lies():
    line = "# yaml-language-server: $schema="
    assert schemas.modeline("storywall.yml", "settings") == f"{line}schemas/settings.schema.json"
    assert schemas.modeline("submissions/stories/the-mug.yml", "story") == f"{line}../../schemas/story.schema.json"
    bundle = schemas.modeline("submissions/reviews/mug/keeps-warm/index.yml", "review")
    assert bundle == f"{line}../../../../schemas/review.schema.json"
