"""`storywall new` with its answers on the command line; at a terminal: test_scaffold_interactive.py."""

import os
import subprocess
import sys
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storywall.compose import compose
from storywall.kinds import BY_NAME, KINDS
from storywall.kinds.parts import Consent
from storywall.kinds.story import Story
from storywall.pipeline import Unusable, read_settings
from storywall.scaffold import Draft, Home, new
from storywall.scaffold.album import Album
from storywall.scaffold.answers import MisgivenError, values_of
from storywall.scaffold.draft import write
from storywall.scaffold.item import given as draft_of
from storywall.scaffold.proposals import Proposals
from storywall.scaffold.questions import Shape, faults, ordered, questions

PROGRAM = """
from storywall.cli import cli, main
from storywall.scaffold.commands import COMMANDS
for command in COMMANDS:
    cli.add_command(command)
main()
"""
STATED = ("consent.scopes=site", "incentive=none", "author_name=Ada")
TODAY = date(2026, 11, 21)


@pytest.fixture
def storywall(community):
    """Run a command in the community; `given` become its --set options."""

    def run(*arguments, given=(), body=None):
        plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
        answers = [part for answer in given for part in ("--set", answer)]
        text = ["--body", "-"] if body is not None else []
        command = [sys.executable, "-c", PROGRAM, *map(str, arguments), *answers, *text, "--date", "2026-11-21"]
        # What a program says about the way in which it was started has its lines broken by the width of the terminal.
        return subprocess.run(command, cwd=community.root, env=plain | {"COLUMNS": "400"}, input=body or b"", capture_output=True, check=False)

    return run


def said(done):
    return (done.stdout + done.stderr).decode()


def home_of(community):
    return Home(root=community.root, settings=read_settings(community.root)[0], today=TODAY)


def tree(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".storywall" not in path.parts}


def photo_bytes(**saved):
    from PIL import Image

    data = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((60, 40)).save(data, **{"format": "JPEG", **saved})
    return data.getvalue()


# What is written -----------------------------------------------------------------------------------------------------


def test_a_story_without_a_question(community, storywall):
    given = (*STATED, "title=Tea: a début", "tags=travel", "tags=tea", "products=morning-mug", "consent.scopes=newsletter")
    done = storywall("new", "story", "--yes", given=given, body="Quiet —\r\nand long.\r\n".encode())
    assert (done.returncode, said(done)) == (0, "Wrote submissions/stories/tea-a-debut.md.\n")
    (wording,) = (text.name for text in home_of(community).wordings)
    assert community.read("submissions/stories/tea-a-debut.md") == (
        '---\ntitle: "Tea: a début"\nproducts: [morning-mug]\nauthor_name: Ada\ndate: 2026-11-21\ntags: [travel, tea]\n'
        f"consent:\n  scopes: [site, newsletter]\n  wording: {wording}\n  language: en\n  date: 2026-11-21\n  channel: pull-request\n"
        "incentive: none\n---\n\nQuiet —\nand long.\n"
    )
    assert community.codes() == []


def test_everything_that_is_missing_is_told_and_nothing_is_written(community, storywall):
    before = tree(community.root)
    done = storywall("new", "story", given=["titel=Tea", "tags=Slow Mornings"])
    assert done.returncode == 1
    for text in ("did you mean `title`?", "`slow-mornings`", "`date` is missing", "`consent` is missing", "`incentive` is missing", "[no-body]"):
        assert text in said(done)
    assert said(done).endswith("Nothing was written.\n")
    assert tree(community.root) == before


def test_nobody_s_consent_is_invented(community, storywall):
    done = storywall("new", "story", "--yes", given=["title=Tea", "author_name=Ada"], body=b"A text.")
    assert done.returncode == 1
    assert "`consent.scopes` is missing" in said(done)
    assert "`incentive` is missing" in said(done)
    assert "`date`" not in said(done)


