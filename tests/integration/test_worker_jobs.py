"""Heavy operations in processes of their own, as the worker watches them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portret.kernel import Conflict, NotFound, Settings, SystemClock
from portret.operation import Operation, cancel, find, queue
from portret.state import State, claim
from portret.worker import carry_out
from portret.worker.jobs import Jobs
from tests.support.server import wait_until

CLOCK = SystemClock()
_BEGIN = """
import sys, time
from portret.kernel import SystemClock
from portret.operation import find_anywhere, finish, start
from portret.state import State, claim
state = State(sys.argv[1])
with claim(state, "heavy"):
    with state.begin() as connection:
        running = start(connection, find_anywhere(connection, sys.argv[2]), SystemClock().now_ms())
"""
DIES_BEFORE_IT_BEGINS = "raise SystemExit(1)"
DIES_AT_WORK = _BEGIN + "    raise SystemExit(1)"
NEVER_ENDS = _BEGIN + "    time.sleep(600)"
SUCCEEDS = _BEGIN + "    with state.begin() as connection: finish(connection, running, {'found': 3}, 1)"


class Launcher:
    """Starts a program in place of the command line's, and remembers what it started."""

    def __init__(self, state: State, program: str) -> None:
        self.program = program
        self.started: list[subprocess.Popen[bytes]] = []
        self._url = state.url.render_as_string(hide_password=False)

    def __call__(self, operation_id: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", self.program, self._url, operation_id]
        self.started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        return self.started[-1]


@pytest.fixture
def waiting(state: State) -> Operation:
    with state.begin() as connection:
        return queue(connection, "ws_1", "matching", {}, "tok_1", CLOCK.now_ms())


@pytest.fixture
def watched(state: State) -> Iterator[Callable[[str], tuple[Jobs, Launcher]]]:
    """Return what makes jobs that run a program; they end with the test."""
    made: list[Jobs] = []

    def watch(program: str) -> tuple[Jobs, Launcher]:
        launcher = Launcher(state, program)
        made.append(Jobs(state, CLOCK, launcher))
        return made[-1], launcher

    yield watch
    for jobs in made:
        jobs.close()


def status(state: State, operation: Operation) -> str:
    with state.read() as connection:
        return find(connection, "ws_1", operation.id).status


def tend_until(jobs: Jobs, condition: Callable[[], bool]) -> None:
    def tended() -> bool:
        jobs.tend()
        return condition()

    wait_until(tended)


def test_a_process_carries_out_what_waits(
    state: State, waiting: Operation, watched: Callable[[str], tuple[Jobs, Launcher]]
) -> None:
    jobs, launcher = watched(SUCCEEDS)
    tend_until(jobs, lambda: status(state, waiting) == "done")
    with state.read() as connection:
        assert find(connection, "ws_1", waiting.id).result == {"found": 3}
    tend_until(jobs, lambda: launcher.started[0].poll() is not None)
    jobs.tend()
    assert len(launcher.started) == 1


@pytest.mark.parametrize("program", [DIES_BEFORE_IT_BEGINS, DIES_AT_WORK])
def test_a_process_that_dies_is_started_once_more_and_then_the_operation_fails(
    state: State, waiting: Operation, watched: Callable[[str], tuple[Jobs, Launcher]], program: str
) -> None:
    jobs, launcher = watched(program)
    tend_until(jobs, lambda: status(state, waiting) == "failed")
    jobs.tend()
    assert len(launcher.started) == 2


def test_the_process_of_a_cancelled_operation_is_stopped(
    state: State,
    waiting: Operation,
    watched: Callable[[str], tuple[Jobs, Launcher]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portret.worker.jobs._GRACE_SECONDS", 0.2)
    jobs, launcher = watched(NEVER_ENDS)
    tend_until(jobs, lambda: status(state, waiting) == "running")
    with state.begin() as connection:
        cancel(connection, "ws_1", waiting.id, CLOCK.now_ms())
    tend_until(jobs, lambda: launcher.started[0].poll() is not None)
    jobs.tend()
    assert status(state, waiting) == "cancelled"
    assert len(launcher.started) == 1


def test_a_worker_that_stops_takes_its_child_along_and_the_next_begins_anew(
    state: State, waiting: Operation, watched: Callable[[str], tuple[Jobs, Launcher]]
) -> None:
    jobs, launcher = watched(NEVER_ENDS)
    tend_until(jobs, lambda: status(state, waiting) == "running")
    jobs.close()
    assert launcher.started[0].poll() is not None
    with state.read() as connection:
        left = find(connection, "ws_1", waiting.id)
    assert (left.status, left.attempts) == ("queued", 0)
    following, _ = watched(SUCCEEDS)
    tend_until(following, lambda: status(state, waiting) == "done")


def test_what_a_worker_left_running_when_it_died_is_begun_anew(
    state: State, waiting: Operation, watched: Callable[[str], tuple[Jobs, Launcher]]
) -> None:
    dead, launcher = watched(DIES_AT_WORK)
    dead.tend()
    wait_until(lambda: launcher.started[0].poll() is not None)
    assert status(state, waiting) == "running"
    following, _ = watched(SUCCEEDS)
    tend_until(following, lambda: status(state, waiting) == "done")


def test_one_heavy_operation_runs_at_a_time_also_if_a_person_runs_another_by_hand(
    state: State, waiting: Operation, watched: Callable[[str], tuple[Jobs, Launcher]]
) -> None:
    jobs, launcher = watched(SUCCEEDS)
    by_hand, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with claim(state, "heavy"):
            by_hand.set()
            ended.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    by_hand.wait()
    jobs.tend()
    assert launcher.started == []
    ended.set()
    holder.join()
    tend_until(jobs, lambda: status(state, waiting) == "done")


def test_only_what_waits_and_is_heavy_can_be_carried_out_by_hand(
    state: State, waiting: Operation, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, state_url=state.url.render_as_string(hide_password=False))
    with state.begin() as connection:
        light = queue(connection, "ws_1", "profile-merge", {}, "tok_1", 1)
        cancel(connection, "ws_1", waiting.id, 1)
    with closing(State(settings.state_url)):
        with pytest.raises(NotFound):
            carry_out(settings, CLOCK, "op_none")
        for operation in (light, waiting):
            with pytest.raises(Conflict):
                carry_out(settings, CLOCK, operation.id)
