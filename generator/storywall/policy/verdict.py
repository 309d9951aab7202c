"""The rules, from the outside in: what kind of change, which files, whose items, which fields; each yields problems."""

from __future__ import annotations

from collections.abc import Iterator

from storywall import trees
from storywall.codes import problem
from storywall.load import ROOT
from storywall.policy.items import check_kept, check_new
from storywall.policy.paths import editors_folder, is_inside, place
from storywall.policy.ratings import check_ratings
from storywall.policy.request import Request
from storywall.problems import N_, Position, Problem, sort

MOST_FILES = 200
"""So many files a person may change at once; an item with all the photos that it can hold has 51."""
_SYMLINK, _SUBMODULE, _EXECUTABLE, _PLAIN = "120000", "160000", "100755", "100644"


def verdict(request: Request) -> list[Problem]:
    """All that a request may not change, in order; empty where it may all be merged."""
    if request.conflicts:
        return sort(problem("merge-conflict", file, Position()) for file in request.conflicts[:MOST_FILES])
    count = len(request.changes) + len(request.outside)
    if count > MOST_FILES and not request.by_editor:
        first = (request.outside or tuple(change.file for change in request.changes))[0]
        return [problem("too-many-files", first, Position(), count=count, most=MOST_FILES)]
    found = [*_modes(request), *check_ratings(request)]
    if not request.by_editor:
        found += [*_files(request), *_items(request)]
    return sort(found)


def _modes(request: Request) -> Iterator[Problem]:
    """Links and other repositories nowhere, and no program among what members send: for editors too."""
    for change in request.changes:
        mode = change.after.mode
        if mode == _SYMLINK:
            yield problem("symlink", change.file, Position())
        elif mode == _SUBMODULE:
            yield problem("submodule", change.file, Position())
        elif mode == _EXECUTABLE and (is_inside(change.file) or change.file == ROOT):
            yield problem("executable", change.file, Position())


def _files(request: Request) -> Iterator[Problem]:
    for file in request.outside:
        yield problem("outside-submissions", file, Position())
    for change in request.changes:
        where = place(change.file) if is_inside(change.file) else None
        if where is None:
            yield problem("outside-submissions", change.file, Position())
        elif folder := editors_folder(change.file):
            yield problem("editors-part", change.file, Position(), folder=folder)
        elif isinstance(where, str):
            yield problem("not-an-item-s-file", change.file, Position(), reason=where)
        elif change.after.mode not in (_PLAIN, _EXECUTABLE, _SYMLINK, _SUBMODULE, trees.NOTHING):
            yield problem("not-an-item-s-file", change.file, Position(), reason=N_("it is no plain file"))


def _items(request: Request) -> Iterator[Problem]:
    mine = request.own | _new_handles(request)
    for item in request.items:
        if not item.kind.sent:
            continue
        for text in item.after:
            yield from text.problems  # of two values for one field, or none that can be read, it can't be said which counts
        yield from check_kept(request, item) if item.was_there else check_new(request, item, mine)


def _new_handles(request: Request) -> frozenset[str]:
    """Handles that the request itself makes the sender's own."""
    new = [item for item in request.items if item.kind.name == "member" and not item.was_there and item.is_there]
    return frozenset(item.slug for item in new if all(request.number(text) == str(request.actor) for text in item.after))