def test_without_yes_nothing_is_proposed(community, storywall):
    done = storywall("new", "story", given=["title=Tea", *STATED], body=b"A text.")
    assert [line for line in said(done).splitlines() if "`date` is missing" in line]
    assert "`consent.channel` is missing" in said(done)


@pytest.mark.parametrize("answer", ["author=mera", "products=morning-mugg", "consent.wording=2026-11@00000000"])
def test_what_the_community_doesn_t_know(community, storywall, answer):
    named = [each for each in STATED if not answer.startswith("author=") or "author" not in each]
    done = storywall("new", "story", "--yes", given=["title=Tea", answer, *named], body=b"A text.")
    assert done.returncode == 1
    assert "error[unknown-" in said(done)
    assert not (community.root / "submissions/stories/tea.md").exists()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The mug", "the-mug-2"),
        ("THE MUG!", "the-mug-2"),
        ("Search", "search-2"),
        ("Чай", "chai"),
        ("茶", "cha"),
        ("🍵", "item"),
        ("a" * 150, "a" * 60),
    ],
)
def test_a_slug_is_free_and_may_be_one(community, title, slug):
    draft = Draft(kind=BY_NAME["story"], values={"title": title}, body="A text.", photos={})
    assert write(draft, home_of(community)) == f"submissions/stories/{slug}.md"


@pytest.mark.parametrize("there", ["tea.yml", "tea/index.md", "tea.md"])
def test_an_item_of_any_form_takes_its_name(community, there):
    community.write(f"submissions/stories/{there}", "x")
    for photos in ({}, {"a.jpg": b"x"}):
        draft = Draft(kind=BY_NAME["story"], values={"title": "Tea"}, body="A text.", photos=photos)
        assert write(draft, home_of(community)).startswith("submissions/stories/tea-")
    assert community.read(f"submissions/stories/{there}") == "x"
    assert len(list((community.root / "submissions/stories").glob("tea*"))) == 3


def test_an_address_that_leads_on_to_another_item_isn_t_taken(community):
    community.story("moved", title="Moved", aliases=["tea", "/stories/tea-2/"])
    draft = Draft(kind=BY_NAME["story"], values={"title": "Tea"}, body="A text.", photos={})
    assert write(draft, home_of(community)) == "submissions/stories/tea-3.md"


def test_what_can_t_be_written_wholly_isn_t_written(community):
    draft = Draft(kind=BY_NAME["review"], values={"title": "Tea"}, photos={"a.jpg": b"x", "b" * 300: b"x"}, within="tray")
    with pytest.raises(OSError, match="too long"):
        write(draft, home_of(community))
    assert not (community.root / "submissions/reviews/tray").exists()


def test_a_folder_that_is_a_file_is_told(community):
    community.remove("submissions/photos")
    community.write("submissions/photos", "x")
    home = home_of(community)
    (sill := community.root / "sill.jpg").write_bytes(photo_bytes())
    answers = [*STATED, "title=Sill", f"photos.0.file={sill}", "photos.0.alt=A sill.", "photos.0.rights=own"]
    draft, _ = draft_of(home, BY_NAME["photo"], answers, body="", proposed=True)
    with pytest.raises(Unusable, match="submissions/photos can't be written"):
        new(home, draft)


def test_every_kind_can_be_written(community, storywall):
    (photo := community.root.parent / "tray.png").write_bytes(photo_bytes(format="PNG"))
    of_kind = {
        "story": ["title=Tea", *STATED],
        "review": ["rating=2", "cons=heavy", "cons=loud", "attributes.weight=5", "verified.by=Mara", "verified.evidence=k3-88", *STATED],
        "photo": ["title=Sill", f"photos.0.file={photo}", "photos.0.alt=A sill.", "photos.0.rights=own", "photos.0.depicted=none", *STATED],
        "product": [
            "name=Tray",
            "attributes.weight.scale=light",
            "attributes.weight.scale=heavy",
            "synonyms.handle=grip",
            f"image.file={photo}",
            "image.alt=A tray.",
        ],
        "member": [
            "name=Ada",
            "links.0.label=Shop",
            "links.0.url=https://shop.example/",
            "links.1.label=B",
            "links.1.url=https://b.example/",
            "consent.scopes=site",
        ],
        "spotlight": ["member=mara", "headline=On tea", "consent.scopes=site"],
        "newsletter": ["title=December", "number=2"],
    }
    for kind in KINDS:
        within = ["--product", "morning-mug"] if kind.within else []
        done = storywall("new", kind.name, "--yes", *within, given=of_kind[kind.name], body=b"A text.")
        assert done.returncode == 0, said(done)
    assert community.codes() == []
    assert "verified:\n  by: Mara\n  date: 2026-11-21\n" in community.read("submissions/reviews/morning-mug/ada.md")
    assert "synonyms:\n  handle: [grip]\n" in community.read("submissions/products/tray/index.md")


