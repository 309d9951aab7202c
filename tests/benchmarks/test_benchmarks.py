"""The harness itself, on small worlds. No test asserts a time: only that what must be counted is counted."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench
import corpus
import engines
import figures
import survey
import world
from measure import Measurement

STORIES = 20
STAND_IN = [sys.executable, str(Path(__file__).resolve().parent / "stand_in.py")]
MIB = 2**20

BODY = """
First [one](https://example.org/one) and ![not a line of its own](x.svg).

![a picture](../../img/inline.svg)

- [two](https://example.org/2) [three](https://example.org/3) [four](https://example.org/4)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus's own program, run for a few stories."""
    if not (world.corpora() / "make_corpus.py").is_file():
        pytest.skip("STORYWALL_CORPORA doesn't name the folder that holds bench/")
    folder = tmp_path_factory.mktemp("made") / "corpus"
    corpus.make_corpus(world.corpora(), folder, stories=STORIES)
    return folder


def front_of(path: Path) -> dict[str, object]:
    front: dict[str, object] = yaml.safe_load(path.read_text().split("---\n", 2)[1])
    return front


def body_of(path: Path) -> str:
    return path.read_text().split("---\n", 2)[2]


def run_of(wall: float, **more: float) -> Measurement:
    fields = {"code": 0, "cpu": 1.0, "peak": MIB, "apart": 0, "pss": True, "output": ""} | more
    return Measurement(wall=wall, **fields)  # type: ignore[arg-type]


# --- the corpus on both sides -------------------------------------------------------------------------------------


@pytest.mark.corpora
def test_community_is_valid_yaml_with_all_that_the_kinds_require(made: Path, tmp_path: Path) -> None:
    given = corpus.write_community(made, tmp_path)
    index = json.loads((made / "corpus.json").read_text())
    assert (given.stories, given.members, given.products) == (STORIES, len(index["members"]), len(index["products"]))
    required = {
        "stories": {"title", "author", "date", "consent", "incentive"},
        "reviews": {"rating", "author", "date", "consent", "incentive"},
        "members": {"name", "joined", "consent"},
        "products": {"name"},
    }
    for folder, fields in required.items():
        items = list((tmp_path / "submissions" / folder).rglob("*.md"))
        assert len(items) == getattr(given, folder) > 0
        assert all(fields <= front_of(item).keys() for item in items)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.stem) and len(item.stem) <= 100 for item in items)
    for settings in ("mkdocs.yml", "storywall.yml"):
        assert isinstance(yaml.safe_load((tmp_path / settings).read_text()), dict)


@pytest.mark.corpora
def test_consent_names_the_wording_by_its_hash(made: Path, tmp_path: Path) -> None:
    corpus.write_community(made, tmp_path)
    wording = tmp_path / "docs" / "consent" / "2026-11.en.md"
    digits = subprocess.run(["sha256sum", wording], capture_output=True, text=True, check=True).stdout[:8]
    item = next((tmp_path / "submissions" / "stories").iterdir())
    agreed = front_of(item)["consent"]
    assert isinstance(agreed, dict)
    assert agreed["wording"] == f"2026-11@{digits}"


@pytest.mark.corpora
def test_both_sides_have_the_same_stories_word_for_word(made: Path, tmp_path: Path) -> None:
    corpus.write_community(made, tmp_path / "ours")
    corpus.write_hugo(made, tmp_path / "theirs", world.corpora())
    ours = {item.name: item for item in (tmp_path / "ours" / "submissions" / "stories").iterdir()}
    theirs = {item.name: item for item in (tmp_path / "theirs" / "content" / "stories").iterdir()}
    assert ours.keys() == theirs.keys()
    assert len(ours) == STORIES
    for name, item in ours.items():
        assert body_of(item) == body_of(theirs[name])
        assert "inline.svg" not in body_of(item)
        mine, other = front_of(item), front_of(theirs[name])
        assert [mine[field] for field in ("title", "author", "date", "tags")] == [other[field] for field in ("title", "author", "date", "tags")]
        assert mine.get("products", []) == ([other["product"]] if "product" in other else [])


@pytest.mark.corpora
def test_a_story_that_rates_becomes_a_review_as_well(made: Path, tmp_path: Path) -> None:
    rated = [story for story in corpus.read_stories(made) if story.product]
    given = corpus.write_community(made, tmp_path / "two", reviews=2)
    assert given.reviews == 2 * len(rated)
    folder = tmp_path / "two" / "submissions" / "reviews" / rated[0].product
    first, second = (front_of(folder / f"{rated[0].slug}{end}.md") for end in ("", "-2"))
    assert (first["rating"], first["author"]) == (rated[0].rating, rated[0].author)
    assert second["author"] != first["author"]
    assert corpus.write_community(made, tmp_path / "none", reviews=0).reviews == 0


def test_picture_lines_and_links_beyond_the_limit_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "LINKS_AT_MOST", 4)
    plain = corpus.plain_body(BODY)
    assert "inline.svg" not in plain
    assert "[three](https://example.org/3) four" in plain


def test_titles_are_quoted() -> None:
    for title in ('He said: "no"', "yes", "- # |", "Тёплый дом"):
        assert yaml.safe_load(f"title: {corpus.quoted(title)}") == {"title": title}


# --- figures ------------------------------------------------------------------------------------------------------


def test_ratio_is_the_median_of_pairs() -> None:
    ours, theirs = [run_of(1), run_of(2), run_of(6)], [run_of(4), run_of(4), run_of(8)]
    assert figures.pair_ratios(ours, theirs) == [0.25, 0.5, 0.75]
    said = figures.compared("cold 20", ("storywall", "hugo"), ours, theirs)
    assert said == "cold 20 storywall/hugo wall 2.00/4.00 s ratio 0.50 (0.25-0.75)"


