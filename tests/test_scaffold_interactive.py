"""`init` and `new` at a terminal: a real command, a pseudo-terminal, a person who types."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

PROGRAM = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches it
from storywall.cli import cli, main
from storywall.scaffold.commands import COMMANDS
for command in COMMANDS:
    cli.add_command(command)
main()
"""
PATIENCE = 20
"""So many seconds an answer may take before a test is given up: far more than it needs."""


class Session:
    """A command at a terminal."""

    def __init__(self, *arguments, cwd, **environment):
        self.master, slave = pty.openpty()
        plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES", "EDITOR", "VISUAL")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            cwd=cwd,
            env=plain | {"TERM": "dumb", "PYTHONIOENCODING": "utf-8"} | environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # tests that run in the background inherit an interrupt that is passed over
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - the test has no threads
        )
        os.close(slave)
        self.said = ""

    def expect(self, text):
        """Wait until the program says `text`; everything up to there is taken out of what it said."""
        until = time.monotonic() + PATIENCE
        while text not in self.said:
            assert time.monotonic() < until, f"{text!r} isn't among:\n{self.said}"
            more = self._read()
            assert more is not None or text in self.said, f"the program ended without {text!r}:\n{self.said}"
        before, _, self.said = self.said.partition(text)
        return before

    def _read(self):
        if not select.select([self.master], [], [], 1)[0]:
            return ""
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other end is closed
            return None
        if not data:
            return None
        self.said += re.sub(r"\x1b\[[0-9;]*m", "", data.decode()).replace("\r\n", "\n")
        return data

    def type(self, text):
        os.write(self.master, f"{text}\n".encode())

    def answer(self, *pairs):
        """Answer each question as it comes; None: go on without an answer."""
        for question, text in pairs:
            self.expect(question)
            if text is not None:
                self.type(text)

    def end(self, key=b""):
        """Wait for the end; the exit code. What was said since the last expected text stays in `said`.

        A key is pressed again and again: one that comes just before the program begins to read is seen at the next only.
        """
        until = time.monotonic() + PATIENCE
        os.write(self.master, key)
        while (data := self._read()) is not None:
            if not data:
                os.write(self.master, key)
            assert time.monotonic() < until, f"the program waits for more:\n{self.said}"
        os.close(self.master)
        return self.process.wait(PATIENCE)


CTRL_C, CTRL_D = b"\x03", b"\x04"


def tree(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file() and ".storywall" not in path.parts}


def new(community, *arguments, cwd=None, **environment):
    return Session("new", *arguments, "--root", community.root, "--date", "2026-11-21", cwd=cwd or community.root, **environment)


SCOPES = (("Where may we show it?", None), (">", "site"), (">", ""))
CONSENT = (
    ("Through which way did it come? [pull-request]", ""),
    ("In which language was the consent text? [en]", ""),
    ("Which version of the consent text was agreed to? [2026-11@", ""),
    ("When was the consent given? [2026-11-21]", ""),
)
NO_MORE = (("These may stay open", "no"), ("These are for editors", "n"))


