"""What an event of Portret's own costs, such as that somebody entered a segment: CPU by step and process.

`python -m benchmarks.own_events` has people enter and leave segments and follows what is told of it, each step in this
process by its CPU time, without web: noted in the transaction that makes it true, told to the log, processed into the
outbox, read from there by the loader and made into the rows that are sent. Last they are loaded into a warehouse of
its own; the CPU of its process is counted, with merges until they rest. The reference, in the same run: page views.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.processes import usage
from benchmarks.traffic import batches
from portret.kernel import SystemClock, new_id
from portret.log import SqliteLog
from portret.segment import Cause, Flip, SegmentRow
from portret.warehouse import event_rows, order_line_rows
from portret.worker import store
from portret.worker.announce import Announcer
from portret.worker.chores import Garbage
from portret.worker.outbox import Resolved, unpack
from portret.worker.segments.tell import flipped
from tests.support.folding import Installation, Request, Worker, append, set_up, working
from tests.support.warehouse import running_warehouse

_AT_MS = 1_790_000_000_000
_PEOPLE = 2_000
_SEGMENTS = 100
_FLIPS_AT_ONCE = 4_000
_EACH = 12
_CLOCK = SystemClock()
_QUIET_S = 3.0


def main() -> None:
    """Run and print a table and a JSON line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=48_000)
    arguments.add_argument("--warehouse", action=argparse.BooleanOptionalAction, default=True)
    given = arguments.parse_args()
    Garbage()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        installation = set_up(folder / "installation.db")
        figures: dict[str, float] = {"events": given.events}
        with working(installation, folder / "log.db", folder / "worker", 10_000) as worker:
            spent, people = _people(installation, worker, folder / "log.db", given.events)
            figures |= spent
            views = list(_outbox(worker, drain=True))
            figures |= _own(worker, folder / "log.db", people, given.events)
            own = list(_outbox(worker, drain=True))
        figures |= _built("view", views) | _built("own", own)
        if given.warehouse:
            figures |= _loaded(folder / "views", "view", views) | _loaded(folder / "own", "own", own)
    for name, value in figures.items():
        sys.stdout.write(f"{name:28} {value}\n")
    sys.stdout.write(json.dumps(figures) + "\n")


def _people(
    installation: Installation, worker: Worker, log_path: Path, events: int
) -> tuple[dict[str, float], list[str]]:
    """Process events of people; return what that costs, and the people."""
    bodies = [json.loads(body) for body in batches(events, _PEOPLE)]
    append(log_path, [Request(installation.sources["server"], _AT_MS, body) for body in bodies])
    spent = _cpu(worker.work)
    assert worker.pipeline.figures.accepted == events
    return {"view_process_us": _us(spent, events)}, [row["id"] for row in worker.rows("profiles")]


def _own(worker: Worker, log_path: Path, people: Sequence[str], events: int) -> dict[str, float]:
    flips = list(_flips(worker.rows("workspaces")[0]["id"], people, events))
    rows = [
        SegmentRow(
            workspace_id="",
            number=number,
            segment_id=new_id("seg"),
            key=f"segment_{number}",
            name=f"Segment {number}",
            version=1,
            status="live",
        )
        for number in range(_SEGMENTS)
    ]

    def note() -> None:
        for start in range(0, len(flips), _FLIPS_AT_ONCE):
            with worker.state.begin() as connection:
                piece = flips[start : start + _FLIPS_AT_ONCE]
                store.announce(connection, [flipped(flip, rows[flip.number]) for flip in piece])

    accepted = worker.pipeline.figures.accepted
    noting = _cpu(note)
    with closing(SqliteLog(log_path)) as log:
        announcer = Announcer(worker.state, log, _CLOCK)

        def tell() -> None:
            while announcer.tell(log.end()):
                pass

        telling = _cpu(tell)
    processing = _cpu(worker.work)
    assert worker.pipeline.figures.accepted - accepted == events
    return {
        "own_note_us": _us(noting, events),
        "own_tell_us": _us(telling, events),
        "own_process_us": _us(processing, events),
    }


def _flips(workspace_id: str, people: Sequence[str], flips: int) -> Iterator[Flip]:
    for number in range(flips):
        person = number // _EACH
        cause = Cause("event", f"ajs-next-2c6be1bf-8e2a-4f5b-8e16-{person:012}")
        at_ms = _AT_MS + person
        entered = number // _EACH // len(people) % 2 == 0
        segment = (number * 7) % _SEGMENTS
        yield Flip(workspace_id, people[person % len(people)], segment, entered, at_ms, 1, cause)


def _outbox(worker: Worker, *, drain: bool) -> Iterator[tuple[int, bytes]]:
    with worker.state.begin() as connection:
        for first, _, body in store.waiting_in_outbox(connection):
            yield first, body
        if drain:
            store.clear_outbox(connection)


def _built(what: str, bodies: Sequence[tuple[int, bytes]]) -> dict[str, float]:
    """Return what making rows costs."""
    found: list[Resolved] = []
    unpacking = _cpu(lambda: found.extend(unpack(body) for _, body in bodies))
    events = sum(len(each.events) for each in found)
    event_rows(found[0].events[:1], found[0].owners[:1])  # Arrow loads more of itself at its first row

    def build() -> None:
        for each in found:
            order_line_rows(each.events, each.owners)
            event_rows(each.events, each.owners, each.origins)

    building = _cpu(build)
    return {
        f"{what}_outbox_bytes": round(sum(len(body) for _, body in bodies) / events, 1),
        f"{what}_unpack_us": _us(unpacking, events),
        f"{what}_rows_us": _us(building, events),
    }


def _loaded(folder: Path, what: str, bodies: Sequence[tuple[int, bytes]]) -> dict[str, float]:
    """Return what sending the rows costs, and what the warehouse spends on them."""
    folder.mkdir()
    with running_warehouse(folder) as running, closing(running.client()) as warehouse:
        assert running.process
        batch = [(first, unpack(body)) for first, body in bodies]
        rows = [(first, event_rows(each.events, each.owners, each.origins)) for first, each in batch]
        events = sum(each.num_rows for _, each in rows)
        before = _rested(running.process.pid)

        def send() -> None:
            for first, each in rows:
                warehouse.load("events", each, str(first))

        sending = _cpu(send)
        spent = _rested(running.process.pid) - before
    return {f"{what}_send_us": _us(sending, events), f"{what}_warehouse_us": _us(spent, events)}


def _rested(pid: int) -> float:
    """Return the CPU seconds of a process once it rests."""
    time.sleep(_QUIET_S)
    return usage(pid).cpu_s


def _cpu(work: Callable[[], Any]) -> float:
    """Return the seconds of this process's CPU that work takes: other programs run on the machine, too."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _us(seconds: float, events: int) -> float:
    return round(seconds / events * 1e6, 2)


if __name__ == "__main__":
    main()
