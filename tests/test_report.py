import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from click import unstyle
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from storywall import __version__, allowed, codes
from storywall.codes import CATALOGUE, problem
from storywall.problems import Position, Problem, Severity
from storywall.report import FORMATS, codes_page, explain, harmless, render, say, wants_colour

ROOT = Path(__file__).parents[1]
STORY = "submissions/stories/the-mug.md"
BUNDLE = "submissions/reviews/mug/keeps-warm"

PROBLEMS = [
    problem("unknown-field", STORY, Position(line=3, column=1), ("raiting",), field="raiting", guess="rating"),
    problem("unknown-field", STORY, Position(line=2, column=1), ("blah",), field="blah", guess=""),
    problem("allow-useless", f"{BUNDLE}/index.md", Position(line=9, column=5), ("allow", 0, "code"), value="x"),
    problem("photo-unused", f"{BUNDLE}/mug.jpg", index=f"{BUNDLE}/index.md"),
    problem("unknown-field", STORY, Position(line=3, column=1), ("raiting",), field="raiting", guess="rating"),
]
values = st.text(st.characters()) | st.text(
    st.sampled_from("a\n\r\t\x1b\u202e\u2066\u2028\u0301\ufeff\U000e0041:,%`'\"[]({}\\"), max_size=40
)


def parsed(format, problems=PROBLEMS):
    return json.loads(render(problems, format))


# Text ----------------------------------------------------------------------------------------------------------------


def test_text_names_place_code_message_and_hint_sorted_and_counted():
    assert render(PROBLEMS, "text", items=14) == (
        f"{BUNDLE}/index.md:9:5: warning[allow-useless] `x` can't be overridden, or isn't found here\n"
        "  hint: take it out\n"
        f"{BUNDLE}/mug.jpg:1:1: error[photo-unused] no item lists this photo\n"
        f"  hint: list it under `photos` in {BUNDLE}/index.md, or delete it\n"
        f"{STORY}:2:1: error[unknown-field] `blah` isn't a field here\n"
        f"{STORY}:3:1: error[unknown-field] `raiting` isn't a field here\n"
        "  hint: did you mean `rating`?\n"
        "3 errors and 1 warning in 2 of 14 items\n"
    )


def counted(*problems, items=0, language="en"):
    return render(problems, "text", language, items=items).splitlines()[-1]


def test_the_count_speaks_of_items_and_of_other_files():
    settings = problem("bad-colour", "storywall.yml", Position(), value="clay")
    misplaced = problem("unexpected-file", "submissions/stories/CNAME", place="")
    yml = problem("unexpected-file", "submissions/members/mara.yml", place="")
    assert counted(items=1) == "no problems in 1 item"
    assert counted(items=1400) == "no problems in 1,400 items"
    assert counted(PROBLEMS[0], items=1) == "1 error in 1 of 1 item"
    assert counted(PROBLEMS[2], items=3) == "1 warning in 1 of 3 items"
    assert counted(PROBLEMS[0], yml, items=3) == "2 errors in 2 of 3 items"
    assert counted(PROBLEMS[0], settings, items=3) == "2 errors in 1 of 3 items and 1 other file"
    assert counted(settings, misplaced, items=3) == "2 errors in 2 files"
    assert counted(PROBLEMS[0]) == "1 error in 1 file"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 ошибка в 1 файле"), (2, "2 ошибки в 2 файлах"), (5, "5 ошибок в 5 файлах"), (21, "21 ошибка в 21 файле")],
)
def test_the_count_keeps_to_the_language_s_plurals(number, said):
    assert counted(*(problem("no-author", f"{index}.md") for index in range(number)), language="ru") == said


def test_a_severity_that_was_raised_is_shown_as_it_is():
    raised = Problem(file=STORY, code="allow-useless", values={"value": "x"}, severity=Severity.ERROR)
    assert "error[allow-useless]" in render([raised], "text")


def test_a_hint_with_nothing_to_say_is_left_out_and_a_missing_value_is_no_crash():
    bare = Problem(file=STORY, code="unknown-field")
    assert render([bare], "text").splitlines()[0] == f"{STORY}:1:1: error[unknown-field] `` isn't a field here"
    assert "hint" not in render([bare], "text")
    assert "`…` isn't a day" in render([Problem(file=STORY, code="bad-day")], "text")


def test_our_own_words_are_translated_and_values_are_not():
    wrong = problem("wrong-type", STORY, None, ("title",), wanted="text", found="a list")
    assert "un elenco" in render([wrong], "text", "it")
    member = problem("unknown-member", STORY, None, ("author",), value="a list", guess="")
    assert "`a list`" in render([member], "text", "it")


