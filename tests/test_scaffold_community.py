"""`storywall init` without questions; at a terminal: test_scaffold_interactive.py."""

import html
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown

from storywall import consent, markup
from storywall.kinds import KINDS
from storywall.parse import parse
from storywall.pipeline import Unusable, read_settings
from storywall.scaffold import Wanted, init, place, texts
from storywall.scaffold.community import LANGUAGES, usual
from storywall.validate import validate
from storywall.words import catalogue

ROOT = Path(__file__).parents[1]
PROGRAM = """
from storywall.cli import cli, main
from storywall.scaffold.commands import COMMANDS
for command in COMMANDS:
    cli.add_command(command)
main()
"""
TODAY = date(2026, 11, 21)
PAGES = ("welcome", "take-part", "guidelines", "values", "privacy")


def storywall(cwd, *arguments):
    plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=plain | {"COLUMNS": "400"}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def wanted(folder, **asked):
    found, problems = validate(usual(folder, asked) | asked, Wanted)
    assert not problems
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request, tmp_path_factory):
    """A community in each language, as the command makes it."""
    folder = tmp_path_factory.mktemp("made")
    asked = ["--brand", "Kiln & Clover", "--language", request.param, "--shop", "https://shop.kiln.example/", "--contact", "hello@kiln.example"]
    done = storywall(folder, "init", "wall", *asked, "--date", "2026-11-21")
    assert done.returncode == 0, done.stderr
    return request.param, folder / "wall"


def read(path):
    return path.read_text(encoding="utf-8")


# What is made --------------------------------------------------------------------------------------------------------


def test_it_checks_clean_and_builds_with_nothing_in_it(made):
    language, root = made
    checked = storywall(root, "check", "--production", "--strict")
    assert (checked.returncode, checked.stdout) == (0, "no problems in 0 items\n")
    built = storywall(root, "build", "--production")
    assert built.returncode == 0, built.stdout + built.stderr
    home = read(root / "site/index.html")
    assert f'<html lang="{language}"' in home
    for page in PAGES:
        shown = read(root / f"site/{page}/index.html")
        assert "Kiln &amp; Clover" in shown
        assert "$" not in re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
    assert 'href="../consent/2026-11/"' in read(root / "site/take-part/index.html")
    minutes = {"en": "20 minutes", "it": "20 minuti", "ru": "20 минут"}
    assert minutes[language] in home


def test_the_navigation_speaks_the_community_s_language(made):
    language, root = made
    site = read(root / "mkdocs.yml")
    labels = {"en": "Stories", "it": "Storie", "ru": "Истории"}
    assert f'  - "{labels[language]}": stories/index.md\n' in site
    assert all(f": {kind.folder}/index.md\n" in site for kind in KINDS if kind.listing)
    title = parse((root / "docs/welcome.md").read_bytes(), "welcome.md")[0].values["title"]
    assert title in read(root / "site/index.html")


def test_the_settings_say_what_was_asked_for(made):
    language, root = made
    found, problems = read_settings(root)
    assert not problems
    zones = {"en": "UTC", "it": "Europe/Rome", "ru": "Europe/Moscow"}
    assert (found.brand, found.language, found.timezone) == ("Kiln & Clover", language, zones[language])
    assert (found.shop, found.contact, found.consent) == ("https://shop.kiln.example/", "hello@kiln.example", "2026-11")
    assert [way.minutes for way in found.take_part] == [3, 5, 20]
    assert read(root / "storywall.yml").startswith("# yaml-language-server: $schema=schemas/settings.schema.json\n")


def test_consent_is_asked_for_in_three_languages(made):
    _, root = made
    found = {text.language: text.text for text in consent.wordings(root)}
    assert sorted(found) == sorted(LANGUAGES)
    for text in found.values():
        assert "**Kiln & Clover**" in text
        assert all(f"- **{scope}**" in text for scope in ("site", "newsletter", "social", "ads"))
        assert text.count("[hello@kiln.example](<mailto:hello@kiln.example>)") == 2


def test_the_smallest_story_of_the_readme_is_one(made):
    _, root = made
    text = read(root / "submissions/README.md")
    file, item = re.search(r"`(stories/[a-z-]+\.md)`.*?```markdown\n(.*?)```", text, re.DOTALL).groups()
    path = root / "submissions" / file
    path.write_text(item, encoding="utf-8")
    try:
        assert storywall(root, "check", "--strict").stdout == "no problems in 1 item\n"
        assert storywall(root, "new", "story", "--yes", "--set", "title=X").returncode == 1
    finally:
        path.unlink()
    assert all(f"| `{kind.folder}/` |" in text for kind in KINDS)
    assert all((root / "submissions" / kind.folder / ".gitkeep").is_file() for kind in KINDS)


