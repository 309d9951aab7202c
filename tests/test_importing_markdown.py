"""`import markdown` from folder to items: heads of all forms, bundles with pictures, what may not come in, and that nothing is written twice."""

import csv
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from tests.test_importing_interactive import PROGRAM, talk

from storywall.importing import import_group
from storywall.importing.heads import HeadError, day_in_name, first_heading, read_head
from storywall.parse import parse

STATED = {
    "consent.scopes": "site, newsletter",
    "consent.date": "2024-05-06",
    "consent.basis": "They sent it to us to publish it",
    "incentive": "none",
    "photos.rights": "own",
    "photos.depicted": "none",
}


class Source:
    """A folder of files to bring in."""

    def __init__(self, root, community):
        self.root, self.community = root, community

    def text(self, file, content):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def photo(self, file, **options):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.linear_gradient("L").resize((60 + sum(file.encode()) % 97, 40)).convert("RGB").save(path, **options)
        return path

    def bring(self, *options, stated=STATED, kind="story", command="markdown"):
        arguments = [command, str(self.root), "--root", str(self.community.root), "--date", "2026-11-21", *map(str, options)]
        for field, value in stated.items():
            arguments += ["--set", f"{field}={value}"]
        return CliRunner().invoke(import_group, [*arguments, *(["--kind", kind] if kind else [])], catch_exceptions=False)


@pytest.fixture
def source(community, tmp_path):
    (tmp_path / "there").mkdir()
    return Source(tmp_path / "there", community)


def items(community, folder="stories"):
    """Documents of what came in, by name without the hash."""
    found = {}
    for path in sorted((community.root / "submissions" / folder).iterdir()):
        file = path / "index.md" if path.is_dir() else path
        document, _ = parse(file.read_bytes(), file.name)
        name, _, mark = path.name.removesuffix(".md").rpartition("-")
        if len(mark) == 12:
            found[name] = document
    return found


def snapshot(community):
    return {path: path.read_bytes() for path in sorted((community.root / "submissions").rglob("*")) if path.is_file()}


POST = "---\ntitle: A mug that travels\ndate: 2024-05-06\nauthor: Ada\ntags: [Mugs, on the road]\n---\n\nIt *went* with me.\n"


# Heads ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values", "body", "line"),
    [
        ("---\ntitle: A\nwho: {name: B}\n---\nText", {"title": "A", "who.name": "B"}, "Text", 5),
        ("---\ntags: [a, b]\nnone: null\n...\nText", {"tags": "a; b"}, "Text", 5),
        (
            '+++\ntitle = "A"\ndate = 2024-05-06T10:00:00Z\ndraft = false\n+++\nText',
            {"title": "A", "date": "2024-05-06T10:00:00+00:00", "draft": "false"},
            "Text",
            6,
        ),
        ("Title: A\nDate: 2024-05-06\n\nText", {"Title": "A", "Date": "2024-05-06"}, "\nText", 3),
        ("Title: A\nSummary: long\n  and longer\n\nText", {"Title": "A", "Summary": "long\nand longer"}, "\nText", 4),
        ("Title: A", {"Title": "A"}, "", 2),
        ("Note: this is a text.\n\nMore", {}, "Note: this is a text.\n\nMore", 1),
        ("---\n\nA line across comes first.", {}, "---\n\nA line across comes first.", 1),
        ("\n\nJust text", {}, "Just text", 3),
        ('---\nlist: ["a; b", c]\nresources: [{src: x.jpg}]\n---\n', {"list": '["a; b", "c"]', "resources": '[{"src": "x.jpg"}]'}, "", 5),
    ],
)
def test_heads_are_read(text, values, body, line):
    head = read_head(text)
    assert (dict(head.values), head.body, head.body_line) == (values, body, line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: [A\n---\n", 2),
        ("---\ntitle: A\n", 1),
        ("---\na: &x 1\nb: *x\n---\n", 2),
        ("---\ntitle: A\ntitle: B\n---\n", 3),
        ("+++\ntitle = \n+++\n", 2),
        ("+++\ntitle = 'A'\n", 1),
        ("+++\na = [[[[[[1\n+++\n", 2),
        ("\n---\n- a\n---\n", 3),
        (f"---\na: {'x' * 70_000}\n---\n", 1),
        (f"---\na: {'[' * 5000}\n---\n", 2),
        (f"+++\na = {'[' * 50000}\n+++\n", None),
    ],
)
def test_a_broken_head_names_its_line(text, line):
    with pytest.raises(HeadError) as error:
        read_head(text)
    assert line is None or error.value.line == line


