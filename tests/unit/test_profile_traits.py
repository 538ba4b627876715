from __future__ import annotations

from typing import Any

from portret.kernel import Event
from portret.profile import ProfileState, declared, declared_presence, empty, fold, merge
from portret.profile.traits import current, display_name, history
from tests.support.events import make_event


def identify(number: int, traits: dict[str, Any], **more: Any) -> Event:
    return make_event(number, type="identify", name="", traits=traits, **more)


def folded(*events: Event) -> ProfileState:
    state = empty()
    for event in events:
        fold(state, event)
    return state


def test_the_newest_value_by_event_time_wins_not_by_arrival() -> None:
    state = folded(identify(2, {"plan": "pro"}), identify(1, {"plan": "free"}))
    assert current(state.claims) == {"plan": "pro"}


def test_a_mention_in_the_context_does_not_overwrite_what_identify_said() -> None:
    mention = make_event(9, context={"traits": {"plan": "free", "city": "Łódź"}})
    state = folded(identify(1, {"plan": "pro"}), mention)
    assert current(state.claims) == {"plan": "pro", "city": "Łódź"}


def test_null_clears_a_trait_and_history_keeps_what_was() -> None:
    state = folded(identify(1, {"plan": "pro"}), identify(2, {"plan": None}))
    assert current(state.claims) == {}
    assert [claim[3] for _, claim in history(state.claims, "plan")] == ["null", '"pro"']


def test_a_dot_is_nesting_and_what_stands_above_is_not_what_is_asked_for() -> None:
    told = {"address": "Main Street", "work": {"city": "Łódź"}, "home.city": "Gdynia", "gone": {"city": None}}
    state = folded(identify(1, told))
    keys = ("address", "address.city", "work", "work.city", "home", "home.city", "gone", "gone.city")
    assert [declared(state, key) for key in keys] == ["Main Street", None, None, "Łódź", None, "Gdynia", None, None]
    there = [key for key in keys if declared_presence(state, key)]
    assert there == ["address", "work", "work.city", "home", "home.city"]


def test_history_names_source_time_and_verification() -> None:
    state = folded(
        identify(1, {"plan": "pro"}, source_id="src_shop", verified=True),
        identify(2, {"plan": "team"}, source_id="src_app"),
    )
    shown = [(source_id, claim[1], claim[4]) for source_id, claim in history(state.claims, "plan")]
    assert shown == [("src_app", 1_700_000_002_000, False), ("src_shop", 1_700_000_001_000, True)]


def test_at_the_same_instant_the_source_of_higher_priority_wins() -> None:
    state = empty()
    fold(state, identify(1, {"plan": "a"}, source_id="src_crm"), source_priority=5)
    fold(state, identify(2, {"plan": "z"}, source_id="src_app", timestamp_ms=1_700_000_001_000), source_priority=1)
    assert current(state.claims) == {"plan": "a"}


def test_ten_values_per_key_and_source_are_remembered() -> None:
    state = folded(*(identify(n, {"plan": f"p{n}"}) for n in range(1, 31)))
    assert [claim[3] for _, claim in history(state.claims, "plan")] == [f'"p{n}"' for n in range(30, 20, -1)]


def test_nothing_known_vanishes_in_a_merge() -> None:
    a, b = folded(identify(1, {"plan": "pro"})), folded(identify(2, {"plan": "free", "city": "Bath"}))
    merged = merge(a, b)
    assert current(merged.claims) == {"plan": "free", "city": "Bath"}
    assert [claim[3] for _, claim in history(merged.claims, "plan")] == ['"free"', '"pro"']


def test_the_traits_of_a_group_are_not_those_of_the_person() -> None:
    assert current(folded(make_event(1, type="group", name="", group_id="g", traits={"plan": "pro"})).claims) == {}


def test_a_value_of_unusual_size_or_kind_harms_nothing() -> None:
    state = folded(identify(1, {"bio": "x" * 10_000, "n": 10**400, "deep": {"b": [1, {"a": None}], "a": 1}}))
    assert "bio" not in current(state.claims)
    assert current(state.claims)["deep"] == {"a": 1, "b": [1, {"a": None}]}


def test_a_name_is_shown_whole_or_from_its_parts() -> None:
    assert display_name({"name": " Ada Lovelace "}) == "Ada Lovelace"
    assert display_name({"firstName": "Ada", "last_name": "Lovelace"}) == "Ada Lovelace"
    assert display_name({"plan": "pro"}) is None


def test_of_very_many_traits_the_newest_three_hundred_stay() -> None:
    state = empty()
    for at in range(10):
        traits = {f"t{at}_{number}": number for number in range(280)}
        fold(state, make_event(type="identify", name="", timestamp_ms=1_000 + at, traits=traits))
    [claims] = state.claims.values()
    newest = {f"t9_{number}" for number in range(280)}
    assert len(claims) == 300
    assert newest < claims.keys()
    assert all(key.startswith("t8_") for key in claims.keys() - newest)
