"""Brings real content into a fresh community as an editor would, and prints what came of it.

Content that nobody wrote for Storywall lies in `real/` of the folder that STORYWALL_CORPORA names: a table of reviews, stories and newsletters
as Markdown, photos as cameras wrote them. What such sources lack the editor states: here in the options of the commands, and in
`tests/importing/real/`, where alt texts stand.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

STATEMENTS = Path(__file__).parent.parent / "tests" / "importing" / "real"
TODAY = "2026-11-21"
RIGHTS = "photos.rights=licensed"
CONSENT = ("consent.scopes=site,newsletter", "incentive=none")


@dataclass(frozen=True, kw_only=True)
class Job:
    """One import: what it is called, how many items its source has, the arguments of `storywall import`."""

    name: str
    items: int
    folder: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a step: how many items came in, why others didn't (reason -> how many), the seconds it took, and all that was printed."""

    name: str
    items: int
    came: int
    reasons: dict[str, int]
    seconds: float
    output: str


def jobs(real: Path) -> list[Job]:
    """The imports, in their order."""
    return [
        Job(
            name="clothing reviews",
            items=500,
            folder="reviews",
            arguments=(
                *("csv", str(real / "reviews-clothing.csv"), "--kind", "review", "--create", "products"),
                *_maps("column 1=id", "Clothing ID=product", "Class Name=product.category", "Title=title", "Review Text=body"),
                *_maps("Rating=rating", "Recommended IND=recommend"),
                *_states(*CONSENT, "date=2018-02-03", "consent.date=2018-02-03", "relationship=customer", "language=en"),
                *_states("consent.basis=Published under CC0 by its first publisher"),
            ),
        ),
        Job(
            name="stories with images",
            items=47,
            folder="stories",
            arguments=(
                *("markdown", str(real / "stories"), "--kind", "story", "--photo-list", str(STATEMENTS / "stories.csv")),
                *_maps("reporter=author_name"),
                *("--values", "language:English=en", "--values", "language:Portuguese=pt", "--values", "language:Spanish=es"),
                *_states(*CONSENT, "consent.date=2025-06-01", "consent.basis=Published under CC BY 4.0 by rOpenSci and its authors"),
                *_states(RIGHTS, "photos.proof=CC BY 4.0, as the page of the use case says", "photos.depicted=none"),
            ),
        ),
        Job(name="newsletters", items=40, folder="newsletters", arguments=("markdown", str(real / "newsletters"), "--kind", "newsletter")),
        Job(
            name="camera photos",
            items=40,
            folder="photos",
            arguments=(
                *("photos", str(real / "photos"), "--photo-list", str(STATEMENTS / "photos.csv")),
                *_states(*CONSENT, "date=2020-01-01", "consent.date=2020-01-01", "consent.basis=Sent by their owners, to be used however we wish"),
                *_states(RIGHTS, "photos.proof=metadata-extractor-images: use these images however you wish"),
            ),
        ),
    ]


def _maps(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--map", pair)]


def _states(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("--set", pair)]


# Steps ---------------------------------------------------------------------------------------------------------------


def begin(root: Path) -> None:
    """Start a community and settle what its owner would: stories of this one may hold more links than usual."""
    began = storywall("init", str(root), "--name", "Real things", "--brand", "Real & Co", cwd=root.parent)
    if began.returncode:
        raise SystemExit(began.stdout + began.stderr)
    settings = root / "storywall.yml"
    settings.write_text(f"{settings.read_text('utf-8')}\nlinks:\n  story: 60\n", "utf-8")


def bring(job: Job, root: Path) -> Outcome:
    """Bring one source in."""
    log = root.parent / f"{job.folder}.log"
    began = time.monotonic()
    ended = storywall("import", *job.arguments, "--date", TODAY, "--log", str(log), cwd=root)
    reasons = Counter(line.partition(": ")[2] for line in _left(ended.stdout))
    folder = root / "submissions" / job.folder
    came = sum(1 for path in folder.rglob("*") if path.suffix == ".md" and path.name != "README.md")
    return Outcome(
        name=job.name, items=job.items, came=came, reasons=dict(reasons), seconds=time.monotonic() - began, output=ended.stdout + ended.stderr
    )


def _left(output: str) -> list[str]:
    """The lines of a report below what was left out because of a problem."""
    part = output.partition("\nLeft out because of a problem\n")[2].partition("\n\n")[0]
    return [f": {found[2]} ({found[1]})" for line in part.splitlines() if (found := re.match(r"  (\d[\d,]*)  (.*)", line))]


def finish(root: Path) -> list[Outcome]:
    """Check and build what came in."""
    outcomes = []
    for name, arguments in (("check", ("check", "--date", TODAY)), ("build", ("build", "--date", TODAY))):
        began = time.monotonic()
        ended = storywall(*arguments, cwd=root)
        lines = (ended.stdout + ended.stderr).strip().splitlines()
        fine = ended.returncode == 0
        outcomes.append(
            Outcome(
                name=name,
                items=1,
                came=int(fine),
                reasons={lines[-1] if lines else "": 1},
                seconds=time.monotonic() - began,
                output=ended.stdout + ended.stderr,
            )
        )
    return outcomes


def storywall(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "GITHUB_"))}
    command = [sys.executable, "-m", "storywall", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment | {"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False)


def table(brought: list[Outcome], finished: list[Outcome]) -> str:
    """What came of it all, as a table of Markdown."""
    lines = ["| content | items | came in | seconds | the others |", "| --- | ---: | ---: | ---: | --- |"]
    for each in brought:
        others = "; ".join(each.reasons) or "–"
        lines.append(f"| {each.name} | {each.items} | {each.came} ({each.came / each.items:.1%}) | {each.seconds:.1f} | {others} |")
    lines += [f"| `{each.name}` | | {'passed' if each.came else 'failed'} | {each.seconds:.1f} | {'; '.join(each.reasons)} |" for each in finished]
    return "\n".join(lines)


def main() -> int:
    """Do all of it, in a folder that may be kept; 1 where less than 99 % came in whole, or the site doesn't build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the community is made, and stays")
    corpora = os.environ.get("STORYWALL_CORPORA")
    options = parser.parse_args()
    if not corpora:
        print("STORYWALL_CORPORA names no folder with real content (`real/`).", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as spare:
        root = (options.keep or Path(spare) / "community").resolve()
        begin(root)
        brought = [bring(job, root) for job in jobs(Path(corpora).resolve() / "real")]
        finished = finish(root)
    print(table(brought, finished))
    whole = all(each.came >= 0.99 * each.items for each in brought) and all(each.came for each in finished)
    if not whole:
        print("\n\n".join(each.output for each in (*brought, *finished)), file=sys.stderr)
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
