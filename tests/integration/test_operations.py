"""Operations in the state store, on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portret.kernel import Conflict, Invalid, NotFound, TooMany, told, words_of
from portret.operation import (
    IDENTITY,
    Operation,
    Problem,
    advance,
    cancel,
    fail,
    find,
    find_anywhere,
    finish,
    forget_finished,
    interrupted,
    next_queued,
    page,
    queue,
    start,
    still_runs,
    try_again,
)
from portret.operation.store import MAX_ATTEMPTS, MAX_OPEN, operations
from portret.state import State

WORKSPACE = "ws_1"


def queued(connection: sa.Connection, number: int = 1, key: str = "", workspace_id: str = WORKSPACE) -> Operation:
    request = {"a": f"prf_{number}"}
    return queue(connection, workspace_id, "profile-merge", request, "tok_1", number, idempotency_key=key)


def test_an_operation_goes_from_queued_over_running_to_done(state: State) -> None:
    with state.begin() as connection:
        made = queued(connection)
        assert next_queued(connection, IDENTITY) == made
        running = start(connection, made, 5)
        assert (running.status, running.attempts) == ("running", 1)
        assert next_queued(connection, IDENTITY) is None
        note = told("half", "{share} % is done", share=50)
        advance(connection, running, 0.5, note, 6)
        half = find(connection, WORKSPACE, made.id)
        assert (half.progress, half.note, half.updated_at_ms) == (0.5, "50 % is done", 6)
        assert words_of(half.note) == {"code": "half", "values": {"share": 50}}
        finish(connection, running, {"profile_id": "prf_1"}, 7)
        done = find(connection, WORKSPACE, made.id)
        assert (done.status, done.progress, done.result) == ("done", 1.0, {"profile_id": "prf_1"})
        assert (done.note, words_of(done.note)) == ("", None)
        assert (done.author, done.created_at_ms, done.finished_at_ms) == ("tok_1", 1, 7)
        assert not still_runs(connection, done)


def test_what_failed_keeps_its_reason(state: State) -> None:
    problem = Problem("not-found", "No such profile.", "a")
    with state.begin() as connection:
        running = start(connection, queued(connection), 2)
        fail(connection, running, problem, 3)
        failed = find(connection, WORKSPACE, running.id)
        assert (failed.status, failed.problem, failed.result) == ("failed", problem, None)
        finish(connection, running, {}, 4)
        assert find(connection, WORKSPACE, running.id) == failed


def test_the_oldest_of_all_workspaces_comes_first_and_only_of_the_kinds_asked_for(state: State) -> None:
    with state.begin() as connection:
        made = [queued(connection, 1, workspace_id="ws_2"), queued(connection, 2)]
        assert next_queued(connection, IDENTITY) == min(made, key=lambda each: each.id)
        assert next_queued(connection, ("matching",)) is None


def test_the_same_idempotency_key_gives_the_same_operation(state: State) -> None:
    with state.begin() as connection:
        made = queued(connection, key="k")
        assert queue(connection, WORKSPACE, "profile-merge", {"a": "prf_1"}, "x", 9, idempotency_key="k") == made
        assert queued(connection, key="k", workspace_id="ws_2").id != made.id
        assert queued(connection).id != made.id
        with pytest.raises(Invalid):
            queued(connection, 2, key="k")


def test_a_workspace_cannot_fill_the_queue_for_ever(state: State) -> None:
    with state.begin() as connection:
        for _ in range(MAX_OPEN):
            queued(connection)
        with pytest.raises(TooMany):
            queued(connection)
        queued(connection, workspace_id="ws_2")


def test_what_a_crash_interrupted_is_queued_again_and_fails_after_the_second(state: State) -> None:
    with state.begin() as connection:
        operation = queued(connection)
        for attempt in (1, 2):
            running = start(connection, operation, 2)
            assert running.attempts == attempt
            assert interrupted(connection, IDENTITY, 3) == 2 - attempt
        assert next_queued(connection, IDENTITY) is None
        failed = find(connection, WORKSPACE, operation.id)
        assert failed.problem is not None
        assert (failed.status, failed.problem.type) == ("failed", "internal")


def test_an_attempt_that_failed_for_a_store_that_was_away_does_not_count(state: State) -> None:
    with state.begin() as connection:
        operation = queued(connection)
        for _ in range(MAX_ATTEMPTS * 2):
            try_again(connection, start(connection, operation, 2), 3)
        assert find(connection, WORKSPACE, operation.id).status == "queued"


def test_only_one_of_two_who_begin_an_operation_succeeds(state: State) -> None:
    with state.begin() as connection:
        made = queued(connection)
        start(connection, made, 2)
        with pytest.raises(Conflict):
            start(connection, made, 2)


def test_what_waits_can_be_cancelled_and_what_changes_people_cannot_be_left_half_done(state: State) -> None:
    with state.begin() as connection:
        made = queued(connection)
        assert cancel(connection, WORKSPACE, made.id, 2).status == "cancelled"
        assert cancel(connection, WORKSPACE, made.id, 3).finished_at_ms == 2
        running = start(connection, queued(connection), 4)
        with pytest.raises(Conflict):
            cancel(connection, WORKSPACE, running.id, 5)
        heavy = start(connection, queue(connection, WORKSPACE, "matching", {}, "tok_1", 1), 2)
        assert cancel(connection, WORKSPACE, heavy.id, 6).status == "cancelled"
        finish(connection, heavy, {}, 7)
        assert find(connection, WORKSPACE, heavy.id).status == "cancelled"
        finish(connection, running, {}, 8)
        with pytest.raises(Conflict):
            cancel(connection, WORKSPACE, running.id, 9)


def test_nobody_sees_the_operations_of_another_workspace(state: State) -> None:
    with state.begin() as connection:
        made = queued(connection)
        assert find_anywhere(connection, made.id) == made
        with pytest.raises(NotFound):
            find(connection, "ws_2", made.id)
        with pytest.raises(NotFound):
            cancel(connection, "ws_2", made.id, 2)
        with pytest.raises(NotFound):
            find_anywhere(connection, "op_none")
        assert page(connection, "ws_2", 10) == []


def test_pages_go_from_the_newest_to_the_oldest(state: State) -> None:
    with state.begin() as connection:
        made = sorted((queued(connection) for _ in range(5)), key=lambda each: each.id, reverse=True)
        assert page(connection, WORKSPACE, 3) == made[:3]
        assert page(connection, WORKSPACE, 3, before=made[2].id) == made[3:]
        cancel(connection, WORKSPACE, made[1].id, 2)
        assert [each.id for each in page(connection, WORKSPACE, 5, status="cancelled")] == [made[1].id]
        assert page(connection, WORKSPACE, 5, kind="matching") == []


def test_finished_ones_are_forgotten_after_a_time_and_open_ones_never(state: State) -> None:
    with state.begin() as connection:
        old, new, _ = (queued(connection) for _ in range(3))
        finish(connection, start(connection, old, 2), {}, 10)
        finish(connection, start(connection, new, 2), {}, 20)
        assert forget_finished(connection, 20) == 1
        assert connection.execute(sa.select(sa.func.count()).select_from(operations)).scalar() == 2
