"""A whole history resolved at once against the live path, with equal outcome.

    python -m benchmarks.identity_bulk [--profiles 10000 100000 1000000]

The live path is the worker's resolver into SQLite, in batches of 8,000 events in one transaction each; reading the log,
normalising, folding and the warehouse are left out, and the claims are given to both. Each way runs in a process of
its own, so that its peak memory can be told; what both hold of the history before they begin is told beside it. What
is compared is the owner of each event, the holder of each identifier and the number of merges, by digest. The time of
the bulk way includes the ids of all profiles. Prints a table and one JSON line for each size.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks.identity_histories import WORKSPACE, make_history
from portret.kernel import Event
from portret.state import State, upgrade
from portret.unify import Claim, IdentityRules, Resolver, store
from portret.unify.bulk import History, resolve_history

_BATCH = 8_000
_MIB = 1024
_RULES = IdentityRules()
_HEAD = "  profiles     events  identifiers  live s  bulk s  ratio of CPU  MiB at peak  equal"


@dataclass(frozen=True)
class Figures:
    """What one way took and gave."""

    seconds: float
    cpu_seconds: float
    memory_before_mib: int
    memory_peak_mib: int
    events: int
    identifiers: int
    claims: int
    profiles: int
    merges: int
    replayed: int
    outcome: str


def main() -> None:
    """Run both ways for each size and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    print(_HEAD)
    for profiles in parser.parse_args().profiles:
        bulk, live = _alone(_bulk, profiles), _alone(_live, profiles)
        ratio, of_cpu = live.seconds / bulk.seconds, live.cpu_seconds / bulk.cpu_seconds
        equal = live.outcome == bulk.outcome
        print(
            f"{profiles:>10,} {bulk.events:>10,} {bulk.identifiers:>12,} {live.seconds:>7.1f} {bulk.seconds:>7.2f}"
            f" {ratio:>6.1f} {of_cpu:>6.1f} {bulk.memory_before_mib:>6,} {bulk.memory_peak_mib:>5,}"
            f"  {'yes' if equal else 'NO'}",
            flush=True,
        )
        figures = {"profiles": profiles, "ratio": round(ratio, 1), "ratio_of_cpu": round(of_cpu, 1), "equal": equal}
        print(json.dumps(figures | {"bulk": asdict(bulk), "live": asdict(live)}), flush=True)


def _alone(way: Callable[[History], Figures], profiles: int) -> Figures:
    """Run one way in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (way, profiles))


def _run(way: Callable[[History], Figures], profiles: int) -> Figures:
    history = make_history(profiles)
    gc.collect()
    gc.freeze()
    gc.disable()
    return way(history)


def _bulk(history: History) -> Figures:
    before_mib = _resident_mib()
    began, cpu_began = time.perf_counter(), time.process_time()
    partition = resolve_history(history, _RULES)
    ids = partition.profile_ids()
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
    peak_mib = _peak_mib()
    owners = (ids[owner] for owner in partition.owners.tolist())
    holders = [ids[holder] if holder >= 0 else "" for holder in partition.holders.tolist()]
    return Figures(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        memory_before_mib=before_mib,
        memory_peak_mib=peak_mib,
        events=history.events,
        identifiers=history.identifiers,
        claims=len(history.claimed),
        profiles=partition.profiles,
        merges=partition.merges,
        replayed=partition.replayed,
        outcome=_digest(owners, holders, partition.merges),
    )


def _live(history: History) -> Figures:
    before_mib = _resident_mib()
    resolver = Resolver(lambda _: _RULES, lambda _: "GB")
    seconds, cpu_seconds, merges = 0.0, 0.0, 0
    owners: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        state = State(f"sqlite:///{Path(folder) / 'state.db'}")
        upgrade(state)
        for first in range(0, history.events, _BATCH):
            events, claims = _told(history, first)
            began, cpu_began = time.perf_counter(), time.process_time()
            with state.begin() as connection:
                found = resolver.resolve(connection, events, claims)
            seconds += time.perf_counter() - began
            cpu_seconds += time.process_time() - cpu_began
            merges += len(found.merges)
            owners += found.profile_ids
        peak_mib = _peak_mib()
        now, holders = _outcome(state, history)
        state.close()
    return Figures(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        memory_before_mib=before_mib,
        memory_peak_mib=peak_mib,
        events=history.events,
        identifiers=history.identifiers,
        claims=len(history.claimed),
        profiles=len(set(holders)),
        merges=merges,
        replayed=history.events,
        outcome=_digest((now.get(owner, owner) for owner in owners), holders, merges),
    )


def _told(history: History, first: int) -> tuple[list[Event], list[Claim]]:
    """Return a batch as the worker has it: events, and what they claim."""
    numbers = range(first, min(first + _BATCH, history.events))
    events = [
        Event(
            position=int(history.positions[number]),
            workspace_id=WORKSPACE,
            source_id="src_1",
            brand="",
            message_id=history.message_ids[number].as_py(),
            type="track",
            name="",
            timestamp_ms=int(history.timestamps_ms[number]),
            received_at_ms=int(history.received_at_ms[number]),
            verified=bool(history.verified[number]),
        )
        for number in numbers
    ]
    spans = ((history.starts[number], history.starts[number + 1]) for number in numbers)
    claimed = (history.claimed[begin:end].tolist() for begin, end in spans)
    return events, [Claim([history.identifier(number) for number in claim]) for claim in claimed]


def _outcome(state: State, history: History) -> tuple[dict[str, str], list[str]]:
    """Return which ids were merged into which, and the holder of each identifier, "" for none."""
    held, aliases = store.identifiers.c, store.profile_aliases.c
    with state.read() as connection:
        now = dict(connection.execute(sa.select(aliases.old_id, aliases.profile_id)).tuples().all())
        rows = connection.execute(sa.select(held.namespace, held.value, held.profile_id))
        holders = {(namespace, value): profile_id for namespace, value, profile_id in rows}
    return now, [holders.get(history.identifier(number), "") for number in range(history.identifiers)]


def _digest(owners: Iterable[str], holders: Iterable[str], merges: int) -> str:
    found = hashlib.sha256(str(merges).encode())
    for ids in (owners, holders):
        for one in ids:
            found.update(one.encode() + b"\n")
        found.update(b"--")
    return found.hexdigest()


def _resident_mib() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // _MIB
    return 0


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MIB


if __name__ == "__main__":
    main()
