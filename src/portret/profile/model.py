"""What is kept of a profile: the fold of its events, a commutative monoid, as a MessagePack blob.

Instants are milliseconds since the epoch, amounts of money decimal text, declared values canonical JSON text. Every
part is a set, a sum, a minimum or a maximum, so that the order of events and the place of a split do not matter; what
bounds a part's size stands with it. The structs hold no cycles and are kept out of the cyclic garbage collector, whose
passes over many states in memory would cost more than the fold.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from portret.trait import Computation, FoldState, encode_states, merge_states, plus_states

Claim = tuple[int, int, int, str, bool]
"""(strength, time ms, source priority, value as canonical JSON, verified); the greatest is the current one."""

Touch = tuple[int, str, str, str, str, str, str]
"""(time ms, channel, source, medium, campaign, click id, referrer host)."""

Line = tuple[str, str, str, str, str]
"""(product id, quantity, price, currency, name); quantity and price as decimal text, "" if unknown."""

CartChange = tuple[int, str, str, str, str, str, str]
"""(time ms, "add" or "remove", product id, quantity, price, currency, name); remove without quantity takes the line."""

CartReset = tuple[int, int, tuple[Line, ...]]
"""(time ms, 0 for a seen cart and 1 for an order, the lines it left): what came before counts no more."""

Amount = tuple[int, int, str, str]
"""(time ms, 0 for Completed and 1 for Updated, decimal text, currency); the greatest is the order's amount."""

Answer = tuple[int, bool, str, bool]
"""(time ms, denied, source id, verified): what was said of a purpose; the greatest is the one that counts."""

IDENTIFIED = 2
MENTIONED = 1
"""Strength of a claim: said by identify, or mentioned in the context of another event."""


class Session(msgspec.Struct, array_like=True, gc=False):
    """An interval of activity without a pause over 30 minutes."""

    start_ms: int
    length_ms: int
    events: int
    page_views: int

    @property
    def end_ms(self) -> int:
        """The instant of its last event."""
        return self.start_ms + self.length_ms


class OldSessions(msgspec.Struct, array_like=True, gc=False):
    """Sessions no longer kept one by one."""

    count: int = 0
    duration_ms: int = 0


class Order(msgspec.Struct, array_like=True, gc=False):
    """All that was said of one order_id, in whatever order it was said.

    Attributes:
        placed_ms: time of the earliest Order Completed or Updated; 0 while only refunds or a cancel are known.
        seen_ms: time of the newest event about it.
        amount: the newest amount; None while no event gave one.
        refunded: sum of the partial refunds, decimal text.
        refund_currency: the alphabetically last currency a refund named.
        whole: whether a refund without an amount, that is of everything, was seen.
        cancelled_ms: time of the earliest cancel; 0 if none.
        discounted: whether an Order Completed or Updated named a discount or a coupon.
    """

    placed_ms: int = 0
    seen_ms: int = 0
    amount: Amount | None = None
    refunded: str = "0"
    refund_currency: str = ""
    whole: bool = False
    cancelled_ms: int = 0
    discounted: bool = False


class OldOrders(msgspec.Struct, array_like=True, gc=False):
    """Orders no longer kept one by one, of one currency; cancelled ones are not counted."""

    count: int = 0
    net: str = "0"
    first_ms: int = 0
    last_ms: int = 0
    discounted: int = 0


class Shopping(msgspec.Struct, array_like=True, gc=False):
    """Products, cart and orders of one profile at one brand."""

    products: dict[str, tuple[int, str]] = {}
    cart_reset: CartReset | None = None
    cart_changes: list[CartChange] = []
    orders: dict[str, Order] = {}
    old_orders: dict[str, OldOrders] = {}
    categories: dict[str, int] = {}
    brands: dict[str, int] = {}
    colors: dict[str, int] = {}
    price_bands: dict[str, int] = {}


class Behaviour(msgspec.Struct, array_like=True, gc=False):
    """What one profile did at one brand.

    Attributes:
        hours: visits' events by hour of the day, 24 counts; empty until the first.
        weekdays: the same by weekday, Monday first, 7 counts.
        points: (day since the epoch, engagement points), ascending, the last 91 days up to the newest.
        time_zone, locale, country: (time ms, newest value).
        last_touch: the newest touch that is not "direct"; None if all were.
        queries: search text → time it was last searched for.
        messages: channel → kind → (count, time of the newest).
    """

    first_ms: int = 0
    last_ms: int = 0
    events: int = 0
    bot_events: int = 0
    page_views: int = 0
    searches: int = 0
    sessions: list[Session] = []
    old_sessions: OldSessions | None = None
    hours: list[int] = []
    weekdays: list[int] = []
    points: list[tuple[int, int]] = []
    devices: dict[str, int] = {}
    channels: dict[str, int] = {}
    time_zone: tuple[int, str] | None = None
    locale: tuple[int, str] | None = None
    country: tuple[int, str] | None = None
    first_touch: Touch | None = None
    last_touch: Touch | None = None
    last_direct: Touch | None = None
    queries: dict[str, int] = {}
    messages: dict[str, dict[str, tuple[int, int]]] = {}
    shopping: Shopping | None = None


