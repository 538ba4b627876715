"""When an event happened: the client's clock corrected by the server's (wire protocol D5.4)."""

from __future__ import annotations

from portret.collect.flaws import Flaw
from portret.kernel import parse_instant_ms, told

SKEW = "clock-skew"
FUTURE = "future-timestamp"
BAD_SENT_AT = "bad-sent-at"

EARLIEST_MS = 31_536_000_000  # 1971-01-01; a dead clock and a mistaken unit give 1970
_AHEAD_MS = 5 * 60 * 1_000
_SKEW_MS = 24 * 60 * 60 * 1_000
_TOO_EARLY = told(
    "flaw-before-1971",
    "The event would have happened before 1971. Correct `timestamp`; a number is read as seconds, or as milliseconds"
    " from 10^11 on.",
)
_UNREADABLE = told("flaw-time", "`timestamp` is neither ISO 8601 text nor a number since the epoch. Correct it.")


def sent_at_ms(values: tuple[object, ...], flags: set[str]) -> int | None:
    """Return the first `sentAt` that is there, or None; one that cannot be read counts as missing, with a flag."""
    for value in values:
        if value is None or value == "":
            continue
        instant_ms = parse_instant_ms(value)
        if instant_ms is not None:
            return instant_ms
        flags.add(BAD_SENT_AT)
    return None


def happened_at_ms(
    timestamp: object,
    original_timestamp: object,
    sent_ms: int | None,
    received_ms: int,
    flags: set[str],
) -> int:
    """Return when an event happened, in milliseconds since the epoch.

    If only one of the two timestamps is there: `received - (sent - it)`, by which a wrong client clock cancels out and
    the age of an imported event is kept; a missing `sent` counts as received. If both are there, `timestamp` is
    corrected already and kept. If none is there: received. More than five minutes in the future becomes received
    (flag "future-timestamp"); a client clock more than 24 hours off is flagged "clock-skew". Where the correction
    leads before 1971 and the timestamp itself does not, `sent` was absurd and the timestamp is kept.

    Raises Flaw "bad-timestamp" or "timestamp-out-of-range".
    """
    skewed = sent_ms is not None and abs(received_ms - sent_ms) > _SKEW_MS
    if skewed:
        flags.add(SKEW)
    original_absent = original_timestamp is None or original_timestamp == ""
    if timestamp is None or timestamp == "":
        if original_absent:
            return received_ms
        claimed_ms = _readable(original_timestamp)
    else:
        claimed_ms = _readable(timestamp)
        sent_ms = sent_ms if original_absent else None
    happened_ms = claimed_ms if sent_ms is None else received_ms - sent_ms + claimed_ms
    if happened_ms < EARLIEST_MS:
        happened_ms = claimed_ms
    return _within_range(happened_ms, received_ms, flags)


def _within_range(happened_ms: int, received_ms: int, flags: set[str]) -> int:
    if happened_ms > received_ms + _AHEAD_MS:
        flags.add(FUTURE)
        return received_ms
    if happened_ms < EARLIEST_MS:
        raise Flaw("timestamp-out-of-range", _TOO_EARLY)
    return happened_ms


def _readable(value: object) -> int:
    instant_ms = parse_instant_ms(value)
    if instant_ms is None:
        raise Flaw("bad-timestamp", _UNREADABLE)
    return instant_ms
