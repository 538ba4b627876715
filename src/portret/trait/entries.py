"""Entries in the order of time, for windows: the newest 1,000 one by one, older ones by the minute.

What is older than the window reaches back from the newest entry, and a day more, is dropped: never by a clock, so that
folding the same entries again, in any order, gives the same bytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from struct import Struct, pack
from typing import Any

import msgspec

KEPT_EXACTLY = 1_000
"""How many of the newest entries are kept one by one."""

KEPT_MINUTES = 4_000
"""How many sums of a minute (and part, and text) are kept of those before."""

LARGEST_SUM = 2**62
"""Sums in millionths end here; beyond all reason for one person."""

KEYED, SUMMED, SMALLEST, LARGEST = range(4)
"""What becomes of the values of one minute: one sum for each of them; their sum; the smallest; the largest."""

MINUTE_MS = 60_000
_DAY_MS = 86_400_000
_EVER_MS = -(2**62)
_WIDTH = 8
_FULL_BYTES = KEPT_EXACTLY * _WIDTH
_pack = Struct("<q").pack
_unpack: Callable[..., tuple[int]] = Struct("<q").unpack_from

Value = str | int | float | None
Entry = tuple[int, str, Value, int]
"""(instant in ms, part or "", value, how many it stands for)."""

Moment = tuple[int, bytes, int]
"""(instant in ms, the same as a log keeps it, the begin of its UTC day)."""

Old = tuple[int, str, str | int | float | None, int]
"""(minute since the epoch, part or "", value, how many)."""


class Log(msgspec.Struct, array_like=True, gc=False, tag=13):
    """Entries of one fold.

    Attributes:
        reach_min: how many minutes before the newest entry are kept, a margin included; 0 is all.
        way: what becomes of the values of one minute.
        times: instants of the newest entries in ms, ascending, as 64-bit integers, little-endian.
        values: one for each, if entries have any.
        parts: one for each, if the fold has a dimension.
        old: those that became too many, by minute.
        limited: whether too many are put to their minute at all.
    """

    reach_min: int
    way: int = KEYED
    times: bytes = b""
    values: list[str | int | float | None] | None = None
    parts: list[str] | None = None
    old: list[Old] | None = None
    limited: bool = True

    @property
    def number(self) -> int:
        """How many entries are kept one by one."""
        return len(self.times) // _WIDTH

    def instant(self, place: int) -> int:
        """Return the instant of one of those, by its place."""
        return _unpack(self.times, place * _WIDTH)[0]

    @property
    def newest_ms(self) -> int | None:
        """The instant of the newest entry; None without any."""
        return _unpack(self.times, len(self.times) - _WIDTH)[0] if self.times else None

    @property
    def oldest_ms(self) -> int | None:
        """The instant of the oldest entry that is kept, if it is old the minute's begin; None without any."""
        if self.old:
            return self.old[0][0] * MINUTE_MS
        return _unpack(self.times)[0] if self.times else None


def moment_of(at_ms: int) -> Moment:
    """Return an instant as logs keep it."""
    return at_ms, _pack(at_ms), at_ms - at_ms % _DAY_MS


def append(log: Log, moment: Moment, part: str = "", value: Value = None) -> bool:
    """Put an entry in, quickest if it is the newest; return whether anything changed."""
    at_ms, packed, day_ms = moment
    times = log.times
    newest_ms = _unpack(times, len(times) - _WIDTH)[0] if times else day_ms
    if times and at_ms <= newest_ms:
        return put(log, at_ms, part, value)
    log.times = times + packed
    if log.values is not None:
        log.values.append(value)
    if log.parts is not None:
        log.parts.append(part)
    if newest_ms < day_ms or len(times) >= _FULL_BYTES:
        _forget(log)
    return True


