"""One batch all the way: read the log, normalise, drop duplicates, resolve, fold, commit.

The batch commits with the position it reached, in one transaction: a crash at any instant repeats the batch or does
not, and repeating it gives the same. What has to reach the warehouse is part of that transaction, too: the outbox.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from msgspec.structs import replace

from portret import profile, unify
from portret.collect import Fault, Normaliser, SourceBook, add_quarantine, event_bytes
from portret.kernel import Clock, Event, PortretError
from portret.log import Log, Record
from portret.profile import ProfileState
from portret.state import State
from portret.worker import store
from portret.worker.announce import profile_merged
from portret.worker.dedup import SeenMessages
from portret.worker.outbox import Resolved, pack
from portret.worker.recent import RecentProfiles
from portret.worker.remarks import remark_people

_log = structlog.get_logger(__name__)

ProfileKey = tuple[str, str]
"""(workspace id, profile id)."""


@dataclass
class Figures:
    """What the pipeline counted since the process started."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    batches: int = 0
    batch_seconds: float = 0.0
    last_received_at_ms: int = 0


@dataclass
class _Sorted:
    """The events of some records, sorted out before anybody knows whose they are."""

    events: list[Event] = field(default_factory=list)
    claims: list[unify.Claim] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    duplicates: int = 0


@dataclass(frozen=True)
class Stores:
    """The stores that the pipeline reads and writes."""

    log: Log
    state: State
    seen: SeenMessages


