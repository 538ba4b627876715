"""Computed traits in plain Python, from all events at hand, anew for each question.

Written from what the documents' structs say of themselves; shares nothing with the evaluators but these structs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from portret.kernel import Event, Line
from portret.trait import model
from tests.support import naive_values as values

_DAY_MS = 86_400_000
_ORDERS = ("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIMENSIONS = 100


@dataclass(frozen=True)
class Now:
    """The instant that is asked about, and the workspace's time zone."""

    ms: int
    zone: str

    def day_of(self, at_ms: int) -> date:
        """Return the calendar day of an instant in that zone."""
        return (_EPOCH + timedelta(milliseconds=at_ms)).astimezone(ZoneInfo(self.zone)).date()


class Entry(NamedTuple):
    """An event, or one product line of an order, that counts."""

    event: Event
    line: Line | None

    @property
    def at_ms(self) -> int:
        """When it happened."""
        return self.event.timestamp_ms

    def read(self, field: str) -> Any:
        """Return a field's value; None if it is missing."""
        return values.read(self.event, self.line, field)


def value(fold: model.Fold, events: Sequence[Event], now: Now, brand: str | None = None) -> model.Value:
    """Return the value of a computed trait of the person with these events, at one brand or over all."""
    own = [event for event in events if not event.enrichment.is_bot and not event.profile_id]
    at_brand = [event for event in own if brand in (None, event.brand)]
    if isinstance(fold, model.Sequence):
        return _has_happened(fold, at_brand, now)
    entries = [e for e in _entries(fold.events, at_brand, now) if _in_window(fold.window, e.at_ms, own, now)]
    if fold.per is None:
        return _aggregate(fold.aggregate, entries, now)
    parts: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        part = values.text(entry.read(fold.per))
        if part is not None:
            parts[part].append(entry)
    kept = sorted(parts, key=lambda part: (-len(parts[part]), part))[:_DIMENSIONS]
    return {part: _aggregate(fold.aggregate, parts[part], now) for part in kept}


def kind_of(fold: model.Computation) -> model.ValueType:  # noqa: PLR0911 — one for each kind
    """Return the kind of its value."""
    if fold.per is not None:
        return "map"
    match fold.aggregate:
        case model.First(field=None) | model.Latest(field=None):
            return "instant"
        case model.First() | model.Latest() | model.MostFrequent():
            return "text"
        case model.UniqueList() | model.TopK():
            return "list"
        case model.TimeSinceLast() | model.TimeBetween():
            return "duration"
        case model.Exists():
            return "boolean"
        case model.CountBy():
            return "map"
        case _:
            return "number"


def _entries(chosen: model.Events, events: Sequence[Event], now: Now) -> list[Entry]:
    found = []
    for event in sorted(events, key=lambda event: event.timestamp_ms):
        if chosen.names and event.name not in chosen.names:
            continue
        if chosen.types and event.type not in chosen.types:
            continue
        if chosen.brands and event.brand not in chosen.brands:
            continue
        entries = [Entry(event, None)]
        if chosen.lines:
            lines = event.commerce.lines if event.commerce and event.name in _ORDERS else ()
            entries = [Entry(event, line) for line in lines]
        found += [entry for entry in entries if chosen.where is None or _fulfils(chosen.where, entry, now)]
    return found


def _fulfils(where: model.Where, entry: Entry, now: Now) -> bool:
    if isinstance(where, model.AllWhere):
        return all(_fulfils(part, entry, now) for part in where.of)
    if isinstance(where, model.AnyWhere):
        return any(_fulfils(part, entry, now) for part in where.of)
    if isinstance(where, model.NotWhere):
        return not _fulfils(where.of, entry, now)
    return values.compares(where.compare, entry.read(where.field), values.kind_of(where.field), now.ms, now.zone)


def _in_window(window: model.Window | None, at_ms: int, own: Sequence[Event], now: Now) -> bool:
    if window is None:
        return True
    if isinstance(window, model.Last):
        return now.ms - values.duration(window.duration) < at_ms <= now.ms
    if isinstance(window, model.ThisSession):
        start_ms = _session_start(own, now, values.duration(window.idle))
        return start_ms is not None and max(start_ms, now.ms - _DAY_MS + 1) <= at_ms <= now.ms
    first, after = _calendar(window, now.day_of(now.ms))
    return first <= now.day_of(at_ms) < after


def _calendar(window: model.Calendar, today: date) -> tuple[date, date]:
    first = {
        "day": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
    }[window.unit]
    if window.which == "previous":
        return _calendar(replace(window, which="current"), first - timedelta(days=1))[0], first
    further = first + timedelta(days={"day": 1, "week": 7, "month": 31}[window.unit])
    return first, further.replace(day=1) if window.unit == "month" else further


def _session_start(own: Sequence[Event], now: Now, idle_ms: int) -> int | None:
    """Return when the visit that goes on began; None if there is none."""
    times = sorted(e.timestamp_ms for e in own if e.name and e.timestamp_ms <= now.ms)
    start_ms, later_ms = None, now.ms
    for at_ms in reversed(times):
        if later_ms - at_ms >= idle_ms:
            break
        start_ms = later_ms = at_ms
    return start_ms