def test_days_and_titles_stand_in_names_and_headings():
    assert day_in_name("posts/2024-05-06-a-mug.md") == "2024-05-06"
    assert day_in_name("posts/2024_05_06 mug/index.md") == "2024-05-06"
    assert day_in_name("posts/a-mug.md") == day_in_name("posts/12024-05-06.md") == ""
    assert first_heading("# A *mug* #\n\nText") == ("A *mug*", "\n\nText")
    assert first_heading("A mug\n=====\nText") == ("A mug", "\n\nText")
    assert first_heading("## Second") == ("", "## Second")


# Items ---------------------------------------------------------------------------------------------------------------


def test_a_file_becomes_an_item_that_check_accepts(source, community):
    source.text("mug.md", POST)
    result = source.bring()
    assert result.exit_code == 0, result.output
    document = items(community)["a-mug-that-travels"]
    assert document.values == {
        "title": "A mug that travels",
        "author_name": "Ada",
        "date": "2024-05-06",
        "tags": ["mugs", "on-the-road"],
        "incentive": "none",
        "relationship": "unknown",
        "consent": {"scopes": ["site", "newsletter"], "date": "2024-05-06", "basis": STATED["consent.basis"], "channel": "import"},
    }
    assert document.body.strip() == "It *went* with me."
    assert community.codes() == []
    for said in ("author", "→ author_name", "1 of 1 rows have it", "1  came in"):
        assert said in result.output


def test_each_form_of_head_and_name_comes_in(source, community):
    source.text("hugo/index.md", '+++\ntitle = "From Hugo"\ndate = 2024-01-02T10:00:00+02:00\n+++\nText one.\n')
    source.text("_posts/2024-02-03-from-jekyll.md", "---\nlayout: post\ntitle: From Jekyll\n---\nText two.\n")
    source.text("from-pelican.md", "Title: From Pelican\nDate: 2024-03-04 10:20\nCategory: x\n\nText three.\n")
    source.text("2024-04-05 bare.markdown", "# From nothing\n\nText four.\n")
    source.text("README.md", "# About this folder\n")
    source.text("hugo/_index.md", "---\ntitle: A section\n---\n")
    source.text("other.html", "<p>no Markdown</p>")
    result = source.bring()
    assert result.exit_code == 0, result.output
    came = {name: (document.values["date"], document.body.strip()) for name, document in items(community).items()}
    assert came == {
        "from-hugo": ("2024-01-02", "Text one."),
        "from-jekyll": ("2024-02-03", "Text two."),
        "from-pelican": ("2024-03-04", "Text three."),
        "from-nothing": ("2024-04-05", "Text four."),
    }
    assert "a page about others, and no item" in result.output
    assert "no Markdown" in result.output
    assert community.codes() == []


def test_fields_hold_the_words_of_links(source, community):
    source.text("a.md", POST.replace("author: Ada", 'author: "[Ada L.](https://ada.example/a_(b))"').replace("A mug", "A [mug](x.md)"))
    assert source.bring().exit_code == 0
    assert items(community)["a-mug-that-travels"].values["author_name"] == "Ada L."


def test_what_the_texts_lack_must_be_stated(source, community):
    source.text("mug.md", POST)
    before = snapshot(community)
    result = source.bring(stated={})
    assert result.exit_code == 1
    for name in ("consent.scopes", "consent.date", "consent.basis", "incentive"):
        assert f"--set {name}=…" in result.output
    assert source.bring(kind=None).exit_code == 1
    assert snapshot(community) == before


