"""Sequences: when one was complete, when that counts, and when that next changes. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from portret.kernel import coercion
from portret.trait import model
from portret.trait.entries import Log, Moment, append, cut, entries
from portret.trait.states import Steps

MOST_STEPS = 1_256
"""Above so many entries the oldest are forgotten; 1,000 are kept."""

_KEPT = 1_000
_WIDTH = 8
EVER = 1 << 62

Span = tuple[int, int]
"""(first instant at which it holds, first instant at which it no longer does)."""

Teller = Callable[[Steps, int], tuple[bool, int | None]]
"""(state, now ms) → (whether the sequence has happened, the next instant at which that changes if no entry comes)."""


def put_step(sequence: model.Sequence, state: Steps, moment: Moment, same: str, number: int) -> bool:
    """Put an event that is a step in, with its values of `same`; return whether that may change the answer.

    The newest step changes none if others have to follow it.

    Args:
        sequence: what is looked for.
        state: its state, changed.
        moment: when it happened.
        same: what must be equal between steps.
        number: which step it is; after the last one that of `without`.
    """
    log = state.log
    newest_ms = log.newest_ms
    if not append(log, moment, same, number):
        return False
    if len(log.times) > MOST_STEPS * _WIDTH:
        limit(sequence, state)
        return True
    return number >= len(sequence.then) or (newest_ms is not None and moment[0] <= newest_ms)


def limit(sequence: model.Sequence, state: Steps) -> None:
    """Forget the oldest entries if they are too many; what was complete by then stays so."""
    surplus = len(state.log.times) // _WIDTH - _KEPT
    if surplus <= MOST_STEPS - _KEPT:
        return
    newest_ms, later_ms = state.log.newest_ms or 0, _counts_after(sequence)
    complete = [end_ms for end_ms in _ender(sequence)(state.log) if end_ms + later_ms <= newest_ms]
    state.done_ms = max([state.done_ms, *complete])
    cut(state.log, surplus)


def teller(sequence: model.Sequence) -> Teller:
    """Return what tells of a sequence, compiled."""
    ends_of, later_ms = _ender(sequence), _counts_after(sequence)
    begin = -EVER if sequence.without is None else None
    length_ms = None if sequence.window is None else coercion.duration_ms(sequence.window.duration)

    def tell(state: Steps, now_ms: int) -> tuple[bool, int | None]:
        ends = ends_of(state.log)
        if state.done_ms:
            ends.append(state.done_ms)
            ends.sort()
        elif not ends:
            return False, None
        if length_ms is None:
            return _answer(((end_ms + later_ms if begin is None else begin, EVER) for end_ms in ends), now_ms)
        if length_ms <= later_ms:
            return False, None
        return _answer(((end_ms + later_ms, end_ms + length_ms) for end_ms in ends), now_ms)

    return tell


def reach_ms(sequence: model.Sequence) -> int | None:
    """Return how long before its last step anything matters, the window included; None if there is no window."""
    if sequence.window is None:
        return None
    within = sum(coercion.duration_ms(step.within) for step in sequence.then)
    patience_ms = 0 if sequence.without is None else coercion.duration_ms(sequence.without.within)
    return coercion.duration_ms(sequence.window.duration) + within + patience_ms


def _answer(spans: Iterable[Span], now_ms: int) -> tuple[bool, int | None]:
    """Return whether an instant lies in one of the spans, and when that ends or begins; the spans are ascending."""
    until: int | None = None
    for first, after in spans:
        if after <= now_ms:
            continue
        if until is None:
            if first > now_ms:
                return False, first
        elif first > until:
            break
        until = after
    return until is not None, None if until == EVER else until


def _counts_after(sequence: model.Sequence) -> int:
    """Return how many ms after its last step a sequence counts: once the time is over in which it may be broken."""
    return 0 if sequence.without is None else coercion.duration_ms(sequence.without.within) + 1


def _ender(sequence: model.Sequence) -> Callable[[Log], list[int]]:
    """Return what gives the last steps of all sequences in a log that are complete and were not broken, in order."""
    within = [coercion.duration_ms(step.within) for step in sequence.then]
    last = len(within)
    patience_ms = None if sequence.without is None else coercion.duration_ms(sequence.without.within)

    def ends(log: Log) -> list[int]:
        if last not in (log.values or ()):  # nothing was a last step
            return []
        if log.parts is None and log.old is None:
            return of_one(list(zip(memoryview(log.times).cast("q"), log.values or (), strict=True)))
        return sorted(end_ms for happened in _by_same(log) for end_ms in of_one(happened))

    def of_one(happened: list[Any]) -> list[int]:
        complete = _complete(happened, within)
        if patience_ms is None or not complete:
            return complete
        against = [at_ms for at_ms, number in happened if number > last]
        return _unbroken(complete, against, patience_ms) if against else complete

    return ends


def _unbroken(ends: list[int], against: list[int], patience_ms: int) -> list[int]:
    found = []
    for end_ms in ends:
        after = bisect_right(against, end_ms)
        if after == len(against) or against[after] > end_ms + patience_ms:
            found.append(end_ms)
    return found


def _by_same(log: Log) -> Collection[list[tuple[int, int]]]:
    """Return (instant, number of the step) of those that may follow each other, ascending by time."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at_ms, same, number, _ in entries(log):
        found[same].append((at_ms, number))  # type: ignore[arg-type]  # of int
    return found.values()


def _complete(happened: list[tuple[int, int]], within: list[int]) -> list[int]:
    """Return the instants of last steps that complete a sequence; what happened is ascending by time.

    The latest fitting step before is enough to know of each number: whatever an earlier one allows, it does, too.
    What happened at the same instant does not follow one another.
    """
    last = len(within)
    reached: list[int | None] = [None] * (last + 1)
    together_ms = -EVER
    together: list[int] = []
    ends: list[int] = []
    for at_ms, number in happened:
        if at_ms != together_ms:
            for each in together:
                reached[each] = together_ms
            together_ms, together = at_ms, []
        if number > last:
            continue
        before = reached[number - 1] if number else at_ms
        if before is None or (number and at_ms - before > within[number - 1]):
            continue
        together.append(number)
        if number == last and (not ends or ends[-1] != at_ms):
            ends.append(at_ms)
    return ends
