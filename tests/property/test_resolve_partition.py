"""However events arrive, people without conflicting claims end up as the connected components of their identifiers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portret.kernel import Event
from portret.state import State, upgrade
from portret.unify import IdentityRules, Resolver, canonical
from tests.support.events import make_event

RULES = IdentityRules()
_ids = st.sampled_from([f"d{n}" for n in range(8)])
_emails = st.sampled_from([f"p{n}@example.com" for n in range(4)])
_claims = st.tuples(st.one_of(st.just(""), _ids), st.one_of(st.just(""), _emails)).filter(any)


def _event(position: int, claim: tuple[str, str]) -> Event:
    traits = {"email": claim[1]} if claim[1] else {}
    return make_event(position, anonymous_id=claim[0], traits=traits, verified=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claims=st.lists(_claims, min_size=1, max_size=25), data=st.data())
def test_the_partition_equals_the_connected_components(claims: list[tuple[str, str]], data: st.DataObject) -> None:
    events = [_event(position, claim) for position, claim in enumerate(claims, start=1)]
    arrived = data.draw(st.permutations(events))
    cut = data.draw(st.integers(0, len(events)))
    with tempfile.TemporaryDirectory() as folder:
        state = State(f"sqlite:///{Path(folder) / 'state.db'}")
        upgrade(state)
        resolver = Resolver(lambda _: RULES, lambda _: "GB", remember=data.draw(st.sampled_from([2, 1000])))
        owners: dict[int, str] = {}
        for batch in (arrived[:cut], arrived[cut:]):
            with state.begin() as connection:
                result = resolver.resolve(connection, batch, resolver.claims(batch))
            owners.update(zip((event.position for event in batch), result.profile_ids, strict=True))
        with state.read() as connection:
            final = {position: canonical(connection, "ws_1", owner) for position, owner in owners.items()}
        state.close()
    graph = nx.Graph()
    for position, (device, email) in enumerate(claims, start=1):
        graph.add_edges_from((position, claim) for claim in (device, email) if claim)
    expected = [{node for node in part if isinstance(node, int)} for part in nx.connected_components(graph)]
    found = [{position for position, owner in final.items() if owner == profile} for profile in set(final.values())]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