def test_the_intake_is_pinned_and_its_rights_are_those_that_it_uses():
    file = texts.STARTER / "any/dot-github/workflows/intake.yml"
    workflow, ours = yaml.safe_load(read(file)), yaml.safe_load(read(ROOT / ".github/workflows/intake.yml"))
    assert workflow["permissions"] == {}
    (job,), (own,) = workflow["jobs"].values(), ours["jobs"].values()
    assert job["permissions"] == {"contents": "write", "issues": "write", "pull-requests": "write", "statuses": "write"} == own["permissions"]
    assert [step.get("uses") for step in job["steps"]] == [step.get("uses") for step in own["steps"]]
    assert all(re.fullmatch(r"[a-z/-]+@[0-9a-f]{40}", step["uses"]) for step in job["steps"] if "uses" in step)
    for each in (workflow, ours):
        # What a stranger wrote reaches no command line: nothing is put in but the number of the issue, which is the host's own.
        assert set(re.findall(r"\$\{\{(.*?)\}\}", str(each))) == {" github.event.issue.number ", " github.token "}
        assert each["concurrency"]["group"] == "intake-${{ github.event.issue.number }}"
        assert "cache" not in str(each)
    assert job["steps"][-1]["run"] == 'storywall intake-issue --production "$GITHUB_EVENT_PATH" || test $? -eq 1'
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", file]
    assert subprocess.run(command, check=False).returncode == 0


def test_a_new_community_has_the_forms_of_its_language(made):
    language, root = made
    forms = sorted(path.stem for path in (root / ".github/ISSUE_TEMPLATE").iterdir())
    assert forms == ["config", "photo", "problem", "profile", "story", "withdrawal"]
    title = yaml.safe_load(read(root / ".github/ISSUE_TEMPLATE/story.yml"))["name"]
    assert title == catalogue(language).gettext("Tell a story")


def test_what_a_git_host_needs_and_what_git_passes_over(made):
    language, root = made
    common = {"dependabot.yml", "workflows/answer.yml", "workflows/check.yml", "workflows/publish.yml"}
    assert {path.relative_to(root / ".github").as_posix() for path in (root / ".github").rglob("*") if path.is_file()} >= common
    for name in common:
        assert read(root / ".github" / name) == read(texts.STARTER / "any/dot-github" / name)
    for name in ("CODEOWNERS", "pull_request_template.md"):
        assert read(root / ".github" / name) == read(texts.STARTER / language / "dot-github" / name)
    assert all(not line or line.startswith("#") for line in read(root / ".github/CODEOWNERS").splitlines())
    assert {"/site/", "/.storywall/"} <= set(read(root / ".gitignore").splitlines())


def test_what_is_made_up_is_said(tmp_path):
    done = storywall(tmp_path, "init", "my-wall")
    assert done.returncode == 0
    assert "https://community.my-wall.example/ is made up" in done.stdout
    assert "hello@my-wall.example is made up" in done.stdout
    assert read_settings(tmp_path / "my-wall")[0].name == "The My Wall community"


# Names that are no plain words ---------------------------------------------------------------------------------------

AWKWARD = [
    "4711",
    "on",
    "null",
    "2026-11-21",
    "O'Neill: <b>*Fine*</b> & [Co] #1",
    '"Quoted" \\n',
    "$brand ${x} $$",
    "# 1",
    "&copy; _us_",
    "Чай-ка",
    "- x",
    "%",
]


def shows(rendered, text):
    return text in " ".join(html.unescape(re.sub(r"<[^>]+>", "", rendered)).split())


@pytest.mark.parametrize("brand", AWKWARD)
def test_an_awkward_brand_shows_as_it_is_written(tmp_path, brand):
    init(tmp_path / "wall", wanted(tmp_path, brand=brand, name=brand, contact=brand), TODAY)
    found, problems = read_settings(tmp_path / "wall")
    assert not problems
    assert (found.name, found.brand, found.contact) == (brand, brand, brand)
    assert yaml.safe_load(read(tmp_path / "wall/mkdocs.yml"))["site_name"] == brand
    for page in ("welcome", "privacy"):
        assert shows(markdown(read(tmp_path / f"wall/docs/{page}.md").split("---\n", 2)[2]), brand)
    for text in consent.wordings(tmp_path / "wall"):
        body, _ = markup.markup(text.text)
        assert shows("".join(piece for piece in body.pieces if isinstance(piece, str)), brand)


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=20))
def test_any_brand_that_may_be_one_makes_a_community(tmp_path_factory, brand):
    folder = tmp_path_factory.mktemp("any")
    asked, _ = validate(usual(folder, {"brand": brand}) | {"brand": brand}, Wanted)
    if asked is None:
        return
    init(folder, asked, TODAY)
    found, problems = read_settings(folder)
    assert not problems
    assert found.brand == asked.brand
    assert yaml.safe_load(read(folder / "mkdocs.yml"))["site_name"] == asked.name


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("a_b@kiln.example", r"[a\_b@kiln.example](<mailto:a_b@kiln.example>)"),
        ("https://kiln.example/write(us)", "[https://kiln.example/write(us)](<https://kiln.example/write(us)>)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("the counter", "the counter"),
    ],
)
def test_contacts_are_links_where_they_can_be(contact, shown):
    assert texts.contact(contact) == shown


