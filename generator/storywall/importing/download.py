"""Fetch a picture from the web within limits: http and https only, public addresses only, so many bytes, seconds and redirects."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from storywall import __version__, allowed
from storywall.photos.recipe import SUBMITTED
from storywall.problems import N_, Value

Address = IPv4Address | IPv6Address
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
_NAT64 = ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one picture may take: bytes, seconds from the first look-up to the last byte, redirects."""

    size: int = SUBMITTED.size
    seconds: float = 20.0
    redirects: int = 3


class FetchRefusedError(Exception):
    """A picture that wasn't fetched, with the reason as a marked template for `values`."""

    def __init__(self, template: str, **values: Value) -> None:
        super().__init__(template.format(**values))
        self.template, self.values = template, values


def is_public(address: Address) -> bool:
    """May a picture come from this address? Not from this machine, its network, or an address that stands for one of those."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in _NAT64:
            return False
    return address.is_global and not address.is_multicast


def _anywhere(_: str) -> bool:
    return True


def fetch(
    url: str,
    limits: Limits | None = None,
    accept: Callable[[Address], bool] = is_public,
    allow: Callable[[str], bool] = _anywhere,
) -> bytes:
    """Return the bytes at a web address; FetchRefusedError for whatever keeps them from coming within the limits.

    `allow` is asked for the address and for each that it is redirected to.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        if not allow(url):
            raise FetchRefusedError(N_("it leads somewhere else than it may"))
        try:
            answer = _get(url, limits.size, deadline, accept)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            if time.monotonic() >= deadline or isinstance(error, TimeoutError):
                raise FetchRefusedError(N_("it took too long")) from None
            raise FetchRefusedError(N_("the server can't be reached or breaks off")) from None
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise FetchRefusedError(N_("it is redirected too often"))


def _get(url: str, most: int, deadline: float, accept: Callable[[Address], bool]) -> bytes | str:
    """One request: the bytes, or where it is redirected to."""
    parts = urlsplit(url)
    if parts.scheme.lower() not in _PORTS or allowed.url_fault(url):
        raise FetchRefusedError(N_("it isn't an http or https address that may be followed"))
    host, port = allowed.host_name(url), parts.port or _PORTS[parts.scheme.lower()]
    connection = _Connection(host, port, _resolve(host, port, accept), parts.scheme.lower() == "https", deadline)
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request("GET", path, headers={"User-Agent": f"storywall/{__version__}", "Accept": "image/*", "Connection": "close"})
        response = connection.getresponse()
        if response.status in _REDIRECTS and (target := response.headers.get("Location")):
            return target
        if response.status != 200:
            raise FetchRefusedError(N_("the server answers {status}"), status=response.status)
        return _read(response, most, deadline)
    finally:
        connection.close()


def _resolve(host: str, port: int, accept: Callable[[Address], bool]) -> str:
    """The address to connect to; all that a name stands for must be public, so that none is reached by a second look-up."""
    found = [str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(accept(ip_address(each)) for each in found):
        raise FetchRefusedError(N_("its host isn't on the public network"))
    return found[0]


def _read(response: http.client.HTTPResponse, most: int, deadline: float) -> bytes:
    if (response.length or 0) > most:
        raise FetchRefusedError(N_("it is larger than {most} MB"), most=most // 1_000_000)
    data = bytearray()
    while chunk := response.read1(_CHUNK):
        data += chunk
        if len(data) > most:
            raise FetchRefusedError(N_("it is larger than {most} MB"), most=most // 1_000_000)
        if time.monotonic() > deadline:
            raise FetchRefusedError(N_("it took too long"))
    if response.length:
        raise FetchRefusedError(N_("the server can't be reached or breaks off"))
    return bytes(data)


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at before; the name serves for the certificate and the Host line."""

    def __init__(self, host: str, port: int, address: str, secure: bool, deadline: float) -> None:
        super().__init__(host, port, timeout=max(deadline - time.monotonic(), 0.1))
        self._address, self._secure = address, secure
        self.default_port = _PORTS["https" if secure else "http"]

    def connect(self) -> None:
        """Connect to the address, not to the name."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if self._secure else plain
