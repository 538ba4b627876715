"""From HTTP to profile, timeline and warehouse: events per second, CPU per event and process, memory.

`python -m benchmarks.end_to_end --events 2000000 --profiles 100000` starts a server on an empty data directory, sends
events in batches of 100 from a process of its own on the same cores, and stops the clock when everything is in the
profiles and in the warehouse. The reference, measured in the same run on the same events: json.loads, one SQLite
upsert of a JSON document per event, a commit every 5,000 events.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from benchmarks.processes import PeakMemory, usage
from benchmarks.traffic import batches
from tests.support.crash import children
from tests.support.server import Server, running_server

_BATCH = 100
_PUBLISHED_RUDDERSTACK_2_CORES = 1_700


@dataclass(frozen=True)
class Traffic:
    """What is sent: `people` is the seed whose people come, if they are not new; it began so many days ago."""

    events: int
    profiles: int
    seed: int
    people: int | None = None
    days_ago: int = 20


def send(host: str, port: int, write_key: str, traffic: Traffic, began: Event) -> None:
    """Send events over one connection, each batch until it is taken; say when it begins."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    headers = {"Authorization": "Basic " + b64encode(f"{write_key}:".encode()).decode()}
    start = datetime.now(UTC) - timedelta(days=traffic.days_ago)
    began.set()
    for body in batches(traffic.events, traffic.profiles, _BATCH, traffic.seed, start, traffic.people):
        while True:
            connection.request("POST", "/v1/batch", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status == http.HTTPStatus.OK:
                break
            time.sleep(float(answer.headers.get("Retry-After", "1")))


def reference(events: int, profiles: int, seed: int) -> float:
    """Return events per second of the plainest pipeline: decode, merge into a document, upsert it."""
    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "reference.db")
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("CREATE TABLE profiles (id TEXT PRIMARY KEY, document TEXT)")
        began = time.perf_counter()
        done = 0
        for body in batches(events, profiles, _BATCH, seed, datetime.now(UTC)):
            for event in json.loads(body)["batch"]:
                key = event.get("userId") or event.get("anonymousId")
                row = store.execute("SELECT document FROM profiles WHERE id = ?", (key,)).fetchone()
                document: dict[str, Any] = json.loads(row[0]) if row else {"events": 0, "names": {}}
                document["events"] += 1
                name = event.get("event", event["type"])
                document["names"][name] = document["names"].get(name, 0) + 1
                store.execute("INSERT OR REPLACE INTO profiles VALUES (?, ?)", (key, json.dumps(document)))
                done += 1
                if done % 5_000 == 0:
                    store.commit()
        store.commit()
        return done / (time.perf_counter() - began)


def measure(server: Server, traffic: Traffic) -> dict[str, Any]:
    """Send the events and wait until they are everywhere; return the figures."""
    events = traffic.events
    pids = children(server.pid)
    before = {name: usage(pid).cpu_s for name, pid in pids.items()}
    memory = PeakMemory(pids)
    memory.start()
    host, port = server.url.removeprefix("http://").split(":")
    spawn = multiprocessing.get_context("spawn")
    begins = spawn.Event()
    sender = spawn.Process(target=send, args=(host, int(port), server.write_key, traffic, begins))
    sender.start()
    begins.wait()
    began = time.perf_counter()
    sender.join()
    accepted_s = time.perf_counter() - began
    server.wait_until_processed(timeout_s=3600)
    seconds = time.perf_counter() - began
    memory.stop()
    cpu = {name: (usage(pid).cpu_s - before[name]) / events * 1e6 for name, pid in pids.items()}
    return {
        "events": events,
        "profiles": traffic.profiles,
        "seconds": round(seconds, 1),
        "events_per_s": round(events / seconds),
        "accepted_per_s": round(events / accepted_s),
        "cpu_us_per_event": {name: round(us, 1) for name, us in cpu.items()},
        "peak_memory_mib": {name: round(mib) for name, mib in memory.each.items()} | {"sum": round(memory.together)},
    }


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=2_000_000)
    arguments.add_argument("--profiles", type=int, default=100_000)
    arguments.add_argument("--history", type=int, default=0, help="events to load before, for the flat-cost figure")
    given = arguments.parse_args()
    plain = reference(min(given.events, 100_000), given.profiles, seed=1)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        if given.history:
            measure(server, Traffic(given.history, given.profiles, seed=2))
        figures = measure(server, Traffic(given.events, given.profiles, seed=1))
    figures |= {
        "history": given.history,
        "reference_events_per_s": round(plain),
        "ratio": round(figures["events_per_s"] / plain, 2),
        "ratio_to_rudderstack_published_2_cores": round(figures["events_per_s"] / _PUBLISHED_RUDDERSTACK_2_CORES, 1),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:40} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
