"""One batch all the way: read the log, normalise, drop duplicates, resolve, fold, commit.

The batch commits with the position it reached, in one transaction: a crash at any instant repeats the batch or does
not, and repeating it gives the same. What has to reach the warehouse is part of that transaction, too: the outbox.

An event that cannot be processed goes to quarantine and stops nobody. But if nearly nothing of all that waits can be
processed, no event is to blame: then everything stays in the log, and is tried again until it goes through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from msgspec.structs import replace

from portret import profile, unify
from portret.collect import Fault, Normaliser, SourceBook, add_quarantine
from portret.kernel import Clock, Event, PortretError
from portret.log import Log, Record
from portret.profile import ProfileState
from portret.state import State
from portret.worker import store
from portret.worker.announce import profile_merged
from portret.worker.dedup import SeenMessages
from portret.worker.outbox import Resolved, pack
from portret.worker.pause import Pause
from portret.worker.recent import Recent
from portret.worker.remarks import remark_people
from portret.worker.segments import Batch, Judge
from portret.worker.sort import FAILED, Sorted, Sorter, failed_faults, failed_record, nameless_faults

_log = structlog.get_logger(__name__)

ProfileKey = tuple[str, str]
"""(workspace id, profile id)."""

_TRIED = 60
_SUSPICIOUS = 20
_NEARLY_ALL = 0.95
_TOLD = 5


@dataclass
class Figures:
    """What the pipeline counted since the process started."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    batches: int = 0
    batch_seconds: float = 0.0
    last_received_at_ms: int = 0


class _Failure(NamedTuple):
    event: Event
    error: Exception


class _NearlyAllFailedError(Exception):
    """No profile could take nearly any event."""


@dataclass(frozen=True)
class Stores:
    """The stores that the pipeline reads and writes."""

    log: Log
    state: State
    seen: SeenMessages


