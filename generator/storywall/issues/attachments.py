"""Photos that were attached to an issue: fetched from the git host's own addresses and from nowhere else, and made into masters."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from storywall.importing.download import FetchRefusedError, Limits, fetch
from storywall.issues.fault import Fault
from storywall.kinds.guess import guess_slug
from storywall.photos.recipe import ORIGINAL
from storywall.problems import N_
from storywall.scaffold.album import Album

LIMITS = Limits(size=ORIGINAL.size, seconds=60.0, redirects=3)
AT_MOST = 20
Fetch = Callable[[str], bytes]

_URL = re.compile(r"https?://[^\s\"'<>()\[\]]+", re.IGNORECASE)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# As GitHub writes them now, and as it wrote them before 2024; a file that it doesn't show as a picture (HEIC) gets the second form.
_ATTACHED = re.compile(
    rf"https://github\.com/(?:user-attachments/assets/{_UUID}|user-attachments/files/[0-9]+/[A-Za-z0-9._%-]+|[A-Za-z0-9-]+/[A-Za-z0-9._-]+/assets/[0-9]+/{_UUID})"
    r"|https://(?:private-)?user-images\.githubusercontent\.com/[0-9]+/[A-Za-z0-9._-]+(?:\?[A-Za-z0-9._~=&%-]*)?"
)
# Where those addresses lead on to: GitHub's own file servers and its buckets.
_STORES = re.compile(r"(?:[a-z0-9-]+\.)?githubusercontent\.com|github-production-[a-z0-9-]+\.s3\.amazonaws\.com")


def attached(answer: str) -> list[str]:
    """All web addresses in an answer, each once, in their order."""
    return list(dict.fromkeys(found.rstrip(".,;") for found in _URL.findall(answer)))


def may_fetch(url: str) -> bool:
    """Is it an attachment of the host, or where those are kept?"""
    if _ATTACHED.fullmatch(url):
        return True
    parts = urlsplit(url)
    return parts.scheme == "https" and _STORES.fullmatch(parts.netloc) is not None


def fetch_attached(url: str) -> bytes:
    """The bytes of an attachment; FetchRefusedError for whatever keeps them from coming."""
    return fetch(url, LIMITS, allow=may_fetch)


def bring(answer: str, called: Sequence[str], album: Album, id: str, fetch: Fetch = fetch_attached) -> tuple[list[str], list[Fault]]:
    """Put the photos of an answer into an album; return their names, and what is wrong with those that can't come.

    `called` says in a few words what each shows; names are made from it.
    """
    urls = attached(answer)
    if answer and not urls:
        return [], [Fault(id=id, template=N_("there is no photo in this answer; attach it here"))]
    if len(urls) > AT_MOST:
        return [], [Fault(id=id, template=N_("these are more than {most} photos; send the others apart"), values={"most": str(AT_MOST)})]
    names: list[str] = []
    faults: list[Fault] = []
    for number, url in enumerate(urls):
        name, fault = _one(url, called[number] if number < len(called) else "", album, id, fetch)
        names += [name] if name else []
        faults += [fault] if fault else []
    return names, faults


def _one(url: str, called: str, album: Album, id: str, fetch: Fetch) -> tuple[str, Fault | None]:
    if not _ATTACHED.fullmatch(url):
        return "", Fault(id=id, template=N_("{url} isn't attached here; drop the photo into this field instead"), values={"url": url})
    try:
        data = fetch(url)
    except FetchRefusedError as refused:
        template = N_("{url} can't be fetched; attach it again")
        return "", Fault(id=id, template=template, values={"url": url}, why=refused.template, why_values=refused.values)
    stem = guess_slug(called)[:40].strip("-") if called else "photo"
    with tempfile.TemporaryDirectory(prefix="storywall-") as folder:
        path = Path(folder) / f"{stem}.jpg"
        path.write_bytes(data)
        name, problem = album.bring(str(path))
    if problem is not None:
        return "", Fault(id=id, template=N_("{url} isn't a photo that we can show"), values={"url": url}, problem=problem)
    return name, None
