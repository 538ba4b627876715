"""A collection request's body: read, opened, and understood just far enough to be kept (wire protocol D2 to D4)."""

from __future__ import annotations

import asyncio
import re

import msgspec
from msgspec import UNSET, Raw, UnsetType

from portret.collect.limits import Limits, body_too_large, inflate, is_gzip
from portret.collect.responses import Receive
from portret.kernel import BadRequest, TooLarge

_INFLATE_IN_THREAD_FROM_BYTES = 16 * 1024
_COMPRESSED = frozenset((b"gzip", b"x-gzip", b"deflate"))
_MALFORMED = "The body is not valid JSON"
_BOM = b"\xef\xbb\xbf"
_ESCAPE = re.compile(
    rb"""\\(?:
        u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}  # a proper pair
        | (?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})
        | .
    )""",
    re.VERBOSE | re.DOTALL,
)


class Document(msgspec.Struct):
    """What collection itself reads of a body; all else is passed on as it came."""

    batch: list[Raw] | UnsetType = UNSET
    writeKey: Raw = Raw(b"")  # noqa: N815 - the name on the wire


class _Keyed(msgspec.Struct):
    writeKey: str = ""  # noqa: N815 - the name on the wire


class Disconnected(Exception):
    """The client went away before its body was complete."""


_parse = msgspec.json.Decoder(Document).decode
_parse_key = msgspec.json.Decoder(str).decode
_parse_event_key = msgspec.json.Decoder(_Keyed).decode


async def read_body(receive: Receive, headers: dict[bytes, bytes], limits: Limits) -> bytes:
    """Return the request's body, decompressed, without a byte order mark. Raises TooLarge, BadRequest, Disconnected."""
    if int(headers.get(b"content-length", b"0")) > limits.body_bytes:
        raise body_too_large(limits.body_bytes)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        body = await _rest(receive, body, limits.body_bytes)
    if message["type"] == "http.disconnect":
        raise Disconnected
    if headers.get(b"content-encoding") in _COMPRESSED or is_gzip(body):
        body = await _inflated(body, limits.body_bytes)
    return body.removeprefix(_BOM)


def understood(body: bytes, limits: Limits) -> Document:
    """Return what a body says. Raises BadRequest, TooLarge.

    Lone surrogates and bad UTF-8 inside strings are let through, so that one broken string does not cost its batch:
    the worker sees to the event that has it.
    """
    try:
        document = _parse(body)
    except msgspec.ValidationError as error:
        raise BadRequest(f"{error}. Send an event object, or an object with the events in `batch`.") from error
    except msgspec.DecodeError:
        document = _parsed_without_lone_surrogates(body)
    except RecursionError as error:
        raise BadRequest(f"{_MALFORMED} here: it is nested too deeply.") from error
    _check_counts(body, document, limits)
    return document


def key_of_document(document: Document) -> str:
    """Return the write key at the top of the body, "" if there is none."""
    try:
        return _parse_key(document.writeKey).strip() if document.writeKey else ""
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def key_of_events(document: Document) -> str:
    """Return the write key of the first event in the batch, "" if it has none."""
    try:
        return _parse_event_key(document.batch[0]).writeKey.strip() if document.batch else ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


async def _rest(receive: Receive, start: bytes, limit_bytes: int) -> bytes:
    parts = bytearray(start)
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        parts += message.get("body", b"")
        if len(parts) > limit_bytes:
            raise body_too_large(limit_bytes)
        if not message.get("more_body"):
            return bytes(parts)


async def _inflated(body: bytes, limit_bytes: int) -> bytes:
    if len(body) < _INFLATE_IN_THREAD_FROM_BYTES:
        return inflate(body, limit_bytes)
    return await asyncio.to_thread(inflate, body, limit_bytes)


def _parsed_without_lone_surrogates(body: bytes) -> Document:
    mended = _ESCAPE.sub(lambda found: b"\\ufffd" if found["lone"] else found[0], body)
    try:
        return _parse(mended)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(f"{_MALFORMED}: {error}.") from error


def _check_counts(body: bytes, document: Document, limits: Limits) -> None:
    if document.batch is UNSET:
        if len(body) > limits.event_bytes:
            raise TooLarge(f"The event is larger than {limits.event_bytes:,} bytes. Send less in its properties.")
    elif len(document.batch) > limits.batch_events:
        raise BadRequest(f"{len(document.batch):,} events in one batch; send at most {limits.batch_events:,}.")
