"""Worker processes that die, hang or fail, for real: what each costs."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import StoreError, WorkerError
from pipeline.model.pulse import THREADS, beat, cores
from pipeline.workers import Batch, Limits, work

QUICK = Limits(seconds=1.5)


@dataclass(frozen=True)
class Shout:
    """A job on words: most are put into capitals, some are orders to misbehave."""

    marker: Path = Path("unused")

    def one(self, item: str) -> str:
        if item == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif item == "hang":
            time.sleep(600)
        elif item == "exit":
            os._exit(7)
        elif item == "raise":
            raise KeyError("no such label")
        elif item == "memory":
            return str(len(bytearray(10**11)))
        return item.upper()

    def lost(self, item: str, code: str, message: str) -> str:
        return f"{item} lost: {code}: {message}"

    def finish(self, number: int, done: list[str]) -> tuple[int, list[str]]:
        if "DIE-ONCE" in done and not self.marker.exists():
            self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "DIE-AT-HOME" in done or any(text.startswith("die-always lost") for text in done) or "DIE-ALWAYS" in done:
            os.kill(os.getpid(), signal.SIGKILL)
        if "DISK-FULL" in done:
            raise StoreError("out: cannot write it: no space left")
        return number, done


def _work(*batches: tuple[str, ...], jobs: int = 2, job: Shout = Shout()) -> list[tuple[int, list[str]]]:
    return list(work(job, [Batch(number, items) for number, items in enumerate(batches, 1)], jobs, QUICK))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_answers_come_in_the_order_of_the_batches(jobs: int) -> None:
    assert _work(("a", "b"), ("c",), ("d",), jobs=jobs) == [(1, ["A", "B"]), (2, ["C"]), (3, ["D"])]


def test_no_batches_give_no_answers() -> None:
    assert _work() == []


@pytest.mark.parametrize(
    ("order", "loss"),
    [
        ("kill", "kill lost: worker_died: its process was killed by SIGKILL"),
        ("exit", "exit lost: worker_died: its process ended with code 7"),
        ("hang", "hang lost: timeout: took longer than 1.5 seconds and was stopped"),
        ("memory", "memory lost: out_of_memory: needed more than the 1,500 MB it may use"),
        ("raise", "raise lost: worker_died: KeyError: 'no such label' (test_workers.py:32)"),
    ],
)
def test_a_worker_that_fails_costs_one_item(order: str, loss: str) -> None:
    assert _work(("a", order, "b"), ("c",)) == [(1, ["A", loss, "B"]), (2, ["C"])]


def test_several_in_one_batch_cost_only_themselves() -> None:
    ((_, done),) = _work(("kill", "a", "exit", "kill", "b"))
    assert [text.split(":")[0] for text in done] == ["kill lost", "A", "exit lost", "kill lost", "B"]


def test_every_item_is_begun_once_although_its_batch_is_done_again() -> None:
    begun: list[int] = []
    batches = [Batch(1, ("a", "kill", "b")), Batch(2, ("c",))]
    list(work(Shout(), batches, 1, QUICK, lambda: begun.append(1)))
    assert len(begun) == 4


def test_a_death_while_results_are_kept_is_tried_again(tmp_path: Path) -> None:
    assert _work(("a", "die-once"), job=Shout(tmp_path / "died")) == [(1, ["A", "DIE-ONCE"])]


def test_two_deaths_while_results_are_kept_cost_the_batch() -> None:
    answers = _work(("a", "die-at-home"), ("b",))
    assert answers[0][1][0].startswith("a lost: worker_died")
    assert answers[1] == (2, ["B"])


def test_workers_that_always_die_outside_items_end_the_run() -> None:
    with pytest.raises(WorkerError, match="batch 1: its worker died 3 times outside any report"):
        _work(("die-always",))


def test_an_error_of_ours_in_keeping_results_ends_the_run() -> None:
    with pytest.raises(StoreError, match="no space left"):
        _work(("disk-full",), ("a",))


def test_no_process_is_left_when_the_answers_are_not_taken(tmp_path: Path) -> None:
    answers = work(Shout(), [Batch(1, ("a",)), Batch(2, ("hang",))], 2, Limits(seconds=60))
    started = time.monotonic()
    assert next(answers) == (1, ["A"])
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 10


@dataclass(frozen=True)
class Pages:
    """A job that takes longer than one item may, and says after each page that it is alive."""

    pages: int
    each: float = 0.6

    def one(self, item: str) -> str:
        for _ in range(self.pages):
            time.sleep(self.each)
            beat()
        return f"{item} {os.environ[THREADS]}"

    def lost(self, item: str, code: str, message: str) -> str:
        return f"{item} lost: {code}: {message}"

    def finish(self, number: int, done: list[str]) -> list[str]:
        return done


def test_work_that_shows_signs_of_life_may_take_longer_but_not_for_ever() -> None:
    batches = [Batch(1, ("scan",))]
    assert list(work(Pages(5), batches, 1, QUICK)) == [[f"scan {cores()}"]]  # one worker may use all processors
    ((lost,),) = work(Pages(9), batches, 1, Limits(seconds=1.5, longest=3))
    assert lost.startswith("scan lost: timeout: ")


def test_processors_are_shared_out_to_the_workers() -> None:
    batches = [Batch(number, ("scan",)) for number in range(1, cores() + 3)]
    assert {text for done in work(Pages(0), batches, cores() + 2, QUICK) for text in done} == {"scan 1"}
