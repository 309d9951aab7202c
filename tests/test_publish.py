"""Into a folder goes what changed; out of it what an earlier build left; nothing else is touched."""

import os

import pytest

from storywall import publish
from storywall.build import publish_checked


def build(root, pages, *, finish=True):
    """Publish these pages into `root/site`; without `finish` as a build that is killed at the end."""
    site = root / "site"
    site.mkdir(exist_ok=True)
    manifest = publish.open_manifest(root / "state", site)
    folder = publish.Folder(site, manifest)
    for address, text in pages.items():
        folder.write(address, text.encode())
    folder.close()
    return publish.finish(site, manifest, folder.done, folder.written) if finish else None


def files(root):
    site = root / "site"
    return {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*") if path.is_file()}


def test_a_site_is_written_and_a_second_time_left_alone(tmp_path):
    pages = {"index.html": "home", "stories/a/index.html": "a"}
    assert build(tmp_path, pages).written == ["index.html", "stories/a/index.html"]
    times = {address: (tmp_path / "site" / address).stat().st_mtime_ns for address in pages}
    os.utime(tmp_path / "site")
    again = build(tmp_path, pages)
    assert (again.written, sorted(again.kept), again.removed) == ([], sorted(pages), [])
    assert times == {address: (tmp_path / "site" / address).stat().st_mtime_ns for address in pages}


def test_only_what_changed_is_written(tmp_path):
    build(tmp_path, {"a.html": "a", "b.html": "b"})
    assert build(tmp_path, {"a.html": "A", "b.html": "b"}).written == ["a.html"]
    assert files(tmp_path) == {"a.html": "A", "b.html": "b"}


def test_what_is_gone_goes_with_its_empty_folders(tmp_path):
    build(tmp_path, {"stories/a/index.html": "a", "stories/b/index.html": "b", "c/d/e.html": "e"})
    assert sorted(build(tmp_path, {"stories/b/index.html": "b"}).removed) == ["c/d/e.html", "stories/a/index.html"]
    assert files(tmp_path) == {"stories/b/index.html": "b"}
    assert not (tmp_path / "site/c").exists()
    assert not (tmp_path / "site/stories/a").exists()


def test_foreign_files_are_never_touched(tmp_path):
    build(tmp_path, {"stories/a/index.html": "a"})
    foreign = {"CNAME": "x", "stories/a/notes.txt": "mine", "stories/b/index.html": "theirs", ".git/config": "y"}
    for address, text in foreign.items():
        path = tmp_path / "site" / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    build(tmp_path, {})
    assert files(tmp_path) == foreign


def test_what_somebody_changed_by_hand_is_written_again(tmp_path):
    build(tmp_path, {"a.html": "good"})
    (tmp_path / "site/a.html").write_text("evil!")
    build(tmp_path, {"a.html": "good"})
    assert files(tmp_path) == {"a.html": "good"}
    (tmp_path / "site/a.html").unlink()
    build(tmp_path, {"a.html": "good"})
    assert files(tmp_path) == {"a.html": "good"}


def test_a_build_that_was_killed_leaves_nothing_behind(tmp_path):
    build(tmp_path, {"a.html": "a", "b.html": "b"})
    build(tmp_path, {"a.html": "other", "new/index.html": "new"}, finish=False)
    (tmp_path / "site/new/index.html").write_text("ne")  # as a write that was broken off
    build(tmp_path, {"a.html": "a"})
    assert files(tmp_path) == {"a.html": "a"}
    assert [path.suffix for path in (tmp_path / "state").iterdir()] == [".json"]


def test_the_same_content_is_written_again_after_a_kill(tmp_path):
    build(tmp_path, {"a.html": "a" * 100}, finish=False)
    (tmp_path / "site/a.html").write_text("a" * 50)
    build(tmp_path, {"a.html": "a" * 100})
    assert files(tmp_path) == {"a.html": "a" * 100}


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b'{"a.html": 1}', b'{"a.html": [1]}', b"\xff", b"null"])
def test_a_broken_manifest_counts_as_none(tmp_path, broken):
    build(tmp_path, {"a.html": "a"})
    (manifest,) = (tmp_path / "state").iterdir()
    manifest.write_bytes(broken)
    build(tmp_path, {"a.html": "A", "b.html": "b"})
    assert files(tmp_path) == {"a.html": "A", "b.html": "b"}


def test_each_site_folder_has_a_manifest_of_its_own(tmp_path):
    build(tmp_path, {"a.html": "a"})
    other = tmp_path / "other"
    other.mkdir()
    manifest = publish.open_manifest(tmp_path / "state", other)
    assert manifest.files == {}
    publish.finish(other, manifest, {}, [])
    assert files(tmp_path) == {"a.html": "a"}


