"""Files made to cost time or memory. Run by itself: reads each in a process of its own and prints what it cost, a line of JSON each."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from pathlib import Path

FULL = 512 * 1024 - 300
FIELDS = """title: A title
author: mara
date: 2026-11-02
consent: {scopes: [site], wording: 2026-11@bccb3d32, language: en, date: 2026-11-01, channel: form}
incentive: none
"""


def _front(text: str, body: str = "A text.\n") -> bytes:
    return f"---\n{FIELDS}{text}\n---\n\n{body}".encode("utf-8", "surrogatepass")


def _body(text: str) -> bytes:
    return _front("", text[:FULL])


def _laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)])


def _merges(levels: int) -> str:
    lines = ["m0: &m0 {a: 1}"]
    return "\n".join(lines + [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}" for n in range(1, levels)])


NINES = "9" * 5000
BOMBS: dict[str, bytes] = {
    # YAML
    "aliases": _front(_laughs(12)),
    "merge keys": _front(_merges(9)),
    "merge keys without aliases": _front("<<: {title: Another}"),
    "deep brackets": _front("tags: " + "[" * 20_000),
    "deep braces": _front("tags: " + "{a: " * 15_000),
    "deep hyphens": _front("tags:\n " + "- " * 30_000 + "x"),
    "deep indentation": _front("\n".join(" " * level + "a:" for level in range(340))),
    "deep question marks": _front("? " * 30_000),
    "65 KiB": _front("summary: " + "x" * 65 * 1024),
    "2,001 values": _front("tags: [" + "a, " * 2000 + "a]"),
    "20,000 keys": _front("\n".join(f"k{number}: 1" for number in range(7000))),
    "one key 5,000 times": _front("title: x\n" * 5000),
    "unclosed quotation mark": _front('summary: "' + "a b\n " * 12_000),
    "many quotation marks": _front("summary: " + "''" * 30_000),
    "many escapes": _front('summary: "' + "\\x41" * 15_000 + '"'),
    "60 KiB of comments": _front("# x\n" * 15_000),
    "a long line of colons": _front("a: " * 20_000),
    "many anchors": _front("\n".join(f"k{number}: &a{number} x" for number in range(3000))),
    "many documents": _front("...\n---\n" * 5000),
    "a directive": b"%YAML 1.1\n" + _front(""),
    "a block of 60 KiB": _front("summary: |\n" + "  a\n" * 15_000),
    "tabs": _front("\t" * 60_000),
    # Values
    "a day of 5,000 digits": _front(f"received: {NINES}"),
    "a photo of 5,000 digits": _front(f"photos: [{{file: {NINES}.jpg, alt: A cup on a sill, rights: own}}]"),
    "5,000 digits": _front(f"number: {NINES}"),
    "hexadecimal digits": _front("received: 0x" + "f" * 5000),
    "an exponent": _front("received: 1e999999999"),
    "base 60": _front("received: " + "1:" * 5000 + "1"),
    # Characters
    "NUL": _front("summary: a\0b"),
    "NUL as an escape": _front('summary: "a\\0b"'),
    "a surrogate": _front("summary: a\ud800b"),
    "a surrogate as an escape": _front('summary: "a\\ud800b"'),
    "two surrogates as escapes": _front('summary: "a\\ud83d\\ude00b"'),
    "beyond Unicode": _front('summary: "a\\U00110000b"'),
    "U+2028": _front("summary: a\u2028b"),
    "U+2028 as an escape": _front('summary: "a\\Lb"'),
    "U+0085 as an escape": _front('summary: "a\\Nb"'),
    "the mark of the site's root": _front('summary: "a\\uFDD0b"'),
    "a refused character in a name": _front('attributes: {"a\\u202eb": x}'),
    "UTF-16": "---\ntitle: x\n---\n".encode("utf-16"),
    "only a byte order mark": "\ufeff".encode(),
    "Latin-1": "---\ntitle: caf\xe9\n---\n".encode("latin-1"),
    # Names of fields
    "a list as a name": _front("? [a, b]\n: x"),
    "a mapping as a name": _front("? {a: b}\n: x"),
    "nothing as a name": _front(": x"),
    "quotation marks as a name": _front("'': x"),
    "a name of 60 KiB": _front("k" * 60_000 + ": x"),
    "a name that Python knows": _front("__class__: x\n__init__: y"),
    "true as a name": _front("true: x"),
    "a tag": _front("summary: !!python/object/apply:os.system [id]"),
    "a tag on a name": _front("!!str x: y"),
    # Bodies
    "brackets": _body("[" * FULL),
    "pairs of brackets": _body("[]" * FULL),
    "20,000 brackets": _body("[" * 20_000),
    "brackets and parentheses": _body("[](" * FULL),
    "exclamation marks": _body("![" * FULL),
    "parentheses": _body("[a](" + "(" * FULL),
    "links in one paragraph": _body("[a](http://b.example) " * FULL),
    "refused links in one paragraph": _body("[a](b) " * FULL),
    "headings": _body("# a\n" * FULL),
    "headings of different levels": _body("# a\n## b\n" * FULL),
    "a heading of 512 KiB": _body("# " + "a b " * FULL),
    "a heading of 512 KiB of Chinese": _body("# " + "中文 " * (FULL // 7)),
    "nested quotes": _body(">" * 20_000 + "a"),
    "nested quotes of many lines": _body((">" * 500 + "a\n") * 1000),
    "nested lists": _body("- " * 20_000 + "a"),
    "nested lists of many lines": _body("".join("  " * level + "- a\n" for level in range(700))),
    "nested quotes and lists": _body("> - " * 10_000 + "a"),
    "a wide table": _body("|a" * 2000 + "\n" + "|-" * 2000 + "\n" + "|b|c\n" * 2000),
    "a long table": _body("|a|b|\n|-|-|\n" + "|b|c|\n" * FULL),
    "a table of short rows": _body("|a" * 500 + "\n" + "|-" * 500 + "\n" + "|\n" * FULL),
    "many tables": _body("|a|b|\n|-|-|\n\n" * FULL),
    "stars": _body("*a " * FULL),
    "stars and underscores": _body("*a_ " * FULL),
    "closed stars": _body("**a** " * FULL),
    "nested stars": _body("*a **b " * 500 + "** *" * 500),
    "tildes": _body("~a" * FULL),
    "backticks": _body("`" * FULL),
    "backticks of all lengths": _body("".join("`" * number + "a" for number in range(1, 1000))),
    "fences": _body("```\n" * FULL),
    "backslashes": _body("\\" * FULL),
    "ampersands": _body("&" * FULL),
    "character references": _body("&amp;" * FULL),
    "refused character references": _body("&#x202e;" * FULL),
    "less-than signs": _body("<" * FULL),
    "open tags": _body("<a " * FULL),
    "HTML": _body("<b>x</b>" * FULL),
    "HTML blocks": _body("<div>\n\n" * FULL),
    "comments": _body("<!-- " * FULL),
    "processing instructions": _body("<?" * FULL),
    "CDATA": _body("<![CDATA[" * FULL),
    "autolinks": _body("<http://a.example> " * FULL),
    "www": _body("www." * FULL),
    "web addresses": _body("http://" * FULL),
    "at signs": _body("a@" * FULL),
    "mail addresses": _body("a@b.cc " * FULL),
    "at signs alone": _body("@" * FULL),
    "digits": _body("1" * FULL),
    "digits apart": _body("1234 " * FULL),
    "phone numbers": _body("+39 06 6982 1234, " * FULL),
    "plus signs": _body("+1" * FULL),
    "almost phone numbers": _body("+39 12 3456 78 x " * FULL),
    "numbers of seven digits in an Italian text": _front("language: it", ("0612345 x " * FULL)[:FULL]),
    "numbers": _body("1234 5678 x " * FULL),
    "card numbers": _body("4111 1111 1111 1111 " * FULL),
    "almost card numbers": _body("4111 1111 1111 1112 " * FULL),
    "almost IBANs": _body("DE89 3704 0044 0532 0130 01 " * FULL),
    "letters and digits": _body("AA11" * FULL),
    "order numbers": _body("order no. 12345 " * FULL),
    "link definitions": _body("".join(f"[{number}]: x\n" for number in range(30_000))),
    "uses of one definition": _body("[a]: b\n\n" + "[a]" * FULL),
    "footnotes": _body("[^1]" * FULL),
    "tasks": _body("- [ ] a\n" * FULL),
    "pictures": _body("![a](b.jpg)" * FULL),
    "references": _body("[a](story:b)" * FULL),
    "cards": _body("[a](story:b)\n\n" * FULL),
    "line breaks": _body("a  \n" * FULL),
    "empty lines": _body("\n" * FULL + "a"),
    "rules": _body("---\n" * FULL),
    "stacked marks": _body("a" + "\u0301" * (FULL // 2)),
    "joiners": _body("\u200d" * (FULL // 3)),
    "mixed scripts": _body("aа" * (FULL // 3)),
    "one word": _body("a" * FULL),
    "one link of 512 KiB": _body("[a](https://b.example/" + "c" * FULL + ")"),
    "a host of 512 KiB": _body("[a](https://" + "ä." * (FULL // 3) + "com)"),
    "513 KiB": _front("", "a" * 513 * 1024),
    "50 MiB": _front("", "a" * 50 * 1024 * 1024),
}
SPARSE = "1 GiB of nothing"


def run() -> None:
    """Read each bomb and print its name, seconds of processor time, the most memory in MiB, its problems and whether it became an entry."""
    import idna  # noqa: F401

    from storywall import cache, personal  # noqa: F401 - what every run has loaded anyway isn't the bomb's cost
    from storywall.model import Source
    from storywall.read import read
    from storywall.settings import Settings

    folder = Path(tempfile.mkdtemp())
    settings = Settings(name="The Mug Table", brand="Mug Makers")
    for name in sys.argv[1:] or (*BOMBS, SPARSE):
        path = folder / "bomb.md"
        if name == SPARSE:
            with path.open("wb") as file:
                file.truncate(1 << 30)
        else:
            path.write_bytes(BOMBS[name])
        source = Source(kind="story", slug="bomb", file="submissions/stories/bomb.md", place=path, bundle=False)
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if status:
                print(json.dumps({"name": name, "status": status}), flush=True)
            continue
        BOMBS.clear()
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        before = resource.getrusage(resource.RUSAGE_SELF)
        with cache.Store(folder / str(os.getpid())) as store:
            reading = read([source], store, settings)
        after = resource.getrusage(resource.RUSAGE_SELF)
        found = [
            [each.code, each.position.line if each.position else None, ".".join(map(str, each.field)), each.severity] for each in reading.problems
        ]
        cost = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        result = {"name": name, "seconds": round(cost, 3), "mib": after.ru_maxrss // 1024, "entry": bool(reading.entries)}
        print(json.dumps({**result, "count": len(found), "problems": found[:20]}), flush=True)
        os._exit(0)


if __name__ == "__main__":
    run()
