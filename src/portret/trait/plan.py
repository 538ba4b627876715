"""All folds of a workspace, compiled: which read an event is one look-up by its name, what they share is asked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from portret.kernel import Event
from portret.trait import model
from portret.trait.entries import put
from portret.trait.fill import zero_of
from portret.trait.key import document_bytes
from portret.trait.project import part_of, payload_of
from portret.trait.shape import shape_of
from portret.trait.states import FoldState, Parts
from portret.trait.steps import put_step
from portret.trait.where import MOST_LINES, line_matcher, matcher

States = dict[int, FoldState]
Taker = Callable[[States, int, Any], bool]
"""Puts a thing (an event, or an event and its line) that happened at an instant into its fold's state, if it is one."""

_EVERYTHING = model.Events()


class _Group(NamedTuple):
    """Folds that read the same events.

    Attributes:
        matches: whether an event of one of their names counts; None if all do.
        line_matches: whether a line does; None if events count.
        takers: (fold id, what takes an event).
    """

    matches: Callable[[Event], bool] | None
    line_matches: Callable[[Event, Any], bool] | None
    takers: tuple[tuple[int, Taker], ...]


class Plan:
    """What is folded of each event of a workspace.

    Attributes:
        broken: fold id → why the fold cannot be computed, or failed at an event, which it left out.
    """

    def __init__(self, folds: Mapping[int, model.Fold], zone: str) -> None:
        """Compile folds by their ids; `zone` is the workspace's IANA time zone."""
        self.folds = dict(folds)
        self.zone = zone
        self.broken: dict[int, str] = {}
        takers: defaultdict[bytes, list[tuple[int, Taker]]] = defaultdict(list)
        events: dict[bytes, model.Events] = {}
        for fold_id, fold in folds.items():
            try:
                compiled = [(each, taker, _group(each, ())) for each, taker in _takers(fold_id, fold, zone)]
            except Exception as error:  # noqa: BLE001 a definition that slipped through must not stop all others
                self.broken[fold_id] = str(error)
                continue
            for each, taker, _ in compiled:
                key = document_bytes(each)
                events[key] = each
                takers[key].append((fold_id, taker))
        groups = {key: _group(each, takers[key]) for key, each in events.items()}
        names = {name for each in events.values() for name in each.names}
        self._other = _reading(events, groups, None)
        self._by_name = {name: _reading(events, groups, name) for name in names}

    def fold(self, states: States, event: Event) -> tuple[int, ...]:
        """Put an event into the states, in place; return the ids of the folds that changed, each once.

        Bots' events and Portret's own are none: the caller leaves them out.
        """
        groups = self._by_name.get(event.name, self._other)
        if not groups:
            return ()
        changed: list[int] = []
        at_ms = event.timestamp_ms
        for matches, line_matches, takers in groups:
            if matches is not None and not matches(event):
                continue
            if line_matches is not None:
                self._take_lines(states, event, line_matches, takers, changed)
                continue
            for fold_id, take in takers:
                try:
                    if take(states, at_ms, event):
                        changed.append(fold_id)
                except Exception as error:  # noqa: BLE001 one fold must not stop the others, nor the event
                    self.broken[fold_id] = str(error)
        return tuple(changed) if len(changed) < 2 else tuple(dict.fromkeys(changed))  # noqa: PLR2004 — two may be equal

    def _take_lines(
        self,
        states: States,
        event: Event,
        matches: Callable[[Event, Any], bool],
        takers: Sequence[tuple[int, Taker]],
        changed: list[int],
    ) -> None:
        lines = event.commerce.lines[:MOST_LINES] if event.commerce else ()
        for line in lines:
            if not matches(event, line):
                continue
            for fold_id, take in takers:
                try:
                    if take(states, event.timestamp_ms, (event, line)):
                        changed.append(fold_id)
                except Exception as error:  # noqa: BLE001 one fold must not stop the others, nor the event
                    self.broken[fold_id] = str(error)


def _group(events: model.Events, takers: Sequence[tuple[int, Taker]]) -> _Group:
    asked = replace(events, names=())
    return _Group(
        None if asked == _EVERYTHING else matcher(asked),
        line_matcher(events) if events.lines else None,
        tuple(takers),
    )


