import os
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storywall.codes import problem
from storywall.fix import FileFix, diff, fixes, write
from storywall.kinds import BY_NAME
from storywall.parse import parse
from storywall.photos.inspect import inspect_bytes
from storywall.problems import Problem
from storywall.validate import validate

FOLDER = "submissions/stories/the-mug"
STORY = "submissions/stories/the-mug.md"

SOURCE = """\
---
# a note
titel:   The mug # ours
date: 21 November 2026
author_name: Mara
consent: {scopes: [site], "wordng": 2026-11@3f9a1c2b, language: en, date: '23.12.2025', channel: form}
incentive: none
---

Text with titel: in it.
"""
MENDED = (
    SOURCE.replace("titel:   The", "title:   The")
    .replace("21 November 2026", "2026-11-21")
    .replace("wordng", "wording")
    .replace("23.12.2025", "2025-12-23")
)


def place(root, file, text):
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def check(root, file=STORY):
    document, problems = parse((root / file).read_bytes(), file)
    return [*problems, *(validate(document, BY_NAME["story"].schema)[1] if document else ())]


def mend(root, file=STORY):
    return write(fixes(check(root, file), root), root)


# Texts ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "line"), [("", "\n"), ("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_misspelt_fields_and_odd_days_are_mended_and_every_other_byte_is_kept(tmp_path, mark, line):
    path = place(tmp_path, STORY, mark + SOURCE.replace("\n", line))
    path.chmod(0o640)
    first = check(tmp_path)
    assert write(fixes(first, tmp_path), tmp_path) == [STORY]
    assert path.read_bytes() == (mark + MENDED.replace("\n", line)).encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert check(tmp_path) == []
    assert fixes(first, tmp_path) == []


@pytest.mark.parametrize(
    "source",
    [
        SOURCE.replace("author_name: Mara\n", "author_name: Mara\ntitle: The cup\n"),
        SOURCE.replace("# a note\n", "titl: The cup\n"),
    ],
    ids=["the field is there already", "two fields mean the same"],
)
def test_a_field_that_would_be_there_twice_is_left(tmp_path, source):
    place(tmp_path, STORY, source)
    names = [each for each in check(tmp_path) if each.code == "unknown-field"]
    told = [Problem(file=STORY, code="unknown-field", field=each.field, values={"guess": "title"}) for each in names]
    mended = fixes([each for each in told if each.field != ("consent", "wordng")], tmp_path)
    assert mended == []


def test_what_can_mean_two_things_is_left(tmp_path):
    place(tmp_path, STORY, MENDED.replace("2026-11-21", "03/04/2026") + "")
    assert [each.code for each in check(tmp_path)] == ["bad-day"]
    assert fixes(check(tmp_path), tmp_path) == []


def test_a_file_that_is_not_the_one_checked_is_left(tmp_path):
    path = place(tmp_path, STORY, SOURCE)
    told = fixes(check(tmp_path), tmp_path)
    changed = SOURCE.replace("The mug", "The cup")
    path.write_text(changed)
    assert write(told, tmp_path) == []
    assert path.read_text() == changed
    path.write_text(SOURCE.replace("21 November 2026", "21.11.2026"))
    assert fixes([problem("bad-day", STORY, None, ("date",), value="x", guess="2026-01-01")], tmp_path) == []


def test_what_cannot_be_read_is_left(tmp_path):
    place(tmp_path, STORY, "no front matter")
    told = problem("unknown-field", STORY, None, ("titel",), field="titel", guess="title")
    for file in (STORY, "submissions/stories/gone.md", "../outside.md"):
        place(tmp_path / "root", "README.md", "")
        place(tmp_path, "outside.md", SOURCE)
        assert fixes([Problem(file=file, code=told.code, field=told.field, values=told.values)], tmp_path / "root") == []
    assert fixes([told], tmp_path) == []


@pytest.mark.parametrize("link", ["the-mug.md", "stories"])
def test_no_symbolic_link_is_followed(tmp_path, link):
    outside = place(tmp_path, "outside/the-mug.md", SOURCE)
    root = tmp_path / "wall"
    path = place(root, STORY, SOURCE)
    told = check(root)
    ready = fixes(told, root)
    path.unlink()
    if link == "stories":
        path.parent.rmdir()
        path.parent.symlink_to(outside.parent)
    else:
        path.symlink_to(outside)
    assert write(ready, root) == []
    assert fixes(told, root) == []
    assert outside.read_text() == SOURCE


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = place(tmp_path, STORY, SOURCE)
    ready = fixes(check(tmp_path), tmp_path)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write(ready, tmp_path)
    assert path.read_text() == SOURCE
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_difference_is_shown_and_harms_no_terminal(tmp_path):
    source = MENDED.replace("title:   The", "titel:   The").replace("# a note", "# a\tnote")
    place(tmp_path, STORY, source.replace("\n", "\r\n") + "\x1b[31mred")
    told = fixes(check(tmp_path), tmp_path)
    shown = diff(told).splitlines()
    assert shown[:5] == [f"--- a/{STORY}", f"+++ b/{STORY}", "@@ -1,6 +1,6 @@", " ---", " # a\\tnote"]
    assert shown[5:8] == ["-titel:   The mug # ours", "+title:   The mug # ours", " date: 2026-11-21"]
    assert told[0].note == "titel → title"
    wild = FileFix(file="a\n.md", before=b"\x1b[31m\n", after="\u202e\n".encode(), note="")
    assert diff([wild]).splitlines() == ["--- a/a\\n.md", "+++ b/a\\n.md", "@@ -1,2 +1,2 @@", "-\\x1b[31m", "+\\u202e", " "]


