"""Where photos are developed: each is opened once, in a worker process that it may take down without taking the run along."""

from __future__ import annotations

import hashlib
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storywall.codes import problem
from storywall.model import Picture
from storywall.photos import worker
from storywall.photos.findings import OUT_OF_MEMORY, Fault, Findings
from storywall.photos.recipe import SUBMITTED, Print, Recipe
from storywall.photos.shelf import Shelf
from storywall.problems import Problem

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext


Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A photo to inspect, and to render where there is a recipe. `file` is what problems call it: below the community's root."""

    path: Path
    file: str
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A file that can be published as it is, and what it is."""

    path: Path
    print: Print


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a job: no picture where it can't be shown, no renditions where none were asked for or there are errors."""

    file: str
    picture: Picture | None
    problems: tuple[Problem, ...]
    renditions: tuple[Rendition, ...] = ()
    findings: Path | None = None
    """Where its findings are kept."""


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

    def inspect_and_render(self, jobs: Iterable[Job], tell: Tell | None = None) -> Iterator[Result]:
        """Yield a result for each job, in the jobs' order. A photo whose results are kept isn't decoded again.

        `tell` hears how many of the photos that have to be decoded are done.
        """
        shelf, ordered = Shelf(folder=self.folder), list(jobs)
        alike = _alike(ordered)
        kept = [worker.kept(digest, [job.file for job in same], _recipe(same), shelf) if digest else None for digest, same in alike]
        fresh = [same for (_, same), known in zip(alike, kept, strict=True) if known is None]
        if fresh:
            self.folder.mkdir(parents=True, exist_ok=True)
        tasks = [(same[0].path, [job.file for job in same], _recipe(same), shelf) for same in fresh]
        found: dict[int, Findings] = {id(job): known for (_, same), known in zip(alike, kept, strict=True) if known is not None for job in same}
        waiting = iter(enumerate(fresh, start=1))
        with closing(self._run(worker.develop, tasks)) as developed:
            for job in ordered:
                while id(job) not in found:
                    done, same = next(waiting)
                    outcome = _findings(next(developed))
                    found.update((id(each), outcome) for each in same)
                    if tell is not None:
                        tell(done, len(fresh))
                yield _result(job, found[id(job)], shelf)

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


def _alike(jobs: Sequence[Job]) -> list[tuple[str, list[Job]]]:
    """Jobs of the same bytes together, with the sha256 of these, in the order of the first: each picture is decoded once.

    The digest is empty, and the job alone, where a worker is to say what is wrong with the file.
    """
    found: dict[str | int, tuple[str, list[Job]]] = {}
    for number, job in enumerate(jobs):
        digest = _digest(job.path)
        found.setdefault(digest or number, (digest, []))[1].append(job)
    return list(found.values())


def _recipe(same: Sequence[Job]) -> Recipe | None:
    """The recipe that makes what each of some jobs wants; they differ in the social rendition alone."""
    recipes = [job.recipe for job in same if job.recipe is not None]
    return next((recipe for recipe in recipes if recipe.social), recipes[0] if recipes else None)


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
    renditions: tuple[Rendition, ...] = ()
    if picture is not None and job.recipe is not None and worker.publishable(findings, [job.file]):
        prints = job.recipe.prints(picture.width, picture.height)
        renditions = tuple(Rendition(path=shelf.path(findings.digest, each), print=each) for each in prints)
    kept = shelf.findings_path(findings.digest) if findings.digest else None
    return Result(file=job.file, picture=picture, problems=tuple(problems), renditions=renditions, findings=kept)


def _death(status: int) -> str:
    if status < 0:
        return signal.Signals(-status).name
    return f"exit status {status}"
