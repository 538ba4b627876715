"""Events from query strings: the pixel for pages without JavaScript, and webhooks."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from portret.kernel import BadRequest

_TOP_LEVEL = frozenset(
    (
        *("anonymousId", "userId", "previousId", "groupId", "event", "name", "category", "messageId"),
        *("timestamp", "originalTimestamp", "sentAt"),
    )
)
_OBJECTS = frozenset(("properties", "context", "traits", "integrations"))
_DEPTH = 8
_MAX_PARAMETERS = 500


def parameters(query: bytes) -> dict[str, str]:
    """Return a query string's parameters; the first of each name counts. Raises BadRequest if there are too many."""
    try:
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    except ValueError as error:
        raise BadRequest(f"Over {_MAX_PARAMETERS} query parameters. Send fewer.") from error
    return dict(reversed(pairs))


def pixel_event(event_type: str, query: dict[str, str], referer: str) -> bytes:
    """Return the event of a pixel call as JSON.

    `properties.price=3` and `context.page.title=Home` become nested objects, other unknown names properties; values
    stay text. `data` may hold a whole event as base64 JSON (Segment's pixel). The page is the Referer unless given.
    """
    event = _event_of_data(query["data"]) if "data" in query else _event_of_names(query)
    event["type"] = event_type
    context = event.setdefault("context", {})
    if referer and isinstance(context, dict) and "page" not in context:
        context["page"] = {"url": referer}
    return msgspec.json.encode(event)


def key_in_data(query: dict[str, str]) -> str:
    """Return the write key inside a Segment pixel's `data`, "" if there is none."""
    key = _event_of_data(query["data"]).get("writeKey") if "data" in query else ""
    return key if isinstance(key, str) else ""


def webhook_event(content: bytes, query: dict[str, str]) -> bytes:
    """Return the track event "webhook_source_event" of a webhook call, as RudderStack names it.

    Its properties are the body if that is a JSON object, else the fields of a form, else the query parameters. Each
    call has an anonymous id of its own: what it says of people is inside.
    """
    properties = _webhook_properties(content) or {name: value for name, value in query.items() if name != "writeKey"}
    event = {
        "type": "track",
        "event": "webhook_source_event",
        "anonymousId": str(uuid.uuid4()),
        "properties": properties,
    }
    return msgspec.json.encode(event)


def _webhook_properties(content: bytes) -> dict[str, Any]:
    if not content.strip():
        return {}
    try:
        parsed = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        return dict(parameters(content))
    return parsed if isinstance(parsed, dict) else {"payload": parsed}


def _event_of_data(data: str) -> dict[str, Any]:
    try:
        event = msgspec.json.decode(base64.b64decode(data.replace(" ", "+") + "=="))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _event_of_names(query: dict[str, str]) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for name, value in query.items():
        path = name.split(".", _DEPTH)
        if name in _TOP_LEVEL:
            event[name] = value
        elif len(path) > 1 and path[0] in _OBJECTS:
            _put(event, path, value)
        elif name != "writeKey":
            _put(event, ["properties", name], value)
    return event


def _put(event: dict[str, Any], path: list[str], value: str) -> None:
    target = event
    for step in path[:-1]:
        below = target.setdefault(step, {})
        if not isinstance(below, dict):
            return  # "a=1&a.b=2": the first one stays
        target = below
    target.setdefault(path[-1], value)
