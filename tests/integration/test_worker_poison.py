"""What one request may cost the worker, and that nothing in an event can stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portret import profile
from portret.kernel import Event, ManualClock, Unavailable, from_ms
from portret.unify import Resolver
from portret.worker.dedup import SeenMessages
from tests.support.folding import Installation, Request, Worker, append, working

_AT_MS = 1_790_000_000_000


@pytest.fixture
def installation(sqlite_installation: Installation) -> Installation:
    return sqlite_installation


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(from_ms(_AT_MS))


@pytest.fixture
def worker(installation: Installation, tmp_path: Path, clock: ManualClock) -> Iterator[Worker]:
    with working(installation, tmp_path / "log.db", tmp_path / "worker", clock=clock) as worker:
        yield worker


@pytest.fixture
def send(installation: Installation, tmp_path: Path) -> Callable[..., None]:
    def append_requests(*documents: dict[str, Any]) -> None:
        source = installation.sources["browser"]
        append(tmp_path / "log.db", [Request(source, _AT_MS, document) for document in documents])

    return append_requests


def page(name: str) -> dict[str, Any]:
    return {"type": "page", "userId": name, "messageId": f"m-{name}"}


def names_of(worker: Worker) -> set[str]:
    return {value for ids, _ in worker.people().values() for _, value in ids}


def waits(worker: Worker) -> bool:
    return worker.pipeline.is_paused


def test_what_stands_beside_a_batch_is_not_kept_with_each_of_its_faulty_events(
    worker: Worker, send: Callable[..., None]
) -> None:
    send({"junk": "x" * 1_000_000, "sentAt": "y" * 100_000, "batch": [{}] * 500})
    worker.work()
    rows = worker.rows("quarantine")
    assert len(rows) == 500
    assert sum(len(row["envelope"]) + len(row["body"]) for row in rows) < 10_000


def test_events_without_identifiers_are_set_aside_each_with_its_own_bytes(
    worker: Worker, send: Callable[..., None]
) -> None:
    nameless = [{"type": "track", "event": f"e{number}"} for number in range(2_000)]
    send({"batch": [page("ann"), *nameless]})
    worker.work()
    rows = worker.rows("quarantine")
    assert {(row["index"], row["code"]) for row in rows} == {(index, "no-identifier") for index in range(1, 2_001)}
    assert all(b'"e%d"' % (row["index"] - 1) in row["body"] for row in rows)


def test_an_event_that_breaks_the_resolver_goes_to_quarantine_and_its_neighbours_go_on(
    worker: Worker, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Resolver, "resolve", _breaking_at("poison", Resolver.resolve))
    send(page("ann"), {"batch": [page("bob"), page("poison"), page("cid")]}, page("dan"))
    worker.work()
    assert names_of(worker) == {"ann", "bob", "cid", "dan"}
    [row] = worker.rows("quarantine")
    assert (row["code"], row["index"]) == ("processing-failed", 1)
    assert b'"poison"' in row["body"]
    assert all(state.brands["default"].events == 1 for _, state in worker.people().values())


def test_a_record_that_cannot_even_be_sorted_out_is_set_aside_whole(
    worker: Worker, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = Resolver.claims

    def breaking(self: Resolver, events: Sequence[Event]) -> Any:
        if any(event.user_id == "poison" for event in events):
            raise KeyError("poison")
        return claims(self, events)

    monkeypatch.setattr(Resolver, "claims", breaking)
    send(page("ann"), {"batch": [page("bob"), page("poison")]}, page("dan"))
    worker.work()
    assert names_of(worker) == {"ann", "dan"}
    [row] = worker.rows("quarantine")
    assert (row["code"], row["index"]) == ("processing-failed", 0)
    assert b'"bob"' in row["body"]


def test_a_store_that_is_away_is_waited_for_and_nothing_is_blamed_on_the_events(
    worker: Worker, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    remember = SeenMessages.remember

    def away(_self: SeenMessages, _sightings: object) -> None:
        raise Unavailable("no space left")

    monkeypatch.setattr(SeenMessages, "remember", away)
    send(page("ann"))
    with pytest.raises(Unavailable):
        worker.pipeline.step()
    monkeypatch.setattr(SeenMessages, "remember", remember)
    worker.work()
    assert names_of(worker) == {"ann"}
    assert worker.rows("quarantine") == []


def test_a_fault_that_hits_every_event_blames_none_and_all_wait_for_the_upgrade(
    worker: Worker, clock: ManualClock, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Resolver, "resolve", _breaking_at("", Resolver.resolve))
        send(*({"batch": [page(f"u{number}-{place}") for place in range(5)]} for number in range(40)))
        worker.work()
        assert waits(worker)
        assert (worker.rows("quarantine"), worker.people(), worker.pipeline.position) == ([], {}, 0)
    worker.work()
    assert waits(worker), "it is too early to try again"
    clock.advance(timedelta(minutes=1))
    worker.work()
    assert not waits(worker)
    assert (len(worker.people()), worker.rows("quarantine")) == (200, [])


def test_a_fold_that_takes_no_event_blames_none_of_them(
    worker: Worker, clock: ManualClock, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(profile, "fold", _fold_of_poison)
        send(*(page(f"poison{number}") for number in range(50)), page("ann"))
        worker.work()
        assert waits(worker)
        assert worker.rows("quarantine") == []
    clock.advance(timedelta(minutes=1))
    worker.work()
    assert (len(worker.people()), worker.rows("quarantine")) == (51, [])


def test_events_that_come_one_by_one_and_all_fail_are_blamed_for_it_a_few_times_only(
    worker: Worker, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "fold", _fold_of_poison)
    for number in range(30):
        send(page(f"poison{number}"))
        worker.work()
    assert waits(worker)
    assert len(worker.rows("quarantine")) < 20


def test_a_flood_of_events_that_break_portret_goes_to_quarantine_and_stops_nobody_else(
    worker: Worker, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "fold", _fold_of_poison)
    send({"batch": [page(f"poison{number}") for number in range(300)]}, page("poison"))
    send(*(page(f"visitor{number}") for number in range(30)))
    worker.work()
    assert not waits(worker)
    assert len(worker.rows("quarantine")) == 301
    assert {f"visitor{number}" for number in range(30)} <= names_of(worker)


def test_whoever_breaks_portret_in_the_dead_of_night_holds_it_up_until_others_come(
    worker: Worker, clock: ManualClock, send: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "fold", _fold_of_poison)
    send(*(page(f"poison{number}") for number in range(40)))
    worker.work()
    assert waits(worker)
    send(*(page(f"visitor{number}") for number in range(5)))
    clock.advance(timedelta(minutes=1))
    worker.work()
    assert not waits(worker)
    assert len(worker.rows("quarantine")) == 40
    assert {f"visitor{number}" for number in range(5)} <= names_of(worker)


_fold = profile.fold


def _fold_of_poison(state: profile.ProfileState, event: Event, **given: Any) -> None:
    if event.user_id.startswith("poison"):
        raise ZeroDivisionError
    _fold(state, event, **given)


def _breaking_at(name: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def breaking(self: Resolver, connection: sa.Connection, events: Sequence[Event], claims: Any) -> Any:
        found = resolve(self, connection, events, claims)
        if any(name in event.user_id for event in events):
            raise OverflowError(name)
        return found

    return breaking