class Consent(msgspec.Struct, array_like=True, gc=False):
    """What a person said of one purpose at one brand: of each kind the newest.

    Attributes:
        act: the newest answer that the person gave; None if only mentions are known.
        denial: the newest mention that it is denied, in the context of an event.
        grant: the newest mention that it is granted.
    """

    act: Answer | None = None
    denial: Answer | None = None
    grant: Answer | None = None


class ProfileState(msgspec.Struct, array_like=True, gc=False):
    """The fold of all events of a profile.

    Attributes:
        ids: user ids and external ids its events carried, for search; identity itself lives in unify. At most 20.
        claims: source id → trait key → claims, greatest first.
        brands: brand slug → behaviour there; rolled up only when read.
        is_unindexed: whether something a search looks at, or an account, may have changed since the state was saved;
            never in a blob.
        consents: brand slug → purpose → what was said of it.
        accounts: account id → (first, last time ms) it was named as the person's.
        push_channels: "push", "web_push": those of which a device's token was told.
        computed: fold id → state of what is computed by definition; that of a fold which is no more means nothing.
    """

    ids: set[str] = set()
    claims: dict[str, dict[str, list[Claim]]] = {}
    brands: dict[str, Behaviour] = {}
    is_unindexed: bool = False
    consents: dict[str, dict[str, Consent]] = {}
    accounts: dict[str, tuple[int, int]] = {}
    push_channels: set[str] = set()
    computed: dict[int, FoldState] = {}


class _Sealed(msgspec.Struct, array_like=True, gc=False):
    """A profile's state of which only what is computed by definition is looked at: the fields of `ProfileState`.

    That stands last.
    """

    ids: msgspec.Raw
    claims: msgspec.Raw
    brands: msgspec.Raw
    is_unindexed: msgspec.Raw
    consents: msgspec.Raw
    accounts: msgspec.Raw
    push_channels: msgspec.Raw
    computed: msgspec.Raw


class AccountState(msgspec.Struct, array_like=True, gc=False):
    """The fold of all events that name an account.

    Attributes:
        claims: source id → trait key → claims, greatest first.
        first_ms, last_ms: when the first and the last of the events happened.
    """

    claims: dict[str, dict[str, list[Claim]]] = {}
    first_ms: int = 0
    last_ms: int = 0
    events: int = 0


def empty() -> ProfileState:
    """Return the state of a profile without events: the neutral element of `merge`."""
    return ProfileState()


def encode(state: ProfileState) -> bytes:
    """Return the state as a blob; equal states give equal blobs."""
    if state.is_unindexed or state.computed:
        raw = msgspec.Raw(encode_states(state.computed))  # the encoder of all else keeps the order of text keys alone
        state = replace(state, is_unindexed=False, computed=raw)
    return _encode(state)


def decode(blob: bytes) -> ProfileState:
    """Return the state a blob holds.

    Raises:
        msgspec.DecodeError: the blob is not one of `encode`.
    """
    return _decode(blob)


def plus_computed(blob: bytes, computed: Mapping[int, FoldState]) -> bytes:
    """Return a profile's blob with states of folds put in, as decoding, merging and encoding would; far faster.

    Raises:
        msgspec.DecodeError: the blob is not one of `encode`.
    """
    try:
        sealed = _decode_sealed(blob)
    except msgspec.ValidationError:  # of a time when profiles had fewer fields
        state = decode(blob)
        state.computed = merge_states(state.computed, computed)
        return encode(state)
    had = bytes(sealed.computed)
    return blob[: -len(had)] + plus_states(had, computed)


def encode_account(state: AccountState) -> bytes:
    """Return an account's state as a blob; equal states give equal blobs."""
    return _encode(state)


def decode_account(blob: bytes) -> AccountState:
    """Return the account's state that a blob holds.

    Raises:
        msgspec.DecodeError: the blob is not one of `encode_account`.
    """
    return _decode_account(blob)


_encode = msgspec.msgpack.Encoder(order="deterministic").encode
_decode = msgspec.msgpack.Decoder(ProfileState).decode
_decode_sealed = msgspec.msgpack.Decoder(_Sealed).decode
_decode_account = msgspec.msgpack.Decoder(AccountState).decode


class Defined(NamedTuple):
    """The computed traits of a workspace.

    Attributes:
        traits: key → (what it is, the id its state is kept under).
        zone: the time zone by which its days begin.
        names: key → what people read, where there is a name.
    """

    traits: Mapping[str, tuple[Computation, int]]
    zone: str
    names: Mapping[str, str] = MappingProxyType({})
