"""Worker processes: what they keep, and that a photo which ends one takes nothing else along."""

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from storywall.photos.darkroom import Darkroom, Job, Master
from storywall.photos.findings import Fault, Findings
from storywall.photos.normalise import normalise
from storywall.photos.recipe import Recipe
from storywall.photos.shelf import Shelf
from storywall.photos.worker import develop

RECIPE = Recipe(widths=(40,), quality=80)
WEBP, JPEG = RECIPE.webp(80, 60)[0], RECIPE.jpeg(80, 60)


def saved(colour="red", format="JPEG", size=(80, 60), **options):
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, format, **options)
    return target.getvalue()


@pytest.fixture
def photos(tmp_path):
    """A folder of photos: two clean ones, one with a comment, one that is none."""
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "red.jpg").write_bytes(saved())
    (folder / "blue.webp").write_bytes(saved("blue", "WEBP", (30, 50)))
    (folder / "noted.jpg").write_bytes(saved("green", comment=b"at home"))
    (folder / "none.jpg").write_bytes(b"<svg/>")
    return folder


@pytest.fixture
def darkroom(tmp_path):
    return Darkroom(folder=tmp_path / "kept", workers=2)


def jobs(folder, recipe=RECIPE):
    return [Job(path=path, file=f"submissions/{path.name}", recipe=recipe) for path in sorted(folder.iterdir())]


def outcome(results):
    return {result.file.rpartition("/")[2]: [problem.code for problem in result.problems] for result in results}


def sizes(result):
    for each in result.renditions:
        with Image.open(each.path) as image:
            assert (image.format, image.size) == ({"webp": "WEBP"}.get(each.print.form, "JPEG"), (each.print.width, each.print.height))
    return [(each.print.form, each.print.width, each.print.height) for each in result.renditions]


def made(darkroom):
    """The files of renditions that are kept."""
    return {path for path in darkroom.folder.iterdir() if path.suffix != ".json"}


WANTED = {"blue.webp": [], "none.jpg": ["photo-unreadable"], "noted.jpg": ["photo-metadata"], "red.jpg": []}


def test_photos_are_inspected_and_rendered_in_order(photos, darkroom):
    results = list(darkroom.inspect_and_render(jobs(photos)))
    assert list(outcome(results).items()) == list(WANTED.items())
    blue, none, noted, red = results
    assert (red.picture.file, red.picture.width, red.picture.height) == ("submissions/red.jpg", 80, 60)
    assert sizes(red) == [("webp", 40, 30), ("jpeg", 80, 60)]
    assert sizes(blue) == [("webp", 30, 50), ("jpeg", 30, 50)]
    assert none.picture is None
    assert none.renditions == noted.renditions == (), "what has errors isn't published"
    assert made(darkroom) == {each.path for result in (red, blue) for each in result.renditions}


def test_without_a_recipe_photos_are_inspected_only(photos, darkroom):
    results = list(darkroom.inspect_and_render(jobs(photos, None)))
    assert outcome(results) == WANTED
    assert not made(darkroom)
    assert [result.renditions for result in results] == [()] * 4


def seen(darkroom):
    return {path.name: path.stat().st_mtime_ns for path in darkroom.folder.iterdir()}


def test_what_is_kept_is_not_made_again(photos, darkroom):
    first = list(darkroom.inspect_and_render(jobs(photos)))
    kept = seen(darkroom)
    # no worker could start with so little memory
    again = list(replace(darkroom, memory=1).inspect_and_render(jobs(photos)))
    assert again == first
    assert seen(darkroom) == kept


def test_another_recipe_or_another_name_finds_what_it_can_use(photos, darkroom):
    list(darkroom.inspect_and_render(jobs(photos)))
    (photos / "red.jpg").rename(photos / "red.png")
    red = list(darkroom.inspect_and_render(jobs(photos)))[-1]
    assert [problem.code for problem in red.problems] == ["photo-wrong-suffix"]
    assert red.renditions == ()
    (photos / "red.png").rename(photos / "scarlet.jpg")
    scarlet = list(darkroom.inspect_and_render(jobs(photos, Recipe(widths=(20,), quality=80, social=True))))[-1]
    assert scarlet.picture.file == "submissions/scarlet.jpg"
    assert sizes(scarlet) == [("webp", 20, 15), ("jpeg", 80, 60), ("social", 1200, 630)]


def test_a_changed_photo_is_another_photo(photos, darkroom):
    before = list(darkroom.inspect_and_render(jobs(photos)))[-1]
    (photos / "red.jpg").write_bytes(saved("yellow"))
    after = list(darkroom.inspect_and_render(jobs(photos)))[-1]
    assert before.picture.digest != after.picture.digest
    assert not {each.path for each in before.renditions} & {each.path for each in after.renditions}


