"""`import photos` from folder to items: alt text from a sidecar, a list or a person; what cameras write into photos stays out."""

import csv
import sys

import pytest
from PIL import ExifTags, Image
from tests.test_importing_interactive import talk
from tests.test_importing_markdown import STATED, Source, items, snapshot

from storywall.importing.gallery import title_of

HERE = {**STATED, "date": "2024-05-06"}
PROGRAM = "from storywall.importing import import_group; import_group(prog_name='import')"


@pytest.fixture
def source(community, tmp_path):
    (tmp_path / "there").mkdir()
    return Source(tmp_path / "there", community)


def bring(source, *options, stated=HERE):
    return source.bring(*options, stated=stated, kind=None, command="photos")


def test_photos_come_in_with_what_a_sidecar_says(source, community):
    exif = Image.Exif()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (41.0, 53.0, 24.0)
    source.photo("IMG_4711.JPG", exif=exif, format="JPEG")
    source.photo("more/blue-mug_on the sill.png")
    source.text(
        "photos.yml",
        "credit: Ada\nphotos:\n  - file: IMG_4711.JPG\n    title: In the kitchen\n    alt: A blue mug on a table\n    caption: In May\n"
        "    products: [morning-mug]\n    tags: [mugs]\n    date: 2024-06-01\n  - {file: more/blue-mug_on the sill.png, alt: A blue mug on a sill}\n",
    )
    result = bring(source)
    assert result.exit_code == 0, result.output
    came = items(community, "photos")
    assert came["in-the-kitchen"].values == {
        "title": "In the kitchen",
        "date": "2024-06-01",
        "products": ["morning-mug"],
        "tags": ["mugs"],
        "photos": [
            {"file": "img-4711.jpg", "rights": "own", "depicted": "none", "credit": "Ada", "alt": "A blue mug on a table", "caption": "In May"}
        ],
        "incentive": "none",
        "relationship": "unknown",
        "consent": {"scopes": ["site", "newsletter"], "date": "2024-05-06", "basis": STATED["consent.basis"], "channel": "import"},
    }
    assert came["blue-mug-on-the-sill"].values["title"] == "Blue mug on the sill"
    # pictures of one colour look like each other
    assert [each for each in community.codes(photos=True) if not each.endswith("photo-alike")] == []
    files = snapshot(community)
    (source.root / "IMG_4711.JPG").rename(source.root / "renamed.jpg")
    source.text("photos.yml", source.root.joinpath("photos.yml").read_text().replace("IMG_4711.JPG", "renamed.jpg").replace("In the", "In a"))
    result = bring(source)
    assert "2  here already" in result.output
    assert snapshot(community) == files


def test_without_alt_text_a_photo_stays_out_and_a_list_can_be_filled(source, community, tmp_path):
    source.photo("a blue mug.jpg")
    listed = tmp_path / "list.csv"
    result = bring(source, "--photo-list", listed)
    assert result.exit_code == 1
    assert "nobody says what the picture `a blue mug.jpg` shows" in result.output
    assert items(community, "photos") == {}
    with listed.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["alt"] = "A blue mug on a sill"
    with listed.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = bring(source, "--photo-list", listed)
    assert result.exit_code == 0, result.output
    assert items(community, "photos")["a-blue-mug"].values["photos"][0]["alt"] == "A blue mug on a sill"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photos.csv", "file;alt;title\na.jpg;A blue mug on a sill;Blue\n"),
        ("photos.csv", "\ufefffilename,alt text,title\r\na.jpg,A blue mug on a sill,Blue\r\n"),
        ("photos.yml", "a.jpg: A blue mug on a sill\n"),
        ("photos.yml", "a.jpg:\n  alt: A blue mug on a sill\n  title: Blue\n"),
        ("photos.yaml", "photos:\n- file: ./a.jpg\n  alt: A blue mug on a sill\n  title: Blue\n"),
    ],
)
def test_sidecars_have_several_forms(source, community, name, content):
    source.photo("a.jpg")
    source.text(name, content)
    result = bring(source, stated={**HERE, **({} if "title" in content else {"title": "Blue"})})
    assert result.exit_code == 0, result.output
    assert items(community, "photos")["blue"].values["photos"][0]["alt"] == "A blue mug on a sill"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("photos.yml", "photos: yes\n", "`photos` is a list"),
        ("photos.yml", "photos:\n  - alt: x\n", "`photos` is a list"),
        ("photos.yml", "photos: [\n", "photos.yml, line 2"),
        ("photos.yml", "a: &x 1\n", "anchors"),
        ("photos.csv", "name,alt text\na.jpg,A mug\n", "no column `file`"),
        ("photos.csv", b"PK\x03\x04" + b"x" * 50, "ZIP"),
        ("photos.csv", 'file,alt\n"a.jpg,x', "photos.csv"),
    ],
)
def test_a_broken_sidecar_is_refused_before_anything_is_written(source, community, name, content, message):
    source.photo("a.jpg")
    source.text(name, content)
    before = snapshot(community)
    result = bring(source)
    assert result.exit_code == 1
    assert message in result.output
    assert snapshot(community) == before


