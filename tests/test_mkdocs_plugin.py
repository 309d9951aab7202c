"""The doorway to MkDocs: what a small project comes to, what goes wrong and what is said of it, and that nothing of members gets in."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from storywall import frame
from storywall.frame import ROOT, FrameError, Frames, fill
from storywall.mkdocs_plugin import build_frames

SITE = "https://x.example/community/"
CONFIG = f"site_name: The Table\nsite_url: {SITE}\nsite_description: About the table\ntheme: {{name: material}}\nextra: {{generator: false}}\n"
NAV = "nav: [Tales: stories/index.md, People: [Who: members/index.md, Welcome: welcome.md, guidelines.md]]\n"
TABS = "theme: {name: material, features: [navigation.tabs]}\n"
PAGES = {
    "docs/welcome.md": "---\ntitle: Welcome\ndescription: Come in\n---\n# Come in\n\n[rules](guidelines.md#rules)\n",
    "docs/guidelines.md": "# Guide\n\n## Rules\n\nText\n",
}
ADDRESSES = ["", "stories/", "stories/page/2/", "photos/of/review/the-mug/keeps-warm/1/"]


def project(root: Path, config: str = CONFIG + NAV, files: dict[str, str | bytes] | None = None) -> Path:
    for name, content in {"mkdocs.yml": config, **(PAGES if files is None else files)}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def build(root: Path) -> Frames:
    return build_frames(root, root / "built")


def filled(frames: Frames, section: str, address: str, root: str | None = None, **values: str) -> LexborHTMLParser:
    slots = dict.fromkeys(frame.SLOTS, "") | {"language": "en", "main": "<h1>A mug</h1>"} | values
    return LexborHTMLParser(fill(frames.sections[section], slots, address, root))


def page(frames: Frames, address: str) -> LexborHTMLParser:
    return LexborHTMLParser(frame.finish(next(each for each in frames.pages if each.address == address), {}))


def targets(tree: LexborHTMLParser) -> list[str]:
    """All that a page points to, Material's scripts included."""
    found = [node.attributes[name] for name in ("href", "src") for node in tree.css(f"[{name}]")]
    scripts = "".join(node.text() for node in tree.css("script"))
    return [each for each in [*found, *re.findall(r'URL\("([^"]*)"', scripts)] if each]


@pytest.fixture(scope="module")
def frames(tmp_path_factory) -> Frames:
    files = PAGES | {"docs/mug.jpg": b"\xff", "docs/consent/2026-11.en.md": "# Consent", "submissions/stories/a.md": "@@MEMBER@@"}
    return build(project(tmp_path_factory.mktemp("project"), CONFIG.replace("theme: {name: material}\n", TABS) + NAV, files))


# --- frames -----------------------------------------------------------------------------------------------------------


def test_every_section_has_a_frame(frames: Frames) -> None:
    assert set(frames.sections) == {
        *("stories", "reviews", "photos", "products", "members", "spotlights", "newsletters"),
        *("home", "tags", "404", "consent"),
    }
    assert frames.warnings == ()
    assert (frames.site_url, frames.site_name, frames.site_description) == (SITE, "The Table", "About the table")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("base", [None, "/community/"])
def test_all_links_of_a_frame_lead_into_the_site_from_any_depth(frames: Frames, address: str, base: str | None) -> None:
    tree = filled(frames, "stories", address, base, contents="<li></li>", main=f'<a href="{ROOT}tags/">tags</a>')

    found = {urljoin(SITE + address, target) for target in targets(tree)}

    known = {SITE + each for each in (*frames.assets, *(page.address for page in frames.pages))}
    generated = {
        SITE,
        f"{SITE}assets/css/brand.css",
        f"{SITE}feed.xml",
        f"{SITE}stories/",
        f"{SITE}members/",
        f"{SITE}tags/",
        f"{SITE}search/",
        f"{SITE}{address}#storywall-page",
    }
    assert len(found) > 10
    assert found - known <= generated


