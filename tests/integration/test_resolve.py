"""Who is it: creating, attaching and merging profiles on a real store."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from portret.kernel import Event
from portret.state import State, upgrade
from portret.unify import (
    IdentityRules,
    Resolution,
    Resolver,
    canonical,
    drops_of,
    find,
    identifiers_of,
    keep_apart,
    let_meet,
    merged_ids,
    merges_of,
)
from tests.support.events import make_event

WORKSPACE = "ws_1"
RULES = IdentityRules()


@pytest.fixture
def resolver() -> Resolver:
    return Resolver(lambda _: RULES, lambda _source_id: "GB")


def resolve(state: State, resolver: Resolver, *events: Event) -> Resolution:
    with state.begin() as connection:
        return resolver.resolve(connection, events, resolver.claims(events))


def holder(state: State, namespace: str, value: str) -> str | None:
    with state.read() as connection:
        return find(connection, WORKSPACE, namespace, value)


def test_an_unknown_identifier_makes_a_profile_and_a_known_one_finds_it(state: State, resolver: Resolver) -> None:
    first = resolve(state, resolver, make_event(1, anonymous_id="a"))
    again = resolve(state, resolver, make_event(2, anonymous_id="a"))
    assert first.profile_ids == again.profile_ids
    assert first.profile_ids[0].startswith("prf_")


def test_the_same_event_always_makes_the_same_profile(state: State, state_url: str) -> None:
    event = make_event(1, anonymous_id="a")
    other = State(state_url)
    upgrade(other)
    ids = [resolve(store, Resolver(lambda _: RULES, lambda _: "GB"), event).profile_ids for store in (state, other)]
    other.close()
    assert ids[0] == ids[1]


def test_login_joins_the_anonymous_past_to_the_person(state: State, resolver: Resolver) -> None:
    resolve(state, resolver, make_event(1, anonymous_id="a"))
    resolve(state, resolver, make_event(2, user_id="u", verified=True))
    login = resolve(state, resolver, make_event(3, anonymous_id="a", user_id="u"))
    assert len(login.merges) == 1
    assert holder(state, "anonymous_id", "a") == holder(state, "user_id", "u") == login.profile_ids[0]


def test_old_ids_resolve_for_ever_through_chains_of_merges(state: State, resolver: Resolver) -> None:
    ids = [resolve(state, resolver, make_event(n, anonymous_id=f"a{n}")).profile_ids[0] for n in (1, 2, 3)]
    resolve(state, resolver, make_event(4, anonymous_id="a2", traits={"email": "jo@example.com"}))
    resolve(state, resolver, make_event(5, anonymous_id="a3", traits={"email": "jo@example.com"}))
    final = resolve(state, resolver, make_event(6, anonymous_id="a1", traits={"email": "jo@example.com"})).profile_ids[
        0
    ]
    with state.read() as connection:
        assert {canonical(connection, WORKSPACE, profile_id) for profile_id in ids} == {final}
        assert set(merged_ids(connection, WORKSPACE, final)) == set(ids) - {final}


def test_events_without_a_usable_identifier_have_no_profile(state: State, resolver: Resolver) -> None:
    assert resolve(state, resolver, make_event(1, user_id="null"), make_event(2)).profile_ids == ["", ""]


def test_two_people_on_one_device_stay_two_and_the_device_goes_to_the_newcomer(
    state: State, resolver: Resolver
) -> None:
    resolve(state, resolver, make_event(1, anonymous_id="tablet", user_id="anna"))
    switch = resolve(state, resolver, make_event(2, anonymous_id="tablet", user_id="boris"))
    later = resolve(state, resolver, make_event(3, anonymous_id="tablet"))
    assert switch.merges == []
    [moved] = switch.drops
    assert (moved.value, moved.rule, moved.events) == ("tablet", "shared device", 1)
    assert (moved.profile_id, moved.holder_id) == (holder(state, "user_id", "anna"), holder(state, "user_id", "boris"))
    assert switch.flags == [()]
    assert later.profile_ids == [holder(state, "user_id", "boris")]
    assert holder(state, "user_id", "anna") != holder(state, "user_id", "boris")


def test_a_tablet_with_a_thousand_logins_makes_a_thousand_people(state: State, resolver: Resolver) -> None:
    events = [make_event(n, anonymous_id="tablet", user_id=f"u{n}") for n in range(1, 1001)]
    assert len(set(resolve(state, resolver, *events).profile_ids)) == 1000


def test_a_browser_never_merges_two_people_whom_a_server_knows(state: State, resolver: Resolver) -> None:
    resolve(state, resolver, make_event(1, traits={"email": "jo@example.com"}, verified=True))
    resolve(state, resolver, make_event(2, user_id="u", verified=True))
    claim = {"user_id": "u", "traits": {"email": "jo@example.com"}}
    stranger = resolve(state, resolver, make_event(3, **claim))
    assert stranger.merges == []
    assert stranger.profile_ids == [holder(state, "user_id", "u")]
    server = resolve(state, resolver, make_event(4, verified=True, **claim))
    assert len(server.merges) == 1


def test_a_claim_counts_as_verified_once_a_server_repeats_it(state: State, resolver: Resolver) -> None:
    resolve(state, resolver, make_event(1, user_id="u"))
    resolve(state, resolver, make_event(2, user_id="u", verified=True))
    with state.read() as connection:
        profile_id = find(connection, WORKSPACE, "user_id", "u")
        assert profile_id
        (held,) = identifiers_of(connection, WORKSPACE, profile_id)
    assert held["verified"]
    assert held["message_id"] == "m-1"


def test_whoever_gets_a_card_that_somebody_only_typed_gets_the_device_it_is_used_on(state: State) -> None:
    spaces = {name: replace(space, limit=1) if name == "email" else space for name, space in RULES.namespaces.items()}
    spaces["loyalty_id"] = replace(spaces["loyalty_id"], priority=4, unique=True, limit=1)
    rules = replace(RULES, namespaces=MappingProxyType(spaces))
    resolver = Resolver(lambda _: rules, lambda _: "GB")
    on_tablet = {"context": {"device": {"id": "tablet"}}}
    typed = {"email": "anna@example.com", "loyalty_id": "card"}
    resolve(state, resolver, make_event(1, user_id="anna", traits=typed, **on_tablet))
    resolve(state, resolver, make_event(2, traits={"email": "boris@example.com"}))
    known = {"email": "boris@example.com", "loyalty_id": "card"}
    result = resolve(state, resolver, make_event(3, traits=known, verified=True, **on_tablet))
    assert [(drop.value, drop.rule) for drop in result.drops] == [
        ("card", "verified elsewhere"),
        ("tablet", "shared device"),
    ]
    assert result.profile_ids == [holder(state, "device_id", "tablet")] == [holder(state, "loyalty_id", "card")]
    assert holder(state, "email", "boris@example.com") == holder(state, "device_id", "tablet")


def test_a_profile_takes_no_more_addresses_than_the_limit(state: State, resolver: Resolver) -> None:
    events = [make_event(n, user_id="u", traits={"email": f"jo{n}@example.com"}) for n in range(1, 8)]
    result = resolve(state, resolver, *events)
    assert len(set(result.profile_ids)) == 1
    assert [(drop.value, drop.rule) for drop in result.drops] == [
        ("jo6@example.com", "limit of email"),
        ("jo7@example.com", "limit of email"),
    ]
    assert result.flags == [(), (), (), (), (), ("dropped-email",), ("dropped-email",)]
    assert holder(state, "email", "jo7@example.com") is None


def test_what_a_token_proves_counts_as_verified_and_nothing_else_of_the_event(state: State, resolver: Resolver) -> None:
    resolve(state, resolver, make_event(1, traits={"email": "jo@example.com"}, verified=True))
    resolve(state, resolver, make_event(2, user_id="u", verified=True))
    claim = {"user_id": "u", "traits": {"email": "jo@example.com"}}
    half = resolve(state, resolver, make_event(3, **claim, proven=("user_id:u",)))
    assert (half.merges, half.flags) == ([], [("dropped-email",)])
    whole = resolve(state, resolver, make_event(4, **claim, proven=("user_id:u", "email:jo@example.com")))
    assert len(whole.merges) == 1


def test_two_who_are_kept_apart_stay_so_through_merges_with_others(state: State, resolver: Resolver) -> None:
    people = [resolve(state, resolver, make_event(n, traits={"crm_id": f"c{n}"})).profile_ids[0] for n in (1, 2, 3)]
    with state.begin() as connection:
        keep_apart(connection, WORKSPACE, people[0], people[1], "two sisters", "tok_1", 0)
    joined = resolve(state, resolver, make_event(4, traits={"crm_id": "c1", "loyalty_id": "l"}))
    resolve(state, resolver, make_event(5, traits={"crm_id": "c3", "loyalty_id": "l"}))
    refused = resolve(state, resolver, make_event(6, traits={"crm_id": "c2", "loyalty_id": "l"}))
    assert refused.merges == []
    assert [drop.rule for drop in refused.drops] == ["do not merge"]
    with state.begin() as connection:
        let_meet(connection, WORKSPACE, people[1], canonical(connection, WORKSPACE, joined.profile_ids[0]))
    assert len(resolve(state, resolver, make_event(7, traits={"crm_id": "c2", "loyalty_id": "l"})).merges) == 1


def test_whoever_is_kept_apart_from_somebody_is_so_from_their_winner_at_once(state: State, resolver: Resolver) -> None:
    known = ({"loyalty_id": "l"}, {"crm_id": "c"}, {"email": "p@example.com"})
    _, lost, other = (
        resolve(state, resolver, make_event(n, traits=traits)).profile_ids[0] for n, traits in enumerate(known, 1)
    )
    with state.begin() as connection:
        keep_apart(connection, WORKSPACE, lost, other, "two sisters", "tok_1", 0)
    joining = make_event(4, traits={"loyalty_id": "l", "crm_id": "c"})
    forbidden = make_event(5, traits={"email": "p@example.com", "loyalty_id": "l"})
    resolution = resolve(state, resolver, joining, forbidden)
    assert [merge.loser_id for merge in resolution.merges] == [lost]
    assert [drop.rule for drop in resolution.drops] == ["do not merge"]


def test_an_edge_between_people_of_other_workspaces_means_nothing(state: State, resolver: Resolver) -> None:
    one, other = (resolve(state, resolver, make_event(n, traits={"crm_id": f"c{n}"})).profile_ids[0] for n in (1, 2))
    with state.begin() as connection:
        keep_apart(connection, "ws_2", one, other, "", "tok_2", 0)
    assert len(resolve(state, resolver, make_event(3, traits={"crm_id": "c1", "loyalty_id": "l"})).merges) == 0
    joined = resolve(state, resolver, make_event(4, traits={"crm_id": "c2", "loyalty_id": "l"}))
    assert len(joined.merges) == 1


def test_an_event_of_portrets_own_finds_its_profile_wherever_it_lives_now(state: State, resolver: Resolver) -> None:
    loser = resolve(state, resolver, make_event(2, anonymous_id="a")).profile_ids[0]
    winner = resolve(state, resolver, make_event(1, user_id="u")).profile_ids[0]
    resolve(state, resolver, make_event(3, user_id="u", anonymous_id="a"))
    own = [
        make_event(4, profile_id=loser),
        make_event(5, profile_id=winner, user_id="somebody else"),
        make_event(6, profile_id="prf_nobody"),
        make_event(7, profile_id=winner, workspace_id="ws_2"),
    ]
    resolution = resolve(state, resolver, *own)
    assert resolution.profile_ids == [winner, winner, "", ""]
    assert holder(state, "user_id", "somebody else") is None


def test_what_came_through_what_is_on_record(state: State, resolver: Resolver) -> None:
    first = resolve(state, resolver, make_event(1, user_id="u", anonymous_id="a", traits={"crm_id": "c"}))
    resolve(state, resolver, make_event(2, anonymous_id="a", traits={"email": "jo@example.com"}))
    with state.read() as connection:
        via = {row["namespace"]: row["via"] for row in identifiers_of(connection, WORKSPACE, first.profile_ids[0])}
    assert via == {"user_id": "", "crm_id": "user_id:u", "anonymous_id": "user_id:u", "email": "anonymous_id:a"}


def test_a_merge_is_on_record_with_all_that_the_loser_held(state: State, resolver: Resolver) -> None:
    loser = resolve(state, resolver, make_event(1, anonymous_id="a", context={"device": {"id": "d"}})).profile_ids[0]
    winner = resolve(state, resolver, make_event(2, user_id="u")).profile_ids[0]
    resolve(state, resolver, make_event(3, user_id="u", anonymous_id="a"))
    with state.read() as connection:
        [row] = merges_of(connection, WORKSPACE, [winner], None, 10)
        assert merges_of(connection, "ws_2", [winner], None, 10) == []
    assert (row.merge.winner_id, row.merge.loser_id, row.merge.message_id) == (winner, loser, "m-3")
    assert row.merge.loser_identifiers == ("anonymous_id:a", "device_id:d")
    assert row.merge.identifiers == ("user_id:u", "anonymous_id:a")


def test_an_innocent_identifier_is_not_dropped_with_the_one_that_breaks_a_rule(
    state: State, resolver: Resolver
) -> None:
    resolve(state, resolver, make_event(1, user_id="other", traits={"email": "jo@example.com"}))
    login = make_event(2, user_id="u", anonymous_id="new", traits={"email": "jo@example.com"})
    resolution = resolve(state, resolver, login)
    assert [(drop.namespace, drop.rule) for drop in resolution.drops] == [("email", "limit of user_id")]
    assert holder(state, "anonymous_id", "new") == holder(state, "user_id", "u") == resolution.profile_ids[0]


def test_the_same_drop_again_and_again_is_one_row_with_a_count(state: State, resolver: Resolver) -> None:
    resolve(state, resolver, make_event(1, user_id="other", traits={"email": "jo@example.com"}))
    for start in (2, 5):
        again = [make_event(n, user_id="u", traits={"email": "jo@example.com"}) for n in range(start, start + 3)]
        resolve(state, resolver, *again)
    with state.read() as connection:
        [drop] = drops_of(connection, WORKSPACE, [], None, 10)
    assert (drop.events, drop.first_message_id, drop.last_message_id) == (6, "m-2", "m-7")
    assert (drop.profile_id, drop.holder_id) == (holder(state, "user_id", "u"), holder(state, "user_id", "other"))


def test_workspaces_never_share_a_profile(state: State, resolver: Resolver) -> None:
    result = resolve(state, resolver, make_event(1, user_id="u"), make_event(2, user_id="u", workspace_id="ws_2"))
    assert len(set(result.profile_ids)) == 2


def test_a_new_process_knows_what_the_last_one_did(state: State, resolver: Resolver) -> None:
    before = resolve(state, resolver, make_event(1, anonymous_id="a", user_id="u"))
    fresh = Resolver(lambda _: RULES, lambda _: "GB")
    after = resolve(state, fresh, make_event(2, user_id="u", traits={"email": "jo@example.com"}))
    assert after.profile_ids == before.profile_ids


def test_a_failed_transaction_leaves_nothing_behind_after_forgetting(state: State, resolver: Resolver) -> None:
    with state.engine.connect() as connection, connection.begin() as transaction:
        events = [make_event(1, anonymous_id="a")]
        resolver.resolve(connection, events, resolver.claims(events))
        transaction.rollback()
    resolver.forget()
    assert holder(state, "anonymous_id", "a") is None
    result = resolve(state, resolver, make_event(2, anonymous_id="a"))
    assert holder(state, "anonymous_id", "a") == result.profile_ids[0]


def test_little_memory_gives_the_same_answers(state: State) -> None:
    forgetful = Resolver(lambda _: RULES, lambda _: "GB", remember=4)
    for n in range(1, 60):
        resolve(state, forgetful, make_event(n, anonymous_id=f"a{n % 7}", user_id=f"u{n % 7}"))
    with state.read() as connection:
        profiles = connection.execute(sa.text("SELECT count(DISTINCT profile_id) FROM identifiers")).scalar()
    assert profiles == 7


def test_namespaces_that_nobody_named_make_no_profile_grow_without_end(state: State, resolver: Resolver) -> None:
    def junk(number: int) -> Event:
        made_up = [{"type": f"kind{number}x{n}", "id": str(n + 1)} for n in range(50)]
        return make_event(number, user_id="mega", context={"externalIds": made_up})

    found = [resolve(state, resolver, junk(number)) for number in (1, 2, 3)]
    [profile_id] = {owner for each in found for owner in each.profile_ids}
    with state.read() as connection:
        assert len(identifiers_of(connection, WORKSPACE, profile_id)) == 101
    assert {drop.rule for drop in found[2].drops} == {"limit of custom"}
    assert {drop.namespace for drop in found[2].drops} == {f"kind3x{n}" for n in range(50)}
