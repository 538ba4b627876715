"""What does it cost to say whose one event is, with 10,000, 100,000 and 1,000,000 people known?

`python -m benchmarks.resolve` fills a state store with people of three identifiers each and resolves events one by
one, each in a transaction of its own that is committed to disk: a visitor who is known, one more identifier of a known
person, two profiles that become one. Beside them, in turn, a transaction that writes one row and resolves nothing: the
disk's own share. `cpu` is the mean CPU time. Then the cost per event in batches of 8,000. The promise: 99 of 100 within
5 ms, and as fast with 1,000,000 people as with 10,000.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.processes import usage
from benchmarks.traffic import batches
from portret.collect import Normaliser, RequestHead, SourceBook, encode_head, open_enricher
from portret.kernel import Event, Settings, new_id
from portret.log import Record
from portret.state import State
from portret.unify import IdentityRules, Resolver
from portret.unify.store import save_identifiers
from portret.worker import store
from portret.worker.chores import Background
from tests.support.events import make_event
from tests.support.folding import set_up

_WORKSPACE = "ws_1"
_AT_MS = 1_790_000_000_000
_CHUNK = 20_000
_BATCH = 8_000
_CHECKPOINT_SECONDS = 0.5  # as the worker has it
_RULES = IdentityRules()
_KNOWN = (("user_id", "u"), ("email", "e"), ("anonymous_id", "a"))
_VISITOR = (("anonymous_id", "a"), ("device_id", "d"), ("push_token", "t"))


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments.add_argument("--events", type=int, default=1_000, help="of each kind, at each size")
    arguments.add_argument("--batched", type=int, default=160_000, help="events in batches")
    given = arguments.parse_args()
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        installation = set_up(Path(folder) / "state.db")
        state = State(installation.url)
        stop = threading.Event()
        Background(state.checkpoint, _CHECKPOINT_SECONDS, stop).start()
        known = 0
        for size in given.sizes:
            _fill(state, known, size)
            known = size
            figures[str(size)] = _measure(state, size, given.events)
        figures["ratio"] = _ratios(figures, given.sizes)
        figures["memory_mib"] = round(usage(os.getpid()).memory_mib)
        sys.stdout.write(f"memory  {figures['memory_mib']} MiB\n")
        if given.batched:
            figures["batched_us_per_event"] = _batched(state, installation.sources["browser"], given.batched)
        stop.set()
        state.close()
    sys.stdout.write(json.dumps(figures) + "\n")


def _fill(state: State, known: int, size: int) -> None:
    for start in range(known, size, _CHUNK):
        people = range(start, min(start + _CHUNK, size))
        rows = [_row(person, namespace, letter) for person in people for namespace, letter in _names(person)]
        rows.sort(key=lambda row: (row["namespace"], row["value"]))
        with state.begin() as connection:
            save_identifiers(connection, rows)
    state.checkpoint()
    os.sync()  # what was filled in shall not be written while the clock runs


def _names(person: int) -> tuple[tuple[str, str], ...]:
    """One in three has never said who they are."""
    return _KNOWN if person % 3 else _VISITOR


def _value(letter: str, person: int) -> str:
    text = hashlib.md5(f"{letter}{person}".encode(), usedforsecurity=False).hexdigest()
    return f"{text}@example.com" if letter == "e" else text


def _row(person: int, namespace: str, letter: str) -> dict[str, object]:
    return {
        "workspace_id": _WORKSPACE,
        "namespace": namespace,
        "value": _value(letter, person),
        "profile_id": f"prf_{_value('p', person)[:26]}",
        "verified": False,
        "source_id": "src_1",
        "message_id": f"made-{person}",
        "first_seen_ms": _AT_MS,
        "via": "",
    }


def _measure(state: State, size: int, events: int) -> dict[str, dict[str, float]]:
    chance = random.Random(size)
    resolver = Resolver(lambda _: _RULES, lambda _: "GB")
    kinds: dict[str, Callable[[int], None]] = {
        name: _resolving(state, resolver, make(chance, size)) for name, make in _KINDS.items()
    }
    kinds["one row, for comparison"] = lambda number: _write_a_row(state, number)
    took: dict[str, list[float]] = {name: [] for name in kinds}
    cpu_s = dict.fromkeys(kinds, 0.0)
    gc.collect()
    for number in range(events):
        for name, do in kinds.items():
            began, began_cpu = time.perf_counter(), time.thread_time()
            do(number)
            took[name].append((time.perf_counter() - began) * 1_000)
            cpu_s[name] += time.thread_time() - began_cpu
    found = {name: _figures(values) | {"cpu": round(cpu_s[name] / events * 1e3, 3)} for name, values in took.items()}
    for name, each in found.items():
        shown = "  ".join(f"{key} {value:7.3f}" for key, value in each.items())
        sys.stdout.write(f"{size:>9,} people  {name:24} {shown}  ms\n")
    sys.stdout.flush()
    return found


def _resolving(state: State, resolver: Resolver, events: Iterator[Event]) -> Callable[[int], None]:
    def resolve(_number: int) -> None:
        event = next(events)
        with state.begin() as connection:
            resolver.resolve(connection, [event], resolver.claims([event]))

    return resolve


def _write_a_row(state: State, number: int) -> None:
    with state.begin() as connection:
        store.set_cursor(connection, "benchmark", number)


def _known_visitors(chance: random.Random, size: int) -> Iterator[Event]:
    for position in count(1):
        yield _event(position, anonymous_id=_value("a", chance.randrange(size)))


def _new_identifiers(chance: random.Random, size: int) -> Iterator[Event]:
    for position in count(1):
        yield _event(position, user_id=_value("u", _anybody(chance, size)), anonymous_id=new_id("new"))


def _merges(chance: random.Random, size: int) -> Iterator[Event]:
    visitors = chance.sample(range(0, size, 3), size // 3)
    for position, visitor in enumerate(visitors, start=1):
        yield _event(position, user_id=_value("u", _anybody(chance, size)), anonymous_id=_value("a", visitor))


_KINDS: dict[str, Callable[[random.Random, int], Iterator[Event]]] = {
    "known visitor": _known_visitors,
    "one more identifier": _new_identifiers,
    "merge": _merges,
}


def _anybody(chance: random.Random, size: int) -> int:
    return chance.randrange(size // 3) * 3 + 1


def _event(position: int, **fields: str) -> Event:
    return make_event(position, message_id=new_id("m"), received_at_ms=_AT_MS, timestamp_ms=_AT_MS, **fields)


def _figures(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {
        "mean": round(statistics.fmean(ordered), 3),
        "p50": round(ordered[len(ordered) // 2], 3),
        "p99": round(ordered[int(len(ordered) * 0.99)], 3),
        "max": round(ordered[-1], 3),
    }


def _ratios(figures: dict[str, object], sizes: list[int]) -> dict[str, dict[str, float]]:
    """Return how much more it costs with the most people than with the fewest."""
    few, many = figures[str(sizes[0])], figures[str(sizes[-1])]
    assert isinstance(few, dict)
    assert isinstance(many, dict)
    ratios = {name: {key: round(many[name][key] / few[name][key], 2) for key in ("mean", "p99", "cpu")} for name in few}
    for name, ratio in ratios.items():
        sys.stdout.write(f"{sizes[-1] // sizes[0]:>9,} times the people  {name:24} {ratio}\n")
    return ratios


def _batched(state: State, source_id: str, events: int) -> dict[str, float]:
    """Return CPU µs per event in batches: for reading the claims, for resolving, and once all of it is known."""
    resolver = Resolver(lambda _: _RULES, lambda _: "GB")
    pieces = list(_pieces(state, source_id, events))
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
    figures = {}
    for name in ("new", "known"):
        began = time.process_time()
        for piece in pieces:
            with state.begin() as connection:
                resolver.resolve(connection, piece, resolver.claims(piece))
        figures[name] = round((time.process_time() - began) / events * 1e6, 2)
        sys.stdout.write(f"batches of {_BATCH:,}, {name:5}      {figures[name]} µs of CPU per event\n")
    return figures


def _pieces(state: State, source_id: str, events: int) -> Iterator[list[Event]]:
    book = SourceBook(state)
    normaliser = Normaliser(book.sources, book.workspaces, open_enricher(Settings()))
    head, piece, position = encode_head(RequestHead()), [], 1
    for body in batches(events, events // 4, 100, 1, datetime.now(UTC) - timedelta(days=20)):
        found, _ = normaliser.events(Record(position, source_id, _AT_MS, 100, head, body))
        piece += found
        position += 100
        if len(piece) == _BATCH:
            yield piece
            piece = []


if __name__ == "__main__":
    main()