def _reading(events: Mapping[bytes, model.Events], groups: Mapping[bytes, _Group], name: str | None) -> list[_Group]:
    """Return the groups that may read events of a name; None is any name that no fold says."""
    return [groups[key] for key, each in events.items() if not each.names or (name is not None and name in each.names)]


def _takers(fold_id: int, fold: model.Fold, zone: str) -> list[tuple[model.Events, Taker]]:
    if isinstance(fold, model.Sequence):
        steps = [fold.first, *(step.events for step in fold.then)]
        steps += [] if fold.without is None else [fold.without.events]
        return [(step, _step_taker(fold_id, fold, number, step)) for number, step in enumerate(steps)]
    taker = (fold.events, _taker(fold_id, fold, zone))
    if not isinstance(fold.window, model.ThisSession):
        return [taker]
    return [(_EVERYTHING, _activity_taker(fold_id, fold)), taker]


def _taker(fold_id: int, fold: model.Computation, zone: str) -> Taker:
    shape = shape_of(fold.aggregate)
    payload = payload_of(fold, shape, zone)
    part = None if fold.per is None else part_of(fold.per, lines=fold.events.lines)
    zero = zero_of(fold)
    if fold.window is not None:
        return _entry_taker(fold_id, zero, part, payload, is_visit=isinstance(fold.window, model.ThisSession))
    if part is not None:
        return _part_taker(fold_id, shape.zero, part, payload)
    return _plain_taker(fold_id, zero, payload)


def _plain_taker(fold_id: int, zero: Callable[[], Any], payload: Callable[[Any], Any] | None) -> Taker:
    if payload is None:

        def count(states: States, at_ms: int, _: Any) -> bool:
            state: Any = states.get(fold_id)
            if state is None:
                state = states[fold_id] = zero()
                state.take(at_ms, None)
                return True
            return state.take(at_ms, None)  # type: ignore[no-any-return]

        return count

    def take(states: States, at_ms: int, thing: Any) -> bool:
        value = payload(thing)
        if value is None:
            return False
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return state.take(at_ms, value)  # type: ignore[no-any-return]

    return take


def _part_taker(
    fold_id: int, zero: Callable[[], Any], part: Callable[[Any], str | None], payload: Callable[[Any], Any] | None
) -> Taker:
    def take(states: States, at_ms: int, thing: Any) -> bool:
        which = part(thing)
        if which is None:
            return False
        parts: Any = states.get(fold_id)
        if parts is None:
            parts = states[fold_id] = Parts()
        value = None if payload is None else payload(thing)
        return parts.take(which, zero, at_ms, value, counts=payload is None or value is not None)  # type: ignore[no-any-return]

    return take


def _entry_taker(
    fold_id: int,
    zero: Callable[[], Any],
    part: Callable[[Any], str | None] | None,
    payload: Callable[[Any], Any] | None,
    *,
    is_visit: bool,
) -> Taker:
    def take(states: States, at_ms: int, thing: Any) -> bool:
        which = "" if part is None else part(thing)
        value = None if payload is None else payload(thing)
        if which is None or (value is None and part is None and payload is not None):
            return False
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return put(state.log if is_visit else state, at_ms, which, value)

    return take


def _activity_taker(fold_id: int, fold: model.Computation) -> Taker:
    zero = zero_of(fold)

    def take(states: States, at_ms: int, event: Event) -> bool:
        if not event.name:
            return False
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return state.be_active(at_ms)  # type: ignore[no-any-return]

    return take


def _step_taker(fold_id: int, fold: model.Sequence, number: int, events: model.Events) -> Taker:
    fields = [part_of(field, lines=events.lines) for field in fold.same]
    zero = zero_of(fold)

    def take(states: States, at_ms: int, thing: Any) -> bool:
        same = [read(thing) for read in fields]
        if None in same:
            return False
        state: Any = states.get(fold_id)
        if state is None:
            state = states[fold_id] = zero()
        return put_step(fold, state, at_ms, "\x1f".join(same), number)  # type: ignore[arg-type]  # no None in it

    return take