days = st.dates().map(lambda day: day.strftime("%d %B %Y"))
misspelt = st.sampled_from(["titel", "tittle", "author-name", "Date", "fetured", "tag", "produkts", "x"])


@given(st.dictionaries(misspelt | st.sampled_from(["title", "date", "received"]), days, max_size=6))
@settings(max_examples=60, deadline=None)
def test_mending_twice_changes_nothing(tmp_path_factory, values):
    root = tmp_path_factory.mktemp("wall")
    path = place(root, STORY, "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---\nText\n")
    mend(root)
    once = path.read_bytes()
    assert mend(root) == []
    assert path.read_bytes() == once


# Photos --------------------------------------------------------------------------------------------------------------


def photo(suffix="jpeg", **more):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A camera"
    data = BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(data, suffix, exif=exif, **more)
    return data.getvalue()


def found(root, file):
    return inspect_bytes((root / file).read_bytes(), file)[1]


def test_a_photo_loses_what_the_camera_added_and_stands_upright(tmp_path):
    path = place(tmp_path, f"{FOLDER}/mug.jpg", photo())
    told = found(tmp_path, f"{FOLDER}/mug.jpg")
    assert {"photo-gps", "photo-metadata", "photo-orientation"} <= {each.code for each in told}
    ready = fixes(told, tmp_path)
    assert diff(ready) == f"{FOLDER}/mug.jpg: written anew, upright and without what the camera added\n"
    assert "riscritta" in diff(ready, "it")
    assert write(ready, tmp_path) == [f"{FOLDER}/mug.jpg"]
    assert found(tmp_path, f"{FOLDER}/mug.jpg") == []
    assert Image.open(path).size == (48, 64)
    assert fixes(told, tmp_path) == []


BUNDLE = """\
---
title: The mug
cover: mug.png
photos:
  - {file: mug.png, alt: mug.png}
  - file: "cup.jpg"
---

![](mug.png) and ![the cup]( <cup.jpg> ), ![again](mug.png "A mug")
mug.png
"""


@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_photo_with_a_new_suffix_is_renamed_and_its_item_says_so(tmp_path, line):
    place(tmp_path, f"{FOLDER}/mug.png", photo("png"))
    index = place(tmp_path, f"{FOLDER}/index.md", BUNDLE.replace("\n", line))
    told = found(tmp_path, f"{FOLDER}/mug.png")
    ready = fixes(told, tmp_path)
    assert diff(ready).splitlines()[0].startswith(f"{FOLDER}/mug.png → {FOLDER}/mug.jpg: ")
    assert write(ready, tmp_path) == [f"{FOLDER}/mug.jpg", f"{FOLDER}/index.md"]
    assert sorted(each.name for each in index.parent.iterdir()) == ["index.md", "mug.jpg"]
    expected = BUNDLE.replace("cover: mug.png", "cover: mug.jpg").replace("file: mug.png", "file: mug.jpg").replace("(mug.png", "(mug.jpg")
    assert index.read_bytes() == expected.replace("\n", line).encode()
    assert fixes(told, tmp_path) == []


def test_a_photo_is_not_renamed_onto_another(tmp_path):
    place(tmp_path, f"{FOLDER}/mug.png", photo("png"))
    told = found(tmp_path, f"{FOLDER}/mug.png")
    ready = fixes(told, tmp_path)
    other = place(tmp_path, f"{FOLDER}/mug.jpg", b"another")
    assert fixes(told, tmp_path) == []
    assert write(ready, tmp_path) == []
    assert other.read_bytes() == b"another"
    assert (tmp_path / f"{FOLDER}/mug.png").is_file()


def test_what_is_no_photo_is_left(tmp_path):
    place(tmp_path, f"{FOLDER}/mug.jpg", b"no photo")
    assert fixes([problem("photo-metadata", f"{FOLDER}/mug.jpg", found="")], tmp_path) == []
