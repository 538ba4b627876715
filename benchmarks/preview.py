"""How long a preview of a segment takes, beside a hand-written query, DuckDB and Polars on the same data in one run.

    python -m benchmarks.preview --events 20000000 --profiles 1000000

The events are made up inside the warehouse: two years, few names, more of them for some people than for others. What is
timed is the whole answer over HTTP, the best of several. The whole preview (count, total, ten examples, reachable by
channel) stands beside a query by hand that gives the same; the count alone beside one by hand, DuckDB and Polars, the
latter two over a Parquet file.
"""

# ruff: noqa: S608 — numbers and names of our own stand in statements

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq

from portret.kernel import Settings
from portret.segment.book import Book
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import All, Condition, Not, Performed, TraitIs
from portret.segment.preview import preview
from portret.trait import Comparison, Events, Last, Scope
from portret.warehouse import Bound, Warehouse

_SERVER = """
import sys
from pathlib import Path
from portret.kernel import Settings
from portret.warehouse import serve
serve(Settings(data_dir=Path(sys.argv[1]), warehouse_port=0), ready=lambda port: print(port, flush=True))
"""
_WORKSPACE = "ws_01"
_MONTHS = 24
_NOW_MS = 1_795_000_000_000
_DAY_MS = 86_400_000
_ID = "concat('prf_01', substring(lower(hex(sipHash128({}))), 1, 24))"
_OURS = f"workspace_id = '{_WORKSPACE}' AND NOT is_bot AND subject_id = ''"
_REACHED = "dynamicElement(comparable.reachable, 'Array(Nullable(String))')"
_CHANNELS = ", ".join(f"countIf(has({_REACHED}, '{name}'))" for name in ("email", "sms", "push", "web_push"))
_PREVIEW = (
    f"SELECT (SELECT count() FROM portret.profiles FINAL WHERE workspace_id = '{_WORKSPACE}'), count(),"
    f" groupArraySample(10)(profile_id), {_CHANNELS} FROM portret.profiles FINAL"
    f" WHERE workspace_id = '{_WORKSPACE}' AND profile_id IN ({{}})"
)


@dataclass(frozen=True)
class Result:
    """The figures of one condition, in milliseconds: of the whole preview first, of the count alone after it."""

    condition: str
    members: int
    preview_ms: float
    preview_by_hand_ms: float
    count_ms: float
    by_hand_ms: float
    duckdb_ms: float
    polars_ms: float
    warehouse_peak_mb: int


@dataclass(frozen=True)
class Case:
    """A condition, and the same by hand; `since` gives an instant so many days ago."""

    name: str
    condition: Condition
    by_hand: Callable[[Callable[[int], str]], tuple[str, str]]


def _performed(name: str, days: int | None, least: int = 1) -> Performed:
    window = Last(duration=f"P{days}D") if days else None
    return Performed(events=Events(names=(name,)), times=Comparison(op="ge", value=least), window=window)


def _in_90_days(since: Callable[[int], str]) -> tuple[str, str]:
    return f"name = 'Order Completed' AND timestamp > {since(90)} AND timestamp <= {since(0)}", "count(*) > 0"


def _of_three(since: Callable[[int], str]) -> tuple[str, str]:
    recently = f"timestamp > {since(30)} AND timestamp <= {since(0)}"
    return "name IN ('Order Completed', 'Product Added')", (
        f"sum(CASE WHEN name = 'Product Added' AND {recently} THEN 1 ELSE 0 END) > 0"
        f" AND sum(CASE WHEN name = 'Order Completed' AND {recently} THEN 1 ELSE 0 END) = 0"
        " AND sum(CASE WHEN name = 'Order Completed' THEN 1 ELSE 0 END) >= 2"
    )


CASES = (
    Case("an order in 90 days", _performed("Order Completed", 90), _in_90_days),
    Case(
        "a cart and no order in 30 days, 2 orders ever",
        All(
            of=(
                _performed("Product Added", 30),
                Not(of=_performed("Order Completed", 30)),
                _performed("Order Completed", None, 2),
            )
        ),
        _of_three,
    ),
)
_MIXED = All(
    of=(_performed("Order Completed", 90), TraitIs(trait="traits.plan", compare=Comparison(op="eq", value="pro")))
)


