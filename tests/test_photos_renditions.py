"""What is published of a photo, and the master that is kept of it: right pixels, and nothing of the file beside them."""

import os
import struct
import subprocess
import sys
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from storywall.photos.containers import outside
from storywall.photos.findings import RefusedError
from storywall.photos.inspect import inspect_bytes
from storywall.photos.normalise import LONGEST, MOST_BYTES, normalise
from storywall.photos.opening import decode
from storywall.photos.recipe import SUBMITTED, Recipe
from storywall.photos.renditions import placeholder, render

SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif", "HEIF": ".heic"}
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CORNERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(size=(96, 64)):
    """A landscape picture whose quarters are red, green, blue and white."""
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize(size, Image.Resampling.NEAREST)


def saved(format="JPEG", image=None, **options):
    target = BytesIO()
    (quarters() if image is None else image).save(target, format, **options)
    return target.getvalue()


def rendered(tmp_path, data, suffix=".jpg", width=1600, quality=90):
    """The largest WebP rendition, which is as good as all: each is encoded from pixels."""
    picture = decode(data, SUBMITTED)
    recipe = Recipe(widths=(width,), quality=quality)
    (each,) = recipe.webp(*picture.size)
    ((_, rendition),) = render(picture, [each])
    image = Image.open(BytesIO(rendition))
    image.load()
    assert (image.format, image.size) == ("WEBP", (each.width, each.height))
    return rendition, image


def all_of(data, **more):
    """Every rendition by its form and width."""
    picture = decode(data, SUBMITTED)
    prints = Recipe(widths=(480, 960, 1600), quality=80, social=True, **more).prints(*picture.size)
    return {(each.form, each.width): rendition for each, rendition in render(picture, prints)}


def opened(data):
    image = Image.open(BytesIO(data))
    image.load()
    return image


def near(image, place, colour, most=12):
    found = image.convert("RGB").getpixel(place)
    return all(abs(a - b) <= most for a, b in zip(found, colour, strict=True))


