from __future__ import annotations

from typing import Any

import pytest

from portret.kernel import Event
from portret.profile import ProfileState, decode, empty, encode, fold
from portret.profile.search import question_words, terms
from tests.support.events import make_event


def terms_of(traits: dict[str, Any], **event: Any) -> list[str]:
    state = empty()
    fold(state, make_event(1, type="identify", name="", traits=traits, **event))
    return terms(state)


def test_names_are_words_without_case_accents_or_strokes() -> None:
    assert terms_of({"name": "Łukasz Żółć-Nowak"}) == ["lukasz", "nowak", "zolc-nowak"]
    assert terms_of({"firstName": "Søren", "lastName": "O'Brien"}) == ["brien", "o'brien", "soren"]


def test_a_phone_is_found_with_and_without_its_country() -> None:
    assert terms_of({"phone": "+48 601 234 567"}) == ["48601234567", "601234567"]


@pytest.mark.parametrize("question", ["+48 601 234 567", "0048601234567", "48 601-234-567"])
def test_a_phone_is_asked_for_in_any_spelling(question: str) -> None:
    assert question_words(question) == ["48601234567"]


def test_user_and_external_ids_are_terms() -> None:
    context = {"externalIds": [{"id": "CRM-7", "type": "crm_id", "collection": "users"}]}
    assert terms_of({}, user_id="U-42", context=context) == ["crm-7", "u-42"]


def test_a_question_is_read_like_a_name() -> None:
    assert question_words("  ŻÓŁĆ,  anna ") == ["zolc", "anna"]
    assert question_words(" ") == []


def test_an_email_is_one_term() -> None:
    assert terms_of({"email": "Jo.Doe@Example.com"}) == ["jo.doe@example.com"]


def test_only_a_new_searched_value_asks_for_indexing() -> None:
    page = make_event(1, type="page", name="Page Viewed", anonymous_id="a")
    said = make_event(2, type="identify", name="", traits={"email": "jo@example.com"})
    again = make_event(3, type="identify", name="", traits={"email": "jo@example.com", "plan": "pro"})
    assert [is_unindexed_by(empty(), page), is_unindexed_by(empty(), said)] == [False, True]
    state = empty()
    fold(state, said)
    assert not is_unindexed_by(decode(encode(state)), again)


def is_unindexed_by(state: ProfileState, event: Event) -> bool:
    fold(state, event)
    return state.is_unindexed