def test_nothing_is_written_or_deleted_through_a_link(tmp_path):
    outside = tmp_path / "outside"
    (outside / "a").mkdir(parents=True)
    (outside / "a/index.html").write_text("theirs")
    build(tmp_path, {"stories/a/index.html": "a", "b.html": "b"})
    site = tmp_path / "site"
    (site / "stories/a/index.html").unlink()
    (site / "stories/a").rmdir()
    (site / "stories").rmdir()
    (site / "stories").symlink_to(outside)
    with pytest.raises(NotADirectoryError, match="in the way"):
        build(tmp_path, {"stories/a/index.html": "A"})
    build(tmp_path, {"b.html": "b"})
    assert (outside / "a/index.html").read_text() == "theirs"
    (site / "b.html").unlink()
    (site / "b.html").symlink_to(outside / "a/index.html")
    build(tmp_path, {"b.html": "B"})
    assert (outside / "a/index.html").read_text() == "theirs"
    assert (site / "b.html").read_text() == "B"


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/stories").write_text("mine")
    with pytest.raises(NotADirectoryError, match="in the way"):
        build(tmp_path, {"stories/index.html": "a"})


def test_a_file_is_replaced_whole(tmp_path):
    """Who has the old page open reads it to its end."""
    build(tmp_path, {"a.html": "old"})
    with (tmp_path / "site/a.html").open() as reader:
        build(tmp_path, {"a.html": "new"})
        assert reader.read() == "old"


def test_large_files_arrive_whole(tmp_path):
    text = "x" * (3 << 20) + "end"
    build(tmp_path, {"a.bin": text})
    assert files(tmp_path) == {"a.bin": text}


def test_a_link_is_a_further_name_and_never_written_through(tmp_path):
    site, state, kept = tmp_path / "site", tmp_path / "state", tmp_path / "kept.webp"
    kept.write_bytes(b"a photo")

    def build(write):
        manifest = publish.open_manifest(state, site)
        folder = publish.Folder(site, manifest)
        write(folder)
        folder.close()
        return publish.finish(site, manifest, folder.done, folder.written)

    site.mkdir()
    assert build(lambda folder: folder.link("a/1.webp", kept)).written == ["a/1.webp"]
    assert (site / "a/1.webp").samefile(kept)
    assert build(lambda folder: folder.link("a/1.webp", kept)).written == []
    # Without a manifest nothing is known of what lies there: it is put there again, and what is kept stays whole.
    for path in state.iterdir():
        path.unlink()
    assert build(lambda folder: folder.link("a/1.webp", kept)).written == ["a/1.webp"]
    for path in state.iterdir():
        path.unlink()
    build(lambda folder: folder.write("a/1.webp", b"another"))
    assert (kept.read_bytes(), (site / "a/1.webp").read_bytes()) == (b"a photo", b"another")
    assert build(lambda folder: None).removed == ["a/1.webp"]
    assert kept.read_bytes() == b"a photo"
    assert not list(site.rglob("*.new"))


def test_where_there_are_no_links_a_file_is_copied(tmp_path, monkeypatch):
    def refuse(*names):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(publish.os, "link", refuse)
    (tmp_path / "kept").write_bytes(b"a photo")
    (tmp_path / "site").mkdir()
    folder = publish.Folder(tmp_path / "site", publish.open_manifest(tmp_path / "state", tmp_path / "site"))
    folder.link("a.webp", tmp_path / "kept")
    folder.close()
    assert (tmp_path / "site/a.webp").read_bytes() == b"a photo"


def test_a_whole_site_is_built_twice_and_thinned(community, tmp_path):
    community.story("short-lived")
    site = tmp_path / "site"
    first = publish_checked(community.check(), site, processes=1)
    assert "stories/short-lived/index.html" in first.written
    assert publish_checked(community.check(), site, processes=1).written == []
    community.remove("submissions/stories/short-lived.md")
    third = publish_checked(community.check(), site, processes=1)
    assert "stories/short-lived/index.html" in third.removed
    assert not (site / "stories/short-lived").exists()


def test_a_folder_that_may_not_be_written_is_no_crash(community, run, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/stories").write_text("in the way")
    built = run("build", "--date", "2026-11-21", "--site-dir", tmp_path / "site", cwd=community.root)
    assert built.returncode == 2
    assert "Traceback" not in built.stderr
    assert "in the way" in built.stderr
