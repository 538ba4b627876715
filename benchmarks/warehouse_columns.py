"""What an event costs the warehouse, by column types and by the format it travels in.

Each variant gets a fresh embedded warehouse in a process of its own and is loaded over HTTP in batches. Printed are
CPU microseconds per event: the client's (building and sending rows), the server's (insert and all merges until they
rest), and their sum, then the server's largest resident memory, bytes on disk per event, and the time of a filter on
a property over everything loaded. The first variant is the reference. Only for Arrow the client's figure includes
reading the events' attributes (about 2 µs).

    python benchmarks/warehouse_columns.py --batches 20 --batch-size 10000
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from clickhouse_connect.datatypes.registry import get_from_name
from clickhouse_connect.driver.insert import InsertContext
from clickhouse_connect.driver.transform import NativeTransform

from portret.kernel import Commerce, Enrichment, Event, Line, Settings
from portret.warehouse import TABLES, Warehouse, event_rows, store

_SERVER = """
import sys
from pathlib import Path
from portret.kernel import Settings
from portret.warehouse import serve
serve(Settings(data_dir=Path(sys.argv[1]), warehouse_port=0), ready=lambda port: print(port, flush=True))
"""
_JSON_ROWS = msgspec.json.Encoder(decimal_format="number")
_WORKSPACE = "ws_01h455vb4pex5vsknk084sn02q"
_QUIET_LOOKS = 5
_PAGE_SHARE = 0.4
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Variant:
    """Types of the two free-form columns and the format of the rows."""

    name: str
    properties: str
    context: str
    format: str


@dataclass(frozen=True)
class Result:
    """The figures of one variant; `*_us` is CPU per event."""

    variant: str
    client_us: float
    server_us: float
    total_us: float
    max_rss_mb: int
    bytes_per_event: int
    filter_ms: float


_WIDE_JSON, _JSON, _TEXT = "JSON", "JSON(max_dynamic_paths=16)", "String"
VARIANTS = (
    Variant("two JSON columns, JSONEachRow", _WIDE_JSON, _WIDE_JSON, "JSONEachRow"),
    Variant("two JSON columns, Arrow", _JSON, _JSON, "ArrowStream"),
    Variant("JSON properties, text context, JSONEachRow", _JSON, _TEXT, "JSONEachRow"),
    Variant("JSON properties, text context, Native", _JSON, _TEXT, "Native"),
    Variant("JSON of 1024 paths, text context, Arrow", _WIDE_JSON, _TEXT, "ArrowStream"),
    Variant("JSON of 16 paths, text context, Arrow (chosen)", _JSON, _TEXT, "ArrowStream"),
    Variant("all text, Arrow", _TEXT, _TEXT, "ArrowStream"),
)


def main() -> None:
    """Run all variants, print a table and a line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=10_000)
    parser.add_argument("--only", default="", help="run the variants whose name contains this")
    arguments = parser.parse_args()
    print(f"{'variant':48} {'client':>7} {'server':>7} {'total µs':>9} {'RSS MB':>7} {'B/event':>8} {'filter ms':>9}")
    for variant in VARIANTS:
        if arguments.only in variant.name:
            result = measure(variant, arguments.batches, arguments.batch_size)
            print(
                f"{result.variant:48} {result.client_us:7.1f} {result.server_us:7.1f} {result.total_us:9.1f}"
                f" {result.max_rss_mb:7} {result.bytes_per_event:8} {result.filter_ms:9.1f}"
            )
            print(json.dumps({"benchmark": "warehouse_columns", **asdict(result)}), flush=True)


def measure(variant: Variant, batches: int, batch_size: int) -> Result:
    """Load `batches` batches into a fresh warehouse and return what it cost."""
    with _warehouse() as (warehouse, pid):
        _make_table(warehouse, variant)
        prepare, encode = _WAYS[variant.format]
        before_s, client_s, most_mb = _cpu_s(pid), 0.0, 0
        for number in range(batches):
            prepared = prepare(*_events(batch_size, number * batch_size))
            started_s = time.process_time()
            _send(warehouse, variant, encode(variant, prepared))
            client_s += time.process_time() - started_s
            most_mb = max(most_mb, _rss_mb(pid))
        _rest(warehouse)
        total = batches * batch_size
        client_us, server_us = client_s / total * 1e6, (_cpu_s(pid) - before_s) / total * 1e6
        disk = warehouse.query("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'events'").rows[0][
            0
        ]
        return Result(
            variant.name,
            round(client_us, 1),
            round(server_us, 1),
            round(client_us + server_us, 1),
            max(most_mb, _rss_mb(pid)),
            disk // total,
            round(_filter_ms(warehouse, variant), 1),
        )


@contextmanager
def _warehouse() -> Iterator[tuple[Warehouse, int]]:
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([sys.executable, "-c", _SERVER, folder], stdout=subprocess.PIPE, text=True)
        try:
            port = int((process.stdout or sys.stdin).readline())
            yield Warehouse.of(Settings(data_dir=Path(folder), warehouse_port=port)), process.pid
        finally:
            process.terminate()
            process.wait()


def _make_table(warehouse: Warehouse, variant: Variant) -> None:
    warehouse.command("CREATE DATABASE IF NOT EXISTS portret")
    types = {"properties": variant.properties, "traits": variant.properties, "context": variant.context}
    events = TABLES["events"]
    warehouse.command(
        replace(events, columns=tuple((name, types.get(name, kind)) for name, kind in events.columns)).ddl()
    )


