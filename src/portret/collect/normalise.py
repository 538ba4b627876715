"""From a record of the log to canonical events (wire protocol D5, D6, D8); the same record always gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from portret.collect.commerce import commerce_of
from portret.collect.context import Contexts, Portrayal, with_proof
from portret.collect.delivery import Deliveries
from portret.collect.enrich import Enricher, Surroundings
from portret.collect.flaws import Flaw
from portret.collect.integrations import Integrations
from portret.collect.model import Fault, Kind, RequestHead, Source, Workspace, decode_head
from portret.collect.names import PAGE_VIEWED, SCREEN_VIEWED, canonical_name
from portret.collect.own_events import OwnBatch, own_batch
from portret.collect.sanitise import is_deep, may_be_odd, narrowed
from portret.collect.signing import Credentials, Proofs
from portret.collect.split import SHARED_BYTES, Pieces, Wire, decode_event, split, unreadable
from portret.collect.timing import happened_at_ms, sent_at_ms
from portret.collect.values import read_object, read_text
from portret.kernel import Event, digest, stable_id, told
from portret.log import Entry, Record

OVERSIZED = "oversized"
SANITISED = "sanitised"
LONG_MESSAGE_ID = "long-message-id"
ALIAS_NO_OP = "alias-no-op"
BAD_IDENTITY_TOKEN = "bad-identity-token"  # noqa: S105 - the name of a remark

_SOFT_LIMIT_BYTES = 32 * 1024
_HARD_LIMIT_BYTES = 512 * 1024
_SPREAD_BYTES = 16 * 1024 * 1024  # of a shared context over all the events that carry it
_MAX_MESSAGE_ID = 100
_MAX_HEADER = 2_048
_REMEMBERED_HEAD_BYTES = 1_024
_NOTHING = Wire()
_NOWHERE = Surroundings()
_VIEWED = {"page": PAGE_VIEWED, "screen": SCREEN_VIEWED}
_TYPES = frozenset(("track", "page", "screen", "identify", "group", "alias"))
_ABSENT = (None, "")


class _Request(msgspec.Struct):
    """What the events of one record share."""

    record: Record
    head: RequestHead
    source: Source
    around: Surroundings
    shared: Wire
    context: bytes
    integrations: bytes
    sent_ms: int | None
    sent_flags: set[str]
    may_be_odd: bool


class Normaliser:
    """Turns records into events. One for a process: it remembers contexts, agents, addresses and pages.

    Args:
        sources: by id; read anew for each record, so the caller may change it.
        workspaces: by id; likewise.
        enricher: see `portret.collect.enrich.open_enricher`.
        anonymize_ip: cut addresses in every workspace, not only in those that ask for it.
        proofs: judges the tokens of users; without it they are taken out and prove nothing.
        remembered_contexts: how many contexts to keep decoded, of about 8 KB each.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        workspaces: Mapping[str, Workspace],
        enricher: Enricher,
        *,
        anonymize_ip: bool = False,
        proofs: Proofs | None = None,
        remembered_contexts: int = 4_096,
    ) -> None:
        self._sources = sources
        self._workspaces = workspaces
        self._anonymize_ip = anonymize_ip
        self._proofs = proofs
        self._contexts = Contexts(enricher, remembered_contexts)
        self._integrations = Integrations()
        self._deliveries = Deliveries()
        self._read_head = lru_cache(maxsize=remembered_contexts)(_read_head)

    def events(self, record: Record) -> tuple[list[Event], list[Fault]]:
        """Return the record's events and faults: exactly one of the two for each event, in order.

        What is wrong with the record as a whole (its source is gone, its body cannot be taken apart) is one fault with
        index 0 and the whole body. `context`, `integrations` and `traits` of events may be shared between events:
        read them, do not change them.
        """
        own = self.own(record)
        if own is not None:
            return own.events, []
        try:
            source = self._source(record)
            pieces = _taken_apart(record)
        except Flaw as flaw:
            return [], [Fault(record.position, 0, flaw.code, flaw.detail, record.body)]
        return self._outcomes(self._request(record, source, pieces), pieces)

    def own(self, record: Record) -> OwnBatch | None:
        """Return what a record tells of Portret's own; None if it came from outside, or is an event replayed alone."""
        source = self._sources.get(record.source_id)
        if source is None or source.kind != "system":
            return None
        return own_batch(record, source, self._contexts.read(b"", b"", _NOWHERE, may_be_odd=False).enrichment)

    def faults(self, entry: Entry) -> list[Fault]:
        """Return what would be wrong with an entry's events if it were in the log; the check behind `?strict=1`."""
        record = Record(1, entry.source_id, entry.received_at_ms, entry.count, entry.head, entry.body)
        return self.events(record)[1]

    def _source(self, record: Record) -> Source:
        source = self._sources.get(record.source_id)
        if source is None:
            raise Flaw("unknown-source")
        return source

    def _request(self, record: Record, source: Source, pieces: Pieces) -> _Request:
        workspace = self._workspaces.get(source.workspace_id)
        anonymize = self._anonymize_ip or (workspace is not None and workspace.anonymize_ip)
        read_head = self._read_head if len(record.head) <= _REMEMBERED_HEAD_BYTES else _read_head
        head, around = read_head(record.head, source.kind, source.allowed_origins, anonymize)
        is_batch = pieces.is_batch
        sent_flags: set[str] = set()
        shared = pieces.envelope if is_batch else _NOTHING
        return _Request(
            record=record,
            head=head,
            source=source,
            around=around,
            shared=shared,
            context=bytes(pieces.envelope.context) if is_batch else b"",
            integrations=bytes(pieces.envelope.integrations) if is_batch else b"",
            sent_ms=sent_at_ms((shared.sent_at, head.sent_at), sent_flags),
            sent_flags=sent_flags,
            may_be_odd=may_be_odd(record.body, max(map(len, pieces.events), default=0)),
        )

    def _outcomes(self, request: _Request, pieces: Pieces) -> tuple[list[Event], list[Fault]]:
        events: list[Event] = []
        faults: list[Fault] = []
        position = request.record.position
        is_batch = pieces.is_batch
        for index, document in enumerate(pieces.events):
            original = pieces.originals[index]
            flags = set() if original is document or original == document else {SANITISED}
            try:
                wire = decode_event(document) if is_batch else pieces.envelope
                events.append(self._event(request, position + index, document, wire, flags))
            except Flaw as flaw:
                faults.append(Fault(position + index, index, flaw.code, flaw.detail, original))
            except (ValueError, RecursionError) as error:
                reason = unreadable(error)
                faults.append(Fault(position + index, index, reason.code, reason.detail, original))
        return events, faults

    def _event(self, request: _Request, position: int, document: bytes, wire: Wire, flags: set[str]) -> Event:
        record, source = request.record, request.source
        _check_size(document, flags)
        kind = _type(wire.type, request.head.type)
        around = request.around
        if wire.channel == "server" and around.is_client:
            around = around._replace(is_client=False)
        portrayal = self._contexts.read(bytes(wire.context), request.context, around, may_be_odd=request.may_be_odd)
        properties, traits = _contents(wire, kind, portrayal, may_be_odd=request.may_be_odd)
        name = _name(wire, kind, properties)
        user_id = read_text(wire.user_id, "userId")
        proven: tuple[str, ...] = ()
        if portrayal.credentials:
            proven = self._proven(request, portrayal.credentials, user_id, flags)
            portrayal = with_proof(portrayal, proven) if proven else portrayal
        enrichment = portrayal.enrichment
        if kind == "page" and not enrichment.page_url and "url" in properties:
            enrichment = self._contexts.enrichment_of_page(portrayal, properties, around)
        is_own = source.kind == "system"
        return Event(
            position=position,
            workspace_id=source.workspace_id,
            source_id=source.id,
            brand=(is_own and read_text(wire.brand, "brand")) or source.brand,
            message_id=_message_id(wire.message_id, record, source, position, flags),
            type=kind,
            name=name,
            timestamp_ms=_timestamp_ms(wire, request, flags),
            received_at_ms=record.received_at_ms,
            user_id=user_id,
            anonymous_id=read_text(wire.anonymous_id, "anonymousId"),
            previous_id=_previous_id(wire.previous_id, user_id, flags) if kind == "alias" else "",
            group_id=_group_id(wire.group_id, kind, portrayal),
            verified=source.verified,
            properties=properties,
            traits=traits,
            context=portrayal.context,
            context_json=self._deliveries.beside(portrayal, bytes(wire.metadata), wire.channel)
            if wire.metadata or wire.channel
            else portrayal.encoded,
            integrations=self._integrations.read(bytes(wire.integrations), request.integrations),
            enrichment=enrichment,
            commerce=commerce_of(name, properties, flags) if kind == "track" else None,
            flags=tuple(sorted(flags)) if flags else (),
            proven=proven,
            profile_id=read_text(wire.profile_id, "profileId") if is_own else "",
        )

    def _proven(self, request: _Request, credentials: Credentials, user_id: str, flags: set[str]) -> tuple[str, ...]:
        """Return what is proven of who the event is from; a server's word needs no proof."""
        if self._proofs is None or not user_id or request.source.kind == "server":
            return ()
        record = request.record
        proven = self._proofs.proven(request.source.id, credentials, user_id, record.received_at_ms)
        if proven is None:
            flags.add(BAD_IDENTITY_TOKEN)
        return proven or ()