def test_a_sidecar_may_speak_of_many(source, community):
    source.photo("a.jpg")
    said = "".join(f"- {{file: {number}.jpg, alt: A blue mug on a sill, title: Mug, tags: [a, b, c], credit: Ada}}\n" for number in range(2000))
    source.text("photos.yml", f"photos:\n- {{file: a.jpg, alt: A blue mug on a sill, title: Mug}}\n{said}")
    result = bring(source)
    assert "2,000  a sidecar names this photo, but it isn't there" in result.output
    assert "mug" in items(community, "photos")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rar.jpg", b"Rar!\x1a\x07\x01\x00" + b"x" * 100, "rar.jpg"),
        ("empty.jpg", b"", "empty"),
        ("scan.tif", b"II*\x00" + b"x" * 100, "scan.tif"),
        ("page.png", b"<html>", "page.png"),
    ],
)
def test_what_is_no_photo_stays_out_by_itself(source, community, name, content, message):
    source.photo("good mug.jpg")
    source.text(name, content)
    source.text("photos.yml", f"good mug.jpg: A good mug on a sill\n{name}: A bad mug on a sill\n")
    source.text("notes.docx", b"x")
    result = bring(source, stated={**HERE, "title": "Mug"})
    assert result.exit_code == 1
    assert message in result.output
    assert "no photo" in result.output
    assert list(items(community, "photos")) == ["good-mug"]


def test_a_huge_photo_and_links_stay_out(source, community, tmp_path):
    Source(tmp_path / "outside", community).photo("secret mug.jpg")
    source.photo("good mug.jpg")
    (source.root / "far mug.jpg").symlink_to(tmp_path / "outside" / "secret mug.jpg")
    (source.root / "folder").symlink_to(tmp_path / "outside")
    with (source.root / "huge mug.jpg").open("wb") as file:
        file.truncate(3 * 1024**3)
    source.text("photos.yml", "".join(f"{name} mug.jpg: A {name} mug on a sill\n" for name in ("good", "huge", "far")))
    result = bring(source)
    assert result.exit_code == 1
    assert list(items(community, "photos")) == ["good-mug"]
    assert "symbolic link" in result.output
    assert "huge mug.jpg" in result.output


def test_without_a_folder_of_photos_there_is_nothing(source, community):
    assert "there is no photo" in bring(source).output


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("IMG_4711.jpg", ""),
        ("IMG_20240506_123456.jpg", ""),
        ("DSC00012.JPG", ""),
        ("PXL_20240506_1234567.jpg", ""),
        ("2024-05-06 12.34.56.jpg", ""),
        ("WhatsApp Image 2024-05-06 at 12.34.56.jpg", ""),
        ("Screenshot_20240506.png", ""),
        ("a/b/7.jpg", ""),
        ("Canon EOS 7D.jpg", "Canon EOS 7D"),
        ("2024-05-06-blue_mug.jpg", "Blue mug"),
        ("кружка у окна.jpg", "Кружка у окна"),
    ],
)
def test_a_name_that_a_person_gave_is_a_title(file, title):
    assert title_of(file) == title


def test_a_person_is_asked_what_a_photo_shows(source, community, tmp_path):
    source.photo("a mug.jpg")
    source.photo("b mug.jpg")
    source.photo("c mug.jpg")
    command = [sys.executable, "-c", PROGRAM, "photos", str(source.root), "--root", str(community.root), "--interactive"]
    command += [option for field, value in HERE.items() for option in ("--set", f"{field}={value}")]
    answers = [
        ("What does a mug.jpg show?", "photo"),
        ("That says nothing", "A blue mug on a sill"),
        ("What does b mug.jpg show?", ""),
        ("What does c mug.jpg show?", "-"),
        ("Keep these answers", "-"),
    ]
    shown, code = talk(command, answers, tmp_path)
    assert code == 1, shown
    assert list(items(community, "photos")) == ["a-mug"]
    assert "1  came in" in shown