def _send(warehouse: Warehouse, variant: Variant, rows: bytes) -> None:
    with warehouse._answers("portret") as client:  # noqa: SLF001  formats besides Arrow are only tried here
        client.raw_insert(
            "portret.events",
            TABLES["events"].column_names,
            rows,
            fmt=variant.format,
            settings=dict(store.INSERT_SETTINGS),
        )


def _as_they_are(events: Sequence[Event], profile_ids: Sequence[str]) -> Any:
    return events, profile_ids


def _arrow(_: Variant, prepared: Any) -> bytes:
    batch = event_rows(*prepared)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _columns(events: Sequence[Event], profile_ids: Sequence[str]) -> dict[str, list[Any]]:
    return dict(event_rows(events, profile_ids).to_pydict())


def _json_lines(variant: Variant, columns: dict[str, list[Any]]) -> bytes:
    for name in ("timestamp", "received_at"):
        columns[name] = [int(value.timestamp() * 1000) for value in columns[name]]
    for name, kind in (
        ("properties", variant.properties),
        ("traits", variant.properties),
        ("context", variant.context),
    ):
        if kind != _TEXT:
            columns[name] = [msgspec.Raw(value.encode()) for value in columns[name]]
    names = list(columns)
    return _JSON_ROWS.encode_lines([dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)])


def _native(variant: Variant, columns: dict[str, list[Any]]) -> bytes:
    types = dict(TABLES["events"].columns) | {
        "properties": variant.properties,
        "traits": variant.properties,
        "context": variant.context,
    }
    kinds = [get_from_name(types[name]) for name in columns]
    context = InsertContext("t", list(columns), kinds, list(columns.values()), column_oriented=True, block_size=1 << 20)
    block = b"".join(NativeTransform.build_insert(context))
    return block.partition(b"FORMAT Native\n")[2]


_WAYS: dict[str, tuple[Callable[..., Any], Callable[[Variant, Any], bytes]]] = {
    "ArrowStream": (_as_they_are, _arrow),
    "JSONEachRow": (_columns, _json_lines),
    "Native": (_columns, _native),
}


def _rest(warehouse: Warehouse) -> None:
    quiet = 0
    while quiet < _QUIET_LOOKS:
        time.sleep(0.2)
        quiet = quiet + 1 if not warehouse.query("SELECT count() FROM system.merges").rows[0][0] else 0


def _filter_ms(warehouse: Warehouse, variant: Variant) -> float:
    value = "JSONExtractString(properties, 'category')" if variant.properties == _TEXT else "properties.category"
    best = 1e9
    for _ in range(3):
        started_s = time.perf_counter()
        warehouse.query(f"SELECT uniq(profile_id) FROM portret.events WHERE {value} = 'cat-7'")  # noqa: S608 — names of our own
        best = min(best, time.perf_counter() - started_s)
    return best * 1000


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _rss_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def _events(count: int, start: int) -> tuple[list[Event], list[str]]:
    rng = random.Random(start)
    people = [rng.randrange(100_000) for _ in range(count)]
    events = [_event(rng, start + number, person) for number, person in enumerate(people)]
    return events, [f"prf_{person * 7919:026x}" for person in people]


def _event(rng: random.Random, number: int, person: int) -> Event:
    product = rng.randrange(5_000)
    tag = f"utm_source=google&gclid={rng.getrandbits(64):x}"
    page = {"url": f"https://shop.example.com/p/{product}?{tag}", "path": f"/p/{product}", "title": f"Item {product}"}
    is_page = rng.random() < _PAGE_SHARE
    line = Line(
        product_id=f"sku-{product}", category=f"cat-{product % 40}", price=Decimal(product) / 100, quantity=Decimal(1)
    )
    properties = (
        page
        if is_page
        else {
            "product_id": line.product_id,
            "name": page["title"],
            "category": line.category,
            "price": product / 100,
            "quantity": 1,
            "currency": "EUR",
            "in_stock": True,
            "position": rng.randrange(20),
        }
    )
    context = {
        "library": {"name": "analytics.js", "version": "next-1.84.3"},
        "page": page | {"referrer": "https://www.google.com/"},
        "userAgent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/126.0.0.0",
        "sessionId": rng.getrandbits(40),
        "screen": {"width": rng.choice((390, 1440, 1920)), "height": 900, "density": 2},
        "locale": "en-US",
        "timezone": "Europe/Warsaw",
        "campaign": {"source": "google", "medium": "cpc"},
    }
    enrichment = Enrichment(
        ip="203.0.113.7",
        country="PL",
        city="Warsaw",
        device_type="desktop",
        os="Mac OS X",
        browser="Chrome",
        channel="paid",
        source="google",
        medium="cpc",
        campaign=f"c{product % 30}",
        referrer_host="www.google.com",
        page_url=page["url"],
        page_path=page["path"],
        page_title=page["title"],
        timezone="Europe/Warsaw",
        locale="en-US",
    )
    return Event(
        position=number,
        workspace_id=_WORKSPACE,
        source_id="src_01h455vb4pex5vsknk084sn02q",
        brand="default",
        message_id=f"ajs-next-{rng.getrandbits(128):032x}",
        type="page" if is_page else "track",
        name="Page Viewed" if is_page else "Product Viewed",
        timestamp_ms=1_750_000_000_000 + number * 20,
        received_at_ms=1_750_000_000_500 + number * 20,
        user_id=f"u{person}" if person % 3 == 0 else "",
        anonymous_id=f"{person * 7919:032x}",
        properties=properties,
        context=context,
        enrichment=enrichment,
        commerce=None if is_page else Commerce(currency="EUR", lines=(line,)),
    )


if __name__ == "__main__":
    main()