def test_a_story_is_asked_for_and_a_wrong_answer_is_asked_for_again(community):
    talk = new(community, "story")
    talk.answer(("What is your story called?", ""))
    assert "the text is empty" in talk.expect("What is your story called?")
    talk.type("Утро: первая «неделя»")
    talk.answer(("On which day shall it be published? [2026-11-21]", "21/11/26"))
    assert "`21/11/26` isn't a day" in talk.expect("On which day shall it be published?")
    talk.type("21 November 2026")
    assert "write `2026-11-21`" in talk.expect("On which day shall it be published?")
    talk.type("")
    talk.answer(("What is your handle?", "mara"), ("Tell your story.", "It was #1.\n\n    indented\n."), ("Your photos: add?", ""))
    talk.expect("docs/consent/2026-11.en.md")
    talk.answer((">", "sight"))
    assert "choose from: site, newsletter, social, ads" in talk.expect(">")
    talk.type("site")
    talk.answer((">", ""), *CONSENT, ("Did you get anything for it?", "gift"), ("What was it?", "A saucer: blue"), *NO_MORE)
    talk.answer(("submissions/stories/utro-pervaia-nedelia.md", ""))
    talk.expect("Wrote submissions/stories/utro-pervaia-nedelia.md.")
    assert talk.end() == 0
    wording = community.read("submissions/stories/the-mug.md").partition("wording: ")[2].partition(",")[0].split()[0]
    assert community.read("submissions/stories/utro-pervaia-nedelia.md") == (
        "---\n"
        'title: "Утро: первая «неделя»"\n'
        "author: mara\n"
        "date: 2026-11-21\n"
        "consent:\n"
        "  scopes: [site]\n"
        f"  wording: {wording}\n"
        "  language: en\n"
        "  date: 2026-11-21\n"
        "  channel: pull-request\n"
        "incentive:\n"
        "  kind: gift\n"
        '  note: "A saucer: blue"\n'
        "---\n\nIt was #1.\n\n    indented\n"
    )
    assert community.codes() == []


BEGINNING = (("What is your story called?", "A day"), ("On which day", ""), ("What is your handle?", ""), ("What name shall we show?", "Ada"))
REST = (*SCOPES, *CONSENT, ("Did you get anything for it?", "none"), *NO_MORE)


def a_photo(path, place=False):
    """A photo from a camera that lies on its side; with a place where it is asked for."""
    from PIL import Image

    image = Image.linear_gradient("L").convert("RGB").resize((80, 60))
    exif = image.getexif()
    exif[0x0112] = 6
    exif[0x010F] = "A camera"
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 46.0, 9.0), 3: "E", 4: (11.0, 15.0, 22.0)})
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, "JPEG", exif=exif)
    return path


def test_photos_are_brought_along_clean_and_well_named(community, tmp_path):
    photo = a_photo(tmp_path / "camera" / "IMG 0042 (Küche).JPG", place=True)
    other = a_photo(tmp_path / "other" / "img-0042-kuche.jpg")
    talk = new(community, "story", cwd=tmp_path)
    talk.answer(*BEGINNING, ("Tell your story.", "Look.\n."), ("Your photos: add?", "yes"), ("Which photo?", "nowhere.jpg"))
    assert "No such file" in talk.expect("Which photo?")
    # As a terminal writes the path of a file that was dropped into it.
    talk.type(f"'{photo}'")
    talk.answer(("What does the photo show?", "photo"))
    assert "doesn't say what is in the photo" in talk.expect("What does the photo show?")
    talk.type("Two mugs on a sill.")
    talk.answer(("What would you write under it?", ""), ("Who took it?", ""), ("Is the photo yours?", ""))
    talk.answer(("Who gave you the right", ""), ("Under which licence?", ""), ("Can anybody be recognised in it?", "no"))
    assert "rights" in talk.expect("Is the photo yours?")
    talk.type("own")
    talk.answer(("Another one?", "y"), ("Which photo?", str(other)), ("What does the photo show?", "The same sill at night."))
    talk.answer(("What would you write under it?", ""), ("Who took it?", ""), ("Is the photo yours?", "own"))
    talk.answer(("Who gave you the right", ""), ("Under which licence?", ""), ("Can anybody be recognised in it?", "yes"))
    talk.answer(("Who is it?", "Bo"), ("Did they agree to be shown?", "no"), ("guardian agree?", ""))
    assert "Bo" in talk.expect("Did they agree to be shown?")
    talk.type("yes")
    talk.answer(("Another one?", ""), ("Another one?", ""), *REST, ("Write it?", "yes"))
    assert talk.end() == 0
    folder = community.root / "submissions/stories/a-day"
    assert sorted(path.name for path in folder.iterdir()) == ["img-0042-kuche-2.jpg", "img-0042-kuche.jpg", "index.md"]
    text = (folder / "index.md").read_text()
    assert "    depicted: none\n" in text
    assert "      - who: Bo\n        consent: true\n" in text
    assert b"Exif" not in (folder / "img-0042-kuche.jpg").read_bytes()
    assert community.codes() == []


