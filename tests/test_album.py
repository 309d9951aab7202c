"""`storywall photos`: masters into items, and what photos weigh."""

import json
import subprocess
from io import BytesIO

import pillow_heif
import pytest
from PIL import Image

from storywall.compose import append, apply
from storywall.parse import parse

pillow_heif.register_heif_opener()
FILE = "submissions/stories/the-mug.md"
SOFT = Image.merge("RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)])


def photo(path, format="JPEG", size=(400, 300)):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    data = BytesIO()
    SOFT.resize(size).save(data, format, exif=exif)
    path.write_bytes(data.getvalue())
    return path


@pytest.fixture
def photos(run, community):
    def command(*arguments, **environment):
        return run("photos", *arguments, cwd=community.root, **environment)

    return command


@pytest.mark.parametrize(
    ("format", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("HEIF", "heic"), ("GIF", "gif")]
)
def test_a_photo_of_any_type_becomes_a_master_beside_its_item(photos, community, tmp_path, format, suffix):
    original = photo(tmp_path / f"IMG_1.{suffix}", format)
    before = original.read_bytes()
    text = community.read(FILE)
    done = photos("add", original, "--to", "story:the-mug", "--alt", "Soft colours", "--rights", "own", "--nobody")
    assert (done.returncode, done.stderr) == (0, "")
    index = "submissions/stories/the-mug/index.md"
    (master,) = [path for path in (community.root / index).parent.iterdir() if path.name != "index.md"]
    assert master.stem == "img-1"
    assert not (community.root / FILE).exists()
    assert original.read_bytes() == before
    front, _, body = text.rpartition("---\n")
    expected = f"photos:\n  - file: {master.name}\n    alt: Soft colours\n    depicted: none\n    rights: own\n"
    assert community.read(index) == f"{front}{expected}---\n{body}"
    assert community.report() == f"no problems in {community.check().items} items\n"


def test_several_photos_get_names_of_their_own_and_their_texts_in_order(photos, community, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        photo(tmp_path / folder / "cup.jpg")
    done = photos("add", tmp_path / "one/cup.jpg", tmp_path / "two/cup.jpg", "--to", "stories/the-mug", "--alt", "One", "--caption", "A: b")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "Still to be said in submissions/stories/the-mug/index.md: alt, rights, depicted."
    document, _ = parse((community.root / "submissions/stories/the-mug/index.md").read_bytes(), "index.md")
    assert document.values["photos"] == [{"file": "cup.jpg", "alt": "One", "caption": "A: b"}, {"file": "cup-2.jpg"}]
    # What isn't said yet is a problem, so it can't be forgotten.
    assert {problem.code for problem in community.check().problems} >= {"missing-field"}
    again = photos("add", tmp_path / "one/cup.jpg", "--to", "submissions/stories/the-mug/index.md")
    assert "cup-3.jpg" in again.stdout


def test_a_member_gets_one_picture(photos, community, tmp_path):
    done = photos("add", photo(tmp_path / "me.jpg"), "--to", "member:mara", "--alt", "Mara at the wheel")
    assert (done.returncode, done.stderr) == (0, "")
    assert "avatar:\n  file: me.jpg\n  alt: Mara at the wheel\n" in community.read("submissions/members/mara/index.md")
    done = photos("add", tmp_path / "me.jpg", "--to", "member:mara")
    assert (done.returncode, "holds one picture" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["no-such.jpg", "--to", "story:the-mug"], 1, "No such file"),
        (["bad.jpg", "--to", "story:the-mug"], 1, "photo-unreadable"),
        (["good.jpg", "--to", "story:the-mog"], 2, "did you mean story:the-mug?"),
        (["good.jpg", "--to", "nowhere"], 2, "there is no item nowhere"),
        (["good.jpg", "--to", "story:the-mug", "--alt", "a", "--alt", "b"], 2, "more texts than photos"),
    ],
)
def test_what_cannot_be_added_changes_nothing(photos, community, arguments, code, said):
    photo(community.root / "good.jpg")
    community.write("bad.jpg", b"no photo")
    before = sorted((path, path.stat().st_mtime_ns) for path in (community.root / "submissions").rglob("*"))
    done = photos("add", *arguments)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
    assert sorted((path, path.stat().st_mtime_ns) for path in (community.root / "submissions").rglob("*")) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "title: A\nphotos:\n  - file: a.jpg\n    alt: |\n      Two\n      lines\ntags: [x]\n",
            "      lines\n  - file: b.jpg\n    alt: 'It''s: b'\ntags",
        ),
        ("photos:\n- {file: a.jpg}  # the first\n\n# an end\n", "- {file: a.jpg}  # the first\n- file: b.jpg\n  alt: 'It''s: b'\n\n# an end\n"),
        ("photos: []\ntitle: A\n", "photos: [{file: b.jpg, alt: 'It''s: b'}]\ntitle"),
        ("photos: [{file: a.jpg}]\n", "photos: [{file: a.jpg}, {file: b.jpg, alt: 'It''s: b'}]\n"),
        ("photos: [{file: a.jpg, depicted: [{who: x}]}]\n", "[{who: x}]}, {file: b.jpg, alt: 'It''s: b'}]\n"),
        ("title: A # end\n", "title: A # end\nphotos:\n  - file: b.jpg\n    alt: 'It''s: b'\n"),
    ],
)
@pytest.mark.parametrize("line", ["\n", "\r\n"])
def test_a_list_is_added_to_in_the_way_it_is_written(before, after, line):
    before, after = before.replace("\n", line), after.replace("\n", line).replace("'It''s: b'", '"It\'s: b"')
    document, _ = parse(before.encode(), "a.yml")
    added = {"file": "b.jpg", "alt": "It's: b"}
    text = apply(before, [append(before, document, ("photos",), [added])])
    assert after in text
    assert parse(text.encode(), "a.yml")[0].values == {**document.values, "photos": [*document.values.get("photos", []), added]}


def test_stats_count_what_is_there_and_what_git_keeps(photos, community):
    def git(*arguments):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], cwd=community.root, check=True, capture_output=True
        )

    assert json.loads(photos("stats", "--json").stdout)["growth"] == []
    git("init", "-q")
    photo(community.root / "photo.jpg", size=(900, 900))
    photos("add", "photo.jpg", "--to", "story:the-mug", "--alt", "A", "--rights", "own", "--nobody")
    (community.root / "photo.jpg").unlink()
    git("add", "-A")
    git("commit", "-qm", "one", "--date=2026-03-01T00:00:00")
    kept = community.root / "submissions/stories/the-mug/photo.jpg"
    first = kept.stat().st_size
    photo(kept, size=(300, 300))
    git("commit", "-qam", "two")
    found = json.loads(photos("stats", "--json").stdout)
    sizes = {path.relative_to(community.root).as_posix(): path.stat().st_size for path in (community.root / "submissions").rglob("*.jpg")}
    assert (found["photos"], found["bytes"]) == (len(sizes), sum(sizes.values()))
    assert {each["file"]: each["bytes"] for each in found["largest"]} == sizes
    assert found["bytes-of-former-photos"] == first
    assert sum(month["bytes"] for month in found["growth"]) == sum(sizes.values()) + first
    assert found["suffix"] == {"jpg": {"photos": len(sizes), "bytes": sum(sizes.values())}}
    shown = photos("stats", LC_ALL="it")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Le più grandi:" in shown.stdout
