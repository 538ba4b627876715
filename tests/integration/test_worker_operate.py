"""Operations that change identities, carried out between two batches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portret.kernel import ManualClock, NotFound, Settings, Unavailable
from portret.log import SqliteLog
from portret.operation import Operation, cancel, find, finish, queue
from portret.state import State
from portret.warehouse import Warehouse
from portret.worker.operate import Operator
from portret.worker.segments import Judge, Known
from portret.worker.workbench import Workbench


@dataclass
class Bench:
    """A workbench, and what happened on it."""

    workbench: Workbench
    clock: ManualClock
    forgotten: int = 0
    carried_out: list[str] = field(default_factory=list)
    stopwatch: Callable[[], float] = time.monotonic

    def operator(self, **handlers: Any) -> Operator:
        by_kind = {f"profile-{kind}": handler for kind, handler in handlers.items()}
        return Operator(self.workbench, by_kind, now=self.stopwatch)  # type: ignore[arg-type]  # the kinds are known to the tests

    def queued(self, kind: str = "merge", **request: Any) -> Operation:
        with self.workbench.state.begin() as connection:
            return queue(connection, "ws_1", f"profile-{kind}", request, "tok_1", self.clock.now_ms())  # type: ignore[arg-type]  # as above

    def found(self, operation: Operation) -> Operation:
        with self.workbench.state.read() as connection:
            return find(connection, "ws_1", operation.id)


@pytest.fixture
def bench(state: State, tmp_path: Path) -> Iterator[Bench]:
    settings = Settings(data_dir=tmp_path)
    clock = ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    with closing(SqliteLog(settings.log_path)) as log, closing(Warehouse.of(settings)) as warehouse:

        def forget() -> None:
            made.forgotten += 1

        workbench = Workbench(
            settings=settings,
            state=state,
            warehouse=warehouse,
            log=log,
            clock=clock,
            zone=lambda _: "UTC",
            position=lambda: 0,
            forget=forget,
            judge=Judge(Known(state, list)),
        )
        made = Bench(workbench, clock)
        yield made


@dataclass
class Stopwatch:
    """Seconds that pass only when told to."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


def work_off(operator: Operator) -> int:
    """Carry out whatever waits; return how many operations that were."""
    done = 0
    while operator.work(is_behind=False):
        done += 1
    return done


def test_what_waits_is_carried_out_in_order_with_its_result_kept(bench: Bench) -> None:
    def merge(_: Workbench, operation: Operation) -> dict[str, Any]:
        bench.carried_out.append(operation.id)
        return {"seen": operation.request["number"]}

    waiting = sorted((bench.queued(number=number) for number in range(3)), key=lambda each: each.id)
    assert work_off(bench.operator(merge=merge)) == 3
    assert bench.carried_out == [each.id for each in waiting]
    assert [bench.found(each).result for each in waiting] == [{"seen": each.request["number"]} for each in waiting]
    assert bench.forgotten == 3


