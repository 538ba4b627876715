"""The demo's events through the HTTP API, as SDKs send them, and waiting until they are everywhere."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import msgspec
from prometheus_client.parser import text_string_to_metric_families

from portret.cli.client import Server
from portret.cli.demo_shop import Sent
from portret.kernel import Unavailable

KEYS_NAME = "demo-keys.json"
DAY_NAME = "demo-day.txt"
SOURCES = {"browser": "Demo: online shop", "server": "Demo: order system"}
_MAX_EVENTS = 250
_MAX_BYTES = 400_000
_PATIENCE_S = 60.0
_PAUSE_S = 0.2
_AGAIN = frozenset({429, 503})
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True)
class Progress:
    """How many events each part has taken up to now, of this import."""

    accepted: int = 0
    in_profiles: int = 0
    in_warehouse: int = 0


def first_day(data_dir: Path) -> datetime:
    """Return the beginning of the day, by UTC, on which the demo first ran on this data; it is kept in a file."""
    kept = data_dir / DAY_NAME
    if not kept.is_file():
        kept.write_text(datetime.now(UTC).date().isoformat(), "utf-8")
    return datetime.fromisoformat(kept.read_text("utf-8").strip()).replace(tzinfo=UTC)


def write_keys(server: Server, data_dir: Path) -> dict[str, str]:
    """Return a write key for each kind of source; the first call makes the sources and keeps the keys in a file."""
    kept = data_dir / KEYS_NAME
    if kept.is_file():
        keys: dict[str, str] = json.loads(kept.read_text("utf-8"))
        return keys
    made = {
        kind: server.post("/api/sources", {"name": name, "kind": kind, "phone_region": "GB"})["write_key"]
        for kind, name in SOURCES.items()
    }
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file)
    return made


def send(
    client: httpx2.Client, keys: Mapping[str, str], events: Iterable[Sent], report: Callable[[Progress], None]
) -> None:
    """Send all events, in the order of time, and return when profiles and warehouse have them.

    Raises:
        Unavailable: the server refuses, or makes no progress for a minute.
    """
    start = _figures(client)["portret_accepted_events_total"]
    accepted, next_look = 0, 0.0
    for kind, body, count in _batches(events):
        _post(client, keys[kind], body)
        accepted += count
        if time.monotonic() >= next_look:
            report(_progress(_figures(client), start, accepted))
            next_look = time.monotonic() + _PAUSE_S
    _wait(client, start, accepted, report)


def _batches(events: Iterable[Sent]) -> Iterator[tuple[str, bytes, int]]:
    """Yield (kind of source, body, events in it): neighbours of one source, as far as the limits of a batch go."""
    waiting: dict[str, list[bytes]] = {kind: [] for kind in SOURCES}
    for sent in events:
        batch = waiting[sent.source]
        event = _encoder.encode(sent.event)
        if len(batch) == _MAX_EVENTS or sum(map(len, batch)) + len(event) > _MAX_BYTES:
            yield sent.source, _body(batch), len(batch)
            batch.clear()
        batch.append(event)
    for kind, batch in waiting.items():
        if batch:
            yield kind, _body(batch), len(batch)


def _body(events: list[bytes]) -> bytes:
    return b'{"batch":[' + b",".join(events) + b"]}"


def _post(client: httpx2.Client, key: str, body: bytes) -> None:
    give_up_at = time.monotonic() + _PATIENCE_S
    while True:
        answer = client.post("/v1/batch", content=body, auth=(key, ""), headers={"Content-Type": "application/json"})
        if answer.is_success:
            return
        if answer.status_code not in _AGAIN or time.monotonic() > give_up_at:
            raise Unavailable(f"The server answered {answer.status_code} to a batch of events: {answer.text[:200]}")
        time.sleep(min(float(answer.headers.get("Retry-After", 1)), _PATIENCE_S))


def _wait(client: httpx2.Client, start: float, accepted: int, report: Callable[[Progress], None]) -> None:
    last, moved_at = Progress(), time.monotonic()
    while (now := _progress(_figures(client), start, accepted)).in_warehouse < accepted:
        report(now)
        if now != last:
            last, moved_at = now, time.monotonic()
        elif time.monotonic() - moved_at > _PATIENCE_S:
            raise Unavailable("The events are accepted and safe, but nothing moves on. `portret doctor` says why.")
        time.sleep(_PAUSE_S)
    report(now)


def _progress(figures: Mapping[str, float], start: float, accepted: int) -> Progress:
    folded = figures.get("portret_worker_position", start) - start
    loaded = folded - figures.get("portret_loader_lag_events", 0)
    return Progress(accepted, _within(folded, accepted), _within(loaded, accepted))


def _within(value: float, limit: int) -> int:
    return max(0, min(int(value), limit))


def _figures(client: httpx2.Client) -> dict[str, float]:
    text = client.get("/metrics").raise_for_status().text
    return {sample.name: sample.value for family in text_string_to_metric_families(text) for sample in family.samples}
