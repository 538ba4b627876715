"""Batches of events through the HTTP API, sent again until they are taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import httpx2
import msgspec

from portret.kernel import Invalid, Unauthorized, Unavailable

MAX_BATCH_EVENTS = 1_000
MAX_BATCH_BYTES = 1_500_000
_ATTEMPTS = 12
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_RETRIED = frozenset({408, 410, 429, 500, 502, 503, 504})
_UNAUTHORIZED = frozenset({401, 403, 404})


def encode_event(event: dict[str, Any]) -> bytes:
    """Return an event as JSON. Raises UnicodeEncodeError on text that is no valid Unicode."""
    return _encoder.encode(event)


class Sender:
    """Sends batches with one write key; a batch is taken when the server says it is durable.

    Args:
        client: its base URL is the server's.
        write_key: of the source the events come from.
        pause: waits that many seconds between attempts.
    """

    def __init__(self, client: httpx2.Client, write_key: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._key = write_key
        self._pause = pause

    def send(self, events: Sequence[bytes]) -> None:
        """Send events, each a JSON document, until the server takes them.

        Raises:
            Unauthorized: the write key is not accepted.
            Invalid: the server refuses the batch for good.
            Unavailable: it took nothing in about five minutes.
        """
        body = b'{"batch":[' + b",".join(events) + b"]}"
        wait_s = _FIRST_PAUSE_S
        for _ in range(_ATTEMPTS):
            answer = self._post(body)
            if answer is not None and answer.is_success:
                return
            if answer is not None and answer.status_code not in _RETRIED:
                raise _refusal(answer)
            self._pause(_retry_after(answer) or wait_s)
            wait_s = min(wait_s * 2, _LONGEST_PAUSE_S)
        raise Unavailable("The server takes no events. Start it again and repeat the import: it goes on where it was.")

    def _post(self, body: bytes) -> httpx2.Response | None:
        try:
            headers = {"Content-Type": "application/json"}
            return self._client.post("/v1/batch", content=body, headers=headers, auth=(self._key, ""))
        except httpx2.TransportError:
            return None


def _refusal(answer: httpx2.Response) -> Unauthorized | Invalid:
    said = answer.text[:200]
    if answer.status_code in _UNAUTHORIZED:
        return Unauthorized(f"The write key is not accepted: {said}. Give another with --write-key.")
    return Invalid(f"The server refuses a batch ({answer.status_code}): {said}")


def _retry_after(answer: httpx2.Response | None) -> float | None:
    text = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(float(text), 300.0) if text.isdigit() else None


def written(value: Any) -> Any:
    """Return a value that JSON has no form for as one that it has."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


_encoder = msgspec.json.Encoder(decimal_format="number", enc_hook=written)