def test_an_error_that_a_person_can_act_on_fails_the_operation_with_its_words(bench: Bench) -> None:
    def merge(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        raise NotFound("There is no profile prf_9.", path="/b")

    failing = bench.queued()
    work_off(bench.operator(merge=merge))
    problem = bench.found(failing).problem
    assert problem is not None
    assert (problem.type, problem.detail, problem.path) == ("not-found", "There is no profile prf_9.", "/b")


def test_whatever_else_breaks_fails_the_operation_and_the_next_goes_on(bench: Bench) -> None:
    def merge(_: Workbench, operation: Operation) -> dict[str, Any]:
        return {"quotient": 1 // operation.request["number"]}

    operations = sorted((bench.queued(number=number) for number in (0, 1)), key=lambda each: each.id)
    assert work_off(bench.operator(merge=merge)) == 2
    assert {bench.found(each).status for each in operations} == {"failed", "done"}
    (failed,) = (each for each in map(bench.found, operations) if each.problem)
    assert failed.problem is not None
    assert failed.problem.type == "internal"
    assert bench.forgotten == 2


def test_what_a_store_that_is_away_holds_up_is_tried_again_and_given_up_after_minutes(bench: Bench) -> None:
    def split(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        bench.carried_out.append("tried")
        raise Unavailable("The warehouse does not answer.")

    held_up = bench.queued("split")
    assert bench.operator(split=split).work(is_behind=False)
    assert bench.found(held_up).status == "queued"
    bench.clock.advance(timedelta(minutes=11))
    assert bench.operator(split=split).work(is_behind=False)
    assert bench.carried_out == ["tried", "tried"]
    problem = bench.found(held_up).problem
    assert problem is not None
    assert problem.type == "unavailable"


def test_work_and_its_end_in_one_transaction_happen_once_though_the_worker_dies_after_it(bench: Bench) -> None:
    def merge(workbench: Workbench, operation: Operation) -> dict[str, Any]:
        with workbench.state.begin() as connection:
            bench.carried_out.append(operation.id)
            finish(connection, operation, {"kept": True}, workbench.clock.now_ms())
        raise KeyboardInterrupt  # the process dies before it can say more

    merged = bench.queued()
    with pytest.raises(KeyboardInterrupt):
        bench.operator(merge=merge).work(is_behind=False)
    assert not bench.operator(merge=merge).work(is_behind=False)
    assert bench.carried_out == [merged.id]
    assert bench.found(merged).result == {"kept": True}


def test_what_a_crash_interrupts_is_begun_anew_and_fails_if_the_worker_dies_of_it_again(bench: Bench) -> None:
    def merge(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        bench.carried_out.append("begun")
        raise KeyboardInterrupt

    deadly = bench.queued()
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            bench.operator(merge=merge).work(is_behind=False)
    assert not bench.operator(merge=merge).work(is_behind=False)
    assert bench.carried_out == ["begun", "begun"]
    assert bench.found(deadly).status == "failed"


def test_a_state_store_that_goes_away_during_the_work_leaves_nothing_running_for_ever(bench: Bench) -> None:
    state = bench.workbench.state

    def merge(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        bench.carried_out.append("done")
        if len(bench.carried_out) == 1:
            with state.begin() as connection:
                connection.execute(sa.text("ALTER TABLE operations RENAME TO elsewhere"))
        return {}

    merged = bench.queued()
    operator = bench.operator(merge=merge)
    with pytest.raises(sa.exc.DBAPIError):
        operator.work(is_behind=False)
    with state.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO operations"))
    assert work_off(operator) == 1
    assert bench.found(merged).status == "done"


def test_what_was_cancelled_or_is_not_for_the_worker_is_left_alone(bench: Bench) -> None:
    def merge(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        raise AssertionError

    cancelled = bench.queued()
    with bench.workbench.state.begin() as connection:
        cancel(connection, "ws_1", cancelled.id, 1)
        queue(connection, "ws_1", "matching", {}, "tok_1", 1)
    assert not bench.operator(merge=merge).work(is_behind=False)


def test_while_events_wait_long_operations_take_no_more_time_than_the_batches_between_them(bench: Bench) -> None:
    watch = bench.stopwatch = Stopwatch()
    spent = {"operations": 0.0, "batches": 0.0}

    def split(_bench: Workbench, operation: Operation) -> dict[str, Any]:
        watch.now_s += operation.request["seconds"]
        spent["operations"] += operation.request["seconds"]
        return {}

    lasting = (3.0, 0.4, 20.0, 7.5, 0.1)
    for seconds in lasting:
        bench.queued("split", seconds=seconds)
    operator = bench.operator(split=split)
    for _ in range(100):
        if operator.work(is_behind=True):
            assert spent["operations"] - max(lasting) <= spent["batches"]
        watch.now_s += 0.7
        spent["batches"] += 0.7
    assert spent["operations"] == sum(lasting)


def test_operations_that_nothing_waits_for_follow_each_other(bench: Bench) -> None:
    watch = bench.stopwatch = Stopwatch()

    def split(_bench: Workbench, _operation: Operation) -> dict[str, Any]:
        watch.now_s += 60
        return {}

    for _ in range(3):
        bench.queued("split")
    operator = bench.operator(split=split)
    assert operator.work(is_behind=True)
    assert not operator.work(is_behind=True)
    assert work_off(operator) == 2
