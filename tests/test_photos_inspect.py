"""What an inspection finds in a photo, and that no file makes it raise."""

import os
import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from storywall.photos.inspect import examine, inspect, inspect_bytes
from storywall.photos.recipe import Limits

NAMES = {"JPEG": "a.jpg", "PNG": "a.png", "WEBP": "a.webp", "GIF": "a.gif", "AVIF": "a.avif", "HEIF": "a.heic"}
GRADIENT = Image.linear_gradient("L").resize((48, 32)).convert("RGB")


def saved(format="JPEG", image=GRADIENT, **options):
    target = BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def codes(data, file="a.jpg"):
    return [problem.code for problem in inspect_bytes(data, file)[1]]


def kept_as(format):
    """What a photo of this type has against it, clean as it may be."""
    return [] if format in ("JPEG", "WEBP") else ["photo-format"]


def found(data, file="a.jpg"):
    """The words of photo-metadata; the photo has no other problem, but for its type."""
    problems = [problem for problem in inspect_bytes(data, file)[1] if problem.code != "photo-format"]
    assert [problem.code for problem in problems] in ([], ["photo-metadata"])
    return {word for problem in problems for word in problem.values["found"].split(", ")}


def with_segment(data, marker, content):
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + data[2:]


def exif(tags=(), inner=(), place=()):
    block = Image.Exif()
    block.update(tags)
    if inner:
        block.get_ifd(ExifTags.IFD.Exif).update(inner)
    if place:
        block.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return block.tobytes()


@pytest.mark.parametrize("format", NAMES)
def test_a_clean_photo_of_each_type_is_fine(format):
    data = saved(format)
    picture, problems = inspect_bytes(data, NAMES[format])
    assert [problem.code for problem in problems] == kept_as(format)
    assert (picture.file, picture.width, picture.height) == (NAMES[format], 48, 32)
    assert len(picture.digest) == 64


def test_what_decides_over_colours_resolution_and_an_upright_flag_is_fine():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(icc_profile=srgb, dpi=(300, 300), exif=exif({0x0112: 1, 0x011A: 72.0, 0x0128: 2}))
    assert codes(data) == []
    assert codes(saved("PNG", icc_profile=srgb, dpi=(300, 300)), "a.png") == ["photo-format"]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_place_is_a_problem_of_its_own_in_every_type(format):
    data = saved(format, exif=exif(place={1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)}))
    assert codes(data, NAMES[format]) == ["photo-gps", *kept_as(format)]


