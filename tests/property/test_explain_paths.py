"""Whatever happened, any two identifiers of a person are joined by a path of events that really carried them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from types import MappingProxyType

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event
from portret.state import State
from portret.unify import IdentityRules, Resolver, event_identifiers, identifiers_of, merged_ids
from portret.unify.evidence import Evidence, Link, links_of, shortest_path
from portret.unify.evidence.store import evidence_within
from tests.support.databases import empty
from tests.support.events import make_event

WORKSPACE = "ws_1"


def _rules(limit: int) -> IdentityRules:
    rules = IdentityRules()
    spaces = {name: space if space.unique else replace(space, limit=limit) for name, space in rules.namespaces.items()}
    return replace(rules, namespaces=MappingProxyType(spaces))


def _some(prefix: str, many: int) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(f"{prefix}{number}" for number in range(many))])


@st.composite
def _events(draw: st.DrawFn, position: int) -> Event:
    email = draw(_some("p", 4))
    return make_event(
        position,
        user_id=draw(_some("u", 4)),
        anonymous_id=draw(_some("a", 3)),
        traits={"email": f"{email}@example.com"} if email else {},
        context={"device": {"id": draw(_some("d", 2))}},
        verified=draw(st.booleans()),
    )


@st.composite
def _histories(draw: st.DrawFn) -> tuple[IdentityRules, list[list[Event]]]:
    many = draw(st.integers(1, 30))
    events = [draw(_events(position)) for position in range(1, many + 1)]
    cuts = sorted(draw(st.sets(st.integers(0, many), max_size=5)) | {0, many})
    batches = [events[start:end] for start, end in pairwise(cuts)]
    return _rules(draw(st.integers(1, 4))), batches


@given(history=_histories())
def test_any_two_identifiers_of_a_person_are_joined_by_the_shortest_path_of_events_that_carried_them(
    kept_state: State, history: tuple[IdentityRules, list[list[Event]]]
) -> None:
    rules, batches = history
    carried = {
        event.message_id: {f"{namespace}:{value}" for namespace, value in event_identifiers(event, rules, "GB")}
        for batch in batches
        for event in batch
    }
    try:
        for held, evidence in _resolved(kept_state, rules, batches):
            _all_are_joined(held, evidence, carried)
    finally:
        empty(kept_state)


def _resolved(state: State, rules: IdentityRules, batches: list[list[Event]]) -> list[tuple[list[str], Evidence]]:
    """Return for each profile the identifiers it holds and what is recorded of them."""
    resolver = Resolver(lambda _: rules, lambda _: "GB")
    profile_ids: set[str] = set()
    for batch in batches:
        claims = resolver.claims(batch)
        named = [(event, claim) for event, claim in zip(batch, claims, strict=True) if claim.identifiers]
        with state.begin() as connection:
            found = resolver.resolve(connection, [event for event, _ in named], [claim for _, claim in named])
        profile_ids |= set(found.profile_ids)
    people = []
    with state.read() as connection:
        for profile_id in sorted(profile_ids):
            rows = identifiers_of(connection, WORKSPACE, profile_id)
            ids = {profile_id, *merged_ids(connection, WORKSPACE, profile_id)}
            held = [f"{row['namespace']}:{row['value']}" for row in rows]
            people.append((held, evidence_within(connection, WORKSPACE, ids)))
    return people


def _all_are_joined(held: list[str], evidence: Evidence, carried: Mapping[str, set[str]]) -> None:
    links = links_of(evidence.attachments, evidence.merges)
    for link in links:
        assert link.identifiers <= carried[link.message_id]
    graph = _graph(links)
    for one, other in combinations(held, 2):
        steps = shortest_path(links, {one}, {other})
        assert steps, (one, other)
        assert [step.origin for step in steps] == [one, *(step.target for step in steps[:-1])]
        assert steps[-1].target == other
        for step in steps:
            assert {step.origin, step.target} <= carried[step.link.message_id]
        assert len(steps) == nx.shortest_path_length(graph, ("id", one), ("id", other)) // 2


def _graph(links: list[Link]) -> nx.Graph:
    graph = nx.Graph()
    for link in links:
        graph.add_edges_from((("id", identifier), ("event", link.message_id)) for identifier in link.identifiers)
    return graph
