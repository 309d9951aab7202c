"""The watch over pages sees what it is there to see, and the server serves as a plain host does."""

from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("<!doctype html><link rel=icon href=data:,><title>Home</title><h1>Home</h1>")
    (tmp_path / "404.html").write_text("<!doctype html><link rel=icon href=data:,><title>Lost</title>")
    return tmp_path


def test_page_opens_under_a_sub_path(folder: Path, serve_folder: Callable[..., str], page: Page) -> None:
    page.goto(serve_folder(folder, under="shop/people"))
    assert page.get_by_role("heading").inner_text() == "Home"


def test_outside_the_sub_path_and_missing_pages_are_404(folder: Path, serve_folder: Callable[..., str]) -> None:
    address = serve_folder(folder, under="shop")
    for lost in (address.removesuffix("shop/"), address + "nowhere/"):
        with pytest.raises(HTTPError, match="404") as caught:
            urlopen(lost)
        assert b"Lost" in caught.value.read()


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("console.error('broken')", "console: broken"),
        ("throw new Error('thrown')", "uncaught: thrown"),
        ("new Image().src = 'http://192.0.2.1/a.png'", "request to another host"),
    ],
)
def test_watch_sees_faults(folder: Path, serve_folder: Callable[..., str], page: Page, watch, script: str, fault: str) -> None:
    (folder / "bad.html").write_text(f"<!doctype html><link rel=icon href=data:,><script>{script}</script>")
    page.goto(serve_folder(folder) + "bad.html", wait_until="domcontentloaded")
    page.wait_for_timeout(100)
    assert any(fault in seen for seen in watch.unexpected())
    watch.faults.clear()