def test_a_file_s_name_in_a_command_is_quoted_for_the_shell():
    assert "chmod -x 'submissions/a;rm -r b.md'" in render([problem("executable", "submissions/a;rm -r b.md")], "text")


def test_colours_are_only_added():
    coloured = render(PROBLEMS, "text", colour=True)
    assert coloured != render(PROBLEMS, "text")
    assert unstyle(coloured) == render(PROBLEMS, "text")


def test_colours_are_for_terminals_that_want_them():
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    assert wants_colour(terminal, {})
    assert wants_colour(terminal, {"NO_COLOR": ""})
    assert not wants_colour(terminal, {"NO_COLOR": "1"})
    assert not wants_colour(terminal, {"TERM": "dumb"})
    assert not wants_colour(io.StringIO(), {})


# Harmless ------------------------------------------------------------------------------------------------------------


@given(values)
def test_nothing_that_a_text_may_not_hold_is_shown(text):
    shown = harmless(text)
    assert allowed.refused_character(shown) is None
    assert not any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\U000e0041", "\\U000e0041"),
        ("\udcff", "\\udcff"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 8 + "\\u0301"),
        ("👩‍🍳 чай می‌خواهم", "👩‍🍳 чай می‌خواهم"),
    ],
)
def test_escapes(text, shown):
    assert harmless(text) == shown


def test_long_values_are_cut_and_messages_stay_whole():
    long = problem("unknown-member", STORY, None, ("author",), value="x" * 5000, guess="")
    message = parsed("json", [long])["problems"][0]["message"]
    assert message == f"there is no member `{'x' * 119}…`"
    assert say("a {b}", {"b": "\x07"}, "en") == "a \\x07"


@given(values, values)
def test_a_value_adds_no_line_to_any_format(value, file):
    hostile = [problem("unknown-member", file, Position(), ("author", value), value=value, guess=value)]
    assert len(render(hostile, "text").splitlines()) <= 3
    assert len(render(hostile, "github").splitlines()) == 2
    for format in ("json", "gitlab", "sarif"):
        text = render(hostile, format)
        assert text.isascii()
        json.loads(text)


def test_a_template_is_not_filled_twice():
    tricky = problem("unknown-member", STORY, None, ("author",), value="{guess}", guess="{value.__class__}")
    assert "`{guess}`" in render([tricky], "text")
    assert "`{value.__class__}`" in render([tricky], "text")


# For programs and git hosts ------------------------------------------------------------------------------------------


def test_json_has_all_that_a_program_needs():
    report = parsed("json")
    assert report["version"] == 1
    assert report["count"] == {"errors": 3, "warnings": 1}
    assert report["problems"][-1] == {
        "file": STORY,
        "line": 3,
        "column": 1,
        "field": ["raiting"],
        "code": "unknown-field",
        "severity": "error",
        "message": "`raiting` isn't a field here",
        "hint": "did you mean `rating`?",
        "url": "handbook/codes#unknown-field",
    }
    assert report["problems"][0]["field"] == ["allow", 0, "code"]
    assert [each["hint"] for each in report["problems"] if each["line"] == 2] == [""]


COMMAND = re.compile(r"::(?P<name>error|warning) (?P<properties>[^:]*(?:(?!::):[^:]*)*)::(?P<data>.*)")


def run_as_github(line):
    """Read a command as the runner does."""
    command = COMMAND.fullmatch(line)
    properties = dict(part.split("=", 1) for part in command["properties"].split(","))
    escapes = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def unescaped(text):
        for escape, character in escapes.items():
            text = text.replace(escape, character)
        return text

    return command["name"], {name: unescaped(value) for name, value in properties.items()}, unescaped(command["data"])


def test_github_gets_commands():
    lines = render(PROBLEMS, "github", items=14).splitlines()
    assert lines[-1] == "3 errors and 1 warning in 2 of 14 items"
    assert lines[0].startswith("::warning ")
    name, properties, data = run_as_github(lines[3])
    assert (name, properties) == ("error", {"file": STORY, "line": "3", "col": "1", "title": "unknown-field"})
    assert data == f"{STORY}:3:1: error[unknown-field] `raiting` isn't a field here\ndid you mean `rating`?"


@given(st.text(st.sampled_from("ab:,%=\n\r :0123456789AD"), min_size=1), st.text(st.sampled_from("ab:,%\n\rAD0"), min_size=1))
def test_github_reads_back_what_was_meant(file, value):
    line = render([problem("unknown-member", file, Position(), value=value, guess="")], "github").splitlines()[0]
    name, properties, data = run_as_github(line)
    assert name == "error"
    assert properties["file"] == harmless(file)
    assert data.endswith(f"there is no member `{harmless(value)}`")