def test_a_place_in_xmp_is_one_too():
    data = saved(xmp=b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="48,8N"/></x:xmpmeta>')
    assert codes(data) == ["photo-gps", "photo-metadata"]


def test_a_camera_that_does_not_know_where_it_is_names_no_place():
    assert codes(saved(exif=exif(place={0: b"\2\3\0\0", 18: "WGS-84"}))) == []


@pytest.mark.parametrize(
    ("word", "options"),
    [
        ("serial number", {"exif": exif(inner={0xA431: "123456"})}),
        ("name of its owner", {"exif": exif({0x013B: "Mara"})}),
        ("capture time", {"exif": exif({0x0132: "2026:11:21 10:00:00"})}),
        ("camera and lens", {"exif": exif({0x010F: "Kiln"})}),
        ("maker note", {"exif": exif(inner={0x927C: b"anything"})}),
        ("comment", {"comment": b"from home"}),
        ("XMP", {"xmp": b"<x:xmpmeta/>"}),
        ("name of a program", {"exif": exif({0x0131: "Editor 1.0"})}),
        ("other data of a camera or program", {"exif": exif(inner={0x829A: 0.01})}),
    ],
)
def test_what_a_camera_adds_is_named(word, options):
    assert found(saved(**options)) == {word}


@pytest.mark.parametrize(
    ("word", "marker", "content"),
    [
        ("IPTC", 0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x08\x1c\x02\x50\0\x03joe"),
        ("embedded thumbnail", 0xE0, b"JFXX\0\x10\xff\xd8\xff"),
        ("further pictures", 0xE2, b"MPF\0MM\0*\0\0\0\x08\0\0"),
        ("content credentials", 0xEB, b"JP\0\x01\0\0\0\x01\0\0\0\x08jumb"),
        ("other data of a camera or program", 0xE7, b"whatever"),
        ("other data of a camera or program", 0xE1, b"not Exif"),
    ],
)
def test_segments_of_a_jpeg_are_named(word, marker, content):
    assert found(with_segment(saved(), marker, content)) == {word}


def test_a_thumbnail_in_exif_or_in_the_jfif_header_is_named():
    thumbnail = saved(image=GRADIENT.resize((8, 8)))
    second = struct.pack(">H", 2) + struct.pack(">HHLL", 0x0201, 4, 1, 44) + struct.pack(">HHLL", 0x0202, 4, 1, len(thumbnail))
    block = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HL", 0, 14) + second + struct.pack(">L", 0) + thumbnail
    assert "embedded thumbnail" in found(with_segment(saved(), 0xE1, block))
    jfif = with_segment(b"\xff\xd8" + saved()[20:], 0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + b"rgb")
    assert found(jfif) == {"embedded thumbnail"}


def test_metadata_behind_the_first_scan_and_in_oversized_exif_is_seen():
    data = saved(progressive=True)
    scan = data.rindex(b"\xff\xda")
    assert found(data[:scan] + b"\xff\xfe\x00\x08secret" + data[scan:]) == {"comment"}
    assert found(data[:scan] + b"\xff\xe1\x00\x0eExif\0\0MM\0*\0\0" + data[scan:]) == {"other data of a camera or program"}
    large = exif({0x0112: 1}) + b"\0" * 2000
    assert found(saved(exif=large)) == {"other data of a camera or program"}


def test_broken_exif_is_metadata_and_no_crash():
    assert found(with_segment(saved(), 0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff")) == {"other data of a camera or program"}
    assert found(with_segment(saved(), 0xE1, b"Exif\0\0rubbish")) == {"other data of a camera or program"}


def test_text_in_png_and_webp_and_gif_is_named():
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_text("Comment", "from home")
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    text.add(b"tIME", b"\x07\xea\x0b\x15\x0a\0\0")
    assert found(saved("PNG", pnginfo=text), "a.png") == {"comment", "XMP", "capture time"}
    assert found(saved("WEBP", xmp=b"<x:xmpmeta/>"), "a.webp") == {"XMP"}
    assert found(saved("GIF", comment=b"from home"), "a.gif") == {"comment"}
    assert found(saved("AVIF", xmp=b"<x:xmpmeta/>"), "a.avif") == {"XMP"}
    assert found(saved("HEIF", xmp=b"<x:xmpmeta/>"), "a.heic") == {"XMP"}


def test_a_profile_that_shows_other_colours_than_srgb_is_named():
    assert found(saved(icc_profile=b"no profile at all")) == {"a colour profile other than sRGB"}


@pytest.mark.parametrize("flag", range(2, 9))
def test_an_orientation_flag_is_a_problem_and_the_size_is_upright(flag):
    picture, problems = inspect_bytes(saved(exif=exif({0x0112: flag})), "a.jpg")
    assert [(problem.code, problem.values) for problem in problems] == [("photo-orientation", {"found": flag})]
    assert (picture.width, picture.height) == ((32, 48) if flag >= 5 else (48, 32))


def test_an_impossible_orientation_turns_nothing():
    assert codes(saved(exif=exif({0x0112: 0}))) == []


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animation_is_a_problem(format):
    frames = [GRADIENT, GRADIENT.rotate(180)]
    data = saved(format, image=frames[0], save_all=True, append_images=frames[1:], duration=100)
    assert codes(data, NAMES[format]) == ["photo-animated"]


def test_further_pictures_in_one_file_are_named():
    """Bursts, both halves of a stereo picture, the picture before it was edited."""
    several = {"save_all": True, "append_images": [GRADIENT.rotate(180)]}
    assert found(saved("HEIF", **several), "a.heic") == {"further pictures"}
    _, problems = inspect_bytes(saved("MPO", **several), "a.jpg")
    assert [problem.code for problem in problems] == ["photo-metadata", "photo-trailing-bytes"]
    assert problems[0].values == {"found": "further pictures"}


def test_bytes_behind_the_end_are_a_problem_but_for_a_cards_padding():
    _, (problem,) = inspect_bytes(saved() + b"\0\0film", "a.jpg")
    assert (problem.code, problem.values) == ("photo-trailing-bytes", {"found": 6})
    assert codes(saved() + b"\0" * 512) == []


def test_a_name_of_another_type_is_a_problem_that_names_both():
    _, (problem,) = inspect_bytes(saved("WEBP"), "the-mug/a.JPG")
    assert (problem.file, problem.code) == ("the-mug/a.JPG", "photo-wrong-suffix")
    assert problem.values == {"found": "WebP", "suffix": ".JPG", "right": ".webp"}
    # What is written anew in any case isn't told to take the name of a type that isn't kept.
    _, (first, problem) = inspect_bytes(saved("PNG"), "the-mug/a.JPG")
    assert (first.code, problem.code, problem.values["right"]) == ("photo-format", "photo-wrong-suffix", "")
    assert codes(saved(), "a.JPEG") == []


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"II*\0\x08\0\0\0\0\0", b"%PDF-1.7", b"\xff\xd8\xff\xd9", b"GIF89a"])
def test_what_is_no_photo_is_a_problem(data):
    picture, problems = inspect_bytes(data, "a.jpg")
    assert picture is None
    assert [problem.code for problem in problems] in (["photo-unreadable"], ["photo-truncated"])


def test_types_that_pillow_knows_and_we_do_not_stay_out():
    for other in ("TIFF", "BMP", "PPM", "ICO", "TGA"):
        assert codes(saved(other), "a.jpg") == ["photo-unreadable"], other


@pytest.mark.parametrize("format", NAMES)
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_photo_cut_off_is_truncated(format, tenth):
    data = saved(format, image=GRADIENT.resize((480, 320)))
    picture, (problem,) = inspect_bytes(data[: len(data) * tenth // 10], NAMES[format])
    assert picture is None
    assert problem.code == "photo-truncated"


@pytest.mark.parametrize("format", NAMES)
def test_a_photo_that_lacks_one_byte_is_truncated(format):
    """A GIF decodes without its last byte, and yet something is missing."""
    assert codes(saved(format)[:-1], NAMES[format]) == ["photo-truncated"]


def test_a_cut_that_keeps_the_end_marker_is_found_by_decoding():
    data = saved("PNG", image=Image.effect_noise((64, 64), 90))
    torn = data[:200] + data[-12:]
    assert codes(torn, "a.png")[0] in ("photo-truncated", "photo-unreadable")


def test_what_is_larger_than_a_master_is_a_problem():
    _, (problem,) = inspect_bytes(saved(image=Image.new("L", (2, 2561))), "a.jpg")
    assert (problem.code, problem.values) == ("photo-too-large", {"found": 2561, "most": 2560, "unit": "pixels on its longest side"})
    assert codes(saved(image=Image.new("L", (2560, 2)))) == []
    noise = Image.merge("RGB", [Image.effect_noise((1300, 1100), 120) for _ in "RGB"])
    _, (problem,) = inspect_bytes(saved(image=noise, quality=97), "a.jpg")
    assert (problem.code, problem.values["most"], problem.values["unit"]) == ("photo-too-large", "1.5", "MB")


@pytest.mark.parametrize(
    ("data", "file", "words"),
    [
        (saved(image=GRADIENT.convert("CMYK")), "a.jpg", "CMYK"),
        (saved("PNG", image=Image.new("I;16", (40, 30), 200 * 257)), "a.png", "16 bit"),
        (saved("HEIF", image=Image.new("I;16", (64, 64), 200 * 257)), "a.heic", "10 bit"),
    ],
)
def test_colours_that_no_screen_shows_are_named(data, file, words):
    problems = {problem.code: problem.values for problem in inspect_bytes(data, file)[1]}
    assert problems["photo-colours"] == {"found": words}


def test_limits_hold_before_anything_is_decoded(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(saved("PNG", image=Image.new("1", (8001, 5000))))
    _, (problem,) = inspect(path, "a.png")
    assert (problem.code, problem.values) == ("photo-too-large", {"found": "40.1", "most": 40, "unit": "megapixels"})
    for size, shown in ((20_000_001, "20.1"), (2**40, "1099511.7")):  # a terabyte of holes: nothing may read it
        with path.open("r+b") as file:
            file.truncate(size)
        _, (problem,) = inspect(path, "a.png")
        assert (problem.code, problem.values) == ("photo-too-large", {"found": shown, "most": 20, "unit": "MB"})


def test_a_bomb_is_refused_by_its_header():
    """The header promises 4.3 thousand million pixels and the data aren't even there."""
    data = bytearray(saved("PNG"))
    data[16:24] = struct.pack(">LL", 65535, 65535)
    import zlib

    data[29:33] = struct.pack(">L", zlib.crc32(bytes(data[12:29])))
    assert codes(bytes(data), "a.png") == ["photo-too-large"]


def test_limits_are_an_input():
    findings, opened = examine(saved(), Limits(pixels=48 * 32 - 1, size=10**6))
    assert (opened, [fault.code for fault in findings.faults]) == (None, ["photo-too-large"])
    findings, opened = examine(saved(), Limits(pixels=48 * 32, size=10**6))
    assert findings.faults == ()


def test_sixteen_bits_of_a_colour_are_seen_though_pillow_narrows_them():
    """Pillow decodes 16-bit RGB to 8 bit; only the header tells."""
    import zlib

    head = struct.pack(">LLBBBBB", 2, 1, 16, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" + b"\x12\x34" * 6)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content)) for name, content in chunks
    )
    assert codes(data, "a.png") == ["photo-colours", "photo-format"]


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    picture, (problem,) = inspect(tmp_path / "a.jpg", "submissions/a.jpg")
    assert (picture, problem.code, problem.file) == (None, "unreadable-file", "submissions/a.jpg")


@given(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), st.data())
def test_damage_is_a_problem_or_harmless_and_never_raises(format, draw):
    data = bytearray(saved(format, exif=exif({0x010F: "Kiln"}, {0x927C: b"note"}, {2: (1.0, 2.0, 3.0)})))
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    picture, problems = inspect_bytes(bytes(data), "a.jpg")
    assert picture is not None or problems


corpora = pytest.mark.skipif("STORYWALL_CORPORA" not in os.environ, reason="STORYWALL_CORPORA doesn't name the sets")


def photos(*folder):
    found = sorted(Path(os.environ["STORYWALL_CORPORA"]).joinpath(*folder).glob("*.*"))
    assert found
    return [path for path in found if path.suffix != ".yml"]


@corpora
@pytest.mark.corpora
def test_photos_made_for_the_sample_community_are_clean():
    for path in photos("photos"):
        assert inspect(path, path.name)[1] == [], path.name


@corpora
@pytest.mark.corpora
def test_every_camera_photo_is_decoded_and_found_to_carry_metadata():
    for path in [*photos("real", "photos"), *photos("corpora", "photos", "exif")]:
        picture, problems = inspect(path, path.name)
        assert picture is not None, path.name
        assert problems, path.name
        assert {problem.code for problem in problems} <= {
            *("photo-gps", "photo-metadata", "photo-orientation", "photo-trailing-bytes", "photo-too-large", "photo-format"),
        }
    located = {path.name for path in photos("corpora", "photos", "exif") if "photo-gps" in codes(path.read_bytes(), path.name)}
    assert located >= {"DSCN0010.jpg", "DSCN0042.jpg", "IMG_5195.HEIC"}
