"""What each aggregate keeps and reads, and what its value is: the one place where aggregates differ.

An entry's value is, by the aggregate: nothing; an amount in millionths (`micro`); a number; a text; points; 1 or 0 for
what fulfils a condition (`hit`); a calendar day in the workspace's zone, counted since the epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from portret.kernel import coercion
from portret.trait import model
from portret.trait.calendar import local_day
from portret.trait.entries import KEYED, LARGEST, SMALLEST, SUMMED
from portret.trait.plain import (
    DAY_MS,
    Counts,
    Days,
    Earliest,
    Extent,
    Greatest,
    Least,
    Newest,
    Plain,
    Seen,
    StreakDays,
    Tally,
    Total,
)

LARGEST_MAP = 100
"""How many values a map has at most, the most frequent ones."""

MICRO = 1_000_000

PayloadKind = Literal["none", "micro", "number", "text", "points", "hit", "day"]


class Shape(NamedTuple):
    """An aggregate, compiled.

    Attributes:
        payload: what is kept of an entry.
        zero: makes the state without entries.
        finish: (state, now ms, zone) → the value.
        field: what the payload is read from, if it is read from a field.
        way: how entries of one minute become one.
    """

    payload: PayloadKind
    zero: Callable[[], Plain]
    finish: Callable[[Any, int, str], model.Value]
    field: str | None = None
    way: int = KEYED


def shape_of(aggregate: model.Aggregate) -> Shape:
    """Return what an aggregate keeps and how its value is made."""
    return _SHAPES[type(aggregate)](aggregate)


def nothing(aggregate: model.Aggregate) -> model.Value:
    """Return the value without any entry."""
    if getattr(aggregate, "half_life", None) is not None:
        return 0.0
    without: model.Value = _WITHOUT.get(type(aggregate))
    return without.copy() if isinstance(without, list | dict) else without


def ranked(counts: dict[str, int], most: int) -> list[str]:
    """Return the keys with the largest counts, of equal ones the alphabetically first."""
    return sorted(counts, key=lambda text: (-counts[text], text))[:most]


def streak(days: list[int], today: int) -> int:
    """Return how many days in a row end today or yesterday; the days are ascending."""
    known = set(days)
    last = today if today in known else today - 1
    length = 0
    while last - length in known:
        length += 1
    return length


_WITHOUT: dict[type[model.Aggregate], Any] = {
    model.Exists: False,
    model.Count: 0,
    model.UniqueCount: 0,
    model.Score: 0,
    model.Streak: 0,
    model.Sum: 0.0,
    model.UniqueList: [],
    model.TopK: [],
    model.CountBy: {},
}


def _count(aggregate: model.Count) -> Shape:
    if aggregate.half_life is not None:
        return Shape("none", Days, _decay(aggregate.half_life, MICRO))
    return Shape("none", Tally, lambda state, _now, _zone: state.number)


def _score(aggregate: model.Score) -> Shape:
    if aggregate.half_life is not None:
        return Shape("points", Days, _decay(aggregate.half_life, MICRO), way=SUMMED)
    return Shape("points", Total, lambda state, _now, _zone: state.total, way=SUMMED)


def _sum(aggregate: model.Sum) -> Shape:
    if aggregate.half_life is not None:
        return Shape("micro", Days, _decay(aggregate.half_life, 1), aggregate.field, SUMMED)
    return Shape("micro", Total, lambda state, _now, _zone: state.total / MICRO, aggregate.field, SUMMED)


def _end(zero: Callable[[], Plain]) -> Callable[[Any], Shape]:
    def shape(aggregate: model.First | model.Latest) -> Shape:
        if aggregate.field is None:
            return Shape("none", zero, lambda state, _now, _zone: state.at_ms)
        return Shape("text", zero, lambda state, _now, _zone: state.text, aggregate.field)

    return shape


def _texts(finish: Callable[[Any, dict[str, int]], model.Value]) -> Callable[[Any], Shape]:
    def shape(aggregate: Any) -> Shape:
        return Shape("text", Counts, lambda state, _now, _zone: finish(aggregate, state.counts), aggregate.field)

    return shape


_SHAPES: dict[type[model.Aggregate], Callable[[Any], Shape]] = {
    model.Count: _count,
    model.Sum: _sum,
    model.Score: _score,
    model.Average: lambda how: Shape(
        "micro", Total, lambda state, _now, _zone: state.total / state.number / MICRO, how.field, SUMMED
    ),
    model.Minimum: lambda how: Shape("number", Least, lambda state, _now, _zone: state.number, how.field, SMALLEST),
    model.Maximum: lambda how: Shape("number", Greatest, lambda state, _now, _zone: state.number, how.field, LARGEST),
    model.First: _end(Earliest),
    model.Latest: _end(Newest),
    model.Exists: lambda _: Shape("none", Seen, lambda _state, _now, _zone: True),
    model.UniqueCount: _texts(lambda _, counts: len(counts)),
    model.UniqueList: _texts(lambda how, counts: list(counts)[: how.limit]),
    model.MostFrequent: lambda how: Shape(
        "text", Counts, lambda state, _now, _zone: _favourite(state.counts, how.least), how.field
    ),
    model.TopK: _texts(lambda how, counts: ranked(counts, how.k)),
    model.CountBy: _texts(lambda _, counts: {text: counts[text] for text in ranked(counts, LARGEST_MAP)}),
    model.PercentOf: lambda _: Shape(
        "hit", Total, lambda state, _now, _zone: 100 * state.total / state.number, way=SUMMED
    ),
    model.TimeSinceLast: lambda _: Shape("none", Newest, lambda state, now_ms, _: max(now_ms - state.at_ms, 0)),
    model.TimeBetween: lambda _: Shape("none", Extent, _mean_gap),
    model.Streak: lambda _: Shape(
        "day", StreakDays, lambda state, now_ms, zone: streak(state.days, local_day(now_ms, zone))
    ),
}


def _favourite(counts: dict[str, int], least: int) -> str | None:
    text = max(counts, key=counts.__getitem__)  # of equal ones the first: texts are in order
    return text if counts[text] >= least else None


def _mean_gap(state: Extent, _now_ms: int, _zone: str) -> float | None:
    return (state.last_ms - state.first_ms) / (state.number - 1) if state.number > 1 else None


def _decay(half_life: str | None, millionths: int) -> Callable[[Days, int, str], float]:
    length = coercion.duration_ms(half_life or "") / DAY_MS

    def finish(state: Days, now_ms: int, _zone: str) -> float:
        today, total = now_ms // DAY_MS, 0.0
        for day, amount in state.sums.items():
            total += amount * 2 ** -(max(today - day, 0) / length)
        return round(total * millionths) / MICRO

    return finish
