"""Conditions compiled to closures: each says of one person whether it holds and until when at least that stays so.

Equal conditions are compiled once and, where several segments ask them, answered once per person.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from portret import profile
from portret.profile import ProfileState
from portret.trait import RELATIVE, Comparison, Fold, FoldState, Value, ValueType, changer, comparer, watch

NEVER = 1 << 62
"""The instant of a change that time alone will not bring."""

Answer = tuple[bool, int]
"""(whether it holds, the earliest later instant in ms since the epoch at which that may change by time alone)."""

_YES: Answer = (True, NEVER)
NO: Answer = (False, NEVER)
"""It does not hold, and time alone will not change that: most conditions of most people."""

_BUCKETS = 10_000


class Subject(NamedTuple):
    """A person who is judged.

    Attributes:
        member_of: numbers of the segments that list the person; only lists and queries are looked up in it.
    """

    profile_id: str
    state: ProfileState
    member_of: Container[int]


class Moment(msgspec.Struct, gc=False):
    """One person at one instant, and what has been found out of them.

    Attributes:
        computed: the states of folds, by id.
        answers: those of shared conditions, by place; none in the first.
        values: what was read of the person, by place; `UNREAD` what was not.
    """

    subject: Subject
    computed: Mapping[int, FoldState]
    now_ms: int
    answers: list[Answer | None]
    values: list[Any]


Check = Callable[[Moment], Answer]
"""A compiled condition."""

UNSHARED = 0
"""The place where no answer is ever kept."""

Asked = tuple[int, Check]
"""(the place where its answer is kept once it was asked, or UNSHARED; the condition)."""

Read = Callable[[Moment], Any]
"""Gives a value of a person."""

UNREAD = object()


class Reads(NamedTuple):
    """What of a person a condition reads; the groups are those of the catalogue of built-in traits."""

    folds: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    segments: frozenset[int] = frozenset()

    def and_of(self, other: Reads) -> Reads:
        """Return what both read."""
        return Reads(
            self.folds | other.folds,
            self.groups | other.groups,
            self.declared | other.declared,
            self.segments | other.segments,
        )


def every(parts: Sequence[Asked]) -> Check:
    """Return the check that all hold. One that fails keeps it from holding, at least until it may change."""

    def check(moment: Moment) -> Answer:
        answers, until, failing = moment.answers, NEVER, 0
        for place, ask in parts:
            holds, change = answers[place] or ask(moment)
            if not holds:
                if change == NEVER:
                    return NO
                failing = max(failing, change)
            elif change < until:
                until = change
        return (False, failing) if failing else (True, until)

    return check


def some(parts: Sequence[Asked]) -> Check:
    """Return the check that one holds. One that holds is enough, at least until it may change."""

    def check(moment: Moment) -> Answer:
        answers, until, holding = moment.answers, NEVER, 0
        for place, ask in parts:
            holds, change = answers[place] or ask(moment)
            if holds:
                if change == NEVER:
                    return _YES
                holding = max(holding, change)
            elif change < until:
                until = change
        if holding:
            return True, holding
        return NO if until == NEVER else (False, until)

    return check


def negated(parts: Sequence[Asked]) -> Check:
    """Return the check that another does not hold."""
    ((place, ask),) = parts

    def opposite(moment: Moment) -> Answer:
        holds, change = moment.answers[place] or ask(moment)
        return not holds, change

    return opposite


def kept(check: Check, place: int) -> Check:
    """Return the check that keeps its answer in a place: whoever looks there first asks it once per moment."""

    def ask(moment: Moment) -> Answer:
        answer = moment.answers[place] = check(moment)
        return answer

    return ask


def computed(fold_id: int, fold: Fold, comparison: Comparison, per: str | None, zone: str) -> Check:
    """Return the check that the value of a fold compares so.

    Args:
        fold_id: what the fold's state is kept under.
        fold: what is computed.
        comparison: how its value, or a part of it, compares.
        per: which part of a value by a dimension is compared; None compares the whole.
        zone: IANA time zone of the workspace.

    Raises:
        Invalid: the comparison cannot be made, such as with a pattern that is none.
    """
    watched = watch(fold, comparison, zone, per)
    holds, change = watched(None, 0)
    absent = None if change is not None or comparison.op in RELATIVE else _YES if holds else NO

    def check(moment: Moment) -> Answer:
        state = moment.computed.get(fold_id)
        if state is None and absent is not None:
            return absent
        holds, change = watched(state, moment.now_ms)
        if change is None:
            return _YES if holds else NO
        return holds, change

    return check


def read_once(read: Callable[[ProfileState], Value], place: int) -> Read:
    """Return what reads a value of a person's state once per moment, kept in a place."""

    def once(moment: Moment) -> Any:
        found = moment.values[place]
        if found is UNREAD:
            found = moment.values[place] = read(moment.subject.state)
        return found

    return once


def told(read: Read, comparison: Comparison, kind: ValueType | None, zone: str) -> Check:
    """Return the check that what is read of a person compares so. Time changes at most how it compares.

    Raises:
        Invalid: the comparison cannot be made, such as with a pattern that is none.
    """
    compare = comparer(comparison, kind, zone)
    change_of = changer(comparison, kind, zone)
    if change_of is None:
        return lambda moment: _YES if compare(read(moment), moment.now_ms) else NO

    def check(moment: Moment) -> Answer:
        found, now_ms = read(moment), moment.now_ms
        change = change_of(found, now_ms)
        return compare(found, now_ms), NEVER if change is None else change

    return check


def listed(number: int) -> Check:
    """Return the check that the segment with a number, a list or a query, has the person."""
    return lambda moment: _YES if number in moment.subject.member_of else NO


def consented(purpose: str, brand: str | None, state: str) -> Check:
    """Return the check of what the person said of a purpose: granted, denied or unknown."""
    wanted = {"granted": True, "denied": False}.get(state)
    return lambda moment: _YES if profile.consent_answer(moment.subject.state, purpose, brand) is wanted else NO


def reachable(channel: str) -> Check:
    """Return the check that there is an address for a channel."""
    return lambda moment: _YES if profile.reachable(moment.subject.state, channel) else NO


def in_bucket(salt: str, first: int, last: int) -> Check:
    """Return the check that the person's random number lies in a range, both ends included."""
    return lambda moment: _YES if first <= bucket(salt, moment.subject.profile_id) <= last else NO


@lru_cache(maxsize=20_000)
def bucket(salt: str, profile_id: str) -> int:
    """Return the random number of a person, 0 to 9999: even, and the same whenever it is asked for."""
    digest = sha256(f"{salt}:{profile_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % _BUCKETS
