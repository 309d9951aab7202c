"""Work in several processes comes out as if it were done in one."""

import multiprocessing
import os
import signal
import time
from collections import Counter

import pytest

from storywall.spread import WORTH_IT, LostProcessError, aside, idle, processes, spread

MANY = list(range(WORTH_IT * 2 + 7))
HERE = os.getpid()


def elsewhere(task):
    """The task, in all processes but this one, which leaves them the time to take a part."""

    def run(part):
        if os.getpid() == HERE:
            time.sleep(0.3)
            return list(part)
        return task(part)

    return run


def flat(parts):
    return [item for part in parts for item in part]


@pytest.mark.parametrize("asked", [1, 2, 3, 7])
def test_results_come_in_order(asked):
    all_have_one = multiprocessing.get_context("fork").Barrier(asked)
    met = set()

    def task(part):
        if os.getpid() not in met:
            met.add(os.getpid())
            all_have_one.wait(timeout=60)
        return [item * 2 for item in part], os.getpid()

    found = list(spread(task, MANY, asked))
    assert flat(items for items, _ in found) == [item * 2 for item in MANY]
    processes = {process for _, process in found}
    assert HERE in processes
    assert len(processes) == asked


@pytest.mark.parametrize("asked", [2, 5])
def test_of_a_great_many_this_process_does_none(asked, monkeypatch):
    monkeypatch.setattr("storywall.spread._ALONG_AT_MOST", WORTH_IT)

    def task(part):
        time.sleep(0.02)
        return [(item, os.getpid(), "x" * 10_000) for item in part]  # more than a pipe holds

    found = flat(spread(task, MANY, asked))
    assert [item for item, _, _ in found] == MANY
    processes = Counter(process for _, process, _ in found)
    assert HERE not in processes
    assert len(processes) >= asked
    assert max(processes.values()) < len(MANY) / 2, "no process does so much that it has a copy of everything"
    assert multiprocessing.active_children() == []


def test_who_is_slow_holds_nobody_up():
    def task(part):
        time.sleep(1 if os.getpid() == HERE else 0.01)
        return [os.getpid()] * len(part)

    found = flat(spread(task, MANY, 2))
    assert found.count(HERE) * 3 < len(found)


@pytest.mark.parametrize("items", [[], [1], MANY[: WORTH_IT - 1]])
def test_a_little_is_done_here(items):
    assert list(spread(lambda part: (list(part), os.getpid()), items, 2)) == [(items, os.getpid())]


def test_neither_task_nor_items_need_to_be_sent():
    items = [lambda number=number: number for number in MANY]
    assert flat(spread(lambda part: [item() for item in part], items, 2)) == MANY


@pytest.mark.parametrize("asked", [1, 2])
def test_an_exception_comes_through(asked):
    def task(part):
        if 500 in part:
            raise KeyError("five hundred")
        return list(part)

    with pytest.raises(KeyError, match="five hundred"):
        list(spread(task, MANY, asked))


def test_it_says_where_it_was_raised():
    def broken_task(part):
        raise ValueError("no")

    with pytest.raises(ValueError, match="no") as error:
        list(spread(elsewhere(broken_task), MANY, 2))
    assert "broken_task" in "".join(error.value.__notes__)


def test_an_exception_that_cannot_be_sent_is_told_in_words():
    class Own(Exception):
        pass

    def task(part):
        raise Own("mine")

    with pytest.raises(RuntimeError, match="Own: mine"):
        list(spread(elsewhere(task), MANY, 2))


def test_a_process_that_dies_is_told():
    def task(part):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(LostProcessError):
        list(spread(elsewhere(task), MANY, 2))


def test_who_stops_listening_leaves_no_process():
    found = spread(list, MANY, 2)
    next(found)
    found.close()
    assert multiprocessing.active_children() == []


def test_as_many_processes_as_asked_for_and_never_none():
    assert processes(3) == 3
    assert processes(0) == 1
    assert processes() >= 1


def test_who_works_beside_has_a_processor_of_its_own_where_there_is_one():
    assert [idle(0, 4), idle(1, 4), idle(1, 1), idle(3, 2)] == [4, 3, 1, 1]


def test_a_task_aside_leaves_its_result_on_disk(tmp_path):
    wait = aside(lambda: (tmp_path / "done").write_text("yes") and None)
    wait()
    assert (tmp_path / "done").read_text() == "yes"


def test_a_task_aside_raises_when_waited_for():
    def task():
        raise ValueError("aside")

    with pytest.raises(ValueError, match="aside"):
        aside(task)()