EVERYTHING = """
site_name: The Table
site_url: https://x.example/community/
repo_url: https://git.example/x/y
copyright: <b>C</b>
theme:
  name: material
  logo: logo.svg
  favicon: logo.svg
  icon: {repo: fontawesome/brands/git, admonition: {note: octicons/tag-16}}
  palette: [{scheme: default, toggle: {icon: material/eye, name: A}}, {scheme: slate, toggle: {icon: material/eye, name: B}}]
  features: [navigation.tabs, navigation.tabs.sticky, navigation.path, navigation.footer, navigation.top, navigation.indexes,
    navigation.sections, navigation.prune, navigation.instant, navigation.instant.progress, toc.follow, announce.dismiss,
    search.suggest, content.action.edit, header.autohide]
extra_css: [a.css]
extra_javascript: [a.js, {path: b.mjs, type: module}]
extra:
  generator: false
  version: {provider: mike}
  homepage: welcome/
  alternate: [{name: English, link: ./, lang: en}, {name: Italiano, link: ../it/, lang: it}, {name: Site, link: /, lang: ru}]
  social: [{icon: fontawesome/brands/mastodon, link: "https://social.example/@x"}]
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory) -> Frames:
    files = PAGES | dict.fromkeys(("docs/logo.svg", "docs/a.css", "docs/a.js", "docs/b.mjs"), "")
    return build(project(tmp_path_factory.mktemp("everything"), EVERYTHING + NAV, files))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_way_up_is_right_in_all_that_material_can_write(everything: Frames, address: str) -> None:
    tree = filled(everything, "members", address)
    html = tree.html or ""

    found = {urljoin(SITE + address, target) for target in targets(tree)}

    assert {f"{SITE}{each}" for each in ("logo.svg", "a.css", "a.js", "b.mjs", "welcome/", "stories/", "")} <= found
    assert {"https://x.example/it/", "https://x.example/", "https://git.example/x/y", "https://social.example/@x"} <= found
    assert all(urlsplit(each).hostname in ("x.example", "git.example", "social.example") for each in found)
    assert "../" * (address.count("/") + 2) not in html
    assert "frame-members" not in html
    assert "-/" not in {part for each in found for part in urlsplit(each).path.split("/")}
    # what Material would add against our rules
    assert "__config" not in html
    assert "bundle." not in html
    assert "navigation.instant" not in html
    assert "md-search" not in html
    assert tree.css_first('[data-md-component="source"]') is None


def test_the_sections_tab_and_entry_are_active(frames: Frames) -> None:
    def active(section: str) -> list[list[str]]:
        tree = filled(frames, section, f"{section}/a/")
        return [[node.text() for node in tree.css(f".{bar} [aria-current]")] for bar in ("sw-menu", "sw-rooms")]

    assert active("stories") == [["Tales"], []]
    assert active("members") == [["People", "Who"], ["Who"]]
    assert active("photos") == [[], []]
    assert active("404") == [[], []]


def test_no_other_host_is_asked_for_anything(frames: Frames) -> None:
    for tree in (filled(frames, "home", ""), page(frames, "welcome/")):
        asked = [node.attributes.get("href") or node.attributes.get("src") for node in tree.css("link[href]:not([rel=canonical]), [src]")]
        assert asked
        assert [each for each in asked if urlsplit(each or "").netloc] == []


def test_a_page_by_hand_and_a_filled_one_have_the_same_around_them(frames: Frames) -> None:
    def around(tree: LexborHTMLParser) -> list[str]:
        for node in tree.css("article, meta[name=description], meta[http-equiv], link[rel=alternate], link[href*='stylesheets/main']"):
            node.decompose()
        for node in tree.css(".sw-rooms, .sw-turn"):
            node.decompose()
        marks = r" ?aria-current=\"\w+\"| class=\"sw-active\""
        body = re.sub(r'(href|URL\()(=?")\.\."', r'\1\2../"', re.sub(marks, "", tree.html or "")).replace('href="./"', 'href="../guidelines/"')
        return [re.sub(r"\s+", " ", each).strip() for each in re.findall(r"<[^>]*>", body)]

    slots = {"title": "Guide · The Table", "canonical": f"{SITE}guidelines/"}
    assert around(filled(frames, "members", "guidelines/", **slots)) == around(page(frames, "guidelines/"))


def test_a_slot_stands_where_it_should(frames: Frames) -> None:
    tree = filled(
        frames,
        "stories",
        "stories/a/",
        title="T",
        description="D",
        canonical="https://x.example/c",
        head='<meta name="extra">',
        contents="<li>C</li>",
        language="it",
    )

    assert tree.css_first("head > title").text() == "T"
    assert tree.css_first("head > meta[name=description]").attributes["content"] == "D"
    assert tree.css_first("head > link[rel=canonical]").attributes["href"] == "https://x.example/c"
    assert tree.css_first("head > meta[name=extra]")
    assert tree.css_first(".sw-contents ul > li").text() == "C"
    article = tree.css_first("main article#storywall-page[data-section=stories]")
    assert article.attributes["lang"] == "it"
    assert article.css_first("h1").text() == "A mug"
    assert tree.css_first("a.sw-skip").attributes["href"] == "#storywall-page"
    assert filled(frames, "stories", "stories/").css_first(".sw-contents") is None


# --- pages written by hand ---------------------------------------------------------------------------------------------


def test_a_page_by_hand_has_what_generated_ones_have(frames: Frames) -> None:
    tree = page(frames, "welcome/")

    assert [each.address for each in frames.pages] == ["guidelines/", "welcome/"]
    assert tree.css_first("title").text() == "Welcome · The Table"
    assert tree.css_first("meta[name=description]").attributes["content"] == "Come in"
    assert tree.css_first("link[rel=canonical]").attributes["href"] == f"{SITE}welcome/"
    assert tree.css_first("link[type='application/atom+xml']").attributes["href"] == "../feed.xml"
    assert [node.text() for node in tree.css(".sw-menu [aria-current=page], .sw-rooms [aria-current=page]")] == ["Welcome", "Welcome"]
    assert tree.css_first("article#storywall-page[lang=en] h1").text() == "Come in"
    assert page(frames, "guidelines/").css_first("meta[name=description]").attributes["content"] == "About the table"


def test_links_and_references_are_collected_with_their_lines(tmp_path: Path) -> None:
    text = (
        "---\ntitle: W\n---\n# W\n\nRead [it](story:the-mug), [all](stories/index.md#m-a)\nor [none](gone.md) and [rules][r].\n\n"
        '<a href="review:the-mug/warm">raw</a> ![m](mug.jpg) <https://x.example/community/tags/> [c](consent/2026-11.en.md)\n\n'
        "[out](https://elsewhere.example/) [home](index.md)\n\n[r]: sub/rules.md\n"
    )
    files = {"docs/w.md": text, "docs/mug.jpg": b"\xff", "docs/sub/rules.md": "# R\n\n[up](../w.md#w)", "docs/consent/2026-11.en.md": "C"}

    built = build(project(tmp_path, CONFIG, files))

    by_address = {each.address: each for each in built.pages}
    assert by_address["w/"].links == (
        ("story:the-mug", 6),
        ("stories/#m-a", 6),
        ("gone.md", 7),
        ("sub/rules/", 13),
        ("review:the-mug/warm", 9),
        ("mug.jpg", 9),
        ("tags/", 9),
        ("consent/2026-11/", 9),
        ("", 11),
    )
    assert by_address["w/"].anchors == {"w"}
    assert (by_address["w/"].file, by_address["sub/rules/"].file) == ("docs/w.md", "docs/sub/rules.md")
    assert by_address["sub/rules/"].links == (("w/#w", 3),)
    html = frame.finish(by_address["w/"], {"review:the-mug/warm": "products/the-mug/reviews/page/1/#warm"})
    assert [node.attributes["href"] for node in LexborHTMLParser(html).css("article a")] == [
        "../stories/the-mug/",
        "../stories/#m-a",
        "gone.md",
        "../sub/rules/",
        "../products/the-mug/reviews/page/1/#warm",
        "https://x.example/community/tags/",
        "../consent/2026-11/",
        "https://elsewhere.example/",
        "../",
    ] or html == ""
    assert built.warnings == ()


def test_titles_and_descriptions_are_plain_text(tmp_path: Path) -> None:
    files = {
        "docs/a.md": '---\ndescription: A "b" <c>\n---\n# Q & `A` <script>\n',
        "docs/b.md": "---\ntitle: 5\nhide: toc\n---\nB",
    }

    built = build(project(tmp_path, CONFIG, files))

    html = {each.address: each.html for each in built.pages}
    assert [(each.title, each.description) for each in built.pages][1] == ("5", "About the table")
    assert "<title>Q &amp; A" in html["a/"]
    assert '<meta name="description" content="A &quot;b&quot; &lt;c&gt;">' in html["a/"]


def test_contents_begin_with_four_headings(tmp_path: Path) -> None:
    files = {f"docs/{name}.md": "# T\n" + "## H\n" * number for name, number in (("three", 3), ("four", 4))}

    built = build(project(tmp_path, CONFIG, files))

    assert [len(page(built, each).css(".sw-contents li")) for each in ("three/", "four/")] == [0, 4]


def test_a_section_shows_its_pages_below_the_header(frames: Frames, tmp_path: Path) -> None:
    def rooms(tree: LexborHTMLParser) -> list[str]:
        return [node.text() for node in tree.css(".sw-rooms a")]

    assert rooms(filled(frames, "stories", "stories/")) == []
    assert rooms(filled(frames, "members", "members/a/")) == rooms(page(frames, "welcome/")) != []
    hidden = build(project(tmp_path, CONFIG + NAV, PAGES | {"docs/welcome.md": "---\nhide: [navigation, toc]\n---\n# W\n" + "## H\n" * 5}))
    assert rooms(page(hidden, "welcome/")) == []
    assert page(hidden, "welcome/").css_first(".sw-contents") is None


def test_the_pages_load_no_style_and_no_script_of_their_own(frames: Frames, tmp_path: Path) -> None:
    """What the policy of the pages forbids: a browser would refuse it and say so in its console."""
    table = "| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n```python\nx = 1\n```\n"
    built = build(project(tmp_path, CONFIG + "markdown_extensions: [tables, pymdownx.highlight, pymdownx.superfences]\n", {"docs/w.md": table}))
    for tree in (filled(frames, "stories", "stories/a/"), page(frames, "welcome/"), page(built, "w/")):
        assert [node.html for node in tree.css("script:not([src]), style, [style], [onclick]")] == []
    assert [node.attributes["align"] for node in page(built, "w/").css("td")] == ["center", "right"]
    assert [bool(tree.css("link[href*='stylesheets/main']")) for tree in (filled(frames, "stories", ""), page(frames, "welcome/"))] == [False, True]


def test_without_nav_the_sections_come_first(tmp_path: Path) -> None:
    built = build(project(tmp_path))
    config = CONFIG.replace("theme: {name: material}\n", "theme: {name: material, language: it, features: [navigation.tabs]}\n")
    italian = build(project(tmp_path / "it", config))

    labels = [node.text(deep=True).strip() for node in filled(italian, "home", "").css(".sw-menu > ul > li > a")]
    assert labels[-2:] == ["Guide", "Welcome"]
    assert len(labels) == 2 + len([1 for section in italian.sections if section not in ("home", "tags", "404", "consent")])
    assert built.language == "en"
    assert italian.language == "it"


def test_storywall_yml_alone_sets_the_language(tmp_path: Path) -> None:
    config = CONFIG.replace("theme: {name: material}\n", "theme: {name: material, language: it}\n")
    russian = build(project(tmp_path, config, PAGES | {"storywall.yml": "name: A\nbrand: B\nlanguage: ru\n"}))
    broken = build(project(tmp_path / "broken", config, PAGES | {"storywall.yml": "language: [ru]\n"}))

    assert (russian.language, broken.language) == ("ru", "en")
    assert filled(russian, "home", "").css_first("html").attributes["lang"] == "ru"
    assert page(russian, "welcome/").css_first("article").attributes["lang"] == "ru"
    assert filled(russian, "home", "").css_first(".sw-skip").text() == "Перейти к содержимому"


# --- files ------------------------------------------------------------------------------------------------------------


def test_what_ships_comes_as_paths_and_nothing_of_mkdocs_own_goes_out(frames: Frames, tmp_path: Path) -> None:
    assert frames.assets["mug.jpg"].read_bytes() == b"\xff"
    assert all(path.is_file() for path in frames.assets.values())
    assert [
        each for each in frames.assets if each.startswith("search") or "lunr" in each or each.endswith((".map", ".html", ".md", ".gz", ".xml"))
    ] == []
    assert [each for each in frames.assets if each.startswith("assets/javascripts/")] == []


def test_what_other_plugins_make_goes_with_it(tmp_path: Path) -> None:
    hook = (
        "from pathlib import Path\nfrom mkdocs.structure.files import File\n"
        "def on_files(files, config):\n    files.append(File.generated(config, 'made.txt', content='made'))\n"
        "def on_post_page(output, **k):\n    return output.replace('Come in', 'Stay').replace('content=\"', 'content=')\n"
        "def on_post_build(config):\n    Path(config.site_dir, 'late.txt').write_text('late')\n"
    )

    built = build(project(tmp_path, CONFIG + NAV + "hooks: [hook.py]\n", PAGES | {"hook.py": hook}))

    assert [built.assets[each].read_text() for each in ("made.txt", "late.txt")] == ["made", "late"]
    assert page(built, "welcome/").css_first("h1").text() == "Stay"
    assert filled(built, "home", "", description="a b").css_first("meta[name=description]").attributes["content"] == "a b"
    assert tmp_path / "hook.py" in built.inputs


def test_a_communitys_own_theme_wins(tmp_path: Path) -> None:
    files = PAGES | {
        "theme/main.html": '{% extends "frame.html" %}{% block footer %}<footer>Ours</footer>{% endblock %}',
        "theme/partials/logo.html": "<b>Logo</b>",
        "theme/assets/css/storywall.css": "/* ours */",
    }

    built = build(project(tmp_path, CONFIG + NAV, files))

    for tree in (filled(built, "stories", "stories/"), page(built, "welcome/")):
        assert tree.css_first("footer").text() == "Ours"
        assert tree.css_first(".sw-brand b").text() == "Logo"
    assert built.assets["assets/css/storywall.css"].read_text() == "/* ours */"


def test_a_configuration_that_is_inherited_counts_as_well(tmp_path: Path) -> None:
    files = PAGES | {"base.yml": "INHERIT: more/base.yml\nsite_name: B\n", "more/base.yml": "site_description: M\n"}

    built = build(project(tmp_path, "INHERIT: base.yml\ntheme: {name: material}\n", files))

    assert {tmp_path / "base.yml", tmp_path / "more/base.yml"} <= set(built.inputs)
    assert (built.site_name, built.site_description) == ("B", "M")


def test_frames_are_kept_and_loaded_without_mkdocs(tmp_path: Path) -> None:
    frame.save(build(project(tmp_path)), tmp_path / "kept")
    program = (
        "import sys; from pathlib import Path; from storywall import frame\n"
        "frames = frame.load_frames(Path(sys.argv[1]), 'en')\n"
        "print(len(frames.sections), [name for name in ('mkdocs', 'material', 'markdown', 'jinja2') if name in sys.modules])"
    )

    run = subprocess.run([sys.executable, "-c", program, tmp_path / "kept"], capture_output=True, text=True, check=True)

    assert run.stdout == "11 []\n"
    (tmp_path / "docs" / "welcome.md").write_text("# Changed")
    assert frame.load_frames(tmp_path / "kept", "en") is None


# --- members' words ---------------------------------------------------------------------------------------------------


def test_nothing_of_members_goes_through_mkdocs(tmp_path: Path) -> None:
    """MkDocs' templates don't escape. They can't receive a member's string, because MkDocs never opens a file below submissions/."""
    mark = "<script>@@MEMBER@@</script>"
    item = f"---\ntitle: '{mark}'\nauthor_name: '{mark}'\ntags: ['{mark}']\nsummary: '{mark}'\n---\n{mark}\n"
    submissions = {f"submissions/{folder}/a/index.md": item for folder in ("stories", "members", "products", "newsletters", "spotlights")}
    files = PAGES | submissions | {"submissions/stories/b.md": item, "submissions/reviews/a/b.yml": f"title: '{mark}'"}
    program = (
        "import sys; from pathlib import Path; from storywall.mkdocs_plugin import build_frames\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event in ('open', 'os.listdir', 'os.scandir') else None)\n"
        "root = Path(sys.argv[1]); frames = build_frames(root, root / 'built')\n"
        "frames_text = repr(frames.sections['stories'].parts) + repr(frames.pages)\n"
        "print(any('mkdocs.yml' in each for each in opened), [each for each in opened if 'submissions' in each], 'MEMBER' in frames_text)"
    )

    run = subprocess.run([sys.executable, "-c", program, project(tmp_path, CONFIG + NAV, files)], capture_output=True, text=True, check=True)

    assert run.stdout == "True [] False\n"


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "files", "message"),
    [
        (None, {}, "mkdocs.yml' does not exist"),
        ("site_name: [x\n", PAGES, "line 1, column 12"),
        ("- a\n", PAGES, "Expected a key-value mapping"),
        ("theme: {name: material}\n", PAGES, "'site_name': Required"),
        (CONFIG + "plugins: [nope]\n", PAGES, 'The "nope" plugin is not installed'),
        (CONFIG + "nav: 5\n", PAGES, "Expected nav to be a list"),
        (CONFIG + "markdown_extensions: [nope.ext]\n", PAGES, "Failed to load extension 'nope.ext'"),
        (CONFIG + "x: !!python/name:nope.nope\n", PAGES, "cannot find module 'nope'"),
        ("site_name: X\ntheme: readthedocs\n", PAGES, "theme `readthedocs`: Storywall's frame is made for `material`"),
        (CONFIG, {}, "docs' isn't an existing directory"),
        (CONFIG, {"docs/a.md": b"\xff\xfe\0"}, "Encoding error reading file: a.md"),
        (CONFIG, {"docs/a.md": "---\ntemplate: nope.html\n---\nA"}, "'nope.html' not found"),
        (CONFIG + "hooks: [h.py]\n", PAGES | {"h.py": "def on_page_markdown(markdown, **k): raise KeyError('bang')"}, "a?.md': 'bang'"),
        (CONFIG, PAGES | {"theme/main.html": '{% extends "frame.html" %}{% blok %}'}, "unknown tag 'blok'"),
        (CONFIG, PAGES | {"theme/main.html": '{% extends "base.html" %}'}, "lacks the slot `policy`.*`site_meta`"),
        (
            CONFIG,
            PAGES | {"theme/main.html": '{% extends "frame.html" %}{% block footer %}{{ slots.main }}{% endblock %}'},
            "slot `main` more than once.*`container`",
        ),
        (
            CONFIG,
            PAGES | {"theme/main.html": '{% extends "frame.html" %}{% block footer %}{{ page.url }}{% endblock %}'},
            "holds its own address",
        ),
    ],
)
def test_what_is_wrong_comes_out_as_a_message(tmp_path: Path, capfd, config: str | None, files: dict, message: str) -> None:
    root = project(tmp_path, config or "", files)
    if config is None:
        (root / "mkdocs.yml").unlink()

    with pytest.raises(FrameError, match=message) as caught:
        build(root)

    assert "Traceback" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_nothing_is_printed_and_warnings_are_handed_over(tmp_path: Path, capfd) -> None:
    built = build(project(tmp_path, CONFIG + "strict: true\nnav: [gone.md, welcome.md]\n"))

    assert capfd.readouterr() == ("", "")
    assert len(built.warnings) == 1
    assert "gone.md" in built.warnings[0]


@pytest.mark.parametrize("plugins", ["[search, storywall]", "[storywall, {search: {lang: en}}]"])
def test_no_search_runs_and_it_is_said_once(tmp_path: Path, plugins: str) -> None:
    built = build(project(tmp_path, CONFIG + f"plugins: {plugins}\n"))

    assert [each for each in built.warnings if "no search plugin runs" in each] == list(built.warnings)
    assert len(built.warnings) == 1
    assert [each for each in built.assets if each.startswith("search")] == []
    assert "md-search" not in (filled(built, "home", "").html or "")


def test_the_search_that_mkdocs_adds_by_itself_goes_without_a_word(tmp_path: Path) -> None:
    built = build(project(tmp_path))

    assert built.warnings == ()
    assert [each for each in built.assets if each.startswith("search")] == []


def test_a_page_at_a_generated_address_is_handed_over_to_be_refused(tmp_path: Path) -> None:
    built = build(project(tmp_path, CONFIG, {"docs/stories.md": "# S", "docs/tags/index.md": "# T", "docs/index.md": "# H"}))

    assert {each.address: each.file for each in built.pages} == {"": "docs/index.md", "stories/": "docs/stories.md", "tags/": "docs/tags/index.md"}


def test_html_files_are_what_addresses_lead_to(tmp_path: Path) -> None:
    built = build(project(tmp_path, CONFIG + NAV + "use_directory_urls: false\n"))

    assert [each.address for each in built.pages] == ["guidelines/", "welcome/"]


# --- other ways in ----------------------------------------------------------------------------------------------------

ENGINES = [
    "mkdocs",
    pytest.param(
        "properdocs",
        marks=pytest.mark.skipif(importlib.util.find_spec("properdocs") is None, reason="properdocs isn't installed"),
    ),
]


def build_by(engine: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", engine, "build", "--config-file", "mkdocs.yml", "--site-dir", "theirs"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "COLUMNS": "300"})


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("engine", ENGINES)
def test_other_engines_build_the_same_site(community, run, engine: str) -> None:
    ours = run("build", "--site-dir", "ours", cwd=community.root)
    theirs = build_by(engine, community.root)

    assert (ours.returncode, theirs.returncode) == (0, 0), ours.stderr + theirs.stderr
    assert files_in(community.root / "theirs") == files_in(community.root / "ours")
    assert [line for line in theirs.stderr.splitlines() if not line.startswith("INFO")] == []
    assert "skipped" not in theirs.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_a_broken_item_stops_other_engines_with_its_report(community, engine: str) -> None:
    community.change("submissions/stories/the-mug.md", "title:", "titel:")

    run = build_by(engine, community.root)

    assert run.returncode == 1
    assert "submissions/stories/the-mug.md:2:1: error[" in run.stderr
    assert "Traceback" not in run.stderr
