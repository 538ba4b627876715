"""What traits and segments cost from HTTP on, how soon memberships follow an event, and how late timers are.

`python -m benchmarks.segments_end_to_end` starts two servers, one after the other. The first, without definitions, is
the reference: the same events at the same size. The second has 60 computed traits and 200 segments:

1. events per second until everything is in profiles, memberships and the warehouse, twice: `new` has nobody but
   people who were never seen, each of whom enters a dozen segments by their first events: the hard case, such as the
   first day or an import; `known` is the same people who come back ten days later, nearer to a base in use, though
   their history is short and many of the definitions overlap (promised: 10,000). Both say how often somebody entered
   or left per event, each of which is an event of its own, too: of a base of years it is a few in a hundred;
2. at 5,000 events a second, ms from the acknowledgement of an event until the membership that it brings shows in the
   API (promised: p99 300), beside what asking alone takes;
3. how late 100,000 people leave a segment whose window ends for them within one minute (promised: 5 s), by the
   clock of the log: when the exit was told, less the moment at which it was due.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.definitions import segments, traits
from benchmarks.end_to_end import Traffic, measure
from benchmarks.visible import send_steadily
from tests.support.server import Server, running_server, wait_until

_PROBED, _LEAVING = "probed", "leaving"
_SETTLES_WITHIN_S = 900.0
_BATCH = 500
_SHOWN = ("seconds", "events_per_s", "cpu_us_per_event", "flips_per_event", "peak_memory_mib")
_PAUSE_S = 0.05
_WINDOW_S = 60


def define(server: Server) -> float:
    """Put 60 traits and 200 segments in force; return the seconds until all are live."""
    began = time.perf_counter()
    for trait in traits():
        _put(server, "traits", trait.key, msgspec.to_builtins(trait))
    for one in segments():
        _put(server, "segments", one.key, msgspec.to_builtins(one))
    for key, name, window in ((_PROBED, "Probe Sent", "P1D"), (_LEAVING, "Leaver Seen", f"PT{_WINDOW_S}S")):
        condition = {"kind": "event", "from": {"names": [name]}, "window": {"kind": "last", "duration": window}}
        _put(server, "segments", key, {"key": key, "members": {"kind": "dynamic", "condition": condition}})
    keys = [one.key for one in segments()] + [_PROBED, _LEAVING]

    def are_live() -> bool:
        return all(server.get(f"/api/segments/{key}/freshness")["status"] == "live" for key in keys)

    wait_until(are_live, _SETTLES_WITHIN_S, "the definitions do not come into force", lambda: server.log[-3000:])
    return time.perf_counter() - began


def probed(server: Server, rate: int, seconds: int) -> dict[str, float]:
    """Return ms until memberships show while events come in at a rate."""
    sender = multiprocessing.get_context("spawn").Process(
        target=send_steadily, args=(server.url, server.write_key, rate, seconds)
    )
    shown: list[float] = []
    asked: list[float] = []
    sender.start()
    while sender.is_alive():
        person = f"probe-{len(shown)}"
        server.send({"type": "track", "event": "Probe Sent", "userId": person})
        acknowledged = time.perf_counter()
        while True:
            began = time.perf_counter()
            answer = server.request("GET", f"/api/profiles/user_id:{person}/segments")
            now = time.perf_counter()
            if answer.is_success and any(each["key"] == _PROBED for each in answer.json()["items"]):
                shown.append((now - acknowledged) * 1000)
                asked.append((now - began) * 1000)
                break
        time.sleep(_PAUSE_S)
    server.wait_until_processed(_SETTLES_WITHIN_S)
    return {
        "rate_per_s": rate,
        "probes": len(shown),
        "membership_p50_ms": round(statistics.median(shown), 1),
        "membership_p99_ms": round(_percentile(shown, 0.99), 1),
        "asking_p50_ms": round(statistics.median(asked), 1),
        "asking_p99_ms": round(_percentile(asked, 0.99), 1),
    }


def flipped(server: Server, people: int) -> dict[str, float]:
    """Have people enter a segment whose window ends for all of them within the minute after; return how late."""
    until = datetime.now(UTC) + timedelta(seconds=max(people / 4_000, 5))
    for start in range(0, people, _BATCH):
        server.send(*(_leaver(number, people, until) for number in range(start, min(start + _BATCH, people))))
    wait_until(lambda: _exits(server)["told"] >= people, _SETTLES_WITHIN_S, "not all left", lambda: server.log[-3000:])
    return _exits(server)


def _leaver(number: int, people: int, until: datetime) -> dict[str, Any]:
    """Return an event whose window ends within the minute after an instant."""
    at = until - timedelta(seconds=_WINDOW_S * (1 - number / people))
    person = f"leaver-{number}"
    return {
        "type": "track",
        "event": "Leaver Seen",
        "userId": person,
        "messageId": f"{person}-seen",
        "timestamp": at.isoformat(),
    }


def _exits(server: Server) -> dict[str, float]:
    late = "(toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(timestamp)) / 1000"
    sql = (
        f"SELECT count() AS told, quantile(0.5)({late}) AS p50, quantile(0.99)({late}) AS p99, max({late}) AS latest"  # noqa: S608 — our own words
        f" FROM events WHERE name = 'Segment Exited' AND properties.segment = '{_LEAVING}'"
    )
    (row,) = server.query(sql)
    return {name: float(value or 0) for name, value in row.items()}


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--profiles", type=int, default=100_000)
    arguments.add_argument("--rate", type=int, default=5_000)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--people", type=int, default=100_000, help="who leave within one minute")
    given = arguments.parse_args()
    new = Traffic(given.events, given.profiles, seed=1)
    back = Traffic(given.events, given.profiles, seed=2, people=1, days_ago=10)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        plain = _measured(server, new, back)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server:
        defined_s = define(server)
        busy = _measured(server, new, back)
        figures: dict[str, Any] = {
            "events": given.events,
            "profiles": given.profiles,
            **{f"reference_{name}": value for name, value in plain.items()},
            "defined_seconds": round(defined_s, 1),
            **busy,
            **probed(server, given.rate, given.seconds),
            **_named("exits", flipped(server, given.people)),
        }
    for name, value in figures.items():
        sys.stdout.write(f"{name:40} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


def _measured(server: Server, new: Traffic, back: Traffic) -> dict[str, Any]:
    """Return the figures of people who are new, and of the same people when they come back."""
    figures: dict[str, Any] = {}
    for name, traffic in (("new", new), ("known", back)):
        before = server.figures()["portret_segment_flips_total"]
        found = measure(server, traffic)
        flips = server.figures()["portret_segment_flips_total"] - before
        found["flips_per_event"] = round(flips / traffic.events, 3)
        figures |= {f"{name}_{what}": found[what] for what in _SHOWN}
    return figures


def _put(server: Server, kind: str, key: str, document: Mapping[str, Any]) -> None:
    server.request("PUT", f"/api/{kind}/{key}", json={"definition": document}).raise_for_status()


def _named(what: str, figures: Mapping[str, float]) -> dict[str, float]:
    return {f"{what}_{name}": round(value, 3) for name, value in figures.items()}


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))]


if __name__ == "__main__":
    main()
