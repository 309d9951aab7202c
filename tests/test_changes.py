"""`check --changed-since`: what a change can have caused, and nothing else, against a real repository."""

import os
import subprocess

import pytest

from storywall.changes import since

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in (("NAME", "Ann"), ("EMAIL", "ann@example.org"))},
}


def git(root, *arguments):
    subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT, check=True, capture_output=True)


def commit(community):
    git(community.root, "add", "--all")
    git(community.root, "commit", "--quiet", "--message", "A change")


@pytest.fixture
def world(community):
    """A community with old problems, on a branch."""
    community.write(".gitignore", ".storywall/\n")
    community.story("old-trouble", date="2026-02-30")
    community.review("old-trouble", rating="6")
    git(community.root, "init", "--quiet", "--initial-branch", "main")
    commit(community)
    git(community.root, "switch", "--quiet", "--create", "branch")
    return community


def caused(community, ref="main"):
    return sorted({(each.file.removeprefix("submissions/"), each.code) for each in since(community.check().problems, community.root, ref)})


def test_without_a_change_old_problems_are_nobody_s(world):
    assert len(world.check().problems) == 2
    assert caused(world) == []


def test_problems_of_changed_files_are_shown_committed_or_not(world):
    world.story("new", title=None)
    world.change("submissions/members/mara.md", "joined: 2026-01-12", "joined: soon")
    expected = [("members/mara.md", "bad-day"), ("stories/new.md", "missing-field")]
    assert caused(world) == expected
    commit(world)
    assert caused(world) == expected


def test_another_review_of_the_same_product_is_another_item(world):
    world.review("new", rating="7")
    assert caused(world) == [("reviews/morning-mug/new.md", "bad-rating")]


def test_a_photo_belongs_to_its_item(world):
    world.write("submissions/photos/window-sill/new.jpg", (world.root / "submissions/photos/window-sill/sill.jpg").read_bytes())
    assert caused(world) == [("photos/window-sill/new.jpg", "photo-unused")]
    world.remove("submissions/photos/window-sill/new.jpg")
    world.remove("submissions/photos/window-sill/sill.jpg")
    assert caused(world) == [("photos/window-sill/index.md", "photo-missing")]


@pytest.mark.parametrize(
    ("gone", "hurt"),
    [
        ("submissions/members/mara.md", [("photos/window-sill/index.md", "unknown-member"), ("reviews/morning-mug/keeps-warm.md", "unknown-member")]),
        (
            "submissions/products/morning-mug.md",
            [("reviews/morning-mug/keeps-warm.md", "unknown-product"), ("stories/the-mug.md", "unknown-product")],
        ),
        ("submissions/stories/the-mug.md", [("newsletters/november.md", "unknown-reference")]),
    ],
)
def test_what_names_something_that_went_away_is_hurt(world, gone, hurt):
    world.remove(gone)
    assert set(hurt) <= set(caused(world))
    assert ("stories/old-trouble.md", "bad-day") not in caused(world)


def test_a_whole_address_into_the_site_is_hurt_too(world):
    world.story("links", body="See [it](https://mugs.example/table/stories/short/).")
    world.story("short")
    commit(world)
    git(world.root, "branch", "--force", "main")
    world.remove("submissions/stories/short.md")
    assert caused(world) == [("stories/links.md", "dead-link")]


def test_a_product_that_lost_an_attribute_hurts_its_reviews(world):
    world.change("submissions/products/morning-mug.md", "  weight: {label: Weight, scale: [light, heavy]}\n", "")
    assert caused(world) == [("reviews/morning-mug/keeps-warm.md", "unknown-attribute")]


def test_a_change_outside_of_submissions_can_hurt_anything(world):
    text = world.read("docs/consent/2026-11.en.md")
    world.write("docs/consent/2026-11.en.md", f"{text}And one more thing.\n")
    found = caused(world)
    assert ("stories/the-mug.md", "unknown-wording") in found
    world.write("docs/consent/2026-11.en.md", text)
    world.write("README.md", "About us\n")
    assert caused(world) == []


def test_an_item_that_becomes_a_folder_is_the_same_item(world):
    world.write("submissions/stories/old-trouble/index.md", world.read("submissions/stories/old-trouble.md"))
    world.remove("submissions/stories/old-trouble.md")
    assert caused(world) == [("stories/old-trouble/index.md", "bad-day")]


def test_the_command_line_shows_what_a_change_caused(world, run):
    world.story("new", title=None)
    checked = run("check", "--changed-since", "main", "--date", "2026-11-21", cwd=world.root)
    assert checked.returncode == 1
    assert [line.partition(":")[0] for line in checked.stdout.splitlines() if "error[" in line] == ["submissions/stories/new.md"]
    missing = run("check", "--changed-since", "nowhere", cwd=world.root)
    assert missing.returncode == 2
    assert "git knows no commit" in missing.stderr
