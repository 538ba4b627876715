from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portret.profile import (
    ProfileState,
    changed_since,
    empty,
    encode,
    fold,
    follow_accounts,
    load,
    load_many,
    merge,
    remove_many,
    save_many,
)
from portret.profile.accounts.store import list_accounts, load_accounts, members
from portret.profile.store import latest, search, search_terms
from portret.state import State
from tests.support.events import make_event

WS = "ws_1"


def person(traits: dict[str, Any], user_id: str = "") -> ProfileState:
    profile = empty()
    fold(profile, make_event(1, type="identify", name="", traits=traits, user_id=user_id))
    return profile


def save(state: State, profiles: dict[str, ProfileState], version: int = 1, workspace_id: str = WS) -> None:
    with state.begin() as connection:
        save_many(connection, {(workspace_id, profile_id): each for profile_id, each in profiles.items()}, version)


def found(state: State, question: str, limit: int = 50, workspace_id: str = WS) -> list[str]:
    with state.read() as connection:
        return [profile.id for _, profile in search(connection, workspace_id, question, limit)]


def test_a_saved_profile_comes_back_as_it_was(state: State) -> None:
    profile = person({"name": "Ada"})
    save(state, {"prf_1": profile}, version=7)
    with state.read() as connection:
        stored = load(connection, WS, "prf_1")
        assert stored is not None
        assert (stored.version, encode(stored.state)) == (7, encode(profile))
        assert list(load_many(connection, WS, ["prf_1", "prf_missing"])) == ["prf_1"]
        assert load(connection, "ws_other", "prf_1") is None


def test_thousands_are_saved_and_loaded_in_bulk(state: State) -> None:
    ids = [f"prf_{n:05}" for n in range(12_000)]
    save(state, {profile_id: empty() for profile_id in ids})
    with state.read() as connection:
        assert len(load_many(connection, WS, ids)) == 12_000


