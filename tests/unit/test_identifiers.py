"""Which identifiers an event carries, and their normal forms."""

from __future__ import annotations

from typing import Any

import pytest

from portret.kernel import Event, Invalid
from portret.unify import IdentityRules, event_identifiers, normalise_identifier

RULES = IdentityRules()


def identifiers(**fields: Any) -> list[tuple[str, str]]:
    event = Event(
        position=1,
        workspace_id="ws_1",
        source_id="src_1",
        brand="default",
        message_id="m1",
        type=fields.pop("type", "track"),
        name="Page Viewed",
        timestamp_ms=0,
        received_at_ms=0,
        **fields,
    )
    return event_identifiers(event, RULES, "GB")


def test_the_best_identifier_comes_first() -> None:
    found = identifiers(anonymous_id="a-1", user_id="42", traits={"email": "jo@example.com"})
    assert found == [("user_id", "42"), ("email", "jo@example.com"), ("anonymous_id", "a-1")]


_WORDS = ("null", "NULL", "None", "undefined", "NaN", "anonymous", "guest", "test", "unknown")
_NUMBERS = ("-1", "0", "0000", "00000000-0000-0000-0000-000000000000", "---")


@pytest.mark.parametrize("junk", [*_WORDS, *_NUMBERS])
def test_junk_is_never_an_identifier(junk: str) -> None:
    assert identifiers(user_id=junk, anonymous_id="a-1") == [("anonymous_id", "a-1")]


@pytest.mark.parametrize(
    "email", ["noreply@shop.example.com", "no-reply@a.com", "test@test.com", "not an e-mail", "a@b"]
)
def test_addresses_of_nobody_are_left_out(email: str) -> None:
    assert identifiers(anonymous_id="a-1", traits={"email": email}) == [("anonymous_id", "a-1")]


def test_a_browser_that_sends_an_object_as_text_is_not_a_person() -> None:
    assert identifiers(user_id="[object Object]") == []


def test_emails_are_found_in_traits_context_and_properties_once() -> None:
    found = identifiers(
        traits={"email": " Jo@Example.COM "},
        context={"traits": {"email": "jo@example.com"}},
        properties={"email": "JO@EXAMPLE.com"},
    )
    assert found == [("email", "jo@example.com")]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("020 7946 0018", "+442079460018"),
        ("+48 12 345 67 89", "+48123456789"),
        ("+7 (495) 123-45-67", "+74951234567"),
    ],
)
def test_phones_become_e164(written: str, normal: str) -> None:
    assert identifiers(traits={"phone": written}) == [("phone", normal)]


def test_a_phone_that_cannot_exist_is_no_identifier() -> None:
    assert identifiers(traits={"phone": "12"}) == []


def test_devices_and_external_ids_identify() -> None:
    context = {
        "device": {"id": "d-1", "token": "push-1", "type": "ios", "advertisingId": "ad-1"},
        "externalIds": [
            {"type": "loyalty_id", "id": "L-7", "collection": "users", "encoding": "none"},
            {"type": "account", "id": "A-1", "collection": "accounts"},
            {"type": "Bad Type!", "id": "x"},
            "not an object",
        ],
    }
    assert identifiers(context=context) == [
        ("loyalty_id", "L-7"),
        ("device_id", "d-1"),
        ("push_token", "push-1"),
        ("idfa", "ad-1"),
    ]


def test_values_that_are_not_text_or_whole_numbers_are_left_out() -> None:
    assert identifiers(traits={"email": ["jo@example.com"], "phone": {"a": 1}, "crm_id": True}) == []
    assert identifiers(traits={"crm_id": 17}) == [("crm_id", "17")]


def test_alias_claims_the_previous_id_unless_it_is_the_same() -> None:
    assert identifiers(type="alias", user_id="42", previous_id="a-1") == [("user_id", "42"), ("anonymous_id", "a-1")]
    assert identifiers(type="alias", user_id="42", previous_id="42") == [("user_id", "42")]


def test_a_reference_is_brought_to_normal_form_or_refused() -> None:
    assert normalise_identifier("email", " JO@example.com") == "jo@example.com"
    with pytest.raises(Invalid, match="not a valid email"):
        normalise_identifier("email", "nonsense")
    with pytest.raises(Invalid, match="not a namespace"):
        normalise_identifier("E-Mail", "jo@example.com")


def test_of_very_many_external_ids_only_the_first_fifty_count() -> None:
    external = [{"type": "shop_id", "id": f"v{number}"} for number in range(5_000)]
    assert identifiers(context={"externalIds": external}) == [("shop_id", f"v{number}") for number in range(50)]