def _aggregate(how: model.Aggregate, entries: Sequence[Entry], now: Now) -> model.Value:  # noqa: PLR0911 — one for each kind
    count = len(entries)
    times = [entry.at_ms for entry in entries]
    match how:
        case model.Count(half_life=half_life):
            return _decayed([(at_ms, 1) for at_ms in times], half_life, now) if half_life else count
        case model.Exists():
            return bool(entries)
        case model.TimeSinceLast():
            return max(now.ms - max(times), 0) if times else None
        case model.TimeBetween():
            return (max(times) - min(times)) / (count - 1) if count > 1 else None
        case model.PercentOf(where=where):
            return 100 * sum(_fulfils(where, entry, now) for entry in entries) / count if count else None
        case model.Score(points=points, half_life=half_life):
            scored = [(entry.at_ms, points.get(entry.event.name, 0)) for entry in entries]
            return _decayed(scored, half_life, now) if half_life else sum(by for _, by in scored)
        case model.Streak():
            return _streak({now.day_of(at_ms) for at_ms in times}, now.day_of(now.ms))
        case model.First() | model.Latest():
            return _end(how, entries)
        case model.Sum() | model.Average() | model.Minimum() | model.Maximum():
            return _of_numbers(how, entries, now)
        case _:
            return _of_texts(
                how, [text for entry in entries if (text := values.text(entry.read(how.field))) is not None]
            )


def _end(how: model.First | model.Latest, entries: Sequence[Entry]) -> model.Value:
    end = min if isinstance(how, model.First) else max
    if how.field is None:
        return end((entry.at_ms for entry in entries), default=None)
    told = [(entry.at_ms, values.text(entry.read(how.field))) for entry in entries]
    return end(((at_ms, text) for at_ms, text in told if text is not None), default=(0, None))[1]


def _of_numbers(
    how: model.Sum | model.Average | model.Minimum | model.Maximum, entries: Sequence[Entry], now: Now
) -> model.Value:
    read = [(entry.at_ms, values.number(entry.read(how.field))) for entry in entries]
    numbers = [(at_ms, number) for at_ms, number in read if number is not None]
    micro = [(at_ms, round(number * 1e6)) for at_ms, number in numbers]
    total = sum(amount for _, amount in micro)
    match how:
        case model.Sum(half_life=None):
            return total / 1e6
        case model.Sum(half_life=str() as half_life):
            return _decayed(micro, half_life, now, unit=1e6)
        case model.Average():
            return total / len(micro) / 1e6 if micro else None
        case model.Minimum():
            return min((number for _, number in numbers), default=None)
        case _:
            return max((number for _, number in numbers), default=None)


def _of_texts(how: Any, texts: Sequence[str]) -> model.Value:
    counts = Counter(texts)
    ranked = sorted(counts, key=lambda text: (-counts[text], text))
    match how:
        case model.UniqueCount():
            return len(counts)
        case model.UniqueList(limit=limit):
            return sorted(counts)[:limit]
        case model.MostFrequent(least=least):
            return ranked[0] if ranked and counts[ranked[0]] >= least else None
        case model.TopK(k=k):
            return ranked[:k]
        case _:
            return {text: counts[text] for text in ranked[:_DIMENSIONS]}


def _decayed(amounts: Sequence[tuple[int, int]], half_life: str, now: Now, unit: float = 1) -> float:
    """Return a sum that halves with every half-life of whole UTC days, in millionths, a half to the even one."""
    days = values.duration(half_life) / _DAY_MS
    total = 0.0
    for day in sorted({at_ms // _DAY_MS for at_ms, _ in amounts}):
        of_day = sum(amount for at_ms, amount in amounts if at_ms // _DAY_MS == day)
        age = max(now.ms // _DAY_MS - day, 0)
        total += of_day * 2 ** -(age / days)
    return round(total * (1e6 / unit)) / 1e6


def _streak(days: set[date], today: date) -> int:
    last = today if today in days else today - timedelta(days=1)
    length = 0
    while last - timedelta(days=length) in days:
        length += 1
    return length


def _has_happened(sequence: model.Sequence, own: Sequence[Event], now: Now) -> bool:
    steps = [sequence.first, *(step.events for step in sequence.then)]
    within = [values.duration(step.within) for step in sequence.then]
    found = [_entries(step, own, now) for step in steps]
    without = [] if sequence.without is None else _entries(sequence.without.events, own, now)
    for key in {_same(entry, sequence.same) for entry in found[0]} - {None}:
        of_key = [{e.at_ms for e in entries if _same(e, sequence.same) == key} for entries in found]
        against = [entry.at_ms for entry in without if _same(entry, sequence.same) == key]
        ends = _ends(of_key, within)
        if any(_counts(sequence, end_ms, against, now) for end_ms in ends):
            return True
    return False


def _same(entry: Entry, fields: Sequence[str]) -> tuple[str, ...] | None:
    texts = [values.text(entry.read(field)) for field in fields]
    return None if None in texts else tuple(text for text in texts if text is not None)


def _ends(steps: Sequence[set[int]], within: Sequence[int]) -> set[int]:
    reached = steps[0]
    for times, most_ms in zip(steps[1:], within, strict=True):
        reached = {at_ms for at_ms in times if any(0 < at_ms - before <= most_ms for before in reached)}
    return reached


def _counts(sequence: model.Sequence, end_ms: int, against: Sequence[int], now: Now) -> bool:
    if sequence.window is not None and not _in_window(sequence.window, end_ms, (), now):
        return False
    if sequence.without is None:
        return True
    patience = values.duration(sequence.without.within)
    return now.ms > end_ms + patience and not any(0 < at_ms - end_ms <= patience for at_ms in against)
