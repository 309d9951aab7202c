"""How a file's bytes are to be read: what isn't text at all is named, UTF-8 is proven, anything else is guessed and said so."""

from __future__ import annotations

import codecs
from pathlib import Path

from storywall.importing.refused import ImportRefusedError
from storywall.problems import N_

_NOT_TEXT = (
    (b"Rar!\x1a\x07", N_("a RAR archive")),
    (b"PK\x03\x04", N_("a ZIP archive or an Excel workbook (.xlsx)")),
    (b"PK\x05\x06", N_("an empty ZIP archive")),
    (b"\xd0\xcf\x11\xe0", N_("an old Excel workbook (.xls)")),
    (b"\x1f\x8b", N_("a gzip archive")),
    (b"7z\xbc\xaf", N_("a 7z archive")),
    (b"BZh", N_("a bzip2 archive")),
    (b"\xfd7zXZ", N_("an xz archive")),
    (b"%PDF", N_("a PDF")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"SQLite format 3", N_("a database")),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLDER = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "mac_roman", "cp932", "gb18030", "big5", "euc_kr"]
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜŸ‘’“”„‚«»‹›–—…•·°€£§©®™¡¿½¼¾×´\xa0")
_ASCII_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LINE = 1024 * 1024
_SAMPLE = 64 * 1024


def find_encoding(path: Path) -> str:
    """Return the name of the encoding that the whole file can be read with; ImportRefusedError where there is none."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise ImportRefusedError(N_("the file is empty"))
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    for start, found in _NOT_TEXT:
        if head.startswith(start):
            raise ImportRefusedError(N_("this isn't a text file but {found}: save it as CSV, or unpack it"), found=found)
    if b"\0" in head:
        raise ImportRefusedError(N_("this isn't a text file: it holds zero bytes; save it as CSV in UTF-8"))
    return _proven(path)


def _proven(path: Path) -> str:
    """UTF-8 where every line is; where none beyond ASCII is, the likeliest older encoding; both at once is refused."""
    right, wrong, sample = 0, 0, bytearray()
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LINE):
            number += line.endswith(b"\n")
            if line.isascii():
                continue
            if _is_utf8(line) or len(line) == _LINE:
                right += 1
            else:
                wrong = wrong or number or 1
                sample += line if len(sample) < _SAMPLE else b""
            if right and wrong:
                raise ImportRefusedError(
                    N_("the file mixes encodings: line {line} isn't UTF-8, others are; save it anew as UTF-8, or name one with --encoding"),
                    line=wrong,
                )
    return "utf-8" if not wrong else _likeliest(bytes(sample))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likeliest(sample: bytes) -> str:
    """The older encoding of some lines, which charset-normalizer can only tell where there is much text of one language."""
    if _is_western(sample):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_OLDER).best()
    if best is None:
        raise ImportRefusedError(N_("nobody can tell in which encoding the file is; save it as UTF-8, or name it with --encoding"))
    return best.encoding


def _is_western(sample: bytes) -> bool:
    """Is this what Excel writes in Western Europe: a few accents, dashes and quotation marks among plain letters?

    The same bytes are letters of other alphabets, where nearly all letters of a word are beyond ASCII, or of Central Europe
    and Turkey, whose texts don't do without letters that Western ones don't have.
    """
    try:
        beyond = "".join(character for character in sample.decode("cp1252") if not character.isascii())
    except UnicodeDecodeError:
        return False
    letters = sum(byte in _ASCII_LETTERS for byte in sample)
    return len(beyond) < letters / 2 and all(character in _WESTERN for character in beyond)


def known_encoding(name: str) -> str:
    """Return Python's name of an encoding; ImportRefusedError where there is none of this name."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ImportRefusedError(N_("there is no encoding `{name}`; try utf-8, cp1252 or utf-16"), name=name) from None
