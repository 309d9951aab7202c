"""The consent texts: a record names the one that was agreed to by its hash."""

import hashlib

import pytest

from storywall.consent import records, wordings


def write(root, name, data=b"May we?\n"):
    path = root / "docs/consent" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_texts_are_known_by_version_language_and_hash(tmp_path):
    write(tmp_path, "2026-11.it.md", b"Possiamo?\n")
    write(tmp_path, "2026-11.en.md")
    write(tmp_path, "2026-11-05.pt-BR.md", b"Podemos?\n")
    found = wordings(tmp_path)
    assert [(each.version, each.language, each.text) for each in found] == [
        ("2026-11-05", "pt-BR", "Podemos?\n"),
        ("2026-11", "en", "May we?\n"),
        ("2026-11", "it", "Possiamo?\n"),
    ]
    assert (f"2026-11@{hashlib.sha256(b'May we?' + bytes([10])).hexdigest()[:8]}", "en") in records(found)


def test_line_breaks_of_another_system_are_the_same_text(tmp_path):
    write(tmp_path, "2026-11.en.md")
    before = wordings(tmp_path)
    write(tmp_path, "2026-11.en.md", b"May we?\r\n")
    assert wordings(tmp_path) == before
    write(tmp_path, "2026-11.en.md", b"May  we?\n")
    assert wordings(tmp_path) != before


@pytest.mark.parametrize("name", ["README.md", "2026-11.md", "2026-11.en.txt", "november.en.md", "२०२६-११.en.md", "2026-11.EN.md"])
def test_other_files_are_passed_over(tmp_path, name):
    write(tmp_path, name)
    assert wordings(tmp_path) == ()


def test_neither_links_nor_folders_are_texts(tmp_path):
    text = write(tmp_path, "notes.md")
    (text.parent / "2026-11.en.md").symlink_to(text)
    (text.parent / "2026-12.en.md").mkdir()
    assert wordings(tmp_path) == ()


def test_a_community_without_texts_has_none(tmp_path):
    assert wordings(tmp_path) == ()
