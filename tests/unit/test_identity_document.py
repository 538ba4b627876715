"""Which rules are refused, and where the fault is said to be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portret.kernel import Invalid
from portret.unify import IdentityRules, document_of, parse_rules


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"namespaces": {"email": {"limit": 0}}}, "/namespaces/email/limit"),
        ({"namespaces": {"email": {"limits": 3}}}, "/namespaces/email/limits"),
        ({"namespaces": {"email": {"priority": 100}}}, "/namespaces/email/priority"),
        ({"namespaces": {"email": {"window": "daily"}}}, "/namespaces/email/window"),
        ({"namespaces": {"email": {"case": "upper"}}}, "/namespaces/email/case"),
        ({"namespaces": {"E-Mail": {}}}, "/namespaces"),
        ({"namespaces": {"custom": {}}}, "/namespaces"),
        ({"namespaces": {"user_id": {"limit": 2}}}, "/namespaces/user_id/limit"),
        ({"namespaces": {"user_id": {"window": "weekly"}}}, "/namespaces/user_id/limit"),
        ({"namespaces": {"card": {"unique": True}}}, "/namespaces/card/limit"),
        ({"namespaces": {"card": {"pattern": "("}}}, "/namespaces/card/pattern"),
        ({"namespaces": {"card": {"blocked": ["ok", "a)|(b"]}}}, "/namespaces/card/blocked/1"),
        ({"namespaces": {"card": {"trait_keys": ["email"]}}}, "/namespaces/card/trait_keys"),
        ({"custom": {"trait_keys": ["card"]}}, "/custom/trait_keys"),
        ({"blocked": ["(?=look)around"]}, "/blocked/0"),
        ({"blocked": ["(back)\\1reference"]}, "/blocked/0"),
        ({"blocked": ["a{1000}{1000}"]}, "/blocked/0"),
        ({"blocked": ["x"] * 101}, "/blocked"),
        ({"fold_gmail": "perhaps"}, "/fold_gmail"),
        ({"unknown": 1}, "/unknown"),
        ([], ""),
    ],
)
def test_a_fault_is_refused_with_its_place(document: Any, path: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_rules(json.dumps(document))
    assert refused.value.path == path


def test_patterns_are_bounded_in_all() -> None:
    namespaces = {f"n{number}": {"blocked": [f"x{number}-{each}" for each in range(100)]} for number in range(3)}
    with pytest.raises(Invalid, match="300 patterns"):
        parse_rules(json.dumps({"namespaces": namespaces}))


def test_no_pattern_of_a_rule_takes_longer_than_the_value_is_long() -> None:
    rules = parse_rules(json.dumps({"blocked": ["(a+)+$", "(a|aa)*b", "(.*){1,30}c"]}))
    assert not rules.blocks("user_id", "a" * 500 + "!")


def test_a_pattern_must_match_the_whole_value() -> None:
    rules = parse_rules(json.dumps({"blocked": ["ab|cd"]}))
    assert [rules.blocks("user_id", value) for value in ("ab", "cd", "abx", "xcd", "ab\n")] == [
        True,
        True,
        *[False] * 3,
    ]


def test_the_default_rules_are_the_empty_document() -> None:
    assert parse_rules("{}") == IdentityRules()
    assert parse_rules(document_of(IdentityRules()).model_dump_json()) == IdentityRules()


def test_a_pattern_that_would_fill_the_memory_is_refused() -> None:
    for text in (r"\w{60}", r"(?:(?:a?){200}){100}"):
        with pytest.raises(Invalid, match="too large"):
            parse_rules(json.dumps({"blocked": [text]}))
    assert parse_rules(json.dumps({"blocked": [r"\w{3,20}", r"\d{40}"]})).blocks("user_id", "1" * 40)
