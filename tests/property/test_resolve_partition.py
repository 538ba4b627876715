"""However events arrive, people without conflicting claims end up as the connected components of their identifiers."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event
from portret.state import State
from portret.unify import IdentityRules, Resolver, canonical, event_identifiers
from tests.support.databases import empty
from tests.support.events import make_event

Trust = Literal["server", "browser", "token"]


def _roomy() -> IdentityRules:
    """Return rules that nothing in these histories can break: a person may even have several user ids."""
    rules = IdentityRules()
    spaces = {name: replace(space, limit=1_000, unique=False) for name, space in rules.namespaces.items()}
    return replace(rules, namespaces=MappingProxyType(spaces))


RULES = _roomy()
_claims = st.fixed_dictionaries(
    {},
    optional={
        "anonymous_id": st.integers(0, 7).map("d{}".format),
        "user_id": st.integers(0, 3).map("u{}".format),
        "email": st.integers(0, 3).map("p{}@example.com".format),
        "phone": st.integers(0, 2).map("+4420794600{}0".format),
        "crm_id": st.integers(0, 2).map("c{}".format),
    },
).filter(bool)


def _event(position: int, claim: dict[str, str], trust: Trust) -> Event:
    traits = {key: claim[key] for key in ("email", "phone", "crm_id") if key in claim}
    ids: dict[str, Any] = {key: claim[key] for key in ("user_id", "anonymous_id") if key in claim}
    event = make_event(position, traits=traits, verified=trust == "server", **ids)
    if trust == "token":
        event.proven = tuple(f"{namespace}:{value}" for namespace, value in event_identifiers(event, RULES, "GB"))
    return event


@given(
    claims=st.lists(_claims, min_size=1, max_size=25),
    trust=st.sampled_from(["server", "browser", "token"]),
    remember=st.sampled_from([2, 1000]),
    data=st.data(),
)
def test_the_partition_equals_the_connected_components(
    kept_state: State,
    claims: list[dict[str, str]],
    trust: Trust,
    remember: int,
    data: st.DataObject,
) -> None:
    events = [_event(position, claim, trust) for position, claim in enumerate(claims, start=1)]
    arrived = data.draw(st.permutations(events))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=3)))
    batches = [arrived[start:end] for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True)]
    try:
        final = _resolved(kept_state, Resolver(lambda _: RULES, lambda _: "GB", remember=remember), batches)
    finally:
        empty(kept_state)
    graph = nx.Graph()
    for position, claim in enumerate(claims, start=1):
        graph.add_edges_from((position, held) for held in claim.items())
    expected = [{node for node in part if isinstance(node, int)} for part in nx.connected_components(graph)]
    found = [{position for position, owner in final.items() if owner == profile} for profile in set(final.values())]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def _resolved(state: State, resolver: Resolver, batches: list[list[Event]]) -> dict[int, str]:
    """Return position → profile once all is resolved."""
    owners: dict[int, str] = {}
    for batch in batches:
        with state.begin() as connection:
            result = resolver.resolve(connection, batch, resolver.claims(batch))
        assert result.drops == []
        owners.update(zip((event.position for event in batch), result.profile_ids, strict=True))
    with state.read() as connection:
        return {position: canonical(connection, "ws_1", owner) for position, owner in owners.items()}
