"""`import csv` from file to items: what the editor must state, what stays out and why, and that nothing is written twice or by half."""

import csv
import io
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from storywall.importing import import_group, items
from storywall.parse import parse

STATED = {
    "date": "2024-05-06",
    "consent.scopes": "site, newsletter",
    "consent.date": "2024-05-06",
    "consent.basis": "The shop's terms",
    "incentive": "none",
}


@pytest.fixture
def bring(community, tmp_path):
    """Import rows (a header and lists, or a text) into the base; the result has `exit_code` and `output`."""

    def start(rows, *options, stated=STATED, kind=None, file="reviews.csv"):
        path = tmp_path / file
        if isinstance(rows, bytes):
            path.write_bytes(rows)
        else:
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            path.write_text(text.getvalue())
        arguments = ["csv", str(path), "--root", str(community.root), "--date", "2026-11-21", *options]
        for field, value in stated.items():
            arguments += ["--set", f"{field}={value}"]
        return CliRunner().invoke(import_group, [*arguments, *(["--kind", kind] if kind else [])], catch_exceptions=False)

    return start


def written(community, folder="reviews/morning-mug"):
    """Documents of what came in, by file name without the hash."""
    found = {}
    for path in sorted((community.root / "submissions" / folder).glob("*.md")):
        if path.name != "keeps-warm.md":
            document, _ = parse(path.read_bytes(), path.name)
            found[path.stem.rpartition("-")[0]] = document
    return found


def snapshot(community):
    return {path: path.read_bytes() for path in sorted((community.root / "submissions").rglob("*")) if path.is_file()}


HEAD = ["product", "rating", "author", "text"]


def test_a_row_becomes_an_item_that_check_accepts(community, bring):
    result = bring([["Product", "Stars", "Reviewer", "Review text", "Recommended"], ["morning-mug", "4", "Ada", "Warm & *round*", "1"]])
    assert result.exit_code == 0, result.output
    document = written(community)["warm-round"]
    assert document.values == {
        "rating": "4",
        "author_name": "Ada",
        "date": "2024-05-06",
        "recommend": "true",
        "incentive": "none",
        "relationship": "unknown",
        "consent": {"scopes": ["site", "newsletter"], "date": "2024-05-06", "basis": "The shop's terms", "channel": "import"},
    }
    assert document.body.strip() == "Warm & \\*round\\*"
    assert community.codes() == []


def test_what_every_item_needs_must_be_stated_and_nothing_is_made_up(community, bring):
    before = snapshot(community)
    result = bring([HEAD, ["morning-mug", "5", "Ada", "Warm."]], stated={})
    assert result.exit_code == 1
    for needed in ("--set date=…", "--set consent.scopes=…", "--set consent.date=…", "--set consent.basis=…", "--set incentive=…"):
        assert needed in result.output
    assert snapshot(community) == before


def test_the_channel_is_import_whatever_is_stated(community, bring):
    bring([HEAD, ["morning-mug", "5", "Ada", "Warm."]], "--set", "consent.channel=form")
    assert written(community)["warm"].values["consent"]["channel"] == "import"


def test_a_dry_run_writes_nothing_and_says_what_would_come(community, bring):
    before = snapshot(community)
    rows = [HEAD, *(["morning-mug", "5", f"Ada {n}", "Warm."] for n in range(5)), ["morning-mug", "6", "Bo", "Cold."], ["tea-cup", "5", "Cy", "No."]]
    result = bring(rows, "--dry-run")
    assert snapshot(community) == before
    assert not (community.root / ".storywall").exists() or not list((community.root / ".storywall").glob("importing*"))
    assert "5  would come in" in result.output
    assert result.output.count("submissions/reviews/morning-mug/warm-") == 3
    assert "line 7" in result.output
    assert "`6`" in result.output
    assert "there is no product `tea-cup`" in result.output
    assert "--create products" in result.output
    assert result.exit_code == 1


def test_a_second_run_writes_nothing_even_when_an_editor_renamed_or_edited(community, bring):
    rows = [HEAD, ["morning-mug", "5", "Ada", "Warm to the last sip."], ["morning-mug", "4", "Bo", "Heavy."]]
    bring(rows)
    folder = community.root / "submissions/reviews/morning-mug"
    edited = next(folder.glob("warm-*"))
    edited.write_text(edited.read_text().replace("rating: 5", "rating: 5\nfeatured: true"))
    heavy = next(folder.glob("heavy-*"))
    heavy.rename(folder / f"a-heavy-mug-{heavy.stem.rpartition('-')[2]}.md")
    before = snapshot(community)
    result = bring(rows)
    assert result.exit_code == 0
    assert "2  here already" in result.output
    assert snapshot(community) == before


