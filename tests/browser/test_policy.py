"""The pages' policy in a real browser: what has got into a page all the same doesn't run and loads nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from storywall import build, pipeline
from storywall.mkdocs_plugin import build_frames

BASE = Path(__file__).parents[1] / "samples" / "base"
INJECTED = (
    "<script>window.ran = 'script'</script>"
    '<img src="missing.png" alt="" onerror="window.ran = \'handler\'">'
    '<p id="styled" style="color: rgb(1, 2, 3)">styled</p>'
    '<base href="https://elsewhere.example/">'
    '<script src="data:text/javascript,window.ran=1"></script>'
    '<object data="data:text/html,object"></object>'
    '<iframe id="framed" src="data:text/html,framed"></iframe>'
)


@pytest.fixture(params=[True, False], ids=["policy", "none"])
def site(request, tmp_path):
    """A site with something injected into each page, and whether its pages have the policy."""
    shutil.copytree(BASE, tmp_path / "root")
    checked = pipeline.check(tmp_path / "root", pipeline.Options(today=date(2026, 11, 21), processes=1), build_frames)
    build.publish_checked(checked, tmp_path / "site", processes=1, preview=not request.param)
    for file in (tmp_path / "site").rglob("*.html"):
        file.write_text(file.read_text("utf-8").replace("</main>", f"{INJECTED}</main>"), "utf-8")
    return tmp_path / "site", request.param


def test_what_is_injected_is_live_only_without_the_policy(site, serve_folder, page, watches):
    folder, policed = site
    watches[page].expected += ["Content Security Policy", "missing.png", "404", "Refused", "elsewhere.example"]
    base = serve_folder(folder)
    for address in ("stories/the-mug/", "", "welcome/"):
        page.goto(base + address)
        page.wait_for_timeout(100)
        ran = page.evaluate("window.ran || ''")
        colour = page.evaluate("getComputedStyle(document.getElementById('styled')).color")
        moved = page.evaluate("document.baseURI").startswith("https://elsewhere.example/")
        assert (bool(ran), colour == "rgb(1, 2, 3)", moved) == ((False, False, False) if policed else (True, True, True)), address


def test_each_page_has_the_policy_before_all_that_it_holds_for(site):
    folder, policed = site
    pages = [file.read_text("utf-8") for file in folder.rglob("*.html")]
    assert len(pages) > 10
    for html in pages:
        before, found, _ = html.partition("Content-Security-Policy")
        assert bool(found) == policed
        assert not policed or not any(each in before for each in ("<script", "<link", "<style", "<img"))
    assert (folder / "_headers").is_file() == policed
