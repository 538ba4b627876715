"""Phones, birth dates, postcodes, countries, and a contact out of whatever keys sources use."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from portret.unify.cleaning import (
    Contact,
    clean_birth_date,
    clean_contact,
    clean_country,
    clean_phone,
    clean_postcode,
    contact_flags,
    flagged_trait,
)
from portret.unify.cleaning.phone import phone_kind

TODAY = date(2026, 11, 22)


def test_example_numbers_of_all_countries_become_e164(shared_data: Path) -> None:
    numbers = pl.read_parquet(shared_data / "phones" / "phone_example_numbers.parquet").iter_rows(named=True)
    wrong = [row for row in numbers if clean_phone(row["national"], row["region"]).value != row["e164"]]
    assert [row for row in wrong if row["is_valid"]] == []


@pytest.mark.parametrize(
    "raw", ["+48 601 234 567", "601-234-567", "tel:601234567", "0048601234567", 48601234567.0, "６０１２３４５６７"]
)
def test_a_number_has_one_form(raw: object) -> None:
    assert clean_phone(raw, "PL").value == "+48601234567"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("12", "too short"),
        ("6012345678901234567", "too long"),
        ("+999 601234567", "of an unknown country"),
        ("none", "not a phone number"),
        ({"n": 1}, "not a phone number"),
    ],
)
def test_an_impossible_number_is_flagged_with_the_reason(raw: object, why: str) -> None:
    cleaned = clean_phone(raw, "PL")
    assert (cleaned.value, cleaned.flags, cleaned.why) == ("", ("invalid-phone",), why)


def test_a_number_without_an_area_code_is_no_number() -> None:
    cleaned = clean_phone("020 79", "GB")
    assert (cleaned.value, cleaned.flags, cleaned.why) == ("", ("invalid-phone",), "without an area code")


def test_a_number_that_is_not_given_out_keeps_its_value() -> None:
    cleaned = clean_phone("+1 555 010 0100", "PL")
    assert (cleaned.value, cleaned.flags) == ("+15550100100", ("invalid-phone",))


def test_a_number_is_of_a_kind() -> None:
    assert (phone_kind("+48601234567"), phone_kind("+442079460958"), phone_kind("+15550100100")) == (
        "mobile",
        "fixed",
        "",
    )


@pytest.mark.parametrize(
    "raw",
    [
        *("1985-03-02", "1985-03-02T00:00:00.000Z", "19850302", 19850302, "02.03.1985", "2.3.1985", "2 марта 1985 г."),
        *("2 marca 1985 r.", "March 2nd, 1985", "2-Mar-1985", "1985/03/02", 478569600000),
    ],
)
def test_a_birth_date_has_one_form(raw: object) -> None:
    cleaned = clean_birth_date(raw, "PL", TODAY)
    assert (cleaned.value, cleaned.flags) == ("1985-03-02", ())


@pytest.mark.parametrize(
    ("raw", "region", "value", "flags"),
    [
        ("03/02/1985", "US", "1985-03-02", ("ambiguous-birthday",)),
        ("03/02/1985", "GB", "1985-02-03", ("ambiguous-birthday",)),
        ("13/02/1985", "US", "1985-02-13", ()),
        ("02/13/1985", "PL", "1985-02-13", ()),
        ("02.03.85", "PL", "1985-03-02", ("ambiguous-birthday",)),
        ("1985", "PL", "1985", ()),
        ("--02-29", "PL", "--02-29", ()),
        ("1900-01-01", "PL", "", ("placeholder-birthday",)),
        ("1970-01-01T00:00:00Z", "PL", "", ("placeholder-birthday",)),
        ("11.11.1111", "PL", "", ("placeholder-birthday",)),
        ("1985-02-30", "PL", "", ("invalid-birthday",)),
        ("2027-01-01", "PL", "", ("invalid-birthday",)),
        ("1880-01-01", "PL", "", ("invalid-birthday",)),
        ("yesterday", "PL", "", ("invalid-birthday",)),
        (True, "PL", "", ("invalid-birthday",)),
        (None, "PL", "", ()),
    ],
)
def test_a_birth_date_in_doubt_is_flagged(raw: object, region: str, value: str, flags: tuple[str, ...]) -> None:
    cleaned = clean_birth_date(raw, region, TODAY)
    assert (cleaned.value, cleaned.flags) == (value, flags)


@pytest.mark.parametrize(
    ("raw", "country", "value"),
    [
        ("00001", "PL", "00-001"),
        ("PL-00 001", "PL", "00-001"),
        (1, "PL", "00-001"),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("1234ab", "NL", "1234 AB"),
        ("90210 1234", "US", "90210-1234"),
        (2134, "US", "02134"),
        ("D-10115", "DE", "10115"),
        ("11000", "CZ", "110 00"),
        ("101000", "RU", "101000"),
        ("1010", "LV", "LV-1010"),
        ("x  1y", "ZW", "X 1Y"),
        ("x 1y", "", "X 1Y"),
    ],
)
def test_a_postcode_is_written_as_its_country_does(raw: object, country: str, value: str) -> None:
    assert clean_postcode(raw, country).value == value


@pytest.mark.parametrize(
    ("raw", "country"), [("0000", "PL"), ("10100", "RU"), ("SW1A", "GB"), ("1234SS", "NL"), ("9" * 99, "")]
)
def test_a_postcode_of_another_shape_is_flagged(raw: str, country: str) -> None:
    assert clean_postcode(raw, country).flags == ("invalid-postcode",)


@pytest.mark.parametrize("raw", ["PL", "pol", "Poland", "polska", "ПОЛЬША", "Rzeczpospolita Polska"])
def test_a_country_is_known_by_its_names(raw: str) -> None:
    assert clean_country(raw).value == "PL"


@pytest.mark.parametrize(("raw", "code"), [("UK", "GB"), ("u.s.a.", "US"), ("Беларусь", "BY"), ("cote d'ivoire", "CI")])
def test_a_country_has_more_names_than_one(raw: str, code: str) -> None:
    assert clean_country(raw).value == code


def test_a_country_that_is_none_is_flagged() -> None:
    assert clean_country("Atlantis").flags == clean_country(["PL"]).flags == ("unknown-country",)


SAID = {
    "firstName": "KASIA",
    "surname": "kowalska",
    "email": "Kasia@gmali.com",
    "phoneNumber": "123",
    "dateOfBirth": "1900-01-01",
    "address": {"city": " Łódź ", "postalCode": "1", "country": "Polska", "street": "Piotrkowska  1"},
}


def test_a_contact_is_found_under_the_usual_keys() -> None:
    contact = clean_contact(SAID, "PL", TODAY)
    assert (contact.given_name.value, contact.family_name.value) == ("Kasia", "Kowalska")
    assert (contact.city.value, contact.street.value, contact.country.value) == ("Łódź", "Piotrkowska 1", "PL")
    assert (contact.phone.raw, contact.phone.flags) == ("123", ("invalid-phone",))
    assert contact.postcode.trait == "address.postalCode"
    assert contact.birth_date.flags == ("placeholder-birthday",)


def test_a_full_name_fills_in_what_is_not_said() -> None:
    contact = clean_contact({"name": "Dr Jan NOWAK"}, "PL")
    assert (contact.given_name.value, contact.family_name.value) == ("Jan", "Nowak")
    assert contact.family_name.raw == "Dr Jan NOWAK"
    kept = clean_contact({"name": "Jan Nowak", "first_name": "Janek", "lastName": "Nowak"}, "PL")
    assert kept.given_name.value == "Janek"


def test_nothing_said_is_an_empty_contact() -> None:
    assert clean_contact({}, "PL") == clean_contact({"plan": "gold", "email": None, "address": 5}, "PL") == Contact()


def test_the_flags_of_an_event_are_each_there_once() -> None:
    flags = ("invalid-phone", "invalid-postcode", "placeholder-birthday", "typo-email")
    assert contact_flags({**SAID, "mobile": "77"}, "PL", TODAY) == flags
    assert contact_flags({"plan": "gold"}, "PL", TODAY) == ()


def test_a_postcode_is_judged_only_where_the_country_is_said() -> None:
    assert contact_flags({"zip": "1"}, "PL", TODAY) == ()
    assert clean_contact({"zip": "1"}, "PL").postcode.flags == ()


def test_a_name_is_junk_if_all_of_it_is() -> None:
    assert contact_flags({"first_name": "Test", "last_name": "Kowalski"}, "PL", TODAY) == ()
    assert contact_flags({"first_name": "test", "last_name": "TEST"}, "PL", TODAY) == ("junk-name",)


def test_what_gave_a_flag_can_be_shown() -> None:
    assert flagged_trait("invalid-phone", SAID, "PL", TODAY) == ("phoneNumber", "123")
    assert flagged_trait("invalid-email", SAID, "PL", TODAY) is None
