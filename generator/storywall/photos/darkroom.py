"""Where photos are developed: each is opened once, in a worker process that it may take down without taking the run along."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storywall.codes import problem
from storywall.model import Picture
from storywall.photos import worker
from storywall.photos.findings import OUT_OF_MEMORY, Fault, Findings
from storywall.photos.recipe import SUBMITTED, Recipe, rendition_size
from storywall.photos.shelf import Shelf
from storywall.problems import Problem

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A photo to inspect, and to render where there is a recipe. `file` is what problems call it: below the community's root."""

    path: Path
    file: str
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A WebP file that can be published as it is, and its size in pixels."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a job: no picture where it can't be shown, no rendition where none was asked for or there are errors."""

    file: str
    picture: Picture | None
    problems: tuple[Problem, ...]
    rendition: Rendition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A photo's clean master: its bytes and the suffix its name needs, or the problem that kept it from being made."""

    file: str
    data: bytes = b""
    suffix: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Darkroom:
    """Worker processes with limits for each photo, and a folder where results are kept between runs."""

    folder: Path
    workers: int = 2
    seconds: float = 10.0
    memory: int = 1536 * 1024 * 1024

    def inspect_and_render(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Yield a result for each job, in the jobs' order. A photo whose results are kept isn't decoded again."""
        every = list(jobs)
        shelf = Shelf(folder=self.folder)
        kept = [_kept(job, shelf) for job in every]
        fresh = [(job.path, job.file, job.recipe, shelf) for job, known in zip(every, kept, strict=True) if known is None]
        if fresh:
            self.folder.mkdir(parents=True, exist_ok=True)
        with closing(self._run(worker.develop, fresh)) as developed:
            for job, known in zip(every, kept, strict=True):
                yield _result(job, known or _findings(next(developed)), shelf)

    def masters(self, jobs: Iterable[Job]) -> Iterator[Master]:
        """Yield the clean master of each photo, in the jobs' order; recipes are passed over, and nothing is kept."""
        every = list(jobs)
        with closing(self._run(worker.master, [(job.path,) for job in every])) as made:
            for job, outcome in zip(every, made, strict=True):
                if isinstance(outcome, Fault):
                    yield Master(file=job.file, problem=problem(outcome.code, job.file, **outcome.values))
                else:
                    yield Master(file=job.file, data=outcome[0], suffix=outcome[1])

    def _run(self, function: Callable[..., Any], tasks: list[tuple[Any, ...]]) -> Generator[Any, None, None]:
        """Yield what the function returns for each task, in order; a fault where it takes too long or ends its process."""
        if not tasks:
            return
        from pebble import ProcessPool

        pool = ProcessPool(
            max_workers=min(self.workers, len(tasks)),
            initializer=worker.start,
            initargs=(self.memory,),
            context=_context(),
        )
        try:
            for future in [pool.schedule(function, args=task, timeout=self.seconds) for task in tasks]:
                yield self._outcome(future)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _outcome(self, future: Future[Any]) -> Any:
        from pebble import ProcessExpired

        try:
            return future.result()
        except TimeoutError:
            return Fault(code="photo-too-slow", values={"most": f"{self.seconds:g}"})
        except MemoryError:
            return Fault(code="photo-crashed", values={"reason": OUT_OF_MEMORY})
        except ProcessExpired as expired:
            return Fault(code="photo-crashed", values={"reason": _death(expired.exitcode)})


def _context() -> BaseContext:
    """A server that has the decoders loaded forks the workers: a new one costs milliseconds, and no threads are forked."""
    import multiprocessing

    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *worker.DECODERS])
    return context


def _kept(job: Job, shelf: Shelf) -> Findings | None:
    digest = _digest(job.path)
    return worker.kept(digest, job.file, job.recipe, shelf) if digest else None


def _digest(path: Path) -> str:
    """Return the sha256 of a photo's bytes; an empty string where a worker is to say what is wrong with the file."""
    try:
        if not path.is_file() or path.stat().st_size > SUBMITTED.size:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _findings(outcome: Findings | Fault) -> Findings:
    return Findings(faults=(outcome,)) if isinstance(outcome, Fault) else outcome


def _result(job: Job, findings: Findings, shelf: Shelf) -> Result:
    picture, problems = findings.read(job.file)
    rendition = None
    if picture is not None and job.recipe is not None and worker.publishable(findings, job.file):
        width, height = rendition_size(picture.width, picture.height, job.recipe.width)
        path = shelf.rendition_path(findings.digest, job.recipe)
        rendition = Rendition(path=path, width=width, height=height)
    return Result(file=job.file, picture=picture, problems=tuple(problems), rendition=rendition)


def _death(status: int) -> str:
    if status < 0:
        return signal.Signals(-status).name
    return f"exit status {status}"
