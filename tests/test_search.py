"""What the search finds, what it never does, and when its index is made."""

import gzip
import json
import os
import stat
from datetime import date

import pytest

from storywall import build, cache, search
from storywall.frame import HandPage
from storywall.model import Body
from storywall.pipeline import site_of
from storywall.search import indexer, records

TODAY = date(2026, 11, 21)
CONSENT = {"wording": "2026-11@bccb3d32", "language": "en", "date": "2026-11-01", "channel": "form"}


def published(community, tmp_path, **options):
    """Build the site of a community; return what was published and the folder."""
    site, checked = tmp_path / "site", community.check(**options)
    assert not checked.errors, checked.problems  # a broken item would be missing for another reason
    return build.publish_checked(checked, site, processes=1), site


def unpacked(path):
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def index_text(site):
    """All bytes of an index, unpacked: words, texts, titles, addresses, filters."""
    return b"\n".join(unpacked(path) for path in sorted((site / "pagefind").rglob("*")) if path.is_file())


def found(site):
    """What the index knows of each page, by address."""
    pages = [json.loads(unpacked(path).removeprefix(b"pagefind_dcd")) for path in (site / "pagefind" / "fragment").iterdir()]
    return {page["url"].partition("\n")[0]: page for page in pages}


def test_entries_and_pages_by_hand_are_found_with_what_they_show(community, tmp_path):
    community.story(
        "a-cup", title="A cup for Ada", body="Glazed *twice*, [fired](https://example.org/) once.", products=["morning-mug"], tags=["quiet"]
    )
    community.write("docs/welcome.md", "# Come in\n\nThe kettle is on.\n\n<script>ignored()</script>\n")
    _, site = published(community, tmp_path)
    pages = found(site)
    story, review, page = pages["stories/a-cup/"], pages["products/morning-mug/reviews/page/1/#keeps-warm"], pages["welcome/"]
    assert story["meta"] == {"title": "A cup for Ada"}
    assert story["content"].startswith("Glazed twice, fired once.")
    assert {name: story["filters"][name] for name in ("kind", "language", "tag")} == {"kind": ["story"], "language": ["en"], "tag": ["quiet"]}
    assert len(story["filters"]["product"]) == 1
    assert review["filters"]["kind"] == ["review"]
    assert review["filters"]["rating"]
    assert page["filters"]["kind"] == ["page"]
    assert "The kettle is on." in page["content"]
    assert "ignored" not in page["content"]
    assert "Skip to the content" not in page["content"]
    assert {address.partition("/")[0] for address in pages}.isdisjoint({"", "tags", "consent", "404.html", "search"})


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2026-11-22"},
        {"consent": CONSENT | {"scopes": ["newsletter"]}},
        {"consent": CONSENT | {"scopes": ["social", "ads"]}},
    ],
    ids=["later", "for the newsletter", "for networks"],
)
def test_what_may_not_show_is_nowhere_in_the_index(community, tmp_path, fields):
    story = {"title": "Quokkatitle", "summary": "A quokkasummary.", "tags": ["quokkatag"], "body": "The quokkabody."}
    community.story("quokkaslug", **story)
    _, site = published(community, tmp_path)
    assert b"quokka" in index_text(site).lower()  # it is there while it may show
    community.story("quokkaslug", **story | fields)
    _, site = published(community, tmp_path)
    assert found(site)
    assert b"quokka" not in index_text(site).lower()
    assert not any(b"quokka" in path.name.encode() for path in (site / "pagefind").rglob("*"))


def test_a_token_that_no_page_shows_is_not_in_the_index(community, tmp_path):
    community.review("checked", title="Checked", verified={"by": "Shop", "date": "2026-11-02", "evidence": "quokkatoken"})
    _, site = published(community, tmp_path)
    assert "products/morning-mug/reviews/page/1/#checked" in found(site)
    assert b"quokkatoken" not in index_text(site)


def test_samples_are_left_out_in_production(community, tmp_path):
    community.story("quokka", title="Quokka", sample="true")
    assert b"quokka" in index_text(published(community, tmp_path)[1]).lower()
    site = tmp_path / "site"
    build.publish_checked(community.check(production=True), site, processes=1)  # a sample is an error there
    assert b"quokka" not in index_text(site).lower()


def test_a_page_by_hand_may_ask_to_be_left_out(community, tmp_path):
    community.write("docs/quokka.md", "---\nsearch: {exclude: true}\n---\n# Quokka\n\nNot for the search.\n")
    community.write("docs/kettle.md", "# Kettle\n\nFor the search.\n")
    _, site = published(community, tmp_path)
    assert "kettle/" in found(site)
    assert "quokka/" not in found(site)


def test_hostile_text_stays_text(community, tmp_path):
    community.story("odd", title="</script><b>T</b> & co", body="a &lt;mark&gt; b `<img src=x onerror=alert(1)>`\n\nsecond")
    _, site = published(community, tmp_path)
    story = found(site)["stories/odd/"]
    assert story["meta"]["title"] == "</script><b>T</b> & co"
    assert story["content"].startswith("a <mark> b <img src=x onerror=alert(1)> second")


def test_an_entry_without_words_is_found_by_its_title(community, tmp_path):
    community.write("submissions/products/bare.yml", "name: Bare Jug\n")
    _, site = published(community, tmp_path)
    assert found(site)["products/bare/"]["content"] == "Bare Jug"


