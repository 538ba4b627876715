"""What collection speaks of: workspaces, sources, the head of a request, and what is wrong with an event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from portret.log import Entry

Kind = Literal["browser", "server", "mobile", "system"]
IdentityKind = Literal["secret", "public"]
Status = Literal["open", "replayed", "discarded"]


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """One customer base, apart from all others.

    Attributes:
        time_zone: IANA name; days of the workspace begin by it.
        anonymize_ip: whether addresses are shortened before anything else sees them.
    """

    id: str
    name: str
    time_zone: str = "UTC"
    anonymize_ip: bool = False


@dataclass(frozen=True, kw_only=True)
class Brand:
    """A label within a workspace that sources carry; `slug` is unique in the workspace."""

    id: str
    workspace_id: str
    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where events come from: a site, an app, a server.

    Attributes:
        brand: the slug of its brand.
        kind: who holds the write key; what a browser or an app claims is not verified. "system" is Portret itself.
        allowed_origins: origins a browser source takes events from, such as "https://shop.example"; empty means any.
        rate_limit_per_s: requests per second and write key; 0 means unlimited.
        phone_region: ISO 3166 country in which phone numbers without a country code are read; "" for the default.
    """

    id: str
    workspace_id: str
    brand: str
    name: str
    kind: Kind
    enabled: bool = True
    allowed_origins: tuple[str, ...] = ()
    rate_limit_per_s: int = 0
    phone_region: str = ""
    created_at_ms: int = 0
    updated_at_ms: int = 0

    @property
    def verified(self) -> bool:
        """Whether its identity claims can be trusted: only a server keeps its key to itself, and Portret needs none."""
        return self.kind == "server" or self.kind == "system"  # noqa: PLR1714 — asked for each event: faster than `in`


@dataclass(frozen=True, kw_only=True)
class WriteKey:
    """A write key as it is known after creation: its hash decides, `hint` are its last four characters.

    Attributes:
        expires_at_ms: from when on it is refused, milliseconds since the epoch; None for never.
    """

    id: str
    workspace_id: str
    source_id: str
    hint: str
    enabled: bool
    created_at_ms: int
    expires_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class IdentityKey:
    """What a source's site signs its users with: a secret of ours, or public keys of theirs.

    Attributes:
        hint: the last four characters of a secret; how many public keys of which kinds.
        sealed: the content, encrypted.
        expires_at_ms: from when on it is refused, milliseconds since the epoch; None for never.
    """

    id: str
    workspace_id: str
    source_id: str
    kind: IdentityKind
    hint: str
    sealed: bytes = field(repr=False)
    created_at_ms: int
    expires_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """A write key as it stands in the store, and the source it belongs to."""

    key: WriteKey
    source: Source


class RequestHead(msgspec.Struct, frozen=True, array_like=True):
    """What a request said besides its body; MessagePack in `Record.head`. Unknown is "".

    Attributes:
        type: the event type the path names ("track", "identify", "merge", …); "" for a batch, whose events name theirs.
        ip: the address of the client, seen through trusted proxies only.
        user_agent: the User-Agent header.
        origin: the Origin header.
        referer: the Referer header; for a pixel it is the page.
        anonymous_id: RudderStack's AnonymousId header, decoded; an ordering hint, not an identity claim.
        sent_at: RudderStack's SentAt header; a fallback for a missing `sentAt`.
        language: the Accept-Language header.
        import_id: of the import whose rows came so; "" for everything else.
    """

    type: str = ""
    ip: str = ""
    user_agent: str = ""
    origin: str = ""
    referer: str = ""
    anonymous_id: str = ""
    sent_at: str = ""
    language: str = ""
    import_id: str = ""


class Fault(msgspec.Struct, frozen=True):
    """Why one event of a record cannot be used.

    Attributes:
        position: the event's position in the log.
        index: its place in the batch, from 0.
        code: a stable word such as "invalid-json", "missing-name", "no-identifier".
        detail: what is wrong and where, without personal data.
        body: the event's original bytes.
    """

    position: int
    index: int
    code: str
    detail: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class QuarantineFilter:
    """Which quarantined events to show; empty means all."""

    status: Status | None = None
    source_id: str = ""
    code: str = ""
    import_id: str = ""


@dataclass(frozen=True, slots=True)
class QuarantineReason:
    """How many events of a source are set aside for one reason, and when the last of them was received."""

    source_id: str
    code: str
    events: int
    last_ms: int


@dataclass(frozen=True, kw_only=True)
class Quarantined:
    """An event set aside, with all that is needed to try it again.

    Attributes:
        head: of the request it came in, as in the log.
        envelope: the batch it came in, without its events; b"" if it came alone.
        body: its original bytes.
        fixed: what shall be replayed in its place; None if nobody has fixed it.
        import_id: of the import it came with; "" for everything else.
    """

    id: str
    workspace_id: str
    source_id: str
    position: int
    index: int
    code: str
    detail: str
    received_at_ms: int
    quarantined_at_ms: int
    status: Status
    head: bytes
    envelope: bytes
    body: bytes
    fixed: bytes | None
    import_id: str = ""


Check = Callable[[Entry], Sequence[Fault]]
"""Finds the faults of a request that is not in the log yet; their positions mean nothing, their indexes do."""


def encode_head(head: RequestHead) -> bytes:
    """Return a request's head as it stands in the log."""
    return _encode(head)


def decode_head(head: bytes) -> RequestHead:
    """Return a request's head from the log; an empty one where there is none."""
    return _decode(head) if head else RequestHead()


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(RequestHead).decode
