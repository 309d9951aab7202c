"""Content that nobody wrote for this project, with the statements that an editor would make of it: reviews, and all that `make real` brings in."""

import csv
import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from storywall.importing import export_group, import_group

pytestmark = pytest.mark.corpora

STATED = {
    "date": "2018-02-03",
    "consent.scopes": "site,newsletter",
    "consent.date": "2018-02-03",
    "consent.basis": "Published under CC0 by its first publisher",
    "incentive": "none",
    "relationship": "customer",
    "language": "en",
}
MAPPED = {
    "column 1": "id",
    "Clothing ID": "product",
    "Class Name": "product.category",
    "Title": "title",
    "Review Text": "body",
    "Rating": "rating",
    "Recommended IND": "recommend",
}


@pytest.fixture
def reviews():
    folder = os.environ.get("STORYWALL_CORPORA")
    if not folder:
        pytest.skip("STORYWALL_CORPORA names no folder with corpora")
    return Path(folder) / "real" / "reviews-clothing.csv"


@pytest.fixture
def fresh(community):
    """A community with nothing in it."""
    community.remove("submissions")
    community.write("submissions/.gitkeep", "")
    community.write("docs/welcome.md", "# Welcome\n\nSay hello.\n")
    return community


def bring(community, file, *options, stated=STATED, mapped=MAPPED):
    arguments = ["csv", str(file), "--root", str(community.root), "--date", "2026-11-21", *options]
    for field, value in stated.items():
        arguments += ["--set", f"{field}={value}"]
    for column, field in mapped.items():
        arguments += ["--map", f"{column}={field}"]
    return CliRunner().invoke(import_group, arguments, catch_exceptions=False)


def snapshot(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted((root / "submissions").rglob("*.md"))}


def test_the_clothing_reviews_come_in_and_go_out_and_come_in_again(fresh, reviews, tmp_path):
    with reviews.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    result = bring(fresh, reviews, "--create", "products")
    files = snapshot(fresh.root)
    came = [name for name in files if name.startswith("submissions/reviews/")]
    assert len(rows) == 500
    assert len(came) >= 0.99 * len(rows)
    # Each other says why.
    assert f"{len(came)}  came in" in result.output
    assert result.exit_code == 0 or "Left out because of a problem" in result.output
    products = {row["Clothing ID"] for row in rows}
    assert {Path(name).stem for name in files if name.startswith("submissions/products/")} == products
    assert fresh.codes() == []
    texts = " ".join(files[name].decode() for name in came)
    for row in rows[:50]:
        if row["Title"]:
            assert row["Title"].split()[0] in texts

    assert "500  here already" in bring(fresh, reviews, "--create", "products").output
    assert snapshot(fresh.root) == files

    for kind in ("product", "review"):
        CliRunner().invoke(export_group, ["csv", "--root", str(fresh.root), "--kind", kind, "--out", str(tmp_path / f"{kind}.csv")])
    shutil.rmtree(fresh.root / "submissions")
    for kind in ("product", "review"):
        again = bring(fresh, tmp_path / f"{kind}.csv", "--kind", kind, stated={}, mapped={})
        assert again.exit_code == 0, again.output
    assert snapshot(fresh.root) == files


def test_wishes_of_the_set_that_nobody_stated_are_named(fresh, reviews):
    result = bring(fresh, reviews, stated={}, mapped={})
    assert result.exit_code == 1
    for needed in ("--set date=…", "--set product=…", '--map "Clothing ID=…"'):
        assert needed in result.output
    assert snapshot(fresh.root) == {}


@pytest.fixture(scope="module")
def real():
    """`make real`, as a module."""
    spec = importlib.util.spec_from_file_location("real", Path(__file__).parents[1] / "tools" / "real.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["real"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_reviews_stories_newsletters_and_photos_come_in_whole_and_the_site_is_built(real, reviews, tmp_path):
    root = tmp_path / "community"
    real.begin(root)
    brought = [real.bring(job, root) for job in real.jobs(reviews.parent)]
    for each in brought:
        assert each.came >= 0.99 * each.items, each.output
        assert each.came == each.items or each.reasons, each.output
    pictures = [path for path in (root / "submissions" / "stories").rglob("*") if path.suffix in (".jpg", ".png", ".webp", ".jpeg")]
    assert len(pictures) == sum(1 for path in (reviews.parent / "stories").rglob("*") if path.suffix in (".jpg", ".jpeg", ".png", ".gif"))
    finished = real.finish(root)
    assert all(each.came for each in finished), "\n".join(each.output for each in finished)
    print(real.table(brought, finished))
    site = root / "site"
    for section in ("stories", "newsletters", "photos"):
        for item in (root / "submissions" / section).iterdir():
            if item.name not in ("README.md", ".gitkeep"):
                assert (site / section / item.name.removesuffix(".md") / "index.html").is_file()
    # A photo that a text shows isn't shown at its head as well.
    (page,) = (site / "stories").glob("slicing-an-image-*/index.html")
    assert "sw-head-photo" not in page.read_text("utf-8")
    again = [real.bring(job, root) for job in real.jobs(reviews.parent)]
    for first, second in zip(brought, again, strict=True):
        assert second.came == first.came
        assert f"{first.came}  here already" in second.output
