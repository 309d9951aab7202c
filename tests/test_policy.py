"""Who may change what: requests as git holds them, and what the policy says of each."""

import json
from datetime import date

import pytest
from tests.requests_world import (
    EARLIER,
    EDITOR,
    LINK,
    MARA,
    MODULE,
    NOOR,
    PHOTO,
    PROGRAM,
    PUBLISHED,
    STRANGER,
    S,
    consent,
    git,
    item,
    make_world,
    profile,
    review,
    story,
)

from storywall import git as storywall_git
from storywall import policy
from storywall.policy.alike import skeleton

TODAY = date(2026, 11, 21)
STORY, NEW, GIFTED, WARM = f"{S}/stories/the-mug.md", f"{S}/stories/new.md", f"{S}/stories/gifted.md", f"{S}/reviews/mug/warm.md"
PROFILE, NEWCOMER = f"{S}/members/mara.md", f"{S}/members/ida.md"
THE_MUG = PUBLISHED[STORY]
NUMBER = {"accounts": {"github": str(STRANGER)}}


def changed(file, old, new):
    assert old in PUBLISHED[file]
    return {file: PUBLISHED[file].replace(old, new)}


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("policy") / "repository")


def judged(world, actor, head, base="main", **more):
    request = policy.open_request(world.root, base, head, actor, **{"today": TODAY, **more})
    return policy.verdict(request)


def codes(world, actor, changes, **more):
    return sorted({problem.code for problem in judged(world, actor, world.request(changes), **more)})


PIECES = {**{f"{S}/stories/big/{number}.jpg": PHOTO for number in range(50)}, f"{S}/stories/big/index.md": story(author="mara")}