@pytest.mark.parametrize(
    "question",
    ["ada", "LOVE", "love ada", "Ádá", "ada@ex", "ADA@EXAMPLE.COM", "+44 7911 123456", "07911 123", "u-42", "U-4"],
)
def test_a_person_is_found_by_any_word_prefix_email_phone_or_id(state: State, question: str) -> None:
    traits = {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+447911123456"}
    save(state, {"prf_1": person(traits, user_id="U-42"), "prf_2": person({"name": "Charles Babbage"})})
    assert found(state, question) == ["prf_1"]


@pytest.mark.parametrize(
    "question", ["dalov", "ada charles", "%", "_da", "ada%", "", "  ", "\x00", "'; DROP TABLE profiles"]
)
def test_nobody_is_found_by_the_middle_of_a_word_or_by_signs(state: State, question: str) -> None:
    save(state, {"prf_1": person({"name": "Ada Lovelace"}), "prf_2": person({"name": "Charles Babbage"})})
    assert found(state, question) == []


def test_another_workspace_finds_nobody(state: State) -> None:
    save(state, {"prf_1": person({"name": "Ada"})})
    assert found(state, "ada", workspace_id="ws_2") == []


def test_a_new_name_replaces_the_old_one_in_search(state: State) -> None:
    profile = person({"name": "Ada Byron"})
    save(state, {"prf_1": profile})
    fold(profile, make_event(2, type="identify", name="", traits={"name": "Ada Lovelace"}))
    save(state, {"prf_1": profile}, version=2)
    assert (found(state, "byron"), found(state, "lovelace"), found(state, "ada")) == ([], ["prf_1"], ["prf_1"])


def test_saving_without_a_new_name_keeps_the_terms(state: State) -> None:
    profile = person({"name": "Ada"})
    save(state, {"prf_1": profile})
    fold(profile, make_event(2, type="page", name="Page Viewed"))
    save(state, {"prf_1": profile}, version=2)
    assert found(state, "ada") == ["prf_1"]


def test_the_loser_of_a_merge_leaves_no_trace_and_the_winner_has_both_names(state: State) -> None:
    a, b = person({"name": "Ada"}, user_id="u-1"), person({"email": "b@example.com"})
    save(state, {"prf_a": a, "prf_b": b})
    with state.begin() as connection:
        save_many(connection, {(WS, "prf_a"): merge(a, b)}, 2)
        remove_many(connection, [(WS, "prf_b")])
    assert (found(state, "ada"), found(state, "b@example"), found(state, "u-1")) == (["prf_a"], ["prf_a"], ["prf_a"])
    with state.read() as connection:
        assert load(connection, WS, "prf_b") is None


def test_a_removed_profile_leaves_no_terms(state: State) -> None:
    save(state, {"prf_1": person({"name": "Ada"})})
    with state.begin() as connection:
        remove_many(connection, [(WS, "prf_1"), (WS, "prf_unknown")])
        assert connection.execute(sa.select(sa.func.count()).select_from(search_terms)).scalar_one() == 0


def test_pages_of_a_search_show_everybody_once(state: State) -> None:
    save(
        state, {f"prf_{n:03}": person({"name": f"Anna Ann{n % 7}a", "email": f"ann{n}@example.com"}) for n in range(50)}
    )
    seen: list[str] = []
    after = None
    with state.read() as connection:
        while page := search(connection, WS, "ann", 8, after):
            seen += [profile.id for _, profile in page]
            after = page[-1][0]
    assert sorted(seen) == [f"prf_{n:03}" for n in range(50)]


def test_several_words_may_share_a_prefix(state: State) -> None:
    save(state, {"prf_1": person({"name": "Anna Annowska"}), "prf_2": person({"name": "Anna Nowak"})})
    assert found(state, "annow anna") == ["prf_1"]


def test_words_that_many_people_have_find_only_those_who_have_both(state: State) -> None:
    crowd = {f"prf_{n:05}": person({"name": f"Anna Nr{n}" if n % 2 else f"Jan Nr{n}"}) for n in range(4_500)}
    crowd["prf_x"] = person({"name": "Anna Jan"})
    save(state, crowd)
    assert found(state, "anna jan") == ["prf_x"]


def test_the_latest_profiles_come_first_page_by_page(state: State) -> None:
    save(state, {f"prf_{n}": empty() for n in range(5)})
    with state.read() as connection:
        assert [profile.id for profile in latest(connection, WS, "", 2)] == ["prf_4", "prf_3"]
        assert [profile.id for profile in latest(connection, WS, "prf_3", 9)] == ["prf_2", "prf_1", "prf_0"]


def test_what_changed_since_a_position_is_known(state: State) -> None:
    save(state, {"prf_1": empty()}, version=5)
    save(state, {"prf_2": empty()}, version=9)
    with state.read() as connection:
        assert changed_since(connection, 5) == [(WS, "prf_2")]


def member(account_id: str, at_ms: int = 1) -> ProfileState:
    profile = empty()
    fold(profile, make_event(at_ms, group_id=account_id))
    return profile


def people_of(state: State, account_id: str, workspace_id: str = WS) -> list[str]:
    with state.read() as connection:
        return members(connection, workspace_id, account_id, "", 100)


def test_memberships_follow_what_is_saved_merged_and_removed(state: State) -> None:
    save(state, {"prf_1": member("acme"), "prf_2": merge(member("acme"), member("bolt"))})
    save(state, {"prf_1": member("acme")}, workspace_id="ws_2")
    assert people_of(state, "acme") == ["prf_1", "prf_2"]
    save(state, {"prf_2": merge(member("bolt", 2), empty())}, version=2)
    assert people_of(state, "acme") == ["prf_1"]
    assert people_of(state, "bolt") == ["prf_2"]
    with state.begin() as connection:
        remove_many(connection, [(WS, "prf_1"), (WS, "prf_2"), (WS, "prf_unknown")])
    assert people_of(state, "acme") == people_of(state, "bolt") == []
    assert people_of(state, "acme", "ws_2") == ["prf_1"]


def test_accounts_come_back_as_they_were_and_are_found_by_their_beginning(state: State) -> None:
    events = [
        make_event(number, type="group", name="", group_id=account_id, workspace_id=WS, traits={"name": name})
        for number, (account_id, name) in enumerate([("a-1", "Żółw"), ("a-2", "Acme"), ("b-1", "100%")], start=1)
    ]
    with state.begin() as connection:
        follow_accounts(connection, events[:2], 7)
        follow_accounts(connection, [*events[2:], make_event(9, group_id="a-1"), make_event(10)], 8)
    with state.read() as connection:
        found = load_accounts(connection, WS, ["a-1", "a-2", "b-1", "c"])
        assert {account_id: account.version for account_id, account in found.items()} == {"a-1": 8, "a-2": 7, "b-1": 8}
        assert found["a-1"].state.events == 2
        for question, expected in (("", ["a-1", "a-2", "b-1"]), ("ZOL", ["a-1"]), ("a", ["a-1", "a-2"]), ("%", [])):
            assert [account.id for account in list_accounts(connection, WS, question, "", 9)] == expected
        assert [account.id for account in list_accounts(connection, WS, "", "a-1", 1)] == ["a-2"]
        assert list_accounts(connection, "ws_2", "", "", 9) == []


def test_what_no_store_can_hold_is_not_found(state: State) -> None:
    with state.read() as connection:
        assert load_accounts(connection, WS, ["a\0"]) == {}
        assert list_accounts(connection, WS, "\0", "", 9) == []
