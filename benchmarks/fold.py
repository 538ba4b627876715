"""What a profile costs the worker per event: fold, decode, encode, save; against a naive fold in dicts and JSON.

    python benchmarks/fold.py [--profiles 20000]

Events are a shop's: browsing, product views, carts, some orders, an identify. The naive fold keeps every event in a
JSON document and recounts when it is read, which is the least one could do without states. Cyclic garbage collection
is off while measuring, as in the worker's batches. Times are of the processor, with
waiting for the disk left out. Prints a table and one JSON line, in µs.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from portret.kernel import Commerce, Enrichment, Event, Line, stable_id
from portret.profile import ProfileState, decode, empty, encode, fold, load_many, merge, save_many, view
from portret.profile.view import summary
from portret.state import State, upgrade

_WORKSPACE = "ws_01h455vb4pex5vsknk084sn02q"
_SOURCE = "src_01h455vb4pex5vsknk084sn02q"
_START_MS = 1_790_000_000_000
_EVENTS = 20
_ZONE = "Europe/Warsaw"
_BATCH = 5_000
_CONSENT = {"consent": {"categoryPreferences": {"ads": True, "analytics": False, "mail": True}}}
_GAPS_MS = (20_000, 60_000, 60_000, 90_000, 86_400_000)


@dataclass(frozen=True)
class Row:
    """A line of the table; `reference` is the naive way's figure where there is one."""

    name: str
    value: float
    reference: float | None = None
    unit: str = "µs"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=20_000)
    count = parser.parse_args().profiles
    gc.disable()
    histories = [_history(random.Random(number)) for number in range(500)]
    rows = [*_fold_rows(histories), *_blob_rows(histories), *_read_rows(histories), *_store_rows(histories, count)]
    for row in rows:
        reference = "" if row.reference is None else f"{row.reference:>12.2f}"
        print(f"{row.name:<42}{row.value:>10.2f} {row.unit:<6}{reference}")
    print(json.dumps({"benchmark": "fold", **{row.name: round(row.value, 2) for row in rows}}))


def _fold_rows(histories: list[list[Event]]) -> list[Row]:
    def folded() -> None:
        for history in histories:
            _folded(history)

    def naive() -> None:
        for history in histories:
            _naive(history)

    events = len(histories) * _EVENTS
    return [
        Row("fold, per event", _microseconds(folded, events), _microseconds(naive, events)),
        Row("fold of a page", _one_kind_us(histories, "Page Viewed")),
        Row("fold of a product view", _one_kind_us(histories, "Product Viewed")),
        Row("fold of an identify", _one_kind_us(histories, "")),
        Row("fold of a page that mentions consent", _one_kind_us(histories, "Page Viewed", context=_CONSENT)),
        Row("fold of a page of an account", _one_kind_us(histories, "Page Viewed", group_id="acme")),
    ]


def _one_kind_us(histories: list[list[Event]], name: str, **more: Any) -> float:
    """Fold events of one kind, with what else they say, as the newest of their profiles."""
    pairs = [
        (_folded(history), replace(event, timestamp_ms=history[-1].timestamp_ms + 1000, **more))
        for history in histories
        for event in history[:12]
        if event.name == name
    ]

    def again() -> None:
        for state, event in pairs:
            fold(state, event, zone=_ZONE)

    return _microseconds(again, len(pairs))


def _blob_rows(histories: list[list[Event]]) -> list[Row]:
    states = [_folded(history) for history in histories]
    blobs = [encode(state) for state in states]
    documents = [json.dumps(_naive(history)).encode() for history in histories]
    return [
        Row("encode, per profile", _each_us(encode, states), _each_us(json.dumps, map(json.loads, documents))),
        Row("decode, per profile", _each_us(decode, blobs), _each_us(json.loads, documents)),
        Row(
            "one event, from blob to blob",
            _each_us(lambda blob: encode(_plus(decode(blob), histories[0][1])), blobs),
            _each_us(lambda document: json.dumps(_naive_plus(json.loads(document), histories[0][1])), documents),
        ),
        Row("size of 20 events", _mean(map(len, blobs)), _mean(map(len, documents)), "bytes"),
        Row("merge of two", _each_us(lambda state: merge(state, states[0]), states)),
    ]


def _read_rows(histories: list[list[Event]]) -> list[Row]:
    states = [_folded(history) for history in histories]
    return [
        Row("view", _each_us(lambda state: view(state, _START_MS), states)),
        Row("summary, for snapshots", _each_us(lambda state: summary(state, _START_MS), states)),
    ]