ACCEPTED = {
    "nothing": (STRANGER, {}),
    "a member's new story": (MARA, {NEW: story(author="mara")}),
    "a new story with photos": (MARA, {f"{S}/stories/new/index.md": story(author="mara"), f"{S}/stories/new/cup.jpg": PHOTO}),
    "a new story with all the photos it can hold": (MARA, PIECES),
    "a new review": (NOOR, {f"{S}/reviews/mug/good.md": review(author="noor", rating="5")}),
    "a new review in a folder": (NOOR, {f"{S}/reviews/mug/good/index.md": review(author="noor"), f"{S}/reviews/mug/good/a.jpg": PHOTO}),
    "a series of photos": (NOOR, {f"{S}/photos/sill/index.yml": "title: Sills\ndate: 2026-11-20\nauthor: noor\n", f"{S}/photos/sill/a.jpg": PHOTO}),
    "a first contributor with a name": (STRANGER, {NEW: story(author_name="Ida Berg")}),
    "a first contributor with a profile": (STRANGER, {NEWCOMER: profile(**NUMBER), NEW: story(author="ida")}),
    "a profile alone, without a number": (STRANGER, {NEWCOMER: profile()}),
    "a profile with its picture": (STRANGER, {f"{S}/members/ida/index.md": profile(**NUMBER), f"{S}/members/ida/me.jpg": PHOTO}),
    "an own story's text": (MARA, changed(STORY, "Four times", "Five times")),
    "an own story's title and tags": (MARA, {STORY: THE_MUG.replace("title: The mug", "title: My mug\ntags: [tea]")}),
    "an own story that becomes a folder with a photo": (
        MARA,
        {STORY: None, f"{S}/stories/the-mug/index.md": THE_MUG, f"{S}/stories/the-mug/mug.jpg": PHOTO},
    ),
    "an own photo under another name": (MARA, {f"{S}/stories/window/sill.jpg": None, f"{S}/stories/window/window.jpg": PHOTO}),
    "an own story taken out": (MARA, {STORY: None}),
    "an own story with photos taken out": (MARA, {f"{S}/stories/window/index.md": None, f"{S}/stories/window/sill.jpg": None}),
    "an own review taken out": (MARA, {WARM: None}),
    "an own review's text": (MARA, changed(WARM, "Warm.", "Warm, and still is.")),
    "the own profile": (MARA, changed(PROFILE, "Hello.", "Hello from the sea.")),
    "the own profile's name": (MARA, changed(PROFILE, "Mara Lindt", "Mara L.")),
    "the own profile taken out": (MARA, {PROFILE: None}),
    "fewer scopes": (MARA, {STORY: THE_MUG.replace("scopes:\n  - site\n", "scopes: []\n").replace("scopes: [site]", "scopes: []")}),
    "more scopes, agreed to anew": (
        MARA,
        {STORY: story("New.", title="The mug", author="mara", **{**EARLIER, "consent": consent(scopes=["site", "ads"], date="2026-11-20")})},
    ),
    "a gift, told later": (MARA, changed(STORY, "incentive: none", "incentive: {kind: gift}")),
    "a relation, told later": (MARA, changed(STORY, "incentive: none", "incentive: none\nrelationship: employee")),
    "one taken out, another sent": (MARA, {STORY: None, NEW: story("Something else.", author="mara")}),
    "one review taken out, of another product sent": (MARA, {WARM: None, f"{S}/reviews/bowl/nice.md": review("Else.", author="mara", rating="5")}),
    "an editor's reply": (EDITOR, {WARM: PUBLISHED[WARM].replace("rating: 2", "rating: 2\nreply: {by: Ed, date: 2026-11-20, text: Thanks}")}),
    "an editor features a story": (EDITOR, changed(STORY, "incentive: none", "incentive: none\nfeatured: true")),
    "an editor renames a story": (EDITOR, {STORY: None, f"{S}/stories/a-mug.md": THE_MUG.replace("title", "aliases: [/stories/the-mug/]\ntitle")}),
    "an editor renames a review": (EDITOR, {WARM: None, f"{S}/reviews/mug/warmer.md": PUBLISHED[WARM]}),
    "an editor's product, letter and record": (
        EDITOR,
        {
            f"{S}/products/bowl.md": item(name="Bowl"),
            f"{S}/newsletters/december.md": item("News.", title="December", date="2026-12-01"),
            f"{S}/ledger/2026/2026-11-02-def.yml": "kind: review\n",
        },
    ),
    "an editor's page and settings": (
        EDITOR,
        {"docs/values.md": "# Values\n", "storywall.yml": PUBLISHED["storywall.yml"] + "shop: https://a.example/\n"},
    ),
    "an editor mends a nameless item": (EDITOR, changed(f"{S}/stories/nameless.md", "Jonas'.", "Jonas's.")),
    "an editor gives a profile its number": (EDITOR, changed(f"{S}/members/old-hand.md", "joined", "accounts: {github: 77}\njoined")),
    "an editor takes a gift back": (EDITOR, {GIFTED: PUBLISHED[GIFTED].replace("gift", "sample")}),
    "an editor's import of many": (EDITOR, {f"{S}/stories/s-{number}.md": story(f"Text {number}.", author_name="A. B.") for number in range(220)}),
    "an editor's program outside": (EDITOR, {"tools/run.sh": (PROGRAM, "#!/bin/sh\n")}),
}