class Pipeline:
    """Turns log records into profiles. The only writer of identities and profiles."""

    def __init__(  # noqa: PLR0913 — the worker's parts
        self,
        stores: Stores,
        book: SourceBook,
        normaliser: Normaliser,
        resolver: unify.Resolver,
        clock: Clock,
        judge: Judge,
        *,
        batch_max_events: int,
    ) -> None:
        """Start where the state store says the last run ended."""
        self._log = stores.log
        self._state = stores.state
        self._seen = stores.seen
        self._book = book
        self._sorter = Sorter(normaliser, resolver, stores.seen)
        self._resolver = resolver
        self._clock = clock
        self._judge = judge
        self._batch_max_events = batch_max_events
        self.recent: Recent[ProfileState] = Recent()
        self._pause = Pause()
        self._failed_in_a_row = 0
        self.figures = Figures()
        self._is_sure = False
        self._find_position()

    def step(self) -> int:
        """Process the next records, if any; return how many events they held.

        Raises whatever the stores raise; nothing of the batch is kept then and the next step tries again. Whatever
        else goes wrong is an event's fault: the records are tried one by one, and it goes to quarantine. If it goes
        wrong with nearly all that waits, the step does nothing, nor do those of the next while.
        """
        if self._pause.holds(self._clock.now_ms()):
            return 0
        if not self._is_sure:
            self._find_position()
        records = self._log.read(self.position, self._batch_max_events)
        if not records:
            return 0
        self._book.know({record.source_id for record in records})
        return self._unless_poisoned(records) or self._in_spite_of_failures(records)

    @property
    def reached_ms(self) -> int:
        """When the last event that was processed had been accepted, in ms since the epoch; 0 if none was."""
        return self.figures.last_received_at_ms

    @property
    def is_paused(self) -> bool:
        """Whether nearly every event fails: all of them wait in the log, and are tried now and then."""
        return self._pause.is_on

    def _unless_poisoned(self, records: Sequence[Record], *, may_fail: bool = False) -> int:
        """Process records whole; return how many events they held, 0 if one of them cannot be processed at all."""
        try:
            return self._commit(records, self._sort_out(records), may_fail=may_fail)
        except _STORE_FAILURES:
            self.forget()
            raise
        except Exception:  # noqa: BLE001 one event of it must not stop all others for ever
            self.forget()
            _log.exception("batch failed", position=records[0].position, records=len(records))
            return 0

    def _in_spite_of_failures(self, records: Sequence[Record]) -> int:
        """Process records of which some cannot be processed, unless hardly anything can, of all that waits."""
        if self._hardly_any_goes_through():
            self._pause.begin(self._clock.now_ms())
            _log.critical("nearly every event fails: a fault of Portret, all of them wait", position=self.position)
            return 0
        return self._unless_poisoned(records, may_fail=True) or sum(self._isolated(record) for record in records)

    def _hardly_any_goes_through(self) -> bool:
        """Try events from all over what waits, each alone and in vain.

        Whoever sends nothing but events that break Portret must not stop those of others: these lie among them.
        """
        outcomes = [went for record, positions in self._sample() for went in self._outcomes(record, positions)]
        failed = outcomes.count(False)
        if failed + self._failed_in_a_row < _SUSPICIOUS:
            return False
        return 0 < failed >= _NEARLY_ALL * len(outcomes)

    def _sample(self) -> Iterator[tuple[Record, Sequence[int]]]:
        """Yield positions spread over all that waits, with the records in which they lie."""
        waiting = self._log.end() - self.position
        positions = range(self.position + 1, self.position + 1 + waiting, -(-waiting // _TRIED))
        while positions:
            [record] = self._log.read(positions[0] - 1, 1)
            _, last = _span([record])
            here = [position for position in positions if position <= last]
            yield record, here
            positions = positions[len(here) :]

    def _outcomes(self, record: Record, positions: Sequence[int]) -> list[bool]:
        """Say of each of these events whether it goes through, leaving out those that nobody would process."""
        self._book.know({record.source_id})
        try:
            found = self._sort_out([record])
        except _STORE_FAILURES:
            raise
        except Exception:  # noqa: BLE001 as above; the batch has told it
            return [False] * len(positions)
        wanted = [place for place, event in enumerate(found.events) if event.position in positions]
        return [self._error(record, found, place) is None for place in wanted]

    def _isolated(self, record: Record) -> int:
        """Process one record; what of it cannot be processed goes to quarantine, all of it if nothing else helps."""
        try:
            whole = self._unless_poisoned([record], may_fail=True)
            return whole or self._commit([record], self._without_poison(record), may_fail=True)
        except _STORE_FAILURES:
            raise
        except Exception:  # noqa: BLE001 as above
            self.forget()
            _log.exception("record failed", position=record.position)
            return self._commit([record], Sorted(faults=[failed_record(record)]), may_fail=True)

    def _without_poison(self, record: Record) -> Sorted:
        found = self._sort_out([record])
        poison: dict[int, Event] = {}
        for place, event in enumerate(found.events):
            error = self._error(record, found, place)
            if error:
                poison[place] = event
                _log.error("event failed", position=event.position, exc_info=error)
        found.faults += failed_faults([record], list(poison.values()))
        found.leave_out(poison)
        return found

    def _error(self, record: Record, found: Sorted, place: int) -> Exception | None:
        """Process one event in a transaction that is rolled back; return what goes wrong."""
        alone = Sorted([replace(found.events[place])], [found.claims[place]], [found.sightings[place]])
        try:
            with self._state.begin() as connection:
                self._write(connection, [record], alone, may_fail=False)
                connection.rollback()
        except _STORE_FAILURES:
            raise
        except Exception as error:  # noqa: BLE001 as above
            return error
        finally:
            self.forget()
        return None

    def forget(self) -> None:
        """Drop what is remembered of the stores: others may have changed them, or the last commit not reached them."""
        self._resolver.forget()
        self.recent.clear()
        self._judge.forget()
        self._is_sure = False

    def _find_position(self) -> None:
        with self._state.read() as connection:
            self.position = store.cursor(connection, "processed")
        self._is_sure = True

    def _sort_out(self, records: Sequence[Record]) -> Sorted:
        found = self._sorter.sort_out(records)
        remark_people(found.events, self._book.phone_region)
        return found

    def _commit(self, records: Sequence[Record], sorted_out: Sorted, *, may_fail: bool) -> int:
        with self._state.begin() as connection:
            kept, faults = self._write(connection, records, sorted_out, may_fail=may_fail)
            self._seen.remember([sorted_out.sightings[place] for place in kept])
        first, last = _span(records)
        self.position = last
        self._pause.end()
        self._count(sorted_out, len(kept), faults, records[-1].received_at_ms)
        return last - first + 1

    def _write(
        self, connection: sa.Connection, records: Sequence[Record], sorted_out: Sorted, *, may_fail: bool
    ) -> tuple[list[int], list[Fault]]:
        """Write all that the events change; return the places of those kept, and what went to quarantine.

        What was set by hand of somebody who is erased meanwhile goes nowhere.

        Raises whatever goes wrong, and _NearlyAllFailedError if nearly no event was folded, unless they may fail.
        """
        first, last = _span(records)
        store.advance_cursor(connection, "processed", self.position, last)
        events = sorted_out.events
        resolution = self._resolver.resolve(connection, events, sorted_out.claims)
        owners = resolution.profile_ids
        _remark(events, resolution.flags)
        ownerless = [event for event, owner in zip(events, owners, strict=True) if not owner]
        nameless = [event for event in ownerless if not event.profile_id or event.is_told]
        failures = self._fold(connection, events, owners, resolution.merges, last)
        failed = [failure.event for failure in failures]
        refused = {event.position for event in (*failed, *ownerless)}
        kept = [place for place, event in enumerate(events) if event.position not in refused]
        if failures and not may_fail and len(failures) >= _NEARLY_ALL * (len(failures) + len(kept)):
            raise _NearlyAllFailedError from failures[0].error
        _tell(failures)
        faults = sorted_out.faults + failed_faults(records, failed) + nameless_faults(records, nameless)
        add_quarantine(connection, faults, {record.position: record for record in records}, self._clock.now_ms())
        profile.follow_accounts(connection, (events[place] for place in kept), last)
        store.announce(connection, [profile_merged(merge) for merge in resolution.merges])
        origins = [resolution.origin_ids[place] for place in kept] if resolution.origin_ids else ()
        resolved = Resolved([events[place] for place in kept], [owners[place] for place in kept], origins)
        store.add_to_outbox(connection, first, last, pack(resolved))
        return kept, faults

    def _fold(
        self,
        connection: sa.Connection,
        events: Sequence[Event],
        owners: Sequence[str],
        merges: Sequence[unify.Merge],
        position: int,
    ) -> list[_Failure]:
        """Fold the events into their profiles and save these; return the events that no profile could take."""
        mine: defaultdict[ProfileKey, list[Event]] = defaultdict(list)
        for event, owner in zip(events, owners, strict=True):
            if owner and not event.is_told:
                mine[event.workspace_id, owner].append(event)
        losers = [(merge.workspace_id, merge.loser_id) for merge in merges]
        states = self._load(connection, {*mine, *losers, *((m.workspace_id, m.winner_id) for m in merges)})
        now_ms = min([self._clock.now_ms(), *(event.received_at_ms for event in events[-1:])])
        batch = Batch(self._judge)
        batch.begin(connection, states, {key: its_events[0].received_at_ms for key, its_events in mine.items()})
        for merge in merges:
            winner, loser = (merge.workspace_id, merge.winner_id), (merge.workspace_id, merge.loser_id)
            states[winner] = profile.merge(states[winner], states.pop(loser))
        failures: list[_Failure] = []
        fold = profile.fold
        for key, its_events in mine.items():
            state = states[key]
            zone = self._book.zone(key[0])
            before = len(failures)
            for event in its_events:
                try:
                    fold(state, event, zone=zone, source_priority=int(event.verified))
                except Exception as error:  # noqa: BLE001 one event that breaks the fold must not stop the others: it goes to quarantine
                    failures.append(_Failure(event, error))
            batch.take(key, state, its_events, [failure.event for failure in failures[before:]])
        batch.close(states, merges, now_ms)
        profile.save_many(connection, states, position)
        profile.remove_many(connection, losers)
        self.recent.put(states)
        self.recent.drop(losers)
        return failures

    def _load(self, connection: sa.Connection, keys: set[ProfileKey]) -> dict[ProfileKey, ProfileState]:
        states = self.recent.take(keys)
        missing = keys - states.keys()
        found = profile.load_all(connection, missing)
        for key in missing:
            states[key] = found.get(key) or profile.empty()
        return states

    def _count(self, sorted_out: Sorted, accepted: int, faults: Sequence[Fault], received_at_ms: int) -> None:
        failed = sum(fault.code == FAILED for fault in faults)
        self._failed_in_a_row = 0 if accepted else self._failed_in_a_row + failed
        figures = self.figures
        figures.accepted += accepted
        figures.duplicates += sorted_out.duplicates
        figures.quarantined += len(faults)
        figures.batches += 1
        figures.last_received_at_ms = received_at_ms


def _tell(failures: Sequence[_Failure]) -> None:
    """Log what went wrong with the first of many."""
    for event, error in failures[:_TOLD]:
        _log.error("fold failed", position=event.position, of=len(failures), exc_info=error)


def _remark(events: Sequence[Event], flags: Sequence[tuple[str, ...]]) -> None:
    """Note on each event what identity found wrong with it."""
    for event, found in zip(events, flags, strict=True):
        if found:
            event.flags = tuple(sorted({*event.flags, *found}))


def _span(records: Sequence[Record]) -> tuple[int, int]:
    """Return the positions of the first and the last event."""
    return records[0].position, records[-1].position + records[-1].count - 1


_STORE_FAILURES = (
    PortretError,
    OSError,
    MemoryError,
    sa.exc.OperationalError,
    sa.exc.InternalError,
    sa.exc.TimeoutError,
)
"""What is no event's fault: the batch is repeated until the stores are well again."""
