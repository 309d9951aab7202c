"""Measurements into figures: spreads, ratios of pairs, and the lines that the benchmark prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from measure import Measurement

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Least, median and greatest of some figures."""

    least: float
    middle: float
    most: float


def spread(figures: Sequence[float]) -> Spread:
    """Return least, median and greatest of at least one figure."""
    return Spread(least=min(figures), middle=median(figures), most=max(figures))


def pair_ratios(ours: Sequence[Measurement], theirs: Sequence[Measurement]) -> list[float]:
    """Divide wall time by wall time, run by run: what slows the machine for a while slows both of a pair."""
    return [one.wall / other.wall for one, other in zip(ours, theirs, strict=True)]


def compared(case: str, names: tuple[str, str], ours: Sequence[Measurement], theirs: Sequence[Measurement]) -> str:
    """Write the line of a case that two programs ran in turn."""
    one, other = (median(run.wall for run in runs) for runs in (ours, theirs))
    ratio = spread(pair_ratios(ours, theirs))
    span = f"ratio {ratio.middle:.2f} ({ratio.least:.2f}-{ratio.most:.2f})"
    return f"{case} {names[0]}/{names[1]} wall {one:.2f}/{other:.2f} s {span}"


def alone(case: str, name: str, runs: Sequence[Measurement]) -> str:
    """Write the line of a case that one program ran."""
    wall = spread([run.wall for run in runs])
    return f"{case} {name} wall {wall.middle:.2f} s ({wall.least:.2f}-{wall.most:.2f})"


def detail(name: str, runs: Sequence[Measurement], apart: str = "") -> str:
    """Write the line below: least, median and greatest of wall time, CPU time and peak memory of one program."""
    parts = [
        f"wall {three(spread([run.wall for run in runs]), 2)} s",
        f"CPU {three(spread([run.cpu for run in runs]), 2)} s",
        f"peak {three(spread([run.peak / MIB for run in runs]), 0)} MiB",
    ]
    if any(run.apart for run in runs):
        parts.append(f"{apart} apart {three(spread([run.apart / MIB for run in runs]), 0)} MiB")
    if not all(run.pss for run in runs):
        parts.append("(memory partly as RSS)")
    return f"    {name}: " + ", ".join(parts)


def three(figures: Spread, digits: int) -> str:
    """Write a spread as least, median and greatest."""
    return " ".join(f"{figure:.{digits}f}" for figure in (figures.least, figures.middle, figures.most))
