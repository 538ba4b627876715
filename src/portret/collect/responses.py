"""What collection answers: prepared once, with the CORS headers of the caller's origin (wire protocol D2, D3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

import msgspec

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
"""A transparent GIF of one pixel."""

_REMEMBERED_ORIGINS = 4_096
_PREFLIGHT_AGE_S = b"7200"  # the most that Chromium keeps
_DEFAULT_ALLOWED_HEADERS = b"Authorization, Content-Type, Content-Encoding, AnonymousId, SentAt, X-Retry-Count"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer without the headers that depend on the caller's origin."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


def response(status: int, body: bytes, content_type: bytes, extra: Iterable[tuple[bytes, bytes]] = ()) -> Response:
    """Return an answer with its length and type."""
    headers = ((b"content-type", content_type), (b"content-length", b"%d" % len(body)), *extra)
    return Response(status, headers, body)


def document(content: object, status: int = 200, extra: Iterable[tuple[bytes, bytes]] = ()) -> Response:
    """Return a JSON answer."""
    return response(status, msgspec.json.encode(content), b"application/json", extra)


def refusal(status: int, code: str, message: str, retry_after_s: int | None = None, errors: object = None) -> Response:
    """Return `{"code", "message"}` (and the errors by index, if any), as SDKs of the trade read it."""
    content: dict[str, object] = {"code": code, "message": message}
    if errors is not None:
        content["errors"] = errors
    extra = () if retry_after_s is None else ((b"retry-after", b"%d" % retry_after_s),)
    return document(content, status, extra)


SUCCESS = document({"success": True})
GIF = response(200, PIXEL, b"image/gif", ((b"cache-control", b"no-store"),))
HEALTHY = document({"status": "ok"})
ROBOTS = response(200, b"User-agent: *\nDisallow: /\n", b"text/plain")
METHOD_NOT_ALLOWED = refusal(405, "method-not-allowed", "Use POST here.")
READ_ONLY = refusal(405, "method-not-allowed", "Use GET here.")
NOT_FOUND = refusal(404, "not-found", "Nothing is served under this path.")


class Cors:
    """The CORS headers per origin, remembered: the origin is echoed, since credentials forbid "*"."""

    def __init__(self) -> None:
        self._headers: dict[bytes, Headers] = {}

    def headers(self, origin: bytes) -> Headers:
        """Return the headers for any answer to this origin."""
        found = self._headers.get(origin)
        if found is None:
            if len(self._headers) >= _REMEMBERED_ORIGINS:
                self._headers.clear()
            found = self._headers[origin] = [
                (b"access-control-allow-origin", origin),
                (b"access-control-allow-credentials", b"true"),
                (b"vary", b"Origin"),
            ]
        return found

    def preflight(self, headers: Mapping[bytes, bytes]) -> Response:
        """Return the answer to OPTIONS: every header the browser asks for is allowed."""
        asked = headers.get(b"access-control-request-headers", _DEFAULT_ALLOWED_HEADERS)
        extra = (
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (b"access-control-allow-headers", asked),
            (b"access-control-max-age", _PREFLIGHT_AGE_S),
        )
        return response(200, b"", b"text/plain", extra)


async def respond(send: Send, answer: Response, cors: Headers) -> None:
    """Send an answer, with the CORS headers given."""
    await send({"type": "http.response.start", "status": answer.status, "headers": [*answer.headers, *cors]})
    await send({"type": "http.response.body", "body": answer.body})
