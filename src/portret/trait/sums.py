"""States over all time from history that the warehouse has summed up, one answer for each profile, or for each part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from portret.trait.aggregate import Shape
from portret.trait.entries import LARGEST_SUM
from portret.trait.plain import (
    KEPT,
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
from portret.trait.states import Parts

Maker = Callable[[Any], Plain | None]
"""Makes the state of an answer; None if nothing was summed up.

By the state an answer is: of `Seen` and `Tally` how many; of `Extent` (how many, first, last ms); of `Earliest` and
`Newest` (how many, (ms, text)); of `Least`, `Greatest` and `Total` (how many, number); of `Counts` and `StreakDays`
(values ascending, how many of each); of `Days` (days ascending, how many of each, sums).
"""


def maker(shape: Shape) -> Maker:
    """Return what makes states of an aggregate."""
    if shape.zero is Days and shape.payload == "none":
        return _of_counted_days
    return _MAKERS[shape.zero]


def parts_of(make: Maker, answers: Iterable[tuple[str, int, Any]]) -> Parts | None:
    """Return the state by parts, of (part, how many entries it has, its answer), each once; None if there are none."""
    numbers: dict[str, int] = {}
    states: dict[str, Plain] = {}
    for part, number, answer in sorted(answers):
        if number:
            numbers[part] = number
            state = make(answer)
            if state is not None:
                states[part] = state
            if len(numbers) == KEPT:
                break
    return Parts(numbers, states) if numbers else None


def _at_an_end(kind: type[Earliest | Newest]) -> Maker:
    def make(answer: tuple[int, tuple[int, str]]) -> Plain | None:
        number, (at_ms, text) = answer
        return kind(at_ms, text) if number else None

    return make


def _at_an_extreme(kind: type[Least | Greatest]) -> Maker:
    return lambda answer: kind(answer[1]) if answer[0] else None


def _of_total(answer: tuple[int, int]) -> Total | None:
    number, total = answer
    return Total(number, _bounded(total)) if number else None


def _of_counts(answer: tuple[list[str], list[int]]) -> Counts | None:
    texts, numbers = answer
    return Counts(dict(zip(texts[:KEPT], numbers, strict=False))) if texts else None


def _of_streak(answer: tuple[list[int], list[int]]) -> StreakDays | None:
    return StreakDays(list(answer[0][-KEPT:])) if answer[0] else None


def _of_days(answer: tuple[list[int], list[int], list[int]]) -> Days | None:
    days, _, sums = answer
    return Days(dict(zip(days[-KEPT:], map(_bounded, sums[-KEPT:]), strict=True))) if days else None


def _of_counted_days(answer: tuple[list[int], list[int]]) -> Days | None:
    days, numbers = answer
    return Days(dict(zip(days[-KEPT:], numbers[-KEPT:], strict=True))) if days else None


def _bounded(total: int) -> int:
    return max(-LARGEST_SUM, min(total, LARGEST_SUM))


_MAKERS: Mapping[Callable[[], Plain], Maker] = {
    Seen: lambda number: Seen() if number else None,
    Tally: lambda number: Tally(number) if number else None,
    Extent: lambda answer: Extent(*answer) if answer[0] else None,
    Earliest: _at_an_end(Earliest),
    Newest: _at_an_end(Newest),
    Least: _at_an_extreme(Least),
    Greatest: _at_an_extreme(Greatest),
    Total: _of_total,
    Counts: _of_counts,
    StreakDays: _of_streak,
    Days: _of_days,
}