def test_an_interrupted_import_goes_on_where_it_stopped(community, bring, monkeypatch):
    rows = [HEAD, *(["morning-mug", "5", f"Ada {number}", "Warm."] for number in range(6))]
    write = items.Desk.write
    seen = []

    def interrupted(desk, ready):
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append(ready.file)
        return write(desk, ready)

    with monkeypatch.context() as patch:
        patch.setattr(items.Desk, "write", interrupted)
        result = bring(rows)
    assert result.exit_code == 2
    assert "goes on from there" in result.output
    assert len(list((community.root / "submissions/reviews/morning-mug").iterdir())) == 4
    assert not list((community.root / ".storywall").glob("importing*"))
    assert bring(rows).exit_code == 0
    assert len(list((community.root / "submissions/reviews/morning-mug").iterdir())) == 7
    assert community.codes() == []


def test_a_file_that_appears_meanwhile_is_not_written_over(community, bring, monkeypatch):
    rows = [HEAD, ["morning-mug", "5", "Ada", "Warm."]]
    exists = os.path.lexists
    monkeypatch.setattr("storywall.importing.items.os.path.lexists", lambda path: True if str(path).endswith(".md") else exists(path))
    result = bring(rows)
    assert "here already" in result.output
    assert written(community) == {}


# Identity and duplicates ----------------------------------------------------------------------------------------------


def test_the_same_text_by_the_same_author_comes_in_once(community, bring):
    result = bring([HEAD, ["morning-mug", "5", "Ada", "Warm."], ["morning-mug", "4", "ada", " warm. "], ["morning-mug", "5", "Bo", "Warm."]])
    assert result.exit_code == 0
    assert "line 3 → line 2" in result.output
    assert len(written(community)) == 1  # two files, one name beside the hash
    assert len(list((community.root / "submissions/reviews/morning-mug").glob("warm-*"))) == 2


def test_short_texts_without_author_and_stars_alone_are_no_duplicates(community, bring):
    rows = [["product", "rating", "text"], *[["morning-mug", "5", "Great!"]] * 2, *[["morning-mug", "4", ""]] * 3]
    assert bring(rows).exit_code == 0
    assert len(list((community.root / "submissions/reviews/morning-mug").glob("*.md"))) == 6
    assert "5  here already" in bring(rows).output


def test_the_sources_number_is_the_identity_where_there_is_one(community, bring):
    head = ["id", *HEAD]
    bring([head, ["1", "morning-mug", "5", "Ada", "Warm."]])
    result = bring(
        [
            head,
            ["1", "morning-mug", "5", "Ada", "Warm, said later."],
            ["2", "morning-mug", "5", "Bo", "Round."],
            ["2", "morning-mug", "5", "Bo", "Round, and once more."],
        ]
    )
    assert "1  here already" in result.output
    assert "the same item in the source" in result.output
    assert len(list((community.root / "submissions/reviews/morning-mug").glob("*.md"))) == 3


# Personal data --------------------------------------------------------------------------------------------------------


def test_columns_with_personal_data_are_dropped_and_said_so(community, bring):
    head = [*HEAD, "Email", "customerPhone", "ip_address", "Shipping Address", "photo_address_url"]
    result = bring([head, ["morning-mug", "5", "Ada", "Warm.", "ada@example.org", "+39 06 1234567", "192.0.2.1", "Via Roma 1", ""]])
    assert "Email, customerPhone, ip_address, Shipping Address" in result.output
    text = "".join(path.read_text() for path in snapshot(community) if path.name.startswith("warm-"))
    assert text
    for personal in ("ada@", "1234567", "192.0", "Via Roma"):
        assert personal not in text


def test_a_column_with_personal_data_can_not_be_mapped(community, bring):
    result = bring([[*HEAD, "Email"], ["morning-mug", "5", "Ada", "Warm.", "ada@example.org"]], "--map", "Email=author_name")
    assert result.exit_code == 1
    assert "`Email` holds personal data" in result.output


