"""What is kept of a fold per profile: a plain state, or one of parts, of visits, of steps; merged, and as bytes.

All are commutative monoids as the plain ones are (`portret.trait.plain`).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Mapping
from operator import itemgetter

import msgspec

from portret.trait.entries import Log, Value, add_log
from portret.trait.plain import KEPT, Plain, with_text

HOUR_MS = 3_600_000
_VISIT_HOURS = 74
SHORTEST_IDLE_MS = 300_000
"""Activity with shorter pauses is kept as one spell: the shortest pause that may end a session."""


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
        self.numbers = numbers = with_text(numbers, part, number)
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
