import csv
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from storywall.importing import import_group, photos, run
from storywall.importing.download import FetchRefusedError

STATED = ["date=2024-05-06", "consent.scopes=site", "consent.date=2024-05-06", "consent.basis=terms", "incentive=none", "photos.depicted=none"]
HEAD = "product,rating,author,text,photos\n"
ROW = 'morning-mug,5,Ada,Warm.,"https://img.example/a.jpg, https://img.example/b.jpg"\n'


def picture(**options):
    data = BytesIO()
    Image.new("RGB", (60, 40), "blue").save(data, "JPEG", **options)
    return data.getvalue()


@pytest.fixture
def bring(community, tmp_path, monkeypatch):
    """Import a row with two photos; the web is a dictionary."""
    web = {}

    def get(url):
        if url not in web:
            raise FetchRefusedError("the server answers {status}", status=404)
        return web[url]

    def fetching(darkroom):
        return photos.Fetching(darkroom=darkroom, get=get)

    monkeypatch.setattr(run, "Fetching", fetching)
    source = tmp_path / "reviews.csv"
    source.write_text(HEAD + ROW)

    def start(*options, pictures=None):
        web.update(pictures or {})
        stated = [option for each in STATED for option in ("--set", each)]
        arguments = ["csv", str(source), "--root", str(community.root), "--date", "2026-11-21", *stated, *options]
        return CliRunner().invoke(import_group, arguments, catch_exceptions=False)

    return start


def described(path: Path, **alts):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, photos.COLUMNS)
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "alt": alts.get(row["url"][-5], "")})
    return rows


def item(community):
    return next((community.root / "submissions/reviews/morning-mug").glob("warm-*"))


def test_photos_are_not_fetched_unless_asked(community, bring):
    result = bring()
    assert "2  a photo that lies elsewhere wasn't fetched" in result.output
    assert item(community).suffix == ".md"
    assert community.codes() == []


def test_listed_described_and_fetched(community, bring, tmp_path):
    listed = tmp_path / "photos.csv"
    assert bring("--dry-run", "--photo-list", str(listed)).exit_code == 0
    rows = described(listed, a="A blue mug on a sill", b="The same mug from above")
    assert [row["url"] for row in rows] == ["https://img.example/a.jpg", "https://img.example/b.jpg"]
    assert rows[0]["item"].startswith("morning-mug/warm-")
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    pictures = {"https://img.example/a.jpg": picture(exif=exif)}
    result = bring("--download", "--photo-list", str(listed), "--set", "photos.rights=own", pictures=pictures)
    assert result.exit_code == 0, result.output
    assert "the server answers 404" in result.output
    folder = item(community)
    assert sorted(path.name for path in folder.iterdir()) == ["index.md", "photo-1.jpg"]
    assert not Image.open(folder / "photo-1.jpg").getexif()
    assert "alt: A blue mug on a sill" in (folder / "index.md").read_text()
    assert community.codes() == []
    assert "1  here already" in bring("--download", "--photo-list", str(listed), "--set", "photos.rights=own").output


def test_without_alt_text_a_photo_stays_out(community, bring, tmp_path):
    listed = tmp_path / "photos.csv"
    bring("--dry-run", "--photo-list", str(listed))
    result = bring("--download", "--photo-list", str(listed), "--set", "photos.rights=own", pictures={"https://img.example/a.jpg": picture()})
    assert "2  a photo without alt text stays out" in result.output
    assert item(community).suffix == ".md"


def test_without_rights_an_item_with_photos_does_not_come_in(community, bring, tmp_path):
    listed = tmp_path / "photos.csv"
    bring("--dry-run", "--photo-list", str(listed))
    described(listed, a="A blue mug on a sill")
    result = bring("--download", "--photo-list", str(listed), pictures={"https://img.example/a.jpg": picture()})
    assert result.exit_code == 1
    assert "nobody said whose photo" in result.output
    assert not list((community.root / "submissions/reviews/morning-mug").glob("warm-*"))


def test_what_is_no_picture_is_named(community, bring, tmp_path):
    listed = tmp_path / "photos.csv"
    bring("--dry-run", "--photo-list", str(listed))
    described(listed, a="A blue mug on a sill")
    result = bring("--download", "--photo-list", str(listed), "--set", "photos.rights=own", pictures={"https://img.example/a.jpg": b"<html>"})
    assert "it is none of JPEG" in result.output
    assert item(community).suffix == ".md"


def test_a_file_that_is_no_list_is_refused(community, bring, tmp_path):
    listed = tmp_path / "photos.csv"
    listed.write_text("a,b\n1,2\n")
    result = bring("--download", "--photo-list", str(listed))
    assert result.exit_code == 1
    assert "no columns `url` and `alt`" in result.output