def test_an_address_in_the_place_of_a_name_stays_out(community, bring):
    result = bring([HEAD, ["morning-mug", "5", "ada@example.org", "Warm."]])
    assert "an e-mail address in `author_name` stays out" in result.output
    assert "author_name" not in written(community)["warm"].values


# Hidden, verified, incentives -----------------------------------------------------------------------------------------


def test_hidden_rows_stay_out_and_are_counted_by_rating(community, bring):
    rows = [[*HEAD, "status"]]
    rows += [
        ["morning-mug", rating, f"A{n}", f"Text {n}.", status]
        for n, (rating, status) in enumerate([("5", "Published"), ("1", "hidden"), ("1", "Rejected"), ("2", "spam")])
    ]
    result = bring(rows)
    assert result.exit_code == 0
    assert set(written(community)) == {"text-0"}
    assert "3  hidden in the source" in result.output
    assert "1 ★  2" in result.output
    assert "2 ★  1" in result.output


def test_an_unknown_status_is_asked_for(community, bring):
    rows = [[*HEAD, "status"], ["morning-mug", "5", "Ada", "Warm.", "quarantined"]]
    result = bring(rows)
    assert result.exit_code == 1
    assert "--values status:quarantined=published" in result.output
    assert bring(rows, "--values", "status:Quarantined=published").exit_code == 0
    assert "warm" in written(community)


def test_verified_needs_an_explicit_yes_and_says_who_said_so(community, bring):
    rows = [
        [*HEAD, "verified"],
        ["morning-mug", "5", "Ada", "Warm.", "yes"],
        ["morning-mug", "4", "Bo", "Cold.", "no"],
        ["morning-mug", "3", "Cy", "So.", ""],
    ]
    result = bring(rows)
    assert result.exit_code == 1
    assert "--set verified.evidence=…" in result.output
    result = bring(rows, "--set", "verified.by=Shop office", "--set", "verified.evidence=import:Old shop")
    assert result.exit_code == 0, result.output
    found = written(community)
    assert found["warm"].values["verified"] == {"by": "Shop office", "evidence": "import:Old shop", "date": "2026-11-21"}
    assert "verified" not in found["cold"].values
    assert "verified" not in found["so"].values
    assert community.codes() == []


def test_verified_can_not_be_stated_for_all(community, bring):
    assert "can't be stated for all" in bring([HEAD, ["morning-mug", "5", "Ada", "Warm."]], "--set", "verified=yes").output


def test_an_incentive_with_a_note(community, bring):
    rows = [[*HEAD, "incentive", "note"], ["morning-mug", "5", "Ada", "Warm.", "discount", "10 % off"]]
    result = bring(rows, "--map", "note=incentive.note")
    assert result.exit_code == 0, result.output
    assert written(community)["warm"].values["incentive"] == {"kind": "discount", "note": "10 % off"}


# Days, ratings, values ------------------------------------------------------------------------------------------------


def test_days_that_may_be_two_are_refused_with_the_choice(community, bring):
    before = snapshot(community)
    rows = [[*HEAD, "date"], ["morning-mug", "5", "Ada", "Warm.", "03/04/2024"], ["morning-mug", "5", "Bo", "Cold.", "25/03/2024"]]
    result = bring(rows)
    assert result.exit_code == 1
    assert "03/04/2024 in line 2" in result.output
    assert "--set date-order=dmy  31/12/2026  ← 3: 25/03/2024" in result.output
    assert snapshot(community) == before
    assert bring(rows, "--set", "date-order=dmy").exit_code == 0
    assert written(community)["warm"].values["date"] == "2024-04-03"


def test_a_scale_is_used_only_where_it_is_stated(community, bring):
    rows = [HEAD, ["morning-mug", "8", "Ada", "Warm."]]
    result = bring(rows)
    assert result.exit_code == 1
    assert "state --scale" in result.output
    result = bring(rows, "--scale", "10")
    assert result.exit_code == 0
    assert "★ = value × 5 / 10" in result.output
    assert written(community)["warm"].values["rating"] == "4"


