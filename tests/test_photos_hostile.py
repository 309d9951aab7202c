"""Every odd and hostile photo through the workers: the run goes on, nothing takes long, and what can be shown is upright."""

import os
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from storywall.photos import opening  # it registers HEIF with Pillow
from storywall.photos.darkroom import Darkroom, Job
from storywall.photos.recipe import Recipe

RECIPE = Recipe(widths=(480, 960, 1600), quality=80, social=True)
MOST_SECONDS = 10.0
assert opening
CODES = {
    *("photo-animated", "photo-colours", "photo-crashed", "photo-format", "photo-gps", "photo-metadata", "photo-orientation", "photo-too-large"),
    *("photo-too-slow", "photo-trailing-bytes", "photo-truncated", "photo-unreadable", "photo-wrong-suffix"),
}


def saved(image, format, **options):
    target = BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def modes():
    """One photo of each mode and oddity, by the name that its file has."""
    soft = Image.merge("RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)])
    seen_through = soft.copy()
    seen_through.putalpha(Image.linear_gradient("L"))
    palette = soft.quantize(32)
    frames = {"save_all": True, "append_images": [soft.rotate(90)], "duration": 90}
    return {
        "bits.png": saved(soft.convert("1"), "PNG"),
        "grey.jpg": saved(soft.convert("L"), "JPEG"),
        "grey-alpha.png": saved(seen_through.convert("LA"), "PNG"),
        "palette.png": saved(palette, "PNG", transparency=3),
        "palette.gif": saved(palette, "GIF", transparency=3),
        "sixteen.png": saved(Image.new("I;16", (300, 200), 40_000), "PNG"),
        "print.jpg": saved(soft.convert("CMYK"), "JPEG"),
        "ycc.jpg": saved(soft.convert("YCbCr"), "JPEG"),
        "clear.webp": saved(seen_through, "WEBP"),
        "phone.heic": saved(soft, "HEIF"),
        "new.avif": saved(soft, "AVIF"),
        **{f"moving.{suffix}": saved(soft, kind, **frames) for suffix, kind in (("gif", "GIF"), ("webp", "WEBP"), ("png", "PNG"))},
        "nothing.jpg": b"",
        "high.png": saved(Image.new("L", (1, 30_000)), "PNG"),
        "wide.png": saved(Image.new("L", (30_000, 1)), "PNG"),
        "by-another-name.jpg": saved(soft, "WEBP"),
        "with-a-film.jpg": saved(soft, "JPEG") + b"film" * 1000,
    }


def through_the_darkroom(folder, kept):
    """Every file below a folder, inspected and rendered, then made a master; returns results and masters by name."""
    jobs = [Job(path=path, file=f"submissions/{path.name}", recipe=RECIPE) for path in sorted(folder.iterdir())]
    darkroom = Darkroom(folder=kept, workers=2, seconds=MOST_SECONDS)
    since, slowest, results = time.monotonic(), 0.0, {}
    for result in darkroom.inspect_and_render(jobs):
        now = time.monotonic()
        slowest, since = max(slowest, now - since), now
        results[result.file.rpartition("/")[2]] = result
    assert slowest < MOST_SECONDS
    masters = {master.file.rpartition("/")[2]: master for master in darkroom.masters(jobs)}
    assert list(results) == list(masters) == [job.path.name for job in jobs]
    return results, masters


def codes(result):
    return {problem.code for problem in result.problems}


def test_every_mode_is_shown_or_refused_and_has_a_master(tmp_path):
    (tmp_path / "photos").mkdir()
    for name, data in modes().items():
        (tmp_path / "photos" / name).write_bytes(data)
    results, masters = through_the_darkroom(tmp_path / "photos", tmp_path / "kept")
    assert all(codes(result) <= CODES for result in results.values())
    assert {name for name, result in results.items() if result.renditions} == {"grey.jpg", "ycc.jpg", "clear.webp"}
    assert {name for name, master in masters.items() if master.problem} == {"nothing.jpg"}
    made = {name: Image.open(BytesIO(master.data)) for name, master in masters.items() if not master.problem}
    assert {image.format for image in made.values()} == {"JPEG", "WEBP"}
    assert max(side for image in made.values() for side in image.size) <= 2560
    again = tmp_path / "again"
    again.mkdir()
    for name, master in masters.items():
        if not master.problem:
            (again / f"{Path(name).stem}-{Path(name).suffix[1:]}{master.suffix}").write_bytes(master.data)
    second, _ = through_the_darkroom(again, tmp_path / "kept")
    assert {name: codes(result) for name, result in second.items() if codes(result)} == {}
    assert all(result.renditions for result in second.values())


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_a_photo_cut_off_anywhere_ends_nothing(tmp_path, format):
    (tmp_path / "photos").mkdir()
    whole = saved(Image.effect_noise((320, 240), 80).convert("RGB"), format)
    for tenth in range(1, 10):
        (tmp_path / "photos" / f"{tenth}.jpg").write_bytes(whole[: len(whole) * tenth // 10])
    results, masters = through_the_darkroom(tmp_path / "photos", tmp_path / "kept")
    for result in results.values():
        assert codes(result) <= {"photo-truncated", "photo-unreadable"}
        assert result.problems[0].file == result.file
    assert all(master.problem for master in masters.values())


corpora = pytest.mark.skipif("STORYWALL_CORPORA" not in os.environ, reason="STORYWALL_CORPORA doesn't name the sets")


@corpora
@pytest.mark.corpora
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["corpora/photos/exif", "corpora/photos/orientation", "real/photos"])
def test_what_is_out_there_ends_nothing(tmp_path, folder):
    source = Path(os.environ["STORYWALL_CORPORA"], folder)
    (tmp_path / "photos").mkdir()
    for path in source.iterdir():
        if path.is_file():
            (tmp_path / "photos" / path.name).symlink_to(path)
    results, masters = through_the_darkroom(tmp_path / "photos", tmp_path / "kept")
    assert all(codes(result) <= CODES for result in results.values())
    made = [master for master in masters.values() if not master.problem]
    assert len(made) == len([result for result in results.values() if result.picture])
    assert max(len(master.data) for master in made) <= 1_500_000