def test_what_only_the_community_knows_is_mended_at_the_end(community):
    talk = new(community, "story")
    talk.answer(("What is your story called?", "A day"), ("On which day", ""), ("What is your handle?", "mera"))
    talk.answer(("Tell your story.", "A <b>bold</b> start.\n."), ("Your photos", ""), *REST)
    before = talk.expect("What is your handle?")
    assert "mera" in before
    assert "did you mean `mara`?" in before
    talk.type("")
    talk.answer(("What name shall we show?", "Ada"), ("Tell your story.", "A plain start.\n."), ("Write it?", ""))
    assert talk.end() == 0
    assert "author_name: Ada\n" in community.read("submissions/stories/a-day.md")
    assert community.codes() == []


def test_a_review_asks_for_what_its_product_declares(community):
    talk = new(community, "review", "--product", "morning-mug")
    talk.answer(("How many stars do you give?", "4.5"))
    assert "isn't a rating" in talk.expect("How many stars do you give?")
    talk.type("4")
    talk.answer(("On which day", ""), ("What is your handle?", ""), ("What name shall we show?", "Ada"), ("tell a friend", "."))
    talk.answer(("Your photos", ""), *SCOPES, *CONSENT, ("Did you get anything for it?", "none"), ("These may stay open", "yes"))
    talk.answer(("Your review in a few words", "Holds"), ("What is good?", None), (">", "warm"), (">", ""), ("not so good?", None), (">", ""))
    talk.answer(("Would you recommend it?", "y"), ("In which language is it?", ""), ("How are you related", ""), ("words describe it?", None))
    talk.answer((">", ""), ("How is it in detail?", None), ("1: light, 5: heavy", None), ("Weight", "7"))
    assert "isn't one of the choices" in talk.expect("Weight")
    talk.type("5")
    talk.answer(("Size", ""), ("These are for editors", ""), ("Write it?", ""))
    assert talk.end() == 0
    text = community.read("submissions/reviews/morning-mug/holds.md")
    assert "rating: 4\ntitle: Holds\npros: [warm]\nrecommend: true\n" in text
    assert "attributes:\n  weight: 5\n" in text
    assert "relationship" not in text
    assert community.codes() == []


def test_tables_of_groups_and_lists(community):
    talk = new(community, "product")
    talk.answer(("What is it called?", "Tray"), ("A few words about it.", "."), ("These may stay open: language", ""))
    talk.answer(("These are for editors", "yes"), ("in a sentence?", ""), ("Its page in the shop", "shop"))
    assert "hint" in talk.expect("Its page in the shop")
    talk.type("https://shop.example/tray")
    talk.answer(
        ("Its category", ""), ("SKU", ""), ("GTIN", "123"), ("Its brand", ""), ("Can it be bought?", "no"), ("Earlier addresses", None), (">", "")
    )
    talk.answer(("Is it invented?", ""), ("A picture of it: add?", ""), ("What reviews may rate", None), ("Name", "Not a slug"))
    assert "isn't a slug" in talk.expect("Name")
    talk.type("weight")
    talk.answer(("called on the page?", "Weight"), ("Both ends of the scale", None), (">", ""), ("The choices", None), (">", ""))
    assert "either a scale with two ends" in talk.expect("called on the page?")
    talk.type("Weight")
    talk.answer(("Both ends of the scale", None), (">", "light"), (">", "heavy"), (">", ""), ("The choices", None), (">", ""), ("Name", ""))
    talk.answer(("Words that mean the same", None), ("Name", "handle"), ("handle", None), (">", "grip"), (">", "ear"), (">", ""), ("Name", ""))
    talk.answer(("Checks that are overridden: add?", "no"))
    assert "isn't a GTIN" in talk.expect("GTIN (EAN")
    talk.type("4006381333931")
    talk.answer(("Write it?", ""))
    assert talk.end() == 0, talk.said
    text = community.read("submissions/products/tray.md")
    assert "available: false\n" in text
    assert "attributes:\n  weight:\n    label: Weight\n    scale: [light, heavy]\n" in text
    assert "synonyms:\n  handle: [grip, ear]\n" in text
    assert community.codes() == []


