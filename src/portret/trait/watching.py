"""Conditions on a fold's value: whether it holds at an instant, and until when at least time alone leaves it so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from portret.kernel import coercion
from portret.trait import model
from portret.trait.aggregate import nothing
from portret.trait.calendar import Unit, local_day, span_of
from portret.trait.compare import RELATIVE, changer, comparer, constants
from portret.trait.entries import Log, exact_place
from portret.trait.kinds import part_type, value_type
from portret.trait.leaving import outlook_of_number, outlook_of_value
from portret.trait.plain import DAY_MS, Days
from portret.trait.sequence import teller
from portret.trait.states import FoldState, Steps, Visit
from portret.trait.value import Change, Reading, changes_by_itself, reading

MOST_LOOKED_AT = 32
"""How many changes of a value, times its entries, are looked ahead for the one that changes the answer."""

_MOST_SUMMED = 256
"""Above so many entries of a window, time is looked ahead in steps."""

_LONGEST_DECAY_DAYS = 146_000
_COUNT, _EXISTS, _LATEST = model.Count(), model.Exists(), model.Latest()
_MONOTONE = frozenset(("lt", "le", "gt", "ge"))

Watch = Callable[[FoldState | None, int], tuple[bool, Change]]
"""(state, now ms) → (whether the comparison holds, the next instant at which it may not any more, or may)."""


def next_change(
    fold: model.Fold,
    state: FoldState | None,
    comparison: model.Comparison | None,
    now_ms: int,
    zone: str,
    part: str | None = None,
) -> Change:
    """Return the earliest later instant at which an answer may change by time alone; None if it never does.

    It may be early, never late.

    Args:
        fold: what is computed.
        state: of the profile; None if nothing was folded.
        comparison: whose answer is asked for; None for the value itself.
        now_ms: the instant, ms since the epoch.
        zone: the workspace's IANA time zone.
        part: which part of a value by a dimension is compared; None is the whole.

    Raises:
        Invalid: the comparison cannot be made.
    """
    if comparison is None:
        return reading(fold, zone).change(state, now_ms)
    return watch(fold, comparison, zone, part)(state, now_ms)[1]


def watch(fold: model.Fold, comparison: model.Comparison, zone: str, part: str | None = None) -> Watch:
    """Return a comparison of a fold's value, or of a part of it, compiled.

    Raises:
        Invalid: the comparison cannot be made.
    """
    kind = value_type(fold) if part is None else _part_type(fold)
    change = changer(comparison, kind, zone)
    answers = _Answers(fold, part, zone, comparer(comparison, kind, zone), change)
    if isinstance(fold, model.Sequence):
        return _followed(fold, answers.compare)
    if isinstance(fold.aggregate, model.TimeSinceLast):
        lengths = _lengths(comparison)
        return (
            answers.watched if lengths is None else _Lengths(answers, replace(fold, aggregate=_LATEST), lengths).watched
        )
    if fold.window is None and change is None and not changes_by_itself(fold.aggregate):
        return answers.steady
    if part is not None or fold.per is not None:
        return answers.watched
    if fold.window is None:
        return _decaying(answers) if comparison.op in _MONOTONE and _has_half_life(fold.aggregate) else answers.watched
    return _in_window(answers, fold, comparison.op)


class _Answers:
    """The answers of one comparison over time."""

    def __init__(
        self,
        fold: model.Fold,
        part: str | None,
        zone: str,
        compare: Callable[[Any, int], bool],
        change: Callable[[Any, int], Change] | None,
    ) -> None:
        self.reading: Reading = reading(fold, zone)
        self.zone = zone
        self.part = part
        self.compare = compare
        self._change = change

    def answer(self, state: FoldState | None, now_ms: int) -> bool:
        """Return whether the comparison holds."""
        return self.compare(self._value(state, now_ms), now_ms)

    def steady(self, state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        """Return whether it holds, where time alone never changes that."""
        return self.compare(self._value(state, now_ms), now_ms), None

    def watched(self, state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        """Return whether it holds and when that may next change, looking some changes of the value ahead."""
        return self.ahead(state, now_ms, self._next)

    def ahead(
        self,
        state: FoldState | None,
        now_ms: int,
        following: Callable[[FoldState | None, model.Value, int], Change],
    ) -> tuple[bool, Change]:
        """Look ahead through the instants that `following` gives: (state, value, now ms) → the next one."""
        value = self._value(state, now_ms)
        answer = self.compare(value, now_ms)
        at_ms = following(state, value, now_ms)
        for _ in range(_looks(state)):
            if at_ms is None:
                return answer, None
            value = self._value(state, at_ms)
            if self.compare(value, at_ms) is not answer:
                return answer, at_ms
            at_ms = following(state, value, at_ms)
        return answer, at_ms

    def _value(self, state: FoldState | None, now_ms: int) -> model.Value:
        value = self.reading.value(state, now_ms)
        if self.part is None:
            return value
        return value.get(self.part) if isinstance(value, dict) else None

    def _next(self, state: FoldState | None, value: model.Value, now_ms: int) -> Change:
        at_ms = self.reading.change(state, now_ms)
        return at_ms if self._change is None else _earlier(at_ms, self._change(value, now_ms))


class _Lengths:
    """The answers on a time since the latest: they change where it reaches, or passes, what it is compared with."""

    def __init__(self, answers: _Answers, latest: model.Computation, lengths: tuple[int, ...]) -> None:
        self._answers = answers
        self._latest = reading(latest, answers.zone)
        self._lengths = lengths

    def watched(self, state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        """Return whether it holds and when that may next change."""
        return self._answers.ahead(state, now_ms, self._next)

    def _next(self, state: FoldState | None, _: model.Value, now_ms: int) -> Change:
        found: Any = self._latest.value(state, now_ms)
        if self._answers.part is not None:
            found = found.get(self._answers.part) if isinstance(found, dict) else None
        reached_ms = [found + length + more for length in self._lengths for more in (0, 1)] if found is not None else []
        at_ms: Change = min((each for each in reached_ms if each > now_ms), default=None)
        return _earlier(at_ms, self._latest.change(state, now_ms))


def _in_window(answers: _Answers, fold: model.Computation, op: model.Operator) -> Watch:
    if op in RELATIVE or changes_by_itself(fold.aggregate):
        return answers.watched
    match fold.window:
        case model.Last(duration=duration):
            return _in_last(answers, fold.aggregate, coercion.duration_ms(duration))
        case model.Calendar(unit=unit, which="current"):
            return _in_period(answers, fold.aggregate, unit)
        case _:
            return answers.watched


def _leaving(answers: _Answers, length_ms: int) -> Watch:
    """Watch a number of entries of the last time: they leave one by one."""
    outlook = outlook_of_number(answers.compare, bool if answers.reading.value(None, 0) is False else int)

    def watched(state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        if not isinstance(state, Log) or (first := exact_place(state, now_ms - length_ms, now_ms)) is None:
            return answers.watched(state, now_ms)
        answer, leaving = outlook(state.number - first)
        return answer, None if leaving is None else state.instant(first + leaving - 1) + length_ms

    return watched


def _in_last(answers: _Answers, aggregate: model.Aggregate, length_ms: int) -> Watch:
    """Watch what happened in the time last past."""
    if aggregate in (_COUNT, _EXISTS):
        return _leaving(answers, length_ms)
    return _shrinking(answers, aggregate, length_ms)


def _in_period(answers: _Answers, aggregate: model.Aggregate, unit: Unit) -> Watch:
    """Watch what happened in this day, week or month: all of it is over at its end."""
    compare, zone, none = answers.compare, answers.zone, nothing(aggregate)
    absent = compare(none, 0)

    def watched(state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        newest_ms = state.newest_ms if isinstance(state, Log) else None
        if newest_ms is None or newest_ms > now_ms:
            return answers.watched(state, now_ms)
        first_ms, after_ms, _ = span_of(local_day(now_ms, zone), unit, "current", zone)
        if newest_ms < first_ms:
            return absent, None
        answer = answers.answer(state, now_ms)
        return answer, None if answer is absent else after_ms

    return watched


def _shrinking(answers: _Answers, aggregate: model.Aggregate, length_ms: int) -> Watch:
    """Watch what the entries of the last time sum up to, as they leave one by one."""
    ahead = outlook_of_value(answers.compare, aggregate, answers.zone)

    def watched(state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        if not isinstance(state, Log) or (first := exact_place(state, now_ms - length_ms, now_ms)) is None:
            return answers.watched(state, now_ms)
        if state.number - first > _MOST_SUMMED:
            return answers.watched(state, now_ms)
        answer, change_ms = ahead(memoryview(state.times).cast("q")[first:], (state.values or [])[first:])
        return answer, None if change_ms is None else change_ms + length_ms

    return watched


def _followed(sequence: model.Sequence, compare: Callable[[Any, int], bool]) -> Watch:
    """Watch a sequence, whose answer changes when it happens, when that counts, and when it no longer does."""
    absent, present = compare(False, 0), compare(True, 0)  # noqa: FBT003 — what is compared
    tell = teller(sequence)

    def watched(state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        if absent is present or not isinstance(state, Steps):
            return absent, None
        has_happened, change = tell(state, now_ms)
        return present if has_happened else absent, change

    return watched


def _lengths(comparison: model.Comparison) -> tuple[int, ...] | None:
    """Return the durations that a time is compared with; None if it is compared in another way."""
    if comparison.op in ("exists", "is_empty"):
        return ()
    if comparison.op not in (*_MONOTONE, "eq", "ne", "between", "in", "not_in"):
        return None
    return tuple(coercion.duration_ms(each) for each in constants(comparison) if isinstance(each, str))


def _decaying(answers: _Answers) -> Watch:
    """Watch a sum that only becomes smaller: the day its answer changes is found by halving."""

    def watched(state: FoldState | None, now_ms: int) -> tuple[bool, Change]:
        today = now_ms // DAY_MS
        if not isinstance(state, Days) or not state.sums:
            return answers.answer(state, now_ms), None
        if min(state.sums.values()) < 0 or max(state.sums) > today:
            return answers.watched(state, now_ms)
        answer = answers.answer(state, now_ms)
        days = range(today + 1, today + _LONGEST_DECAY_DAYS)
        place = bisect_left(days, True, key=lambda day: answers.answer(state, day * DAY_MS) is not answer)  # noqa: FBT003 — what is sought
        return answer, None if place == len(days) else days[place] * DAY_MS

    return watched


def _looks(state: FoldState | None) -> int:
    """Return how many changes are looked ahead: the fewer, the more entries are summed up for each."""
    log = state.log if isinstance(state, Visit) else state
    return max(1, MOST_LOOKED_AT // (1 + len(log.times) // 8)) if isinstance(log, Log) else MOST_LOOKED_AT


def _has_half_life(aggregate: model.Aggregate) -> bool:
    return getattr(aggregate, "half_life", None) is not None


def _earlier(a: Change, b: Change) -> Change:
    return b if a is None else a if b is None else min(a, b)


def _part_type(fold: model.Fold) -> model.ValueType:
    if isinstance(fold, model.Computation) and fold.per is not None:
        return part_type(fold.aggregate)
    return "number"
