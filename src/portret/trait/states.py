"""What is kept of a fold per profile: commutative monoids, each the same whatever order its entries come in.

An entry is (instant in ms, value, how many it stands for); what the value is depends on the aggregate, see
`portret.trait.aggregate`. `take` puts one in and says whether anything changed; `add` puts another state in.
Dictionaries are kept in the order of their keys, so that equal states are equal as bytes.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from operator import itemgetter

import msgspec

from portret.trait.entries import LARGEST_SUM, Log, Value, add_log

KEPT = 1_000
"""How many values, days and parts are kept: of values and parts the alphabetically first, of days the newest."""

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
_VISIT_HOURS = 74
SHORTEST_IDLE_MS = 300_000
"""Activity with shorter pauses is kept as one spell: the shortest pause that may end a session."""


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
        self.counts = _first(counts, value, number)  # type: ignore[arg-type]
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


class Parts(msgspec.Struct, array_like=True, gc=False, tag=12):
    """States over all time by the values of a field, and how many entries each has; the alphabetically first 1,000."""

    numbers: dict[str, int] = {}
    states: dict[str, Plain] = {}

    def take(
        self,
        part: str,
        zero: Callable[[], Plain],
        at_ms: int,
        value: Value,
        number: int = 1,
        *,
        counts: bool,
    ) -> bool:
        """Put an entry of a part in; one that does not count has no value to sum up, but the part is there."""
        if not self._note(part, number):
            return False
        if counts:
            state = self.states.get(part)
            if state is None:
                state = zero()
                self._keep(part, state)
            state.take(at_ms, value, number)
        return True

    def add(self, other: Parts) -> None:
        """Put another state in."""
        for part, number in other.numbers.items():
            if self._note(part, number) and part in other.states:
                mine = self.states.get(part)
                if mine is None:
                    self._keep(part, other.states[part])
                else:
                    mine.add(other.states[part])  # type: ignore[arg-type]  # states of one fold are of one kind

    def _note(self, part: str, number: int) -> bool:
        """Count entries of a part; return whether the part is kept."""
        numbers = self.numbers
        if part in numbers:
            numbers[part] += number
            return True
        self.numbers = numbers = _first(numbers, part, number)
        if len(numbers) == KEPT:
            for gone in self.states.keys() - numbers.keys():
                del self.states[gone]
        return part in numbers

    def _keep(self, part: str, state: Plain) -> None:
        states = self.states
        in_order = not states or part > next(reversed(states))
        states[part] = state
        if not in_order:
            self.states = dict(sorted(states.items(), key=itemgetter(0)))


class Visit(msgspec.Struct, array_like=True, gc=False, tag=14):
    """Entries of the last days, and when the person was active at all, for what counts this session alone.

    Attributes:
        active: hour since the epoch → its spells of activity without a pause of 5 minutes, as (first, last) ms.
    """

    log: Log
    active: dict[int, list[tuple[int, int]]] = {}

    def be_active(self, at_ms: int) -> bool:
        """Note an instant of activity; return whether anything changed."""
        spells = self.active.get(at_ms // HOUR_MS)
        if spells is not None:
            first_ms, last_ms = spells[-1]
            if last_ms <= at_ms < last_ms + SHORTEST_IDLE_MS:
                spells[-1] = (first_ms, at_ms)
                return at_ms != last_ms
        return self._spell(at_ms, at_ms)

    def add(self, other: Visit) -> None:
        """Put another state in."""
        add_log(self.log, other.log)
        for spells in other.active.values():
            for first_ms, last_ms in spells:
                self._spell(first_ms, last_ms)

    def _spell(self, first_ms: int, last_ms: int) -> bool:
        hour = first_ms // HOUR_MS
        active = self.active
        newest = next(reversed(active), hour)
        if hour < newest - _VISIT_HOURS:
            return False
        known = active.get(hour)
        if known is None:
            active[hour] = [(first_ms, last_ms)]
            if hour < newest:
                self.active = dict(sorted(active.items()))
            for old in [each for each in active if each < hour - _VISIT_HOURS]:
                del active[old]
            return True
        joined = _joined(known, first_ms, last_ms)
        active[hour] = joined
        return joined != known


class Steps(msgspec.Struct, array_like=True, gc=False, tag=15):
    """Entries that are steps of a sequence.

    Attributes:
        done_ms: the last step of the latest sequence that was complete when its entries became too many; 0 if none.
    """

    log: Log
    done_ms: int = 0

    def add(self, other: Steps) -> None:
        """Put another state in."""
        add_log(self.log, other.log)
        self.done_ms = max(self.done_ms, other.done_ms)


FoldState = Plain | Parts | Log | Visit | Steps
"""What is kept of one fold of one profile."""


def merge_states(a: Mapping[int, FoldState], b: Mapping[int, FoldState]) -> dict[int, FoldState]:
    """Return the states of both sets of entries together, by fold id; they share nothing with the arguments."""
    merged = decode_states(encode_states(a))
    for fold_id, theirs in decode_states(encode_states(b)).items():
        mine = merged.get(fold_id)
        if mine is None:
            merged[fold_id] = theirs
        elif type(mine) is type(theirs):
            _add(mine, theirs)
    return merged


def encode_states(states: Mapping[int, FoldState]) -> bytes:
    """Return states by fold id as MessagePack; equal states give equal bytes."""
    ids = list(states)
    in_order = sorted(ids)
    return _encode(states if ids == in_order else {fold_id: states[fold_id] for fold_id in in_order})


def plus_states(blob: bytes, more: Mapping[int, FoldState]) -> bytes:
    """Return encoded states with others put in, as decoding, merging and encoding would; those of other folds unread.

    Raises:
        msgspec.DecodeError: they are none.
    """
    mine = _decode_sealed(blob)
    if not mine or not more:
        return encode_states(more) if more else blob
    if not more.keys().isdisjoint(mine):
        return encode_states(merge_states(decode_states(blob), more))
    sealed = {fold_id: msgspec.Raw(_encode(more[fold_id])) for fold_id in sorted(more)}
    together = {**mine, **sealed}
    in_order = next(reversed(mine)) < next(iter(sealed))  # the youngest fold has the greatest id
    return _encode(together if in_order else dict(sorted(together.items())))


def decode_states(blob: bytes) -> dict[int, FoldState]:
    """Return the states that `encode_states` wrote.

    Raises:
        msgspec.DecodeError: they are none.
    """
    return _decode(blob)


def _add(mine: FoldState, theirs: FoldState) -> None:
    if isinstance(mine, Log):
        add_log(mine, theirs)  # type: ignore[arg-type]  # of one kind
    else:
        mine.add(theirs)  # type: ignore[arg-type]


def _bounded(total: int) -> int:
    return total if -LARGEST_SUM < total < LARGEST_SUM else max(-LARGEST_SUM, min(total, LARGEST_SUM))


def _first(counts: dict[str, int], text: str, number: int) -> dict[str, int]:
    """Return the counts with a new text, in order, the alphabetically first ones."""
    if not counts or text > next(reversed(counts)):
        if len(counts) < KEPT:
            counts[text] = number
        return counts
    items = list(counts.items())
    items.insert(bisect_left(items, (text, 0)), (text, number))
    return dict(items[:KEPT])


def _joined(spells: list[tuple[int, int]], first_ms: int, last_ms: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    known = spells[:]
    insort(known, (first_ms, last_ms))
    for first, last in known:
        if joined and first - joined[-1][1] < SHORTEST_IDLE_MS:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[int, FoldState]).decode
_decode_sealed = msgspec.msgpack.Decoder(dict[int, msgspec.Raw]).decode