def test_the_text_comes_from_the_editor_that_was_chosen(community, tmp_path):
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf 'Written *elsewhere*.\\n' >> \"$1\"\n")
    editor.chmod(0o755)
    talk = new(community, "story", EDITOR=str(editor))
    talk.answer(*BEGINNING, ("Your photos", ""), *REST, ("Write it?", ""))
    assert talk.end() == 0
    assert community.read("submissions/stories/a-day.md").endswith("---\n\nWritten *elsewhere*.\n")


TEXT = ("Tell your story.", "A text.\n.")
MOMENTS = {
    "at a question": (*BEGINNING[:2], ("What is your handle?", None)),
    "in the text": (*BEGINNING, ("Tell your story.", "A text"), (">", None), (">", None)),
    "at the end": (*BEGINNING, TEXT, ("Your photos", ""), *REST, ("Write it?", None)),
}


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D], ids=["Ctrl-C", "end of input"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_giving_up_leaves_nothing_behind(community, key, moment):
    before = tree(community.root)
    talk = new(community, "story")
    talk.answer(*MOMENTS[moment])
    assert talk.end(key) == 1
    assert "Aborted!" in talk.said
    assert tree(community.root) == before


def test_an_item_that_is_not_to_be_written_after_all(community):
    before = tree(community.root)
    talk = new(community, "story")
    talk.answer(*BEGINNING, ("Tell your story.", "A text.\n."), ("Your photos", ""), *REST, ("Write it?", "no"))
    assert talk.end() == 1
    assert "Nothing was written." in talk.said
    assert tree(community.root) == before


def test_imported_consent_has_a_ground_and_no_wording(community):
    talk = new(community, "story")
    talk.answer(*BEGINNING, ("Tell your story.", "A text.\n."), ("Your photos", ""), *SCOPES, ("Through which way did it come?", "import"))
    assert "consent text" not in talk.expect("When was the consent given?")
    talk.type("")
    talk.answer(("On what ground", ""))
    assert "`consent.basis` is missing" in talk.expect("On what ground")
    assert talk.process.poll() is None
    talk.process.kill()
    talk.end()


def test_questions_in_the_language_of_the_reader(community):
    talk = new(community, "story", LC_ALL="it_IT.UTF-8")
    talk.answer(("Come si chiama la tua storia?", ""))
    talk.process.kill()
    talk.end()


def test_a_community_is_asked_for(tmp_path):
    talk = Session("init", "kiln-and-clover", "--date", "2026-11-21", cwd=tmp_path)
    talk.answer(("Which language does the community speak? [en]", "de"))
    assert "choose from: en, it, ru" in talk.expect("Which language does the community speak?")
    talk.type("it")
    talk.answer(("What is the brand called? [Kiln And Clover]", "Kiln & Clover"))
    talk.answer(("[La comunità di Kiln & Clover]", ""), ("[https://community.kiln-clover.example/]", ""))
    talk.answer(("shop?", "javascript:alert(1)"))
    assert "hint" in talk.expect("shop?")
    talk.type("")
    talk.answer(("[hello@kiln-clover.example]", "ciao@kiln.example"), ("[Europe/Rome]", "Rome"))
    assert "`Rome` isn't a time zone" in talk.expect("In which time zone")
    talk.type("")
    assert talk.end() == 0
    assert "https://community.kiln-clover.example/ is made up" in talk.said
    settings = (tmp_path / "kiln-and-clover/storywall.yml").read_text()
    assert "language: it\n" in settings
    assert 'contact: "ciao@kiln.example"\n' in settings


def test_giving_up_while_a_community_is_asked_for_leaves_nothing(tmp_path):
    talk = Session("init", "wall", cwd=tmp_path)
    talk.answer(("Which language", ""), ("What is the brand called?", None))
    assert talk.end(CTRL_C) == 1
    assert list(tmp_path.iterdir()) == []
