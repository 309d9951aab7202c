"""Out and in again: the same items; feeds hold only what its authors agreed to show in ads."""

import csv
import io
import json
import shutil
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from storywall import exports
from storywall.exports import Exported, Shop, safe_cell, write_csv
from storywall.importing import export_group, import_group
from storywall.importing.plan import _PREFIXED
from storywall.kinds import BY_NAME
from storywall.parse import parse
from storywall.view import view

CONSENT = {"scopes": ["site"], "wording": "2026-11@bccb3d32", "language": "en", "date": "2026-11-03", "channel": "form"}
ODD = {
    "title": "=1+1, and so on; “really” | yes",
    "date": "2026-11-05",
    "author": None,
    "author_name": "@ada",
    "incentive": {"kind": "discount", "note": "-10 % on the next"},
    "relationship": "partner",
    "pros": ["warm; very", "round"],
    "cons": ["'=odd"],
    "tags": ["tea", "quiet"],
    "attributes": {"weight": "4"},
    "recommend": "no",
    "verified": {"by": "mara", "date": "2026-11-04", "evidence": "T-1"},
    "source": "own",
    "reply": {"by": "Mug Makers", "date": "2026-11-06", "text": "Thank you!\n\nWe wrote."},
    "edited": [{"date": "2026-11-07", "reason": "a typo"}],
    "consent": CONSENT,
}


def invoke(group, *arguments):
    return CliRunner().invoke(group, [str(each) for each in arguments], catch_exceptions=False)


def snapshot(community, folder="reviews"):
    """Values and body of each item, which is what an item is."""
    found = {}
    for path in sorted((community.root / "submissions" / folder).rglob("*.md")):
        document, _ = parse(path.read_bytes(), path.name)
        values = dict(document.values)
        if values.get("incentive", {}) == {"kind": "discount"}:
            values["incentive"] = "discount"
        found[path.relative_to(community.root).as_posix()] = (values, document.body.strip("\n"))
    return found


def test_what_went_out_and_comes_in_again_is_the_same(community, tmp_path):
    community.review("odd", body="+ not a list\n\n- but *this* is\n\n<3 &amp; so", **ODD)
    community.review("plain", body="", date="2026-11-06")
    assert community.codes() == ["submissions/reviews/morning-mug/odd.md:53:1 html-in-text"] or community.codes() == []
    before = snapshot(community)
    table = tmp_path / "out.csv"
    result = invoke(export_group, "csv", "--root", community.root, "--out", table)
    assert result.exit_code == 0
    shutil.rmtree(community.root / "submissions/reviews")
    result = invoke(import_group, "csv", table, "--root", community.root)
    assert result.exit_code == 0, result.output
    assert snapshot(community) == before
    assert "3  here already" in invoke(import_group, "csv", table, "--root", community.root).output


texts = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn"], exclude_characters="\u2028\u2029\x85"), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
cells = st.text(st.sampled_from("'=+-@\t ab;|[]\"\n,{"), min_size=1, max_size=8).map(str.strip).filter(bool)
items = st.lists(
    st.builds(
        lambda title, pros, body: Exported(kind="review", slug="morning-mug/x", values={"title": title, "pros": pros}, body=body),
        texts | cells.map(lambda text: " ".join(text.split())).filter(bool),
        st.lists((texts | cells).map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=3),
        texts | cells,
    ),
    min_size=1,
    max_size=4,
)


@given(items)
def test_any_texts_survive_a_table(listed):
    from storywall.importing.mapping import Recipe
    from storywall.importing.plan import make_plan
    from storywall.importing.rows import read_value
    from storywall.kinds import BY_NAME

    out = io.StringIO(newline="")
    write_csv(lambda: iter(listed), out)
    out.seek(0)
    header, *rows = list(csv.reader(out))
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row if cell)
    plan = make_plan(tuple(header), Recipe(), BY_NAME["review"])
    for item, row in zip(listed, rows, strict=True):
        bare = plan.bare(tuple(row))
        assert read_value(plan.target("title"), plan.cell(bare, "title"), plan) == item.values["title"]
        assert read_value(plan.target("pros"), plan.cell(bare, "pros"), plan) == item.values["pros"]
        assert plan.cell(bare, "body") == item.body.strip("\n")


