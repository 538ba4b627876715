"""Taking events in: who sends them, whether they may, and into the log. Answers only once they are durable.

A batch of at most `Limits.batch_events` events that is valid JSON is taken whole; what is wrong with single events is
found by the worker and goes to quarantine. With `?strict=1` the events are checked at once, and a request with any
fault is refused as a whole, with the faults by index.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from msgspec import UNSET

from portret.collect import responses
from portret.collect.auth import KnownKeys, key_of_header
from portret.collect.body import Document, key_of_document, key_of_events, read_body, understood
from portret.collect.client import TrustedProxies
from portret.collect.limits import Limits, TokenBuckets
from portret.collect.metrics import Meters
from portret.collect.model import Admission, Check, RequestHead, encode_head
from portret.collect.pixel import key_in_data, parameters, pixel_event, webhook_event
from portret.collect.responses import Receive, Response, Scope
from portret.kernel import Clock, Forbidden, NotFound, TooMany, Unauthorized, Unavailable
from portret.log import Entry, GroupCommit

_REMEMBERED_HEADS = 4_096
_HEAD_FIELDS = (b"user-agent", b"origin", b"referer", b"anonymousid", b"sentat", b"accept-language")


@dataclass(slots=True)
class Request:
    """A request on its way: the server's scope, its headers as a dict, and the event type that the path names."""

    scope: Scope
    headers: dict[bytes, bytes]
    receive: Receive
    event_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Turns requests into entries of the log.

    Attributes:
        check: finds the faults of a request's events, for `?strict=1`.
        pressure: says why nothing can be taken now, "" if it can; called for every request, so it must be cheap.
    """

    commits: GroupCommit
    keys: KnownKeys
    clock: Clock
    check: Check
    limits: Limits
    pressure: Callable[[], str]
    proxies: TrustedProxies
    meters: Meters
    buckets: TokenBuckets
    heads: dict[tuple[str | bytes | None, ...], bytes]

    async def events(self, request: Request) -> Response:
        """Take in an event or a batch. Raises every refusal of wire protocol D3."""
        if request.scope["method"] != "POST":
            return responses.METHOD_NOT_ALLOWED
        self._refuse_under_pressure()
        admission = await self._admitted_by_header(request)
        body = await read_body(request.receive, request.headers, self.limits)
        document = understood(body, self.limits)
        if admission is None:
            admission = await self._admitted_by_body(request, document)
        return await self._keep(request, admission, body, 1 if document.batch is UNSET else len(document.batch))

    async def pixel(self, request: Request) -> Response:
        """Take in the event of a pixel's query string."""
        self._refuse_under_pressure()
        query = parameters(request.scope["query_string"])
        admission = await self._admitted_by_key(request, query.get("writeKey") or key_in_data(query))
        referer = request.headers.get(b"referer", b"").decode("latin-1")
        await self._keep(request, admission, pixel_event(request.event_type, query, referer), 1)
        return responses.GIF

    async def webhook(self, request: Request) -> Response:
        """Take in a call of another system, whatever it sends, as one event."""
        self._refuse_under_pressure()
        admission = await self._admitted_by_header(request)
        query = parameters(request.scope["query_string"])
        if admission is None:
            admission = await self._admitted_by_key(request, query.get("writeKey", ""))
        content = await read_body(request.receive, request.headers, self.limits)
        body = webhook_event(content, query)
        understood(body, self.limits)
        return await self._keep(request, admission, body, 1)

    def _refuse_under_pressure(self) -> None:
        reason = self.pressure()
        if reason:
            raise Unavailable(reason, retry_after_s=self.limits.retry_after_s)

    async def _admitted_by_header(self, request: Request) -> Admission | None:
        authorization = request.headers.get(b"authorization")
        if authorization is None:
            return None
        admission = self.keys.remembered(authorization)
        if admission is None:
            write_key = key_of_header(authorization)
            if not write_key:
                return None
            admission = await self.keys.of_header(authorization, write_key)
        return self._allowed(request, admission)

    async def _admitted_by_body(self, request: Request, document: Document) -> Admission:
        write_key = key_of_document(document)
        if not write_key and request.scope["query_string"]:
            write_key = parameters(request.scope["query_string"]).get("writeKey", "").strip()
        return await self._admitted_by_key(request, write_key or key_of_events(document))

    async def _admitted_by_key(self, request: Request, write_key: str) -> Admission:
        if not write_key:
            message = "failed to read writekey from header"
            raise Unauthorized(message)
        return self._allowed(request, await self.keys.of_key(write_key))

    def _allowed(self, request: Request, admission: Admission | None) -> Admission:
        if admission is None:
            message = "invalid write key"
            raise Unauthorized(message)
        source = admission.source
        if not source.enabled:
            message = "source is disabled"
            raise NotFound(message)
        if source.allowed_origins:
            _refuse_foreign_origin(request.headers.get(b"origin"), source.allowed_origins)
        if source.rate_limit_per_s:
            self._refuse_over_rate(admission.key.id, source.rate_limit_per_s)
        return admission

    def _refuse_over_rate(self, key_id: str, rate_per_s: int) -> None:
        wait_s = self.buckets.take(key_id, rate_per_s, time.monotonic())
        if wait_s:
            message = f"Over {rate_per_s} requests per second with this write key. Send batches, or slower."
            raise TooMany(message, retry_after_s=ceil(wait_s))

    async def _keep(self, request: Request, admission: Admission, body: bytes, count: int) -> Response:
        if count == 0:
            return responses.SUCCESS
        entry = Entry(admission.source.id, self.clock.now_ms(), count, self._head(request), body)
        if b"strict=1" in request.scope["query_string"]:
            faults = self.check(entry)
            if faults:
                errors = [{"index": fault.index, "code": fault.code, "detail": fault.detail} for fault in faults]
                message = f"{len(errors)} of {count} events have faults; none was accepted."
                return responses.refusal(400, "invalid-events", message, errors=errors)
        await self.commits.append(entry)
        self.meters.events[admission.source.id] += count
        self.meters.body_bytes += len(body)
        if request.headers.get(b"x-retry-count", b"0") != b"0" or b"rsa-retry-attempt" in request.headers:
            self.meters.retried += 1
        return responses.SUCCESS

    def _head(self, request: Request) -> bytes:
        """Return the head for the log; equal requests of one client share it."""
        get = request.headers.get
        client = request.scope["client"]
        ip = self.proxies.client(client[0] if client else "", get(b"x-forwarded-for", b""))
        fields = (request.event_type, ip, *[get(name) for name in _HEAD_FIELDS])
        head = self.heads.get(fields)
        if head is None:
            if len(self.heads) >= _REMEMBERED_HEADS:
                self.heads.clear()
            head = self.heads[fields] = encode_head(_head_of(request.event_type, ip, request.headers))
        return head


def _head_of(event_type: str, ip: str, headers: dict[bytes, bytes]) -> RequestHead:
    agent, origin, referer, anonymous_id, sent_at, language = (
        headers.get(name, b"").decode("latin-1") for name in _HEAD_FIELDS
    )
    return RequestHead(event_type, ip, agent, origin, referer, _decoded(anonymous_id), sent_at, language)


def _decoded(anonymous_id: str) -> str:
    """Return RudderStack's AnonymousId header in the clear; as it came if it is not base64."""
    try:
        return base64.b64decode(anonymous_id, validate=True).decode()
    except ValueError:
        return anonymous_id


def _refuse_foreign_origin(origin: bytes | None, allowed: tuple[str, ...]) -> None:
    if origin is not None and origin.decode("latin-1") not in allowed:
        message = "This source takes no events from this origin. Add it to the source's allowed origins."
        raise Forbidden(message)