OUTSIDE = {
    "a workflow": ".github/workflows/evil.yml",
    "a published workflow": ".github/workflows/check.yml",
    "the settings": "storywall.yml",
    "mkdocs.yml": "mkdocs.yml",
    "a page": "docs/welcome.md",
    "a consent text": "docs/consent/2026-11.en.md",
    "a template": "theme/main.html",
    "attributes": ".gitattributes",
    "modules": ".gitmodules",
    "owners": "CODEOWNERS",
    "requirements": "requirements.txt",
    "another case": "Submissions/stories/new.md",
    "a name that begins alike": "submissions-2/stories/new.md",
    "a letter of another script": "subm\u0456ssions/stories/new.md",
    "a hyphen": "-rf",
    "a line break": "a\nb",
    "a command of the log": "x::error::y",
}
NO_ITEM = {
    "attributes": f"{S}/.gitattributes",
    "attributes of a kind": f"{S}/stories/.gitattributes",
    "attributes of an item": f"{S}/stories/window/.gitattributes",
    "a page of its own": f"{S}/stories/new.html",
    "a CNAME": f"{S}/CNAME",
    "a README": f"{S}/README.md",
    "a kind's README": f"{S}/stories/README.md",
    "an unknown kind": f"{S}/orders/new.md",
    "another case of a kind": f"{S}/Stories/new.md",
    "capital letters": f"{S}/stories/New.md",
    "spaces": f"{S}/stories/a b.md",
    "a line break": f"{S}/stories/new\n::error::x.md",
    "a hyphen first": f"{S}/stories/-rf.md",
    "a quote and a command": f"{S}/stories/$(id)`id`.md",
    "markup": f"{S}/stories/<img src=x>.md",
    "a mention": f"{S}/stories/@everyone Fixes #1.md",
    "a turned text": f"{S}/stories/\u202ecod.md",
    "another script": f"{S}/stories/th\u0435-mug.md",
    "full width": f"{S}/stories/\uff54he-mug.md",
    "a sharp s": f"{S}/stories/gro\u00df.md",
    "a reserved name": f"{S}/stories/con.md",
    "an id of the theme": f"{S}/stories/sw-header.md",
    "a script beside an item": f"{S}/stories/window/run.js",
    "a picture that is a program's": f"{S}/stories/window/a.svg",
    "capitals beside an item": f"{S}/stories/window/SILL.JPG",
    "a folder in an item": f"{S}/stories/window/more/a.jpg",
    "a review without product": f"{S}/reviews/new.md",
    "a product's odd name": f"{S}/reviews/Mug/new.md",
    "too deep": f"{S}/reviews/mug/a/b/index.md",
    "a photo alone": f"{S}/stories/new.jpg",
    "bytes that are no text": f"{S}/stories/new\udcff.md",
}

