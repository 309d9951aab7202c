"""`storywall serve`: builds, shows, and builds again after each change; what is broken is left out and said on the page and here."""

from __future__ import annotations

import gc
import multiprocessing
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from storywall import build, cache, frame, pipeline, publish, report, seal, search, serve
from storywall.frame import FrameError
from storywall.held import Held
from storywall.pipeline import BuildFrames, Options, Unusable
from storywall.problems import N_, Problem
from storywall.spread import Task
from storywall.words import catalogue, format_number

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one build came to: how many files changed, the problems as text, and how many items and seconds it took."""

    changed: int = 0
    problems: str = ""
    items: int = 0
    seconds: float = 0.0
    site_url: str = ""


def run(root: Path, options: Options, build_frames: BuildFrames, port: int, language: str, say: Say) -> None:
    """Serve until interrupted. Unusable where there is no community to serve."""
    pipeline.read_settings(root)
    folder = cache.state_folder(root) / "preview"
    builder = _Builder(root, folder, options, build_frames, language)
    board, stop = serve.Board(), threading.Event()
    try:
        first = builder.build()
        server = serve.open_server(folder, board, port, first.site_url)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _show(first, board, language, say)
        address = f"http://{serve.HOST}:{server.server_port}/"
        say(catalogue(language).gettext(N_("serving {address} (Ctrl-C ends it)")).format(address=address))
        serve.watch(root, frame.theme_dirs(root), lambda: _show(builder.build(), board, language, say), stop)
    except KeyboardInterrupt:
        say("")
    finally:
        builder.end()


def _show(outcome: Outcome, board: serve.Board, language: str, say: Say) -> None:
    if outcome.problems:
        say(outcome.problems)
    if outcome.changed or outcome.problems != board.state.problems:
        board.tell(serve.State(build=board.state.build + bool(outcome.changed), problems=outcome.problems))
    if outcome.items:
        words = catalogue(language)
        seconds = format_number(outcome.seconds, words.language, 2)
        items, changed = (format_number(number, words.language) for number in (outcome.items, outcome.changed))
        built = words.gettext(N_("built {items} items in {seconds} s, {changed} files changed"))
        say(built.format(items=items, seconds=seconds, changed=changed))


class _Builder:
    """Builds in a process of its own, begun before the server's threads are: a fork of a process with threads may hang."""

    def __init__(self, root: Path, folder: Path, options: Options, build_frames: BuildFrames, language: str) -> None:
        self._asks, answers = multiprocessing.Pipe()
        start = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else None)
        self._process = start.Process(target=_build_on_demand, args=(answers, root, folder, options, build_frames, language))
        self._process.start()
        answers.close()

    def build(self) -> Outcome:
        """Build once more."""
        self._asks.send("build")
        try:
            outcome: Outcome = self._asks.recv()
        except EOFError:
            raise Unusable(N_("the process that builds was ended")) from None
        return outcome

    def end(self) -> None:
        """End the process."""
        self._asks.close()
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.terminate()


def _build_on_demand(answers: Connection, root: Path, folder: Path, options: Options, build_frames: BuildFrames, language: str) -> None:
    # What lives as long as the preview isn't looked through for garbage at each build.
    gc.set_threshold(200_000, 20, 100)
    held, ready = Held(), False
    indexing: Task | None = None
    latest: pipeline.Checked | None = None
    try:
        while True:
            answers.recv()
            if indexing is not None:
                indexing.end()
            outcome, checked = _build(root, folder, options, build_frames, language, held)
            answers.send(outcome)
            if held.upkeep is None and not ready:  # an unchanged site was there at once: now is the time to get ready for the first change
                _, checked = _build(root, folder, options, build_frames, language, held, anew=True)
            ready, latest = True, checked or latest
            # The page is shown by now, and the next change ends this where it isn't done: then its texts are old.
            indexing = Task(partial(_index, latest, folder)) if latest is not None and latest.settings.search else None
    except (EOFError, KeyboardInterrupt, BrokenPipeError):
        return
    finally:
        if indexing is not None:
            indexing.end()


def _index(checked: pipeline.Checked, folder: Path) -> None:
    found = search.make(pipeline.site_of(checked), cache.state_folder(checked.root))
    if isinstance(found, search.Index):
        search.place(found, folder)


def _build(
    root: Path, folder: Path, options: Options, build_frames: BuildFrames, language: str, held: Held, *, anew: bool = False
) -> tuple[Outcome, pipeline.Checked | None]:
    """Build; where nothing changed there is nothing to do, but `anew`."""
    began = time.perf_counter()
    try:
        seen = seal.look(root, options.asked, options.today)
        if not anew and (outcome := _unchanged(root, folder, seen, language)) is not None:
            return replace(outcome, seconds=time.perf_counter() - began), None
        checked = pipeline.check(root, options, build_frames, seen, held)
        published = build.publish_checked(checked, folder, preview=True, held=held)
    except (Unusable, FrameError) as error:  # a template or mkdocs.yml that is being edited: the last site stays
        held.memo = None  # a store that lost its texts is filled again
        template = error.template if isinstance(error, Unusable) else error.message
        return Outcome(problems=catalogue(language).gettext(template).format(**error.values) + "\n"), None
    outcome = Outcome(
        changed=len(published.written) + len(published.removed),
        problems=_text(checked.problems, checked.items, language),
        items=checked.items,
        seconds=time.perf_counter() - began,
        site_url=checked.frames.site_url,
    )
    return outcome, checked


def _unchanged(root: Path, folder: Path, seen: seal.Seal, language: str) -> Outcome | None:
    """The outcome of the last build, where all is still as it was; else None."""
    state = cache.state_folder(root)
    if seen.found is None or publish.stands(state, folder, publish.named(seen.token, preview=True)) is None:
        return None
    return Outcome(problems=_text(seen.found.problems, seen.found.items, language), items=seen.found.items, site_url=seen.found.site_url)


def _text(problems: Sequence[Problem], items: int, language: str) -> str:
    return report.render(problems, "text", language, items=items) if problems else ""
