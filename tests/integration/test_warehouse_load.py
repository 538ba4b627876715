"""Loading: exactly once under retries and kills, over hundreds of months, whatever JSON comes; merges; erasure."""

# ruff: noqa: S608 — statements of tests

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Sized
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portret.kernel import Commerce, Event, Invalid, Line, Settings, TooLarge, Unavailable
from portret.warehouse import TABLES, Limits, Warehouse, alias_rows, event_rows, order_line_rows
from tests.support.server import wait_until
from tests.support.warehouse import NEIGHBOUR, WORKSPACE, WarehouseProcess, owner, running_warehouse, shop_event

_MONTH_MS = 30 * 86_400_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with running_warehouse(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def warehouse(running: WarehouseProcess) -> Iterator[Warehouse]:
    """A client, on tables that are empty."""
    warehouse = running.client()
    warehouse.migrate()
    yield warehouse
    for name in TABLES:
        warehouse.command(f"TRUNCATE TABLE portret.{name}")
    warehouse.close()


def load(warehouse: Warehouse, events: list[Event], batch_id: str, *, again: bool = False) -> None:
    owners = [owner(event) for event in events]
    test = os.environ["PYTEST_CURRENT_TEST"]  # a batch id is remembered even by emptied tables
    warehouse.load("events", event_rows(events, owners), f"{test} {batch_id}", again=again)
    warehouse.load("order_lines", order_line_rows(events, owners), f"{test} {batch_id}", again=again)


def count(warehouse: Warehouse, table: str = "events", where: str = "1") -> int:
    return int(warehouse.query(f"SELECT count() FROM portret.{table} WHERE {where}").rows[0][0])


def test_every_field_of_an_event_arrives(warehouse: Warehouse) -> None:
    event = shop_event(
        8, user_id="u1", group_id="g1", verified=True, traits={"plan": "gold"}, flags=("clock-skew", "oversized")
    )
    load(warehouse, [event], "one")
    answer = warehouse.query("SELECT * FROM portret.events")
    row = dict(zip(answer.columns, answer.rows[0], strict=True))
    assert answer.columns == TABLES["events"].column_names
    assert row["revenue"] == Decimal(80)
    assert (
        row["properties"] == {"number": 8, "nested": {"list": [1, "two", {"three": 3}]}, "currency": "EUR"}
        or row["properties"]["number"] == 8
    )
    assert (row["flags"], row["verified"], row["country"], row["order_id"]) == (
        "clock-skew,oversized",
        True,
        "PL",
        "order-8",
    )
    assert row["traits"] == {"plan": "gold"}
    assert row["context"] == '{"library":{"name":"test"}}'
    assert warehouse.query("SELECT toUnixTimestamp64Milli(timestamp) FROM portret.events").rows == [
        (event.timestamp_ms,)
    ]


def test_the_lines_of_an_order_become_rows(warehouse: Warehouse) -> None:
    load(warehouse, [shop_event(number) for number in range(8)], "lines")
    lines = warehouse.query(
        "SELECT order_id, line, product_id, price * quantity FROM portret.order_lines ORDER BY 1, 2"
    ).rows
    assert lines == [(f"order-{n}", line, f"sku-{n % 7}", Decimal(10)) for n in (0, 4) for line in (0, 1)]


def test_a_repeated_batch_changes_nothing(warehouse: Warehouse) -> None:
    events = [shop_event(number) for number in range(1_000)]
    for _ in range(3):
        load(warehouse, events, "repeated")
    load(warehouse, [shop_event(number) for number in range(1_000, 1_100)], "another")
    assert (count(warehouse), count(warehouse, "order_lines")) == (1_100, 2 * 275)


def test_equal_rows_of_different_batches_are_both_kept(warehouse: Warehouse) -> None:
    for batch_id in ("a", "b"):
        load(warehouse, [shop_event(1)], batch_id)
    assert count(warehouse) == 2


def test_a_batch_over_four_hundred_months_loads_once(warehouse: Warehouse) -> None:
    events = [shop_event(n, timestamp_ms=1_750_000_000_000 - (n % 400) * _MONTH_MS) for n in range(1, 1_200)]
    for _ in range(2):
        load(warehouse, events, "months")
    assert count(warehouse) == len(events)
    assert warehouse.query("SELECT uniq(toYYYYMM(timestamp)) FROM portret.events").rows[0][0] > 350


@pytest.mark.usefixtures("warehouse")
def test_events_older_than_the_retention_vanish(running: WarehouseProcess) -> None:
    settings_ = Settings(
        data_dir=running.data_dir, warehouse_port=running.port, event_retention=timedelta(days=365 * 5)
    )
    keeper = Warehouse.of(settings_)
    keeper.migrate()
    load(keeper, [shop_event(1), shop_event(2, timestamp_ms=1_000_000_000_000)], "ages")
    keeper.command("OPTIMIZE TABLE portret.events FINAL")
    assert count(keeper) == 1
    keeper.close()


_WEIRD: list[Any] = [
    {"a.b": 1, "a": {"b": 2}},
    {"a": {"b": 1}, "a.b": {"c": 3}},
    {"": 1, "a": {"": {"": 1}}},
    {"a": 10**40, "b": -(10**25), "c": 2**64 - 1, "d": -(2**63)},
    {"a": float("nan"), "b": float("inf"), "c": 1e308, "d": 10**400},
    {"nul": "a\0b", "a\0": 1},
    {"surrogate": "\ud800", "\udfff": "x"},
    {"mixed": [1, "x", None, {"y": [1, [2, {"z": 3}]]}, True, 1.5]},
    {"objects": [{"x": 1}, {"x": "s", "y": {"z": []}}, [1], None]},
    {"when": "2026-01-01", "whenever": "2026-13-45 00:00:00", "uuid": "61f0c404-5cb3-11e7-907b-a6006ad3dba0"},
    {"a`b": 1, "c'd": 2, 'e"f': 3, "g\\h": 4, "i\nj": 5},
    {f"key{number}": number for number in range(3_000)},
    {"long": "x" * 400_000},
    {"Key": 1, "key": "two", "KEY": [3]},
]


def _nested(depth: int) -> Any:
    value: Any = 1
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return {"deep": value}


@pytest.mark.parametrize(
    "value", [*_WEIRD, _nested(60), _nested(200), _nested(900), _nested(5_000)], ids=range(len(_WEIRD) + 4)
)
def test_no_json_spoils_its_batch(value: dict[str, Any], warehouse: Warehouse) -> None:
    events = [shop_event(1), shop_event(2, properties=value, traits=value, context=value), shop_event(3)]
    load(warehouse, events, "weird")
    assert count(warehouse) == 3
    assert count(warehouse, where="toString(properties.number) IN ('1', '3')") == 2


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.sampled_from("ab.\"'`\\\0 1é"), max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.dictionaries(st.text(st.sampled_from("ab.\ud800"), max_size=3), _JSON, max_size=4), min_size=20, max_size=60
    )
)
def test_batches_of_any_json_load(warehouse: Warehouse, values: list[dict[str, Any]]) -> None:
    warehouse.command("TRUNCATE TABLE portret.events")
    load(
        warehouse,
        [shop_event(n, properties=value, traits=value) for n, value in enumerate(values)],
        str(hash(repr(values))),
    )
    assert count(warehouse) == len(values)


