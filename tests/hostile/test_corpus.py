"""Each payload of the corpus in each field that takes text: refused with a place, or built and nothing of it is live in any file."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))

import hostile_fields
from hostile_fields import BODY, Field
from hostile_site import Ours, World, conforming, fast, other_faults

from storywall import render
from storywall.kinds import BY_NAME, KINDS
from storywall.parse import parse
from storywall.validate import validate

CORPORA = os.environ.get("STORYWALL_CORPORA")


def corpora(test):
    """Mark a test that reads the set of payloads."""
    return pytest.mark.corpora(pytest.mark.skipif(CORPORA is None, reason="STORYWALL_CORPORA doesn't name the sets")(test))


BATCH = 2000
"""So many items are built at once."""
FIELDS = hostile_fields.fields()
SLICES = 16
"""The whole corpus is run in so many tests, so that several processes share it."""

HARMLESS = """Words with *stress*, **more**, ~~less~~, `code`, a [link](https://example.org/), <https://example.org/a>, a [reference](story:the-mug),
a line that ends here\\
and [goes on](#second).

# First

## Second

### Third

#### Fourth

##### Fifth

###### Sixth

> A quote

- one
- [x] two

3. three
4. four

---

| a | b | c |
|:--|:-:|--:|
| 1 | 2 | 3 |

```python
code
```

[A card](story:the-mug)

Write to [us](mailto:hello@mugs.example).
"""
FORMED = (
    "it",
    "yes",
    "3",
    "2026-11-04",
    "https://www.youtube-nocookie.com/embed/2",
    "mara",
    "morning-mug",
    "cup.jpg",
    "A4",
    "gift",
    "employee",
    "/stories/before/",
)


def payloads() -> list[str]:
    """Lines of the set that differ."""
    text = Path(str(CORPORA), "corpora", "xss.txt").read_text(encoding="utf-8", errors="surrogateescape")
    found = list(dict.fromkeys(line for line in text.split("\n") if line.strip()))
    assert len(found) > 3000
    return found


@pytest.fixture
def folder(tmp_path) -> Iterator[Path]:
    """A folder in memory where there is one: most of the time goes into making and removing files."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory) as made:
        yield Path(made)


@pytest.fixture(scope="session")
def photo(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("photo") / "cup.jpg"
    Image.new("RGB", (64, 48), "steelblue").save(path)
    return path.read_bytes()


@pytest.fixture(scope="session")
def ours(tmp_path_factory, photo) -> Ours:
    """What a site of harmless words is made of: one item with each field set."""
    world = World(root=tmp_path_factory.mktemp("harmless") / "root", photo=photo)
    for field in FIELDS:
        if not field.formed:
            world.put(field, HARMLESS if field.path == BODY else "4006381333931" if field.path == ("gtin",) else "Zebra crossing")
        else:
            for word in FORMED:
                if _accepted(field, word):
                    world.put(field, word)
    pictures = world.put(Field(kind="photo", path=("title",), formed=False), "Pictures")
    text = (world.root / pictures).read_text()
    (world.root / pictures).write_text(f"{text}\n![](cup.jpg)\n\n![](cup.jpg)\n\nand ![](cup.jpg) in a line\n")
    kept = Ours()
    for path in world.build().files(".html"):
        text = path.read_text()
        kept.learn(text, conforming if len(text) < 20_000 else fast)
    world.settings(entries=3)  # so many pages that numbers are left out in their row
    for path in world.build().files(".html"):
        if "page" in path.parts or path.parent.name in _LISTINGS:
            kept.learn(path.read_text(), fast)
    world.clear()  # one picture stands in the gallery once, so the product's photos show with this one alone
    world.put(Field(kind="review", path=("photos", "*", "alt"), formed=False), "Zebra crossing")
    for path in world.build().files(".html"):
        kept.learn(path.read_text(), fast)
    return kept


_LISTINGS = frozenset(kind.folder for kind in KINDS)


def _accepted(field: Field, text: str) -> bool:
    """Does the schema take this text in a field that has a form?"""
    document, _ = parse(hostile_fields.item(field, text).encode("utf-8", "surrogateescape"), "a.md")
    return document is not None and validate(document, BY_NAME[field.kind].schema)[0] is not None


def _refused_by_schema(field: Field, text: str) -> bool:
    """Is a text that hasn't the form of its field refused, with places? What is accepted goes through the whole chain."""
    data = hostile_fields.item(field, text).encode("utf-8", "surrogateescape")
    document, problems = parse(data, "a.md")
    if document is not None:
        entry, found = validate(document, BY_NAME[field.kind].schema)
        if entry is not None and not problems:
            return False
        problems += found
    lines = data.count(b"\n")
    assert problems, (field.label, text)
    for problem in problems:
        assert problem.position is not None, (field.label, text, problem)
        assert 1 <= problem.position.line <= lines, (field.label, text, problem)
    return True


def _cases(texts: Sequence[str], fields: Sequence[Field], counts: Counter[str]) -> Iterator[tuple[Field, str]]:
    for field in fields:
        for text in texts:
            counts["cases"] += 1
            if field.formed and _refused_by_schema(field, text):
                counts["refused by form"] += 1
            else:
                yield field, text


def _batches(cases: Iterable[tuple[Field, str]]) -> Iterator[list[tuple[Field, str]]]:
    iterator = iter(cases)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def run(texts: Sequence[str], fields: Sequence[Field], world: World, ours: Ours) -> Counter[str]:
    """Build all cases in batches; return counts. Fails with the first batch that holds anything live."""
    counts: Counter[str] = Counter()
    read_again: set[str] = set()
    for batch in _batches(_cases(texts, fields, counts)):
        for field, text in batch:
            world.put(field, text)
        built = world.build()
        refused, shown = built.refused, built.shown
        for file, (field, text) in built.placed.items():
            assert (file in refused) != (file in shown), (field.label, text, refused.get(file))
            lines = (world.root / file).read_bytes().count(b"\n")
            for problem in refused.get(file, ()):
                assert problem.position is not None, (field.label, text, problem)
                assert 1 <= problem.position.line <= lines, (field.label, text, problem)
            counts["refused" if file in refused else "built"] += 1
        counts["pages"] += _look_at(built, ours)
        for file in sorted(shown & built.placed.keys(), key=lambda file: "/reviews/" in file):  # a page of its own is small
            text = built.placed[file][1]
            if text not in read_again:
                read_again.add(text)
                faults = ours.faults(built.page(file).read_text(), conforming)
                assert not faults, (built.placed[file], faults)
        world.clear()
    counts["payloads read again by a conforming parser"] = len(read_again)
    return counts


def _look_at(built, ours: Ours) -> int:
    number = 0
    for path in built.files(".html"):
        faults = ours.faults(path.read_text(), fast)
        assert not faults, (path, [built.placed[file] for file in built.placed if file.rsplit("/", 1)[-1].removesuffix(".md") in str(path)], faults)
        number += 1
    for path in built.files(".xml", ".json"):
        assert not other_faults(path), path
        if path.parent.name == "find" and path.name != "index.json":  # reviews as the pages have them, which a script puts there
            faults = [fault for html in json.loads(path.read_text()) for fault in ours.faults(html.replace(render.ROOT, "../"), fast)]
            assert not faults, (path, faults)
    return number


def _figures(counts: Counter[str], seconds: float) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items()) + f"; {seconds:.0f} s of processor time"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{ 7*7 }}@@storywall:main@@"]
)
def test_a_few_payloads_in_each_field(text, folder, photo, ours):
    """The same without a corpus, so that it holds everywhere."""
    counts = run([text], FIELDS, World(root=folder / "root", photo=photo), ours)
    assert counts["built"] > 60


@corpora
def test_every_fiftieth_payload_in_each_field(folder, photo, ours, record_property):
    start = time.process_time()
    counts = run(payloads()[::50], FIELDS, World(root=folder / "root", photo=photo), ours)
    record_property("figures", _figures(counts, time.process_time() - start))
    assert counts["cases"] >= 66 * len(FIELDS)


@pytest.mark.slow
@corpora
@pytest.mark.parametrize("number", range(SLICES))
def test_every_payload_in_each_field(number, folder, photo, ours, record_property):
    start = time.process_time()
    texts = payloads()[number::SLICES]
    counts = run(texts, FIELDS, World(root=folder / "root", photo=photo), ours)
    record_property("figures", _figures(counts, time.process_time() - start))
    assert counts["cases"] == len(texts) * len(FIELDS)
