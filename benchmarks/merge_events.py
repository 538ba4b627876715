"""What it costs that merges are told to the log: per merge, for those who append meanwhile, and when nothing happens.

`python -m benchmarks.merge_events` imports people of whom each comes as two profiles that a third event joins, first
with telling left out and then with it, all in one process without web and warehouse; then it tells the log and
processes what was told. Last it appends single entries as the web does, alone and beside another process that tells
1,000 merges five times a second.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from portret.collect import OwnEvent, own_body, own_entry
from portret.kernel import SystemClock
from portret.log import Entry, SqliteLog
from portret.worker import store
from portret.worker.announce import Announcer
from tests.support.folding import Installation, Request, Worker, append, set_up, working

_AT_MS = 1_790_000_000_000
_BATCH = 300
_APPENDS = 1_500
_CLOCK = SystemClock()


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--merges", type=int, default=10_000)
    merges = arguments.parse_args().merges
    with tempfile.TemporaryDirectory() as folder:
        figures = {"merges": merges, **_import(Path(folder), merges), **_appending(Path(folder) / "beside.db")}
    for name, value in figures.items():
        sys.stdout.write(f"{name:28} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


def _import(folder: Path, merges: int) -> dict[str, float]:
    installation = set_up(folder / "installation.db")
    append(folder / "log.db", _requests(installation, merges))
    announce = store.announce
    spent: dict[str, float] = {}
    notings: dict[str, Callable[[Any, Any], None]] = {"warm": _nothing, "untold": _nothing, "told": announce}
    for name, noting in notings.items():
        store.announce = noting  # type: ignore[assignment]  # how to leave it out
        with working(installation, folder / "log.db", folder / name, 8_000) as worker:
            spent[name] = _cpu(worker.work)
            if name == "told":
                spent |= _tell(worker, folder / "log.db", merges)
    return {
        "import_us_per_merge": round(spent["untold"] / merges * 1e6, 1),
        "noting_us_per_merge": round((spent["told"] - spent["untold"]) / merges * 1e6, 1),
        "telling_us_per_merge": round(spent["telling"] / merges * 1e6, 1),
        "own_event_us": round(spent["own"] / merges * 1e6, 1),
        "idle_look_us": round(spent["idle"] * 1e6, 1),
    }


def _tell(worker: Worker, log_path: Path, merges: int) -> dict[str, float]:
    log = SqliteLog(log_path)
    announcer = Announcer(worker.state, log, _CLOCK)

    def tell() -> None:
        while announcer.tell(log.end()):
            pass

    telling = _cpu(tell)
    own = _cpu(worker.work)
    assert worker.pipeline.figures.accepted == 4 * merges
    idle = _cpu(lambda: [announcer.tell(log.end()) for _ in range(200)]) / 200
    log.close()
    return {"telling": telling, "own": own, "idle": idle}


def _requests(installation: Installation, merges: int) -> list[Request]:
    source = installation.sources["server"]
    requests = []
    for start in range(0, merges, _BATCH // 3):
        batch: list[dict[str, Any]] = []
        for number in range(start, min(start + _BATCH // 3, merges)):
            user, device = {"userId": f"u{number}"}, {"anonymousId": f"a{number}"}
            batch += ({"type": "identify", **part} for part in (user, device, user | device))
        requests.append(Request(source, _AT_MS, {"batch": batch}))
    return requests


def _appending(path: Path) -> dict[str, float]:
    """Return how long a durable append takes, alone and beside an announcer in another process."""
    with closing(SqliteLog(path)) as log:
        alone = _append_times(log)
        context = multiprocessing.get_context("spawn")
        ready, done = context.Event(), context.Event()
        teller = context.Process(target=_tell_on, args=(path, ready, done))
        teller.start()
        ready.wait()
        beside = _append_times(log)
        done.set()
        teller.join()
    return {
        "append_alone_p50_ms": _quantile(alone, 50),
        "append_beside_p50_ms": _quantile(beside, 50),
        "append_alone_p99_ms": _quantile(alone, 99),
        "append_beside_p99_ms": _quantile(beside, 99),
    }


def _tell_on(path: Path, ready: Any, done: Any) -> None:
    events = [
        OwnEvent(
            workspace_id="ws",
            profile_id=f"prf_{number:026}",
            name="Profile Merged",
            at_ms=_AT_MS,
            properties={"winner_id": f"prf_{number:026}", "loser_id": "prf_2", "identifiers": ["user_id:u", "email:e"]},
        )
        for number in range(1_000)
    ]
    with closing(SqliteLog(path)) as log:
        ready.set()
        while not done.wait(0.2):
            log.append([own_entry("src", _AT_MS, len(events), own_body(events))])


def _append_times(log: SqliteLog) -> list[float]:
    entry = Entry("src", _AT_MS, 1, b"", b'{"type":"page"}' * 40)
    return [_timed(lambda: log.append([entry])) for _ in range(_APPENDS)]


def _quantile(times: list[float], percent: int) -> float:
    return round(statistics.quantiles(times, n=100)[percent - 1] * 1000, 3)


def _cpu(work: Callable[[], Any]) -> float:
    """Return the seconds of this process's CPU that work takes: other programs run on the machine, too."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _nothing(_connection: Any, _events: Any) -> None:
    """Tell nobody."""


if __name__ == "__main__":
    main()