def test_values_are_translated_and_unknown_ones_asked_for(community, bring):
    rows = [[*HEAD, "language", "recommend"], ["morning-mug", "5", "Ada", "Warm.", "English", "absolutely"]]
    result = bring(rows)
    assert result.exit_code == 1
    assert "--values recommend:absolutely=…" in result.output
    assert bring(rows, "--values", "recommend:absolutely=-").exit_code == 1  # a language isn't called English
    assert bring(rows, "--values", "language:English=en", "--values", "recommend:absolutely=-").exit_code == 0
    assert written(community)["warm"].values["language"] == "en"
    assert "recommend" not in written(community)["warm"].values


def test_attributes_are_those_of_the_product(community, bring):
    rows = [[*HEAD, "Fit"], ["morning-mug", "5", "Ada", "Warm.", "right"], ["morning-mug", "5", "Bo", "Cold.", "enormous"]]
    result = bring(rows, "--map", "Fit=attributes.size")
    assert result.exit_code == 1
    assert set(written(community)) == {"warm"}
    assert "small, right, large" in result.output
    assert community.codes() == []


# Products and members -------------------------------------------------------------------------------------------------


def test_products_are_found_by_slug_number_and_name(community, bring):
    community.write("submissions/products/tea-cup.md", "---\nname: Tea cup\nsku: TC-1\n---\n")
    rows = [HEAD, ["Morning Mug", "5", "A", "One."], ["tc-1", "5", "B", "Two."], ["Tea cup", "5", "C", "Three."]]
    assert bring(rows).exit_code == 0
    assert set(written(community)) == {"one"}
    assert set(written(community, "reviews/tea-cup")) == {"two", "three"}


def test_ten_thousand_rows_with_a_product_missing_are_one_line(community, bring):
    rows = [HEAD, *(["tea-cup", "5", f"A{number}", "Fine."] for number in range(1000)), ["morning-mug", "5", "Z", "Here."]]
    result = bring(rows)
    assert "1,000  there is no product `tea-cup`" in result.output
    assert result.output.count("tea-cup") < 8
    assert set(written(community)) == {"here"}


def test_products_are_made_with_what_the_source_says_of_them(community, bring):
    rows = [[*HEAD, "Product name", "Article"], ["77", "5", "Ada", "Warm.", "Tea cup", "TC-1"], ["78", "6", "Bo", "Cold.", "Saucer", "S-1"]]
    result = bring(rows, "--create", "products", "--map", "Article=product.sku")
    assert "1 products made" in " ".join(result.output.split())
    assert (community.root / "submissions/products/77.md").read_text() == "---\nname: Tea cup\nsku: TC-1\n---\n"
    assert not (community.root / "submissions/products/78.md").exists()  # none of its reviews came in
    assert community.codes() == []


def test_a_product_without_a_name_is_called_after_its_number(community, bring):
    bring([HEAD, ["Blue Cup No. 7", "5", "Ada", "Warm."]], "--create", "products")
    assert (community.root / "submissions/products/blue-cup-no-7.md").read_text() == "---\nname: Blue Cup No. 7\n---\n"


MEMBERS = {"member.joined": "2024-01-01", "member.consent.scopes": "site", "member.consent.date": "2024-01-01", "member.consent.basis": "Our terms"}


def test_profiles_are_made_only_with_what_is_stated_of_them(community, bring):
    rows = [
        HEAD,
        ["morning-mug", "5", "Ada Lovelace", "Warm."],
        ["morning-mug", "4", "Ada Lovelace", "Heavy."],
        ["morning-mug", "4", "Mara", "So so."],
    ]
    result = bring(rows, "--create", "members")
    assert result.exit_code == 1
    assert "--set member.joined=…" in result.output
    result = bring(rows, "--create", "members", stated={**STATED, **MEMBERS})
    assert result.exit_code == 0, result.output
    found = written(community)
    assert found["warm"].values["author"] == found["heavy"].values["author"] == "ada-lovelace"
    # Nobody knows whether this is the member of that name.
    assert found["so-so"].values["author_name"] == "Mara"
    assert "the handle `mara` is somebody else's" in result.output
    assert community.codes() == []
    more = bring([HEAD, ["morning-mug", "3", "Ada Lovelace", "Again."]], "--create", "members", stated={**STATED, **MEMBERS})
    assert more.exit_code == 0
    assert written(community)["again"].values["author"] == "ada-lovelace"


# All or nothing -------------------------------------------------------------------------------------------------------


