import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
from click import unstyle
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from storywall import __version__, allowed
from storywall.codes import CATALOGUE, TOPICS
from storywall.problems import Code, Position, Problem, Severity
from storywall.report import FORMATS, codes_page, explain, harmless, render, say, wants_colour

ROOT = Path(__file__).parents[1]
STORY = "submissions/stories/the-mug.md"
BUNDLE = "submissions/reviews/mug/keeps-warm"

# Codes of our own, so that the catalogue's words can be improved without a look at this file.
OWN = (
    Code(
        name="odd-field",
        message="`{field}` isn't a field here",
        hint="did you mean `{guess}`?",
        meaning="Only the schema's fields may stand here.",
        bad="raiting: 5\nblah: 1",
        cure="Correct the name.",
    ),
    Code(name="odd-value", message="`{value}` is odd", hint="", meaning="It is odd.", allowable=True),
    Code(name="odd-name", message="look at {other}", hint="did you mean `{guess}`?", instead="run: rm {file}", meaning="Odd."),
    Code(name="odd-kind", message="{found}, not {value}", hint="", meaning="Odd.", severity=Severity.WARNING),
    Code(name="odd-twice", message="`{name}` is there twice, first on line {line}", hint="", meaning="Odd."),
)


@pytest.fixture(scope="module", autouse=True)
def own_codes():
    with pytest.MonkeyPatch.context() as patch:
        for code in OWN:
            patch.setitem(CATALOGUE, code.name, code)
        yield


def odd(code, file=STORY, line=1, column=1, field=(), **values):
    severity = next(each.severity for each in OWN if each.name == code)
    place = Position(line=line, column=column)
    return Problem(file=file, code=code, position=place, field=field, values=values, severity=severity)


PROBLEMS = [
    odd("odd-field", line=3, field=("raiting",), guess="rating"),
    odd("odd-field", line=2, field=("blah",), guess=""),
    odd("odd-kind", f"{BUNDLE}/index.md", line=9, column=5, field=("allow", 0, "code"), found="x", value="y"),
    Problem(file=f"{BUNDLE}/mug.jpg", code="odd-name", values={"other": f"{BUNDLE}/index.md"}),
    odd("odd-field", line=3, field=("raiting",), guess="rating"),
]
values = st.text(st.characters()) | st.text(st.sampled_from("a\n\r\t\x1b\u202e\u2066\u2028\u0301\ufeff\U000e0041:,%`'\"[]({}\\"), max_size=40)


def parsed(format, problems=PROBLEMS):
    return json.loads(render(problems, format))


# Text ----------------------------------------------------------------------------------------------------------------


def test_text_names_place_code_message_and_hint_sorted_and_counted():
    assert render(PROBLEMS, "text", items=14) == (
        f"{BUNDLE}/index.md:9:5: warning[odd-kind] x, not y\n"
        f"{BUNDLE}/mug.jpg:1:1: error[odd-name] look at {BUNDLE}/index.md\n"
        f"  hint: run: rm {BUNDLE}/mug.jpg\n"
        f"{STORY}:2:1: error[odd-field] `blah` isn't a field here\n"
        f"{STORY}:3:1: error[odd-field] `raiting` isn't a field here\n"
        "  hint: did you mean `rating`?\n"
        "3 errors and 1 warning in 2 of 14 items\n"
    )


def counted(*problems, items=0, language="en"):
    return render(problems, "text", language, items=items).splitlines()[-1]


def test_the_count_speaks_of_items_and_of_other_files():
    settings = odd("odd-value", "storywall.yml")
    misplaced = odd("odd-value", "submissions/stories/CNAME")
    assert counted(items=1) == "no problems in 1 item"
    assert counted(items=1400) == "no problems in 1,400 items"
    assert counted(PROBLEMS[0], items=1) == "1 error in 1 of 1 item"
    assert counted(PROBLEMS[2], items=3) == "1 warning in 1 of 3 items"
    assert counted(PROBLEMS[0], odd("odd-value", "submissions/members/mara.yml"), items=3) == "2 errors in 2 of 3 items"
    assert counted(PROBLEMS[0], settings, items=3) == "2 errors in 1 of 3 items and 1 other file"
    assert counted(PROBLEMS[0], odd("odd-value", "submissions/stories/a-link.md"), items=1) == "2 errors in 1 of 1 item"
    assert counted(settings, misplaced, items=3) == "2 errors in 2 files"
    assert counted(PROBLEMS[0]) == "1 error in 1 file"


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 ошибка в 1 файле"), (2, "2 ошибки в 2 файлах"), (5, "5 ошибок в 5 файлах"), (21, "21 ошибка в 21 файле")],
)
def test_the_count_keeps_to_the_language_s_plurals(number, said):
    assert counted(*(odd("odd-value", f"{index}.md") for index in range(number)), language="ru") == said


def test_a_severity_that_was_raised_is_shown_as_it_is():
    raised = Problem(file=STORY, code="odd-kind", values={"found": "x"}, severity=Severity.ERROR)
    assert "error[odd-kind]" in render([raised], "text")


def test_a_hint_with_nothing_to_say_is_left_out_and_a_missing_value_is_no_crash():
    assert render([odd("odd-value")], "text").splitlines()[0] == f"{STORY}:1:1: error[odd-value] `…` is odd"
    assert "hint" not in render([odd("odd-field", guess=" "), odd("odd-value")], "text")
    assert "hint: did you mean `x`?" in render([odd("odd-name", guess="x")], "text")
    assert f"hint: run: rm {STORY}" in render([odd("odd-name", guess="")], "text")


