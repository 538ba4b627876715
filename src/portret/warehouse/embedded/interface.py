"""ClickHouse's HTTP interface as a bare ASGI application: `/ping`, and statements by GET and POST on `/`."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import Executor
from dataclasses import dataclass
from email.parser import BytesParser
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from portret.warehouse.embedded import encoding
from portret.warehouse.embedded.errors import (
    AUTHENTICATION_FAILED,
    BAD_ARGUMENTS,
    TOO_LARGE_BODY,
    TOO_MANY_SIMULTANEOUS_QUERIES,
    EngineError,
)
from portret.warehouse.embedded.model import Answer, Request
from portret.warehouse.embedded.statement import split
from portret.warehouse.tables import DATABASE

if TYPE_CHECKING:
    from portret.warehouse.embedded.engine import Engine

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Authenticate = Callable[[str, str], str | None]
"""Takes user and password; returns the reader's workspace, "" for the writer, None for nobody we know."""

MAX_BODY_BYTES = 512 * 1024 * 1024

_TRANSPORT = frozenset(
    {
        "query",
        "user",
        "password",
        "database",
        "default_format",
        "compress",
        "decompress",
        "query_id",
        "session_id",
        "session_timeout",
        "session_check",
        "wait_end_of_query",
        "buffer_size",
        "quota_key",
        "role",
        "client_protocol_version",
        "enable_http_compression",
        "send_progress_in_http_headers",
        "http_headers_progress_interval_ms",
        "stacktrace",
    }
)
_TEXT = "text/plain; charset=UTF-8"
_CONTENT_TYPES = {
    "JSON": "application/json; charset=UTF-8",
    "JSONCompact": "application/json; charset=UTF-8",
    "JSONEachRow": "application/x-ndjson; charset=UTF-8",
    "CSV": "text/csv; charset=UTF-8; header=absent",
    "CSVWithNames": "text/csv; charset=UTF-8; header=present",
    "TabSeparated": "text/tab-separated-values; charset=UTF-8",
    "Native": "application/octet-stream",
    "RowBinary": "application/octet-stream",
    "Arrow": "application/octet-stream",
    "ArrowStream": "application/octet-stream",
    "Parquet": "application/octet-stream",
}


@dataclass(frozen=True)
class Lanes:
    """Threads for statements: readers have their own, so that they never hold up the loader."""

    writers: Executor
    readers: Executor
    most_waiting: int = 64


class HttpInterface:
    """The application. Statements run on `lanes`, off the event loop."""

    def __init__(self, engine: Engine, authenticate: Authenticate, lanes: Lanes) -> None:
        self._engine = engine
        self._authenticate = authenticate
        self._lanes = lanes
        self._running = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        call = _Call(scope)
        if call.path in ("/ping", "/replicas_status"):
            await _respond(send, call, HTTPStatus.OK, b"Ok.\n")
        elif call.path == "/":
            await self._statement(call, receive, send)
        else:
            await _respond(send, call, HTTPStatus.NOT_FOUND, f"There is no handle {call.path}\n".encode())

    async def _statement(self, call: _Call, receive: Receive, send: Send) -> None:
        self._running += 1
        try:
            request = self._request(call, await _body(receive))
            lane = self._lanes.readers if request.workspace_id else self._lanes.writers
            answer = await asyncio.get_running_loop().run_in_executor(lane, self._engine.answer, request)
            await self._stream(call, answer, lane, send)
        except EngineError as error:
            body = f"{error} (version {self._engine.version})\n".encode()
            await _respond(send, call, error.status, body, {"X-ClickHouse-Exception-Code": str(error.code)})
        finally:
            self._running -= 1

    def _request(self, call: _Call, body: bytes) -> Request:
        workspace_id = self._authenticate(*call.credentials())
        if workspace_id is None:
            detail = f"{call.credentials()[0]}: Authentication failed: password is incorrect, or there is no such user"
            raise EngineError.of(AUTHENTICATION_FAILED, detail, "AUTHENTICATION_FAILED")
        if self._running > self._lanes.most_waiting:
            detail = "Too many simultaneous queries"
            raise EngineError.of(TOO_MANY_SIMULTANEOUS_QUERIES, detail, "TOO_MANY_SIMULTANEOUS_QUERIES")
        body = call.take_form(encoding.decode(body, call.headers.get("content-encoding", "").lower(), MAX_BODY_BYTES))
        return call.request(workspace_id, body)

    async def _stream(self, call: _Call, answer: Answer, lane: Executor, send: Send) -> None:
        loop = asyncio.get_running_loop()
        if call.values.get("wait_end_of_query") == "1":
            answer.blocks = iter(await loop.run_in_executor(lane, list, answer.blocks))
        packer = encoding.encoder(call.answer_encoding())
        tag = secrets.token_hex(8)
        head = self._headers(call, answer, tag)
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": _raw(head)})
        try:
            async for block in _blocks(answer.blocks, lane):
                await _piece(send, packer.compress(block) if packer else block)
        except EngineError as error:
            trailer = _exception_trailer(error, tag)
            await _piece(send, packer.compress(trailer) if packer else trailer)
        await send({"type": "http.response.body", "body": packer.flush() if packer else b"", "more_body": False})

    def _headers(self, call: _Call, answer: Answer, tag: str) -> dict[str, str]:
        headers = call.common_headers() | {
            "Content-Type": _CONTENT_TYPES.get(answer.format, _TEXT),
            "X-ClickHouse-Format": answer.format,
            "X-ClickHouse-Timezone": self._engine.time_zone,
            "X-ClickHouse-Exception-Tag": tag,
            "X-ClickHouse-Summary": _summary(answer.counts),
        }
        if call.answer_encoding():
            headers["Content-Encoding"] = call.answer_encoding()
        return headers


