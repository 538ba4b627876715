"""What stands around the API: a limit on bodies, security headers, a request id, and one line of log per request."""

from __future__ import annotations

import re
import time
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portret.kernel import BadRequest, PortretError, TooLarge, new_id, told
from portret.web.pages import ROUTE
from portret.web.policy import CLOSED
from portret.web.problems import MEDIA_TYPE, problem_of

MAX_BODY_BYTES = 4 * 1024 * 1024
_FILES = re.compile(r"/api/segments/[^/]+/import|/api/imports")
"""Addresses that take files: these come to the route piece by piece, which knows how much it takes."""

_QUIET = ("/healthz", "/readyz", "/metrics", ROUTE.path)
_log = structlog.get_logger("portret.web")


def guarded(app: ASGIApp) -> ASGIApp:
    """Return the application behind its guards."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        seen = _Seen(scope, send)
        if scope["method"] == "POST" and _FILES.fullmatch(scope["path"]) and not _holds_nul(scope):
            upload = _Upload(receive, seen.send)
            await app(scope, upload.receive, upload.send)
            seen.write_line()
            return
        body = await _read_body(receive)
        if body is None:
            limit = MAX_BODY_BYTES // 1024**2
            too_large = TooLarge(
                told("body-large", "A body under /api may have {limit} MiB. Send less at a time.", limit=limit)
            )
            await _refuse(scope, receive, seen.send, too_large)
        elif _holds_nul(scope):
            impossible = BadRequest(
                told("address-nul", "The address holds the character NUL (%00), which no name has. Leave it out.")
            )
            await _refuse(scope, receive, seen.send, impossible)
        else:
            scope["body"] = body
            await app(scope, _replay(body, receive), seen.send)
        seen.write_line()

    return guard


class _Seen:
    """One request on its way out: adds headers, and remembers what the log line says.

    Addresses name people, so the line has the route's template in place of the path.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._id = new_id("req")
        self._started = time.perf_counter()
        self._status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            _add_headers(MutableHeaders(scope=message), self._id)
        await self._send(message)

    def write_line(self) -> None:
        route: Any = self._scope.get("route")
        path = getattr(route, "path", "")
        write = _log.debug if path in _QUIET else _log.info
        took_ms = round((time.perf_counter() - self._started) * 1000, 1)
        write("request", id=self._id, method=self._scope["method"], route=path, status=self._status, took_ms=took_ms)


class _Upload:
    """A body on its way to a route. One that is answered before its end is not waited for: the connection closes."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._has_ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._has_ended = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self._has_ended:
            MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)


def _add_headers(headers: MutableHeaders, request_id: str) -> None:
    headers["X-Request-Id"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", CLOSED)
    headers.setdefault("Cache-Control", "no-store")


async def _read_body(receive: Receive) -> bytes | None:
    """Return the body, or None where it is over the limit."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY_BYTES:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _holds_nul(scope: Scope) -> bool:
    """Say whether the path or the query holds a character that PostgreSQL can neither store nor look for."""
    return "\0" in scope["path"] or b"%00" in scope["query_string"] or b"\0" in scope["query_string"]


async def _refuse(scope: Scope, receive: Receive, send: Send, error: PortretError) -> None:
    problem, _ = problem_of(error)
    answer = JSONResponse(problem.model_dump(exclude_none=True), problem.status, media_type=MEDIA_TYPE)
    await answer(scope, receive, send)
