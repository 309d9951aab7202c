"""Copies what ships from node_modules into theme/assets/vendor: PhotoSwipe, and the fonts cut to what pages use.

Run by `make install`. Where nothing changed, it does nothing: vendor.json holds the digest of all that went in.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "theme" / "assets" / "vendor"

# What a site in a European language needs, the Cyrillic ones included. A visitor's browser loads a file only where
# the page has one of its characters.
SCRIPTS = {
    "latin": (
        "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2009-200A,U+2010-2015,U+2018-201E,"
        "U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+2122,U+2190-2193,U+2212"
    ),
    "latin-ext": (
        "U+0100-0130,U+0132-0151,U+0154-017F,U+0192,U+01CD-01CE,U+0218-021B,U+0259,U+02C7,U+02D8-02D9,U+02DB,U+02DD,"
        "U+1E02-1E03,U+1E0A-1E0B,U+1E1E-1E1F,U+1E40-1E41,U+1E56-1E57,U+1E60-1E61,U+1E6A-1E6B,U+1E80-1E85,U+1E9E,"
        "U+1EF2-1EF3,U+20A4,U+20BA,U+20BD"
    ),
    "cyrillic": "U+0301,U+0400-045F,U+0490-0491,U+2116",
}
# Kerning, ligatures and marks, local forms (ș in Romanian, б in Serbian), and both kinds of figures.
FEATURES = ["calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "onum", "pnum", "tnum"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One style of a family: where its files are in its package, and what is kept of its axes."""

    family: str
    package: str
    files: str  # with a gap for the script
    style: str
    axes: dict[str, float | tuple[float, float]]


# Both families' licence reserves no name, so a cut font may keep its own. Literata sets titles and quotes, so it is
# cut at the optical size of a title, which halves the files; text is set in Onest.
WEIGHTS = (400.0, 700.0)
FACES = [
    Face(
        family="Literata",
        package="@fontsource-variable/literata",
        files="literata-{script}-opsz-{style}.woff2",
        style="normal",
        axes={"opsz": 36, "wght": WEIGHTS},
    ),
    Face(
        family="Literata",
        package="@fontsource-variable/literata",
        files="literata-{script}-opsz-{style}.woff2",
        style="italic",
        axes={"opsz": 36, "wght": WEIGHTS},
    ),
    Face(
        family="Onest",
        package="@fontsource-variable/onest",
        files="onest-{script}-wght-{style}.woff2",
        style="normal",
        axes={"wght": WEIGHTS},
    ),
]
# Files of further letters are asked for by a page that has one: without them a name would have a letter of another face in its middle.
WHOLE_WORDS = ("latin", "cyrillic")
# What stands in until a font has come: a face that most systems have (Liberation's are as wide as Times New Roman and Arial), scaled to
# the font's own width and lines, so that nothing moves when it comes. `width` is its mean advance in em over LETTERS.
LETTERS = {
    letter: float(share)
    for letter, share in (
        each.split(":")
        for each in (
            "e:12.7 t:9.1 a:8.2 o:7.5 i:7 n:6.7 s:6.3 h:6.1 r:6 d:4.3 l:4 c:2.8 u:2.8 m:2.4 w:2.4 f:2.2 g:2 y:2 p:1.9 b:1.5 v:1 k:.8"
        ).split()
    )
} | {" ": 18.0}
STAND_INS = {
    "Literata": (("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif"), 0.4051),
    "Onest": (("Arial", "ArialMT", "Liberation Sans"), 0.4472),
}
COPIES = {
    "photoswipe": [
        "dist/photoswipe.css",
        "dist/photoswipe.esm.min.js",
        "dist/photoswipe-lightbox.esm.min.js",
    ],
}


def main() -> None:
    """Fill theme/assets/vendor anew, unless it already holds what this would write."""
    record = VENDOR / "vendor.json"
    wanted = digest()
    if record.is_file() and json.loads(record.read_text("utf-8")).get("digest") == wanted:
        record.touch()  # for make, which compares times
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for package, files in COPIES.items():
        for file in files:
            copy(PACKAGES / package / file, VENDOR / package / Path(file).name)
    write_fonts(VENDOR / "fonts")
    packages = sorted({*COPIES, *(face.package for face in FACES)})
    for package in packages:
        copy(PACKAGES / package / "LICENSE", VENDOR / "licenses" / f"{package.rpartition('/')[2]}.txt")
    # Last of all, so that a run that was cut short is seen as one.
    record.write_text(
        json.dumps({"digest": wanted, "packages": {name: describe(name) for name in packages}}, indent=2) + "\n",
        "utf-8",
    )
    size = sum(path.stat().st_size for path in VENDOR.rglob("*.woff2"))
    print(f"Wrote {VENDOR.relative_to(ROOT)}: PhotoSwipe, and {size // 1024} KiB of fonts.")


