"""Live preview: the site on this machine's own address, built again and shown by itself whenever a file changes."""

from __future__ import annotations

import json
import posixpath
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from storywall import frame
from storywall.settings import FILE

FOLDERS = ("submissions", "docs", "theme", "schemas")
FILES = (FILE, "mkdocs.yml")
HOST = "127.0.0.1"
_PREFIX = "/_storywall/"
_PORTS = 20
"""Ports that are tried, from the one asked for."""
_HEARTBEAT = 15.0

_SCRIPT = """\
(() => {
  const panel = document.createElement("aside");
  panel.setAttribute("aria-label", "Storywall");
  Object.assign(panel.style, {position: "fixed", insetInline: "0", insetBlockEnd: "0", maxHeight: "40vh", overflow: "auto", zIndex: 1000,
    background: "#5b1a1a", color: "#fff", font: "14px/1.5 ui-monospace, monospace", padding: "12px 20px", whiteSpace: "pre-wrap"});
  const show = (text) => { panel.textContent = text; if (text) document.body.append(panel); else panel.remove(); };
  const source = new EventSource("/_storywall/events");
  source.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (window.storywallBuild !== undefined && window.storywallBuild !== state.build) location.reload();
    window.storywallBuild = state.build;
    show(state.problems);
  });
})();
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What browsers are told: the number of the last build that changed a file, and the problems as text."""

    build: int = 0
    problems: str = ""


@dataclass(slots=True)
class Board:
    """Holds the state and tells whoever listens when it changes."""

    state: State = field(default_factory=State)
    _listeners: set[queue.SimpleQueue[State]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, state: State) -> None:
        """Set the state."""
        with self._lock:
            self.state = state
            for listener in self._listeners:
                listener.put(state)

    def listen(self) -> queue.SimpleQueue[State]:
        """Return a queue that gets the state now and at each change."""
        listener: queue.SimpleQueue[State] = queue.SimpleQueue()
        with self._lock:
            self._listeners.add(listener)
            listener.put(self.state)
        return listener

    def leave(self, listener: queue.SimpleQueue[State]) -> None:
        """Stop listening."""
        with self._lock:
            self._listeners.discard(listener)


class _Requests(SimpleHTTPRequestHandler):
    board: ClassVar[Board]
    site_path: ClassVar[str] = "/"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if not self._own_host():
            self.send_error(HTTPStatus.FORBIDDEN, "This preview answers to its own address only")
        elif path == f"{_PREFIX}events":
            self._events()
        elif path == f"{_PREFIX}live.js":
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", _SCRIPT.encode())
        else:
            self._file(path)

    def _own_host(self) -> bool:
        # A page of another site could reach a preview on loopback by a name that resolves to it (DNS rebinding).
        name = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        return name in (HOST, "localhost", "[::1]")

    def _file(self, path: str) -> None:
        if self.site_path != "/" and path.startswith(self.site_path):
            path = "/" + path[len(self.site_path) :]
        root = Path(self.directory).resolve()
        wanted = root / posixpath.normpath(unquote(path)).lstrip("/")
        if wanted.is_dir() and not path.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        file = wanted / "index.html" if wanted.is_dir() else wanted
        status = HTTPStatus.OK
        if not file.is_file() or not file.resolve().is_relative_to(root):
            file, status = root / "404.html", HTTPStatus.NOT_FOUND
        try:
            data = file.read_bytes()
        except OSError:
            data = b"<!doctype html><title>Not built yet</title><p>Nothing has been built yet.</p></body>"
        if file.suffix == ".html":
            data = _live(data)
        self._send(status, self.guess_type(str(file)), data)

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind == "text/html" else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_HEAD = do_GET  # noqa: N815 - the base class names its methods so

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        listener = self.board.listen()
        try:
            while True:
                try:
                    state = listener.get(timeout=_HEARTBEAT)
                    said = json.dumps({"build": state.build, "problems": state.problems})
                    self.wfile.write(f"event: state\ndata: {said}\n\n".encode())
                except queue.Empty:
                    self.wfile.write(b": still here\n\n")
                self.wfile.flush()
        except OSError:
            return  # the browser went away
        finally:
            self.board.leave(listener)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal is for problems."""


def _live(page: bytes) -> bytes:
    end = page.rfind(b"</body>")
    script = f'<script src="{_PREFIX}live.js"></script>'.encode()
    return page[:end] + script + page[end:] if end >= 0 else page + script


class PortsTakenError(OSError):
    """None of the ports that were tried is free."""


def open_server(folder: Path, board: Board, port: int, site_url: str = "") -> ThreadingHTTPServer:
    """Listen on loopback, on the port asked for or the next free one; 0 takes any."""
    requests = type("Requests", (_Requests,), {"board": board, "site_path": frame.site_path(site_url)})
    for candidate in range(port, port + (_PORTS if port else 1)):
        try:
            server = ThreadingHTTPServer((HOST, candidate), lambda *a: requests(*a, directory=str(folder)))
        except OSError:
            continue
        server.daemon_threads = True
        return server
    raise PortsTakenError(f"ports {port} to {port + _PORTS - 1} are taken; choose another with --port")


def watch(root: Path, themes: Sequence[Path], changed: Callable[[], None], stop: threading.Event) -> None:
    """Call `changed` after each change below the community's folders, until `stop` is set."""
    while not stop.is_set():
        folders = _folders(root, themes)
        _watch(root, themes, folders, changed, stop)


def _folders(root: Path, themes: Sequence[Path]) -> set[Path]:
    return {folder for folder in (*(root / name for name in FOLDERS), *themes) if folder.is_dir()}


def _watch(root: Path, themes: Sequence[Path], folders: set[Path], changed: Callable[[], None], stop: threading.Event) -> None:
    """Watch until a folder comes or goes. The settings' files are asked for their time: an editor replaces them, and the folder around
    them holds too much that isn't ours to be watched.
    """
    from watchfiles import watch as changes

    before = _times(root)
    for found in changes(*folders, watch_filter=_wanted, stop_event=stop, step=50, debounce=200, rust_timeout=500, yield_on_timeout=True):
        now = _times(root)
        if found or now != before:
            before = now
            changed()
        if _folders(root, themes) != folders:  # what lies in a new folder was written before it could be watched
            changed()
            return


def _wanted(change: Any, path: str) -> bool:
    return "__pycache__" not in path and not path.endswith(("~", ".swp", ".swx", ".new", "/4913"))


def _times(root: Path) -> tuple[int, ...]:
    return tuple((root / name).stat().st_mtime_ns if (root / name).is_file() else 0 for name in FILES)