# What isn't made -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--timezone", "Mars/Base"], "--timezone: "),
        (["--shop", "javascript:alert(1)"], "--shop: "),
        (["--site-url", "kiln.example"], "--site-url: "),
        (["--language", "de"], "--language"),
        (["--name", "x" * 81], "--name: "),
        (["--brand", " "], "--brand: "),
        (["--brand", "a\nb"], "--brand: "),
        (["--brand", "a\u202eb"], "U+202E"),
        (["--date", "tomorrow"], "--date"),
    ],
)
def test_options_that_are_wrong_make_nothing(tmp_path, options, text):
    done = storywall(tmp_path, "init", "wall", *options)
    assert done.returncode == 2
    assert text in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_isn_t_empty_stays_as_it_is(tmp_path):
    (tmp_path / "wall").mkdir()
    (tmp_path / "wall/notes.txt").write_text("mine")
    done = storywall(tmp_path, "init", "wall")
    assert done.returncode == 2
    assert done.stderr == "storywall: wall isn't empty (notes.txt is in it); name a new folder or an empty one\n"
    assert [path.name for path in (tmp_path / "wall").iterdir()] == ["notes.txt"]
    done = storywall(tmp_path, "init", "wall/notes.txt")
    assert done.returncode == 2
    assert done.stderr == "storywall: wall/notes.txt can't be written: File exists\n"
    done = storywall(tmp_path, "init", "wall/notes.txt/wall")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_empty_folder_and_a_fresh_repository_are_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    assert storywall(tmp_path / "empty", "init", ".").returncode == 0
    (tmp_path / "cloned/.git").mkdir(parents=True)
    init(tmp_path / "cloned", wanted(tmp_path), TODAY)
    assert {path.name for path in (tmp_path / "cloned").iterdir()} - {".git"} == {path.name for path in (tmp_path / "empty").iterdir()}
    assert (tmp_path / "empty/storywall.yml").stat().st_mode & 0o044


def fill(folder, *, meanwhile):
    with place.whole(folder, "last") as staging:
        for name in ("a", "docs", "last"):
            (staging / name).mkdir()
        meanwhile()


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("a fault of our own")])
def test_a_failure_leaves_nothing_half_made(tmp_path, error):
    def fail():
        raise error

    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "new/and/deep", tmp_path / "empty"):
        with pytest.raises(Unusable if isinstance(error, OSError) else type(error)):
            fill(folder, meanwhile=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_came_in_the_meantime_is_never_replaced(tmp_path):
    def come():
        (tmp_path / "wall/docs").mkdir()
        (tmp_path / "wall/docs/mine").write_text("mine")

    with pytest.raises(Unusable, match="can't be written"):
        fill(tmp_path / "wall", meanwhile=come)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == ["wall", "wall/docs", "wall/docs/mine"]


# The starter ---------------------------------------------------------------------------------------------------------


def test_the_starter_is_the_same_in_every_language():
    starters = {language: dict(texts.files(language)) for language in LANGUAGES}
    assert len({tuple(files) for files in starters.values()}) == 1
    for file in starters["en"]:
        gaps = [sorted(set(re.findall(r"\$\w+", files[file]))) for files in starters.values()]
        assert gaps[0] == gaps[1] == gaps[2], file
        if file.startswith("docs/") and "consent" not in file:
            heads = [parse(files[file].encode(), file)[0] for files in starters.values()]
            assert all(list(head.values) == ["title", "description"] and "$" not in str(head.values) for head in heads)
            assert len({head.body.count("\n## ") for head in heads}) == 1


@pytest.mark.parametrize("file", ["mkdocs.yml", "storywall.yml"])
def test_the_starter_s_settings_have_one_shape(file):
    def shape(value):
        if isinstance(value, dict):
            return {key: shape(part) for key, part in value.items() if key != "language"}
        return [shape(part) for part in value] if isinstance(value, list) else None

    found = [yaml.safe_load(re.sub(r"^\$\w+$", "", dict(texts.files(language))[file], flags=re.MULTILINE)) for language in LANGUAGES]
    for part in found if file == "mkdocs.yml" else []:
        (pages,) = part.pop("nav")[-1].values()
        assert pages == [f"{page}.md" for page in PAGES]
    assert shape(found[0]) == shape(found[1]) == shape(found[2])
