"""One request to a git host's API: tried again within limits, answers read within limits, the token shown to nobody else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3

from storywall import __version__
from storywall.problems import N_, Value

PUBLIC = "https://api.github.com"
BASE, TOKEN, REPOSITORY = "GITHUB_API_URL", "GITHUB_TOKEN", "GITHUB_REPOSITORY"
_VERSION = "2022-11-28"
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}/[A-Za-z0-9._-]{1,100}")
_HERE = ("localhost", "127.0.0.1", "::1")
_CHUNK = 64 * 1024
_LARGEST = 20_000_000
_PAGES = 50
_TRIES = 4
_LONGEST_WAIT = 60.0
_NEXT = re.compile(r'<([^<>]+)>;\s*rel="next"')

Json = Any
"""A decoded answer: as hostile as whoever wrote the texts in it; every use looks at its types."""


class HostError(Exception):
    """The host could not do what was asked: `template` is a marked text for `values`; `status` its HTTP status, 0 where it never answered."""

    def __init__(self, template: str, status: int = 0, **values: Value) -> None:
        super().__init__(template.format(status=status, **values))
        self.template, self.values, self.status = template, {"status": status, **values}, status


class Api:
    """A git host's API with one repository in it."""

    def __init__(self, base: str, repository: str, token: str = "", *, seconds: float = 20.0, pause: float = 1.0) -> None:
        """`seconds` is how long one answer may take; `pause` how long to wait before the second try, doubled for each further one.

        HostError where the address or the repository's name can't be one.
        """
        parts = urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE):
            raise HostError(N_("the address of the git host's API must begin with https://"))
        if not _REPOSITORY.fullmatch(repository) or repository.rpartition("/")[2] in (".", ".."):
            raise HostError(N_("this is no name of a repository (owner/name): {name}"), name=repository[:100])
        self.base, self.repository = base.rstrip("/"), repository
        self._token, self._pause, self._seconds = token, pause, seconds
        self._pool = urllib3.PoolManager(num_pools=2)

    def get(self, path: str, **query: str | int) -> Json:
        """Read one thing of the repository; `path` begins below it, as `issues/7`."""
        return self._decoded(self._request("GET", self._url(path), fields=query))

    def pages(self, path: str, **query: str | int) -> Iterator[Json]:
        """Read a list of things of the repository, page after page, a hundred a page."""
        url: str = self._url(path)
        fields: Mapping[str, str | int] | None = {"per_page": 100, **query}
        for _ in range(_PAGES):
            response = self._request("GET", url, fields=fields)
            found = self._decoded(response)
            if not isinstance(found, list):
                raise HostError(N_("the git host answers something else than was asked for"), response.status)
            yield from found
            following = _NEXT.search(response.headers.get("Link", ""))
            if following is None:
                return
            url, fields = self._own(urljoin(url, following[1])), None
        raise HostError(N_("the git host's list is longer than {most} pages"), most=_PAGES)

    def send(self, method: str, path: str, payload: Mapping[str, Any]) -> Json:
        """Write something of the repository; a POST that may have been done is never sent twice."""
        return self._decoded(self._request(method, self._url(path), body=json.dumps(payload).encode()))

    def download(self, path: str, most: int) -> bytes:
        """Bytes that the API leads to elsewhere, with one redirect and without the token; HostError where there are more than `most`."""
        url = self._url(path)
        response = self._once("GET", url, None, None)
        if response.status in (301, 302, 303, 307, 308):
            leads = urljoin(url, response.headers.get("Location", ""))
            response.close()
            parts = urlsplit(leads)
            if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _HERE and self.base.startswith("http://")):
                raise HostError(N_("the git host leads to another host"))
            timeout = urllib3.Timeout(self._seconds)
            response = self._pool.request("GET", leads, redirect=False, retries=False, timeout=timeout, preload_content=False)
        if response.status != 200:
            raise _refused(response)
        return self._bytes(response, most)

    def who(self) -> Json:
        """The account whose token it is; None where the token is an app's, which the host doesn't tell."""
        try:
            return self._decoded(self._request("GET", f"{self.base}/user"))
        except HostError as error:
            if error.status in (401, 403, 404):
                return None
            raise

    def _url(self, path: str) -> str:
        return f"{self.base}/repos/{self.repository}/{path}".rstrip("/")

    def _own(self, url: str) -> str:
        """An address that an answer names, which the token goes to: only ever the API's own."""
        if not url.startswith(f"{self.base}/"):
            raise HostError(N_("the git host leads to another host"))
        return url

    def _request(
        self, method: str, url: str, *, fields: Mapping[str, str | int] | None = None, body: bytes | None = None
    ) -> urllib3.BaseHTTPResponse:
        for tries in range(1, _TRIES + 1):
            last = tries == _TRIES
            try:
                response = self._once(method, url, fields, body)
            except urllib3.exceptions.HTTPError:
                if last or method == "POST":
                    raise HostError(N_("the git host can't be reached or breaks off")) from None
                wait = self._pause * 2 ** (tries - 1)
            else:
                if response.status < 300:
                    return response
                wait = self._wait(response, method, tries)
                if last or wait < 0:
                    raise _refused(response)
            time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _once(self, method: str, url: str, fields: Mapping[str, str | int] | None, body: bytes | None) -> urllib3.BaseHTTPResponse:
        headers = {"Accept": "application/vnd.github+json", "User-Agent": f"storywall/{__version__}", "X-GitHub-Api-Version": _VERSION}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if body is not None:
            headers["Content-Type"] = "application/json"
        plain = {name: str(value) for name, value in fields.items()} if fields else None
        # No redirect is followed: the token would go along. urllib3's own tries are off, since it doesn't tell which were done.
        return self._pool.request(
            method,
            url,
            fields=plain,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(self._seconds),
            preload_content=False,
        )

    def _wait(self, response: urllib3.BaseHTTPResponse, method: str, tries: int) -> float:
        """How many seconds to wait before the next try; below 0: a further try would change nothing, or might do a thing twice."""
        limited = response.status == 429 or (response.status == 403 and _is_rate_limit(response))
        if not limited and (response.status < 500 or method == "POST"):
            return -1.0
        asked = response.headers.get("Retry-After", "")
        wait = float(asked) if asked.isascii() and asked.isdigit() else self._pause * 2 ** (tries - 1)
        return wait if wait <= _LONGEST_WAIT else -1.0

    def _decoded(self, response: urllib3.BaseHTTPResponse) -> Json:
        data = self._bytes(response, _LARGEST)
        try:
            return json.loads(data) if data else None
        except (ValueError, RecursionError):
            raise HostError(N_("the git host answers something else than was asked for"), response.status) from None

    def _bytes(self, response: urllib3.BaseHTTPResponse, most: int) -> bytes:
        data = bytearray()
        try:
            for chunk in response.stream(_CHUNK):
                data += chunk
                if len(data) > most:
                    raise HostError(N_("the git host's answer is larger than {most} MB"), response.status, most=most // 1_000_000)
            return bytes(data)
        except urllib3.exceptions.HTTPError:
            raise HostError(N_("the git host answers something else than was asked for"), response.status) from None
        finally:
            response.close()


def _is_rate_limit(response: urllib3.BaseHTTPResponse) -> bool:
    return response.headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in response.headers


def _refused(response: urllib3.BaseHTTPResponse) -> HostError:
    """What the host says of a request that it refuses; the words are its own, on one line."""
    try:
        said = json.loads(response.read(_CHUNK))
        reason = str(said.get("message", "")) if isinstance(said, dict) else ""
    except (urllib3.exceptions.HTTPError, ValueError, RecursionError):
        reason = ""
    response.close()
    line = " ".join("".join(character for character in reason if character.isprintable()).split())[:200]
    if line:
        return HostError(N_("the git host answers {status}: {reason}"), response.status, reason=line)
    return HostError(N_("the git host answers {status}"), response.status)


def from_environment(environment: Mapping[str, str]) -> Api:
    """The API that a workflow of the host names in its environment: address, repository, token.

    HostError where the repository isn't named.
    """
    repository = environment.get(REPOSITORY, "")
    if not repository:
        raise HostError(N_("{name} must name the repository (owner/name)"), name=REPOSITORY)
    return Api(environment.get(BASE) or PUBLIC, repository, environment.get(TOKEN, ""))