def test_drafts_and_hidden_texts_stay_out(source, community):
    source.text("a.md", POST.replace("author: Ada", "draft: true"))
    source.text("b.md", POST.replace("title: A", "title: B").replace("author: Ada", "draft: false"))
    source.text("c.md", POST.replace("title: A", "title: C").replace("author: Ada", "published: false"))
    source.text("d.md", POST.replace("title: A", "title: D").replace("went", "stayed"))
    source.text("_drafts/e.md", POST.replace("title: A", "title: E"))
    result = source.bring()
    assert list(items(community)) == ["b-mug-that-travels", "d-mug-that-travels"]
    assert "3  hidden in the source" in result.output


def test_newsletters_need_nothing_but_what_is_theirs(source, community):
    source.text("2024-05-06-may.md", "---\ntitle: May\nissue: 12\nauthor: Ida\n---\n\n## News\n\nText.\n")
    result = source.bring(kind="newsletter", stated={})
    assert result.exit_code == 0, result.output
    document = items(community, "newsletters")["may"]
    assert document.values == {"title": "May", "date": "2024-05-06", "number": "12", "editor": "Ida"}


def test_what_markdown_does_not_allow_is_turned_and_named(source, community, tmp_path):
    source.text("mug.md", POST + "\n<div>Hello</div>\n\n{{< youtube abc >}}\n\n[up](../up.md)\n\n![x](https://a.example/x.png)\n")
    result = source.bring("--log", tmp_path / "log.txt")
    assert result.exit_code == 0, result.output
    assert items(community)["a-mug-that-travels"].body.strip().split("\n\n") == [
        "It *went* with me.",
        "Hello",
        "<https://www.youtube.com/watch?v=abc>",
        "up",
        "[x](https://a.example/x.png)",
    ]
    assert "mug.md:10" in result.output
    assert (tmp_path / "log.txt").read_text().splitlines() == [
        "mug.md:10: `<div>` became Markdown",
        "mug.md:12: `{{< youtube abc >}}` became a link",
        "mug.md:14: the link to `../up.md` leads nowhere here: its text stays",
        (
            "mug.md:16: the picture at `https://a.example/x.png` became a link, since no picture is loaded from elsewhere"
            " (to show it, put the file beside the text and name it there)"
        ),
    ]
    assert community.codes() == []


# Pictures ------------------------------------------------------------------------------------------------------------

BUNDLE = (
    "---\ntitle: A kitchen\ndate: 2024-05-06\nimage: hall.jpg\n---\n\n"
    "Look:\n\n![A blue mug on a sill](pics/mug.jpg 'In May')\n\nagain ![](./pics/mug.jpg)\n"
)


def test_pictures_become_photos_of_their_item(source, community):
    source.text("kitchen/index.md", BUNDLE)
    source.photo("kitchen/pics/mug.jpg")
    source.photo("kitchen/hall.jpg")
    source.photo("kitchen/spare.jpg")
    source.text("kitchen/photos.yml", "photos:\n  - file: hall.jpg\n    alt: A long hall with coats\n    credit: Ada\n")
    result = source.bring()
    assert result.exit_code == 0, result.output
    document = items(community)["a-kitchen"]
    assert document.values["cover"] == "hall.jpg"
    assert document.values["photos"] == [
        {"file": "hall.jpg", "rights": "own", "depicted": "none", "alt": "A long hall with coats", "credit": "Ada"},
        {"file": "mug.jpg", "rights": "own", "depicted": "none", "caption": "In May", "alt": "A blue mug on a sill"},
    ]
    assert document.body.strip() == "Look:\n\n![](mug.jpg)\n\nagain ![](mug.jpg)"
    assert "`kitchen/spare.jpg` lies beside the text" in result.output
    # pictures of one colour look like each other
    assert [each for each in community.codes(photos=True) if not each.endswith("photo-alike")] == []


def test_an_item_with_a_picture_that_nobody_describes_waits_whole(source, community, tmp_path):
    source.text("kitchen/index.md", BUNDLE)
    source.photo("kitchen/pics/mug.jpg")
    source.photo("kitchen/hall.jpg")
    listed = tmp_path / "list.csv"
    before = snapshot(community)
    result = source.bring("--photo-list", listed)
    assert result.exit_code == 1
    assert "nobody says what the picture `kitchen/hall.jpg` shows" in result.output
    assert snapshot(community) == before
    with listed.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["url"], row["alt"]) for row in rows] == [("kitchen/hall.jpg", ""), ("kitchen/pics/mug.jpg", "A blue mug on a sill")]
    rows[0]["alt"], rows[1]["alt"] = "A long hall with coats", "-"
    with listed.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    result = source.bring("--photo-list", listed)
    assert result.exit_code == 0, result.output
    document = items(community)["a-kitchen"]
    assert [photo["file"] for photo in document.values["photos"]] == ["hall.jpg"]
    assert "a picture was left out, as asked" in result.output
    assert community.codes() == []


