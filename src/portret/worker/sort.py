"""Sort out the events of some records before anybody knows whose they are: faulty ones, nameless ones, duplicates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from portret import unify
from portret.collect import Fault, Normaliser, event_bytes
from portret.kernel import Event, told
from portret.log import Record
from portret.worker.dedup import SeenMessages, Sighting, sighting

FAILED = "processing-failed"
"""The code of what Portret fails at."""

_NO_IDENTIFIER = told(
    "flaw-nobody",
    "None of the event's identifiers can be used (missing, blocked such as “null” or “guest”, or invalid): "
    "send a userId, an anonymousId or another known identifier.",
)
_BROKEN = told(
    "flaw-failed",
    "The event could not be folded into a profile: this is a fault of Portret; replay it after an upgrade.",
)


@dataclass
class Sorted:
    """What is left of some records: events, each with what it claims and what is remembered of it; and what is not.

    Events of Portret's own that were told together are remembered together, too.
    """

    events: list[Event] = field(default_factory=list)
    claims: list[unify.Claim] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    duplicates: int = 0

    def leave_out(self, places: Collection[int]) -> None:
        """Drop the events that stand at these places."""
        kept = [place for place in range(len(self.events)) if place not in places]
        self.events = [self.events[place] for place in kept]
        self.claims = [self.claims[place] for place in kept]
        self.sightings = [self.sightings[place] for place in kept]


class Sorter:
    """Takes records apart."""

    def __init__(self, normaliser: Normaliser, resolver: unify.Resolver, seen: SeenMessages) -> None:
        self._normaliser = normaliser
        self._resolver = resolver
        self._seen = seen

    def sort_out(self, records: Sequence[Record]) -> Sorted:
        """Return what is new in these records and has a name."""
        events: list[Event] = []
        sightings: list[Sighting] = []
        faults: list[Fault] = []
        for record in records:
            own = self._normaliser.own(record)
            if own is not None:
                events += own.events
                sightings += [sighting(own.events[0].workspace_id, own.id, record.position)] * len(own.events)
                continue
            good, faulty = self._normaliser.events(record)
            events += good
            sightings += [sighting(event.workspace_id, event.message_id, event.position) for event in good]
            faults += faulty
        claims = self._resolver.claims(events)
        nameless = [
            event for event, claim in zip(events, claims, strict=True) if not claim.identifiers and not event.profile_id
        ]
        found = Sorted(events, claims, sightings, faults)
        if nameless:  # set aside before anything else: it must not stand in for a good event with its message id
            found.faults += nameless_faults(records, nameless)
            refused = {event.position for event in nameless}
            found.leave_out({place for place, event in enumerate(events) if event.position in refused})
        repeated = self._seen.are_repeated(found.sightings)
        if any(repeated):
            again = {place for place, is_again in enumerate(repeated) if is_again}
            found.duplicates = len(again)
            found.leave_out(again)
        return found


def nameless_faults(records: Sequence[Record], events: Sequence[Event]) -> list[Fault]:
    """Return the faults of events that nobody can be told by."""
    return _faults(records, events, "no-identifier", _NO_IDENTIFIER)


def failed_faults(records: Sequence[Record], events: Sequence[Event]) -> list[Fault]:
    """Return the faults of events that Portret fails at."""
    return _faults(records, events, FAILED, _BROKEN)


def failed_record(record: Record) -> Fault:
    """Return the fault of a record of which nothing can be processed."""
    return Fault(record.position, 0, FAILED, _BROKEN, record.body)


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
