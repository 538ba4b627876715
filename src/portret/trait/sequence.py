"""Sequences: when one was complete, when that counts, and when that next changes. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
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


def put_step(sequence: model.Sequence, state: Steps, moment: Moment, same: str, number: int) -> bool:
    """Put an event that is a step in, with its values of `same`; return whether anything changed.

    Args:
        sequence: what is looked for.
        state: its state, changed.
        moment: when it happened.
        same: what must be equal between steps.
        number: which step it is; after the last one that of `without`.
    """
    if not append(state.log, moment, same, number):
        return False
    if len(state.log.times) > MOST_STEPS * _WIDTH:
        limit(sequence, state)
    return True


def limit(sequence: model.Sequence, state: Steps) -> None:
    """Forget the oldest entries if they are too many; what was complete by then stays so."""
    surplus = len(state.log.times) // _WIDTH - _KEPT
    if surplus <= MOST_STEPS - _KEPT:
        return
    newest_ms = state.log.newest_ms or 0
    complete = [end_ms for end_ms, from_ms in _ends(sequence, state.log) if from_ms <= newest_ms]
    state.done_ms = max([state.done_ms, *complete])
    cut(state.log, surplus)


def holds(sequence: model.Sequence, state: Steps, now_ms: int) -> bool:
    """Return whether the sequence has happened, at an instant."""
    return any(first <= now_ms < after for first, after in _spans(sequence, state))


def change_ms(sequence: model.Sequence, state: Steps, now_ms: int) -> int | None:
    """Return the next instant at which the answer changes, if no entry comes; None if it never does."""
    return told(sequence, state, now_ms)[1]


def told(sequence: model.Sequence, state: Steps, now_ms: int) -> tuple[bool, int | None]:
    """Return whether the sequence has happened, and when that next changes as `change_ms` does."""
    spans = [span for span in _spans(sequence, state) if span[1] > now_ms]
    answer = any(first <= now_ms for first, _ in spans)
    instants = sorted({at_ms for span in spans for at_ms in span if now_ms < at_ms < EVER})
    for at_ms in instants:
        if any(first <= at_ms < after for first, after in spans) is not answer:
            return answer, at_ms
    return answer, None


def reach_ms(sequence: model.Sequence) -> int | None:
    """Return how long before its last step anything matters, the window included; None if there is no window."""
    if sequence.window is None:
        return None
    within = sum(coercion.duration_ms(step.within) for step in sequence.then)
    return coercion.duration_ms(sequence.window.duration) + within + _patience(sequence)


def _spans(sequence: model.Sequence, state: Steps) -> list[Span]:
    ends = _ends(sequence, state.log)
    if state.done_ms:
        ends.append((state.done_ms, state.done_ms + (_patience(sequence) + 1 if sequence.without else 0)))
    if sequence.window is None:
        return [(from_ms if sequence.without else -EVER, EVER) for _, from_ms in ends]
    length_ms = coercion.duration_ms(sequence.window.duration)
    return [(max(end_ms, from_ms), end_ms + length_ms) for end_ms, from_ms in ends if end_ms + length_ms > from_ms]


def _patience(sequence: model.Sequence) -> int:
    return 0 if sequence.without is None else coercion.duration_ms(sequence.without.within)


def _ends(sequence: model.Sequence, log: Log) -> list[tuple[int, int]]:
    """Return (last step, from when it counts) of all that are complete and did not fail."""
    if len(sequence.then) not in (log.values or ()):  # nothing was a last step
        return []
    within = [coercion.duration_ms(step.within) for step in sequence.then]
    patience_ms = _patience(sequence)
    found = []
    for happened in _by_same(log):
        ends = _complete(happened, within)
        if sequence.without is None:
            found += [(end_ms, end_ms) for end_ms in ends]
        else:
            against = [at_ms for at_ms, number in happened if number == len(within) + 1]
            for end_ms in ends:
                after = bisect_right(against, end_ms)
                if after == len(against) or against[after] > end_ms + patience_ms:
                    found.append((end_ms, end_ms + patience_ms + 1))
    return found


def _by_same(log: Log) -> Collection[list[tuple[int, int]]]:
    """Return (instant, number of the step) of those that may follow each other, ascending by time."""
    if log.parts is None and log.old is None:
        numbers: list[Any] = log.values or []
        return (list(zip(memoryview(log.times).cast("q"), numbers, strict=True)),)
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at_ms, same, number, _ in entries(log):
        found[same].append((at_ms, number))  # type: ignore[arg-type]  # of int
    return found.values()


def _complete(happened: list[tuple[int, int]], within: list[int]) -> list[int]:
    """Return the instants of last steps that complete a sequence; what happened is ascending by time.

    The latest fitting step before is enough to know of each number: whatever an earlier one allows, it does, too.
    """
    last = len(within)
    reached: list[int | None] = [None] * (last + 1)
    ends: list[int] = []
    place = 0
    while place < len(happened):
        at_ms = happened[place][0]
        now_reached = set()
        while place < len(happened) and happened[place][0] == at_ms:
            number = happened[place][1]
            before = reached[number - 1] if 0 < number <= last else None
            if number == 0 or (before is not None and at_ms - before <= within[number - 1]):
                now_reached.add(number)
            place += 1
        for number in now_reached:
            reached[number] = at_ms
        if last in now_reached:
            ends.append(at_ms)
    return ends
