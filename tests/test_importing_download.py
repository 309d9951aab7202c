"""Pictures from the web: a real server on this machine, which the rule for public addresses must refuse, and a rule that lets it through."""

import socket
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from storywall.importing import download
from storywall.importing.download import FetchRefusedError, Limits, fetch, is_public


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        answers = {
            "/picture": lambda: self.answer(200, b"picture"),
            "/once": lambda: self.redirect("/picture"),
            "/away": lambda: self.redirect(f"http://localhost:{self.server.server_port}/picture"),
            "/file": lambda: self.redirect("file:///etc/passwd"),
            "/large": lambda: self.answer(200, b"x" * 3000),
            "/unsized": lambda: self.drip(b"x" * 100, 30, 0),
            "/slow": lambda: self.drip(b"x", 100, 0.05),
            "/cut": lambda: self.answer(200, b"x" * 10, length=1000),
        }
        if self.path.startswith("/again"):
            self.redirect(f"{self.path}x")
        else:
            answers.get(self.path, lambda: self.answer(404, b""))()

    def drip(self, data, times, seconds):
        self.send_response(200)
        self.end_headers()
        for _ in range(times):
            self.wfile.write(data)
            self.wfile.flush()
            if self.server.over.wait(seconds):
                break

    def answer(self, status, data, length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(length or len(data)))
        self.end_headers()
        self.wfile.write(data)

    def redirect(self, target):
        self.send_response(301)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, *arguments):
        pass

    def handle(self):
        with suppress(ConnectionError):
            super().handle()


@contextmanager
def serving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def server():
    with serving() as address:
        yield address


def anyone(address):
    return True


def refused(url, **options):
    with pytest.raises(FetchRefusedError) as found:
        fetch(url, **options)
    return found.value.template


def test_a_picture_comes(server):
    assert fetch(f"{server}/picture", accept=anyone) == b"picture"
    assert fetch(f"{server}/once", accept=anyone) == b"picture"


def test_this_machine_is_not_on_the_public_network(server):
    assert "public network" in refused(f"{server}/picture")
    assert "public network" in refused("http://localhost/picture")


def test_a_redirect_is_looked_at_like_the_first_address(server):
    asked = []

    def only_the_first(address):
        asked.append(address)
        return len(asked) == 1

    assert "public network" in refused(f"{server}/away", accept=only_the_first)
    assert "http or https" in refused(f"{server}/file", accept=anyone)
    assert "redirected too often" in refused(f"{server}/again", accept=anyone)


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    def look_up(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(download.socket, "getaddrinfo", look_up)
    assert "public network" in refused("http://example.org/a.jpg")


@pytest.mark.parametrize(
    ("path", "limits", "reason"),
    [
        ("/large", Limits(size=1000), "larger than"),
        ("/unsized", Limits(size=1000), "larger than"),
        ("/slow", Limits(seconds=0.3), "too long"),
        ("/cut", Limits(), "breaks off"),
        ("/nothing", Limits(), "the server answers"),
    ],
)
def test_limits_hold(server, path, limits, reason):
    assert reason in refused(f"{server}{path}", limits=limits, accept=anyone)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/a", "file:///etc/passwd", "//example.org/a", "http://user@example.org/a", "gopher://x", "mailto:a@b.c"]
)
def test_only_the_web_is_asked(url):
    assert "http or https" in refused(url, accept=anyone)


def test_a_server_that_is_not_there_is_no_traceback():
    assert "can't be reached" in refused("http://127.0.0.1:9/a.jpg", accept=anyone)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(ip_address(address)) is public