def _read_head(
    head: bytes,
    kind: Kind,
    allowed_origins: tuple[str, ...],
    anonymize: bool,  # noqa: FBT001  # a fact about the workspace, no switch
) -> tuple[RequestHead, Surroundings]:
    said = decode_head(head)
    return said, Surroundings(
        is_client=kind in {"browser", "mobile"},
        ip=said.ip,
        user_agent=said.user_agent[:_MAX_HEADER],
        referer=said.referer[:_MAX_HEADER],
        language=said.language[:_MAX_HEADER],
        own_hosts=tuple([origin.partition("://")[2].partition(":")[0] for origin in allowed_origins]),
        anonymize=anonymize,
    )


def _taken_apart(record: Record) -> Pieces:
    pieces = split(record.body)
    if len(pieces.events) != record.count:
        raise Flaw("count-mismatch")
    if pieces.is_batch:
        _check_shared(pieces.envelope, len(pieces.events))
    return pieces


def _check_shared(envelope: Wire, events: int) -> None:
    """Refuse what would make much of little: each event of the batch carries the shared context."""
    most = min(SHARED_BYTES, _SPREAD_BYTES // max(events, 1))
    for field, value in (("context", envelope.context), ("integrations", envelope.integrations)):
        size = memoryview(value).nbytes
        if size > most:
            detail = told(
                "flaw-shared",
                "The batch's `{field}` has {size} bytes; send at most {most} with {events} events.",
                field=field,
                size=size,
                most=most,
                events=events,
            )
            raise Flaw("shared-too-large", detail)


def _check_size(document: bytes, flags: set[str]) -> None:
    size = len(document)
    if size > _SOFT_LIMIT_BYTES:
        if size > _HARD_LIMIT_BYTES:
            detail = told(
                "flaw-size", "The event has {size} bytes; send at most {most}.", size=size, most=_HARD_LIMIT_BYTES
            )
            raise Flaw("event-too-large", detail)
        flags.add(OVERSIZED)


def _type(given: object, of_path: str) -> str:
    if type(given) is str and given in _TYPES:
        return given
    kind = read_text(given, "type").lower() or of_path
    if kind not in _TYPES:
        raise Flaw("unknown-type")
    return kind


def _contents(
    wire: Wire, kind: str, portrayal: Portrayal, *, may_be_odd: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the properties and the traits: a group's own, else a person's with the context's beneath."""
    properties = read_object(wire.properties, "properties")
    traits = read_object(wire.traits, "traits")
    if may_be_odd:
        if is_deep(properties) or is_deep(traits):
            raise Flaw("too-deep")
        properties, traits = narrowed(properties), narrowed(traits)
    if kind != "group" and portrayal.traits:
        traits = {**portrayal.traits, **traits} if traits else portrayal.traits
    return properties, traits


def _name(wire: Wire, kind: str, properties: dict[str, Any]) -> str:
    """Return the canonical name; what a page or a screen is called goes to its properties."""
    if kind == "track":
        name = read_text(wire.event, "event")
        if not name:
            raise Flaw("missing-name")
        return canonical_name(name)
    viewed = _VIEWED.get(kind)
    if viewed is None:
        return ""
    for field, value in (("name", wire.name), ("category", wire.category)):
        if value is not None and properties.get(field) in _ABSENT:
            text = read_text(value, field)
            if text:
                properties[field] = text
    return viewed


def _message_id(value: object, record: Record, source: Source, position: int, flags: set[str]) -> str:
    """Return the message id; a missing one follows from the position in the log, a long one becomes its digest."""
    if type(value) is str and 0 < len(value) <= _MAX_MESSAGE_ID:
        value = value.strip()
        if value:
            return value
    text = value.strip() if type(value) is str else read_text(value, "messageId")
    if not text:
        return stable_id("msg", record.received_at_ms, source.workspace_id, source.id, str(position))
    if len(text) <= _MAX_MESSAGE_ID:
        return text
    flags.add(LONG_MESSAGE_ID)
    return digest(text).hex()


def _timestamp_ms(wire: Wire, request: _Request, flags: set[str]) -> int:
    shared = request.shared
    timestamp, original = wire.timestamp, wire.original_timestamp
    if timestamp in _ABSENT and original in _ABSENT:
        timestamp, original = shared.timestamp, shared.original_timestamp
    sent_ms = None if wire.sent_at in _ABSENT else sent_at_ms((wire.sent_at,), flags)
    if sent_ms is None:
        sent_ms = request.sent_ms
        flags |= request.sent_flags
    return happened_at_ms(timestamp, original, sent_ms, request.record.received_at_ms, flags)


def _previous_id(value: object, user_id: str, flags: set[str]) -> str:
    """Return the id an alias replaces; "" where it replaces itself, as analytics-next sends it of a known user."""
    previous_id = read_text(value, "previousId")
    if not previous_id:
        raise Flaw("missing-previous-id")
    if previous_id == user_id:
        flags.add(ALIAS_NO_OP)
        return ""
    return previous_id


def _group_id(value: object, kind: str, portrayal: Portrayal) -> str:
    group_id = read_text(value, "groupId") or portrayal.group_id
    if kind == "group" and not group_id:
        raise Flaw("missing-group-id")
    return group_id
