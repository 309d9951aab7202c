"""Processes count together what they have done, and the one that spread the work tells."""

import os

from storywall.progress import Progress
from storywall.spread import spread


def test_all_that_is_done_is_told():
    told = []
    progress = Progress(900, lambda done, total: told.append((done, total)))

    def task(part):
        progress.add(len(part))
        return os.getpid()

    assert len(set(spread(task, list(range(900)), 2))) <= 2
    progress.add(0)
    assert told[-1] == (900, 900)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_nobody_is_told_by_another_process():
    told = []
    progress = Progress(10, lambda done, total: told.append((done, total)))
    child = os.fork()
    if child == 0:
        progress.add(4)
        os._exit(len(told))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    progress.add(1)
    assert told == [(5, 10)]


def test_nobody_need_listen():
    Progress(10, None).add(3)


def test_building_and_reading_are_told(community):
    from storywall.build import publish_checked

    items, pages = [], []
    checked = community.check(tell_items=lambda *told: items.append(told))
    publish_checked(checked, community.root / "site", processes=1, tell=lambda *told: pages.append(told))
    assert items[-1] == (checked.items, checked.items)
    assert pages[-1][0] == pages[-1][1] > 20