def test_texts_come_without_pictures_where_that_is_asked(source, community):
    source.text("kitchen/index.md", BUNDLE)
    source.photo("kitchen/pics/mug.jpg")
    source.photo("kitchen/hall.jpg")
    assert source.bring("--without-pictures").exit_code == 0
    assert "photos" not in items(community)["a-kitchen"].values
    assert community.codes() == []


def test_a_picture_of_the_sites_root_is_found_elsewhere(source, community, tmp_path):
    source.text("post.md", POST + "\n![A blue mug on a sill](/img/my%20mug.jpg?v=2)\n")
    outside = Source(tmp_path / "static", community)
    outside.photo("img/my mug.jpg")
    assert source.bring("--pictures", outside.root).exit_code == 0
    assert items(community)["a-mug-that-travels"].values["photos"][0]["file"] == "my-mug.jpg"


@pytest.mark.parametrize(
    "target",
    [
        "../secret.jpg",
        "../../there2/secret.jpg",
        "/etc/passwd",
        "a/../../secret.jpg",
        "%2e%2e/secret.jpg",
        "..\\secret.jpg",
        "a" * 5000 + ".jpg",
    ],
)
def test_no_name_of_a_picture_leads_out_of_the_folder(source, community, tmp_path, target):
    source.photo("../secret.jpg")
    source.text("post.md", POST + f"\n![A blue mug on a sill]({target})\n")
    result = source.bring()
    assert "photos" not in items(community)["a-mug-that-travels"].values
    assert result.exit_code == 0
    assert "isn't in the folder: its text stays" in result.output


def test_links_of_the_file_system_are_not_followed(source, community, tmp_path):
    Source(tmp_path / "outside", community).photo("secret.jpg")
    (tmp_path / "outside" / "secret.md").write_text(POST)
    source.text("post.md", POST + "\n![A blue mug on a sill](pic.jpg) ![A blue mug on a sill](far/secret.jpg)\n")
    (source.root / "pic.jpg").symlink_to(tmp_path / "outside" / "secret.jpg")
    (source.root / "far").symlink_to(tmp_path / "outside")
    (source.root / "linked.md").symlink_to(tmp_path / "outside" / "secret.md")
    result = source.bring()
    assert result.exit_code == 1
    assert result.output.count("this is a symbolic link") == 1
    assert "3  this is a symbolic link" in result.output
    assert list(items(community)) == ["a-mug-that-travels"]
    assert "photos" not in items(community)["a-mug-that-travels"].values


@pytest.mark.parametrize("content", [b"Rar!\x1a\x07\x01\x00" + b"x" * 100, b"", b"\xff\xd8\xff\xe0 cut off", b"<svg/>"])
def test_a_picture_that_is_none_keeps_its_item_out(source, community, content):
    source.text("post.md", POST + "\n![A blue mug on a sill](mug.jpg)\n")
    source.text("mug.jpg", content)
    before = snapshot(community)
    result = source.bring()
    assert result.exit_code == 1
    assert "post.md" in result.output
    assert snapshot(community) == before


def test_two_pictures_of_one_name_do_not_meet(source, community):
    source.text("post.md", POST + "\n![A blue mug on a sill](a/mug.jpg) ![A red mug on a sill](b/mug.png) ![A pot of tea](b/MUG.jpg)\n")
    for file in ("a/mug.jpg", "b/mug.png", "b/MUG.jpg"):
        source.photo(file)
    assert source.bring().exit_code == 0
    document = items(community)["a-mug-that-travels"]
    assert [photo["file"] for photo in document.values["photos"]] == ["mug.jpg", "mug-2.jpg", "mug-3.jpg"]
    assert document.body.strip().endswith("![](mug.jpg) ![](mug-2.jpg) ![](mug-3.jpg)")


