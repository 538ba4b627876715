"""The scores of a person: what they were is what they said then, and nobody is told more than is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from fastapi.testclient import TestClient

from portret import definition, profile
from portret.kernel import Event, ManualClock, new_id, to_ms
from portret.profile import ProfileState, empty
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import TraitInForce
from portret.trait import Plan
from tests.support.calling import Caller
from tests.support.ready_made import NOW, add, browsing, load

MONTH = timedelta(days=30)
MISSED: dict[str, Any] = {"from": {}, "aggregate": {"kind": "score", "points": {"Page Viewed": 3}}}
BY_BRAND = {**MISSED, "per": "brand"}
KINDS = {
    "discount_share": "percent",
    "engagement_score": "points",
    "rfm_recency": "step",
    "rfm_frequency": "step",
    "rfm_monetary": "step",
    "own_points": "points",
}


@pytest.fixture
def happened(client: TestClient, context: Caller) -> list[Event]:
    """What people did in a workspace with everything that has a score, put into the warehouse."""
    context.workspace_id = new_id("ws")
    events = [msgspec.structs.replace(each, user_id=f"prf_{each.user_id}") for each in browsing(Random(9))]
    load(context, events)
    add(client, "engagement", {})
    add(client, "discount_affinity", {})
    add(client, "rfm", {"currency": "GBP"})
    for key, compute in (("own_points", MISSED), ("own_by_brand", BY_BRAND)):
        with context.state.begin() as connection:
            definition.save(
                connection,
                context.workspace_id,
                "trait",
                key,
                {"key": key, "name": key.title(), "compute": compute},
                author="tok_1",
                reason="",
                expected_version=None,
                now_ms=1,
            )
    return events


def come_in(context: Caller, events: Sequence[Event]) -> None:
    """Fold events into profiles, as the worker would."""
    with context.state.begin() as connection:
        stored = definition.current(connection, context.workspace_id, "trait")
        rows = [
            TraitInForce(
                workspace_id=context.workspace_id,
                key=each.key,
                version=each.version,
                document=dict(each.document),
                fold_id=number,
            )
            for number, each in enumerate(stored, start=1)
        ]
        upkeep.replace_traits(connection, context.workspace_id, rows)
        plan = Plan({row.fold_id: row.definition.compute for row in rows}, "UTC")
        states: dict[tuple[str, str], ProfileState] = {}
        for event in events:
            profile.fold(states.setdefault((context.workspace_id, event.user_id), empty()), event, plan=plan)
        profile.save_many(connection, states, len(events))


def told(client: TestClient, who: str) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/api/profiles/{who}/scores")
    assert answer.status_code == 200, answer.text
    return {each["key"]: each for each in answer.json()["items"]}


def test_what_scores_were_is_what_they_said_then(client: TestClient, context: Caller, happened: list[Event]) -> None:
    people = sorted({event.user_id for event in happened})
    early = [event for event in happened if event.timestamp_ms <= to_ms(NOW - MONTH)]
    known = {event.user_id for event in early}
    context.clock = ManualClock(NOW - MONTH)
    come_in(context, early)
    then = {who: told(client, who) for who in sorted(known)}
    context.clock = ManualClock(NOW)
    come_in(context, happened)
    now = {who: told(client, who) for who in people}
    assert {key: each["kind"] for key, each in now[people[0]].items()} == KINDS
    for who in people:
        before = {key: each["before"] for key, each in now[who].items()}
        if who not in known:
            assert set(before.values()) == {None}
        else:
            assert before == pytest.approx({key: each["value"] for key, each in then[who].items()})
    assert {each["rfm_recency"]["value"] for each in now.values()} == {None, 1.0, 2.0, 3.0, 4.0, 5.0}


def test_nothing_is_compared_with_what_is_not_all_kept(
    client: TestClient, context: Caller, happened: list[Event]
) -> None:
    come_in(context, happened)
    oldest = min(happened, key=lambda event: event.timestamp_ms).user_id
    assert told(client, oldest)["own_points"]["before"] is not None
    context.settings = replace(context.settings, event_retention=timedelta(days=60))
    assert told(client, oldest)["own_points"]["before"] is None


def test_without_any_definition_there_is_no_score(client: TestClient, context: Caller) -> None:
    context.workspace_id = new_id("ws")
    with context.state.begin() as connection:
        profile.save_many(connection, {(context.workspace_id, "prf_1"): empty()}, 1)
    assert told(client, "prf_1") == {}
    assert client.get("/api/profiles/prf_2/scores").status_code == 404
