"""Payloads of the corpus on real pages in a real browser: no dialog, no request to another host, nothing of theirs in the document."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from storywall import allowed, build, pipeline
from storywall.compose import compose
from storywall.mkdocs_plugin import build_frames

CORPORA = os.environ.get("STORYWALL_CORPORA")
BASE = Path(__file__).parents[1] / "samples" / "base"
CONSENT = {"scopes": ["site"], "wording": "2026-11@bccb3d32", "language": "en", "date": "2026-11-01", "channel": "form"}
NUMBER = 500

WATCH = """
window.ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => { window.ran.push(name); };
"""
LIVE = r"""() => {
  const found = [...window.ran];
  for (const node of document.querySelectorAll("*")) {
    for (const { name, value } of node.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(`${node.tagName} ${name}`);
      if (!["src", "href", "action", "data", "poster"].includes(name)) continue;
      // the small picture of our own that stands below a photo until it has come
      if (node.className === "sw-soon" && /^data:image\/webp;base64,[A-Za-z0-9+\/]+=*$/.test(value)) continue;
      if (!["http:", "https:", "mailto:"].includes(new URL(value, location).protocol)) found.push(`${node.tagName} ${name}=${value}`);
    }
  }
  const theirs = ".sw :is(script, iframe, object, embed, form, meta, base, style, link, math)";
  for (const node of document.querySelectorAll(theirs)) found.push(node.tagName);
  return found;
}"""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A site of payloads: its address and the pages to open."""

    address: str
    pages: tuple[str, ...]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[..., str]) -> Shown:
    """One story for each payload, with it in every field that takes so long a text and as code; one more with it as the text itself."""
    root = tmp_path_factory.mktemp("payloads") / "root"
    shutil.copytree(BASE, root)
    lines = Path(str(CORPORA), "corpora", "xss.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    payloads = [line for line in dict.fromkeys(lines) if line.strip()]
    chosen = payloads[:: len(payloads) // NUMBER][:NUMBER]
    assert len(chosen) == NUMBER
    stories = root / "submissions" / "stories"
    for number, text in enumerate(chosen):
        values = {
            "title": text[:150],
            "summary": text[:300],
            "author_name": text[:80],
            "date": "2026-11-02",
            "consent": CONSENT,
            "incentive": {"kind": "gift", "note": text[:200]},
            "video": {"url": "https://www.youtube-nocookie.com/embed/1", "transcript": text},
            "reply": {"by": text[:80], "date": "2026-11-03", "text": text},
        }
        (stories / f"fields-{number}.md").write_text(compose(values, f"Words:\n\n    {text}\n"))
        (stories / f"text-{number}.md").write_text(compose({**values, "title": "Text", "summary": "Text", "author_name": "Ivo"}, text))
    options = pipeline.Options(today=date(2026, 11, 21), keep_going=True, processes=1)
    checked = pipeline.check(root, options, build_frames)
    # without the pages' policy, which would hide a script that came through
    build.publish_checked(checked, root / "site", processes=1, preview=True)
    folders = sorted(path.name for path in (root / "site" / "stories").iterdir())
    pages = [f"stories/{name}/" for name in folders if name.startswith(("fields-", "text-"))]
    return Shown(address=serve_folder(root / "site"), pages=(*pages, "stories/", ""))


def _open(page: Page, site: Shown, pages: tuple[str, ...]) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    for address in pages:
        page.goto(site.address + address, wait_until="load")
        assert page.evaluate(LIVE) == [], address
    # what waits for a pointer, the keyboard or the mouse
    for address in pages[:: max(1, len(pages) // 20)]:
        page.goto(site.address + address, wait_until="load")
        page.locator(".sw h1").hover()
        page.keyboard.press("Tab")
        page.locator(".sw").first.click(position={"x": 2, "y": 2})
        assert page.evaluate("window.ran") == [], address
    assert dialogs == []


corpora = pytest.mark.skipif(CORPORA is None, reason="STORYWALL_CORPORA doesn't name the sets")


@corpora
@pytest.mark.corpora
def test_some_payloads_do_nothing(page: Page, site: Shown) -> None:
    _open(page, site, (*site.pages[::50], "stories/", ""))


def test_what_is_live_is_seen(page: Page) -> None:
    """Else the tests around this one would prove nothing."""
    page.add_init_script(WATCH)
    page.goto("about:blank")
    page.set_content('<div class="sw"><img src="data:," onerror="alert(1)"><a href="javascript:alert(1)">a</a><iframe srcdoc="x"></iframe></div>')
    page.wait_for_function("window.ran.length")
    assert set(page.evaluate(LIVE)) == {"alert", "IMG onerror", "IMG src=data:,", "A href=javascript:alert(1)", "IFRAME srcdoc", "IFRAME"}


def test_a_link_that_leaves_bears_a_mark(page: Page, tmp_path: Path, serve_folder: Callable[..., str]) -> None:
    shutil.copytree(BASE, tmp_path / "root")
    story = tmp_path / "root" / "submissions" / "stories" / "the-mug.md"
    story.write_text(story.read_text() + "\n[Elsewhere](https://example.org/), [here](#there) and [her](member:mara).\n")
    checked = pipeline.check(tmp_path / "root", pipeline.Options(today=date(2026, 11, 21), processes=1), build_frames)
    build.publish_checked(checked, tmp_path / "site", processes=1)
    page.goto(f"{serve_folder(tmp_path / 'site')}stories/the-mug/")
    marks = page.eval_on_selector_all(".sw-prose a", "links => links.map(link => [link.textContent, getComputedStyle(link, '::after').content])")
    assert [(text, "↗" in mark) for text, mark in marks] == [("Elsewhere", True), ("here", False), ("her", False)]


@pytest.mark.slow
@corpora
@pytest.mark.corpora
def test_payloads_do_nothing(page: Page, site: Shown, record_property: Callable[[str, object], None]) -> None:
    record_property("figures", f"{len(site.pages)} pages of {NUMBER} payloads in Chromium")
    assert len(site.pages) > NUMBER
    _open(page, site, site.pages)


PARTS = [
    "https://", "http://", "HTTPS://", "https:/", "//", "a.example", "é.example", "пример.рф", "xn--e1afmkfd.xn--p1ai", "faß.example",
    "127.0.0.1", "0x7f.1", "[::1]", "%61", "%2e", "%2f", "%40", ":80", ":0", ":8443", "@", "/", "?", "#", "\\", ".", "..", "-", "_", "a",
    "１", "。", "㎏", "\u00ad", "\u200d",
]  # fmt: skip


def test_an_address_that_may_be_linked_leads_where_the_browser_goes(page: Page) -> None:
    """Two programs that read an address differently are how filters are passed by."""
    choice = random.Random(1)
    written = {"https://" + "".join(choice.choices(PARTS, k=choice.randint(1, 6))) for _ in range(6000)}
    linked = {allowed.plain_address(url): allowed.host_name(url) for url in sorted(written) if not allowed.url_fault(url)}
    assert len(linked) > 300
    page.goto("about:blank")
    read = page.evaluate("urls => urls.map(url => { try { return new URL(url).hostname } catch { return null } })", list(linked))
    differs = {
        url: (ours, theirs) for (url, ours), theirs in zip(linked.items(), read, strict=True) if theirs is not None and same(ours) != same(theirs)
    }
    assert not {url: pair for url, pair in differs.items() if not is_number(pair[0])}


def same(host: str) -> str:
    return host.strip("[]").removesuffix(".")


def is_number(host: str) -> bool:
    """Addresses of four numbers are written in many ways; all lead to a number, and none to a name."""
    last = host.removesuffix(".").rpartition(".")[2]
    return last.isdigit() or last.startswith("0x")
