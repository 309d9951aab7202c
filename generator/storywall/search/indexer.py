"""Records -> an index, by the program Pagefind: the only place that runs it, in the way its own packages for Python and Node do.

It reads requests, a JSON object in base64 and a comma each, and answers each in the same way. Its Python package would do that as well,
but takes a tenth of a second for each record, and waits for ever where the program has died.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from storywall.problems import N_
from storywall.search.records import Record

_PAUSE = 0.02
_PATIENCE = 60.0
"""Seconds without an answer after which it is taken for dead; with each record comes a hundredth."""
SEPARATOR = "\n"
"""Between a record's address, its picture's and its mark: Pagefind looks for words in all else that it keeps of a page, so a search for "photos"
would find all that have one."""


ENDED = N_("Pagefind ended before it was done; was there too little memory?")


class IndexerError(Exception):
    """There is no index: the message is the reason, marked for translation where it is ours."""


def program() -> Path:
    """Where Pagefind is: in its package, or else on the PATH. IndexerError where it is neither."""
    try:
        from pagefind_bin import get_executable

        found = Path(get_executable())
        if found.is_file():
            return found
    except (ImportError, FileNotFoundError):
        pass
    on_path = shutil.which("pagefind")
    if on_path is None:
        raise IndexerError(N_("the program Pagefind isn't installed; there is no package `pagefind-bin` for every system"))
    return Path(on_path)


def index(records: Iterable[Record], language: str, folder: Path, wanted: Callable[[str], bool]) -> str:
    """Write an index of records into a folder, its words stemmed as those of one language; return the digest of the records.

    The program is fed while records are made. Where their digest turns out not to be wanted, it is ended and nothing is written.
    IndexerError where the program is missing, or ends before it is done.
    """
    command = [str(program()), "--service"]
    folder.parent.mkdir(parents=True, exist_ok=True)
    answers = folder.with_suffix(".answers")
    process = _start(command, answers)
    try:
        digest, number = _feed(process, records, language)
        if wanted(digest):
            _send(process, number, {"type": "WriteFiles", "index_id": 0, "output_path": str(folder.resolve())})
            _wait(process, answers, number)
        return digest
    except BrokenPipeError:
        raise IndexerError(ENDED) from None
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            with suppress(OSError):  # what it was still to read, it won't
                process.stdin.close()
        answers.unlink(missing_ok=True)


def _start(command: list[str], answers: Path) -> subprocess.Popen[bytes]:
    with answers.open("wb") as out:
        # Its answers go into a file: a pipe would have to be emptied all the while.
        try:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT)
        except OSError as error:  # made for another system
            answers.unlink(missing_ok=True)
            raise IndexerError(f"{command[0]}: {error.strerror}") from None


def _feed(process: subprocess.Popen[bytes], records: Iterable[Record], language: str) -> tuple[str, int]:
    digest, number = hashlib.sha256(language.encode()), 1
    _send(process, number, {"type": "NewIndex", "config": {"force_language": language}})
    for payload in _payloads(records, language):
        number += 1
        digest.update(_send(process, number, payload))
    return digest.hexdigest(), number + 1


def _payloads(records: Iterable[Record], language: str) -> Iterator[dict[str, Any]]:
    for record in records:
        yield {
            "type": "AddRecord",
            "index_id": 0,
            "url": SEPARATOR.join((record.address, record.picture, record.mark)),
            "content": record.text,
            "language": language,
            "meta": {"title": record.title},
            "filters": {name: list(values) for name, values in record.filters.items()},
            "sort": {},
        }


def _send(process: subprocess.Popen[bytes], number: int, payload: dict[str, Any]) -> bytes:
    data = json.dumps({"message_id": number, "payload": payload}, ensure_ascii=False).encode("utf-8", "replace")
    if process.stdin is None:
        raise IndexerError(ENDED)
    process.stdin.write(base64.b64encode(data) + b",")
    return data


def _wait(process: subprocess.Popen[bytes], answers: Path, number: int) -> None:
    if process.stdin is not None:
        process.stdin.flush()  # left open: at its end the program goes, done or not
    last, changed, size = b"", time.monotonic(), -1
    while True:
        gone = process.poll() is not None
        if answers.stat().st_size != size:
            size, changed = answers.stat().st_size, time.monotonic()
            last = answers.read_bytes().rstrip(b",").rpartition(b",")[2]
            if _is_answer(last, number):
                return
        if gone or time.monotonic() - changed > _PATIENCE + number / 100:
            raise IndexerError(ENDED)
        time.sleep(_PAUSE)


def _is_answer(data: bytes, number: int) -> bool:
    try:
        answer = json.loads(base64.b64decode(data))
    except ValueError:  # not yet whole
        return False
    if answer.get("message_id") != number:
        return False
    if answer["payload"]["type"] == "Error":
        raise IndexerError(str(answer["payload"].get("message", "")))
    return True
