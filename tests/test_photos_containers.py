"""The outside of picture files: types by content, parts, and where a picture ends."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storywall.photos import opening
from storywall.photos.containers import PARTS_AT_MOST, outside, type_of

TYPES = ("JPEG", "PNG", "WebP", "GIF", "AVIF", "HEIF")
assert opening.decode  # registers the plugin that writes HEIF


def picture(kind):
    target = BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert("RGB").save(target, kind.upper())
    return target.getvalue()


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_ends_where_its_container_does_whatever_follows(kind):
    data = picture(kind)
    assert type_of(data) == kind
    assert outside(data, kind).end == len(data)
    assert outside(data + b"\0\0\0\0 a film with sound", kind).end == len(data)


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_without_its_last_bytes_has_no_end(kind):
    data = picture(kind)
    assert outside(data[:-1], kind).end is None
    assert outside(data[: len(data) // 2], kind).end is None


def test_an_end_inside_a_part_or_escaped_in_a_scan_is_none():
    thumbnail = b"\xff\xe1\x00\x08Exi\xff\xd9\xff"
    scan = b"\xff\xda\x00\x02 \xff\x00\xd9 \xff\xd0 \xff\xff\xd9"
    data = b"\xff\xd8" + thumbnail + scan
    assert outside(data + b"tail", "JPEG").end == len(data)


def test_parts_between_scans_are_seen():
    data = b"\xff\xd8\xff\xda\x00\x02scan\xff\xfe\x00\x06note\xff\xda\x00\x02scan\xff\xd9"
    (comment,) = [part for part in outside(data, "JPEG").parts if part.name == "COM"]
    assert data[comment.start : comment.stop] == b"note"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "AVIF"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"RIFF\x24\0\0\0WAVEfmt ", ""),
        (b"BM", ""),
        (b"", ""),
    ],
)
def test_types_are_told_by_content(head, kind):
    assert type_of(head) == kind


def test_a_file_of_empty_parts_is_given_up():
    data = b"\xff\xd8" + b"\xff\xfe\x00\x02" * (PARTS_AT_MOST + 1) + b"\xff\xd9"
    found = outside(data, "JPEG")
    assert (len(found.parts), found.end) == (PARTS_AT_MOST, None)


@given(st.sampled_from(TYPES), st.binary(max_size=64), st.data())
def test_damage_never_raises(kind, noise, draw):
    data = bytearray(picture(kind)) if kind != "HEIF" else bytearray(picture("AVIF"))
    at = draw.draw(st.integers(0, len(data)))
    data[at : at + len(noise)] = noise
    found = outside(bytes(data), kind)
    assert found.end is None or found.end <= len(data) + 2