def test_an_item_with_an_error_stays_out_whole_and_says_which(community, bring):
    rows = [
        [*HEAD, "title"],
        ["morning-mug", "5", "Ada", "Warm.", "x" * 200],
        ["morning-mug", "five", "Bo", "Cold.", ""],
        ["morning-mug", "5", "Cy", "Turned \u202e around.", ""],
        ["morning-mug", "5", "Di", "See https://a.example https://b.example", ""],
        ["morning-mug", "5", "Ed", "Fine.", ""],
    ]
    result = bring(rows)
    assert result.exit_code == 1
    assert set(written(community)) == {"fine"}
    for part in ("200", "`five` isn't a rating", "U+202E", "2 links"):
        assert part in result.output
    assert "\u202e" not in result.output
    assert community.codes() == []


def test_shifted_rows_are_named(community, bring):
    result = bring(b"product,rating,text\nmorning-mug,5,fine\nmorning-mug,5,one, two\nmorning-mug,5\nmorning-mug,4,good,,\n")
    assert result.exit_code == 1
    assert "line 3: 4 cells where the header has 3" in result.output
    assert set(written(community)) == {"fine", "good"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Rar!\x1a\x07\x00", "RAR archive"),
        (b'product,rating,text\nmorning-mug,5,ok\nmorning-mug,5,"open\n', "never closed"),
        (b"product,rating,text\n" + b"morning-mug,5,=HYPERLINK(1)\n=A1,=B1,=C1\n=A2,=B2,=C2\n", "most cells hold formulas"),
        (b"product;rating;text\nmorning-mug,5,a\nmorning-mug,4,b\n", "wrong delimiter"),
        (b"product,rating,text\n", "no rows"),
    ],
)
def test_a_bad_file_is_refused_before_anything_is_written(community, bring, content, message):
    before = snapshot(community)
    result = bring(content)
    assert result.exit_code == 1
    assert message in result.output
    assert snapshot(community) == before


def test_a_formula_in_a_text_is_just_a_text(community, bring):
    bring([HEAD, ["morning-mug", "5", "Ada", "=1+1 is what I give it"]])
    assert written(community)["1-1-is-what-i-give-it"].body.strip() == "=1+1 is what I give it"


def test_wrong_names_are_pointed_out(community, bring):
    rows = [HEAD, ["morning-mug", "5", "Ada", "Warm."]]
    assert "there is no column `Textt`" in bring(rows, "--map", "Textt=body").output
    assert "did you mean `author_name`?" in bring(rows, "--map", "author=author_nam").output
    assert "did you mean `consent.basis`?" in bring(rows, "--set", "consent.bassis=x").output
    assert "isn't of the form" in bring(rows, "--values", "language").output
    assert "can't be read" in bring(rows, stated={**STATED, "date": "yesterday"}).output


# Other kinds ----------------------------------------------------------------------------------------------------------


def test_stories_members_and_products_come_from_tables_too(community, bring):
    assert bring([["name", "sku"], ["Tea cup", "TC-1"]], stated={}, kind="product").exit_code == 0
    rows = [["title", "text", "products", "tags"], ["A tale", "<p>Once.</p>", "tea-cup; Morning mug", "Slow mornings, tea"]]
    result = bring(rows, kind="story")
    assert result.exit_code == 0, result.output
    assert written(community, "stories")["a-tale"].values["products"] == ["tea-cup", "morning-mug"]
    assert written(community, "stories")["a-tale"].values["tags"] == ["slow-mornings", "tea"]
    stated = {"consent.scopes": "site", "consent.date": "2024-01-01", "consent.basis": "terms", "joined": "2024-01-01"}
    assert bring([["name", "place"], ["Ada Lovelace", "London"]], stated=stated, kind="member").exit_code == 0
    assert (community.root / "submissions/members/ada-lovelace.md").is_file()
    assert community.codes() == []
    assert "1  here already" in bring([["name", "sku"], ["Tea cup", "TC-2"]], stated={}, kind="product").output


# Mapping files --------------------------------------------------------------------------------------------------------


