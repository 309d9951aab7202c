"""The shop's data: it keeps to its published schema, says with each text what must be said beside it, and shows nothing that may not show."""

import json
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from jsonschema import Draft202012Validator, FormatChecker

sys.path.insert(0, str(Path(__file__).resolve().parent))

from storywall import api
from storywall.api import models
from test_templates import CONSENT, FULL, IMPORTED, PHOTO, World, member, product, review


def files(world):
    """All files of a world's API by address, as data."""
    return {job.address: json.loads(api.make(job, world.site, world.bodies).data) for job in api.plan(world.site)}


@pytest.fixture(scope="module")
def full():
    return files(World(*FULL))


def one(*reviews, settings=None):
    made = files(World(member(), product(attributes={"weight": {"scale": ["light", "heavy"]}}), *reviews, settings=settings))
    return made["api/products/mug.json"]


def faults(data, schema):
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_every_file_keeps_to_the_schema_that_it_names(full):
    checked = 0
    for address, data in full.items():
        if "/schema/" in address:
            Draft202012Validator.check_schema(data)
            continue
        schema = urljoin(f"https://x.example/{address}", data["$schema"]).removeprefix("https://x.example/")
        assert faults(data, full[schema]) == [], address
        checked += 1
    assert checked == 5


def test_every_file_is_what_its_model_says_and_nothing_more(full):
    for address, data in full.items():
        if "/schema/" not in address:
            name = data["$schema"].rpartition("/")[2].removesuffix(".json")
            model = models.BY_NAME[name].model_validate(data)
            assert json.loads(model.model_dump_json(by_alias=True)) == data, address


def test_the_schema_refuses_what_is_not_so(full):
    data, schema = full["api/products/mug.json"], full["api/schema/product.json"]
    for wrong in ({"rating": 6}, {"rating": "5"}, {"labels": [{"name": "fine", "text": "", "note": ""}]}, {"date": "yesterday"}, {"verified": None}):
        assert faults({**data, "newest": [{**data["newest"][0], **wrong}]}, schema), wrong
    short = {name: value for name, value in data["newest"][0].items() if name != "labels"}
    assert faults({**data, "newest": [short]}, schema)


def test_a_review_is_whole():
    text = "It *keeps* warm.\n\n- one\n- two\n\n![](rim.jpg)"
    said = {"attributes": {"weight": "4"}, "pros": ["warm"], "cons": ["small"], "photos": [PHOTO], "recommend": "false"}
    reply = {"by": "Ines", "date": "2026-03-04", "text": "Thank you."}
    [found] = one(review(body=text, **said, reply=reply, edited=[{"date": "2026-03-05", "reason": "A typo."}]))["newest"]
    assert (found["id"], found["page"]) == ("mug/keeps-warm", "products/mug/reviews/page/1/#keeps-warm")
    assert found["text"] == "It keeps warm.\n\none\n\ntwo"
    assert found["author"] == {"name": "Ada Byron", "page": "members/ada/"}
    assert found["attributes"] == [{"name": "weight", "label": "weight", "value": "4", "scale": ["light", "heavy"]}]
    assert (found["pros"], found["cons"], found["recommend"], found["rating"], found["rating_text"]) == (
        ["warm"],
        ["small"],
        False,
        4,
        "4 stars of 5",
    )
    assert found["photos"][0]["alt"] == PHOTO["alt"]
    assert found["photos"][0]["page"] == "photos/of/review/mug/keeps-warm/mug/"
    assert found["reply"] == {"heading": "Kiln & Co answers", "by": "Ines", "date": "2026-03-04", "text": "Thank you."}
    assert found["edited"] == [{"date": "2026-03-05", "reason": "A typo."}]