@given(st.text(st.sampled_from("'=+-@\t\rab "), max_size=8))
def test_a_safe_cell_runs_nowhere_and_can_be_undone(text):
    safe = safe_cell(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (safe[1:] if _PREFIXED.match(safe) else safe) == text


def test_other_kinds_go_out_and_come_in_too(community, tmp_path):
    for kind, folder in (("product", "products"), ("member", "members"), ("story", "stories"), ("newsletter", "newsletters")):
        before = snapshot(community, folder)
        table = tmp_path / f"{kind}.csv"
        invoke(export_group, "csv", "--root", community.root, "--kind", kind, "--out", table)
        shutil.rmtree(community.root / "submissions" / folder)
        result = invoke(import_group, "csv", table, "--root", community.root, "--kind", kind)
        assert result.exit_code == 0, result.output
        assert snapshot(community, folder) == before
    assert community.codes() == []


def test_the_loss_report_names_what_a_table_can_not_hold(community):
    result = invoke(export_group, "csv", "--root", community.root, "--kind", "photo")
    assert "1: photos: a table names no files" in result.stderr
    community.review("odd", **ODD)
    assert "apostrophe" in invoke(export_group, "csv", "--root", community.root).stderr
    community.write("submissions/reviews/morning-mug/broken.md", "---\nrating: 7\n---\n")
    assert "1: items with errors" in invoke(export_group, "csv", "--root", community.root).stderr


def test_json_is_one_item_on_each_line(community):
    community.review("odd", **ODD)
    result = invoke(export_group, "json", "--root", community.root)
    found = json.loads(result.stdout)
    assert [each["slug"] for each in found] == ["morning-mug/keeps-warm", "morning-mug/odd"]
    assert found[0]["body"] == "Warm to the last sip."
    assert found[1]["fields"]["verified"]["evidence"] == "T-1"
    assert len(result.stdout.splitlines()) == 4
    assert "nothing was lost" in result.stderr


@pytest.mark.parametrize("kind", ["review", "story", "product", "member", "newsletter"])
def test_what_went_out_as_json_comes_in_again_byte_for_byte(community, tmp_path, kind):
    folder = community.root / "submissions" / BY_NAME[kind].folder
    before = {path.relative_to(folder): parse(path.read_bytes(), "x.md")[0] for path in folder.rglob("*.md")}
    out = tmp_path / "out.json"
    invoke(export_group, "json", "--root", community.root, "--kind", kind, "--out", out)
    shutil.rmtree(folder)
    assert f"{len(before)}  would come in" in invoke(import_group, "json", out, "--root", community.root, "--dry-run").output
    result = invoke(import_group, "json", out, "--root", community.root)
    assert result.exit_code == 0, result.output
    after = {path.relative_to(folder): parse(path.read_bytes(), "x.md")[0] for path in folder.rglob("*.md")}
    assert {name: (each.values, each.body.strip()) for name, each in after.items()} == {
        name: (each.values, each.body.strip()) for name, each in before.items()
    }
    assert community.codes() == []
    assert f"{len(before)}  here already" in invoke(import_group, "json", out, "--root", community.root).output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("[1]\n", "line 1 isn't of `storywall export json`"),
        ('[\n{"kind": "review"}\n]', "line 2 isn't of"),
        ('{"a":' * 100_000, "line 1 isn't of"),
    ],
)
def test_json_of_others_is_refused(community, tmp_path, content, message):
    path = tmp_path / "in.json"
    path.write_text(content)
    result = invoke(import_group, "json", path, "--root", community.root)
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize("slug", ["../../x", "morning-mug/../../x", "morning-mug/index", "x", "morning-mug/", "/etc/x", "tea-cup/x"])
def test_json_writes_only_where_an_item_may_be(community, tmp_path, slug):
    path = tmp_path / "in.json"
    fields = {"rating": 5, "author_name": "Ada", "date": "2026-11-03", "consent": CONSENT, "incentive": "none"}
    path.write_text("[\n" + json.dumps({"kind": "review", "slug": slug, "fields": fields, "body": ""}) + "\n]\n")
    before = sorted(tmp_path.rglob("*.md"))
    assert invoke(import_group, "json", path, "--root", community.root).exit_code == 1
    assert sorted(tmp_path.rglob("*.md")) == before


# Feeds ----------------------------------------------------------------------------------------------------------------

ADS = {**CONSENT, "scopes": ["site", "ads"]}


