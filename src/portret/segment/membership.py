"""What is kept of who belongs to which segment, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from portret.segment.model import Cause

Status = Literal["filling", "sweeping", "live", "leaving", "gone"]
"""How far a segment is: history is read for it; everybody is judged for the first time; up to date; emptied; empty."""

ListKind = Literal["add", "remove", "replace"]


class Standing(msgspec.Struct, array_like=True, gc=False):
    """Where one person stands with all segments.

    Attributes:
        member_of: segment number → when they entered, milliseconds since the epoch.
        due: segment number → when to judge them again; never later than the answer may change by time alone.
    """

    member_of: dict[int, int] = {}
    due: dict[int, int] = {}


class Flip(NamedTuple):
    """Somebody enters or leaves a segment.

    Attributes:
        version: of the segment's definition by which they do.
        entered_at_ms: of somebody who stays: when they came in; of others the same as `at_ms`.
    """

    workspace_id: str
    profile_id: str
    number: int
    entered: bool
    at_ms: int
    version: int
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in a segment.

    Attributes:
        version: of the segment's definition by which they entered.
    """

    profile_id: str
    version: int
    entered_at_ms: int
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A segment somebody is in: `segment_id`, `key` and `name` are its definition's."""

    segment_id: str
    key: str
    name: str
    version: int
    entered_at_ms: int
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many were in a segment at the end of an hour, and how many came and went in it.

    Attributes:
        at_ms: the hour's beginning.
    """

    at_ms: int
    size: int
    entered: int
    exited: int


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """How far a segment's memberships are.

    Attributes:
        version: of the definition that memberships follow now, 0 if none yet; a newer one takes over once its history
            is read.
        size: how many members it has.
        swept: share of all profiles that were judged by this definition since it came into force, 0 to 1.
        evaluated_at_ms: when somebody was last judged, to some seconds; 0 if never.
        changed_at_ms: when somebody last entered or left; 0 if never.
        fault: why the definition cannot be evaluated; "" if it can.
    """

    segment_id: str
    key: str
    status: Status
    version: int
    size: int
    swept: float
    evaluated_at_ms: int
    changed_at_ms: int
    fault: str


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Standing).decode


def encode_standing(standing: Standing) -> bytes:
    """Return a standing as a blob."""
    return _encode(standing)


def decode_standing(blob: bytes) -> Standing:
    """Return the standing that a blob of `encode_standing` holds."""
    return _decode(blob)