def test_a_mapping_is_saved_and_used_again(community, bring, tmp_path):
    kept = tmp_path / "shop.yml"
    rows = [["Nr", "Sterne", "Wer", "Was", "Sprache"], ["morning-mug", "8", "Ada", "Warm.", "Englisch"]]
    options = ["--map", "Nr=product", "--map", "Sterne=rating", "--map", "Wer=author_name", "--map", "Was=body", "--map", "Sprache=language"]
    result = bring(rows, *options, "--values", "language:Englisch=en", "--scale", "10", "--dry-run", "--save-mapping", str(kept))
    assert result.exit_code == 0, result.output
    result = bring(rows, "--mapping", str(kept), stated={})
    assert result.exit_code == 0, result.output
    values = written(community)["warm"].values
    assert (values["rating"], values["language"], values["author_name"]) == ("4", "en", "Ada")
    assert written(community)["warm"].values["consent"]["basis"] == "The shop's terms"
    changed = bring(rows, "--mapping", str(kept), "--scale", "9", stated={}, file="other.csv")
    assert "1  here already" in changed.output


def test_a_bad_mapping_file_names_the_line(community, bring, tmp_path):
    kept = tmp_path / "shop.yml"
    kept.write_text("map:\n  Nr: product\nscales: 10\n")
    result = bring([HEAD, ["morning-mug", "5", "Ada", "Warm."]], "--mapping", str(kept))
    assert result.exit_code == 1
    assert "line 3" in result.output


def test_interactive_needs_a_terminal(community, bring):
    result = bring([HEAD, ["morning-mug", "5", "Ada", "Warm."]], "--interactive")
    assert result.exit_code == 2
    assert "needs a terminal" in result.output


def test_without_a_community_there_is_nothing_to_import_into(run, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text("rating,text\n5,a\n")
    from storywall.pipeline import Unusable

    with pytest.raises(Unusable):
        CliRunner().invoke(import_group, ["csv", str(path), "--root", str(tmp_path)], catch_exceptions=False)


def test_large_tables_are_made_on_several_processors_in_their_order(community, bring):
    rows = [HEAD, *(["morning-mug", "5", f"A{number}", f"Text {number}."] for number in range(900))]
    result = bring(rows)
    assert result.exit_code == 0, result.output
    assert "900  came in" in result.output
    assert [f"line {line}" in result.output for line in (2, 3, 4)] == [True] * 3
    assert len(list(Path(community.root / "submissions/reviews/morning-mug").glob("text-*.md"))) == 900


def test_names_that_the_source_gives_stand_for_themselves(community, bring):
    rows = [["slug", *HEAD], ["a-blue-mug", "morning-mug", "5", "Ada", "Warm."], ["A red mug", "morning-mug", "4", "Bo", "Round."]]
    assert "2  came in" in bring(rows).output
    assert {"a-blue", "a-red"} == set(written(community))
    assert "2  here already" in bring(rows).output


def test_another_encoding_is_named_with_an_example(community, bring):
    result = bring("product,rating,text\nmorning-mug,5,très café\n".encode("cp1252"))
    assert "read as           cp1252, comma, très (line 2)" in result.output
    assert written(community)["tres-cafe"].body.strip() == "très café"


def test_tables_for_a_terminal_say_the_same(community):
    from storywall.importing.summary import About, sections, show
    from storywall.importing.tally import Reason, Tally

    tally = Tally(total=3)
    tally.bring("line 2", "submissions/reviews/morning-mug/warm-1.md")
    tally.leave("line 3", Reason(template="`{value}` isn't a rating", values={"value": "[red]6\x1b"}, field="rating"))
    tally.hidden["5"] += 1
    shown = []
    for rich in (False, True):
        stream = io.StringIO()
        show(sections(tally, About(source="reviews.csv", dropped=["Email"]), "en", dry=True), stream, rich=rich)
        shown.append(" ".join(stream.getvalue().split()))
    for part in ("would come in", "line 2: submissions/reviews/morning-mug", "isn't a rating", "[red]6\\x1b", "5 ★", "Email"):
        assert all(part in text for text in shown), part
    assert "\x1b[" not in shown[0]


def test_a_bar_is_shown_on_a_terminal_after_a_while(monkeypatch):
    from storywall.importing import terminal

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    quiet, early, late = io.StringIO(), Terminal(), Terminal()
    for stream, patience in ((quiet, 0), (early, 60), (late, 0)):
        monkeypatch.setattr(terminal, "PATIENCE", patience)
        with terminal.Bar(stream, "reviews.csv") as bar:
            bar.show(50, 100)
    assert (quiet.getvalue(), early.getvalue()) == ("", "")
    assert "reviews.csv" in late.getvalue()
