"""The live preview: a change shows by itself, and what is broken is said on the page."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

BASE = Path(__file__).parent.parent / "samples" / "base"


@pytest.fixture
def preview(tmp_path):
    """A community that is being served: its folder and its address."""
    root = tmp_path / "community"
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns(".storywall", "site"))
    command = [sys.executable, "-u", "-c", "from storywall.cli import main; main()", "serve", "--port", "0", "--date", "2026-11-21"]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = None
    for line in process.stdout:
        if match := re.search(r"http://127\.0\.0\.1:\d+/", line):
            address = match[0]
            break
    assert address, "it never said where it serves"
    yield root, address, process
    process.terminate()
    process.wait(timeout=20)


def said(process, pattern):
    """Read the terminal until a line matches."""
    for line in process.stdout:
        if re.search(pattern, line):
            return line
    raise AssertionError(f"the terminal never said {pattern}")


def test_a_saved_story_shows_by_itself(preview, page):
    root, address, _ = preview
    page.goto(f"{address}stories/the-mug/")
    story = root / "submissions/stories/the-mug.md"
    text = story.read_text("utf-8")
    story.write_text(re.sub(r"(?m)^title: .*$", "title: The mug came back", text), "utf-8")
    page.get_by_role("heading", level=1, name="The mug came back").wait_for()


def test_a_broken_story_is_left_out_and_said_on_the_page_and_in_the_terminal(preview, page):
    root, address, process = preview
    page.goto(address)
    story = root / "submissions/stories/the-mug.md"
    text = story.read_text("utf-8")
    story.write_text(re.sub(r"(?m)^title: ", "titel: ", text), "utf-8")
    page.get_by_text("error[unknown-field]").wait_for()
    assert "the-mug.md:" in said(process, r"error\[unknown-field\]")
    answer = page.request.get(f"{address}stories/the-mug/")
    assert answer.status == 404
    story.write_text(text, "utf-8")
    page.get_by_text("error[unknown-field]").wait_for(state="detached")
    assert page.request.get(f"{address}stories/the-mug/").status == 200


def test_the_search_follows_what_is_saved(preview, page):
    root, address, _ = preview
    page.goto(address)
    story = root / "submissions/stories/the-mug.md"
    story.write_text(re.sub(r"(?m)^title: .*$", "title: The quokka came back", story.read_text("utf-8")), "utf-8")
    # On an empty page, which doesn't reload by itself: the index is made when the site's own pages are shown.
    looking = page.context.new_page()
    looking.goto(f"{address}robots.txt")
    for number in range(200):
        names = looking.evaluate(
            """async (number) => {
              const search = await import(`/pagefind/pagefind.js?${number}`).catch(() => null);
              const found = await search?.search("quokka");
              return Promise.all((found?.results ?? []).map(async (each) => (await each.data()).meta.title));
            }""",
            number,
        )
        if names:
            break
        looking.wait_for_timeout(100)
    assert names == ["The quokka came back"]


def test_a_template_of_ones_own_shows_by_itself(preview, page):
    root, address, _ = preview
    page.goto(f"{address}stories/the-mug/")
    own = root / "theme" / "kinds" / "story.html"
    own.parent.mkdir(parents=True)
    own.write_text("<h1>{{ item.title }}</h1><p>My own template</p>", "utf-8")
    page.get_by_text("My own template").wait_for()


def test_a_hand_written_page_shows_by_itself(preview, page):
    root, address, _ = preview
    hand = next((root / "docs").glob("*.md"))
    page.goto(f"{address}{hand.stem}/")
    hand.write_text(f"{hand.read_text('utf-8')}\n\nA sentence more.\n", "utf-8")
    page.get_by_text("A sentence more.").wait_for()


def test_the_style_page_shows_what_pages_are_made_of(preview, page):
    _, address, _ = preview
    page.goto(f"{address}storywall-style/")
    assert page.get_by_text("--sw-strong").is_visible()
    assert page.locator(".sw-card").count() > 3
    assert not Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"], "rules": {"color-contrast": {"enabled": True}}}).response["violations"]


def test_it_answers_to_its_own_name_only(preview, page):
    _, address, _ = preview
    answer = page.request.get(address, headers={"Host": "attacker.example"})
    assert answer.status == 403


def test_a_taken_port_is_passed_over(preview, tmp_path):
    _, address, _ = preview
    port = address.rstrip("/").rpartition(":")[2]
    root = tmp_path / "second"
    shutil.copytree(BASE, root, ignore=shutil.ignore_patterns(".storywall", "site"))
    command = [sys.executable, "-u", "-c", "from storywall.cli import main; main()", "serve", "--port", port]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = next(line for line in process.stdout if "http://127" in line)
        assert int(re.search(r":(\d+)/", line)[1]) > int(port)
    finally:
        process.terminate()
        process.wait(timeout=20)
