"""Bytes -> a decoded picture within limits; whatever a decoder raises becomes a refusal with a code."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from storywall.photos.containers import Outside, outside, type_of
from storywall.photos.findings import OUT_OF_MEMORY, RefusedError
from storywall.photos.recipe import Limits
from storywall.problems import N_

# Importing a plugin registers it; Pillow would load all that it has where one of these is missing.
_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
# The workers share the processors between them, so each decodes in one thread.
pillow_heif.register_heif_opener(decode_threads=1)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
ImageFile.LOAD_TRUNCATED_IMAGES = False

_CUT_OFF = re.compile(r"truncat|premature|end of (?:file|data)|\bEOF\b|too short|incomplete", re.IGNORECASE)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_MEGAPIXELS, _MEGABYTES = N_("megapixels"), N_("MB")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A picture that was decoded wholly: its first image as it lies in the file, and what stands around it."""

    image: Image.Image
    type: str
    outside: Outside
    orientation: int
    """As in EXIF, 1 to 8; 1 where the image is upright as it is."""

    @property
    def profile(self) -> bytes:
        """The embedded colour profile; empty where there is none."""
        return self.image.info.get("icc_profile") or b""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, upright."""
        width, height = self.image.size
        return (height, width) if self.orientation >= 5 else (width, height)


def read(path: Path, limits: Limits) -> bytes:
    """Return a file's bytes; RefusedError where it is larger than the limits or can't be read."""
    try:
        check_size(path.stat().st_size, limits)
        return path.read_bytes()
    except OSError as error:
        raise RefusedError("unreadable-file", reason=error.strerror or type(error).__name__) from error


def check_size(size: int, limits: Limits) -> None:
    """Refuse a file of more bytes than the limits allow."""
    if size > limits.size:
        raise _too_large(size, limits.size, _MEGABYTES)


def decode(data: bytes, limits: Limits) -> Opened:
    """Decode a picture wholly; RefusedError where it is none, is cut off, or is larger than the limits."""
    check_size(len(data), limits)
    kind = type_of(data)
    if not kind:
        reason = N_("it is none of JPEG, PNG, WebP, GIF, AVIF, HEIC") if data else N_("the file is empty")
        raise RefusedError("photo-unreadable", reason=reason)
    around = outside(data, kind)
    try:
        with silent(), _at_most(limits.pixels):
            image = Image.open(BytesIO(data), formats=[kind.upper()])
            image.load()
            orientation = _orientation(image)
    except MemoryError as error:
        raise RefusedError("photo-crashed", reason=OUT_OF_MEMORY) from error
    except _BOMB as error:
        found = re.search(r"\((\d+) pixels\)", str(error))
        raise _too_large(int(found[1]) if found else limits.pixels + 1, limits.pixels, _MEGAPIXELS) from error
    except Exception as error:  # decoders raise whatever comes: SyntaxError, struct.error, IndexError, ...
        raise _unreadable(error, kind, cut_off=around.end is None) from error
    if around.end is None:
        raise RefusedError("photo-truncated", found=kind)
    return Opened(image=image, type=kind, outside=around, orientation=orientation)


@contextmanager
def silent() -> Iterator[None]:
    """Keep Pillow's warnings about odd files from the terminal, but for that of a bomb, which becomes an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


@contextmanager
def _at_most(pixels: int) -> Iterator[None]:
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = pixels
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before


def _orientation(image: Image.Image) -> int:
    try:
        flag = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - EXIF is as broken as cameras make it, and then says nothing about orientation
        return 1
    return int(flag) if flag in range(1, 9) else 1


def _too_large(found: int, most: int, unit: str) -> RefusedError:
    shown = math.ceil(found / 100_000) / 10
    return RefusedError("photo-too-large", found=f"{shown:.1f}".removesuffix(".0"), most=most // 1_000_000, unit=unit)


def _unreadable(error: Exception, kind: str, *, cut_off: bool) -> RefusedError:
    if cut_off or _CUT_OFF.search(str(error)):
        return RefusedError("photo-truncated", found=kind)
    # Pillow's own words for a file that it doesn't know hold an address in memory.
    said = "" if isinstance(error, UnidentifiedImageError) else str(error).partition("\n")[0][:100]
    return RefusedError("photo-unreadable", reason=f"damaged {kind}: {said}" if said else f"damaged {kind}")