def append_all(
    states: dict[int, Any],
    logs: Sequence[tuple[int, Callable[[], Log]]],
    moment: Moment,
    part: str,
    value: Value,
    changed: list[int],
) -> None:
    """Put an entry into the logs of some folds, as `append` does.

    Args:
        states: by fold id; a missing one is made.
        logs: (fold id, what makes its log).
        moment: when it happened.
        part: its part or "".
        value: its value.
        changed: the ids of folds that changed are added.
    """
    at_ms, packed, day_ms = moment
    for fold_id, no_log in logs:
        log = states.get(fold_id)
        if log is None:
            log = states[fold_id] = no_log()
        times = log.times
        end = len(times)
        if end and end < _FULL_BYTES and day_ms <= _unpack(times, end - _WIDTH)[0] < at_ms:
            log.times = times + packed
            if log.values is not None:
                log.values.append(value)
            if log.parts is not None:
                log.parts.append(part)
            changed.append(fold_id)
        elif append(log, moment, part, value):
            changed.append(fold_id)


def put(log: Log, at_ms: int, part: str = "", value: Value = None) -> bool:
    """Put an entry in; return whether anything changed."""
    times = log.times
    if times:
        newest_ms = _unpack(times, len(times) - _WIDTH)[0]
        if at_ms > newest_ms:
            return append(log, moment_of(at_ms), part, value)
        if at_ms < _least_ms(log, newest_ms):
            return False
    place = _place(log, at_ms, part, value)
    at = place * _WIDTH
    log.times = times[:at] + _pack(at_ms) + times[at:]
    if log.values is not None:
        log.values.insert(place, value)
    if log.parts is not None:
        log.parts.insert(place, part)
    _forget(log)
    return True


def put_times(log: Log, times: Sequence[int]) -> None:
    """Put instants into a log without any, of a fold that keeps nothing else; they are ascending."""
    kept = times[bisect_left(times, _least_ms(log, times[-1])) :] if times else ()
    if len(kept) > KEPT_EXACTLY:
        for at_ms in kept:
            put(log, at_ms)
    else:
        log.times = pack(f"<{len(kept)}q", *kept)


def add_log(log: Log, other: Log) -> None:
    """Put another log of the same fold in."""
    parts, values = other.parts, other.values
    for index, at_ms in enumerate(memoryview(other.times).cast("q")):
        put(log, at_ms, parts[index] if parts else "", values[index] if values else None)
    for old in other.old or ():
        put_old(log, old)


def entries(log: Log, after_ms: int | None = None, upto_ms: int | None = None) -> Iterator[Entry]:
    """Give the entries later than an instant and not later than another, in the order of time."""
    for minute, part, value, number in log.old or ():
        at_ms = minute * MINUTE_MS
        if (after_ms is None or at_ms > after_ms) and (upto_ms is None or at_ms <= upto_ms):
            yield at_ms, part, value, number
    times, values, parts = memoryview(log.times).cast("q"), log.values, log.parts
    first = 0 if after_ms is None else bisect_right(times, after_ms)
    last = len(times) if upto_ms is None else bisect_right(times, upto_ms)
    for index in range(first, last):
        yield times[index], parts[index] if parts else "", values[index] if values else None, 1


def number_within(log: Log, after_ms: int, upto_ms: int) -> int:
    """Return how many entries are later than an instant and not later than another."""
    times = log.times
    if not times:
        return 0
    number = sum(old[3] for old in log.old if after_ms < old[0] * MINUTE_MS <= upto_ms) if log.old else 0
    first = first_place(log, after_ms)
    if _unpack(times, len(times) - _WIDTH)[0] <= upto_ms:
        return number + len(times) // _WIDTH - first
    return number + bisect_right(memoryview(times).cast("q"), upto_ms) - first


def first_place(log: Log, after_ms: int) -> int:
    """Return the place of the first of the entries kept one by one that is later than an instant."""
    times = log.times
    return 0 if not times or _unpack(times)[0] > after_ms else bisect_right(memoryview(times).cast("q"), after_ms)


def exact_place(log: Log, after_ms: int, now_ms: int) -> int | None:
    """Return `first_place` if the later ones are all kept one by one, none of them later than now; None if not."""
    times, old = log.times, log.old
    if old and old[-1][0] * MINUTE_MS > after_ms:
        return None
    if times and _unpack(times, len(times) - _WIDTH)[0] > now_ms:
        return None
    return first_place(log, after_ms)


