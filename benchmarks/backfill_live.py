"""How long a new trait takes to be live on a running server with a long history, while events come in.

`python -m benchmarks.backfill_live` makes up twenty million events of a million people inside an embedded warehouse,
and a profile of a kilobyte and a half for each; with `--folder` that is kept there, and made only once. Then a server
runs on it, events come in over HTTP at a steady rate, and traits are put in force by the API, one after the other: what
is told is the seconds until each is live, its history told of every profile (promised: 30), and meanwhile ms from the
acknowledgement of an event until it shows in the API, beside the same before the first trait; at last the seconds
until all that was told lies in the profiles themselves.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.made_up_history import fill
from benchmarks.processes import usage
from benchmarks.visible import probe, send_steadily
from portret import segment
from portret.profile import ProfileState, encode, is_settled
from portret.profile.store import profiles as stored_profiles
from portret.state import State, upsert
from tests.support.crash import children
from tests.support.server import Server, running_server
from tests.support.warehouse import running_warehouse

_VIEWS = {"names": ["Product Viewed"]}
TRAITS: dict[str, dict[str, Any]] = {
    "all_events": {"aggregate": {"kind": "count"}},
    "views_by_category": {"from": _VIEWS, "aggregate": {"kind": "count"}, "per": "product_category"},
    "views_in_30_days": {
        "from": _VIEWS,
        "aggregate": {"kind": "count"},
        "window": {"kind": "last", "duration": "P30D"},
    },
    "sizes": {"from": _VIEWS, "aggregate": {"kind": "top_k", "field": "properties.size", "k": 3}},
}
_PAUSE_S = 0.05
_BEFORE_S = 10.0
_AT_ONCE = 10_000
_WITHIN_S = 600.0


def prepare(folder: Path, events: int, profiles: int) -> None:
    """Make an installation with so many events of so many people."""
    with running_server(folder) as server:
        workspace_id = server.get("/api/workspace")["id"]
    with running_warehouse(folder / "data") as running, closing(running.client()) as warehouse:
        fill(warehouse, events, profiles, workspace_id, upto=0)
    blob = encode(ProfileState(claims={"src": {f"key {each}": [(1, 1, 1, '"value"', True)] for each in range(80)}}))
    with closing(State(f"sqlite:///{folder}/data/state.db")) as state:
        for first in range(0, profiles, _AT_ONCE):
            ids = (f"prf_{number:09}" for number in range(first, min(first + _AT_ONCE, profiles)))
            rows = [{"workspace_id": workspace_id, "id": each, "version": 0, "state": blob} for each in ids]
            with state.begin() as connection:
                upsert(connection, stored_profiles, rows)


def measured(server: Server, key: str, computation: dict[str, Any]) -> dict[str, Any]:
    """Put a trait in force and wait until its history is in; return the figures."""
    pids = children(server.pid)
    before = {name: usage(pid).cpu_s for name, pid in pids.items()}
    with closing(State(f"sqlite:///{server.data_dir}/state.db")) as state:
        known = len(_folds(state))
    began = time.perf_counter()
    answer = server.request("PUT", f"/api/traits/{key}", json={"definition": {"key": key, "compute": computation}})
    assert answer.is_success, answer.text
    shown: list[float] = []
    with closing(State(f"sqlite:///{server.data_dir}/state.db")) as state:
        while len(live := _folds(state)) <= known or "filling" in live:
            assert time.perf_counter() - began < _WITHIN_S, server.log[-3000:]
            shown.append(probe(server, f"probe-{key}-{len(shown)}")[0])
            time.sleep(_PAUSE_S)
    seconds = time.perf_counter() - began
    cpu = {name: round(usage(pid).cpu_s - before[name], 1) for name, pid in pids.items()}
    return {"trait": key, "live_s": round(seconds, 1), **_told(shown), "cpu_s": cpu}


def settled(server: Server) -> dict[str, Any]:
    """Return how long it takes until what was told lies in the profiles themselves, and how soon events show."""
    began, shown = time.perf_counter(), list[float]()
    with closing(State(f"sqlite:///{server.data_dir}/state.db")) as state:
        while not _is_settled(state):
            assert time.perf_counter() - began < _WITHIN_S, server.log[-3000:]
            shown.append(probe(server, f"probe-after-{len(shown)}")[0])
            time.sleep(_PAUSE_S)
    return {"trait": "", "settled_s": round(time.perf_counter() - began, 1), **_told(shown)}


def _is_settled(state: State) -> bool:
    with state.read() as connection:
        return is_settled(connection)


def _folds(state: State) -> list[str]:
    with state.read() as connection:
        return [row.status for row in segment.fold_rows(connection)]


def undisturbed(server: Server) -> dict[str, Any]:
    """Return how soon events show while nothing is read."""
    until, shown = time.perf_counter() + _BEFORE_S, list[float]()
    while time.perf_counter() < until:
        shown.append(probe(server, f"probe-before-{len(shown)}")[0])
        time.sleep(_PAUSE_S)
    return {"trait": "", **_told(shown)}


def _told(shown: list[float]) -> dict[str, float]:
    longest = sorted(shown)
    return {
        "probes": len(shown),
        "visible_p50_ms": round(statistics.median(shown), 1),
        "visible_p99_ms": round(longest[int(0.99 * (len(longest) - 1))], 1),
    }


def main() -> None:
    """Run and print a JSON line for each trait."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=20_000_000)
    arguments.add_argument("--profiles", type=int, default=1_000_000)
    arguments.add_argument("--rate", type=int, default=2_000)
    arguments.add_argument("--traits", nargs="*", default=list(TRAITS))
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        if not (folder / "data").exists():
            folder.mkdir(parents=True, exist_ok=True)
            prepare(folder, given.events, given.profiles)
        with running_server(folder) as server:
            seconds = int(_WITHIN_S) * (1 + len(given.traits))
            sender = multiprocessing.get_context("spawn").Process(
                target=send_steadily, args=(server.url, server.write_key, given.rate, seconds), daemon=True
            )
            if given.rate:
                sender.start()
            sys.stdout.write(json.dumps(undisturbed(server)) + "\n")
            keys = {f"{name}_{time.time_ns() % 10**9}": TRAITS[name] for name in given.traits}
            for key, computation in keys.items():
                figures = measured(server, key, computation)
                sys.stdout.write(json.dumps(figures | {"rate_per_s": given.rate}) + "\n")
                sys.stdout.flush()
            sys.stdout.write(json.dumps(settled(server)) + "\n")
            for key in keys:  # so that the next run on the folder reads their history again
                assert server.request("DELETE", f"/api/traits/{key}").is_success
            if given.rate:
                sender.kill()


if __name__ == "__main__":
    main()
