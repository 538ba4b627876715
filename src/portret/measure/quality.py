"""How good the data is, source by source: what is odd, how often, since when, and what it looks like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import msgspec

from portret.kernel import NotFound, told
from portret.measure import store
from portret.measure.model import (
    ALL_FIELDS,
    Coverage,
    Example,
    FlagDay,
    Flagged,
    Quarantine,
    SourceFacts,
    Totals,
    Window,
)
from portret.segment import time_zone
from portret.state import State
from portret.unify import CONTACT_FLAGS, flagged_trait, standard_field, trait_keys
from portret.warehouse import Warehouse

EXAMPLES = 5
_DAY_S = 86_400
_NAMES = ("given_name", "family_name", "full_name")
_FIELD_OF_SUBJECT = {"birthday": "birth_date"}
_Row = TypeVar("_Row", FlagDay, Quarantine)
_VERBS = ("blocked", "dropped", "invalid")


class FlagReport(msgspec.Struct, frozen=True, kw_only=True):
    """One flag of one source.

    Attributes:
        field: what it is said of, such as "phone"; "" if of the event as a whole.
        carrying: how many events say that field, all events if there is none: what the share is of.
        days: (day, events), oldest first; days without any are left out.
        examples: of different values, newest first.
    """

    flag: str
    events: int
    field: str
    carrying: int
    first_ms: int
    last_ms: int
    days: list[tuple[date, int]]
    examples: list[Example]


class SourceReport(msgspec.Struct, frozen=True):
    """One source: what came, what is odd, the most frequent first, and what was set aside."""

    source: SourceFacts
    totals: Totals
    flags: list[FlagReport]
    quarantine: list[Quarantine]


class Report(msgspec.Struct, frozen=True):
    """All sources that sent anything in the window, the one with the most events first, and what profiles hold."""

    sources: list[SourceReport]
    profiles: Coverage


_NO_SOURCE = told("source-not-here", "The workspace has no such source. They are listed at /api/sources.")
_NOTHING = Totals(events=0, flagged=0, late=0, median_delay_ms=0, slow_delay_ms=0, carrying={})


def report(state: State, warehouse: Warehouse, window: Window) -> Report:
    """Return the data quality of a window. Raises NotFound for a source that the workspace does not have."""
    with state.read() as connection:
        sources = {source.id: source for source in store.sources(connection, window.workspace_id)}
        if window.source_id and window.source_id not in sources:
            raise NotFound(_NO_SOURCE, path="source_id")
        zone = time_zone(connection, window.workspace_id)
        set_aside = _grouped(store.quarantined(connection, window))
    totals = store.totals(warehouse, window)
    _count_fields(totals, store.key_sets(warehouse, window))
    days = _grouped(store.flag_days(warehouse, window, zone))
    samples = store.samples(warehouse, window) if days else {}
    reports = [
        SourceReport(
            source=sources.get(source_id) or SourceFacts(source_id, source_id, "", ""),
            totals=totals.get(source_id, _NOTHING),
            flags=_flags(days.get(source_id, ()), totals.get(source_id, _NOTHING), samples, sources.get(source_id)),
            quarantine=list(set_aside.get(source_id, ())),
        )
        for source_id in totals.keys() | set_aside.keys()
    ]
    reports.sort(key=lambda each: (-each.totals.events, each.source.id))
    return Report(reports, store.coverage(warehouse, window.workspace_id))


def examples(
    state: State, warehouse: Warehouse, window: Window, flag: str, after: tuple[int, str] | None, limit: int
) -> list[Example]:
    """Return events that carry a flag with the values that gave it, newest first."""
    with state.read() as connection:
        sources = {source.id: source for source in store.sources(connection, window.workspace_id)}
    found = store.with_flag(warehouse, window, flag, after, limit)
    return [_example(flag, event, sources.get(event.source_id)) for event in found]


def field_of(flag: str) -> str:
    """Return what a flag is said of: "phone" for "invalid-phone", "" for one of the event as a whole."""
    verb, _, subject = flag.partition("-")
    if flag in CONTACT_FLAGS:
        return _FIELD_OF_SUBJECT.get(subject, subject)
    return subject if verb in _VERBS else ""


def _flags(
    days: Iterable[FlagDay],
    totals: Totals,
    samples: Mapping[tuple[str, str], Sequence[Flagged]],
    source: SourceFacts | None,
) -> list[FlagReport]:
    by_flag: defaultdict[str, list[FlagDay]] = defaultdict(list)
    for day in days:
        by_flag[day.flag].append(day)
    found = [
        FlagReport(
            flag=flag,
            events=sum(day.events for day in its_days),
            field=field_of(flag),
            carrying=totals.carrying.get(field_of(flag), totals.events),
            first_ms=min(day.first_ms for day in its_days),
            last_ms=max(day.last_ms for day in its_days),
            days=[(day.day, day.events) for day in its_days],
            examples=_different(flag, samples.get((its_days[0].source_id, flag), ()), source),
        )
        for flag, its_days in by_flag.items()
    ]
    return sorted(found, key=lambda each: (-each.events, each.flag))


def _different(flag: str, events: Iterable[Flagged], source: SourceFacts | None) -> list[Example]:
    """Return examples of different values as far as there are any."""
    found: dict[str, Example] = {}
    for event in events:
        example = _example(flag, event, source)
        mark = repr((example.key, example.value)) if example.key else event.message_id
        found.setdefault(mark, example)
    return list(found.values())[:EXAMPLES]


def _example(flag: str, event: Flagged, source: SourceFacts | None) -> Example:
    if flag in CONTACT_FLAGS:
        today = datetime.fromtimestamp(event.received_at_ms // 1_000 // _DAY_S * _DAY_S, UTC).date()
        given = flagged_trait(flag, event.traits, source.phone_region if source else "", today)
        if given:
            return Example(event, *given)
    return Example(event, *_identifier(field_of(flag), event))


def _identifier(field: str, event: Flagged) -> tuple[str, Any]:
    if field in ("user_id", "anonymous_id"):
        return field, getattr(event, field)
    return next(((key, event.traits[key]) for key in (field, *trait_keys(field)) if key in event.traits), ("", None))


def _grouped(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    of_source: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        of_source[row.source_id].append(row)
    return of_source


def _count_fields(totals: Mapping[str, Totals], key_sets: Iterable[tuple[str, Sequence[str], int]]) -> None:
    """Add how many events of each source say each field."""
    for each in totals.values():
        each.carrying.update(dict.fromkeys(ALL_FIELDS, 0))
    for source_id, keys, events in key_sets:
        if source_id not in totals:  # its first event came between two questions
            continue
        fields = {standard_field(key) for key in keys}
        for field in {"name" if field in _NAMES else field for field in fields} & set(ALL_FIELDS):
            totals[source_id].carrying[field] += events
