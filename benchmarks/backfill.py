"""How long does a new trait take over all history? Twenty million events of a million people, read back as states.

`python -m benchmarks.backfill` makes the events up inside an embedded warehouse, then reads the history of single folds
and of several at once. Beside each stands the same aggregate as a query by hand, whose rows are only received. Then the
history of one fold is put into a million stored profiles of a kilobyte and a half, five thousand in a transaction, as
the worker does: one after the other here, where the worker reads ahead. With `--folder` what was made up is kept there.
"""

# ruff: noqa: S608 — a benchmark's own statements

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.made_up_history import WORKSPACE, fill
from benchmarks.processes import usage
from portret.profile import ProfileState, add_history, encode
from portret.profile.store import profiles as stored_profiles
from portret.state import State, upgrade, upsert
from portret.trait import Computation, Count, Events, Fold, Last, history
from portret.trait.model import Comparison, FieldIs, Sum, TopK
from portret.warehouse import Limits, Warehouse
from tests.support.warehouse import running_warehouse

_VIEWS = Events(names=("Product Viewed",))
_RED = Events(
    names=("Product Viewed",), where=FieldIs(field="properties.colour", compare=Comparison(op="eq", value="red"))
)
_ORDERS = Events(names=("Order Completed",))
FOLDS: dict[str, Computation] = {
    "all events": Computation(aggregate=Count()),
    "revenue": Computation(events=_ORDERS, aggregate=Sum(field="revenue")),
    "red views": Computation(events=_RED, aggregate=Count()),
    "views in 30 days": Computation(events=_VIEWS, aggregate=Count(), window=Last(duration="P30D")),
    "sizes": Computation(events=_VIEWS, aggregate=TopK(field="properties.size", k=3)),
    "views by category": Computation(events=_VIEWS, aggregate=Count(), per="product_category"),
}
BY_HAND = {
    "all events": "count()",
    "revenue": "sumIf(revenue, name = 'Order Completed')",
    "red views": "countIf(name = 'Product Viewed' AND lower(properties.colour.:String) = 'red')",
    "views in 30 days": "groupArrayIf(timestamp, name = 'Product Viewed')",
    "sizes": "topKIf(3)(properties.size.:String, name = 'Product Viewed')",
    "views by category": "sumMapIf([product_category], [1], name = 'Product Viewed')",
}
_AT_ONCE = 5_000
_NO_LIMIT = Limits(seconds=600, memory_bytes=0, rows=0)


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=20_000_000)
    arguments.add_argument("--profiles", type=int, default=1_000_000)
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    gc.set_threshold(200_000, 20, 100)  # as in the worker
    with _kept_or_not(given.folder) as folder, running_warehouse(folder) as running:
        warehouse = running.client()
        began = time.perf_counter()
        if not warehouse.query("SELECT count() FROM portret.events").rows[0][0]:
            fill(warehouse, given.events, given.profiles)
            sys.stdout.write(f"{given.events:,} events made up in {time.perf_counter() - began:.0f} s\n\n")
        figures: dict[str, float] = {}
        sys.stdout.write(f"{'fold':24} {'states s':>9} {'by hand s':>10} {'profiles':>10}\n")
        for name, fold in FOLDS.items():
            seconds, profiles = _read(warehouse, {1: fold}, given.events)
            by_hand = _by_hand(warehouse, BY_HAND[name])
            figures[name] = round(seconds, 2)
            sys.stdout.write(f"{name:24} {seconds:9.2f} {by_hand:10.2f} {profiles:10,}\n")
        seconds, profiles = _read(warehouse, dict(enumerate(FOLDS.values())), given.events)
        sys.stdout.write(f"{'all of them at once':24} {seconds:9.2f} {'':10} {profiles:10,}\n")
        figures["all at once"] = round(seconds, 2)
        figures["into profiles"] = round(_put_in(warehouse, given.events, given.profiles), 2)
        sys.stdout.write(f"{'all events into profiles':24} {figures['into profiles']:9.2f}\n")
        warehouse.close()
        assert running.process
        figures |= {"warehouse_mib": usage(running.process.pid).memory_mib}
        sys.stdout.write(json.dumps({"events": given.events, "profiles": given.profiles, "seconds": figures}) + "\n")


@contextmanager
def _kept_or_not(folder: Path | None) -> Iterator[Path]:
    if folder:
        yield folder
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


def _put_in(warehouse: Warehouse, upto: int, profiles: int) -> float:
    """Return how long it takes to read the history of one fold and put it into profiles."""
    blob = encode(ProfileState(claims={"src": {f"key {each}": [(1, 1, 1, '"value"', True)] for each in range(80)}}))
    with tempfile.TemporaryDirectory() as folder:
        state = State(f"sqlite:///{folder}/state.db")
        upgrade(state)
        with state.begin() as connection:
            for first in range(0, profiles, _AT_ONCE):
                ids = (f"prf_{number:09}" for number in range(first, min(first + _AT_ONCE, profiles)))
                rows = [{"workspace_id": WORKSPACE, "id": each, "version": 1, "state": blob} for each in ids]
                upsert(connection, stored_profiles, rows)
        began = time.perf_counter()
        for piece in history(warehouse, WORKSPACE, {1: FOLDS["all events"]}, upto, "Europe/Warsaw"):
            for first in range(0, len(piece), _AT_ONCE):
                with state.begin() as connection:
                    add_history(connection, WORKSPACE, dict(piece[first : first + _AT_ONCE]), 1)
        seconds = time.perf_counter() - began
        state.close()
    return seconds


def _read(warehouse: Warehouse, folds: Mapping[int, Fold], upto: int) -> tuple[float, int]:
    began, profiles = time.perf_counter(), 0
    for piece in history(warehouse, WORKSPACE, folds, upto, "Europe/Warsaw"):
        profiles += len(piece)
    return time.perf_counter() - began, profiles


def _by_hand(warehouse: Warehouse, aggregate: str) -> float:
    began = time.perf_counter()
    sql = f"SELECT profile_id, {aggregate} FROM portret.events WHERE workspace_id = '{WORKSPACE}' GROUP BY profile_id"
    warehouse.query_arrow(sql, limits=_NO_LIMIT)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