def test_gitlab_gets_its_report():
    issues = parsed("gitlab")
    assert issues[-1] == {
        "description": "`raiting` isn't a field here (did you mean `rating`?)",
        "check_name": "unknown-field",
        "fingerprint": issues[-1]["fingerprint"],
        "severity": "major",
        "location": {"path": STORY, "lines": {"begin": 3}},
    }
    assert [issue["severity"] for issue in issues] == ["minor", "major", "major", "major"]
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def fingerprints(*problems, format="gitlab", language="en"):
    return [issue["fingerprint"] for issue in json.loads(render(problems, format, language))]


def test_a_fingerprint_outlives_moved_lines_and_another_language():
    def doubled(line, first):
        return problem("duplicate-key", STORY, Position(line=line), ("title",), name="title", line=first)

    assert fingerprints(doubled(5, 2)) == fingerprints(doubled(9, 6), language="ru")
    one, other = fingerprints(doubled(5, 2), doubled(9, 2))
    assert (one, other) == tuple(fingerprints(doubled(6, 3), doubled(10, 3)))
    assert one != other


# The properties that SARIF 2.1.0 requires and the forms it gives those that are used here.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
PLACE = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {"properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/-]+$"}}},
                "region": {
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    }
                },
            },
        }
    },
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "items": PLACE},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
RULE = {
    "type": "object",
    "required": ["id"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"properties": {"level": LEVEL}},
    },
}
DRIVER = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "rules": {"type": "array", "items": RULE, "uniqueItems": True},
    },
}
RUN = {
    "type": "object",
    "required": ["tool"],
    "additionalProperties": False,
    "properties": {
        "tool": {"type": "object", "required": ["driver"], "properties": {"driver": DRIVER}},
        "language": {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {"type": "array", "items": RUN},
    },
}


@pytest.mark.parametrize("problems", [PROBLEMS, [], [problem("bad-name", "a \udcff#?%.md", name="a \udcff", guess="a")]])
def test_sarif_is_valid(problems):
    report = parsed("sarif", problems)
    assert [error.message for error in Draft202012Validator(SARIF, format_checker=FormatChecker()).iter_errors(report)] == []
    (run,) = report["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == __version__
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert len(run["results"]) == len(parsed("json", problems)["problems"])


def test_sarif_takes_a_file_s_name_for_no_more_than_a_path():
    (result,) = parsed("sarif", [problem("symlink", "a#b?c%20 d.md")])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%23b%3Fc%2520%20d.md"


def test_sarif_takes_a_value_for_no_link_and_no_placeholder():
    hostile = problem("unknown-member", STORY, value="[click](https://evil.example) {0}", guess="")
    (result,) = parsed("sarif", [hostile])["runs"][0]["results"]
    assert result["message"]["text"] == "there is no member `[click\\](https://evil.example) {{0}}`"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", ["en", "it", "ru", "pt-BR"])
def test_each_code_can_be_shown_in_each_format_and_language(format, language):
    assert render([Problem(file=STORY, code=code) for code in CATALOGUE], format, language)


# The handbook --------------------------------------------------------------------------------------------------------


def test_a_code_is_explained():
    assert explain("bad-day") == (
        "error[bad-day] `…` isn't a day\n\n"
        "Days are written as year, month, day: 2026-11-21. The day must exist.\n\n"
        "Not like this:\n    date: 2026-02-30\n\n"
        "What to do: Write YYYY-MM-DD. `storywall check --fix` does it where only one day can be meant.\n"
    )
    assert "`allow`" in explain("too-many-links")
    assert "`…` не является днём" in explain("bad-day", "ru")
    assert explain("no-such-code") is None


def test_the_page_has_an_anchor_for_each_code_and_says_each_thing():
    page = codes_page()
    anchors = re.findall(r"^#{2,3} (.+)$", page, re.MULTILINE)
    slugs = [re.sub(r"[^a-z0-9]+", "-", anchor.lower()).strip("-") for anchor in anchors]
    assert len(slugs) == len(set(slugs))
    assert set(CATALOGUE) <= set(anchors)
    assert len(anchors) == len(CATALOGUE) + len(codes.TOPICS)
    for code in CATALOGUE.values():
        assert code.meaning in page
        assert code.cure in page
        assert "~~~" not in code.bad


def test_the_committed_page_is_that_of_the_catalogue():
    assert (ROOT / "handbook" / "codes.md").read_text(encoding="utf-8") == codes_page(), "run `storywall explain --all`"