@pytest.fixture
def shop(community):
    """The feeds' input after what a test has written."""

    def make():
        checked = community.check(keep_going=True)
        ads = view(checked.community, exports.ADS, checked.view.today, production=True)

        def body(entry):
            document, _ = parse((community.root / entry.file).read_bytes(), entry.file)
            return document.body

        return Shop(ads=ads, site=checked.view, settings=checked.settings, site_url=checked.frames.site_url, body=body)

    return make


def google(shop):
    out = io.BytesIO()
    losses = exports.write_google(shop, out)
    return ET.fromstring(out.getvalue()), losses


def write_all(community):
    community.write(
        "submissions/products/morning-mug.md", '---\nname: Morning mug\nsku: MM-1\ngtin: "4006381333931"\nurl: https://shop.example/mug\n---\n'
    )
    community.review("agreed", body="It is *warm* & round.", consent=ADS, title="Warm", pros=["heavy"], attributes=None)
    community.review("given", body="Fine.", consent=ADS, incentive="gift", attributes=None, date="2026-11-04", author=None, author_name="Ada")
    community.review("silent", body="", consent=ADS, attributes=None)
    community.review("inside", body="Mine.", consent=ADS, relationship="employee", attributes=None)
    community.review("elsewhere", body="Copied.", consent=ADS, source="a marketplace", attributes=None)
    community.review("later", body="Soon.", consent=ADS, date="2027-01-01", attributes=None)
    community.review("invented", body="Not real.", consent=ADS, sample="true", attributes=None)
    community.change("submissions/reviews/morning-mug/keeps-warm.md", "attributes: {weight: 4, size: right}\n", "")


def test_google_gets_what_may_go_into_ads_and_nothing_else(community, shop):
    write_all(community)
    feed, losses = google(shop())
    assert [each.findtext("review_id") for each in feed.iter("review")] == ["morning-mug/agreed", "morning-mug/given"]
    first, second = feed.iter("review")
    assert [each.tag for each in first] == (
        "review_id reviewer is_incentivized_review review_timestamp title content review_language pros review_url ratings products".split()
    )
    assert first.findtext("content") == "It is warm & round."
    assert first.findtext("review_timestamp") == "2026-11-03T00:00:00Z"
    assert first.find("review_url").text == "https://mugs.example/table/products/morning-mug/reviews/page/1/#agreed"
    assert first.find("ratings/overall").attrib == {"min": "1", "max": "5"}
    assert [each.text for each in first.find("products/product/product_ids").iter() if each.text] == ["4006381333931", "MM-1", "Mug Makers"]
    assert first.findtext("products/product/product_url") == "https://shop.example/mug"
    assert second.findtext("is_incentivized_review") == "true"
    assert second.findtext("reviewer/name") == "Ada"
    # A member who agreed to be shown on the site alone isn't named in ads.
    assert first.find("reviewer/name").attrib == {"is_anonymous": "true"}
    assert sorted(losses.values()) == [1, 1, 1, 2]


def test_meta_gets_the_same_as_a_safe_table(community, shop):
    write_all(community)
    community.review("formula", body='=HYPERLINK("https://evil.example")', consent=ADS, attributes=None, reply=ODD["reply"])
    out = io.StringIO(newline="")
    losses = exports.write_meta(shop(), out)
    rows = {row["reviewID"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    assert set(rows) == {"morning-mug/agreed", "morning-mug/given", "morning-mug/formula"}
    assert rows["morning-mug/formula"]["content"].startswith("'=")
    assert rows["morning-mug/formula"]["merchant_response.content"] == "Thank you!\n\nWe wrote."
    assert rows["morning-mug/agreed"]["product.productIdentifiers.skus"] == "['MM-1']"
    assert (rows["morning-mug/given"]["incentivized"], rows["morning-mug/agreed"]["incentivized"]) == ("true", "false")
    assert rows["morning-mug/agreed"]["store.storeUrls"] == "['https://mugs.example/table/']"
    assert losses[exports.MADE_SAFE] == 1


def test_feeds_from_the_command_line(community, tmp_path):
    write_all(community)
    out = tmp_path / "feed.xml"
    result = invoke(export_group, "google", "--root", community.root, "--date", "2026-11-21", "--out", out)
    assert result.exit_code == 0, result.output
    assert len(list(ET.parse(out).getroot().iter("review"))) == 2
    assert "no consent for ads" in result.stderr
    result = invoke(export_group, "meta", "--root", community.root, "--date", "2026-11-21")
    assert result.stdout.startswith("aggregator,store.name")
