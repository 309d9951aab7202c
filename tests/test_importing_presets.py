"""One file for each app, in the form that its help page documents (named in the preset), with what becomes of each row."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from storywall.importing import import_group
from storywall.importing.presets import PRESETS, recognise
from storywall.importing.reading import open_table
from storywall.parse import parse

FILES = Path(__file__).parent / "importing"
STATED = ["consent.basis=The shop's terms of 2020, paragraph 7", "consent.scopes=site", "consent.date=2026-11-21"]
NONE = [*STATED, "incentive=none"]


def bring(community, file, stated, *more):
    options = [option for each in stated for option in ("--set", each)]
    arguments = ["csv", str(FILES / file), "--root", str(community.root), "--date", "2026-11-21", *options, *more]
    return CliRunner().invoke(import_group, arguments, catch_exceptions=False)


def reviews(community):
    """What lies there beside the base's own review: values and text, by the text's first word."""
    folder = community.root / "submissions/reviews/morning-mug"
    found = {}
    for path in sorted(folder.glob("*.md")):
        if path.name != "keeps-warm.md":
            document, problems = parse(path.read_bytes(), f"submissions/reviews/morning-mug/{path.name}")
            assert not problems
            found[document.body.split()[0]] = document
    return found


@pytest.mark.parametrize(
    ("file", "app"),
    [
        ("judgeme.csv", "judgeme"),
        ("loox.csv", "loox"),
        ("loox-export.csv", "loox"),
        ("okendo.csv", "okendo"),
        ("yotpo.csv", "yotpo"),
        ("stamped.csv", "stamped"),
        ("shopify.csv", "shopify"),
    ],
)
def test_each_app_is_recognised_by_its_columns(file, app):
    assert recognise(open_table(FILES / file).header).name == app


def test_each_preset_has_a_file():
    assert {preset.name for preset in PRESETS if preset.app} == {path.stem.partition("-")[0] for path in FILES.glob("*.csv")}


def test_judgeme(community):
    result = bring(community, "judgeme.csv", NONE)
    assert result.exit_code == 0, result.output
    found = reviews(community)
    assert set(found) == {"Poured", "The"}
    warm = found["Poured"].values
    assert warm["title"] == "Keeps its warmth"
    assert (warm["rating"], warm["date"], warm["author_name"]) == ("5", "2025-03-02", "Ada L.")
    assert warm["reply"] == {"text": "Thank you!", "date": "2025-03-05", "by": "Mug Makers"}
    assert "verified" not in warm
    assert found["Poured"].body.strip() == "Poured at eight, still warm at nine.\n\nI \\*never\\* reheat any more."
    assert found["The"].body.strip() == "The handle is **too small** for me & my hands."
    assert "dropped: personal data  reviewer_email, ip_address" in result.output
    assert "2  a photo that lies elsewhere wasn't fetched" in result.output
    assert "4 ★  1" in result.output
    assert "5 ★  1" in result.output
    assert community.codes() == []


def test_nothing_personal_of_a_source_is_written(community):
    for file in ("judgeme.csv", "loox.csv", "loox-export.csv", "okendo.csv", "yotpo.csv", "stamped.csv", "shopify.csv"):
        bring(community, file, [*NONE, "reply.date=2026-01-01"], "--values", "incentive:true=discount", "--create", "products")
    written = "".join(path.read_text() for path in (community.root / "submissions").rglob("*.md"))
    for personal in ("@example.com", "192.0.2.", "12345,", "Julie Martin", "Turin"):
        assert personal not in written


def test_loox_states_what_was_given_for_a_review(community):
    result = bring(community, "loox.csv", STATED)
    assert result.exit_code == 1
    assert "--values incentive:true=gift" in result.output
    assert set(reviews(community)) == {"Perfect", "Smaller"}
    result = bring(community, "loox.csv", STATED, "--values", "incentive:true=discount")
    assert result.exit_code == 0, result.output
    found = reviews(community)
    assert found["I"].values["incentive"] == "discount"
    assert found["Perfect"].values["incentive"] == "none"
    assert found["Perfect"].values["verified"] == {"by": "Loox", "evidence": "import:Loox", "date": "2026-11-21"}
    assert "verified" not in found["Smaller"].values
    assert found["Smaller"].values["reply"]["text"] == "Sorry to hear that."
    assert community.codes() == []


def test_loox_export_leaves_full_names_and_hidden_rows_out(community):
    result = bring(community, "loox-export.csv", NONE)
    assert result.exit_code == 0, result.output
    assert [each.values["author_name"] for each in reviews(community).values()] == ["Julie"]
    assert "1 ★  1" in result.output


def test_okendo(community):
    result = bring(community, "okendo.csv", STATED)
    assert result.exit_code == 0, result.output
    found = reviews(community)
    assert set(found) == {"Great", "The"}
    assert found["Great"].values["recommend"] == "true"
    assert found["Great"].values["verified"]["evidence"] == "import:Okendo"
    assert found["Great"].values["reply"]["text"] == "Thanks for your review"
    assert "reply" not in found["The"].values  # it isn't public
    assert "3  a photo" not in result.output  # the rejected one isn't even listed
    assert community.codes() == []


def test_yotpo(community):
    result = bring(community, "yotpo.csv", NONE)
    found = reviews(community)
    assert set(found) == {"I", "Chipped"}
    assert found["I"].values["verified"]["evidence"] == "import:Yotpo"
    assert "verified" not in found["Chipped"].values  # a verified reviewer bought nothing for all we know
    assert result.exit_code == 1
    assert "it names no product" in result.output  # a review of the shop
    assert community.codes() == []


def test_stamped_makes_its_product(community):
    result = bring(community, "stamped.csv", NONE, "--create", "products")
    assert result.exit_code == 0, result.output
    path = community.root / "submissions/products/7012345678.md"
    assert path.read_text() == "---\nname: Morning mug\nurl: https://shop.example.com/products/morning-mug\n---\n"
    assert len(list((community.root / "submissions/reviews/7012345678").iterdir())) == 2
    assert community.codes() == []


def test_shopify_keeps_quoted_line_breaks(community):
    result = bring(community, "shopify.csv", NONE)
    assert result.exit_code == 0, result.output
    found = reviews(community)
    assert found["The"].body.strip() == "The saucer is missing.\\\nTwice."
    assert found["Foams"].values["date"] == "2023-06-01"
    assert community.codes() == []


@pytest.mark.parametrize("file", ["judgeme.csv", "loox.csv", "okendo.csv", "yotpo.csv", "stamped.csv", "shopify.csv"])
def test_a_second_run_writes_nothing(community, file):
    more = ("--values", "incentive:true=gift", "--create", "products")
    bring(community, file, NONE, *more)
    before = {path: path.read_bytes() for path in (community.root / "submissions").rglob("*") if path.is_file()}
    result = bring(community, file, NONE, *more)
    assert {path: path.read_bytes() for path in (community.root / "submissions").rglob("*") if path.is_file()} == before
    assert "here already" in result.output


def test_the_day_of_the_import_is_the_verifications(community):
    bring(community, "yotpo.csv", [*NONE, "verified.date=2025-04-01"])
    assert reviews(community)["I"].values["verified"]["date"] == date(2025, 4, 1).isoformat()
