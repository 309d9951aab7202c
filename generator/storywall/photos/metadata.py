"""What a picture file carries besides its pixels: where it was taken, when, with what, by whom, in words."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import ExifTags, Image

from storywall.photos.colour import is_srgb
from storywall.photos.containers import Part
from storywall.photos.opening import Opened
from storywall.problems import N_

SERIAL = N_("serial number")
OWNER = N_("name of its owner")
TIME = N_("capture time")
CAMERA = N_("camera and lens")
MAKER_NOTE = N_("maker note")
THUMBNAIL = N_("embedded thumbnail")
COMMENT = N_("comment")
XMP = N_("XMP")
IPTC = N_("IPTC")
SOFTWARE = N_("name of a program")
PICTURES = N_("further pictures")
CREDENTIALS = N_("content credentials")
PROFILE = N_("a colour profile other than sRGB")
OTHER = N_("other data of a camera or program")
ORDER = (
    *(SERIAL, OWNER, TIME, CAMERA, MAKER_NOTE, THUMBNAIL, PICTURES),
    *(COMMENT, XMP, IPTC, SOFTWARE, CREDENTIALS, PROFILE, OTHER),
)
PLACE = "gps"

_TAGS = {
    SERIAL: (0xA431, 0xA435, 0xC62F),
    OWNER: (0x013B, 0x8298, 0x9C9D, 0xA430),
    TIME: (0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292),
    CAMERA: (0x010F, 0x0110, 0xA432, 0xA433, 0xA434, 0xC614),
    MAKER_NOTE: (0x927C, 0xC634),
    COMMENT: (0x010D, 0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F),
    SOFTWARE: (0x000B, 0x0131, 0x013C),
}
_WORDS = {tag: word for word, tags in _TAGS.items() for tag in tags}
# Size, resolution, orientation, layout of colours, version, and where the other lists of tags stand.
_HARMLESS_TAGS = frozenset(
    int(tag, 16)
    for tag in (
        "0100 0101 0102 0103 0106 0112 0115 011A 011B 011C 0128 0142 0143 0211 0212 0213 0214 8769 8825 9000 9101 9102 A000 A001 A002 A003 A005"
    ).split()
)
# A list of harmless tags is short; what is longer holds something that its tags don't name.
_HARMLESS_LENGTH = 1024
_NO_PLACE_TAGS = frozenset((0, 9, 10, 18))
"""GPS tags that cameras write without knowing where they are: version, status, mode, map datum."""

_HARMLESS_PARTS = {
    "JPEG": {""},
    "PNG": set("IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs oFFs sTER sPLT cICP mDCV cLLI".split())
    | {"acTL", "fcTL", "fdAT", "eXIf"},
    "WebP": {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF"},
    "GIF": {"image", "extension F9"},
    "AVIF": {"ftyp", "meta", "mdat", "moov", "free", "skip", "wide", "idat"},
}
_HARMLESS_PARTS["HEIF"] = _HARMLESS_PARTS["AVIF"]

# Beginnings of parts that have a meaning of their own; None: harmless, or looked at through Pillow.
_STARTS: dict[tuple[str, str], tuple[tuple[bytes, str | None], ...]] = {
    ("JPEG", "APP0"): ((b"JFXX\0", THUMBNAIL),),
    ("JPEG", "APP1"): ((b"Exif\0", None), (b"http://ns.adobe.com/", XMP)),
    ("JPEG", "APP2"): ((b"ICC_PROFILE\0", None), (b"MPF\0", PICTURES)),
    ("JPEG", "APP11"): ((b"JP", CREDENTIALS),),
    ("JPEG", "APP14"): ((b"Adobe", None),),
    ("JPEG", "COM"): ((b"", COMMENT),),
    ("PNG", "iTXt"): ((b"XML:com.adobe.xmp\0", XMP), (b"", COMMENT)),
    ("PNG", "tEXt"): ((b"", COMMENT),),
    ("PNG", "zTXt"): ((b"Raw profile type iptc\0", IPTC), (b"Raw profile type xmp\0", XMP), (b"", COMMENT)),
    ("PNG", "tIME"): ((b"", TIME),),
    ("PNG", "caBX"): ((b"", CREDENTIALS),),
    ("WebP", "XMP "): ((b"", XMP),),
    ("GIF", "extension 01"): ((b"", COMMENT),),
    ("GIF", "extension FE"): ((b"", COMMENT),),
    ("GIF", "extension FF"): (
        *((b"\x0bNETSCAPE2.0", None), (b"\x0bANIMEXTS1.0", None), (b"\x0bICCRGBG1", None)),
        (b"\x0bXMP Data", XMP),
    ),
}


def carried(opened: Opened, data: bytes) -> set[str]:
    """Return words for all that the file carries besides its pixels; PLACE among them where it says where it was taken."""
    words = set(_in_parts(opened, data)) | set(_in_exif(opened)) | set(_in_info(opened.image))
    if b"GPSL" in _xmp(opened, data):
        words.add(PLACE)
    if opened.profile and not is_srgb(opened.profile):
        words.add(PROFILE)
    return words


def _in_parts(opened: Opened, data: bytes) -> Iterator[str]:
    for part in opened.outside.parts:
        if part.name not in _HARMLESS_PARTS[opened.type]:
            yield from _in_part(part, data[part.start : part.stop], opened)


def _in_part(part: Part, content: bytes, opened: Opened) -> Iterator[str]:
    if part.name == "APP0" and content.startswith(b"JFIF\0"):
        if content[12:13] > b"\0" and content[13:14] > b"\0":
            yield THUMBNAIL
        return
    if part.name == "APP13" and b"8BIM" in content:
        yield from _in_photoshop(content)
        return
    for start, word in _STARTS.get((opened.type, part.name), ()):
        if content.startswith(start):
            if word is not None:
                yield word
            elif start == b"Exif\0" and "exif" not in opened.image.info:
                yield OTHER
            return
    yield OTHER


def _in_photoshop(content: bytes) -> Iterator[str]:
    yield IPTC if b"8BIM\x04\x04" in content else OTHER
    if b"8BIM\x04\x0c" in content or b"8BIM\x04\x09" in content:
        yield THUMBNAIL


def _in_exif(opened: Opened) -> Iterator[str]:
    try:
        exif = opened.image.getexif()
        inner, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
        second = exif.get_ifd(ExifTags.IFD.IFD1)
        tags = {*exif, *inner}
    except Exception:  # noqa: BLE001 - EXIF is as broken as cameras make it
        yield OTHER
        return
    yield from (_WORDS.get(tag, OTHER) for tag in tags - _HARMLESS_TAGS)
    if set(place) - _NO_PLACE_TAGS:
        yield PLACE
    if second:
        yield THUMBNAIL
    length = len(opened.image.info.get("exif") or b"")
    # Pillow shows broken EXIF as empty.
    if length > _HARMLESS_LENGTH or (length and not tags):
        yield OTHER


def _in_info(image: Image.Image) -> Iterator[str]:
    """AVIF and HEIF keep these inside one box, which only their decoders read."""
    if image.format not in ("AVIF", "HEIF"):
        return
    for key, word in (("xmp", XMP), ("thumbnails", THUMBNAIL), ("depth_images", PICTURES), ("aux", PICTURES), ("metadata", OTHER)):
        if image.info.get(key):
            yield word
    if image.format == "HEIF" and getattr(image, "n_frames", 1) > 1:
        yield PICTURES


def _xmp(opened: Opened, data: bytes) -> bytes:
    blocks = [data[part.start : part.stop] for part in opened.outside.parts if part.name in ("APP1", "XMP ", "extension FF")]
    info = opened.image.info.get("xmp") or b""
    return b"".join([*blocks, info if isinstance(info, bytes) else str(info).encode()])
