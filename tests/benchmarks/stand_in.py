"""A small program with Storywall's commands, so that tests of the benchmark don't wait for the real one.

Its pages hold each story's source as it is. `.storywall/built` says that it ran before.
"""

import html
import shutil
import sys
from pathlib import Path


def build(site: Path) -> None:
    """Write a page for each story, three sizes of each photo, and remember that it was done."""
    for source in Path("submissions/stories").glob("*.md"):
        page = site / "stories" / source.stem / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<pre>{html.escape(source.read_text())}</pre>")
    for photo in Path("submissions/photos").glob("*/*.jpg"):
        for width in (480, 960, 1600):
            shutil.copyfile(photo, site / f"{photo.stem}-{width}.jpg")
    state = Path(".storywall")
    state.mkdir(exist_ok=True)
    (state / "built").touch()


def main(words: list[str]) -> int:
    """Obey one command; what it doesn't know is an error, as `init` is."""
    if words == ["--version"]:
        print("stand-in 1")
    elif words[:2] == ["build", "--site-dir"]:
        build(Path(words[2]))
    elif words != ["check"]:
        print("no such command", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
