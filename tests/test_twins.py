"""Copies of a photo are found among many, and what only looks a little like it is left alone."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageOps

from storywall.photos import copies as copying
from storywall.photos.copies import copies
from storywall.photos.inspect import inspect_bytes


def drawn(seed):
    """A picture with large shapes, another one for each seed."""
    cells = Image.effect_noise((7 + seed % 3, 5), 90).convert("L")
    cells.putdata([(seed * 7919 + place * place * 131 + place * 37) % 256 for place in range(cells.width * cells.height)])
    return cells.resize((480, 360), Image.Resampling.BICUBIC).convert("RGB")


def jpeg(image, quality=88):
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


def picture(image, **options):
    return inspect_bytes(jpeg(image, **options), "a.jpg")[0]


def changed(image):
    width, height = image.size
    side, top = round(width * 0.05), round(height * 0.05)
    return {
        "recompressed": (image, {"quality": 35}),
        "brightened": (ImageEnhance.Brightness(image).enhance(1.2), {}),
        "darkened": (ImageEnhance.Brightness(image).enhance(0.75), {}),
        "mirrored": (ImageOps.mirror(image), {}),
        "cropped": (image.crop((side, top, width, height)), {}),
        "cropped all around": (image.crop((side, top, width - side, height - top)), {}),
        "mirrored and cropped": (ImageOps.mirror(image.crop((side, 0, width, height - top))), {}),
        "smaller": (image.resize((width // 2, height // 2)), {}),
    }


@pytest.mark.parametrize("what", changed(drawn(0)))
def test_a_copy_is_found_among_others(tmp_path, what):
    originals = [picture(drawn(seed)) for seed in range(12)]
    assert copies(originals, tmp_path) == []
    image, options = changed(drawn(3))[what]
    copy = picture(image, **options)
    assert copies([*originals, copy], tmp_path) == [tuple(sorted((originals[3].digest, copy.digest)))]


def test_only_new_photos_are_compared_and_what_was_found_is_kept(tmp_path, monkeypatch):
    one, other = picture(drawn(1)), picture(ImageOps.mirror(drawn(1)))
    (pair,) = copies([one, other], tmp_path)

    def never(*pictures):
        raise AssertionError

    monkeypatch.setattr(copying, "_found", never)
    assert copies([one, other], tmp_path) == [pair]
    assert copies([one], tmp_path) == []
    monkeypatch.undo()
    (tmp_path / copying.FILE).write_bytes(b"{")
    assert copies([one, other], tmp_path) == [pair]


def test_what_has_nothing_to_tell_it_by_is_like_nothing(tmp_path):
    plain = [picture(Image.new("RGB", (64, 48), colour)) for colour in ("red", "white", "steelblue")]
    assert copies(plain, tmp_path) == []


def shows(community, slug, image, **fields):
    community.story(f"{slug}/index", photos=[{"file": "cup.jpg", "alt": "A cup on a table", "rights": "own", "depicted": "none"}], **fields)
    community.write(f"submissions/stories/{slug}/cup.jpg", jpeg(image))


def test_the_later_of_two_people_is_told_and_nobody_of_their_own(community):
    shows(community, "first", drawn(5), date="2026-11-01")
    shows(community, "again", drawn(5), date="2026-11-02")
    assert community.codes() == [], "the same member"
    shows(community, "later", ImageOps.mirror(drawn(5)), date="2026-11-03", author=None, author_name="Somebody")
    (told,) = community.check().problems
    assert (told.code, told.severity, told.file) == ("photo-alike", "warning", "submissions/stories/later/index.md")
    assert told.values["other"] == "submissions/stories/first/cup.jpg", "the earliest is enough"
    allow = [{"code": "photo-alike", "reason": "They took it together, and both may show it.", "by": "mara"}]
    shows(community, "later", drawn(5), date="2026-11-03", author=None, author_name="Somebody", allow=allow)
    assert community.codes() == []


def test_of_many_who_show_one_picture_all_but_the_first_are_told_of_the_first(community):
    image = drawn(5)
    for day in range(1, 6):
        by = {"author": None, "author_name": f"Guest {day % 3}"}
        shows(community, f"no-{day}", image if day % 2 else ImageOps.mirror(image), date=f"2026-11-0{day}", **by)
    told = {problem.file.split("/")[2]: problem.values["other"].split("/")[2] for problem in community.check().problems}
    assert told == {"no-2": "no-1", "no-3": "no-1", "no-5": "no-1"}, "no-4 is by whom was the first"


corpora = pytest.mark.skipif("STORYWALL_CORPORA" not in os.environ, reason="STORYWALL_CORPORA doesn't name the sets")


@corpora
@pytest.mark.corpora
@pytest.mark.slow
def test_of_real_photos_nearly_all_copies_are_found_and_no_two_others(tmp_path):
    paths = sorted(Path(os.environ["STORYWALL_CORPORA"], "photos").glob("*.jpg"))
    found = missed = 0
    originals = {}
    for path in paths:
        with Image.open(path) as opened:
            opened.draft("RGB", (400, 400))
            originals[path] = opened.convert("RGB")
    pictures = {path: picture(image) for path, image in originals.items()}
    assert copies(pictures.values(), tmp_path / "kept") == []
    for path, image in list(originals.items())[::5]:
        for altered, options in changed(image).values():
            copy = picture(altered, **options)
            pair = tuple(sorted((pictures[path].digest, copy.digest)))
            near = copies([*pictures.values(), copy], tmp_path / "kept")
            assert set(near) <= {pair}
            found, missed = found + (near == [pair]), missed + (near != [pair])
    assert missed <= found * 0.03
