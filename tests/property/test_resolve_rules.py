"""With limits, windows, proofs and pairs kept apart, the resolver decides as an oracle that goes event by event."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from portret.kernel import Event, stable_id
from portret.state import State
from portret.unify import IdentityRules, Resolver, canonical, drops_of, event_identifiers, identifiers_of, keep_apart
from tests.support.databases import empty
from tests.support.events import make_event
from tests.support.identity_oracle import Oracle, Profile

WORKSPACE = "ws_1"
_DAY_MS = 86_400_000
_START_MS = 1_700_000_000_000

Apart = tuple[int, int]
"""Keep apart whose these events are, by their places."""


@st.composite
def _rules(draw: st.DrawFn) -> IdentityRules:
    rules = IdentityRules()
    spaces = {}
    for name, space in rules.namespaces.items():
        if space.unique:
            spaces[name] = space
            continue
        unique = name == "loyalty_id" and draw(st.booleans())
        spaces[name] = replace(
            space,
            priority=draw(st.integers(2, 9)),
            unique=unique,
            limit=1 if unique else draw(st.integers(1, 3)),
            window="ever" if unique else draw(st.sampled_from(["ever", "annually", "monthly", "weekly"])),
        )
    return replace(rules, namespaces=MappingProxyType(spaces))


def _one_of(prefix: str, many: int) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *(f"{prefix}{number}" for number in range(many))])


@st.composite
def _event(draw: st.DrawFn, position: int, rules: IdentityRules) -> Event:
    traits = {
        "email": draw(_one_of("p", 4)),
        "phone": draw(_one_of("+4420794600", 3)),
        "loyalty_id": draw(_one_of("l", 2)),
    }
    traits = {key: f"{value}@example.com" if key == "email" else value for key, value in traits.items() if value}
    if "phone" in traits:
        traits["phone"] += "0"
    event = make_event(
        position,
        user_id=draw(_one_of("u", 3)),
        anonymous_id=draw(_one_of("a", 4)),
        traits=traits,
        context={"device": {"id": draw(_one_of("d", 3)), "token": draw(_one_of("t", 2))}},
        verified=draw(st.integers(0, 3)) == 0,
        timestamp_ms=_START_MS + draw(st.integers(0, 80)) * 5 * _DAY_MS,
        received_at_ms=_START_MS + position,
    )
    claimed = event_identifiers(event, rules, "GB")
    texts = [f"{namespace}:{value}" for namespace, value in claimed]
    event.proven = tuple(text for text in texts if draw(st.integers(0, 2)) == 0)
    return event


@st.composite
def _stories(draw: st.DrawFn) -> tuple[IdentityRules, list[list[Event] | Apart]]:
    rules = draw(_rules())
    story: list[list[Event] | Apart] = []
    position = 0
    for _ in range(draw(st.integers(1, 6))):
        batch = []
        for _ in range(draw(st.integers(1, 8))):
            position += 1
            batch.append(draw(_event(position, rules)))
        story.append(batch)
        if draw(st.booleans()):
            story.append((draw(st.integers(1, position)), draw(st.integers(1, position))))
    return rules, story


@given(story=_stories(), remember=st.sampled_from([2, 12, 1_000]))
def test_the_resolver_decides_as_the_oracle_does(
    kept_state: State, story: tuple[IdentityRules, list[list[Event] | Apart]], remember: int
) -> None:
    rules, steps = story
    oracle = Oracle(rules)
    try:
        resolver = Resolver(lambda _: rules, lambda _: "GB", remember=remember)
        events = _live(kept_state, resolver, oracle, steps)
        _compare(kept_state, oracle, events)
    finally:
        empty(kept_state)


def _live(
    state: State, resolver: Resolver, oracle: Oracle, steps: list[list[Event] | Apart]
) -> dict[str, tuple[Event, str]]:
    """Go through a story with both; return message id → (event, its profile as resolved)."""
    found: dict[str, tuple[Event, str]] = {}
    for step in steps:
        with state.begin() as connection:
            if isinstance(step, list):
                claims = resolver.claims(step)
                resolution = resolver.resolve(connection, step, claims)
                for event, claim, profile_id in zip(step, claims, resolution.profile_ids, strict=True):
                    assert bool(profile_id) == bool(claim.identifiers)
                    if claim.identifiers:
                        oracle.take(event, claim.identifiers)
                        found[event.message_id] = (event, profile_id)
            else:
                one, other = (oracle.owners.get(f"m-{place}") for place in step)
                if one and other and one is not other:
                    oracle.keep_apart(one, other)
                    keep_apart(connection, WORKSPACE, _id_of(one), _id_of(other), "test", "tok_1", 0)
    return found


def _compare(state: State, oracle: Oracle, events: dict[str, tuple[Event, str]]) -> None:
    with state.read() as connection:
        now = {message: canonical(connection, WORKSPACE, profile_id) for message, (_, profile_id) in events.items()}
        held = {
            profile_id: {
                (row["namespace"], row["value"]): (row["verified"], row["first_seen_ms"])
                for row in identifiers_of(connection, WORKSPACE, profile_id)
            }
            for profile_id in set(now.values())
        }
        drops: Counter[tuple[str, tuple[str, str], str]] = Counter()
        for drop in drops_of(connection, WORKSPACE, [], None, 1_000):
            profile_id = canonical(connection, WORKSPACE, drop.profile_id)
            drops[profile_id, (drop.namespace, drop.value), drop.rule] += drop.events
    assert now == {message: _id_of(owner) for message, owner in oracle.owners.items()}
    assert held == {_id_of(person): person.held for person in oracle.people}
    made = {person.made_by: _id_of(person) for person in oracle.people}
    assert drops == {(made[by], identifier, rule): count for (by, identifier, rule), count in oracle.drops.items()}
    _nothing_vanished(oracle, events, held, drops)


def _nothing_vanished(
    oracle: Oracle,
    events: dict[str, tuple[Event, str]],
    held: dict[str, dict[tuple[str, str], tuple[bool, int]]],
    drops: Counter[tuple[str, tuple[str, str], str]],
) -> None:
    dropped = {identifier for _, identifier, _ in drops}
    for event, _ in events.values():
        for identifier in event_identifiers(event, oracle.rules, "GB"):
            holders = [profile_id for profile_id, holds in held.items() if identifier in holds]
            assert len(holders) == 1 or (not holders and identifier in dropped)


def _id_of(person: Profile) -> str:
    return stable_id("prf", person.made_at_ms, WORKSPACE, person.made_by)
