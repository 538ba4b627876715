"""Which identifiers an event carries, and their normal forms."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from portret.kernel import Event, Invalid
from portret.unify import Claim, IdentityRules, Reader, event_identifiers, normalise_identifier, parse_rules

RULES = IdentityRules()


def make(**fields: Any) -> Event:
    return Event(
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


def identifiers(**fields: Any) -> list[tuple[str, str]]:
    return event_identifiers(make(**fields), RULES, "GB")


def claimed(document: dict[str, Any], **fields: Any) -> Claim:
    return Reader(parse_rules(json.dumps(document))).read(make(**fields), "PL")


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


@pytest.mark.parametrize("written", ["12", "020 79", "+48 000 000 000", "+1 555 010 0100"])
def test_a_phone_that_nobody_can_have_is_no_identifier(written: str) -> None:
    assert identifiers(traits={"phone": written}) == []


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


def test_what_is_wrong_with_values_is_said_once_and_absent_ones_are_not_wrong() -> None:
    traits = {"email": "nonsense", "phone": "12", "crm_id": None, "loyalty_id": ""}
    context = {
        "traits": {"email": "noreply@example.com", "crm_id": 1.5},
        "externalIds": [{"type": "odd", "id": "null"}],
    }
    claim = claimed({}, user_id="null", anonymous_id="a", traits=traits, context=context)
    assert claim.identifiers == [("anonymous_id", "a")]
    assert sorted(claim.flags) == [
        "blocked-custom",
        "blocked-email",
        "blocked-user_id",
        "invalid-crm_id",
        "invalid-email",
        "invalid-phone",
    ]


def test_the_traits_of_a_company_identify_nobody() -> None:
    assert identifiers(type="group", user_id="u", traits={"email": "office@example.com"}) == [("user_id", "u")]


def test_an_event_of_portrets_own_claims_nothing() -> None:
    assert identifiers(profile_id="prf_1", user_id="u", anonymous_id="a") == []


def test_a_namespace_of_ones_own_has_its_traits_its_case_and_its_looks() -> None:
    rules = {
        "namespaces": {"card": {"priority": 1, "pattern": "C\\d+", "case": "upper", "trait_keys": ["cardNo", "card"]}}
    }
    claim = claimed(rules, anonymous_id="a", traits={"cardNo": " c17 ", "card": "x9"})
    assert claim.identifiers == [("card", "C17"), ("anonymous_id", "a")]
    assert claim.flags == ("invalid-card",)


def test_priorities_of_the_rules_decide_the_order() -> None:
    rules = {"namespaces": {"anonymous_id": {"priority": 1}, "user_id": {"priority": 9}}}
    assert claimed(rules, user_id="u", anonymous_id="a").identifiers == [("anonymous_id", "a"), ("user_id", "u")]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("J.Doe+shop@GoogleMail.com", "jdoe@gmail.com"),
        ("j.doe@gmail.com", "jdoe@gmail.com"),
        ("j.doe+shop@example.com", "j.doe+shop@example.com"),
    ],
)
def test_gmail_addresses_are_folded_where_the_rules_say_so(written: str, normal: str) -> None:
    assert claimed({"fold_gmail": True}, traits={"email": written}).identifiers == [("email", normal)]
    assert claimed({}, traits={"email": written}).identifiers == [("email", written.lower())]


def test_a_telephone_number_is_read_by_the_country_of_its_source() -> None:
    reader = Reader(RULES)
    event = make(traits={"phone": "600 100 200"})
    found = [reader.read(event, region).identifiers for region in ("PL", "DE", "PL")]
    assert found == [[("phone", "+48600100200")], [("phone", "+49600100200")], [("phone", "+48600100200")]]


def test_blocked_words_of_the_rules_replace_the_default_ones() -> None:
    claim = claimed({"blocked_words": ["Nobody"]}, user_id="NOBODY", anonymous_id="guest")
    assert claim.identifiers == [("anonymous_id", "guest")]


def test_numbers_and_texts_beyond_reason_are_no_identifiers() -> None:
    claim = claimed({}, anonymous_id="a", traits={"crm_id": 10**30, "loyalty_id": "x" * 10_000})
    assert (claim.identifiers, claim.flags) == ([("anonymous_id", "a")], ("invalid-loyalty_id", "invalid-crm_id"))


def test_a_reader_forgets_before_it_grows_too_large() -> None:
    reader = Reader(RULES)
    for number in range(50_000):
        assert reader.read(make(anonymous_id=f"a{number}"), "GB").identifiers == [("anonymous_id", f"a{number}")]
    assert sum(map(len, reader._known.values())) <= 20_000  # noqa: SLF001  # what it remembers is not seen otherwise


def test_what_a_token_proves_is_compared_in_the_form_that_the_rules_give_it() -> None:
    event = make(user_id="Ann", proven=("user_id:Ann", "email:jo.x+shop@gmail.com", "phone:+48601234567"))
    told = msgspec.structs.replace(event)
    by_default = Reader(IdentityRules()).read(event, "PL")
    assert by_default.identifiers == [("user_id", "Ann")]
    assert by_default.proven == (("user_id", "Ann"), ("email", "jo.x+shop@gmail.com"), ("phone", "+48601234567"))
    rules = {"fold_gmail": True, "namespaces": {"user_id": {"case": "lower"}}}
    by_rules = Reader(parse_rules(json.dumps(rules))).read(event, "PL")
    assert by_rules.identifiers == [("user_id", "ann")]
    assert by_rules.proven == (("user_id", "ann"), ("email", "jox@gmail.com"), ("phone", "+48601234567"))
    assert event == told