def test_no_text_number_or_time_spoils_its_batch(warehouse: Warehouse) -> None:
    money = (
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1e30"),
        Decimal("-1e30"),
        Decimal("1.23456789"),
        Decimal("1e-30"),
        None,
    )
    events = [
        shop_event(
            4 * n, user_id="\ud800\0", commerce=Commerce(order_id="\udfff", revenue=value, lines=(Line(price=value),))
        )
        for n, value in enumerate(money)
    ]
    events += [shop_event(41, timestamp_ms=value) for value in (-(10**15), 0, 10**15, 2**62)]
    load(warehouse, events, "odd")
    assert count(warehouse) + count(warehouse, where="toYear(timestamp) < 1980") >= len(money)
    assert count(warehouse, "order_lines") == len(money)
    assert warehouse.query("SELECT max(revenue) FROM portret.events").rows == [(Decimal("1.2346"),)]


def more_than(seen: Sized, count: int) -> bool:
    return len(seen) > count


def test_readers_see_whole_batches_while_loading_goes_on(running: WarehouseProcess, warehouse: Warehouse) -> None:
    done = threading.Event()
    seen: list[int] = []

    def read() -> None:
        reader = running.client()
        while not done.is_set():
            seen.append(reader.read(WORKSPACE, "SELECT count() FROM events").rows[0][0])
        reader.close()

    threads = [threading.Thread(target=read, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        load(warehouse, [shop_event(number * 500 + n) for n in range(500)], str(number))
        wait_until(partial(more_than, seen, number), 30, "nobody reads")
    done.set()
    for thread in threads:
        thread.join()
    assert {total % 500 for total in seen} == {0}
    assert count(warehouse) == 10_000


def test_profiles_show_their_newest_version(warehouse: Warehouse) -> None:
    def profile(version: int, **fields: Any) -> dict[str, list[Any]]:
        row = {
            "workspace_id": WORKSPACE,
            "profile_id": "prf_1",
            "version": version,
            "updated_at": 1_750_000_000_000,
            "deleted": 0,
        }
        computed = json.dumps({"orders": version, "last_seen_at": "2026-01-01T00:00:00.000Z"})
        row |= {"identifiers": {"email": ["a@example.com"]}, "traits": {"v": version}, "computed_text": computed}
        return {name: [value] for name, value in (row | fields).items()}

    for version in (2, 3, 1):
        warehouse.load("profiles", profile(version), f"v{version}")
    read = "SELECT traits.v, computed.orders, computed.last_seen_at, identifiers['email'] FROM portret.profiles FINAL"
    assert warehouse.query(read).rows == [(3, 3, "2026-01-01T00:00:00.000Z", ["a@example.com"])]
    assert warehouse.read(WORKSPACE, read).rows == warehouse.query(read).rows
    warehouse.load("profiles", profile(4, deleted=1), "v4")
    assert warehouse.query("SELECT count() FROM portret.profiles FINAL").rows == [(0,)]


def _merged(warehouse: Warehouse) -> None:
    """Two workspaces of 400 events, 50 people each; of the first, people 1 to 4 are found to be person 0."""
    for workspace_id in (WORKSPACE, NEIGHBOUR):
        events = [
            shop_event(n, workspace_id=workspace_id, timestamp_ms=1_750_000_000_000 + n * _MONTH_MS // 100)
            for n in range(400)
        ]
        load(warehouse, events, workspace_id)
    aliases = [(WORKSPACE, f"prf_anonymous-{n}", "prf_anonymous-0") for n in range(1, 5)]
    warehouse.load("profile_aliases", alias_rows(aliases, version=1), os.environ["PYTEST_CURRENT_TEST"])


def _by_person(warehouse: Warehouse, table: str) -> list[tuple[Any, ...]]:
    return warehouse.query(
        f"SELECT workspace_id, profile_id, count(), sum(position) FROM portret.{table} GROUP BY 1, 2 ORDER BY 1, 2"
    ).rows


def test_a_merge_is_seen_at_once_and_squashed_to_the_same(warehouse: Warehouse) -> None:
    _merged(warehouse)
    resolved = _by_person(warehouse, "resolved_events")
    assert (WORKSPACE, "prf_anonymous-0", 40, sum(n for n in range(400) if n % 50 < 5)) in resolved
    assert len(resolved) == 46 + 50
    lines = _by_person(warehouse, "resolved_order_lines")
    assert warehouse.squash() > 2
    assert _by_person(warehouse, "events") == resolved == _by_person(warehouse, "resolved_events")
    assert _by_person(warehouse, "order_lines") == lines
    assert warehouse.squash() == 0
    _merged(warehouse)  # a late repetition of batches that were rewritten meanwhile
    assert _by_person(warehouse, "resolved_events") == resolved


def test_readers_see_neither_doubles_nor_gaps_while_squashing(running: WarehouseProcess, warehouse: Warehouse) -> None:
    _merged(warehouse)
    done = threading.Event()
    seen: set[tuple[Any, ...]] = set()

    counted = "SELECT count(), uniqExact(message_id), uniqExact(workspace_id, profile_id) FROM portret.resolved_events"

    def read() -> None:
        reader = running.client()
        while not done.is_set():
            seen.update(reader.query(counted).rows)
        reader.close()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    wait_until(partial(more_than, seen, 0), 30, "nobody reads")
    warehouse.squash()
    done.set()
    thread.join()
    assert seen == {(800, 800, 96)}


def test_erasing_leaves_nothing_of_a_profile_and_all_of_the_others(warehouse: Warehouse) -> None:
    _merged(warehouse)
    warehouse.erase(WORKSPACE, ["prf_anonymous-0", "prf_anonymous-9"])
    left = {row[1] for row in _by_person(warehouse, "events") if row[0] == WORKSPACE}
    assert left == {f"prf_anonymous-{n}" for n in range(5, 50) if n != 9}
    assert count(warehouse, where=f"workspace_id = '{NEIGHBOUR}'") == 400
    assert (
        count(
            warehouse,
            "order_lines",
            f"workspace_id = '{WORKSPACE}' AND profile_id IN ('prf_anonymous-0', 'prf_anonymous-2')",
        )
        == 0
    )
    assert count(warehouse, "profile_aliases") == 0


def test_errors_say_what_to_do(warehouse: Warehouse) -> None:
    with pytest.raises(Invalid, match="nowhere"):
        warehouse.query("SELECT * FROM nowhere")
    with pytest.raises(TooLarge, match="seconds"):
        warehouse.query("SELECT count() FROM numbers(1000000000000) WHERE sin(number) > 2", limits=Limits(seconds=1))
    with pytest.raises(TooLarge, match="rows"):
        warehouse.query("SELECT number FROM numbers(1000)", limits=Limits(rows=10))


def test_a_dead_warehouse_fails_fast_and_comes_back_with_every_acknowledged_row(tmp_path: Path) -> None:
    with running_warehouse(tmp_path) as process:
        warehouse = process.client()
        batch = 0
        for round_ in range(3):
            killer = threading.Timer(0.15 + 0.1 * round_, process.kill)
            killer.start()
            batch = _load_until_away(warehouse, batch)
            killer.join()
            assert not warehouse.ping()
            with pytest.raises(Unavailable):
                warehouse.query("SELECT 1")
            process.start()
            assert warehouse.ping()
            _load_hundred(warehouse, batch, again=True)  # the one that was not acknowledged
            batch += 1
            totals = warehouse.query("SELECT count(), uniqExact(message_id) FROM portret.events").rows
            assert totals == [(batch * 100, batch * 100)]
            assert count(warehouse, "order_lines") == batch * 50
        warehouse.close()


def _load_until_away(warehouse: Warehouse, batch: int) -> int:
    """Return the batch that failed."""
    while True:
        try:
            _load_hundred(warehouse, batch)
        except Unavailable:
            return batch
        batch += 1


def _load_hundred(warehouse: Warehouse, batch: int, *, again: bool = False) -> None:
    load(warehouse, [shop_event(batch * 100 + n) for n in range(100)], str(batch), again=again)


def test_rows_lost_between_the_note_of_their_batch_and_themselves_come_with_its_repetition(tmp_path: Path) -> None:
    with running_warehouse(tmp_path) as process:
        warehouse = process.client()
        for batch in range(3):
            _load_hundred(warehouse, batch)
        process.kill()
        _remove_newest_part_of_each_table(tmp_path)
        process.start()
        assert (count(warehouse), count(warehouse, "order_lines")) == (200, 100)
        for batch in range(3):
            _load_hundred(warehouse, batch, again=True)
        assert (count(warehouse), count(warehouse, "order_lines")) == (300, 150)
        warehouse.close()


def _remove_newest_part_of_each_table(data_dir: Path) -> None:
    """Leave the folder as a kill does that comes when the batch id is written down and the rows are not."""
    for notes in data_dir.glob("warehouse/data/store/*/*/deduplication_logs"):
        parts = sorted(notes.parent.glob("[0-9]*_3_3_0"))
        for part in parts:
            shutil.rmtree(part)


def test_it_stops_when_told_and_keeps_its_secret_to_itself(tmp_path: Path) -> None:
    with running_warehouse(tmp_path) as process:
        assert (tmp_path / "warehouse.secret").stat().st_mode & 0o777 == 0o600
        process.stop()
    assert process.process
    assert process.process.returncode in (0, -15)