def test_metadata_of_a_camera_does_not_come_in(source, community):
    exif = Image.Exif()
    exif[271] = "A camera of mine"
    source.photo("mug.jpg", exif=exif)
    source.text("post.md", POST + "\n![A blue mug on a sill](mug.jpg)\n")
    assert source.bring().exit_code == 0
    (photo,) = (community.root / "submissions/stories").glob("a-mug-that-travels-*/mug.jpg")
    assert b"A camera of mine" not in photo.read_bytes()


# Again and again -----------------------------------------------------------------------------------------------------


def test_a_second_run_writes_nothing_even_where_texts_were_mended(source, community):
    source.text("a.md", POST)
    source.text("b.md", POST.replace("A mug", "Two mugs").replace("with me", "with you"))
    assert source.bring().exit_code == 0
    files = snapshot(community)
    source.text("a.md", POST.replace("It *went*", "It really *went*"))
    (source.root / "b.md").rename(source.root / "renamed.md")
    result = source.bring()
    assert result.exit_code == 0
    assert "2  here already" in result.output
    assert snapshot(community) == files


def test_two_texts_of_one_title_are_two_items_and_one_text_twice_is_one(source, community):
    long = "It went with me over the hills and far away."
    source.text("a.md", POST.replace("It *went* with me.", long))
    source.text("b.md", POST.replace("It *went* with me.", "Another text of the same title, told anew here."))
    source.text("c.md", POST.replace("It *went* with me.", long).replace("A mug that", "The mug that"))
    result = source.bring()
    assert "2  came in" in result.output
    assert "c.md → a.md" in result.output
    assert "3  here already" in source.bring().output or "2  here already" in source.bring().output


def test_a_dry_run_writes_nothing(source, community, tmp_path):
    source.text("kitchen/index.md", BUNDLE)
    source.photo("kitchen/pics/mug.jpg")
    before = snapshot(community)
    result = source.bring("--dry-run", "--set", "photos.alt=no")
    assert result.exit_code == 1
    source.text("kitchen/photos.csv", "file,alt\nhall.jpg,A long hall with coats\n")
    source.photo("kitchen/hall.jpg")
    result = source.bring("--dry-run")
    assert result.exit_code == 0, result.output
    assert "1  would come in" in result.output
    assert snapshot(community) == before