@pytest.mark.parametrize(
    ("kept", "damage"),
    [
        *(("*.json", content) for content in (b"", b"{", b"null", b'{"faults": []}', b'{"faults": [], "later": 1}')),
        *(("*.webp", content) for content in (b"", b"RIFF", b"RIFF\xff\0\0\0WEBPVP8 ")),
        *(("*.jpg", content) for content in (b"", b"\xff\xd8\xff\xe0 cut off")),
    ],
)
def test_a_kept_result_that_is_damaged_is_made_again(photos, darkroom, kept, damage):
    first = list(darkroom.inspect_and_render(jobs(photos)))
    whole = {path: path.read_bytes() for path in made(darkroom)}
    for path in darkroom.folder.glob(kept):
        path.write_bytes(damage)
    again = list(darkroom.inspect_and_render(jobs(photos)))
    assert again == first
    assert {path: path.read_bytes() for path in made(darkroom)} == whole


def test_one_photo_in_many_places_is_decoded_once(photos, tmp_path):
    shelf = Shelf(folder=tmp_path)
    first = develop(photos / "red.jpg", ["submissions/a/red.jpg"], RECIPE, shelf)
    number = shelf.path(first.digest, WEBP).stat().st_ino
    assert develop(photos / "red.jpg", ["submissions/b/red.jpg"], RECIPE, shelf) == first
    assert shelf.path(first.digest, WEBP).stat().st_ino == number


def test_copies_of_one_photo_are_handed_out_together(photos, darkroom):
    (photos / "again.jpg").write_bytes((photos / "red.jpg").read_bytes())
    (photos / "cover.jpg").write_bytes((photos / "red.jpg").read_bytes())
    told = []
    every = [replace(job, recipe=replace(RECIPE, social=job.path.stem == "cover")) for job in jobs(photos)]
    results = {Path(result.file).stem: result for result in darkroom.inspect_and_render(every, lambda *done: told.append(done))}
    assert told == [(number, 4) for number in range(1, 5)]
    assert results["again"].picture.digest == results["cover"].picture.digest == results["red"].picture.digest
    assert [form for form, _, _ in sizes(results["cover"])] == ["webp", "jpeg", "social"]
    assert [form for form, _, _ in sizes(results["again"])] == ["webp", "jpeg"]


def test_two_builds_at_once_get_the_same(photos, darkroom):
    results = [[], []]

    def build(into):
        into += darkroom.inspect_and_render(jobs(photos))

    threads = [threading.Thread(target=build, args=(into,)) for into in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[1]
    assert outcome(results[0]) == WANTED
    assert not list(darkroom.folder.glob("*.part"))


def test_no_half_of_a_file_is_ever_seen(tmp_path):
    """Whoever reads a kept file while it is written anew goes on reading the earlier one."""
    shelf = Shelf(folder=tmp_path)
    shelf.keep_rendition("a", WEBP, b"earlier")
    with shelf.path("a", WEBP).open("rb") as reader:
        shelf.keep_rendition("a", WEBP, b"later")
        assert reader.read() == b"earlier"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"later"]


def test_a_write_that_fails_leaves_nothing_beside(tmp_path):
    shelf = Shelf(folder=tmp_path)
    taken = shelf.path("a", WEBP)
    taken.mkdir()
    with pytest.raises(OSError, match="directory"):
        shelf.keep_rendition("a", WEBP, b"whole")
    assert list(tmp_path.iterdir()) == [taken]


def test_what_nothing_used_for_long_goes_and_what_is_used_stays(photos, darkroom):
    results = list(darkroom.inspect_and_render(jobs(photos)))
    live = [path for result in results for path in (result.findings, *(each.path for each in result.renditions)) if path]
    shelf, old = Shelf(folder=darkroom.folder), time.time() - 100 * 86400
    for path in live:
        os.utime(path, (old, path.stat().st_mtime))
    for name, age in (("new", 1), ("newer", 0), ("old", 61)):
        (darkroom.folder / name).write_bytes(b"x" * 1000)
        os.utime(darkroom.folder / name, (time.time() - age * 86400,) * 2)
    (darkroom.folder / "left.part").write_bytes(b"of a build that was killed")
    os.utime(darkroom.folder / "left.part", (old, old))
    times = {path: path.stat().st_mtime_ns for path in live}
    assert shelf.prune(live) == 2
    assert {path.name for path in darkroom.folder.iterdir()} == {"new", "newer", *(path.name for path in live)}
    assert {path: path.stat().st_mtime_ns for path in live} == times
    assert all(path.stat().st_atime > old + 1 for path in live)
    assert shelf.prune(live, most=1500) == 1, "the oldest first"
    assert (darkroom.folder / "newer").exists()
    assert shelf.prune([], most=0) == len({*live}) + 1


