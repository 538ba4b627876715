"""States over all time of one value: commutative monoids, each the same whatever order its entries come in.

An entry is (instant in ms, value, how many it stands for); what the value is depends on the aggregate, see
`portret.trait.aggregate`. `take` puts one in and says whether anything changed; `add` puts another state in.
Dictionaries are kept in the order of their keys, so that equal states are equal as bytes.
"""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from portret.trait.entries import LARGEST_SUM, Value

KEPT = 1_000
"""How many values, days and parts are kept: of values and parts the alphabetically first, of days the newest."""

DAY_MS = 86_400_000


class Seen(msgspec.Struct, array_like=True, gc=False, tag=1):
    """That there was any."""

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        return False

    def add(self, other: Seen) -> None:
        """Put another state in."""


class Tally(msgspec.Struct, array_like=True, gc=False, tag=2):
    """How many."""

    number: int = 0

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        self.number += number
        return True

    def add(self, other: Tally) -> None:
        """Put another state in."""
        self.number += other.number


class Total(msgspec.Struct, array_like=True, gc=False, tag=3):
    """A sum of whole numbers (millionths, points, hits), and of how many."""

    number: int = 0
    total: int = 0

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in; `value` is the sum of those it stands for."""
        self.number += number
        self.total = _bounded(self.total + value)  # type: ignore[operator,arg-type]  # aggregate.py: sums are of int
        return True

    def add(self, other: Total) -> None:
        """Put another state in."""
        self.number += other.number
        self.total = _bounded(self.total + other.total)


class Least(msgspec.Struct, array_like=True, gc=False, tag=4):
    """The smallest number."""

    number: float | None = None

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        if self.number is None or value < self.number:  # type: ignore[operator]  # aggregate.py: of float
            self.number = value  # type: ignore[assignment]
            return True
        return False

    def add(self, other: Least) -> None:
        """Put another state in."""
        if other.number is not None:
            self.take(0, other.number)


class Greatest(msgspec.Struct, array_like=True, gc=False, tag=5):
    """The largest number."""

    number: float | None = None

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        if self.number is None or value > self.number:  # type: ignore[operator]  # aggregate.py: of float
            self.number = value  # type: ignore[assignment]
            return True
        return False

    def add(self, other: Greatest) -> None:
        """Put another state in."""
        if other.number is not None:
            self.take(0, other.number)


class Earliest(msgspec.Struct, array_like=True, gc=False, tag=6):
    """The earliest instant and what was read then; of equal instants the alphabetically first text."""

    at_ms: int | None = None
    text: str = ""

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        text = value or ""
        if self.at_ms is None or (at_ms, text) < (self.at_ms, self.text):
            self.at_ms, self.text = at_ms, text  # type: ignore[assignment]  # aggregate.py: of str
            return True
        return False

    def add(self, other: Earliest) -> None:
        """Put another state in."""
        if other.at_ms is not None:
            self.take(other.at_ms, other.text)


class Newest(msgspec.Struct, array_like=True, gc=False, tag=7):
    """The latest instant and what was read then; of equal instants the alphabetically last text."""

    at_ms: int | None = None
    text: str = ""

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        text = value or ""
        if self.at_ms is None or (at_ms, text) > (self.at_ms, self.text):
            self.at_ms, self.text = at_ms, text  # type: ignore[assignment]  # aggregate.py: of str
            return True
        return False

    def add(self, other: Newest) -> None:
        """Put another state in."""
        if other.at_ms is not None:
            self.take(other.at_ms, other.text)


class Extent(msgspec.Struct, array_like=True, gc=False, tag=8):
    """How many, from when to when."""

    number: int = 0
    first_ms: int = 0
    last_ms: int = 0

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        if self.number:
            self.first_ms = min(self.first_ms, at_ms)
            self.last_ms = max(self.last_ms, at_ms)
        else:
            self.first_ms = self.last_ms = at_ms
        self.number += number
        return True

    def add(self, other: Extent) -> None:
        """Put another state in."""
        if not other.number:
            return
        self.first_ms = min(self.first_ms, other.first_ms) if self.number else other.first_ms
        self.last_ms = max(self.last_ms, other.last_ms) if self.number else other.last_ms
        self.number += other.number


class Counts(msgspec.Struct, array_like=True, gc=False, tag=9):
    """How often each text was read; the alphabetically first 1,000 are kept."""

    counts: dict[str, int] = {}

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in."""
        counts = self.counts
        if value in counts:
            counts[value] += number
            return True
        self.counts = with_text(counts, value, number)  # type: ignore[arg-type]
        return value in self.counts

    def add(self, other: Counts) -> None:
        """Put another state in."""
        for text, number in other.counts.items():
            self.take(0, text, number)


class Days(msgspec.Struct, array_like=True, gc=False, tag=10):
    """Sums of whole numbers by UTC day since the epoch, for half-lives; the newest 1,000 days are kept."""

    sums: dict[int, int] = {}

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:
        """Put an entry in; `value` is the sum of those it stands for, None their number."""
        day, amount = at_ms // DAY_MS, number if value is None else value
        if day in self.sums:
            self.sums[day] += amount  # type: ignore[assignment,operator]  # aggregate.py: of int
            if not -LARGEST_SUM < self.sums[day] < LARGEST_SUM:
                self.sums[day] = _bounded(self.sums[day])
        else:
            self._put(day, amount)  # type: ignore[arg-type]  # aggregate.py: of int
        return True

    def add(self, other: Days) -> None:
        """Put another state in."""
        for day, amount in other.sums.items():
            self._put(day, amount)

    def _put(self, day: int, amount: int) -> None:
        sums = self.sums
        if day in sums:
            sums[day] = _bounded(sums[day] + amount)
            return
        in_order = not sums or day > next(reversed(sums))
        sums[day] = _bounded(amount)
        if not in_order or len(sums) > KEPT:
            self.sums = dict(sorted(sums.items())[-KEPT:])


class StreakDays(msgspec.Struct, array_like=True, gc=False, tag=11):
    """Calendar days in the workspace's zone, counted since the epoch; the newest 1,000 are kept."""

    days: list[int] = []

    def take(self, at_ms: int, value: Value, number: int = 1) -> bool:  # noqa: ARG002 — as all states
        """Put an entry in; `value` is the day."""
        days = self.days
        if days and days[-1] == value:
            return False
        place = bisect_left(days, value)  # type: ignore[type-var]  # aggregate.py: of int
        if place < len(days) and days[place] == value:
            return False
        days.insert(place, value)  # type: ignore[arg-type]
        if len(days) > KEPT:
            return days.pop(0) != value
        return True

    def add(self, other: StreakDays) -> None:
        """Put another state in."""
        for day in other.days:
            self.take(0, day)


Plain = Seen | Tally | Total | Least | Greatest | Earliest | Newest | Extent | Counts | Days | StreakDays
"""States over all time, of one value."""


def with_text(counts: dict[str, int], text: str, number: int) -> dict[str, int]:
    """Return the counts with a new text, in order, the alphabetically first ones."""
    if not counts or text > next(reversed(counts)):
        if len(counts) < KEPT:
            counts[text] = number
        return counts
    items = list(counts.items())
    items.insert(bisect_left(items, (text, 0)), (text, number))
    return dict(items[:KEPT])


def _bounded(total: int) -> int:
    return total if -LARGEST_SUM < total < LARGEST_SUM else max(-LARGEST_SUM, min(total, LARGEST_SUM))
