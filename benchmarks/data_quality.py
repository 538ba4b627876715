"""What cleaning costs an event in the worker, and how fast the report on a million events is.

    python benchmarks/data_quality.py [--events 1000000]

An event is looked at with traits that were never seen (an import of people), with traits seen before, and with traits
that say nothing of a person; the reference is what identity pays for the same e-mail address and phone in any case. The
report's events are made in the warehouse itself; its reference is counting the same events. Prints a table and a JSON
line.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portret.collect import create_source, create_workspace
from portret.kernel import Event, Settings
from portret.measure.model import Window
from portret.measure.quality import examples, report
from portret.state import State, upgrade
from portret.unify.cleaning import normal_email, normal_phone
from portret.warehouse import DATABASE, Warehouse
from portret.worker.remarks import remark_people

_SERVER = """
import sys
from pathlib import Path
from portret.kernel import Settings
from portret.warehouse import serve
serve(Settings(data_dir=Path(sys.argv[1]), warehouse_port=0), ready=lambda port: print(port, flush=True))
"""
_START_MS = 1_790_000_000_000
_BATCH = 5_000
_TURNS = 5
_FILL = f"""
INSERT INTO {DATABASE}.events (workspace_id, profile_id, timestamp, received_at, message_id, position, type, source_id,
    user_id, flags, traits, traits_text)
WITH modulo(number, 5) = 0 OR modulo(number, 31) = 0 AS person,
    concat('{{"email":"p', toString(number), '@example.com","phone":"', toString(number), '"}}') AS said
SELECT {{workspace:String}}, concat('prf_', lower(hex(cityHash64(modulo(number, 200000))))),
    fromUnixTimestamp64Milli(toInt64({_START_MS} + number * 2000), 'UTC') AS happened, happened,
    concat('m', toString(number)), number, if(person, 'identify', 'track'),
    {{sources:Array(String)}}[1 + modulo(number, 3)], if(modulo(number, 2) = 0, toString(number), ''),
    multiIf(modulo(number, 31) = 0, 'invalid-phone', modulo(number, 47) = 0, 'clock-skew,invalid-email', ''),
    if(person, said, '{{}}'), if(person, said, '{{}}')
FROM numbers({{first:UInt64}}, {{count:UInt64}})"""  # noqa: S608 — the name of our own database


def main() -> None:
    """Measure both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    count = parser.parse_args().events
    costs = _per_event_us()
    for name, microseconds in costs.items():
        print(f"{name:<48}{microseconds:>10.2f} µs per event")
    asked = _report_ms(count)
    for name, milliseconds in asked.items():
        print(f"{name:<48}{milliseconds:>10.0f} ms on {count:,} events")
    print(json.dumps({"benchmark": "data_quality", "events": count, **costs, **asked}))


def _per_event_us() -> dict[str, float]:
    people = [_event(number, _person(number)) for number in range(_BATCH)]
    texts = [(event.traits["email"], event.traits["phone"]) for event in people]
    costs = {
        "reference: identity reads e-mail and phone": _us(lambda: _read(texts)),
        "identify with new values, read already": _us(lambda: _remark(people)),
        "identify with values seen before": _us(lambda: _remark(people)),
    }
    plain = [_event(number, {"plan": "gold", "score": number}) for number in range(_BATCH)]
    shared = [_event(number, people[0].traits) for number in range(_BATCH)]
    none = [_event(number, {}) for number in range(_BATCH)]
    return costs | {
        "traits that say nothing of a person": _us(lambda: _remark(plain)),
        "traits shared by the events of a batch": _us(lambda: _remark(shared)),
        "no traits": _us(lambda: _remark(none)),
    }


def _us(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    call()
    return round((time.perf_counter() - started) / _BATCH * 1e6, 3)


def _read(texts: Sequence[tuple[str, str]]) -> None:
    for email, phone in texts:
        normal_email(email)
        normal_phone(phone, "PL")


def _remark(events: Sequence[Event]) -> None:
    remark_people(events, lambda _source_id: "PL")


def _person(number: int) -> dict[str, Any]:
    return {
        "email": f"person{number}@firm{number}.example",
        "phone": f"{601_000_000 + number}",
        "firstName": f"Jan{'abcdefghij'[number % 10]}",
        "lastName": f"Nowak{number}",
        "birthday": f"19{30 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}",
        "address": {"postalCode": f"{number % 99:02}-{number % 999:03}", "country": "PL", "city": "Łódź"},
        "plan": "gold",
    }


def _event(number: int, traits: dict[str, Any]) -> Event:
    return Event(
        position=number,
        workspace_id="ws_1",
        source_id="src_1",
        brand="default",
        message_id=str(number),
        type="identify",
        name="",
        timestamp_ms=_START_MS,
        received_at_ms=_START_MS,
        traits=traits,
    )


def _report_ms(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, _warehouse(Path(folder)) as warehouse:
        state = State(f"sqlite:///{Path(folder) / 'state.db'}")
        upgrade(state)
        with state.begin() as connection:
            workspace_id = create_workspace(connection, _START_MS).id
            sources = [
                create_source(connection, _START_MS, workspace_id, name=str(number), kind="server")[0].id
                for number in range(3)
            ]
        for first in range(0, count, 250_000):
            piece = {"first": first, "count": min(250_000, count - first)}
            warehouse.command(_FILL, {"workspace": workspace_id, "sources": sources, **piece})
        window = Window(workspace_id, _START_MS, _START_MS + count * 2_000)
        found = report(state, warehouse, window)
        assert sum(each.totals.events for each in found.sources) == count
        counting = f"SELECT count() FROM {DATABASE}.events WHERE workspace_id = {{workspace:String}} AND user_id != ''"  # noqa: S608 — as above
        asked = {
            "reference: counting events with a user id": lambda: warehouse.query(counting, {"workspace": workspace_id}),
            "the whole report": lambda: report(state, warehouse, window),
            "a page of examples": lambda: examples(state, warehouse, window, "invalid-phone", None, 50),
        }
        figures = {name: _median_ms(call) for name, call in asked.items()}
        state.close()
        return figures


def _median_ms(call: Callable[[], object]) -> float:
    took = []
    for _ in range(_TURNS):
        started = time.perf_counter()
        call()
        took.append(time.perf_counter() - started)
    return round(sorted(took)[_TURNS // 2] * 1e3, 1)


@contextmanager
def _warehouse(folder: Path) -> Iterator[Warehouse]:
    process = subprocess.Popen([sys.executable, "-c", _SERVER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        warehouse = Warehouse.of(Settings(data_dir=folder, warehouse_port=int(process.stdout.readline())))
        warehouse.migrate()
        yield warehouse
        warehouse.close()
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


if __name__ == "__main__":
    main()