def main() -> None:
    """Make the data, measure, print a table and a JSON line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _running(Path(folder)) as (warehouse, pid):
        _fill(warehouse, asked.events, asked.profiles)
        parquet = Path(folder) / "events.parquet"
        _export(warehouse, parquet)
        heads = ("members", "preview", "by hand", "count", "by hand", "DuckDB", "Polars")
        print(f"{'':46}{''.join(f'{head:>9}' for head in heads)}   ms")
        for case in CASES:
            result = _measured(case, warehouse, parquet, asked.times, pid)
            print(
                f"{result.condition:46}{result.members:9}{result.preview_ms:9.0f}{result.preview_by_hand_ms:9.0f}"
                f"{result.count_ms:9.0f}{result.by_hand_ms:9.0f}{result.duckdb_ms:9.0f}{result.polars_ms:9.0f}"
                f"   warehouse at most {result.warehouse_peak_mb} MB"
            )
            print(json.dumps(asdict(result)))
        mixed_ms, count = _best(lambda: _preview(warehouse, _MIXED), asked.times)
        print(f"{'an order in 90 days, and a declared trait':46}{count:9}{mixed_ms:9.0f}")


def _measured(case: Case, warehouse: Warehouse, parquet: Path, times: int, pid: int) -> Result:
    where, having = case.by_hand(lambda days: f"fromUnixTimestamp64Milli({_NOW_MS - days * _DAY_MS})")
    found = f"SELECT profile_id FROM portret.events WHERE {_OURS} AND {where} GROUP BY profile_id HAVING {having}"
    by_hand = f"SELECT count() FROM ({found})"
    where, having = case.by_hand(lambda days: f"make_timestamp({(_NOW_MS - days * _DAY_MS) * 1000})::TIMESTAMPTZ")
    of_duckdb = (
        f"SELECT count(*) FROM (SELECT profile_id FROM '{parquet}' WHERE {where} GROUP BY profile_id HAVING {having})"
    )
    duck = duckdb.connect()
    duck.execute("SET TimeZone = 'UTC'")
    preview_ms, members = _best(lambda: _preview(warehouse, case.condition), times)
    whole_ms, same_preview = _best(lambda: int(warehouse.query(_PREVIEW.format(found)).rows[0][1]), times)
    count_ms, counted = _best(lambda: _count(warehouse, case.condition), times)
    by_hand_ms, same = _best(lambda: int(warehouse.query(by_hand).rows[0][0]), times)
    duckdb_ms, duck_count = _best(lambda: _first(duck.execute(of_duckdb).fetchone()), times)
    polars_ms, polars_count = _best(lambda: _polars(case, parquet), times)
    counts = {members, same_preview, counted, same, duck_count, polars_count}
    assert len(counts) == 1, counts
    figures = (preview_ms, whole_ms, count_ms, by_hand_ms, duckdb_ms, polars_ms)
    return Result(case.name, members, *figures, _peak_mb(pid))


def _polars(case: Case, parquet: Path) -> int:
    """Ask Polars the same: the conditions are few enough to be written out."""

    def since(days: int) -> pl.Expr:
        return pl.lit(_NOW_MS - days * _DAY_MS).cast(pl.Datetime("ms", "UTC"))

    def within(days: int) -> pl.Expr:
        return (pl.col("timestamp") > since(days)) & (pl.col("timestamp") <= since(0))

    events, is_order = pl.scan_parquet(parquet), pl.col("name") == "Order Completed"
    if case is CASES[0]:
        found = events.filter(is_order & within(90)).select(pl.col("profile_id").n_unique())
    else:
        is_cart = pl.col("name") == "Product Added"
        grouped = events.filter(is_order | is_cart).group_by("profile_id")
        sums = grouped.agg(
            (is_cart & within(30)).sum().alias("carts"),
            (is_order & within(30)).sum().alias("recent"),
            is_order.sum().alias("orders"),
        )
        chosen = (pl.col("carts") > 0) & (pl.col("recent") == 0) & (pl.col("orders") > 1)
        found = sums.filter(chosen).select(pl.len())
    return int(found.collect(engine="streaming").item())


def _preview(warehouse: Warehouse, condition: Condition) -> int:
    scope = Scope(_WORKSPACE, _NOW_MS, "Europe/Warsaw")
    return preview(warehouse, condition, Book.of([], []), scope, lambda _: ()).count


def _count(warehouse: Warehouse, condition: Condition) -> int:
    bound, scope = Bound(), Scope(_WORKSPACE, _NOW_MS, "Europe/Warsaw")
    ids = members_sql(condition, Book.of([], []), scope, bound, lambda _: ())
    return int(warehouse.query(f"SELECT count() FROM ({ids})", bound.parameters).rows[0][0])


def _best(ask: Callable[[], int], times: int) -> tuple[float, int]:
    """Return the shortest time in milliseconds, and the answer."""
    found, shortest = 0, float("inf")
    for _ in range(times):
        started = time.perf_counter()
        found = ask()
        shortest = min(shortest, time.perf_counter() - started)
    return shortest * 1000, found


def _first(row: tuple[int, ...] | None) -> int:
    assert row
    return int(row[0])


def _fill(warehouse: Warehouse, events: int, profiles: int) -> None:
    for month in range(_MONTHS):
        dice = [f"(sipHash64(number, {month}, {each}) / 18446744073709551616.0)" for each in range(5)]
        warehouse.command(
            "INSERT INTO portret.events (workspace_id, profile_id, timestamp, message_id, received_at, position, type,"
            " name, source_id, brand, currency, revenue, properties)"
            f" SELECT '{_WORKSPACE}', {_ID.format(f'toUInt64({profiles} * pow({dice[0]}, 1.5))')},"
            f" toDateTime64('2024-12-01 00:00:00', 3, 'UTC') + toIntervalMonth({month})"
            f" + toIntervalMillisecond(toInt64({dice[1]} * 2419200000)) AS at,"
            f" lower(hex(sipHash128(number, {month}))), at, number + {month * events}, 'track',"
            f" multiIf({dice[2]} < 0.55, 'Page Viewed', {dice[2]} < 0.85, 'Product Viewed', {dice[2]} < 0.93,"
            f" 'Product Added', {dice[2]} < 0.97, 'Order Completed', 'Products Searched') AS told,"
            f" 'src_1', ['shoes', 'bags', 'hats'][1 + toUInt8({dice[3]} * 3)], 'EUR',"
            f" if(told = 'Order Completed', toDecimal64({dice[4]} * 200, 4), NULL),"
            f" concat('{{\"size\":\"', toString(36 + toUInt8({dice[4]} * 10)), '\"}}')"
            f" FROM numbers({events // _MONTHS}) SETTINGS max_threads = 1, max_partitions_per_insert_block = 0,"
            " insert_deduplicate = 0, min_insert_block_size_rows = 500000"
        )
    warehouse.command(
        "INSERT INTO portret.profiles (workspace_id, profile_id, version, updated_at, traits, comparable)"
        f" SELECT '{_WORKSPACE}', {_ID.format('number')}, 1, now64(3),"
        " concat('{\"plan\":\"', ['free', 'pro', 'team'][1 + number % 3], '\"}'),"
        ' if(number % 2 = 0, \'{"orders":1,"reachable":["email"]}\', \'{"orders":2}\')'
        f" FROM numbers({profiles}) SETTINGS max_threads = 1, insert_deduplicate = 0"
    )


def _export(warehouse: Warehouse, parquet: Path) -> None:
    writer: pq.ParquetWriter | None = None
    for month in range(_MONTHS):
        first = f"toYYYYMM(toDateTime64('2024-12-01 00:00:00', 3, 'UTC') + toIntervalMonth({month}))"
        piece = warehouse.query_arrow(
            "SELECT profile_id, CAST(name, 'String') AS name, timestamp FROM portret.events"
            f" WHERE toYYYYMM(timestamp) = {first} ORDER BY profile_id, timestamp"
        )
        writer = writer or pq.ParquetWriter(parquet, piece.schema)
        writer.write_table(piece)
    assert writer
    writer.close()


@contextmanager
def _running(folder: Path) -> Iterator[tuple[Warehouse, int]]:
    data_dir = folder / "data"
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(data_dir)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        warehouse = Warehouse.of(Settings(data_dir=data_dir, warehouse_port=int(process.stdout.readline())))
        warehouse.migrate()
        yield warehouse, process.pid
        warehouse.close()
    finally:
        process.terminate()
        process.wait(timeout=60)


def _peak_mb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


if __name__ == "__main__":
    main()