# Reviews and their product -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["review"], "name it with --product"),
        (["review", "--product", "mornin-mug"], "did you mean morning-mug?"),
        (["review", "--product", "../members"], "`storywall new product` adds one"),
        (["story", "--product", "morning-mug"], "no place within a product"),
        (["stroy"], "is not one of"),
        (["story", "--body", "nowhere.md"], "No such file"),
    ],
)
def test_what_can_t_be_begun(storywall, arguments, text):
    done = storywall("new", *arguments, given=["rating=5"])
    assert done.returncode == 2
    assert text in said(done)
    assert "Traceback" not in said(done)


def test_outside_a_community(community, storywall):
    community.remove("storywall.yml")
    done = storywall("new", "story", "--yes")
    assert done.returncode == 2
    assert "`storywall init` makes a community" in said(done)


def test_settings_that_are_wrong_are_told(community, storywall):
    community.write("storywall.yml", "name: [x]\n")
    done = storywall("new", "story", "--yes")
    assert done.returncode == 1
    assert "storywall.yml:1:7: error[wrong-type]" in said(done)


def test_a_community_without_a_consent_text_proposes_none(community):
    community.change("storywall.yml", "consent: 2026-11", "")
    filled = Proposals(home=home_of(community)).fill(Story, {})
    assert filled == {"date": "2026-11-21", "consent": {"channel": "pull-request", "date": "2026-11-21"}}


def test_the_wording_goes_with_the_language(community):
    community.write("docs/consent/2026-11.it.md", "Sono d'accordo.")
    proposals = Proposals(home=home_of(community))
    by_language = {text.language: text.name for text in home_of(community).wordings}
    assert proposals.fill(Consent, {"language": "it"})["wording"] == by_language["it"]
    assert proposals.fill(Consent, {})["wording"] == by_language["en"]
    assert "wording" not in proposals.fill(Consent, {"language": "fr"})
    assert proposals.fill(Consent, {"channel": "import"}) == {"channel": "import", "date": "2026-11-21"}


# Photos --------------------------------------------------------------------------------------------------------------


def test_photos_are_copied_clean_and_a_cover_may_be_named_by_its_path(community, storywall, tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 46.0, 9.0), 3: "E", 4: (11.0, 15.0, 22.0)})
    (path := tmp_path / "My Photo.JPEG").write_bytes(photo_bytes(exif=exif))
    (twin := tmp_path / "my_photo.png").write_bytes(photo_bytes(format="PNG"))
    photos = [f"photos.{n}.{answer}" for n, file in enumerate((path, twin)) for answer in (f"file={file}", "alt=A sill at noon.", "rights=own")]
    done = storywall("new", "story", "--yes", given=["title=Sill", *STATED, *photos, "cover=My Photo.JPEG"], body=b"![](my-photo.jpeg)")
    assert done.returncode == 0, said(done)
    folder = community.root / "submissions/stories/sill"
    assert sorted(each.name for each in folder.iterdir()) == ["index.md", "my-photo-2.jpg", "my-photo.jpeg"]
    assert "cover: my-photo.jpeg\n" in (folder / "index.md").read_text()
    assert b"Exif" not in (folder / "my-photo.jpeg").read_bytes()
    assert path.read_bytes() == photo_bytes(exif=exif)
    assert community.codes() == []


