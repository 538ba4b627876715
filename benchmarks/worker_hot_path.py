"""What the worker itself spends on an event, with definitions in force and without: no HTTP, no other process.

`python -m benchmarks.worker_hot_path [--events 60000] [--profiles 6000]` puts a shop's traffic into a log and has the
pipeline take it, first without definitions, the reference, then with 60 computed traits and 200 segments: once
for people who are new, once more for the same people ten days later. What the segments then have to tell, one event per
entry and exit, goes through the log and the pipeline, too, and is shown apart. Processor time in microseconds, as a
table and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.definitions import segments, traits
from benchmarks.traffic import batches
from portret.collect import RequestHead, encode_head
from portret.kernel import ManualClock, Settings
from portret.log import Entry, SqliteLog
from portret.warehouse import Warehouse
from portret.worker import store
from portret.worker.announce import Announcer
from portret.worker.chores import Garbage
from tests.support.folding import Installation, set_up, working
from tests.support.keeping import START, Shop

_BATCH = 100
_HEAD = encode_head(RequestHead())


@dataclass(frozen=True)
class Cost:
    """Microseconds per event that came in: for itself, and for what Portret tells because of it."""

    events_us: float
    own_us: float
    flips: float


def measured(installation: Installation, events: int, profiles: int, batch: int, *, defined: bool) -> dict[str, Cost]:
    """Return the costs of people who are new and of the same people when they come back."""
    clock = ManualClock(START)
    with TemporaryDirectory() as name:
        folder = Path(name)
        log_path = folder / "log.db"
        with working(installation, log_path, folder / "worker", batch, clock) as worker:
            shop = Shop(worker, installation, log_path, Warehouse.of(Settings(data_dir=folder)), clock)
            if defined:
                _define(shop)
            found = {"new": _cost(shop, events, profiles, seed=1, days_ago=20)}
            clock.advance(timedelta(minutes=10))
            found["known"] = _cost(shop, events, profiles, seed=2, days_ago=10)
            shop.upkeep.close()
            return found


def _define(shop: Shop) -> None:
    for trait in traits():
        shop.define("trait", **msgspec.to_builtins(trait))
    for one in segments():
        shop.define("segment", **msgspec.to_builtins(one))
    for _ in range(2):  # logs of the same entries are shared once the longest is there
        shop.worker.known.forget()
        shop.settle()


def _cost(shop: Shop, events: int, profiles: int, *, seed: int, days_ago: int) -> Cost:
    log = SqliteLog(shop.log_path)
    before = shop.worker.judge.flipped
    now_ms, began = shop.clock.now_ms(), shop.clock.now() - timedelta(days=days_ago)
    for body in batches(events, profiles, _BATCH, seed, began, people=1):
        log.append([Entry(shop.source_id, now_ms, min(_BATCH, events), _HEAD, body)])
    events_us = _work_us(shop)
    announcer = Announcer(shop.worker.state, log, shop.clock)
    started = time.process_time()
    while announcer.tell(shop.worker.pipeline.position):
        shop.worker.work()
    own_us = (time.process_time() - started) * 1e6
    log.close()
    with shop.worker.state.begin() as connection:
        store.clear_outbox(connection)
    return Cost(events_us / events, own_us / events, (shop.worker.judge.flipped - before) / events)


def _work_us(shop: Shop) -> float:
    started = time.process_time()
    shop.worker.work()
    return (time.process_time() - started) * 1e6


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=60_000)
    arguments.add_argument("--profiles", type=int, default=6_000)
    arguments.add_argument("--batch", type=int, default=Settings().batch_max_events, help="events at once")
    arguments.add_argument("--only", choices=("plain", "defined"), help="one of the two runs")
    given = arguments.parse_args()
    Garbage()
    figures: dict[str, float] = {"events": given.events, "profiles": given.profiles}
    with TemporaryDirectory() as folder:
        installation = set_up(Path(folder) / "state.db")
        for name in (given.only,) if given.only else ("plain", "defined"):
            costs = measured(installation, given.events, given.profiles, given.batch, defined=name == "defined")
            for who, cost in costs.items():
                figures[f"{name}_{who}_events_us"] = round(cost.events_us, 1)
                figures[f"{name}_{who}_own_us"] = round(cost.own_us, 1)
                figures[f"{name}_{who}_flips_per_event"] = round(cost.flips, 3)
    figures["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, value in figures.items():
        sys.stdout.write(f"{name:40} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