def test_our_own_words_are_translated_and_values_are_not():
    assert "un elenco, not a list" in render([odd("odd-kind", found="a list", value="a list")], "text", "it")
    assert "un elenco, un gruppo di campi" in render([odd("odd-kind", found="a list, a group of fields")], "text", "it")


def test_a_file_s_name_in_a_command_is_quoted_for_the_shell():
    assert "rm 'submissions/a;rm -r b.md'" in render([odd("odd-name", "submissions/a;rm -r b.md")], "text")


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
    message = parsed("json", [odd("odd-value", value="x" * 5000)])["problems"][0]["message"]
    assert message == f"`{'x' * 119}…` is odd"
    assert say("a {b}", {"b": "\x07"}, "en") == "a \\x07"


@given(values, values)
def test_a_value_adds_no_line_to_any_format(value, file):
    hostile = [odd("odd-name", file, field=("author", value), other=value, guess=value)]
    assert len(render(hostile, "text").splitlines()) <= 3
    assert len(render(hostile, "github").splitlines()) == 2
    for machine in ("json", "gitlab", "sarif"):
        text = render(hostile, machine)
        assert text.isascii()
        json.loads(text)


def test_a_template_is_not_filled_twice():
    tricky = odd("odd-name", other="{guess}", guess="{value.__class__}")
    assert "look at {guess}\n" in render([tricky], "text")
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
        "code": "odd-field",
        "severity": "error",
        "message": "`raiting` isn't a field here",
        "hint": "did you mean `rating`?",
        "url": "handbook/codes#odd-field",
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
    assert (name, properties) == ("error", {"file": STORY, "line": "3", "col": "1", "title": "odd-field"})
    assert data == f"{STORY}:3:1: error[odd-field] `raiting` isn't a field here\ndid you mean `rating`?"


@given(st.text(st.sampled_from("ab:,%=\n\r :0123456789AD"), min_size=1), st.text(st.sampled_from("ab:,%\n\rAD0"), min_size=1))
@example("a::b,c=d%3A.md", "x")
def test_github_reads_back_what_was_meant(file, value):
    line = render([odd("odd-value", file, value=value)], "github").splitlines()[0]
    name, properties, data = run_as_github(line)
    assert name == "error"
    assert properties["file"] == harmless(file)
    assert data.endswith(f"`{harmless(value)}` is odd")


def test_gitlab_gets_its_report():
    issues = parsed("gitlab")
    assert issues[-1] == {
        "description": "`raiting` isn't a field here (did you mean `rating`?)",
        "check_name": "odd-field",
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
        return Problem(file=STORY, code="odd-twice", position=Position(line=line), values={"name": "title", "line": first})

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


@pytest.mark.parametrize("problems", [PROBLEMS, [], [odd("odd-value", "a \udcff#?%.md", value="a \udcff")]])
def test_sarif_is_valid(problems):
    report = parsed("sarif", problems)
    assert [error.message for error in Draft202012Validator(SARIF, format_checker=FormatChecker()).iter_errors(report)] == []
    (run,) = report["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == __version__
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert len(run["results"]) == len(parsed("json", problems)["problems"])


def test_sarif_takes_a_file_s_name_for_no_more_than_a_path():
    (result,) = parsed("sarif", [odd("odd-value", "a#b?c%20 d.md")])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%23b%3Fc%2520%20d.md"


def test_sarif_takes_a_value_for_no_link_and_no_placeholder():
    hostile = odd("odd-value", value="[click](https://evil.example) {0}")
    (result,) = parsed("sarif", [hostile])["runs"][0]["results"]
    assert result["message"]["text"] == "`[click\\](https://evil.example) {{0}}` is odd"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", ["en", "it", "ru", "pt-BR"])
def test_each_code_can_be_shown_in_each_format_and_language(format, language):
    assert render([Problem(file=STORY, code=code) for code in CATALOGUE], format, language)


# The handbook --------------------------------------------------------------------------------------------------------


def test_a_code_is_explained():
    assert explain("odd-field") == (
        "error[odd-field] `…` isn't a field here\n\n"
        "Only the schema's fields may stand here.\n\n"
        "Not like this:\n    raiting: 5\n    blah: 1\n\n"
        "What to do: Correct the name.\n"
    )
    assert "`allow`" in explain("odd-value")
    assert "`allow`" not in explain("odd-field")
    assert "Что делать: Исправьте" in explain("unknown-field", "ru")
    assert explain("no-such-code") is None


def test_the_page_has_an_anchor_for_each_code_and_says_each_thing():
    page = codes_page()
    anchors = re.findall(r"^#{2,3} (.+)$", page, re.MULTILINE)
    slugs = [re.sub(r"[^a-z0-9]+", "-", anchor.lower()).strip("-") for anchor in anchors]
    every = [code for topic in TOPICS for code in topic.CODES]
    assert len(slugs) == len(set(slugs)) == len(every) + len(TOPICS)
    for code in every:
        assert code.name in anchors
        assert code.meaning in page
        assert code.cure in page
        assert "~~~" not in code.bad


def test_the_committed_page_is_that_of_the_catalogue():
    assert (ROOT / "handbook" / "codes.md").read_text(encoding="utf-8") == codes_page(), "run `storywall explain --all`"