def digest() -> str:
    """What decides the outcome: this file, the versions of the packages, and of what cuts the fonts."""
    packages = sorted({*COPIES, *(face.package for face in FACES)})
    parts = [
        Path(__file__).read_bytes(),
        *((PACKAGES / package / "package.json").read_bytes() for package in packages),
        *(version(name).encode() for name in ("fonttools", "brotli")),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def describe(package: str) -> dict[str, str]:
    """Version and licence of an npm package."""
    about = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
    return {"version": about["version"], "license": about["license"]}


def copy(source: Path, target: Path) -> None:
    """Copy one file, without the pointer to a source map that doesn't ship."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = source.read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("//# sourceMappingURL=")]
    target.write_text("\n".join(kept) + "\n", "utf-8")


def write_fonts(folder: Path) -> None:
    """Cut each face into one file a script, with the fonts.css that names them."""
    folder.mkdir()
    rules = []
    for face in FACES:
        for script, ranges in SCRIPTS.items():
            source = PACKAGES / face.package / "files" / face.files.format(script=script, style=face.style)
            name = f"{face.family.lower()}-{face.style}-{script}.woff2"
            held = cut(source, folder / name, face, code_points(ranges))
            rules.append(rule(face, name, held, late=script not in WHOLE_WORDS))
    rules += [stand_in(family, folder / f"{family.lower()}-normal-latin.woff2", *known) for family, known in STAND_INS.items()]
    (folder / "fonts.css").write_text("\n".join(rules), "utf-8")


def cut(source: Path, target: Path, face: Face, wanted: set[int]) -> list[int]:
    """Write the part of a font that has the wanted code points, and return those that it has."""
    options = Options()
    options.layout_features = FEATURES
    options.notdef_outline = True
    # The build is the same each time: without this the font says when it was cut.
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font = instantiateVariableFont(font, dict(face.axes))
    font.flavor = "woff2"
    font.save(target)
    return sorted(font.getBestCmap())


def rule(face: Face, name: str, held: list[int], *, late: bool) -> str:
    """The @font-face rule of one file; it promises the characters that the file has, and no others.

    A font that comes after the page has been painted waits for the next page: no stand-in is so alike that lines wouldn't break anew. With
    `late` it takes its place whenever it comes.
    """
    low, high = WEIGHTS
    return (
        "@font-face {\n"
        f'  font-family: "{face.family}";\n'
        f"  font-style: {face.style};\n"
        f"  font-weight: {low:.0f} {high:.0f};\n"
        f"  font-display: {'swap' if late else 'optional'};\n"
        f'  src: url("{name}") format("woff2");\n'
        f"  unicode-range: {as_ranges(held)};\n"
        "}\n"
    )


def stand_in(family: str, file: Path, local: tuple[str, ...], width: float) -> str:
    """The @font-face rule of what stands in for a family."""
    font = TTFont(file)
    em, names, advances = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    own = sum(advances[names[ord(letter)]][0] * share for letter, share in LETTERS.items()) / sum(LETTERS.values()) / em
    scale = own / width
    lines = font["hhea"]
    sources = ", ".join(f'local("{name}")' for name in local)
    return (
        "@font-face {\n"
        f'  font-family: "{family} stand-in";\n'
        f"  src: {sources};\n"
        f"  size-adjust: {scale:.2%};\n"
        f"  ascent-override: {lines.ascent / em / scale:.2%};\n"
        f"  descent-override: {-lines.descent / em / scale:.2%};\n"
        f"  line-gap-override: {lines.lineGap / em / scale:.2%};\n"
        "}\n"
    )


def code_points(ranges: str) -> set[int]:
    """The code points of a CSS unicode-range."""
    found: set[int] = set()
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def as_ranges(points: list[int]) -> str:
    """A CSS unicode-range of sorted code points."""
    runs: list[list[int]] = []
    for point in points:
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{first:04X}" if first == last else f"U+{first:04X}-{last:04X}" for first, last in runs)


if __name__ == "__main__":
    main()
