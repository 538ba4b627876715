"""What becomes of an answer as the entries of a window leave it one by one, the oldest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portret.trait import model
from portret.trait.aggregate import nothing, shape_of
from portret.trait.entries import LARGEST_SUM
from portret.trait.plain import Counts, Total

Compare = Callable[[Any, int], bool]
"""(value, now ms) → whether it compares so, at whatever time."""

OfNumber = Callable[[int], tuple[bool, int | None]]
"""How many entries there are → (the answer, how many of them have to leave until it is another; None: all may)."""

OfValue = Callable[[memoryview, list[Any]], tuple[bool, int | None]]
"""(instants, values) of the entries → (the answer, the instant of the one whose leaving changes it; None: all may)."""


def outlook_of_number(compare: Compare, as_value: Callable[[int], Any]) -> OfNumber:
    """Return what tells of a number of entries; `as_value` makes it what is compared."""
    known: list[tuple[bool, int | None]] = [(compare(as_value(0), 0), None)]

    def outlook(number: int) -> tuple[bool, int | None]:
        while len(known) <= number:
            answer = compare(as_value(len(known)), 0)
            before, leaving = known[-1]
            known.append((answer, 1 if before is not answer else None if leaving is None else leaving + 1))
        return known[number]

    return outlook


def outlook_of_value(compare: Compare, aggregate: model.Aggregate, zone: str) -> OfValue:
    """Return what tells of the value of some hundred entries."""
    leaves = _LEAVES.get(type(shape_of(aggregate).zero()))
    summed_up = _summed_up(compare, aggregate, zone)
    return summed_up if leaves is None else _taken_out(compare, aggregate, zone, *leaves, summed_up)


def _summed_up(compare: Compare, aggregate: model.Aggregate, zone: str) -> OfValue:
    """Look ahead at what is left as entries leave, summed up from the newest on."""
    shape, none = shape_of(aggregate), nothing(aggregate)
    finish, needs_value = shape.finish, shape.payload != "none"

    def of_rest(times: memoryview, values: list[Any]) -> list[bool]:
        """Return the answer on the newest 0, 1, 2 … entries."""
        left: Any = shape.zero()
        answer = compare(none, 0)
        found = [answer]
        for place in range(len(times) - 1, -1, -1):
            payload = values[place] if values else None
            if payload is not None or not needs_value:
                left.take(times[place], payload)
                answer = compare(finish(left, 0, zone), 0)
            found.append(answer)
        return found

    def ahead(times: memoryview, values: list[Any]) -> tuple[bool, int | None]:
        found = of_rest(times, values)
        answer, last = found[-1], len(times) - 1
        for place, at_ms in enumerate(times):
            if found[last - place] is not answer and (place == last or times[place + 1] != at_ms):
                return answer, at_ms
        return answer, None

    return ahead


def _taken_out(
    compare: Compare,
    aggregate: model.Aggregate,
    zone: str,
    begin: Callable[[list[Any]], Any],
    leave: Callable[[Any, Any], None],
    otherwise: OfValue,
) -> OfValue:
    """Look ahead by taking one entry after the other out of a sum, or of counts."""
    finish, none = shape_of(aggregate).finish, nothing(aggregate)

    def ahead(times: memoryview, values: list[Any]) -> tuple[bool, int | None]:
        there = [value for value in values if value is not None]
        left, number = begin(there), len(there)
        if left is None:
            return otherwise(times, values)
        told = finish(left, 0, zone) if number else none
        answer, last = compare(told, 0), len(times) - 1
        is_other = False
        for place, value in enumerate(values):
            if value is not None:
                leave(left, value)
                number -= 1
                before, told = told, finish(left, 0, zone) if number else none
                if told != before:
                    is_other = compare(told, 0) is not answer
            if is_other and (place == last or times[place + 1] != times[place]):
                return answer, times[place]
        return answer, None

    return ahead


def _total_of(values: list[int]) -> Total | None:
    """Return their sum; None if sums of some of them are beyond all reason."""
    return Total(len(values), sum(values)) if sum(map(abs, values)) < LARGEST_SUM else None


def _leave_total(total: Total, value: int) -> None:
    total.number -= 1
    total.total -= value


def _counts_of(values: list[str]) -> Counts:
    counts = dict.fromkeys(sorted(set(values)), 0)
    for value in values:
        counts[value] += 1
    return Counts(counts)


def _leave_counts(counts: Counts, value: str) -> None:
    left = counts.counts
    left[value] -= 1
    if not left[value]:
        del left[value]


_LEAVES: dict[type, tuple[Callable[[Any], Any], Callable[[Any, Any], None]]] = {
    Total: (_total_of, _leave_total),
    Counts: (_counts_of, _leave_counts),
}
"""By the kind of state: what makes it of values, at most as many as it keeps; what takes one out of it."""
