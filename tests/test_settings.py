"""storywall.yml: every key is checked, and what is left out has a sensible value."""

from dataclasses import replace
from pathlib import Path

import pytest

from storywall.parse import parse
from storywall.settings import Settings
from storywall.validate import validate

LEAST = "name: The Mug Table\nbrand: Mug Makers\n"


def read(more=""):
    document, problems = parse((LEAST + more).encode(), "storywall.yml")
    assert problems == []
    return validate(document, Settings)


def test_a_name_and_a_brand_are_enough():
    found, problems = read()
    assert problems == []
    assert (found.language, found.timezone, found.listings.entries, found.photos.licence) == ("en", "UTC", 24, None)
    assert found.take_part == ()


def test_the_sample_community_s_settings_are_whole():
    found, problems = read(
        "timezone: Europe/Rome\nlook: {accent: '#A4492F'}\nlinks: {story: 0}\nvideos: [Films.Example.org]\nlistings: {entries: 500}\n"
        "take_part:\n  - {label: Write, url: /take-part/, minutes: 3}\neditors: [{handle: ona, github: 12}]\n"
    )
    assert problems == []
    assert (found.look.accent, found.videos, found.links, found.editors[0].github) == ("#a4492f", ("films.example.org",), {"story": 0}, 12)


@pytest.mark.parametrize(
    ("more", "code", "place"),
    [
        ("consnet: 2026-11", "unknown-field", (3, 1)),
        ("look: {accent: clay}", "bad-colour", (3, 16)),
        ("look: {accent: '#12345g'}", "bad-colour", (3, 16)),
        ("timezone: CET+1", "bad-zone", (3, 11)),
        ("timezone: [Europe/Rome]", "bad-zone", (3, 11)),
        ("language: de", "bad-choice", (3, 11)),
        ("shop: shop.example", "bad-url", (3, 7)),
        ("listings: {entries: 0}", "out-of-range", (3, 21)),
        ("listings: {entries: many}", "bad-number", (3, 21)),
        ("photos: {quality: 101}", "out-of-range", (3, 19)),
        ("photos: {widths: [20]}", "out-of-range", (3, 19)),
        ("videos: [films]", "bad-url", (3, 10)),
        ("videos: ['https://films.example.org']", "bad-url", (3, 10)),
        ("tags: {Slow Mornings: {en: Slow}}", "bad-slug", (3, 8)),
        ("tags: {slow: {de: Langsam}}", "bad-choice", (3, 15)),
        ("editors: [{github: 12}]", "missing-field", (3, 11)),
        ("sample: perhaps", "bad-flag", (3, 9)),
    ],
)
def test_what_is_wrong_has_its_place(more, code, place):
    found, problems = read(more)
    assert found is None
    assert [(each.code, (each.position.line, each.position.column)) for each in problems] == [(code, place)]


@pytest.mark.parametrize("text", ["", "- a\n", "name: [\n", "name: \x00", "name: A\nbrand: B\nname: C\n", "timezone: Mars\n"])
def test_broken_settings_are_a_report_and_no_crash(community, monkeypatch, text):
    """Started in the folder itself, whose name the program isn't told."""
    community.write("storywall.yml", text)
    monkeypatch.chdir(community.root)
    checked = replace(community, root=Path()).check()
    assert checked.errors
    assert {each.file for each in checked.problems} == {"storywall.yml"}


def test_a_folder_without_settings_is_no_community(run, tmp_path):
    checked = run("check", cwd=tmp_path)
    assert checked.returncode == 2
    assert checked.stderr.startswith("storywall: there is no storywall.yml")


def test_a_tag_is_called_by_its_label_or_by_its_words():
    found, _ = read("language: it\ntags: {tea-time: {en: Tea time, it: L'ora del tè}, cups: {en: Cups}}\n")
    assert [found.tag_label(tag) for tag in ("tea-time", "cups", "slow-mornings")] == ["L'ora del tè", "cups", "slow mornings"]
