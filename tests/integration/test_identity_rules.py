"""Identity rules of a workspace: saved as versions, refused with the place of the fault, in force soon after."""

from __future__ import annotations

import json

import pytest

from portret.kernel import Conflict, Invalid
from portret.state import State
from portret.unify import IdentityRules, KnownRules, Resolver, document_of, find, parse_rules, rules_of, save_rules
from portret.unify.model import RulesVersion
from tests.support.events import make_event

WORKSPACE = "ws_1"


def saved(state: State, version: int, document: dict[str, object], workspace_id: str = WORKSPACE) -> None:
    made = RulesVersion(
        version=version, document=json.dumps(document), author="tok_1", reason="because", created_at_ms=version
    )
    with state.begin() as connection:
        save_rules(connection, workspace_id, made)


def test_a_workspace_without_rules_of_its_own_has_the_default_ones(state: State) -> None:
    with state.read() as connection:
        assert rules_of(connection, WORKSPACE) == IdentityRules()


def test_the_newest_version_is_in_force_in_its_own_workspace_only(state: State) -> None:
    saved(state, 1, {"namespaces": {"email": {"limit": 2}}})
    saved(state, 2, {"namespaces": {"email": {"limit": 3}}})
    with state.read() as connection:
        rules = rules_of(connection, WORKSPACE)
        assert (rules.of("email").limit, rules.version) == (3, 2)
        assert rules_of(connection, "ws_2") == IdentityRules()


def test_who_changes_rules_that_have_changed_meanwhile_is_told_so(state: State) -> None:
    saved(state, 1, {})
    for version in (1, 3):
        with pytest.raises(Conflict, match="Version 1 of the rules is in force"):
            saved(state, version, {})


def test_no_version_of_a_broken_document_is_kept(state: State) -> None:
    with pytest.raises(Invalid):
        saved(state, 1, {"namespaces": {"email": {"limit": 0}}})
    with state.read() as connection:
        assert rules_of(connection, WORKSPACE).version == 0


def test_a_running_resolver_keeps_to_rules_that_come_in_force(state: State) -> None:
    known = KnownRules(state)
    resolver = Resolver(known.of, lambda _: "GB")

    def resolve(position: int, email: str) -> list[str]:
        with state.begin() as connection:
            events = [make_event(position, user_id="u", traits={"email": email})]
            resolution = resolver.resolve(connection, events, resolver.claims(events))
            return [drop.rule for drop in resolution.drops]

    assert resolve(1, "jo@example.com") == []
    saved(state, 1, {"namespaces": {"email": {"limit": 1}, "user_id": {"case": "upper"}}})
    known.refresh()
    assert resolve(2, "jo.two@example.com") == []
    with state.read() as connection:
        upper = find(connection, WORKSPACE, "user_id", "U")
        assert upper == find(connection, WORKSPACE, "email", "jo.two@example.com")
        assert upper != find(connection, WORKSPACE, "user_id", "u")
    assert resolve(3, "jo.three@example.com") == ["limit of email"]
    saved(state, 2, {"blocked_words": ["u"]})
    known.refresh()
    assert resolver.claims([make_event(4, user_id="u")])[0].flags == ("blocked-user_id",)


def test_rules_stay_the_same_object_until_they_change(state: State) -> None:
    known = KnownRules(state)
    saved(state, 1, {})
    known.refresh()
    rules = known.of(WORKSPACE)
    known.refresh()
    assert known.of(WORKSPACE) is rules


def test_what_a_document_says_is_what_it_was_made_of() -> None:
    given = {
        "namespaces": {
            "shop_id": {
                "priority": 4,
                "limit": 3,
                "window": "monthly",
                "unique": False,
                "blocked": ["X.*"],
                "pattern": "[A-Z]{2}\\d+",
                "case": "upper",
                "trait_keys": ["shopId"],
            }
        },
        "blocked": ["tmp-.*"],
        "blocked_words": ["Nobody"],
        "fold_gmail": True,
    }
    rules = parse_rules(json.dumps(given), 7)
    assert parse_rules(document_of(rules).model_dump_json(), 7) == rules
    assert rules.of("shop_id").trait_keys == ("shopId",)
    assert rules.blocked_words == ("nobody",)
    assert rules.of("email") == IdentityRules().of("email")