def test_the_index_is_made_again_only_where_a_text_changed(community, tmp_path):
    community.story("a-cup", title="A cup")
    _, site = published(community, tmp_path)
    made = {path: path.stat().st_mtime_ns for path in (site / "pagefind").rglob("*")}
    again, _ = published(community, tmp_path)
    assert [address for address in again.written if address.startswith("pagefind/")] == []
    community.change("storywall.yml", "brand: Mug Makers", "brand: Mug Makers of Rome")  # the stamp is another, the texts are not
    published(community, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in (site / "pagefind").rglob("*")} == made
    community.story("a-cup", title="A quokka")
    changed, _ = published(community, tmp_path)
    assert any(address.startswith("pagefind/fragment/") for address in changed.written)
    assert any(address.startswith("pagefind/fragment/") for address in changed.removed)
    assert b"quokka" in index_text(site).lower()
    folders = [path for path in (cache.state_folder(community.root) / "search").iterdir() if path.is_dir()]
    assert len(folders) == 2  # this one and the one before


def test_a_broken_state_is_made_anew(community, tmp_path):
    published(community, tmp_path)
    made = cache.state_folder(community.root) / "search" / "made.json"
    made.write_text("{")
    result, site = published(community, tmp_path)
    assert not result.problems
    assert found(site)


def test_without_search_there_is_none(community, tmp_path):
    community.write("storywall.yml", community.read("storywall.yml") + "search: false\n")
    _, site = published(community, tmp_path)
    assert not (site / "pagefind").exists()
    assert not (site / "search").exists()
    assert "sw-search" not in (site / "index.html").read_text()
    community.change("storywall.yml", "search: false", "search: true")
    _, site = published(community, tmp_path)
    assert 'class="sw-search" href="./search/"' in (site / "index.html").read_text()
    assert found(site)
    community.change("storywall.yml", "search: true", "search: false")
    _, site = published(community, tmp_path)
    assert not (site / "pagefind").exists()


def broken_program(folder, text):
    """A program in the place of Pagefind, as it may be on somebody's machine."""
    folder.mkdir()
    path = folder / "pagefind"
    path.write_text(f"{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("text", ["#!/bin/sh\nkill -9 $$", "#!/bin/sh\nexit 3", "#!/bin/sh\ncat > /dev/null; exit 1", "#!/nonexistent"])
def test_where_the_indexer_dies_the_site_is_there_without_search(community, tmp_path, monkeypatch, text):
    published(community, tmp_path)
    community.story("new", title="New")
    program = broken_program(tmp_path / "bin", text)
    monkeypatch.setattr(indexer, "program", lambda: program)
    monkeypatch.setattr(indexer, "_PATIENCE", 1.0)
    result, site = published(community, tmp_path)
    assert [problem.code for problem in result.problems] == ["search-not-made"]
    assert (site / "stories/new/index.html").is_file()
    assert not (site / "pagefind").exists()  # an old index could still know what may not show any more
    assert list((cache.state_folder(community.root) / "search").glob("new-*")) == []
    monkeypatch.undo()
    result, site = published(community, tmp_path)
    assert not result.problems
    assert "stories/new/" in found(site)


def test_where_the_program_is_missing_it_is_said(community, run):
    # As on a system that the package isn't made for: none in it, none on the PATH.
    hidden = community.root / "hidden" / "pagefind_bin"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError('no binary for this system')\n")
    built = run("build", "--date", TODAY, cwd=community.root, PYTHONPATH=str(hidden.parent), PATH="/nonexistent")
    assert built.returncode == 1, built.stdout + built.stderr
    assert "error[search-not-made]" in built.stderr
    assert "search: false" in built.stderr
    assert "Traceback" not in built.stderr
    assert (community.root / "site" / "index.html").is_file()


def test_a_program_of_ones_own_is_taken_from_the_path(tmp_path, monkeypatch):
    program = broken_program(tmp_path / "bin", "#!/bin/sh")
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/nonexistent")
    assert indexer.program() == program


def test_what_pagefind_refuses_is_told(tmp_path):
    blocked = tmp_path / "index"
    blocked.write_text("in the way")
    record = records.Record(address="a/", title="A", text="a", filters={})
    with pytest.raises(indexer.IndexerError):
        indexer.index([record], "en", blocked, lambda digest: True)


def page(html):
    return HandPage(address="a/", title="A", description="", html=html, file="docs/a.md")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<nav>Menu</nav><article><h1>A<a class='headerlink' href='#a'>¶</a></h1><p>b</p></article><footer>c</footer>", "A b"),
        ("<article><ul><li>a</li><li>b</li></ul><svg><title>t</title></svg><style>c{}</style>d</article>", "a b d"),
        ("<article>a &amp; &lt;b&gt;<nav><nav>x</nav>y</nav> c<br>d</article>", "a & <b> c d"),
        ("<article><form><label>q</label></form>a<script>if (a < b) c()</script></article>", "a"),
    ],
)
def test_of_a_page_by_hand_its_own_words_are_read(html, text):
    assert records.page_text(page(html)) == text


def test_a_preview_gets_the_index_in_the_place_of_the_one_before(community, tmp_path):
    checked = community.check()
    folder = tmp_path / "preview"
    build.publish_checked(checked, folder, processes=1, preview=True)
    assert not (folder / "pagefind").exists()
    (folder / "pagefind").mkdir()
    (folder / "pagefind" / "old").write_text("old")
    made = search.make(site_of(checked), cache.state_folder(checked.root))
    search.place(made, folder)
    assert found(folder)
    assert sorted(path.name for path in folder.glob("pagefind*")) == ["pagefind"]
    assert not (folder / "pagefind" / "old").exists()
    build.publish_checked(checked, folder, processes=1, preview=True)
    assert found(folder)


def test_a_photo_in_a_text_parts_no_words(community):
    from storywall.model import Gap

    assert records._body_text(Body(pieces=("<p>a</p>", Gap(kind="figure", target="x.jpg"), "<p>b</p>"))) == "a b"