def _store_rows(histories: list[list[Event]], count: int) -> list[Row]:
    ids = [stable_id("prf", _START_MS + number * 100, str(number)) for number in range(count)]
    keys = [(_WORKSPACE, profile_id) for profile_id in ids]
    states = [_folded(histories[number % len(histories)]) for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        state = State(f"sqlite:///{Path(folder) / 'state.db'}")
        upgrade(state)
        first = _saved_us(state, keys, states)
        random.Random(1).shuffle(keys)
        again = _saved_us(state, keys, states)
        started = time.process_time()
        with state.read() as connection:
            load_many(connection, _WORKSPACE, [profile_id for _, profile_id in keys])
        loaded = (time.process_time() - started) / count * 1e6
        state.close()
    return [
        Row("save a new profile with its search terms", first),
        Row("save a known profile, commit included", again),
        Row("load, decoding included", loaded),
    ]


def _saved_us(state: State, keys: list[tuple[str, str]], states: list[ProfileState]) -> float:
    started = time.process_time()
    for start in range(0, len(keys), _BATCH):
        rows = dict(zip(keys[start : start + _BATCH], states[start : start + _BATCH], strict=True))
        with state.begin() as connection:
            save_many(connection, rows, start)
    return (time.process_time() - started) / len(keys) * 1e6


def _folded(history: Iterable[Event]) -> ProfileState:
    state = empty()
    for event in history:
        fold(state, event, zone=_ZONE)
    return state


def _plus(state: ProfileState, event: Event) -> ProfileState:
    fold(state, event, zone=_ZONE)
    return state


def _naive(history: Iterable[Event]) -> dict[str, Any]:
    document: dict[str, Any] = {"traits": {}, "counts": {}, "events": []}
    for event in history:
        _naive_plus(document, event)
    return document


def _naive_plus(document: dict[str, Any], event: Event) -> dict[str, Any]:
    document["traits"].update(event.traits)
    document["counts"][event.name] = document["counts"].get(event.name, 0) + 1
    lines = event.commerce.lines if event.commerce else ()
    products = [{"id": line.product_id, "name": line.name, "price": str(line.price)} for line in lines]
    seen = {"channel": event.enrichment.channel, "device": event.enrichment.device_type, "products": products}
    document["events"].append({"name": event.name, "at": event.timestamp_ms, **seen})
    return document


def _history(chance: random.Random) -> list[Event]:
    at_ms, events = _START_MS + chance.randrange(10**9), []
    for number in range(_EVENTS):
        at_ms += chance.choice(_GAPS_MS)
        events.append(_event(number, at_ms, chance))
    return events


def _event(number: int, at_ms: int, chance: random.Random) -> Event:
    fields: dict[str, Any] = {"type": "track", "commerce": None}
    if number == _EVENTS // 2:
        email = f"anna.{chance.randrange(10**6)}@example.com"
        traits = {"email": email, "firstName": "Anna", "lastName": "Kowalska", "phone": "+48601234567"}
        fields |= {"type": "identify", "name": "", "traits": traits, "user_id": f"u-{chance.randrange(10**6)}"}
    elif number % 2:
        fields |= {"type": "page", "name": "Page Viewed", "context": {"page": {"path": "/shoes"}}}
    else:
        name = "Order Completed" if number == _EVENTS - 2 else "Product Added" if number == 6 else "Product Viewed"  # noqa: PLR2004
        fields |= {"name": name, "commerce": _commerce(name, chance)}
    return Event(
        position=number,
        workspace_id=_WORKSPACE,
        source_id=_SOURCE,
        brand="default",
        message_id=str(number),
        timestamp_ms=at_ms,
        received_at_ms=at_ms,
        enrichment=_enrichment(chance),
        **fields,
    )


def _commerce(name: str, chance: random.Random) -> Commerce:
    product = f"SKU-{chance.randrange(100)}"
    line = Line(
        product_id=product,
        name="Trail shoe Peregrine",
        category="Shoes",
        brand="Saucony",
        price=Decimal("399.00"),
        quantity=Decimal(1),
    )
    order_id = f"o-{chance.randrange(10**6)}" if name == "Order Completed" else ""
    return Commerce(order_id=order_id, currency="PLN", revenue=Decimal("399.00"), lines=(line,))


def _enrichment(chance: random.Random) -> Enrichment:
    found = chance.random() < 0.15  # noqa: PLR2004
    touch = {"channel": "search", "source": "google", "medium": "organic", "referrer_host": "google.com"}
    here = Enrichment(country="PL", timezone=_ZONE, locale="pl-PL", device_type="mobile", channel="direct")
    return replace(here, **touch) if found else here


def _microseconds(work: Callable[[], None], pieces: int) -> float:
    best = min(_seconds(work) for _ in range(5))
    return best / pieces * 1e6


def _seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _each_us(work: Callable[[Any], object], inputs: Iterable[Any]) -> float:
    items = list(inputs)

    def every() -> None:
        for item in items:
            work(item)

    return _microseconds(every, len(items))


def _mean(numbers: Iterable[int]) -> float:
    found = list(numbers)
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
