"""What traits and segments cost from HTTP on, how soon memberships follow an event, and how late timers are.

`python -m benchmarks.segments_end_to_end` starts two servers, one after the other. The first, without definitions, is
the reference: the same events at the same size. The second has 60 computed traits and 200 segments:

1. events per second until everything is in profiles, memberships and the warehouse, twice: `new` has nobody but
   people who were never seen, each of whom enters a dozen segments by their first events: the hard case, such as the
   first day or an import; `known` is the same people who come back ten days later, nearer to a base in use, though
   their history is short and many of the definitions overlap (promised: 10,000). Both say how often somebody entered
   or left per event, each of which is an event of its own, too: of a base of years it is a few in a hundred;
2. at 5,000 events a second, ms from the acknowledgement of an event until the membership that it brings shows in the
   API (promised: p99 300), beside what asking alone takes: of people who are new, and of those same people again;
3. how late people leave a segment because its window ends for them (promised: 5 s), by the clock of the log: when the
   exit was told, less the moment at which it was due. They come in first, and everything settles. Then 100,000 are due
   within one minute: while nothing else happens (`exits`), and while 2,000 other events a second come in (`busy`); and
   100,000 at one instant, such as a midnight, while as many come in (`at_once`). `settled_ahead_s` says how long before
   the first was due everything had settled; below 0, the figures are of the crowd that came in, too.
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
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
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
_ASK_EVERY_S = 0.01
_WINDOW_S = 3_600
_MEANWHILE_S = 20
_KNOWN = 3


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


def settle(server: Server) -> None:
    """Wait until nothing happens any more: events of Portret's own come a moment after those that bring them about."""
    server.wait_until_processed(_SETTLES_WITHIN_S)


def probed(server: Server, rate: int, seconds: int, seed: int, people: int | None = None) -> dict[str, float]:
    """Return ms until memberships show while events come in at a rate, of new people or of those of a seed."""
    settle(server)
    sender = _sender(server, rate, seconds, seed, people)
    shown: list[float] = []
    asked: list[float] = []
    while sender.is_alive():
        person = f"probe-{seed}-{len(shown)}"
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
            time.sleep(_ASK_EVERY_S)
        time.sleep(_PAUSE_S)
    sender.join()
    return {
        "rate_per_s": rate,
        "probes": len(shown),
        "membership_p50_ms": round(statistics.median(shown), 1),
        "membership_p99_ms": round(_percentile(shown, 0.99), 1),
        "asking_p50_ms": round(statistics.median(asked), 1),
        "asking_p99_ms": round(_percentile(asked, 0.99), 1),
    }


def flipped(server: Server, people: int, within_s: int, seed: int, rate: int = 0) -> dict[str, float]:
    """Return how late people leave a segment whose window ends for all of them within a while, 0 is at one instant.

    Args:
        server: where `define` was done.
        people: how many.
        within_s: in which while, in seconds.
        seed: of these people and of the events that come in meanwhile, another than in other rounds.
        rate: how many other events a second come in meanwhile.
    """
    first = time.time() + people / 1_000 + 15
    for start in range(0, people, _BATCH):
        numbers = range(start, min(start + _BATCH, people))
        server.send(*(_leaver(f"leaver-{seed}-{number}", first + within_s * number / people) for number in numbers))
    settle(server)
    ahead_s = first - time.time()
    time.sleep(max(ahead_s, 0))
    sender = _sender(server, rate, within_s or _MEANWHILE_S, seed, _KNOWN) if rate else None
    wait_until(
        lambda: _exits(server, first)["told"] >= people, _SETTLES_WITHIN_S, "not all left", lambda: server.log[-3000:]
    )
    if sender:
        sender.join()
    return {"settled_ahead_s": ahead_s, **_exits(server, first)}


def _leaver(person: str, due: float) -> dict[str, Any]:
    """Return an event whose window ends at an instant."""
    return {
        "type": "track",
        "event": "Leaver Seen",
        "userId": person,
        "messageId": f"{person}-seen",
        "timestamp": datetime.fromtimestamp(due - _WINDOW_S, UTC).isoformat(),
    }


def _exits(server: Server, since: float) -> dict[str, float]:
    late = "(toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(timestamp)) / 1000"
    sql = (
        f"SELECT count() AS told, quantile(0.5)({late}) AS p50, quantile(0.99)({late}) AS p99, max({late}) AS latest"  # noqa: S608 — our own words
        f" FROM events WHERE name = 'Segment Exited' AND properties.segment = '{_LEAVING}'"
        f" AND toUnixTimestamp64Milli(timestamp) >= {int(since * 1000) - 1}"
    )
    (row,) = server.query(sql)
    return {name: float(value or 0) for name, value in row.items()}


def _sender(server: Server, rate: int, seconds: int, seed: int, people: int | None) -> BaseProcess:
    """Start to send events steadily, from a process of its own."""
    sender = multiprocessing.get_context("spawn").Process(
        target=send_steadily, args=(server.url, server.write_key, rate, seconds, seed, people)
    )
    sender.start()
    return sender


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--profiles", type=int, default=100_000)
    arguments.add_argument("--rate", type=int, default=5_000)
    arguments.add_argument("--seconds", type=int, default=30)
    arguments.add_argument("--people", type=int, default=100_000, help="who leave within one minute")
    arguments.add_argument("--meanwhile", type=int, default=2_000, help="other events a second while they leave")
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
            **_named("probed_new", probed(server, given.rate, given.seconds, seed=_KNOWN)),
            **_named("probed_known", probed(server, given.rate, given.seconds, seed=4, people=_KNOWN)),
            **_named("exits", flipped(server, given.people, 60, seed=5)),
            **_named("exits_busy", flipped(server, given.people, 60, 6, given.meanwhile)),
            **_named("exits_at_once", flipped(server, given.people, 0, 7, given.meanwhile)),
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