def test_findings_come_back_as_they_were():
    findings = Findings(digest="0", type="GIF", width=3, height=2, faults=(Fault(code="photo-animated", values={"found": "GIF"}),))
    assert Findings.from_json(findings.to_json()) == findings


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its addresses")
def test_a_photo_that_needs_too_much_memory_takes_nothing_along(photos, darkroom):
    (photos / "huge.png").write_bytes(saved("white", "PNG", (6300, 6300)))
    # the photo's pixels take 160 MB, and a worker that has decoded nothing yet about 80
    tight = replace(darkroom, memory=200_000_000)
    assert outcome(tight.inspect_and_render(jobs(photos))) == WANTED | {"huge.png": ["photo-crashed"]}
    # what says as much about the machine as about the photo isn't kept
    assert outcome(darkroom.inspect_and_render(jobs(photos))) == WANTED | {"huge.png": ["photo-too-large", "photo-format"]}


def test_a_photo_that_hangs_its_reader_takes_nothing_along(photos, darkroom):
    os.mkfifo(photos / "hangs.jpg")
    results = list(replace(darkroom, seconds=1.0).inspect_and_render(jobs(photos)))
    assert outcome(results) == WANTED | {"hangs.jpg": ["photo-too-slow"]}
    (problem,) = results[1].problems
    assert problem.values == {"most": "1"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process has open as files")
def test_a_photo_that_ends_its_reader_takes_nothing_along(photos, darkroom):
    """A pipe keeps the worker reading until it is struck down, as by a fault in a decoder."""
    pipe = photos / "breaks.jpg"
    os.mkfifo(pipe)

    def strike():
        end = patiently(lambda: os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        reader = patiently(lambda: next(child for child in psutil.Process().children(recursive=True) if reads(child, pipe)))
        reader.send_signal(signal.SIGSEGV)
        patiently(lambda: gone(reader))
        os.close(end)

    thread = threading.Thread(target=strike)
    thread.start()
    results = list(darkroom.inspect_and_render(jobs(photos)))
    thread.join()
    assert outcome(results) == WANTED | {"breaks.jpg": ["photo-crashed"]}
    assert results[1].problems[0].values == {"reason": "SIGSEGV"}


def patiently(attempt):
    while True:
        try:
            return attempt()
        except (OSError, StopIteration, psutil.Error):
            time.sleep(0.01)


def reads(process, pipe):
    """Does the process have the pipe open? psutil lists plain files only, so this asks the system."""
    folder = Path(f"/proc/{process.pid}/fd")
    return any(link.readlink() == pipe for link in folder.iterdir())


def gone(process):
    if process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        raise OSError


def test_a_file_that_is_not_there_or_too_large_is_a_problem(photos, darkroom):
    with (photos / "large.jpg").open("wb") as file:
        file.truncate(20_000_001)
    (photos / "gone.jpg").symlink_to(photos / "nowhere.jpg")
    found = outcome(darkroom.inspect_and_render(jobs(photos)))
    assert found == WANTED | {"large.jpg": ["photo-too-large"], "gone.jpg": ["unreadable-file"]}


def test_a_run_that_is_broken_off_leaves_no_worker(photos, darkroom):
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    for number in range(250):
        (photos / f"{number}.jpg").write_bytes(saved((number, 0, 0)))
    results = darkroom.inspect_and_render(jobs(photos))
    next(results)
    results.close()
    left = [child.name() for child in psutil.Process().children(recursive=True) if child.pid not in before]
    assert len(left) <= 2, "the server that forks workers, and what cleans up behind it"
    assert len(list(darkroom.folder.glob("*.json"))) < 250


def test_masters_are_made_in_workers_too(photos, darkroom):
    masters = {master.file: master for master in darkroom.masters(jobs(photos))}
    noted = photos / "noted.jpg"
    data, suffix = normalise(noted.read_bytes(), ".jpg")
    assert masters["submissions/noted.jpg"] == Master(file="submissions/noted.jpg", data=data, suffix=suffix)
    assert b"at home" not in data
    assert masters["submissions/blue.webp"].suffix == ".webp"
    assert masters["submissions/none.jpg"].problem.code == "photo-unreadable"
