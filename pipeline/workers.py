"""Worker processes that can be killed: a report that hangs or takes its process down costs only itself.

Each worker takes one batch at a time and says which item it begins, so that the parent knows whom to blame
when the worker falls silent. The blamed item is recorded as lost and its batch is done again without it, in a
new process. What a worker does is a ``Job``; this module knows neither reports nor files.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar

from pipeline.errors import PipelineError, WorkerError
from pipeline.model.pulse import THREADS, cores, listen

Item = TypeVar("Item")
Item_in = TypeVar("Item_in", contravariant=True)
Done = TypeVar("Done")
Answer = TypeVar("Answer")
Answer_out = TypeVar("Answer_out", covariant=True)

# Loaded once by the fork server for all workers. Nothing that starts threads: pyarrow does, where numpy is installed.
PRELOAD = ["pipeline.read", "pipeline.structure"]


class Job(Protocol[Item_in, Done, Answer_out]):
    """What a worker does. It is pickled once to every worker."""

    def one(self, item: Item_in) -> Done:
        """Do one item. An error, whichever, counts as the death of the worker."""

    def lost(self, item: Item_in, code: str, message: str) -> Done:
        """What stands for an item that cost a worker: ``timeout``, ``out_of_memory`` or ``worker_died``."""

    def finish(self, number: int, done: list[Done]) -> Answer_out:
        """Keep what batch ``number`` gave; the answer travels to the parent, so it should be small."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may use: seconds on the wall clock, and bytes of memory that its process may write to."""

    seconds: float = 120.0
    memory: int = 1_500_000_000
    longest: float = 1_800.0  # seconds, of an item that shows signs of life: a scan of many pages
    threads: int = 1  # that a library in a worker may start


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    number: int
    items: tuple[Item, ...]


def work(
    job: Job[Item, Done, Answer],
    batches: Sequence[Batch[Item]],
    jobs: int,
    limits: Limits,
    begun: Callable[[], None] = lambda: None,
) -> Iterator[Answer]:
    """Do all batches in at most ``jobs`` processes; the answers come in the order of the batches.

    ``begun`` is called once for each item. No process outlives the iterator, however it is left.

    Raises:
        PipelineError: raised by ``job.finish``, for instance because the disk is full.
        WorkerError: workers die again and again before they reach an item.
    """
    todo = deque(_Task(place, batch) for place, batch in enumerate(batches))
    answers: dict[int, Answer] = {}
    given = 0
    crew: list[_Worker] = []
    try:
        size = min(jobs, len(todo))
        limits = replace(limits, threads=max(1, cores() // max(size, 1)))
        crew += [_Worker(job, limits) for _ in range(size)]
        while given < len(batches):
            for worker in crew:
                if worker.task is None and todo:
                    worker.give(todo.popleft())
            busy = [worker for worker in crew if worker.task is not None]
            nearest = min(worker.deadline for worker in busy)
            wait([worker.pipe for worker in busy], max(0.0, nearest - time.monotonic()))
            for worker in busy:
                task = worker.task
                heard = worker.hear(begun)
                if isinstance(heard, _Finished):
                    answers[heard.place] = heard.answer
                elif heard is not None and task is not None:
                    task.without(heard)
                    todo.appendleft(task)
                    crew[crew.index(worker)] = _Worker(job, limits)
            while given in answers:
                yield answers.pop(given)
                given += 1
    finally:
        for worker in crew:
            worker.kill()


# -- the parent's side -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Loss:
    """Item ``at`` cost a worker; None: it died between items, while it started or kept its results."""

    at: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class _Finished:
    place: int
    answer: Any


@dataclass(slots=True)
class _Task:
    """A batch on its way: where it stands in the order, how far it came, which items are lost."""

    place: int
    batch: Batch[Any]
    reached: int = 0
    losses: dict[int, _Loss] = field(default_factory=dict)
    deaths: int = 0  # between items

    def without(self, loss: _Loss) -> None:
        """Leave the guilty item out; after a second death between items all of them, so that the batch can close."""
        if loss.at is not None:
            self.losses[loss.at] = loss
            return
        self.deaths += 1
        if self.deaths == 2:
            self.losses = dict.fromkeys(range(len(self.batch.items)), loss)
        elif self.deaths > 2:
            raise WorkerError(
                f"batch {self.batch.number}: its worker died {self.deaths} times outside any report; "
                f"the last time {loss.message}. Look at free memory and disk space, then run again"
            )


class _Worker:
    """A process, the pipe to it, and what it is at."""

    def __init__(self, job: Job[Any, Any, Any], limits: Limits) -> None:
        context = _context()
        self.limits = limits
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, job, limits), daemon=True)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.at: int | None = None
        self.deadline = 0.0
        self.begun = 0.0  # when the item began

    def give(self, task: _Task) -> None:
        self.task, self.at = task, None
        self.begun = time.monotonic()
        self._wind()
        with contextlib.suppress(OSError):  # it died idle: ``hear`` meets the closed pipe
            self.pipe.send((task.place, task.batch, task.losses))

    def hear(self, begun: Callable[[], None]) -> _Finished | _Loss | None:
        """Take in what the worker says. After a ``_Loss`` it is gone."""
        try:
            while self.pipe.poll():
                said = self.pipe.recv()
                if isinstance(said, PipelineError):
                    raise said
                if isinstance(said, _Finished):
                    self.task = None
                    return said
                if isinstance(said, _Loss):
                    self.kill()
                    return said
                self._begin(said, begun)
        except (EOFError, OSError):
            self.process.join(5)  # the pipe ends a little before the process: wait for its true exit code
            self.kill()
            return _death(self.at, self.process.exitcode)
        if time.monotonic() < self.deadline:
            return None
        self.kill()
        allowed = self.limits.seconds if self.deadline < self.begun + self.limits.longest else self.limits.longest
        return _Loss(self.at, "timeout", f"took longer than {allowed:g} seconds and was stopped")

    def _begin(self, at: int | None, begun: Callable[[], None]) -> None:
        """The worker has begun an item, or says again which it is at: it is alive."""
        assert self.task is not None
        if at is None or at != self.at:
            self.begun = time.monotonic()
        self.at = at
        self._wind()
        self.deadline = min(self.deadline, self.begun + self.limits.longest)
        if at is not None and at >= self.task.reached:
            self.task.reached = at + 1
            begun()

    def _wind(self) -> None:
        self.deadline = time.monotonic() + self.limits.seconds

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _death(at: int | None, code: int | None) -> _Loss:
    if code is None or code >= 0:
        return _Loss(at, "worker_died", f"its process ended with code {code}")
    name = signal.Signals(-code).name
    if name == "SIGXCPU":
        return _Loss(at, "timeout", "used more processor time than allowed and was stopped")
    return _Loss(at, "worker_died", f"its process was killed by {name}")


