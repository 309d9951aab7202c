"""Forms that follow from the schema: what GitHub takes, what is committed, and how a filled one is read."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from issue_world import GOOD, PICTURES, STORY, filled
from storywall.consent import wordings
from storywall.forms import NAMES, Place, choices, form, forms, place_of, recognise
from storywall.forms.github import CONFIG, FOLDER, files, label
from storywall.kinds import KINDS
from storywall.pipeline import read_settings
from storywall.scaffold.home import Home
from storywall.settings import Settings
from storywall.words import language_name, languages

ROOT = Path(__file__).parents[1]
TAGS = {"morning": {"en": "Mornings", "it": "Mattine"}, "small-hours": {}, "tea": {"en": "Tea"}, "tea-time": {"en": "Tea"}}
PLACE = Place(
    settings=Settings(name="The Mug Table", brand="Mug Makers", consent="2026-11", tags=TAGS),
    products=(("morning-mug", "Morning mug"), ("set", "Mug, saucer, spoon"), ("small-mug", "Mug"), ("mug", "Mug"), ("nothing", "None")),
    wordings=wordings(ROOT / "tests/samples/base"),
    reading=True,
)
LANGUAGES = languages()


EVERY = [made for language in LANGUAGES for made in forms(PLACE, language)]
QUESTIONS = [f"### {each.question}" for each in form("story", PLACE, "en").fields]


@pytest.fixture(scope="module")
def ours(tmp_path_factory, copy_sample):
    root = copy_sample(tmp_path_factory.mktemp("sample"))
    settings, _ = read_settings(root)
    home = Home(root=root, settings=settings, today=settings.today())
    return place_of(settings, home.entries, home.wordings)


def test_the_committed_forms_are_what_the_schema_gives(ours):
    made = files(ours)
    assert {file: (ROOT / file).read_text() for file in made} == made


def test_there_is_a_form_for_every_kind_that_people_send():
    assert {made.kind for made in forms(PLACE, "en")} - {""} == {kind.name for kind in KINDS if kind.sent}
    assert set(NAMES) == {made.name for made in forms(PLACE, "en")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_github_takes_the_form(name, language, tmp_path):
    """The host's own description of forms, and the rules that it names in its list of common errors."""
    settings = PLACE.settings.model_copy(update={"language": language})
    place = Place(settings=settings, products=PLACE.products, wordings=PLACE.wordings)
    path = tmp_path / f"{name}.yml"
    path.write_text(files(place)[f"{FOLDER}/{name}.yml"])
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-issue-forms", path]
    assert subprocess.run(command, capture_output=True).returncode == 0
    read = yaml.safe_load(path.read_text())
    asked = [each for each in read["body"] if each["type"] != "markdown"]
    labels = [each["attributes"]["label"] for each in asked]
    boxes = [option["label"] for each in asked if each["type"] == "checkboxes" for option in each["attributes"]["options"]]
    assert len({*labels, *boxes}) == len(labels) + len(boxes)
    assert len({each["id"] for each in asked}) == len(asked)
    for each in asked:
        options = each["attributes"].get("options", []) if each["type"] == "dropdown" else []
        assert len(set(options)) == len(options)
        assert "none" not in [option.lower() for option in options]
        assert "password" not in each["attributes"]["label"].lower()
    assert all(len(read[key]) > 2 for key in ("name", "description"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_consent_names_brand_text_and_way_back_in_boxes_of_their_own(language):
    for made in forms(PLACE, language):
        asked = made.field("consent")
        if made.kind:
            assert [option.required for option in asked.options] == [True, False, False, False]
            assert all("Mug Makers" in option.text and "2026-11" in option.text for option in asked.options)
            assert form("withdrawal", PLACE, made.wording.language).title in asked.options[0].text
            assert asked.required
        if made.kind not in ("", "member"):
            assert made.field("incentive").required
            assert made.field("relationship").required


def test_tags_have_their_labels_and_are_told_apart():
    options = {language: [option.text for option in form("story", PLACE, language).field("tags").options] for language in ("en", "it")}
    assert options["en"] == ["Mornings", "small hours", "Tea (tea)", "Tea (tea-time)"]
    assert options["it"][0] == "Mattine"


def test_languages_are_called_as_everywhere():
    assert [option.text for option in choices.languages()] == [language_name(tag) for tag in LANGUAGES]


def test_what_cannot_be_asked_has_no_form():
    place = Place(settings=PLACE.settings, wordings=PLACE.wordings)
    assert "review" not in [made.name for made in forms(place, "en")]
    place = Place(settings=PLACE.settings.model_copy(update={"consent": None}), products=PLACE.products, wordings=PLACE.wordings)
    assert [made.name for made in forms(place, "en")] == ["withdrawal", "problem"]


def test_a_contact_on_the_web_stands_beside_the_forms():
    place = Place(settings=PLACE.settings.model_copy(update={"contact": "https://mugs.example/contact"}))
    assert yaml.safe_load(files(place)[CONFIG])["contact_links"][0]["url"] == "https://mugs.example/contact"
    assert "contact_links" not in files(PLACE)[CONFIG]


def test_check_says_when_a_form_is_out_of_date(community, run):
    assert "form-outdated" not in str(community.codes())
    assert run("forms", "github", "--write", cwd=community.root).returncode == 0
    assert "form-outdated" not in str(community.codes())
    community.write("submissions/products/big-mug.md", community.read("submissions/products/morning-mug.md").replace("Morning mug", "Big mug"))
    assert f"{FOLDER}/review.yml:1:1 form-outdated" in community.codes()
    again = run("forms", "github", "--write", cwd=community.root)
    assert again.stdout.split("\n")[:-1] == [f"wrote {FOLDER}/{name}.yml" for name in ("story", "review", "photo")]
    assert "form-outdated" not in str(community.codes())


def test_forms_that_others_wrote_are_left_alone(community, run):
    other = community.write(f"{FOLDER}/bug.yml", "name: A bug\n")
    run("forms", "github", "--write", cwd=community.root)
    assert other.read_text() == "name: A bug\n"
    assert "bug.yml" not in run("forms", "github", cwd=community.root).stdout


# Filled forms ---------------------------------------------------------------------------------------------------------


def recognised(body, labels=()):
    return recognise(body, EVERY, labels)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(GOOD))
def test_a_filled_form_is_read_back(name, language):
    answers = {**GOOD[name], **(PICTURES if name == "photo" else {})}
    made = form(name, PLACE, language)
    found = recognised(filled(made, answers))
    assert (found.form.name, found.twice) == (name, ())
    for name, answer in answers.items():
        shape = made.field(name).shape
        if shape in ("line", "lines", "photos"):
            assert found.text(name) == answer
        elif shape == "list":
            assert found.lines(name) == answer
        else:
            assert [value.partition(" ")[0] for value in found.chosen(name)] == ([answer] if isinstance(answer, str) else answer)


@pytest.mark.parametrize("chosen", [["set"], ["morning-mug", "set", "mug"], ["small-mug", "nothing"], []])
def test_products_with_commas_and_of_one_name_are_told_apart(chosen):
    found = recognised(filled(form("story", PLACE, "en"), {**STORY, "products": chosen}))
    assert found.chosen("products") == chosen


@given(st.text(max_size=400) | st.text("#- []x\n`Nonespr_", max_size=60))
def test_any_text_comes_through_as_it_is(text):
    made = EVERY[0]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = recognised(filled(made, {**STORY, "body": text}))
    if not any(line.startswith("### ") and line[4:].strip() in [each.question for each in made.fields] for line in lines):
        wanted = "\n".join(lines).strip()
        assert found.text("body") == ("" if wanted == "_No response_" else wanted)
        assert [value.partition(" ")[0] for value in found.chosen("consent")] == STORY["consent"]


@given(
    st.lists(st.sampled_from([f"### {each.question}" for each in form("story", PLACE, "en").fields] + ["### ", "- [x] ", "a", "None"]), max_size=40)
)
def test_whatever_the_order_of_questions_nothing_breaks(lines):
    found = recognised("\n".join(lines), [label("story")])
    assert found is None or found.form.name == "story"


def test_other_issues_are_no_forms():
    assert recognised("") is None
    assert recognised("Hello.\n\n### What happened\n\nNothing.") is None
    assert recognised("### Tell your story.\n\nOnce.") is None