def test_a_mapping_is_saved_and_used_again(source, community, tmp_path):
    source.text("a.md", "---\nHeadline: A\nWritten: 2024-05-06\nWhose: Ada\nlanguage: [English]\n---\nText one.\n")
    result = source.bring(
        "--map", "Headline=title", "--map", "Written=date", "--map", "Whose=author_name", "--values", "language:English=en",
        "--save-mapping", tmp_path / "map.yml",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert items(community)["a"].values["language"] == "en"
    result = source.bring("--mapping", tmp_path / "map.yml", stated={}, kind=None)
    assert result.exit_code == 0, result.output
    assert "1  here already" in result.output


def test_a_mapping_is_asked_for_at_a_terminal(source, community, tmp_path):
    source.text("a.md", "---\ntitle: A\nWhen: 2024-05-06\n---\n![](mug.jpg)\n")
    source.photo("mug.jpg")
    command = [sys.executable, "-c", PROGRAM, "markdown", str(source.root), "--root", str(community.root), "--kind", "story", "--interactive"]
    answers = [
        ("When: 2024-05-06", "date"),
        ("consent.scopes", "site"),
        ("consent.date", "2024-05-06"),
        ("incentive", "none"),
        ("consent.basis", "Our terms"),
        ("What does mug.jpg show?", "A blue mug on a sill"),
        ("Keep these answers", "map.yml"),
    ]
    shown, code = talk([*command, "--set", "photos.rights=own"], [("title: A", "title"), *answers], tmp_path)
    assert code == 0, shown
    assert items(community)["a"].values["photos"][0]["alt"] == "A blue mug on a sill"
    assert "When: date" in (tmp_path / "map.yml").read_text()
    assert community.codes() == []


def test_members_are_made_where_that_is_asked(source, community):
    source.text("a.md", POST)
    member = {"joined": "2024-01-01", "consent.scopes": "site", "consent.date": "2024-01-01", "consent.basis": "they asked for it"}
    result = source.bring("--create", "members", stated={**STATED, **{f"member.{name}": value for name, value in member.items()}})
    assert result.exit_code == 0, result.output
    assert items(community)["a-mug-that-travels"].values["author"] == "ada"
    assert community.codes() == []


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Rar!\x1a\x07\x00\x00\x01", "this isn't a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "this isn't a text file"),
        (b"", "the file is empty"),
        (b"---\ntitle: caf\xe9\n---\n", "the byte 0xe9 isn't UTF-8"),
        (b"---\ntitle: [A\n---\ntext", "isn't valid YAML"),
        (b"---\ntitle: A\n", "is never closed"),
        (b"+++\ntitle = A\n+++\ntext", "isn't TOML"),
        (b"x" * 600_000, "larger than 512 KiB"),
        (b"---\ndate: 2024-05-06\n---\ntext", "title"),
        (b"---\ntitle: A\ndate: soon\n---\ntext", "isn't a day"),
        (b"---\ntitle: A\ndate: 2024-05-06\n---\nwrite to ada.smith@gmail.com\n", "mail"),
        ("---\ntitle: A\ndate: 2024-05-06\n---\nhidden \u202e text\n".encode(), "202E"),
    ],
)
def test_a_bad_file_stays_out_by_itself(source, community, content, message):
    source.text("good.md", POST)
    source.text("bad.md", content)
    result = source.bring()
    assert result.exit_code == 1
    assert list(items(community)) == ["a-mug-that-travels"]
    assert "bad.md" in result.output
    assert message in result.output
    assert "Traceback" not in result.output


def test_another_encoding_is_named(source, community):
    source.text("a.md", POST.replace("mug", "café").encode("cp1252"))
    assert source.bring().exit_code == 1
    assert source.bring("--encoding", "cp1252").exit_code == 0
    assert items(community)["a-cafe-that-travels"].values["title"] == "A café that travels"


def test_a_huge_file_is_not_read(source, community):
    source.text("good.md", POST)
    with (source.root / "huge.md").open("wb") as file:
        file.truncate(3 * 1024**3)
    result = source.bring()
    assert "larger than 512 KiB" in result.output
    assert list(items(community)) == ["a-mug-that-travels"]


def test_a_folder_without_texts_is_refused(source, community, tmp_path):
    result = source.bring()
    assert result.exit_code == 1
    assert "there is no Markdown file" in result.output


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_named(source, community):
    source.text("good.md", POST)
    source.text("bad.md", POST).chmod(0)
    result = source.bring()
    assert result.exit_code == 1
    assert "bad.md" in result.output


def test_odd_names_of_files_do_no_harm(source, community):
    source.text("a\nb\x1b[31m.md", POST)
    (source.root / os.fsdecode(b"caf\xe9.md")).write_text(POST.replace("A mug", "Two mugs"))
    result = source.bring()
    assert "\x1b" not in result.output
    assert "Traceback" not in result.output


def test_personal_columns_are_dropped(source, community):
    source.text("a.md", POST.replace("author: Ada", "author: Ada\nemail: ada@example.org"))
    result = source.bring()
    assert result.exit_code == 0
    assert "email" in result.output
    assert all(b"example.org" not in data for path, data in snapshot(community).items() if "a-mug" in path.name)


@pytest.mark.corpora
def test_hostile_texts_come_in_harmless(source, community):
    folder = os.environ.get("STORYWALL_CORPORA")
    if not folder:
        pytest.skip("STORYWALL_CORPORA names no folder with corpora")
    lines = [line for line in (Path(folder) / "corpora" / "xss.txt").read_text("utf-8").splitlines() if line]
    for number, line in enumerate(lines[::7]):
        source.text(f"{number}.md", POST.replace("A mug", f"Payload {number}") + f"\nPayload {number}: {line}\n\n{line}\n")
    result = source.bring()
    came = len(items(community))
    assert came >= 0.99 * len(lines[::7]), result.output
    assert community.codes() == []