def test_what_must_be_said_beside_a_text_is_beside_it():
    """T9, T10, T14, T17."""
    [found] = one(review(incentive={"kind": "gift", "note": "a bowl"}, relationship="employee", sample="true"))["newest"]
    assert [(label["name"], label["text"], label["note"]) for label in found["labels"]] == [
        ("incentive", "Received a gift", "a bowl"),
        ("relationship", "Works for the brand", ""),
        ("sample", "Sample", ""),
    ]
    assert found["average"] == {"counts": False, "text": "Not in the average"}
    assert found["verified"] == {"status": "not-verified", "text": "Not verified"}
    [found] = one(review(source="amazon", verified={"by": "Ines", "date": "2026-03-02", "evidence": "import:judgeme"}))["newest"]
    assert found["average"] == {"counts": False, "text": "First published on amazon; not in the average"}
    assert found["verified"] == {"status": "by-app", "text": "Verified by judgeme"}
    [found] = one(review(verified={"by": "Ines", "date": "2026-03-02", "evidence": "order:1"}))["newest"]
    assert (found["verified"]["status"], found["average"]) == ("verified", {"counts": True, "text": ""})


def test_a_photo_by_itself_has_its_labels(full):
    world = files(World(member(), product(), review(photos=[PHOTO], incentive={"kind": "sample"})))
    [photo] = world["api/products/mug.json"]["photos"]
    assert (photo["by"], [label["name"] for label in photo["labels"]]) == ("Ada Byron", ["incentive"])
    assert full["api/products/mug.json"]["photos"]


def test_there_is_one_average():
    data = one(review(rating="5"), review("mug/b", rating="2"), review("mug/c", rating="1", relationship="relative"))["product"]["rating"]
    assert (data["average"], data["counted"], data["count"], data["stars"]) == (3.5, 2, 3, [0, 1, 0, 0, 1])
    assert data["note"].startswith("Average of 2 reviews. 1 more is shown but not counted")
    none = one(review(relationship="relative"))["product"]["rating"]
    assert (none["average"], none["text"]) == (None, "")
    assert none["note"].startswith("There is no average")
    assert one()["product"]["rating"]["note"] == "No reviews yet"


def test_what_may_not_show_is_in_no_file():
    hidden = {"consent": {**CONSENT, "scopes": ["newsletter"]}}
    later = {"date": "2027-01-01"}
    world = World(
        member(**hidden), product(), review(), review("mug/a", title="Secret", author="ada", **hidden), review("mug/b", title="Later", **later)
    )
    text = json.dumps(files(world))
    assert '"a member"' in text
    assert not [word for word in ("Ada", "Secret", "Later", "members/") if word in text]


def test_somebody_without_a_name_has_none():
    [found] = one(review(consent=IMPORTED))["newest"]
    assert found["author"] == {"name": "a customer", "page": None}


def many(number):
    return [review(f"mug/r{place:03}", date=f"2026-{1 + place // 28:02}-{1 + place % 28:02}", title=f"T{place}") for place in range(number)]


def test_pages_are_numbered_from_the_oldest_so_that_a_full_one_stays():
    before, after = (files(World(member(), product(), *many(number))) for number in (65, 66))
    same = {address for address in before if before[address] == after.get(address)}
    assert {f"api/reviews/mug/{number}.json" for number in (1, 2, 3)} <= same
    assert "api/reviews/mug/4.json" not in same
    assert [each["id"] for each in before["api/reviews/mug/1.json"]["reviews"]] == [f"mug/r{place:03}" for place in range(19, -1, -1)]


@pytest.mark.parametrize("number", [0, 1, 20, 39, 40, 41, 65])
def test_the_newest_and_the_pages_before_them_are_all_reviews_once(number):
    made = files(World(member(), product(), *many(number)))
    found, older = list(made["api/products/mug.json"]["newest"]), made["api/products/mug.json"]["older"]
    while older:
        found += made[older]["reviews"]
        older = made[older]["older"]
    assert [each["title"] for each in found] == [f"T{place}" for place in range(number - 1, -1, -1)]
    listed = [each for page in made["api/products/mug.json"]["product"]["reviews"] for each in made[page]["reviews"]]
    assert len(listed) == number


def test_a_review_is_made_once(monkeypatch):
    made = []
    monkeypatch.setattr(api.pieces, "review", lambda site, item, body, kept=api.pieces.review: made.append(item.key) or kept(site, item, body))
    files(World(member(), product(), *many(30)))
    assert len(made) == len(set(made)) == 30


def test_without_the_site_s_address_data_says_that_it_isnt_known():
    world = World(*FULL)
    object.__setattr__(world.site, "site_url", "")
    made = files(world)
    assert made["api/products.json"]["site"] is None
    assert faults(made["api/products.json"], made["api/schema/products.json"]) == []
