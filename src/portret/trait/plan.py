"""All folds of a workspace, compiled: which read an event is one look-up by its name, what they share is asked once.

Folds of the same events share the question whether an event is one of them, and those that read the same of it share
the reading. Where many ask the same field of the same events, as for one fold per category, the answers are remembered
by the field's text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from portret.kernel import Event, Invalid
from portret.trait import model
from portret.trait.entries import Log, Moment, append_all, moment_of
from portret.trait.key import document_bytes
from portret.trait.takers import Read, States, Take, reads_of
from portret.trait.where import MOST_LINES, line_matcher, matcher, reader

MOST_REMEMBERED = 1_000
"""How many texts of a field are remembered with the folds that they concern."""

_EVERYTHING = model.Events()
_BY_PRESENCE = frozenset(("exists", "is_empty"))


class _Readers(NamedTuple):
    """What is read of an event, and who takes it: (what reads the value, what reads the part, the takers).

    Attributes:
        value: None if entries have none.
        part: None if the folds have no dimension.
        logs: (fold id, what makes its log): of folds that keep nothing but a log.
        takers: (fold id, what takes an instant, a part and a value): of all others.
    """

    value: Callable[[Any], Any] | None
    part: Callable[[Any], str | None] | None
    logs: tuple[tuple[int, Callable[[], Log]], ...]
    takers: tuple[tuple[int, Take], ...]


class _Group(NamedTuple):
    """Folds of the same events.

    Attributes:
        matches: whether an event of one of their names counts; None if all do.
        line_matches: whether a line does; None if events count.
        choice: by what a field says those of `readers` are found that concern the event; None if all do.
    """

    matches: Callable[[Event], bool] | None
    line_matches: Callable[[Event, Any], bool] | None
    readers: tuple[_Readers, ...]
    choice: _Choice | None = None


class _Choice:
    """Finds the readers that a field's value concerns, and remembers them by text."""

    def __init__(self, read: Callable[[Event], Any], choices: Sequence[tuple[model.Where, Sequence[Read]]]) -> None:
        self._read = read
        self._choices = [(matcher(model.Events(where=where)), reads) for where, reads in choices]
        self._known: dict[str, tuple[_Readers, ...]] = {}

    def readers(self, event: Event) -> tuple[_Readers, ...]:
        """Return who reads the event."""
        text = self._read(event)
        if type(text) is not str:
            return self._found(event)
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[text] = self._found(event)
        return known

    def _found(self, event: Event) -> tuple[_Readers, ...]:
        return _together([read for matches, reads in self._choices if matches(event) for read in reads])


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
        reads: defaultdict[bytes, list[Read]] = defaultdict(list)
        events: dict[bytes, model.Events] = {}
        for fold_id, fold in folds.items():
            try:
                found = reads_of(fold_id, fold, zone)
                for read in found:
                    _group(read.events, [])
            except Exception as error:  # noqa: BLE001 a definition that slipped through must not stop all others
                self.broken[fold_id] = error.detail if isinstance(error, Invalid) else str(error)
                continue
            for read in found:
                key = document_bytes(read.events)
                events[key] = read.events
                reads[key].append(read)
        ids = [read.fold_id for each in reads.values() for read in each]
        self._may_repeat = len(set(ids)) < len(ids) or any(each.lines for each in events.values())
        names = {name for each in events.values() for name in each.names}
        self._other = _groups([(each, reads[key]) for key, each in events.items() if not each.names])
        self._by_name = {
            name: _groups([(each, reads[key]) for key, each in events.items() if not each.names or name in each.names])
            for name in names
        }

    def fold(self, states: States, event: Event) -> tuple[int, ...]:
        """Put an event into the states, in place; return the ids of the folds that changed, each once.

        Bots' events and Portret's own are none: the caller leaves them out.
        """
        groups = self._by_name.get(event.name, self._other)
        if not groups:
            return ()
        changed: list[int] = []
        moment = moment_of(event.timestamp_ms)
        for matches, line_matches, readers, choice in groups:
            if matches is not None and not matches(event):
                continue
            if line_matches is not None:
                lines = event.commerce.lines[:MOST_LINES] if event.commerce else ()
                for line in lines:
                    if line_matches(event, line):
                        self._take(states, moment, (event, line), readers, changed)
            else:
                concerned = readers if choice is None else choice.readers(event)
                self._take(states, moment, event, concerned, changed)
        return tuple(dict.fromkeys(changed)) if self._may_repeat else tuple(changed)

    def _take(
        self, states: States, moment: Moment, thing: Any, readers: Sequence[_Readers], changed: list[int]
    ) -> None:
        """Give a thing (an event, or an event and its line) to all who read it."""
        for read_value, read_part, logs, takers in readers:
            value, part = None, ""
            if read_part is not None:
                found = read_part(thing)
                if found is None:
                    continue
                part = found
            if read_value is not None:
                value = read_value(thing)
                if value is None and read_part is None:
                    continue
            if logs:
                append_all(states, logs, moment, part, value, changed)
            for fold_id, take in takers:
                try:
                    if take(states, moment, part, value):
                        changed.append(fold_id)
                except Exception as error:  # noqa: BLE001 one fold must not stop the others, nor the event
                    self.broken[fold_id] = str(error)


def _groups(asked: Sequence[tuple[model.Events, Sequence[Read]]]) -> list[_Group]:
    """Return the groups of folds that may read events of one name; what differs by one field is one group."""
    groups: list[_Group] = []
    by_field: defaultdict[tuple[bytes, str], list[tuple[model.Events, Sequence[Read]]]] = defaultdict(list)
    for events, reads in asked:
        where = events.where
        if isinstance(where, model.FieldIs) and not events.lines and where.compare.op not in _BY_PRESENCE:
            by_field[document_bytes(replace(events, names=(), where=None)), where.field].append((events, reads))
        else:
            groups.append(_group(events, reads))
    for (_, field), choices in by_field.items():
        groups.append(_group(*choices[0]) if len(choices) == 1 else _choosing(field, choices))
    return groups


def _group(events: model.Events, reads: Sequence[Read]) -> _Group:
    asked = replace(events, names=())
    return _Group(
        None if asked == _EVERYTHING else matcher(asked),
        line_matcher(events) if events.lines else None,
        _together(reads),
    )


def _choosing(field: str, choices: Sequence[tuple[model.Events, Sequence[Read]]]) -> _Group:
    shared = replace(choices[0][0], names=(), where=None)
    asked = [(events.where, reads) for events, reads in choices if events.where is not None]
    return _Group(None if shared == _EVERYTHING else matcher(shared), None, (), _Choice(reader(field, False), asked))  # noqa: FBT003 — the document's own word


def _together(reads: Sequence[Read]) -> tuple[_Readers, ...]:
    """Join those that read the same."""
    shared: defaultdict[bytes, list[Read]] = defaultdict(list)
    for read in reads:
        shared[msgspec.json.encode(read.same)].append(read)
    return tuple(
        _Readers(
            same[0].value,
            same[0].part,
            tuple((read.fold_id, read.no_log) for read in same if read.no_log is not None),
            tuple((read.fold_id, read.take) for read in same if read.no_log is None),
        )
        for same in shared.values()
    )