class _Call:
    """An HTTP request, read the way ClickHouse reads it."""

    def __init__(self, scope: Message) -> None:
        self.path: str = scope["path"]
        self.method: str = scope["method"]
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope["query_string"].decode("latin-1")
        self.values = dict(parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape"))
        self.query_id = self.values.get("query_id") or secrets.token_hex(16)

    def credentials(self) -> tuple[str, str]:
        """Return user and password: from ClickHouse's headers, else Basic, else the URL."""
        if "x-clickhouse-user" in self.headers:
            return self.headers["x-clickhouse-user"], self.headers.get("x-clickhouse-key", "")
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            try:
                user, _, password = base64.b64decode(token, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return "", ""
            return user, password
        return self.values.get("user", "default"), self.values.get("password", "")

    def take_form(self, body: bytes) -> bytes:
        """Move the fields of a multipart form (large parameters come so) into `values`; return the body left."""
        content_type = self.headers.get("content-type", "")
        if not content_type.startswith("multipart/form-data"):
            return body
        form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        for part in form.walk():
            name = part.get_param("name", header="content-disposition")
            if isinstance(name, str):
                if part.get_filename():
                    raise EngineError.of(BAD_ARGUMENTS, "External tables are not supported", "NOT_IMPLEMENTED")
                self.values[name] = bytes(part.get_payload(decode=True) or b"").decode("utf-8", "surrogateescape")
        return b""

    def request(self, workspace_id: str, body: bytes) -> Request:
        """Return what the engine shall run."""
        for flag in ("compress", "decompress"):
            if self.values.get(flag, "0") not in ("0", "false", ""):
                detail = f"{flag}=1 (native blocks) is not supported, use Content-Encoding and Accept-Encoding"
                raise EngineError.of(BAD_ARGUMENTS, detail, "NOT_IMPLEMENTED")
        default_format = self.headers.get("x-clickhouse-format") or self.values.get("default_format", "")
        settings = {
            name: value
            for name, value in self.values.items()
            if name not in _TRANSPORT and not name.startswith("param_")
        }
        if self.method != "POST" and not workspace_id:
            settings["readonly"] = "2"
        return Request(
            statement=split(self.values.get("query", ""), body, default_format),
            workspace_id=workspace_id,
            default_format=default_format or "TabSeparated",
            database=self.headers.get("x-clickhouse-database") or self.values.get("database") or DATABASE,
            settings=settings,
            parameters={name[6:]: value for name, value in self.values.items() if name.startswith("param_")},
            session_id="" if workspace_id else self.values.get("session_id", ""),
        )

    def answer_encoding(self) -> str:
        """Return the encoding to answer in; "" for none."""
        if self.values.get("enable_http_compression", "1") in ("0", "false"):
            return ""
        return encoding.choose(self.headers.get("accept-encoding", ""))

    def common_headers(self) -> dict[str, str]:
        """Return the headers of every answer."""
        return {"X-ClickHouse-Server-Display-Name": "portret", "X-ClickHouse-Query-Id": self.query_id}


async def _body(receive: Receive) -> bytes:
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise EngineError.of(BAD_ARGUMENTS, "The client went away", "NETWORK_ERROR")
        pieces.append(message.get("body", b""))
        size += len(pieces[-1])
        if size > MAX_BODY_BYTES:
            raise EngineError.of(TOO_LARGE_BODY, f"The body is over {MAX_BODY_BYTES} bytes", "MEMORY_LIMIT_EXCEEDED")
        if not message.get("more_body"):
            return b"".join(pieces)


async def _blocks(blocks: Iterator[bytes], lane: Executor) -> Any:
    loop = asyncio.get_running_loop()
    try:
        while (block := await loop.run_in_executor(lane, next, blocks, None)) is not None:
            yield block
    finally:
        close = getattr(blocks, "close", None)
        if close is not None:
            await loop.run_in_executor(lane, close)


async def _piece(send: Send, body: bytes) -> None:
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _respond(
    send: Send, call: _Call, status: HTTPStatus, body: bytes, headers: dict[str, str] | None = None
) -> None:
    head = call.common_headers() | {"Content-Type": _TEXT, "Content-Length": str(len(body))} | (headers or {})
    await send({"type": "http.response.start", "status": status, "headers": _raw(head)})
    await send({"type": "http.response.body", "body": body})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]


def _summary(counts: dict[str, int]) -> str:
    names = ("read_rows", "read_bytes", "written_rows", "written_bytes", "total_rows_to_read", "result_rows")
    return json.dumps({name: str(counts.get(name, 0)) for name in (*names, "result_bytes", "elapsed_ns")})


def _exception_trailer(error: EngineError, tag: str) -> bytes:
    """The form in which ClickHouse tells of an error after the answer has begun."""
    message = f"{error}\n".encode()
    mark = tag.encode()
    return b"\r\n__exception__\r\n%b\r\n%b%d %b\r\n__exception__\r\n" % (mark, message, len(message), mark)