def _context() -> ForkServerContext | SpawnContext:
    """A fork server where there is one: imports are paid once, and children start with a small heap."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


# -- the worker's side -------------------------------------------------------------------


def _serve(pipe: Connection, job: Job[Any, Any, Any], limits: Limits) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the parent decides
    os.dup2(2, 1)  # what a library prints must not mix with the results
    gc.set_threshold(50_000, 20, 100)  # a soup is many objects and little garbage: 15 % less time
    _limit_memory(limits)
    os.environ[THREADS] = str(limits.threads)
    orders: SimpleQueue[tuple[int, Batch[Any], dict[int, _Loss]]] = SimpleQueue()
    Thread(target=_listen, args=(pipe, orders), daemon=True).start()
    while True:
        place, batch, losses = orders.get()
        at: int | None = None
        done = []
        try:
            for at, item in enumerate(batch.items):
                alive = partial(_alive, pipe, at, limits)
                alive()
                listen(alive)
                loss = losses.get(at)
                done.append(job.lost(item, loss.code, loss.message) if loss else job.one(item))
            at = None
            pipe.send(at)
            pipe.send(_Finished(place, job.finish(batch.number, done)))
        except PipelineError as error:
            pipe.send(error)
            return
        except MemoryError:
            pipe.send(_Loss(at, "out_of_memory", f"needed more than the {limits.memory // 10**6:,} MB it may use"))
            return
        except BaseException as error:  # a bug, or a panic in a library: the parent must learn which
            pipe.send(_Loss(at, "worker_died", _bug(error)))
            return


def _alive(pipe: Connection, at: int, limits: Limits) -> None:
    """Say which item is worked at. What works at it for long says so again, and has its time from then on."""
    _limit_processor(limits)
    pipe.send(at)


def _listen(pipe: Connection, orders: SimpleQueue[Any]) -> None:
    """Take orders. The pipe ends when the parent does, and no worker may stay behind it."""
    try:
        while True:
            orders.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(1)


def _bug(error: BaseException) -> str:
    """``KeyError: 'x' (balance.py:31)``: what was raised, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def _limit_memory(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource

    # RLIMIT_DATA, which counts what a process may write to. RLIMIT_AS would count the address space that Arrow's
    # allocator reserves and never uses: 1 GB with the first Parquet file.
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or limits.memory < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, hard))


def _limit_processor(limits: Limits) -> None:
    """A second net below the parent's clock: it also holds when the parent is gone."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + 2 * limits.seconds * limits.threads) + 5
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
