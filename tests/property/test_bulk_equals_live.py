"""Resolving a history at once gives the live resolver's owners, holders, ids, merges and drops; nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import networkx as nx
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event
from portret.state import State, upgrade
from portret.unify import Identifier, IdentityRules, Namespace, Resolver, canonical, keep_apart, store
from portret.unify.bulk import NOTHING, Given, History, Numbering, Partition, history_of, resolve_history
from portret.unify.person import Held
from tests.support.claims import BEGAN_MS, SEVERAL, WORKSPACE, events_of, rule_sets
from tests.support.databases import SqliteDatabases

HELD = [("user_id", "u0"), ("anonymous_id", "a0"), ("email", "p1@example.com"), ("crm_id", "7")]


@dataclass
class Live:
    """The live resolver over a real store."""

    state: State
    resolver: Resolver

    def resolve(self, events: list[Event], batch: int) -> tuple[list[str], int, set[tuple[Identifier, str]]]:
        """Return each event's owner at the end, how many merges there were, and what was dropped by which rule."""
        owners: list[str] = []
        merges, drops = 0, set()
        for start in range(0, len(events), batch):
            piece = events[start : start + batch]
            with self.state.begin() as connection:
                found = self.resolver.resolve(connection, piece, self.resolver.claims(piece))
            owners += found.profile_ids
            merges += len(found.merges)
            drops |= {((drop.namespace, drop.value), drop.rule) for drop in found.drops}
        with self.state.read() as connection:
            return [owner and canonical(connection, WORKSPACE, owner) for owner in owners], merges, drops

    def holders(self) -> dict[Identifier, str]:
        """Return who holds each identifier."""
        held = store.identifiers
        with self.state.read() as connection:
            rows = connection.execute(sa.select(held.c.namespace, held.c.value, held.c.profile_id))
            return {(namespace, value): profile_id for namespace, value, profile_id in rows}


@contextmanager
def live(like: str, rules: IdentityRules, remember: int = 1000) -> Iterator[Live]:
    with SqliteDatabases().database(like=like) as url, closing(State(url)) as state:
        yield Live(state, Resolver(lambda _: rules, lambda _: "GB", remember=remember))


@pytest.fixture(scope="module")
def like(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of a state store that is only there to be copied."""
    url = f"sqlite:///{tmp_path_factory.mktemp('migrated')}/state.db"
    with closing(State(url)) as state:
        upgrade(state)
    return url


def recorded(events: list[Event], rules: IdentityRules, numbering: Numbering | None = None) -> History:
    claims = Resolver(lambda _: rules, lambda _: "GB").claims(events)
    return history_of(WORKSPACE, events, claims, numbering)


def owners_of(partition: Partition) -> list[str]:
    return [partition.profile_id(owner) for owner in partition.owners.tolist()]


def holders_of(partition: Partition, history: History) -> dict[Identifier, str]:
    held = enumerate(partition.holders.tolist())
    return {history.identifier(number): partition.profile_id(holder) for number, holder in held if holder >= 0}


@given(rules=rule_sets(), events=events_of(), data=st.data())
def test_a_history_resolved_at_once_is_as_the_live_resolver_leaves_it(
    like: str, rules: IdentityRules, events: list[Event], data: st.DataObject
) -> None:
    history = recorded(events, rules)
    partition = resolve_history(history, rules, at_once=data.draw(st.sampled_from([1, 7, 1000])))
    with live(like, rules, data.draw(st.sampled_from([2, 1000]))) as resolver:
        owners, merges, drops = resolver.resolve(events, data.draw(st.sampled_from([1, 8, 1000])))
        assert owners_of(partition) == [owner for owner in owners if owner]
        assert holders_of(partition, history) == resolver.holders()
    assert partition.merges == merges
    assert {(history.identifier(number), rule) for _, number, rule in partition.drops} == drops
    assert partition.profiles == len(set(owners_of(partition)) | set(holders_of(partition, history).values()))


@given(rules=rule_sets(), events=events_of(most=15), data=st.data())
def test_what_people_decided_is_there_before_the_first_event(
    like: str, rules: IdentityRules, events: list[Event], data: st.DataObject
) -> None:
    numbering = Numbering()
    recorded(events, rules, numbering)
    held = data.draw(st.lists(st.sampled_from(HELD), unique=True, min_size=2, max_size=4))
    verified = data.draw(st.booleans())
    decided = {f"prf_given{place % 2}": Held(verified, BEGAN_MS) for place in range(2)}
    profiles = {
        profile_id: {numbering.of(one): how for place, one in enumerate(held) if profile_id.endswith(str(place % 2))}
        for profile_id, how in decided.items()
    }
    apart = {"prf_given0": frozenset({"prf_given1"}), "prf_given1": frozenset({"prf_given0"})}
    history = recorded(events, rules, numbering)
    partition = resolve_history(history, rules, Given({**profiles}, apart))
    with live(like, rules) as resolver:
        with resolver.state.begin() as connection:
            store.save_identifiers(connection, [_row(one, place, verified) for place, one in enumerate(held)])
            keep_apart(connection, WORKSPACE, "prf_given0", "prf_given1", "no", "tok_1", BEGAN_MS)
        owners, merges, _ = resolver.resolve(events, 8)
        assert owners_of(partition) == [owner for owner in owners if owner]
        assert holders_of(partition, history) == resolver.holders()
    assert partition.merges == merges


def _row(identifier: Identifier, place: int, verified: bool) -> dict[str, object]:  # noqa: FBT001 - a column
    return {
        "workspace_id": WORKSPACE,
        "namespace": identifier[0],
        "value": identifier[1],
        "profile_id": f"prf_given{place % 2}",
        "verified": verified,
        "source_id": "src_1",
        "message_id": "m",
        "first_seen_ms": BEGAN_MS,
        "via": "",
    }


@given(events=events_of(most=40))
def test_where_no_rule_can_break_the_profiles_are_the_connected_components(events: list[Event]) -> None:
    rules = _without_limits()
    for event in events:
        event.verified, event.type = True, "track"
    history = recorded(events, rules)
    partition = resolve_history(history, rules, NOTHING)
    graph = nx.Graph()
    for place, (begin, end) in enumerate(pairwise(history.starts.tolist())):
        graph.add_edges_from((place, ("id", number)) for number in history.claimed[begin:end].tolist())
    parts = [sorted(node for node in part if isinstance(node, int)) for part in nx.connected_components(graph)]
    by_owner: dict[int, list[int]] = {}
    for place, owner in enumerate(partition.owners.tolist()):
        by_owner.setdefault(owner, []).append(place)
    assert sorted(by_owner.values()) == sorted(parts)
    assert partition.replayed == 0
    assert partition.drops == []


def _without_limits() -> IdentityRules:
    spaces = {name: Namespace(name, priority, 10_000, trait_keys=(name,)) for priority, name in enumerate(SEVERAL, 2)}
    spaces["user_id"] = Namespace("user_id", 1, 10_000)
    return IdentityRules(namespaces=MappingProxyType(spaces))