def test_detail_shows_least_median_and_greatest() -> None:
    runs = [run_of(3, cpu=4.0), run_of(1), run_of(2, peak=3 * MIB)]
    said = figures.detail("hugo", runs)
    assert said == "    hugo: wall 1.00 2.00 3.00 s, CPU 1.00 1.00 4.00 s, peak 1 1 3 MiB"
    apart = figures.detail("storywall", [run_of(1, apart=2 * MIB, pss=False)], "pagefind")
    assert apart.endswith("pagefind apart 2 2 2 MiB, (memory partly as RSS)")


def test_survey_tells_pages_from_redirects_and_feeds_from_sitemaps(tmp_path: Path) -> None:
    written = {
        "index.html": "<!doctype html><title>Home</title>",
        "old/index.html": '<meta http-equiv="refresh" content="0; url=../">',
        "feed.json": "{}",
        "index.xml": '<?xml version="1.0"?><rss version="2.0"/>',
        "sitemap.xml": '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
        "css/site.css": "a{}",
        "a.webp": "",
        "robots.txt": "",
    }
    for name, text in written.items():
        corpus.write(tmp_path / name, text)
    found = survey.survey(tmp_path).files
    assert found == {
        "pages": 1,
        "redirects": 1,
        "feeds": 2,
        "sitemaps": 1,
        "scripts and styles": 1,
        "pictures": 1,
        "other": 1,
    }


# --- the whole ----------------------------------------------------------------------------------------------------


@pytest.fixture
def run_bench(made: Path, tmp_path: Path) -> Callable[..., tuple[int, Path]]:
    """Run the benchmark with the stand-in, keeping its folder."""

    def run(*words: str, storywall: list[str] = STAND_IN) -> tuple[int, Path]:
        order = ["--number", str(STORIES), "--storywall", " ".join(storywall), "--work", str(tmp_path), "--keep"]
        code = bench.main([*order, *words])
        return code, next(tmp_path.glob("storywall-bench-*"))

    return run


@pytest.mark.corpora
def test_every_case_has_its_line(run_bench: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]) -> None:
    theirs = ["hugo"] if engines.find_hugo() else []
    cases = ["cold", "warm", "title", "check", "photos"]
    code, folder = run_bench("--engines", "storywall", *theirs, "--runs", "2", "--cases", *cases)
    said = capsys.readouterr().out
    assert code == 0
    for case in ("cold", "warm", "title", "check-cold", "check-warm"):
        wanted = r"wall [\d.]+/[\d.]+ s ratio [\d.]+ \([\d.]+-[\d.]+\)" if theirs else r"wall [\d.]+ s"
        assert re.search(rf"^{case} {STORIES} {'/'.join(['storywall', *theirs])} {wanted}", said, re.MULTILINE)
    assert "photos not run: the corpus has no photos" in said
    assert "storywall: stand-in 1" in said
    assert f"given: {STORIES} stories" in said
    # The sources are again what they were: no title of the case `title` is left.
    left = [item for item in (folder / "stories" / "storywall").rglob("*.md") if re.search(r'^title: .* \d+"$', item.read_text(), re.M)]
    assert left == []


def test_masters_are_upright_and_without_metadata(tmp_path: Path) -> None:
    photo, master = tmp_path / "photo.jpg", tmp_path / "master.jpg"
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    Image.new("RGB", (40, 30)).save(photo, exif=exif)
    corpus.make_master(photo, master)
    with Image.open(master) as made:
        assert made.size == (30, 40)
        assert not made.getexif()
        assert made.mode == "RGB"


def make_corpus_with_photos(bench: Path, out: Path, *, stories: int, photos: int) -> None:
    """Stand in for the corpus's own photos, which take half a second each."""
    corpus.make_corpus(bench, out, stories=stories)
    (out / "masters").mkdir()
    for number in range(photos):
        Image.new("RGB", (40, 30), (number, 0, 0)).save(out / "masters" / f"p{number:05d}.jpg")


@pytest.mark.corpora
def test_photos_have_lines_of_their_own(
    run_bench: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "PHOTOS_NEED", ())
    monkeypatch.setattr(world, "make_corpus", make_corpus_with_photos)
    code, folder = run_bench("--engines", "storywall", "--runs", "1", "--cases", "photos", "--photos", "2")
    said = capsys.readouterr().out
    assert code == 0
    assert re.search(r"^photos 2 storywall wall", said, re.MULTILINE)
    assert re.search(r"^photos-warm 2 storywall wall", said, re.MULTILINE)
    item = folder / "photos" / "storywall" / "submissions" / "photos" / "p00000"
    fields = yaml.safe_load((item / "index.yml").read_text())
    assert {"title", "author", "date", "consent", "incentive"} <= fields.keys()
    assert [(item / photo["file"]).is_file() for photo in fields["photos"]] == [True]


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("print('a broken build'); raise SystemExit(sys.argv[1] == 'build')", "a broken build"),
        ("pass", f"{STORIES} of {STORIES} stories have no page"),
    ],
)
def test_it_stops_at_a_failed_build_and_at_one_that_is_not_whole(
    program: str,
    words: str,
    run_bench: Callable[..., tuple[int, Path]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(f"import sys\nif 'init' in sys.argv: raise SystemExit(2)\n{program}\n")
    code, _ = run_bench("--engines", "storywall", storywall=[sys.executable, str(broken)])
    said = capsys.readouterr()
    assert code == 1
    assert words in said.err
    assert "wall" not in said.out


def test_folder_in_memory_is_chosen_only_with_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "free_memory", lambda: 1_000)
    place, why = world.choose_folder(10_000, 0)
    assert place != world.MEMORY
    assert str(world.MEMORY) in why
