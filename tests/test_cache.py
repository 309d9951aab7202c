"""Results kept between builds: found again by content, and never in the way when they are lost or damaged."""

import multiprocessing
import sqlite3

import pytest

from storywall import cache


def test_what_was_kept_is_found_and_nothing_else(tmp_path):
    with cache.Store(tmp_path / "state") as store:
        store.put({"a": b"1", "b": b"\x00\xff"})
        store.put({})
    with cache.Store(tmp_path / "state") as store:
        assert store.get(["a", "b", "c"]) == {"a": b"1", "b": b"\x00\xff"}
        assert store.get([]) == {}


def test_many_keys_are_asked_for_at_once(tmp_path):
    values = {str(number): str(number).encode() for number in range(2100)}
    with cache.Store(tmp_path) as store:
        store.put(values)
        assert store.get(iter(values)) == values


def test_what_is_there_stays(tmp_path):
    with cache.Store(tmp_path) as store:
        store.put({"a": b"1"})
        store.put({"a": b"2"})
        assert store.get(["a"]) == {"a": b"1"}


def test_parts_of_a_key_are_kept_apart():
    assert len({cache.key("ab", "c"), cache.key("a", "bc"), cache.key("abc"), cache.key("abc", ""), cache.key(b"abc", "", "")}) == 5
    assert cache.key("é") == cache.key("é".encode())


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 500])
def test_a_file_that_is_no_database_is_replaced(tmp_path, content):
    (tmp_path / "results.sqlite3").write_bytes(content)
    with cache.Store(tmp_path) as store:
        assert store.get(["a"]) == {}
        store.put({"a": b"1"})
        assert store.get(["a"]) == {"a": b"1"}


def test_a_database_that_is_damaged_further_in_is_replaced(tmp_path):
    with cache.Store(tmp_path) as store:
        store.put({str(number): b"x" * 500 for number in range(200)})
    path = tmp_path / "results.sqlite3"
    data = path.read_bytes()
    assert len(data) > 20_000
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with cache.Store(tmp_path) as store:
        assert store.get(str(number) for number in range(200)) == {}
        store.put({"a": b"1"})
        assert store.get(["a"]) == {"a": b"1"}


def test_a_store_that_is_locked_is_not_thrown_away(tmp_path, monkeypatch):
    cache.Store(tmp_path).close()

    def locked(*arguments, **options):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(sqlite3, "connect", locked)
    with pytest.raises(sqlite3.OperationalError):
        cache.Store(tmp_path)
    assert (tmp_path / "results.sqlite3").exists()


def _fill(folder, first, start):
    start.wait()
    with cache.Store(folder) as store:
        for number in range(first, first + 200):
            store.put({str(number): str(number).encode()})
            assert store.get([str(number)]) == {str(number): str(number).encode()}


def test_two_builds_at_once_keep_everything(tmp_path):
    cache.Store(tmp_path).close()
    context = multiprocessing.get_context("fork")
    start = context.Event()
    builds = [context.Process(target=_fill, args=(tmp_path, first, start)) for first in (0, 100)]
    for build in builds:
        build.start()
    start.set()
    for build in builds:
        build.join()
    assert [build.exitcode for build in builds] == [0, 0]
    with cache.Store(tmp_path) as store:
        assert len(store.get(map(str, range(300)))) == 300


def test_what_is_no_longer_used_goes_once_it_is_half(tmp_path):
    values = {str(number): b"x" for number in range(4000)}
    live = set(list(values)[:10])
    with cache.Store(tmp_path) as store:
        store.put(values)
        assert store.prune(set(values)) == 0
        assert store.prune(live) == 3990
        assert set(store.get(values)) == live


def test_state_can_be_forgotten_and_that_of_other_versions_stays(tmp_path):
    cache.Store(cache.state_folder(tmp_path)).close()
    (tmp_path / ".storywall/another").mkdir()
    cache.forget(tmp_path)
    cache.forget(tmp_path)
    assert [path.name for path in (tmp_path / ".storywall").iterdir()] == ["another"]
