"""Events of Portret's own, on their way into the log like all others: under the system source, of one profile each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from portret.collect.model import RequestHead, encode_head
from portret.kernel import from_ms
from portret.log import Entry


class OwnEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that Portret itself has to tell of a person.

    Attributes:
        message_id: the same however often it is told, so that it counts once.
        profile_id: whose timeline it belongs to; also of a profile that was merged since.
        at_ms: when it happened, milliseconds since the epoch.
    """

    workspace_id: str
    message_id: str
    profile_id: str
    name: str
    at_ms: int
    properties: dict[str, Any]


def own_entry(source_id: str, received_at_ms: int, events: Sequence[OwnEvent]) -> Entry:
    """Return one request's worth of events of the workspace that the system source belongs to."""
    body = msgspec.json.encode({"batch": [_document(event) for event in events]})
    return Entry(source_id, received_at_ms, len(events), encode_head(RequestHead()), body)


def _document(event: OwnEvent) -> dict[str, Any]:
    return {
        "type": "track",
        "event": event.name,
        "messageId": event.message_id,
        "profileId": event.profile_id,
        "timestamp": from_ms(event.at_ms),
        "properties": event.properties,
    }
