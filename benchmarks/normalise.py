"""How long one event takes from the log's bytes to a canonical, enriched Event, on one core.

Run: python -m benchmarks.normalise [--seconds 1.5]

The load: browser events of about 900 bytes as analytics-next sends them. Each visitor has an address, a user agent and
a visit of some pages; several events share a page, so about two in three contexts were seen before. "fresh" has no
repeated context at all; the normaliser remembers fewer contexts than a run has. "signed users" brings a token of each
visitor's own, which is checked by HMAC the first time it is seen. The reference, measured in the same
run, is `json.loads` and a plain dict per event.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from joserfc import jws
from joserfc.jwk import OctKey

from portret.collect.enrich import open_enricher
from portret.collect.model import RequestHead, Source, Workspace, encode_head
from portret.collect.normalise import Normaliser
from portret.collect.signing.proof import Proofs, SigningKeys
from portret.kernel import ManualClock, Settings, from_ms
from portret.log import Record

_SECRET = b"ids_of-the-benchmark-and-of-nobody-else-at-all"
_RECEIVED_MS = 1_795_255_200_000
_PAGES = 400
_BATCH = 100
_EVENTS = 20_000
_AGENTS = [
    f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 {kind}Safari/537.36"
    for system, kind in (
        ("Windows NT 10.0; Win64; x64", ""),
        ("Macintosh; Intel Mac OS X 10_15_7", ""),
        ("Linux; Android 14; Pixel 8", "Mobile "),
        ("X11; Linux x86_64", ""),
    )
    for version in range(100, 140)
]
_REFERRERS = [
    "",
    "https://www.google.com/",
    "https://www.facebook.com/",
    "https://shop.example/",
    "https://blog.example.org/post",
]


def browsing(events: int, events_per_page: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Yield events of a shop's visitors; `events_per_page` of them share one context."""
    chance = random.Random(seed)
    made = 0
    while made < events:
        anonymous_id = f"{chance.getrandbits(32):08x}-9a56-4f0e-8f3a-{chance.getrandbits(48):012x}"
        agent, referrer = chance.choice(_AGENTS), chance.choice(_REFERRERS)
        for _ in range(chance.randint(1, 5)):
            context = _context(agent, referrer, chance.randrange(_PAGES), chance)
            for nth in range(events_per_page):
                yield _event(made, nth, anonymous_id, context, chance)
                made += 1


def _context(agent: str, referrer: str, number: int, chance: random.Random) -> dict[str, Any]:
    campaign = (
        f"?utm_source=newsletter&utm_medium=email&utm_campaign=week-{chance.randrange(52)}" if number % 5 == 0 else ""
    )
    path = f"/products/women/shoes/leather-boot-{number}"
    page = {
        "path": path,
        "referrer": referrer,
        "search": campaign,
        "title": f"Leather boot {number} - Example shop",
        "url": f"https://shop.example{path}{campaign}",
    }
    return {
        "page": page,
        "userAgent": agent,
        "locale": "pl-PL",
        "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
        "timezone": "Europe/Warsaw",
    }


def _event(number: int, nth: int, anonymous_id: str, context: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    event: dict[str, Any] = {
        "timestamp": f"2026-11-21T09:{number % 60:02d}:{number // 60 % 60:02d}.123Z",
        "integrations": {},
        "anonymousId": anonymous_id,
        "userId": None,
        "context": context,
        "messageId": f"ajs-next-17952552{number:05d}-{anonymous_id}",
    }
    if nth == 0:
        return event | {"type": "page", "properties": context["page"]}
    product = {
        "product_id": f"sku-{number % 997}",
        "name": "Leather boot",
        "price": 129.9,
        "quantity": 1,
        "category": "Shoes",
    }
    names = ("Product Viewed", "Link Clicked", "Product Added", "Video Played")
    return event | {"type": "track", "event": chance.choice(names), "properties": product | {"currency": "PLN"}}


def _signed(events: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the events as of users who are logged in, each with the token of the site's server."""
    tokens: dict[str, str] = {}
    for event in events:
        user_id = event["anonymousId"]
        if user_id not in tokens:
            content = json.dumps({"sub": user_id, "iat": _RECEIVED_MS // 1000})
            tokens[user_id] = jws.serialize_compact({"alg": "HS256"}, content, OctKey.import_key(_SECRET))
        yield event | {"userId": user_id, "context": event["context"] | {"identityToken": tokens[user_id]}}


def _records(events: list[dict[str, Any]], size: int) -> list[Record]:
    records = []
    for start in range(0, len(events), size):
        part = events[start : start + size]
        document: dict[str, Any] = {"batch": part, "sentAt": "2026-11-21T10:00:00.000Z", "writeKey": "wk"}
        body = json.dumps(document if size > 1 else part[0], separators=(",", ":"), ensure_ascii=False).encode()
        visitor = int(part[0]["anonymousId"][:8], 16)
        address = f"81.{visitor % 200}.{visitor >> 8 & 255}.{visitor >> 16 & 255}"
        head = encode_head(RequestHead("" if size > 1 else part[0]["type"], address, part[0]["context"]["userAgent"]))
        records.append(Record(start + 1, "src_1", _RECEIVED_MS, len(part), head, body))
    return records


def _normaliser() -> Normaliser:
    source = Source(id="src_1", workspace_id="ws_1", brand="default", name="Shop", kind="browser")
    keys = {"src_1": SigningKeys(secrets=((_SECRET, None),))}
    return Normaliser(
        {"src_1": source},
        {"ws_1": Workspace(id="ws_1", name="Main")},
        open_enricher(Settings()),
        proofs=Proofs(lambda: keys, ManualClock(from_ms(_RECEIVED_MS + 1))),
    )


def _us_per_event(work: Callable[[list[Record]], object], records: list[Record], seconds: float) -> float:
    """Return the best of the runs that fit into the time, in microseconds of CPU per event."""
    count = sum(record.count for record in records)
    best = float("inf")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.process_time()
        work(records)
        best = min(best, time.process_time() - start)
    return best / count * 1e6


def _plain(records: list[Record]) -> int:
    return sum(len(json.loads(record.body)) for record in records)


def _normalised(normaliser: Normaliser, records: list[Record]) -> int:
    count = 0
    for record in records:
        events, faults = normaliser.events(record)
        count += len(events)
        if faults:
            raise SystemExit(f"a benchmark event is faulty: {faults[0].detail}")
    return count


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.5, help="per measurement")
    seconds = parser.parse_args().seconds
    loads = {
        "batches of 100": _records(list(browsing(_EVENTS, 3)), _BATCH),
        "batches of 100, fresh contexts": _records(list(browsing(_EVENTS, 1)), _BATCH),
        "batches of 100, signed users": _records(list(_signed(browsing(_EVENTS, 3))), _BATCH),
        "single events": _records(list(browsing(_EVENTS, 3)), 1),
    }
    figures = {}
    print(f"{'load':32}{'bytes/event':>12}{'normalise µs':>14}{'json.loads µs':>15}{'events/s':>11}")
    for name, records in loads.items():
        size = sum(len(record.body) for record in records) / sum(record.count for record in records)
        ours = _us_per_event(partial(_normalised, _normaliser()), records, seconds)
        plain = _us_per_event(_plain, records, seconds)
        figures[name] = {"normalise_us": round(ours, 2), "json_loads_us": round(plain, 2), "bytes": round(size)}
        print(f"{name:32}{size:>12.0f}{ours:>14.2f}{plain:>15.2f}{1e6 / ours:>11,.0f}")
    print(json.dumps({"benchmark": "normalise", "us_per_event": figures}))


if __name__ == "__main__":
    main()
