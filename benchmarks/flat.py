"""Does an event cost more when there is much history? CPU per event of the whole pipeline as the history grows.

`python -m benchmarks.flat --events 10000000` puts events through log, pipeline, state store and outbox in one process
(web and warehouse left out, the outbox emptied as the loader does) and prints the CPU per event for each stretch of
100,000. Each stretch brings 10,000 people of its own, so that history grows and people stay as they are; with
`--same-people` it is always the same 100,000, who get older: then a profile itself grows, up to its bounds.

The machine's own speed changes while this runs, so each stretch is also held against the same plain work (decoding
the same JSON) done in the same seconds: the ratio that is printed at the end is free of that.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks.processes import usage
from benchmarks.traffic import batches
from portret.log import Entry, SqliteLog
from portret.worker import store
from tests.support.folding import Worker, set_up, working

_BATCH = 100
_STRETCH = 100_000
_STEP = 10_000
_COMPARED = 5


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=10_000_000)
    arguments.add_argument("--same-people", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        installation = set_up(home / "installation.db")
        log_path = home / "log.db"
        log = SqliteLog(log_path)
        traffic = _same_people(given.events) if given.same_people else _new_people(given.events)
        with working(installation, log_path, home / "worker", _STEP) as worker:
            gc.freeze()
            gc.set_threshold(200_000, 20, 100)
            stretches = list(_stretches(worker, log, installation.sources["browser"], traffic))
        memory_mib = usage(os.getpid()).memory_mib
        log.close()
    early, late = stretches[1 : 1 + _COMPARED], stretches[-_COMPARED:]
    figures = {
        "events": given.events,
        "same_people": given.same_people,
        "early_us_per_event": round(statistics.median(cpu for cpu, _ in early), 1),
        "late_us_per_event": round(statistics.median(cpu for cpu, _ in late), 1),
        "late_to_early": round(_relative(late) / _relative(early), 3),
        "memory_mib": round(memory_mib),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:24} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


def _same_people(events: int) -> Iterator[bytes]:
    return batches(events, 100_000, _BATCH, 1, datetime.now(UTC) - timedelta(days=20))


def _new_people(events: int) -> Iterator[bytes]:
    for seed in range(1, events // _STRETCH + 1):
        yield from batches(_STRETCH, _STRETCH // 10, _BATCH, seed, datetime.now(UTC) - timedelta(days=20))


def _stretches(
    worker: Worker, log: SqliteLog, source_id: str, traffic: Iterator[bytes]
) -> Iterator[tuple[float, float]]:
    """Yield for each stretch (CPU µs per event of the pipeline, CPU µs per event of plain decoding)."""
    number = 0
    while bodies := list(islice(traffic, _STRETCH // _BATCH)):
        now_ms = time.time_ns() // 1_000_000
        for start in range(0, len(bodies), _STEP // _BATCH):
            piece = bodies[start : start + _STEP // _BATCH]
            log.append([Entry(source_id, now_ms, _BATCH, b"", body) for body in piece])
        began = time.process_time()
        worker.work()
        cpu_s = time.process_time() - began
        began = time.process_time()
        for body in bodies:
            json.loads(body)
        plain_s = time.process_time() - began
        with worker.state.begin() as connection:
            store.clear_outbox(connection)
        log.trim(now_ms + 1_000, worker.pipeline.position)
        number += 1
        cpu_us, plain_us = (seconds / _STRETCH * 1e6 for seconds in (cpu_s, plain_s))
        sys.stdout.write(f"{number * _STRETCH:>12,} events  {cpu_us:6.1f} µs  plain {plain_us:5.2f} µs\n")
        sys.stdout.flush()
        yield cpu_us, plain_us


def _relative(stretches: list[tuple[float, float]]) -> float:
    return statistics.median(cpu / plain for cpu, plain in stretches)


if __name__ == "__main__":
    main()