class Pipeline:
    """Turns log records into profiles. The only writer of identities and profiles."""

    def __init__(
        self,
        stores: Stores,
        book: SourceBook,
        normaliser: Normaliser,
        resolver: unify.Resolver,
        clock: Clock,
        *,
        batch_max_events: int,
    ) -> None:
        """Start where the state store says the last run ended."""
        self._log = stores.log
        self._state = stores.state
        self._seen = stores.seen
        self._book = book
        self._normaliser = normaliser
        self._resolver = resolver
        self._clock = clock
        self._batch_max_events = batch_max_events
        self._recent = RecentProfiles()
        self.figures = Figures()
        self._is_sure = False
        self._find_position()

    def step(self) -> int:
        """Process the next records, if any; return how many events they held.

        Raises whatever the stores raise; nothing of the batch is kept then and the next step tries again. Whatever
        else goes wrong is an event's fault: the records are tried one by one, and it goes to quarantine.
        """
        if not self._is_sure:
            self._find_position()
        records = self._log.read(self.position, self._batch_max_events)
        if not records:
            return 0
        self._book.know({record.source_id for record in records})
        return self._unless_poisoned(records) or sum(self._isolated(record) for record in records)

    def _unless_poisoned(self, records: Sequence[Record]) -> int:
        """Process records whole; return how many events they held, 0 if one of them cannot be processed at all."""
        try:
            return self._commit(records, self._sort_out(records))
        except _STORE_FAILURES:
            self.forget()
            raise
        except Exception:  # noqa: BLE001 one event of it must not stop all others for ever
            self.forget()
            _log.exception("batch failed", position=records[0].position, records=len(records))
            return 0

    def _isolated(self, record: Record) -> int:
        """Process one record; what of it cannot be processed goes to quarantine, all of it if nothing else helps."""
        try:
            return self._unless_poisoned([record]) or self._commit([record], self._without_poison(record))
        except _STORE_FAILURES:
            raise
        except Exception:  # noqa: BLE001 as above
            self.forget()
            _log.exception("record failed", position=record.position)
            whole = Fault(record.position, 0, "processing-failed", _FAILED, record.body)
            return self._commit([record], _Sorted(faults=[whole]))

    def _without_poison(self, record: Record) -> _Sorted:
        found = self._sort_out([record])
        poison = [event for place, event in enumerate(found.events) if not self._can_take(record, found, place)]
        found.faults += _faults([record], poison, "processing-failed", _FAILED)
        refused = {event.position for event in poison}
        kept = [place for place, event in enumerate(found.events) if event.position not in refused]
        found.events = [found.events[place] for place in kept]
        found.claims = [found.claims[place] for place in kept]
        found.keys = [found.keys[place] for place in kept]
        return found

    def _can_take(self, record: Record, found: _Sorted, place: int) -> bool:
        """Process one event in a transaction that is rolled back."""
        alone = _Sorted([replace(found.events[place])], [found.claims[place]], [found.keys[place]])
        try:
            with self._state.begin() as connection:
                self._write(connection, [record], alone)
                connection.rollback()
        except _STORE_FAILURES:
            raise
        except Exception:  # noqa: BLE001 as above
            _log.exception("event failed", position=found.events[place].position)
            return False
        finally:
            self.forget()
        return True

    def forget(self) -> None:
        """Drop what is remembered of the stores: others may have changed them, or the last commit not reached them."""
        self._resolver.forget()
        self._recent.clear()
        self._is_sure = False

    def _find_position(self) -> None:
        with self._state.read() as connection:
            self.position = store.cursor(connection, "processed")
        self._is_sure = True

    def _sort_out(self, records: Sequence[Record]) -> _Sorted:
        sorted_out = _Sorted()
        events: list[Event] = []
        for record in records:
            good, faulty = self._normaliser.events(record)
            events += good
            sorted_out.faults += faulty
        claims = self._resolver.claims(events)
        nameless = [
            event for event, claim in zip(events, claims, strict=True) if not claim.identifiers and not event.profile_id
        ]
        if nameless:  # set aside before anything else: it must not stand in for a good event with its message id
            sorted_out.faults += _faults(records, nameless, "no-identifier", _NO_IDENTIFIER)
            refused = {event.position for event in nameless}
            named = [place for place, event in enumerate(events) if event.position not in refused]
            events = [events[place] for place in named]
            claims = [claims[place] for place in named]
        repeated, keys = self._seen.duplicates(events)
        if any(repeated):
            first = [place for place, again in enumerate(repeated) if not again]
            sorted_out.duplicates = len(events) - len(first)
            events = [events[place] for place in first]
            claims = [claims[place] for place in first]
            keys = [keys[place] for place in first]
        remark_people(events, self._book.phone_region)
        sorted_out.events, sorted_out.claims, sorted_out.keys = events, claims, keys
        return sorted_out

    def _commit(self, records: Sequence[Record], sorted_out: _Sorted) -> int:
        with self._state.begin() as connection:
            kept, quarantined = self._write(connection, records, sorted_out)
            self._seen.remember([(sorted_out.keys[place], sorted_out.events[place].position) for place in kept])
        first, last = _span(records)
        self.position = last
        self._count(sorted_out, len(kept), quarantined, records[-1].received_at_ms)
        return last - first + 1

    def _write(
        self, connection: sa.Connection, records: Sequence[Record], sorted_out: _Sorted
    ) -> tuple[list[int], int]:
        """Write all that the events change; return the places of those kept, and how many went to quarantine."""
        first, last = _span(records)
        store.advance_cursor(connection, "processed", self.position, last)
        events = sorted_out.events
        resolution = self._resolver.resolve(connection, events, sorted_out.claims)
        owners = resolution.profile_ids
        _remark(events, resolution.flags)
        ownerless = [event for event, owner in zip(events, owners, strict=True) if not owner]
        failed = self._fold(connection, events, owners, resolution.merges, last)
        faults = sorted_out.faults + _faults(records, failed, "processing-failed", _FAILED)
        faults += _faults(records, ownerless, "no-identifier", _NO_IDENTIFIER)
        refused = {event.position for event in (*failed, *ownerless)}
        kept = [place for place, event in enumerate(events) if event.position not in refused]
        add_quarantine(connection, faults, {record.position: record for record in records}, self._clock.now_ms())
        profile.follow_accounts(connection, (events[place] for place in kept), last)
        store.announce(connection, [profile_merged(merge) for merge in resolution.merges])
        origins = [resolution.origin_ids[place] for place in kept] if resolution.origin_ids else ()
        resolved = Resolved([events[place] for place in kept], [owners[place] for place in kept], origins)
        store.add_to_outbox(connection, first, last, pack(resolved))
        return kept, len(faults)

    def _fold(
        self,
        connection: sa.Connection,
        events: Sequence[Event],
        owners: Sequence[str],
        merges: Sequence[unify.Merge],
        position: int,
    ) -> list[Event]:
        """Fold the events into their profiles and save these; return the events that no profile could take."""
        mine: defaultdict[ProfileKey, list[Event]] = defaultdict(list)
        for event, owner in zip(events, owners, strict=True):
            if owner and not event.profile_id:
                mine[event.workspace_id, owner].append(event)
        losers = [(merge.workspace_id, merge.loser_id) for merge in merges]
        states = self._load(connection, {*mine, *losers, *((m.workspace_id, m.winner_id) for m in merges)})
        for merge in merges:
            winner, loser = (merge.workspace_id, merge.winner_id), (merge.workspace_id, merge.loser_id)
            states[winner] = profile.merge(states[winner], states.pop(loser))
        failed: list[Event] = []
        fold = profile.fold
        for key, its_events in mine.items():
            state = states[key]
            zone = self._book.zone(key[0])
            for event in its_events:
                try:
                    fold(state, event, zone=zone, source_priority=int(event.verified))
                except Exception:  # noqa: BLE001 one event that breaks the fold must not stop the others: it goes to quarantine
                    _log.exception("fold failed", position=event.position)
                    failed.append(event)
        profile.save_many(connection, states, position)
        profile.remove_many(connection, losers)
        self._recent.put(states)
        self._recent.drop(losers)
        return failed

    def _load(self, connection: sa.Connection, keys: set[ProfileKey]) -> dict[ProfileKey, ProfileState]:
        states = self._recent.take(keys)
        missing: defaultdict[str, list[str]] = defaultdict(list)
        for workspace_id, profile_id in keys:
            if (workspace_id, profile_id) not in states:
                missing[workspace_id].append(profile_id)
        for workspace_id, ids in missing.items():
            found = profile.load_many(connection, workspace_id, ids)
            for profile_id in ids:
                states[workspace_id, profile_id] = found.get(profile_id) or profile.empty()
        return states

    def _count(self, sorted_out: _Sorted, accepted: int, quarantined: int, received_at_ms: int) -> None:
        figures = self.figures
        figures.accepted += accepted
        figures.duplicates += sorted_out.duplicates
        figures.quarantined += quarantined
        figures.batches += 1
        figures.last_received_at_ms = received_at_ms


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

_NO_IDENTIFIER = (
    "None of the event's identifiers can be used (missing, blocked such as “null” or “guest”, or invalid): "
    "send a userId, an anonymousId or another known identifier."
)
_FAILED = "The event could not be folded into a profile: this is a fault of Portret; replay it after an upgrade."


def _faults(records: Sequence[Record], events: Sequence[Event], code: str, detail: str) -> list[Fault]:
    """Return a fault with the original bytes for each event."""
    faults: list[Fault] = []
    if not events:
        return faults
    wanted = {event.position for event in events}
    for record in records:
        here = [index for index in range(record.count) if record.position + index in wanted]
        if here:
            bodies = event_bytes(record)
            faults += [Fault(record.position + index, index, code, detail, bodies[index]) for index in here]
    return faults