REFUSED = {
    **{f"outside: {name}": (MARA, {file: "x\n"}, ["outside-submissions"]) for name, file in OUTSIDE.items()},
    **{f"no item: {name}": (MARA, {file: story(author="mara")}, ["not-an-item-s-file"]) for name, file in NO_ITEM.items()},
    "a page taken out": (MARA, {"docs/welcome.md": None}, ["outside-submissions"]),
    "all of it taken out": (
        STRANGER,
        dict.fromkeys(PUBLISHED),
        ["editors-part", "nobody-s-item", "not-yours", "outside-submissions"],
    ),
    "submissions as a link": (MARA, {**{file: None for file in PUBLISHED if file.startswith(S)}, S: (LINK, "docs")}, None),
    "a link for a story": (MARA, {NEW: (LINK, "/etc/passwd")}, None),
    "a link for a photo": (MARA, {f"{S}/stories/window/sill.jpg": (LINK, "../../../storywall.yml")}, ["symlink"]),
    "an own story turned into a link": (MARA, {STORY: (LINK, "of-noor.md")}, None),
    "a link for an editor": (EDITOR, {"docs/hosts.md": (LINK, "/etc/hosts")}, ["symlink"]),
    "a program": (MARA, {NEW: (PROGRAM, story(author="mara"))}, ["executable"]),
    "an own story made a program": (MARA, {STORY: (PROGRAM, THE_MUG)}, ["executable"]),
    "a program of an editor among submissions": (EDITOR, {NEW: (PROGRAM, story(author="mara"))}, ["executable"]),
    "another repository": (MARA, {f"{S}/stories/new": (MODULE, "1" * 40)}, ["not-an-item-s-file", "submodule"]),
    "another repository for an item's photo": (MARA, {f"{S}/stories/window/sill.jpg": (MODULE, "1" * 40)}, ["submodule"]),
    "another repository of an editor": (EDITOR, {"docs/more": (MODULE, "1" * 40)}, ["submodule"]),
    "somebody else's story": (MARA, changed(f"{S}/stories/of-noor.md", "Noor's.", "Mine."), ["not-yours"]),
    "somebody else's story taken out": (MARA, {f"{S}/stories/of-noor.md": None}, ["not-yours"]),
    "somebody else's story made one's own": (MARA, changed(f"{S}/stories/of-noor.md", "author: noor", "author: mara"), ["not-yours"]),
    "somebody else's profile": (MARA, changed(f"{S}/members/noor.md", "Hello.", "Bad."), ["not-yours"]),
    "somebody else's profile and number": (MARA, changed(f"{S}/members/noor.md", str(NOOR), str(MARA)), ["not-yours"]),
    "somebody else's number, then the story": (
        MARA,
        {**changed(f"{S}/members/noor.md", str(NOOR), str(MARA)), **changed(f"{S}/stories/of-noor.md", "Noor's.", "Mine.")},
        ["not-yours"],
    ),
    "a picture beside somebody else's story": (NOOR, {f"{S}/stories/window/mine.jpg": PHOTO}, ["not-yours"]),
    "somebody else's picture": (NOOR, {f"{S}/stories/window/sill.jpg": PHOTO + b"!"}, ["not-yours"]),
    "a second text for somebody else's story": (NOOR, {f"{S}/stories/the-mug/index.md": story(author="noor")}, ["not-yours"]),
    "a yml for somebody else's story": (NOOR, {f"{S}/stories/the-mug.yml": "author: noor\n"}, ["not-yours"]),
    "a nameless item": (STRANGER, changed(f"{S}/stories/nameless.md", "Jonas'.", "Ha."), ["nobody-s-item"]),
    "a nameless item taken out": (MARA, {f"{S}/stories/nameless.md": None}, ["nobody-s-item"]),
    "an item whose profile has no number": (STRANGER, changed(f"{S}/stories/of-old-hand.md", "Otto's.", "Ha."), ["nobody-s-item"]),
    "a profile without a number, claimed": (
        STRANGER,
        changed(f"{S}/members/old-hand.md", "joined", f"accounts: {{github: {STRANGER}}}\njoined"),
        ["nobody-s-item"],
    ),
    "the handle of one who left": (STRANGER, {f"{S}/members/departed.md": profile(**NUMBER)}, ["handle-in-use"]),
    "a number with a zero before": (STRANGER, {NEWCOMER: profile(accounts={"github": f"0{STRANGER}"})}, ["accounts-not-yours"]),
    "somebody else's number in a new profile": (STRANGER, {NEWCOMER: profile(accounts={"github": str(MARA)})}, ["accounts-not-yours"]),
    "a new profile's number at another host": (STRANGER, {NEWCOMER: profile(accounts={"gitlab": str(STRANGER)})}, ["accounts-not-yours"]),
    "two numbers in a new profile": (STRANGER, {NEWCOMER: profile(accounts={"github": str(STRANGER), "gitlab": "42"})}, ["accounts-not-yours"]),
    "roles in a new profile": (STRANGER, {NEWCOMER: profile(roles=["editor"])}, ["editors-field"]),
    "a new profile of long ago": (STRANGER, {NEWCOMER: profile(joined="1999-01-01")}, ["day-too-far"]),
    "a second profile": (MARA, {NEWCOMER: profile(accounts={"github": str(MARA)})}, ["second-profile"]),
    "two new profiles": (STRANGER, {NEWCOMER: profile(**NUMBER), f"{S}/members/otto.md": profile(name="Otto Berg", **NUMBER)}, ["second-profile"]),
    "a handle with a 1 for an l": (STRANGER, {f"{S}/members/o1d-hand.md": profile(**NUMBER)}, ["like-another-s-name"]),
    "a handle with rn for m": (STRANGER, {f"{S}/members/rnara.md": profile(**NUMBER)}, ["like-another-s-name"]),
    "a handle with a hyphen less": (STRANGER, {f"{S}/members/oldhand.md": profile(**NUMBER)}, ["like-another-s-name"]),
    "a member's name in a new profile": (STRANGER, {NEWCOMER: profile(name="Mara Lindt", **NUMBER)}, ["like-another-s-name"]),
    "a member's name in Cyrillic letters": (STRANGER, {NEWCOMER: profile(name="\u041c\u0430r\u0430 Lindt", **NUMBER)}, ["like-another-s-name"]),
    "a member's name with an accent": (STRANGER, {NEW: story(author_name="M\u00e1ra  Lindt")}, ["like-another-s-name"]),
    "a member's handle as a name": (STRANGER, {NEW: story(author_name="mara")}, ["like-another-s-name"]),
    "a name taken on later": (MARA, changed(PROFILE, "Mara Lindt", "NOOR HADDAD"), ["like-another-s-name"]),
    "a number changed": (MARA, changed(PROFILE, str(MARA), str(STRANGER)), ["editors-field"]),
    "the day of joining": (MARA, changed(PROFILE, "2026-01-12\nconsent", "2020-01-12\nconsent"), ["editors-field"]),
    "a role of one's own": (MARA, changed(PROFILE, "joined", "roles: [editor]\njoined"), ["editors-field"]),
    "somebody else as author": (MARA, {NEW: story(author="noor")}, ["not-your-handle"]),
    "a member as author, without a profile": (STRANGER, {NEW: story(author="mara")}, ["not-your-handle"]),
    "a member's item under another name": (MARA, {NEW: story(author_name="Somebody Pleased")}, ["not-your-handle"]),
    "a profile without number as author": (STRANGER, {NEWCOMER: profile(), NEW: story(author="ida")}, ["not-your-handle"]),
    "nobody as author": (STRANGER, {NEW: story()}, ["no-author"]),
    "an own story handed over": (MARA, changed(STORY, "author: mara", "author: noor"), ["author-changed"]),
    "an own story without its author": (MARA, changed(STORY, "author: mara", "author_name: Nobody"), ["author-changed"]),
    "own story featured": (MARA, changed(STORY, "incentive: none", "incentive: none\nfeatured: true"), ["editors-field"]),
    "a new story featured": (MARA, {NEW: story(author="mara", featured="true")}, ["editors-field"]),
    "a new story called a sample": (MARA, {NEW: story(author="mara", sample="true")}, ["editors-field"]),
    "a check overridden": (MARA, {NEW: story(author="mara", allow=[{"code": "mail-address", "reason": "mine", "by": "ed"}])}, ["editors-field"]),
    "an earlier address": (MARA, {NEW: story(author="mara", aliases=["/stories/of-noor/"])}, ["editors-field"]),
    "a brand's answer": (MARA, {NEW: story(author="mara", reply={"by": "Ed", "date": "2026-11-20", "text": "Yes"})}, ["editors-field"]),
    "a purchase seen": (MARA, changed(WARM, "rating: 2", "rating: 2\nverified: {by: Ed, date: 2026-11-20, evidence: o-1}"), ["editors-field"]),
    "the day of publication": (MARA, changed(STORY, "date: 2026-01-12\nconsent", "date: 2026-11-20\nconsent"), ["editors-field"]),
    "a new story of long ago": (MARA, {NEW: story(author="mara", date="2020-01-01")}, ["day-too-far"]),
    "a new story of next year": (MARA, {NEW: story(author="mara", date="2027-11-20")}, ["day-too-far"]),
    "a consent by mail": (MARA, {NEW: story(author="mara", consent=consent(channel="email"))}, ["consent-not-as-sent"]),
    "an import": (
        MARA,
        {NEW: story(author="mara", consent={"scopes": ["site"], "date": "2026-11-20", "channel": "import", "basis": "ours"})},
        ["consent-not-as-sent", "editors-field"],
    ),
    "more scopes on the old day": (
        MARA,
        {STORY: story("New.", title="The mug", author="mara", **{**EARLIER, "consent": consent(scopes=["site", "ads"], date="2026-01-12")})},
        ["consent-not-renewed"],
    ),
    "a consent's wording": (MARA, changed(STORY, "2026-11@bccb3d32", "2025-01@00000000"), ["consent-not-as-sent"]),
    "a gift taken back": (MARA, {GIFTED: PUBLISHED[GIFTED].replace("kind: gift", "kind: none")}, ["disclosure-weakened"]),
    "a relation taken back": (MARA, changed(GIFTED, "relationship: partner", "relationship: customer"), ["disclosure-weakened"]),
    "own stars raised": (MARA, changed(WARM, "rating: 2", "rating: 5"), ["rating-changed"]),
    "own stars taken out": (MARA, changed(WARM, "rating: 2\n", ""), ["rating-changed"]),
    "stars raised by an editor": (EDITOR, changed(WARM, "rating: 2", "rating: 4"), ["rating-changed"]),
    "stars raised by taking out and putting in": (
        MARA,
        {WARM: None, f"{S}/reviews/mug/again.md": review("Else.", author="mara")},
        ["rating-changed"],
    ),
    "stars raised by an editor's renaming": (
        EDITOR,
        {WARM: None, f"{S}/reviews/mug/w.md": PUBLISHED[WARM].replace("rating: 2", "rating: 3")},
        ["rating-changed"],
    ),
    "stars raised in a folder": (
        MARA,
        {WARM: None, f"{S}/reviews/mug/warm/index.md": PUBLISHED[WARM].replace("rating: 2", "rating: 3")},
        ["rating-changed"],
    ),
    "stars made unreadable": (MARA, {WARM: "---\nrating: [\n---\n"}, ["rating-changed", "yaml-syntax"]),
    "own story renamed": (MARA, {STORY: None, f"{S}/stories/a-mug.md": THE_MUG}, None),
    "own story renamed and mended": (
        MARA,
        {STORY: None, f"{S}/stories/a-mug.md": story(THE_MUG.rpartition("---\n")[2].strip(), author="mara")},
        ["renamed-item"],
    ),
    "somebody else's story moved to one's own": (
        MARA,
        {f"{S}/stories/of-noor.md": None, NEW: story("Noor's.", author="mara")},
        ["not-yours", "renamed-item"],
    ),
    "a product": (MARA, {f"{S}/products/mug.md": item(name="My mug")}, ["editors-part"]),
    "a new product": (MARA, {f"{S}/products/bowl.md": item(name="Bowl")}, ["editors-part"]),
    "a letter": (MARA, {f"{S}/newsletters/november.md": None}, ["editors-part"]),
    "a spotlight on oneself": (MARA, {f"{S}/spotlights/mara.md": item("Q.", member="mara", headline="M")}, ["editors-part"]),
    "the record of what was declined": (MARA, {f"{S}/ledger/2026/2026-11-01-abc.yml": None}, ["editors-part"]),
    "a text that is no text": (MARA, {NEW: b"\x00\xff\xfe"}, ["not-utf8"]),
    "a text without fields": (MARA, {NEW: "hello"}, ["no-front-matter"]),
    "a text of two documents": (MARA, {NEW: "---\nauthor: &a mara\ntitle: *a\n---\nx\n"}, ["yaml-anchor"]),
    "two authors, the own one first": (MARA, {NEW: story(author="mara").replace("author: mara", "author: mara\nauthor: noor")}, ["duplicate-key"]),
    "two ratings": (MARA, changed(WARM, "rating: 2", "rating: 2\nrating: 5"), ["duplicate-key"]),
    "two authors of one name": (MARA, {NEW: "---\nauthor: noor\nauthor: mara\n---\nx\n"}, None),
    "a text of a megabyte": (MARA, {NEW: story("x" * 1_000_000, author="mara")}, ["too-large"]),
    "very many files": (MARA, {f"{S}/stories/s-{number}.md": "x" for number in range(201)}, ["too-many-files"]),
}


