"""The timeline and the snapshots against the real embedded warehouse."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portret.kernel import BadRequest, Commerce, Event, Line, Settings
from portret.profile import empty, fold, remove_many, save_many, snapshot_rows
from portret.profile.timeline import Filter, Page, timeline
from portret.state import State, upgrade
from portret.warehouse import Warehouse, event_rows, serve
from tests.support.events import make_event

WS = "ws_1"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), warehouse_port=0)
    spawn = multiprocessing.get_context("spawn")
    ports = spawn.SimpleQueue()
    process = spawn.Process(target=_serve, args=(settings, ports), daemon=True)
    process.start()
    warehouse = Warehouse.of(replace(settings, warehouse_port=ports.get()))
    warehouse.migrate()
    _load(warehouse)
    yield warehouse
    warehouse.close()
    process.terminate()
    process.join(30)


def _serve(settings: Settings, ports: multiprocessing.SimpleQueue[int]) -> None:
    serve(settings, ready=ports.put)


def _load(warehouse: Warehouse) -> None:
    events = [make_event(n, type="page", name="Page Viewed", properties={"n": n}) for n in range(1, 31)]
    events += [make_event(n, message_id=f"tie-{n}", timestamp_ms=1_700_000_100_000) for n in range(31, 36)]
    line = Line(product_id="p", name="Boot")
    events.append(
        make_event(40, name="Order Completed", commerce=Commerce(order_id="A1", lines=(line,)), traits={"a": {"b": 1}})
    )
    warehouse.load(
        "events", event_rows(events, ["prf_new" if event.position % 2 else "prf_old" for event in events]), "1"
    )
    strangers = [make_event(n, message_id=f"other-{n}") for n in range(50, 55)]
    warehouse.load("events", event_rows(strangers, ["prf_else"] * 5), "2")
    foreign = [make_event(60, message_id="foreign", workspace_id="ws_2")]
    warehouse.load("events", event_rows(foreign, ["prf_new"]), "3")


def page(warehouse: Warehouse, show: Filter | None = None, limit: int = 100, cursor: str | None = None) -> Page:
    return timeline(warehouse, WS, ["prf_new", "prf_old"], show or Filter(), limit, cursor)


def ids(page: Page) -> list[str]:
    return [entry.message_id for entry in page.entries]


def test_a_timeline_holds_the_events_of_all_ids_newest_first_and_nobody_else_s(warehouse: Warehouse) -> None:
    found = page(warehouse)
    ties = [f"tie-{n}" for n in range(35, 30, -1)]
    assert ids(found) == [*ties, "m-40", *(f"m-{n}" for n in range(30, 0, -1))]
    assert found.next_cursor is None


def test_pages_meet_without_gap_or_overlap_even_within_one_instant(warehouse: Warehouse) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(100):
        found = page(warehouse, limit=3, cursor=cursor)
        seen += ids(found)
        cursor = found.next_cursor
        if cursor is None:
            break
    assert seen == ids(page(warehouse))


def test_an_event_comes_back_with_what_it_carried(warehouse: Warehouse) -> None:
    (order,) = page(warehouse, Filter(names=["Order Completed"])).entries
    assert (order.type, order.timestamp_ms, order.traits) == ("track", 1_700_000_040_000, {"a": {"b": 1}})
    assert order.details == {"order_id": "A1"}
    assert page(warehouse, Filter(types=["page"])).entries[0].properties == {"n": 30}


def test_a_timeline_can_be_cut_by_type_name_and_time(warehouse: Warehouse) -> None:
    assert len(page(warehouse, Filter(types=["page"])).entries) == 30
    assert ids(page(warehouse, Filter(since_ms=1_700_000_010_000, until_ms=1_700_000_012_000))) == ["m-11", "m-10"]
    assert page(warehouse, Filter(names=["'; DROP TABLE events"])).entries == []
    assert page(warehouse, Filter(since_ms=10**18)).entries == []


def test_an_event_stored_twice_under_two_ids_is_shown_once(warehouse: Warehouse) -> None:
    event = make_event(70, message_id="twice", type="screen", name="Screen Viewed")
    warehouse.load("events", event_rows([event], ["prf_old"]), "twice-1")
    warehouse.load("events", event_rows([event], ["prf_new"]), "twice-2")
    assert ids(page(warehouse, Filter(types=["screen"]))) == ["twice"]


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "WzEsMl0", "ÿ", "W10"])
def test_a_broken_cursor_is_a_bad_request(warehouse: Warehouse, cursor: str) -> None:
    with pytest.raises(BadRequest, match="cursor"):
        page(warehouse, cursor=cursor)


def test_snapshots_are_rows_of_the_warehouse_and_go_when_the_profile_goes(warehouse: Warehouse, tmp_path: Path) -> None:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    upgrade(state)
    key = (WS, "prf_1")
    with state.begin() as connection:
        profile = empty()
        for event in (_identify(), make_event(2, name="Order Completed", commerce=Commerce(order_id="A1"))):
            fold(profile, event)
        save_many(connection, {key: profile}, 2)
        warehouse.load("profiles", snapshot_rows(connection, [key], 2, NOW), "p-1")
    assert _rows(warehouse) == [("prf_1", "Ada", 1)]
    with state.begin() as connection:
        remove_many(connection, [key])
        warehouse.load("profiles", snapshot_rows(connection, [key], 3, NOW), "p-2")
    assert _rows(warehouse) == []
    state.close()


def _identify() -> Event:
    return make_event(1, type="identify", name="", traits={"name": "Ada", "address": {"city": "Bath"}})


def _rows(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.query(
        "SELECT profile_id, traits.name::String, computed.orders::Int64 FROM portret.profiles FINAL"
    ).rows
