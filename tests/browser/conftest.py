"""A real Chromium for tests of pages, and a web server on the loopback for what they open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, so that `-m browser` finds it without a line in each file."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker. Where there is none, they fail: a test left out proves nothing."""
    command = [sys.executable, str(ROOT / "tools" / "browser.py"), "--no-install"]
    search = subprocess.run(command, capture_output=True, text=True, check=False)
    if search.returncode:
        pytest.fail(f"{search.stderr.strip()}\n`make browser` brings one.", pytrace=False)
    with sync_playwright() as playwright:
        # `headless=False` leaves the choice of the headless mode to the arguments.
        chromium = playwright.chromium.launch(executable_path=search.stdout.strip(), headless=False, args=ARGUMENTS, chromium_sandbox=False)
        yield chromium
        chromium.close()


class Watch:
    """What went wrong on a page, whether or not the test looked at it."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        # Patterns of faults that a test brings about on purpose.
        self.expected: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    def _error(self, error: object) -> None:
        # Chromium says so of a fade between two pages that it leaves out, as where the next one comes too late; no script of ours runs in it.
        if not str(error).startswith(("Transition was aborted", "Transition was skipped")):
            self.faults.append(f"uncaught: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in {"127.0.0.1", "localhost"}:
            self.faults.append(f"request to another host: {request.url}")

    def unexpected(self) -> list[str]:
        """The faults that no expected text is part of."""
        return [fault for fault in self.faults if not any(text in fault for text in self.expected)]


@pytest.fixture
def watches() -> dict[Page, Watch]:
    """The watch over each page that a test has opened."""
    return {}


@pytest.fixture
def new_page(browser: Browser, watches: dict[Page, Watch]) -> Iterator[Callable[..., Page]]:
    """Makes watched pages, each in a context of its own; arguments are those of a context (`color_scheme="dark"`)."""

    def make(**options: object) -> Page:
        page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
        page.set_default_timeout(10_000)
        watches[page] = Watch(page)
        return page

    yield make
    for page in watches:
        page.context.close()
    faults = [fault for watch in watches.values() for fault in watch.unexpected()]
    if faults:
        pytest.fail("The page isn't clean:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A watched page; errors on its console and requests to other hosts fail the test at its end."""
    return new_page()


@pytest.fixture
def watch(page: Page, watches: dict[Page, Watch]) -> Watch:
    """The watch over `page`: `watch.expected.append("404")` allows for faults with that text."""
    return watches[page]


class Folder(SimpleHTTPRequestHandler):
    """Serves a folder as a plain web host does: index.html, 404.html, nothing outside the sub-path.

    With `headers` it sends what the site's file of headers says; of several rules that fit, the last one's.
    """

    def __init__(self, *args: object, prefix: str, headers: bool, **kwargs: object) -> None:
        self.prefix, self.headers_sent = prefix, headers
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def send_head(self) -> BytesIO | BinaryIO | None:
        address = urlsplit(self.path).path
        if not address.startswith(self.prefix):
            self.send_error(404)
            return None
        return super().send_head()

    def end_headers(self) -> None:
        found: dict[str, str] = {}
        for rule in (Path(self.directory) / "_headers").read_text("utf-8").split("\n/") if self.headers_sent else ():
            head, *lines = rule.strip().removeprefix("/").split("\n")
            if self.path.startswith(f"/{head.removesuffix('*')}"):
                found |= dict(line.strip().split(": ", 1) for line in lines)
        for name, value in found.items():
            self.send_header(name, value)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + urlsplit(path).path.removeprefix(self.prefix))

    def list_directory(self, path: object) -> None:
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        own = Path(self.directory) / "404.html"
        if code != 404 or not own.is_file():
            super().send_error(code, message, explain)
            return
        body = own.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[..., str]]:
    """`serve_folder(path, under="shop/people")` gives the loopback address, with a slash at its end, of a folder; each is an origin of its own."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path, under: str = "", *, headers: bool = False) -> str:
        prefix = f"/{under.strip('/')}/" if under.strip("/") else "/"
        handler = partial(Folder, directory=str(folder), prefix=prefix, headers=headers)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}{prefix}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