@pytest.mark.parametrize(("actor", "changes"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_good_request_is_accepted(world, actor, changes):
    assert codes(world, actor, changes) == []


@pytest.mark.parametrize(("actor", "changes", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_forged_request_is_refused(world, actor, changes, expected):
    found = codes(world, actor, changes)
    assert found if expected is None else found == expected


# What main has become in the meantime -------------------------------------------------------------------------------


def main_with(world, changes, *parents):
    """A later state of main, and the name of a branch that holds it."""
    files = {name: content for name, content in {**world.published, **changes}.items() if content is not None}
    git(world.root, "update-ref", "refs/heads/later", world.commit(files, *(parents or (world.main,))))
    return "later"


def test_who_is_an_editor_says_main_as_it_is_now(world):
    head = world.request(changed(STORY, "incentive: none", "incentive: none\nfeatured: true"))
    later = main_with(world, changed("storywall.yml", str(EDITOR), "9999"))
    assert judged(world, EDITOR, head) == []
    assert {problem.code for problem in judged(world, EDITOR, head, later)} == {"not-yours"}


def test_whose_an_item_is_says_main_as_it_is_now(world):
    head = world.request(changed(STORY, "Four times", "Five times"))
    later = main_with(world, changed(PROFILE, str(MARA), str(STRANGER)))
    assert [problem.code for problem in judged(world, MARA, head, later)] == ["not-yours"]
    assert judged(world, STRANGER, head, later) == []


def test_a_request_may_not_name_editors_for_itself(world):
    changes = {**changed("storywall.yml", str(EDITOR), str(STRANGER)), NEW: story(author_name="Ida Berg", featured="true")}
    assert codes(world, STRANGER, changes) == ["editors-field", "outside-submissions"]


def test_what_an_editor_did_since_isn_t_undone_by_the_request(world):
    head = world.request(changed(STORY, "Very blue.", "Very, very blue."))
    later = main_with(world, changed(STORY, "incentive: none", "incentive: none\nfeatured: true"))
    assert judged(world, MARA, head, later) == []


def test_what_main_has_and_the_branch_lacks_isn_t_taken_out(world):
    head = world.request({NEW: story(author="mara")})
    later = main_with(world, {f"{S}/stories/newer.md": story(author="noor"), ".gitattributes": "* text\n"})
    assert judged(world, MARA, head, later) == []


def test_a_merge_that_keeps_one_side_only_is_seen(world):
    """Somebody merges main into their branch and throws away what others wrote there."""
    mine = world.request({NEW: story(author="mara")})
    later = main_with(world, {f"{S}/stories/newer.md": story("Noor wrote.", author="noor")})
    files = {**world.published, NEW: story(author="mara")}
    head = world.commit(files, mine, git(world.root, "rev-parse", later))
    assert [(problem.file, problem.code) for problem in judged(world, MARA, head, later)] == [(f"{S}/stories/newer.md", "not-yours")]


def test_what_can_t_be_merged_isn_t_judged(world):
    head = world.request(changed(STORY, "Four times", "Five times"))
    later = main_with(world, changed(STORY, "Four times", "Six times"))
    assert [(problem.file, problem.code) for problem in judged(world, MARA, head, later)] == [(STORY, "merge-conflict")]


def test_a_name_that_somebody_took_in_the_meantime(world):
    head = world.request({NEW: story(author="mara")})
    later = main_with(world, {NEW: story("Noor was faster.", author="noor")})
    assert [problem.code for problem in judged(world, MARA, head, later)] == ["merge-conflict"]


def test_a_login_that_was_given_to_somebody_else_gives_no_right(world):
    """The account of that name has another number now, and numbers are all that counts."""
    assert codes(world, STRANGER, changed(PROFILE, "Hello.", "Mine now.")) == ["not-yours"]


def test_a_number_counts_at_its_own_host_only(world):
    assert codes(world, 42, changed(STORY, "Four", "Five")) == ["not-yours"]
    assert codes(world, 42, changed(STORY, "Four", "Five"), host="gitlab") == []
    assert codes(world, MARA, changed(STORY, "Four", "Five"), host="gitlab") == ["nobody-s-item"]


# What git is asked, and what it isn't ---------------------------------------------------------------------------------


def test_nothing_of_the_request_is_run_or_checked_out(tmp_path):
    world = make_world(tmp_path / "repository")
    mark = tmp_path / "was-run"
    for name in ("post-checkout", "post-merge", "pre-merge-commit", "reference-transaction", "post-index-change"):
        hook = world.root / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n")
        hook.chmod(0o755)
    for name in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.evil.command", "merge.evil.driver"):
        git(world.root, "config", name, f"touch {mark}")
    mark.unlink(missing_ok=True)
    head = world.request({".gitattributes": "* filter=evil diff=evil merge=evil\n", NEW: story(author="mara")})
    mark.unlink(missing_ok=True)  # of making the request
    assert [problem.code for problem in judged(world, MARA, head)] == ["outside-submissions"]
    assert not mark.exists()
    assert {path.name for path in world.root.iterdir()} == {".git"}


def test_a_community_in_a_folder_of_its_repository(tmp_path):
    world = make_world(tmp_path / "repository", {**{f"web/{file}": content for file, content in PUBLISHED.items()}, "shop.py": "pass\n"})
    (world.root / "web").mkdir()
    mine = world.request({f"web/{NEW}": story(author="mara")})
    theirs = world.request({f"web/{NEW}": story(author="mara"), "shop.py": "import os\n"})
    top = world.request({NEW: story(author="mara")})
    shown = [[(problem.file, problem.code) for problem in policy.verdict(open_in(world.root / "web", head))] for head in (mine, theirs, top)]
    assert shown == [[], [("shop.py", "outside-submissions")], [(NEW, "outside-submissions")]]


def open_in(root, head):
    return policy.open_request(root, "main", head, MARA, today=TODAY)


@pytest.mark.parametrize("ref", ["", "--upload-pack=touch x", "^main", "no-such", "main..main", "a\nb", "main:storywall.yml", "$(id)"])
def test_a_ref_that_is_no_commit_can_t_be_judged(world, ref):
    with pytest.raises(storywall_git.GitError):
        judged(world, MARA, ref)


def test_histories_that_have_nothing_in_common_can_t_be_judged(world):
    with pytest.raises(storywall_git.GitError):
        judged(world, MARA, world.commit({NEW: story(author="mara")}))


# Words and places -----------------------------------------------------------------------------------------------------


def test_a_problem_stands_where_the_field_stands(world):
    (problem,) = judged(world, MARA, world.request({NEW: story(author="mara", featured="true")}))
    lines = story(author="mara", featured="true").splitlines()
    assert lines[problem.position.line - 1] == 'featured: "true"' or lines[problem.position.line - 1].startswith("featured")
    assert problem.field == ("featured",)


def test_the_command_says_it_in_every_form_and_ends_with_0_1_or_2(world, run):
    def ask(head, *more):
        return run("policy", "--base", "main", "--head", head, "--actor", MARA, "--date", TODAY, *more, cwd=world.root)

    good, bad = world.request({NEW: story(author="mara")}), world.request({NEW: story(author="noor")})
    accepted, refused, unknown = ask(good), ask(bad), ask("no-such")
    assert (accepted.returncode, accepted.stdout) == (0, "no problems in 1 item\n")
    assert refused.returncode == 1
    assert "error[not-your-handle] `noor` isn't your handle" in refused.stdout
    assert "hint: write `author: mara`" in refused.stdout
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "git knows no commit" in unknown.stderr
    assert ask(bad, "--format", "github").stdout.startswith(f"::error file={NEW},line=")
    assert json.loads(ask(bad, "--format", "json").stdout)["problems"][0]["code"] == "not-your-handle"
    assert json.loads(ask(bad, "--format", "gitlab").stdout)[0]["check_name"] == "not-your-handle"
    assert json.loads(ask(bad, "--format", "sarif").stdout)["runs"][0]["results"][0]["ruleId"] == "not-your-handle"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mara", "M\u0430r\u0430"), ("lena", "Iena"), ("old", "0ld"), ("mara", "rnara"), ("M\u00e1ra L.", "mara-l"), ("\uff2d\uff41ra", "Mara")],
)
def test_names_that_look_alike_are_one(one, other):
    assert skeleton(one) == skeleton(other) != ""


def test_names_that_look_different_are_two():
    names = ["Mara", "Mira", "Noor", "Amara", "\u041c\u0430\u0440\u0438\u044f", "\u5c71\u7530", "Ines"]
    assert len({skeleton(name) for name in names}) == len(names)


def test_there_are_at_least_sixty_requests():
    assert len(ACCEPTED) + len(REFUSED) >= 60