def assert_upright(image):
    right, below = image.width * 3 // 4, image.height * 3 // 4
    places = ((image.width // 4, image.height // 4), (right, image.height // 4), (image.width // 4, below), (right, below))
    for place, colour in zip(places, CORNERS, strict=True):
        assert near(image, place, colour), (place, colour)


def flag(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


# Metadata ------------------------------------------------------------------------------------------------------------


def ifd(entries, at):
    """One EXIF list of tags as bytes, for a place in a TIFF of big endian; entries: tag, type, count, value of 4 bytes or bytes."""
    block, extra = struct.pack(">H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in entries:
        held = value.ljust(4, b"\0")
        if len(value) > 4:
            held = struct.pack(">L", behind + len(extra))
            extra += value
        block += struct.pack(">HHL", tag, kind, count) + held
    return block, extra


def exif_with_secrets():
    thumbnail = saved(image=Image.effect_noise((16, 16), 90))
    text = lambda tag, value: (tag, 2, len(value), value)  # noqa: E731
    head, at = b"MM\0*\0\0\0\x08", 8
    first = [text(0x010F, b"SECRET-CAMERA\0"), text(0x0132, b"2019:07:08 09:10:11\0"), (0x8769, 4, 1, b""), (0x8825, 4, 1, b"")]
    inner = [text(0x9003, b"2019:07:08 09:10:12\0"), (0x927C, 7, 17, b"SECRET-MAKER-NOTE"), text(0xA431, b"SECRET-SERIAL-77\0")]
    place = [(1, 2, 2, b"N\0"), (2, 5, 3, struct.pack(">6L", 48, 1, 8, 1, 987654321, 7654321)), text(29, b"2019:07:09\0")]
    start = at + len(b"".join(ifd(first, at))) + 4
    block, extra = ifd(inner, start)
    inner_bytes = block + b"\0\0\0\0" + extra
    place_at = start + len(inner_bytes)
    block, extra = ifd(place, place_at)
    place_bytes = block + b"\0\0\0\0" + extra
    second_at = place_at + len(place_bytes)
    first[2:] = [(0x8769, 4, 1, struct.pack(">L", start)), (0x8825, 4, 1, struct.pack(">L", place_at))]
    block, extra = ifd(first, at)
    second = [(0x0201, 4, 1, struct.pack(">L", second_at + 30)), (0x0202, 4, 1, struct.pack(">L", len(thumbnail)))]
    second_bytes = ifd(second, second_at)[0] + b"\0\0\0\0" + thumbnail
    return head + block + struct.pack(">L", second_at) + extra + inner_bytes + place_bytes + second_bytes, thumbnail


EXIF, THUMBNAIL = exif_with_secrets()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d exif:GPSLatitude="SECRET-XMP"/></x:xmpmeta>'
PROFILE = SRGB.replace("sRGB built-in".encode("utf-16-be"), "SECRET-ICC-TX".encode("utf-16-be"))
SECRETS = (
    *(b"SECRET", "SECRET".encode("utf-16-be"), b"2019:07:0", struct.pack(">L", 987654321), struct.pack("<L", 987654321)),
    *(THUMBNAIL[-60:-10], b"Exif", b"ns.adobe.com", b"8BIM", b"xmpmeta", b"film with sound"),
)


def with_segment(data, marker, content):
    return data[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + data[2:]


def dirty(format, image=None):
    """A photo that carries everything a format can."""
    if format == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_text("Comment", "SECRET-COMMENT")
        text.add_text("Author", "SECRET-AUTHOR", zip=True)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return saved("PNG", image, exif=EXIF, icc_profile=PROFILE, pnginfo=text) + b"film with sound"
    if format == "GIF":
        return saved("GIF", image, comment=b"SECRET-COMMENT", xmp=XMP) + b"film with sound"
    data = saved(format, image, exif=b"Exif\0\0" + EXIF, icc_profile=PROFILE, xmp=XMP)
    if format == "JPEG":
        data = with_segment(data, 0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x50\0\x0bSECRET-IPTC")
        data = with_segment(data, 0xE5, b"SECRET-APP5")
        data = with_segment(data, 0xFE, b"SECRET-COMMENT") + b"film with sound"
    return data


@pytest.mark.parametrize("format", SUFFIXES)
def test_nothing_of_the_file_but_pixels_is_published(tmp_path, format):
    """T5. The scan is of bytes, so it doesn't matter what any program would read there."""
    data = dirty(format)
    if format in ("JPEG", "WEBP", "AVIF", "HEIF"):
        assert all(secret in data for secret in (b"SECRET", b"2019:07:0", THUMBNAIL[-60:-10], XMP))
    _, image = rendered(tmp_path, data, SUFFIXES[format])
    assert_upright(image)
    renditions = all_of(data)
    assert {form for form, _ in renditions} == {"webp", "jpeg", "social"}
    for (form, _), rendition in renditions.items():
        assert not [secret for secret in SECRETS if secret in rendition]
        parts = {part.name for part in outside(rendition, "WebP" if form == "webp" else "JPEG").parts}
        assert parts <= ({"VP8 ", "VP8L", "VP8X", "ALPH"} if form == "webp" else {"", "APP0"})
    picture, _ = inspect_bytes(data, "a.jpg")
    assert not [secret for secret in SECRETS if secret in b64decode(picture.placeholder)]


def test_the_same_secrets_are_found_by_an_inspection():
    _, problems = inspect_bytes(dirty("JPEG"), "a.jpg")
    assert [problem.code for problem in problems] == ["photo-gps", "photo-metadata", "photo-trailing-bytes"]
    found = problems[1].values["found"].split(", ")
    assert {"serial number", "capture time", "camera and lens", "maker note", "embedded thumbnail", "comment", "XMP", "IPTC"} <= {*found}


@pytest.mark.parametrize("format", SUFFIXES)
@pytest.mark.parametrize("size", [(96, 64), (3000, 30)])
def test_a_master_has_no_metadata_and_no_problem(format, size):
    master, suffix = normalise(dirty(format, quarters(size)), SUFFIXES[format])
    assert not [secret for secret in SECRETS if secret in master]
    picture, problems = inspect_bytes(master, f"a{suffix}")
    assert problems == []
    assert suffix in ((".jpg",) if format == "JPEG" else (".jpg", ".webp"))
    assert max(picture.width, picture.height) == min(max(size), LONGEST)
    assert_upright(opened(master))


# Masters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("format", "suffix"), [("JPEG", ".jpeg"), ("WEBP", ".webp")])
def test_a_master_stays_as_it_is(format, suffix):
    data = saved(format)
    assert normalise(data, suffix) == (data, suffix)


def test_a_master_is_made_once():
    once = normalise(dirty("PNG", quarters((3000, 2000))), ".png")
    assert normalise(*once) == once


def test_a_jpeg_that_only_carries_metadata_keeps_its_pixels():
    image = Image.merge("RGB", [Image.radial_gradient("L"), Image.linear_gradient("L"), Image.linear_gradient("L").rotate(90)])
    data = with_segment(saved(image=image, quality=97), 0xFE, b"from home")
    master, suffix = normalise(data, ".jpg")
    assert suffix == ".jpg"
    assert b"from home" not in master
    assert opened(master).quantization == opened(data).quantization
    assert max(ImageStat.Stat(ImageChops.difference(opened(data), opened(master))).mean) < 1


def test_a_master_that_can_be_seen_through_is_webp_and_only_then():
    image = quarters().convert("RGBA")
    soft = Image.merge("RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)])
    assert normalise(saved("PNG", soft.convert("RGBA")), ".png")[1] == ".jpg"
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    master, suffix = normalise(saved("PNG", image), ".png")
    assert (suffix, opened(master).mode) == (".webp", "RGBA")
    assert opened(master).getchannel("A").getextrema() == image.getchannel("A").getextrema()


@pytest.mark.parametrize(("format", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_a_master_keeps_to_its_bytes(format, suffix):
    noise = Image.merge("RGB", [Image.effect_noise((1300, 1100), 120) for _ in "RGB"])
    data = saved(format, noise, quality=97)
    assert len(data) > MOST_BYTES
    master, _ = normalise(data, suffix)
    assert len(master) <= MOST_BYTES


def test_a_drawing_of_few_colours_becomes_webp_without_loss():
    drawn = quarters((300, 200))
    master, suffix = normalise(saved("PNG", drawn), ".png")
    assert (suffix, ImageChops.difference(opened(master), drawn).getbbox()) == (".webp", None)
    # A photograph in greys has few of them as well.
    for grey in (Image.effect_noise((64, 64), 60), Image.effect_noise((64, 64), 60).convert("RGB")):
        assert normalise(saved("PNG", grey), ".png")[1] == ".jpg"


def test_the_first_picture_of_an_animation_becomes_the_master():
    frames = {"save_all": True, "append_images": [Image.new("RGB", (96, 64), "black")], "duration": 100}
    for kind in ("GIF", "WEBP", "PNG"):
        master, _ = normalise(saved(kind, **frames), SUFFIXES[kind])
        assert inspect_bytes(master, "a.webp")[1] == []
        assert_upright(opened(master))


def test_what_was_drawn_keeps_the_edges_between_its_colours():
    stripes = Image.new("RGB", (2, 1))
    stripes.putdata([(255, 0, 0), (0, 0, 255)])
    drawn = Image.new("RGB", (64, 80))
    for at in range(0, 64, 2):
        drawn.paste(stripes.resize((2, 64), Image.Resampling.NEAREST), (at, 0))
    drawn.paste(Image.merge("RGB", [Image.effect_noise((64, 16), 90) for _ in "RGB"]), (0, 64))  # too many colours for WebP
    master = opened(normalise(saved("PNG", drawn), ".png")[0])
    assert near(master, (32, 32), (255, 0, 0), 40)
    assert near(master, (33, 32), (0, 0, 255), 40)


def test_what_is_no_photo_is_refused():
    with pytest.raises(RefusedError) as refused:
        normalise(b"<svg/>", ".jpg")
    assert refused.value.fault.code == "photo-unreadable"


# Pixels --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_every_orientation_comes_out_upright(tmp_path, orientation, format):
    lying = quarters().transpose(UNDO[orientation]) if orientation > 1 else quarters()
    data = saved(format, lying, exif=flag(orientation))
    _, image = rendered(tmp_path, data, SUFFIXES[format])
    picture, _ = inspect_bytes(data, "a.jpg")
    assert image.size == (picture.width, picture.height) == (96, 64)
    assert_upright(image)
    assert_upright(opened(normalise(data, SUFFIXES[format])[0]))


def test_a_photo_is_made_smaller_and_never_larger(tmp_path):
    for size, width, wanted in (((96, 64), 48, (48, 32)), ((64, 96), 48, (48, 72)), ((96, 64), 200, (96, 64)), ((900, 3), 90, (90, 1))):
        _, image = rendered(tmp_path, saved(image=quarters(size)), width=width)
        assert image.size == wanted


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((2000, 1500), {("webp", 480): 360, ("webp", 960): 720, ("webp", 1600): 1200, ("jpeg", 960): 720, ("social", 1200): 630}),
        ((600, 800), {("webp", 480): 640, ("webp", 600): 800, ("jpeg", 600): 800, ("social", 1200): 630}),
        ((10, 4), {("webp", 10): 4, ("jpeg", 10): 4, ("social", 1200): 630}),
    ],
)
def test_a_photo_has_the_renditions_that_its_size_allows(size, wanted):
    found = {key: opened(data) for key, data in all_of(saved(image=quarters(size))).items()}
    assert {key: image.height for key, image in found.items()} == wanted
    assert all(image.width == width for (_, width), image in found.items())
    assert {image.format for (form, _), image in found.items() if form != "webp"} == {"JPEG"}
    if min(size) > 99:
        assert_upright(found["jpeg", min(960, size[0])])


def test_what_can_be_seen_through_stands_on_white_where_there_is_no_seeing_through():
    data = saved("PNG", Image.new("RGBA", (400, 300), (255, 0, 0, 0)))
    for (form, _), rendition in all_of(data).items():
        if form != "webp":
            assert near(opened(rendition), (5, 5), (255, 255, 255))
    assert placeholder(Image.new("RGBA", (40, 30), (0, 0, 0, 9))) == ""


def test_a_placeholder_is_a_tiny_picture_of_the_photo():
    picture, _ = inspect_bytes(saved(image=quarters((960, 640))), "a.jpg")
    tiny = b64decode(picture.placeholder)
    assert len(tiny) < 200
    assert max(opened(tiny).size) == 16
    assert near(opened(tiny), (1, 1), CORNERS[0], 60)


def transparent():
    image = quarters().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 128))
    return image


@pytest.mark.parametrize(
    ("image", "colour"),
    [
        (Image.new("1", (40, 30), 1), (255, 255, 255)),
        (Image.new("L", (40, 30), 77), (77, 77, 77)),
        (Image.new("LA", (40, 30), (77, 255)), (77, 77, 77)),
        (
            Image.new(
                "P",
                (40, 30),
                0,
            ),
            (0, 0, 0),
        ),
        (Image.new("RGB", (40, 30), (10, 200, 90)).quantize(4), (10, 200, 90)),
        (Image.new("I;16", (40, 30), 200 * 257), (200, 200, 200)),
        (Image.new("RGBA", (40, 30), (10, 200, 90, 255)), (10, 200, 90)),
    ],
    ids=lambda value: getattr(value, "mode", ""),
)
def test_every_mode_of_png_shows_its_colour(tmp_path, image, colour):
    _, shown = rendered(tmp_path, saved("PNG", image), ".png", width=20)
    assert shown.mode == "RGB"
    assert near(shown, (10, 7), colour)
    assert near(opened(normalise(saved("PNG", image), ".png")[0]), (20, 15), colour)


@pytest.mark.parametrize("mode", ["CMYK", "L", "YCbCr"])
def test_every_mode_of_jpeg_shows_its_colour(tmp_path, mode):
    image = Image.new("RGB", (40, 30), (200, 200, 200)).convert(mode)
    _, shown = rendered(tmp_path, saved("JPEG", image))
    assert near(shown, (20, 15), (200, 200, 200))
    assert opened(normalise(saved("JPEG", image), ".jpg")[0]).mode in ("RGB", "L")


def test_what_can_be_seen_through_stays_so(tmp_path):
    for data, suffix in ((saved("PNG", transparent()), ".png"), (saved("WEBP", transparent()), ".webp")):
        _, shown = rendered(tmp_path, data, suffix, width=48)
        assert shown.mode == "RGBA"
        assert abs(shown.getpixel((10, 10))[3] - 128) <= 2
    palette = quarters().quantize(8)
    _, shown = rendered(tmp_path, saved("GIF", palette, transparency=palette.getpixel((0, 0))), ".gif")
    assert (shown.getpixel((5, 5))[3], shown.getpixel((90, 5))[3]) == (0, 255)


def test_a_wide_profile_becomes_srgb(tmp_path):
    """A profile whose red and green are exchanged shows at once whether it was used."""
    profile = exchanged()
    for kind in ("JPEG", "PNG", "WEBP"):
        data = saved(kind, Image.new("RGB", (40, 30), (255, 0, 0)), icc_profile=profile)
        _, shown = rendered(tmp_path, data, SUFFIXES[kind])
        assert near(shown, (20, 15), (0, 255, 0), 25), kind
        assert near(opened(normalise(data, SUFFIXES[kind])[0]), (20, 15), (0, 255, 0), 25), kind
        assert [problem.code for problem in inspect_bytes(data, f"a{SUFFIXES[kind]}")[1]][:1] == ["photo-metadata"]
    see_through = Image.new("RGBA", (40, 30), (255, 0, 0, 128))
    _, shown = rendered(tmp_path, saved("PNG", see_through, icc_profile=profile), ".png")
    assert near(shown, (20, 15), (0, 255, 0), 25)
    assert abs(shown.getpixel((20, 15))[3] - 128) <= 1


def exchanged():
    """The profile of sRGB with the tags of its red and green exchanged."""
    count = struct.unpack(">L", SRGB[128:132])[0]
    table = SRGB[132 : 132 + 12 * count]
    swap = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    rows = [table[at : at + 12] for at in range(0, len(table), 12)]
    return SRGB[:132] + b"".join(swap.get(row[:4], row[:4]) + row[4:] for row in rows) + SRGB[132 + 12 * count :]


def test_a_profile_that_does_not_fit_is_passed_over(tmp_path):
    for image in (quarters(), quarters().convert("L"), quarters().convert("CMYK")):
        for profile in (b"rubbish", exchanged() if image.mode != "RGB" else b"x" * 200):
            rendered(tmp_path, saved("JPEG", image, icc_profile=profile))


def test_only_the_first_picture_of_an_animation_is_shown(tmp_path):
    frames = [quarters(), quarters().rotate(180)]
    for kind in ("GIF", "WEBP", "PNG"):
        data = saved(kind, frames[0], save_all=True, append_images=frames[1:], duration=50)
        _, image = rendered(tmp_path, data, SUFFIXES[kind])
        assert getattr(image, "n_frames", 1) == 1
        assert_upright(image)


def test_pillow_is_not_loaded_before_it_is_needed():
    program = "import sys, storywall.photos.darkroom; sys.exit(any(name.startswith(('PIL', 'pillow', 'pebble')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


corpora = pytest.mark.skipif("STORYWALL_CORPORA" not in os.environ, reason="STORYWALL_CORPORA doesn't name the sets")


@corpora
@pytest.mark.corpora
@pytest.mark.parametrize("orientation", range(2, 9))
def test_photos_with_every_orientation_look_like_the_upright_one(tmp_path, orientation):
    folder = Path(os.environ["STORYWALL_CORPORA"], "corpora", "photos", "orientation")
    for shape in ("Landscape", "Portrait"):
        _, upright = rendered(tmp_path, (folder / f"{shape}_1.jpg").read_bytes(), width=300)
        _, image = rendered(tmp_path, (folder / f"{shape}_{orientation}.jpg").read_bytes(), width=300)
        assert image.size == upright.size
        # the number painted on each photo differs
        assert max(ImageStat.Stat(ImageChops.difference(image, upright)).mean) < 12


@corpora
@pytest.mark.corpora
@pytest.mark.slow
def test_camera_photos_become_masters_and_renditions_without_metadata(tmp_path):
    root = Path(os.environ["STORYWALL_CORPORA"])
    photos = [*sorted(root.glob("real/photos/*.jpg")), *sorted(root.glob("corpora/photos/exif/*"))]
    assert photos
    for path in photos:
        data = path.read_bytes()
        rendition, _ = rendered(tmp_path, data, path.suffix, width=200)
        assert {part.name for part in outside(rendition, "WebP").parts} <= {"VP8 ", "VP8L", "VP8X", "ALPH"}, path.name
        master, suffix = normalise(data, path.suffix)
        assert inspect_bytes(master, f"a{suffix}")[1] == [], path.name
