"""Leaving out what was told before changes no outcome; facts claim what their events claimed."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event
from portret.unify import Identifier, IdentityRules, Resolver
from portret.unify.bulk import NOTHING, History, Partition, history_of, resolve_history
from portret.unify.simulation.facts import FactReader, history_told
from portret.unify.simulation.narrow import resolve_facts
from portret.unify.simulation.store import DEVICE_KEYS
from portret.unify.simulation.trial import trait_keys
from tests.support.claims import WORKSPACE, events_of, rule_sets


def _row(event: Event, keys: list[str]) -> dict[str, Any]:
    """Return the fact that the warehouse reads from an event."""

    def said(document: dict[str, Any], names: tuple[str, ...] | list[str]) -> list[str]:
        return [msgspec.json.encode(document[name]).decode() if name in document else "" for name in names]

    return {
        "source_id": event.source_id,
        "kind": event.type,
        "user_id": event.user_id,
        "anonymous_id": event.anonymous_id,
        "previous_id": event.previous_id,
        "verified": event.verified,
        "proven": list(event.proven),
        "traits_told": said(event.traits, keys),
        "email_told": "",
        "context_told": said({}, keys),
        "device": said(event.context.get("device", {}), DEVICE_KEYS),
        "external_ids": "",
    }


def _tables(events: list[Event], rules: IdentityRules) -> tuple[pa.Table, pa.Table]:
    rows = [_row(event, trait_keys(rules)) for event in events]
    facts = [int.from_bytes(hashlib.sha256(msgspec.json.encode(row)).digest()[:8]) for row in rows]
    first = {fact: place for place, fact in reversed(list(enumerate(facts)))}
    once = [rows[place] | {"fact": fact, "first_message_id": events[place].message_id} for fact, place in first.items()]
    times = {
        "fact": pa.array(facts, pa.uint64()),
        "position": [event.position for event in events],
        "received_at_ms": [event.received_at_ms for event in events],
        "timestamp_ms": [event.timestamp_ms for event in events],
    }
    columns: dict[str, Any] = {name: [row[name] for row in once] for name in once[0]}
    columns["fact"] = pa.array(columns["fact"], pa.uint64())
    columns["proven"] = pa.array(columns["proven"], pa.list_(pa.string()))
    return pa.table(columns), pa.table(times)


def _holders(found: Partition, resolved: History) -> dict[Identifier, str]:
    held = enumerate(found.holders.tolist())
    return {resolved.identifier(number): found.profile_id(holder) for number, holder in held if holder >= 0}


@given(rules=rule_sets(), events=events_of(), repeats=st.lists(st.integers(0, 29), max_size=30))
def test_a_history_without_repetitions_gives_the_same_profiles(
    rules: IdentityRules, events: list[Event], repeats: list[int]
) -> None:
    for repeated in repeats:
        again = msgspec.structs.replace(events[repeated % len(events)])
        again.position, again.message_id = len(events) + 1, f"m-{len(events) + 1}"
        events.append(again)
    whole = history_of(WORKSPACE, events, Resolver(lambda _: rules, lambda _: "GB").claims(events))
    facts_table, times = _tables(events, rules)
    reader = FactReader([rules], lambda _: "GB", trait_keys(rules))
    reader.read(facts_table)
    facts, columns = reader.facts(), reader.numbering.columns()
    narrowed = resolve_facts(WORKSPACE, facts, history_told(facts, [times]), columns, (rules, facts.claims[0], NOTHING))
    full, less = resolve_history(whole, rules), narrowed.partition
    assert narrowed.history.events == len(narrowed.places) <= whole.events
    assert _holders(less, narrowed.history) == _holders(full, whole)
    assert less.profiles == full.profiles
    assert less.merges == full.merges
    assert {(narrowed.history.identifier(number), rule) for _, number, rule in less.drops} == {
        (whole.identifier(number), rule) for _, number, rule in full.drops
    }
