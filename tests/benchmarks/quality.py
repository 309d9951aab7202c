"""What programs made of the same masters: bytes of their WebP files, and how like the resized original each looks (SSIM)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines import Engine

LOOKED_AT = 24
"""So many masters are compared: SSIM takes half a second a picture."""
_SIDE = 8
# The constants of Wang et al. (2004) for 8-bit levels.
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Mean SSIM over the compared renditions, and their bytes."""

    ssim: float
    size: int
    count: int


def masters(engine: Engine) -> list[Path]:
    """List the masters that a program was given."""
    return sorted(engine.home.glob("submissions/photos/*/*.jpg")) or sorted(engine.home.glob("assets/photos/*.jpg"))


def renditions(engine: Engine, master: Path) -> list[Path]:
    """List the WebP files that a program made of a master: ours are named by its digest, Hugo's by its name."""
    digest = hashlib.sha256(master.read_bytes()).hexdigest()[:20]
    return [path for name in (digest, master.stem) for path in engine.site.rglob(f"{name}*.webp")]


def quality(engine: Engine) -> Quality:
    """Compare what a program made of some masters with these, resized."""
    found = [pair for master in masters(engine)[:LOOKED_AT] for pair in _compared(engine, master)]
    return Quality(ssim=sum(ssim for ssim, _ in found) / max(len(found), 1), size=sum(size for _, size in found), count=len(found))


def _compared(engine: Engine, master: Path) -> Iterator[tuple[float, int]]:
    from PIL import Image

    with Image.open(master) as opened:
        original = opened.convert("RGB")
    for path in renditions(engine, master):
        with Image.open(path) as made:
            wanted = original.resize(made.size, Image.Resampling.LANCZOS)
            yield ssim(wanted.convert("L"), made.convert("L")), path.stat().st_size


def ssim(one: Any, other: Any) -> float:
    """The mean structural similarity of two grey pictures of one size, over windows of 8 x 8 pixels."""
    import numpy as np

    a, b = (np.asarray(image, dtype="float64") for image in (one, other))

    def mean(values: Any) -> Any:
        total = np.pad(values.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
        return (total[_SIDE:, _SIDE:] - total[:-_SIDE, _SIDE:] - total[_SIDE:, :-_SIDE] + total[:-_SIDE, :-_SIDE]) / _SIDE**2

    mean_a, mean_b = mean(a), mean(b)
    var_a, var_b, both = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2, mean(a * b) - mean_a * mean_b
    like = (2 * mean_a * mean_b + _C1) * (2 * both + _C2) / ((mean_a**2 + mean_b**2 + _C1) * (var_a + var_b + _C2))
    return float(like.mean())


def lines(qualities: Mapping[str, Quality]) -> Iterator[str]:
    """Write what was compared; of two programs the first in relation to the second."""
    for name, found in qualities.items():
        yield f"    {name}: mean SSIM {found.ssim:.4f}, {found.size / 1e6:.2f} MB in {found.count} renditions of {LOOKED_AT} masters at most"
    if len(qualities) == 2 and all(found.count for found in qualities.values()):
        ours, theirs = qualities.values()
        yield f"    SSIM {ours.ssim - theirs.ssim:+.4f}, bytes {ours.size / theirs.size:.3f}"