def first_after(log: Log, after_ms: int) -> int | None:
    """Return the instant of the earliest entry later than an instant; None if there is none."""
    for old in log.old or ():
        if old[0] * MINUTE_MS > after_ms:
            return old[0] * MINUTE_MS
    if not log.times:
        return None
    first = _unpack(log.times)[0]
    if first > after_ms:
        return first
    times = memoryview(log.times).cast("q")
    place = bisect_right(times, after_ms)
    return times[place] if place < len(times) else None


def _place(log: Log, at_ms: int, part: str, value: Value) -> int:
    times = memoryview(log.times).cast("q")
    first, last = bisect_left(times, at_ms), bisect_right(times, at_ms)
    key = (part, _ordered(value))
    for place in range(first, last):
        other = (log.parts[place] if log.parts else "", _ordered(log.values[place] if log.values else None))
        if other > key:
            return place
    return last


def _ordered(value: Value) -> tuple[bool, str | int | float]:
    return (False, 0) if value is None else (True, value)


def _least_ms(log: Log, newest_ms: int) -> int:
    """Return from when entries are kept: what a window reaches back from the begin of the newest entry's UTC day."""
    return newest_ms // _DAY_MS * _DAY_MS - log.reach_min * MINUTE_MS if log.reach_min else _EVER_MS


def _forget(log: Log) -> None:
    """Drop what is out of reach, and put what is too much to its minute."""
    least_ms = _least_ms(log, _unpack(log.times, len(log.times) - _WIDTH)[0])
    if _unpack(log.times)[0] < least_ms:
        cut(log, bisect_left(memoryview(log.times).cast("q"), least_ms))
    if log.old and log.old[0][0] * MINUTE_MS < least_ms:
        log.old = [old for old in log.old if old[0] * MINUTE_MS >= least_ms] or None
    surplus = len(log.times) // _WIDTH - KEPT_EXACTLY
    if surplus > 0 and log.limited:
        for index, at_ms in enumerate(memoryview(log.times).cast("q")[:surplus]):
            part, value = log.parts[index] if log.parts else "", log.values[index] if log.values else None
            put_old(log, (at_ms // MINUTE_MS, part, value, 1))
        cut(log, surplus)


def cut(log: Log, number: int) -> None:
    """Forget the oldest ones of the entries that are kept one by one."""
    log.times = log.times[number * _WIDTH :]
    if log.values is not None:
        del log.values[:number]
    if log.parts is not None:
        del log.parts[:number]


def put_old(log: Log, new: Old) -> None:
    """Put the sum of some entries of one minute in."""
    minute, part, value, number = new
    newest_ms = log.newest_ms
    if newest_ms is not None and minute * MINUTE_MS < _least_ms(log, newest_ms):
        return
    if log.old is None:
        log.old = []
    old = log.old
    place = bisect_left(old, _key(log.way, new), key=lambda each: _key(log.way, each))
    if place < len(old) and _key(log.way, old[place]) == _key(log.way, new):
        known = old[place]
        old[place] = (minute, part, _together(log.way, known[2], value), known[3] + number)
        return
    insort(old, new, key=lambda each: _key(log.way, each))
    if len(old) > KEPT_MINUTES:
        del old[0]


def _key(way: int, old: Old) -> tuple[int, str, tuple[bool, str | int | float] | bool]:
    return old[0], old[1], _ordered(old[2]) if way == KEYED else old[2] is None


def _together(way: int, known: Any, new: Any) -> Value:
    if way == KEYED or known is None or new is None:
        return known  # type: ignore[no-any-return]  # it is one
    if way == SUMMED:
        return max(-LARGEST_SUM, min(known + new, LARGEST_SUM))  # type: ignore[no-any-return]
    return min(known, new) if way == SMALLEST else max(known, new)  # type: ignore[no-any-return]