def test_a_photo_that_can_t_be_brought_along_is_one_problem(community, storywall, tmp_path):
    (bad := tmp_path / "bad.jpg").write_bytes(b"<svg/>")
    photos = ["photos.0.alt=A sill at noon.", "photos.0.rights=own", f"photos.0.file={bad}"]
    done = storywall("new", "story", "--yes", given=["title=Sill", *STATED, *photos], body=b"A text.")
    assert done.returncode == 1
    assert "bad.jpg:1:1: error[photo-unreadable]" in said(done)
    assert "1 error " in said(done)
    assert not (community.root / "submissions/stories/sill").exists()


@pytest.mark.parametrize("written", ["", "/", "~nobody-here/a.jpg", "a" * 5000, "a\0b.jpg", "'a.jpg", "\udcff.jpg"])
def test_a_path_that_leads_to_no_photo_is_told(written):
    name, problem = Album().bring(written)
    assert (name, problem.code) == ("", "unreadable-file") or problem.code.startswith("photo-")


def test_the_same_photo_twice_keeps_its_name(tmp_path):
    (path := tmp_path / "a.jpg").write_bytes(photo_bytes())
    album = Album()
    assert album.bring(str(path)) == album.bring(f"'{path}'") == ("a.jpg", None)
    assert list(album.photos) == ["a.jpg"]


# Answers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        (["title"], "write field=value"),
        (["=x"], "write field=value"),
        (["consent..date=x"], "write field=value"),
        (["title=a", "title=b"], "`title` is given twice"),
        (["incentive=none", "incentive.kind=gift"], "`incentive.kind` is given twice"),
        (["photos.1.file=a.jpg"], "skips a number"),
        (["photos.first.file=a.jpg"], "skips a number"),
        (["photos.0=a.jpg"], "`photos.0` is a group"),
    ],
)
def test_answers_that_make_no_sense(storywall, answers, text):
    done = storywall("new", "story", "--yes", given=answers)
    assert done.returncode == 2
    assert text in said(done)


@given(
    st.lists(
        st.one_of(st.text(), st.from_regex(r"(title|tags|consent|photos|0|1|x)(\.(0|1|file|scopes|kind|x)){0,3}=.*", fullmatch=True)), max_size=5
    )
)
def test_answers_are_understood_or_refused(answers):
    for kind in KINDS:
        try:
            values = values_of(kind.schema, answers)
        except MisgivenError:
            continue
        for name, value in values.items():
            faults(kind.schema, name, value)
        assert compose(ordered(kind.schema, values), "")


def test_a_text_that_isn_t_utf_8_is_told_with_its_place(community, storywall):
    done = storywall("new", "story", "--yes", given=["title=Tea", *STATED], body=b"Caf\xe9")
    assert done.returncode == 1
    assert "error[not-utf8]" in said(done)
    assert not (community.root / "submissions/stories/tea.md").exists()


def test_a_text_with_html_is_refused_as_by_check(community, storywall):
    done = storywall("new", "story", "--yes", given=["title=Tea", *STATED], body=b"One.\n\n<script>alert(1)</script>\n")
    assert done.returncode == 1
    assert "error[html-in-text]" in said(done)


# Questions -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_every_kind_is_asked_for(kind):
    found = questions(kind.schema)
    assert {each.name for each in found} == set(kind.schema.model_fields)
    assert all(each.text != each.name for each in found)
    assert all(each.group for each in found if each.shape in (Shape.GROUP, Shape.GROUPS))


def test_own_questions_come_first_and_groups_last():
    assert [each.name for each in questions(Story) if each.required] == ["title", "date", "consent", "incentive"]


def test_consent_asks_for_all_its_fields(community):
    asked = Proposals(home=home_of(community)).order(Consent)
    assert [each.name for each in asked] == ["scopes", "channel", "language", "wording", "date", "basis"]
    assert {each.name for each in asked} == set(Consent.model_fields)
