"""A normaliser over one source, and records to feed it."""

from __future__ import annotations

import functools
import json
from typing import Any

from portret.collect.enrich import Enricher, Geo
from portret.collect.model import Fault, Kind, RequestHead, Source, Workspace, encode_head
from portret.collect.normalise import Normaliser
from portret.kernel import Event, parse_instant_ms
from portret.log import Record

RECEIVED = "2026-11-21T10:00:00.000Z"
RECEIVED_MS = parse_instant_ms(RECEIVED) or 0


@functools.cache
def enricher() -> Enricher:
    """Return an enricher without databases of places."""
    return Enricher(Geo(country_path=None))


def normaliser(
    kind: Kind = "browser", *, anonymize_ip: bool = False, allowed_origins: tuple[str, ...] = ()
) -> Normaliser:
    """Return a fresh normaliser that knows the source src_1 of workspace ws_1."""
    source = Source(
        id="src_1", workspace_id="ws_1", brand="shoes", name="Shop", kind=kind, allowed_origins=allowed_origins
    )
    workspace = Workspace(id="ws_1", name="Main", anonymize_ip=anonymize_ip)
    return Normaliser({"src_1": source}, {"ws_1": workspace}, enricher())


def record(body: bytes, count: int = 1, head: RequestHead | None = None, position: int = 1) -> Record:
    """Return a record received at RECEIVED."""
    return Record(position, "src_1", RECEIVED_MS, count, encode_head(head or RequestHead()), body)


def outcome(document: Any, *, head: RequestHead | None = None, **options: Any) -> Event | Fault:
    """Return what becomes of one event, sent alone; `options` are those of `normaliser`."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    events, faults = normaliser(**options).events(record(body, head=head))
    found: list[Event | Fault] = [*events, *faults]
    [only] = found
    return only


def event_of(document: dict[str, Any] | None = None, **fields: Any) -> Event:
    """Return the event of a document, or of a track call with these wire fields; fails on a fault."""
    found = outcome(document if document is not None else track(**fields))
    assert isinstance(found, Event), found
    return found


def code_of(document: Any, *, head: RequestHead | None = None) -> str:
    """Return the code of the fault of a document; fails on an event."""
    found = outcome(document, head=head)
    assert isinstance(found, Fault), found
    return found.code


def track(**fields: Any) -> dict[str, Any]:
    """Return a track call."""
    return {"type": "track", "event": "Link Clicked", "anonymousId": "a-1", "messageId": "m-1", **fields}
