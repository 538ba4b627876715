"""A segment as a document: a condition on a person, and what is known of each member.

The structs are the document: JSON in the API, YAML in files, and their JSON Schema is what an editor builds on.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from portret.trait import Comparison, Duration, Events, Follow, Key, Last, Window


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a definition: unknown names are a fault, what is left at its default is not said."""


class All(_Document, frozen=True, kw_only=True, tag_field="kind", tag="all"):
    """Whether all hold; without any, everybody."""

    of: tuple[Condition, ...]


class Any(_Document, frozen=True, kw_only=True, tag_field="kind", tag="any"):
    """Whether one holds; without any, nobody."""

    of: tuple[Condition, ...]


class Not(_Document, frozen=True, kw_only=True, tag_field="kind", tag="not"):
    """Whether it does not hold. A missing value makes a comparison false, and so its opposite true."""

    of: Condition


class TraitIs(_Document, frozen=True, kw_only=True, tag_field="kind", tag="trait"):
    """Whether a trait compares so.

    Attributes:
        trait: the key of a computed trait, the name of a built-in one (`orders`), or `traits.<key>` for a declared one.
        per: of a trait with a dimension, or of money (its currency): which one; of a built-in trait: the brand.
    """

    trait: str
    per: str | None = None
    compare: Comparison


class Performed(_Document, frozen=True, kw_only=True, tag_field="kind", tag="event"):
    """Whether the person did something, so and so often: a count, shared with all who ask the same.

    Attributes:
        events: which events ("from" in the document).
        times: how the number compares; at least once if left out. `eq 0` holds for those who never did.
        window: over which time; None means all.
    """

    events: Events = msgspec.field(name="from")
    times: Comparison = Comparison(op="ge", value=1)
    window: Window | None = None


class Followed(_Document, frozen=True, kw_only=True, tag_field="kind", tag="sequence"):
    """Whether events followed each other: see `portret.trait.Sequence`, whose fields these are."""

    first: Events
    then: tuple[Follow, ...]
    without: Follow | None = None
    same: tuple[str, ...] = ()
    window: Last | None = None


class InSegment(_Document, frozen=True, kw_only=True, tag_field="kind", tag="segment"):
    """Whether the person is a member of another segment, by its key."""

    segment: Key


class Consented(_Document, frozen=True, kw_only=True, tag_field="kind", tag="consent"):
    """What the person said of a purpose, at one brand or over all; unknown is neither granted nor denied."""

    purpose: str
    brand: str | None = None
    state: Literal["granted", "denied", "unknown"] = "granted"


class Reachable(_Document, frozen=True, kw_only=True, tag_field="kind", tag="reachable"):
    """Whether a message can reach the person: there is an address for the channel."""

    channel: Literal["email", "sms", "push", "web_push"]


class Bucket(_Document, frozen=True, kw_only=True, tag_field="kind", tag="bucket"):
    """Whether the person's random number lies in a range, both ends included.

    The number is 0 to 9999: the first 8 bytes of SHA-256 of `<salt>:<profile id>`, big-endian, modulo 10,000.
    """

    salt: Annotated[str, Meta(max_length=100)]
    first: Annotated[int, Meta(ge=0, le=9999)]
    last: Annotated[int, Meta(ge=0, le=9999)]


class AtBrand(_Document, frozen=True, kw_only=True, tag_field="kind", tag="brand"):
    """Whether a condition holds by what happened at one brand: by its events, built-in traits and consents alone."""

    brand: str
    of: Condition


Condition = All | Any | Not | TraitIs | Performed | Followed | InSegment | Consented | Reachable | Bucket | AtBrand


class Dynamic(_Document, frozen=True, kw_only=True, tag_field="kind", tag="dynamic"):
    """Everybody who fulfils a condition, at every moment."""

    condition: Condition


class Static(_Document, frozen=True, kw_only=True, tag_field="kind", tag="static"):
    """A list: what was imported or frozen, until somebody changes it."""


class Query(_Document, frozen=True, kw_only=True, tag_field="kind", tag="sql"):
    """What a read-only query returns in its column `profile_id`, asked again and again."""

    sql: Annotated[str, Meta(max_length=20_000)]
    every: Duration = "PT1H"


Members = Dynamic | Static | Query


class Definition(_Document, frozen=True, kw_only=True):
    """A segment.

    Attributes:
        key: what it is called in other definitions and in files.
        name: what people read.
        members: who belongs to it.
        enabled: whether it is kept up to date; a disabled one has no members.
    """

    key: Key
    name: Annotated[str, Meta(max_length=200)] = ""
    description: Annotated[str, Meta(max_length=2000)] = ""
    members: Members
    enabled: bool = True


class Cause(msgspec.Struct, frozen=True, array_like=True):
    """Why somebody entered or left a segment.

    Attributes:
        kind: an event of theirs, a moment that came, a changed definition, a merge or split, an import, a query.
        reference: the message id of the event, or what else names it; "" if nothing does.
    """

    kind: Literal["event", "timer", "definition", "identity", "import", "query"]
    reference: str = ""
