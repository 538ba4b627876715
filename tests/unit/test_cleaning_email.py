"""E-mail addresses: normal form, key, and what is odd about them."""

import json
from pathlib import Path

import pytest

from portret.unify import normalise_identifier
from portret.unify.cleaning import clean_email, email_key, normal_email

VALID = ("test_email_valid", "test_email_valid_intl_domain", "test_email_valid_intl_local_part")
INVALID = ("test_email_invalid_syntax",)


def test_the_vectors_of_a_known_validator_agree(shared_data: Path) -> None:
    lines = (shared_data / "emails" / "email_validator_vectors.jsonl").read_text("utf-8").splitlines()
    plain = [
        v
        for v in map(json.loads, lines)
        if not v["input"].startswith('"') and "<" not in v["input"] and "\n" not in v["input"]
    ]
    valid = {v["input"]: v["expected"]["normalized"].lower() for v in plain if v["test"] in VALID}
    invalid = {v["input"]: "" for v in plain if v["test"] in INVALID}
    assert min(len(valid), len(invalid)) > 10
    expected = valid | invalid
    assert {text: normal_email(text) for text in expected} == expected


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (" Jo@Example.COM ", "jo@example.com"),
        ("jo\u200b@example.com\u200f", "jo@example.com"),
        ("x@xn--fiqq24b10vi0d.tw", "x@臺網中心.tw"),
        ("x@臺網中心.tw", "x@臺網中心.tw"),
    ],
)
def test_an_address_has_one_form(raw: str, value: str) -> None:
    assert clean_email(raw).value == value


@pytest.mark.parametrize(
    "raw", ["jo", "jo@", "@example.com", "jo@@example.com", "a" * 600, 17, ["jo@example.com"], True]
)
def test_what_is_no_address_is_flagged(raw: object) -> None:
    cleaned = clean_email(raw)
    assert (cleaned.value, cleaned.flags, cleaned.raw) == ("", ("invalid-email",), raw)


@pytest.mark.parametrize("raw", [None, "", "   "])
def test_no_address_is_no_fault(raw: object) -> None:
    assert clean_email(raw).flags == ()


@pytest.mark.parametrize("domain", ["mailinator.com", "sub.mailinator.com"])
def test_an_address_for_minutes_is_flagged(domain: str) -> None:
    assert clean_email(f"jo@{domain}").flags == ("disposable-email",)


@pytest.mark.parametrize("local", ["info", "sales", "Kontakt", "biuro", "no-reply", "info+pl"])
def test_an_address_of_a_role_is_flagged(local: str) -> None:
    assert clean_email(f"{local}@sklep.example").flags == ("role-email",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmali.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gnail.con", "gmail.com"),
        ("mgail.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("yahho.com", "yahoo.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("wp.lp", "wp.pl"),
        ("o2.ppl", "o2.pl"),
        ("onte.pl", "onet.pl"),
        ("intreia.pl", "interia.pl"),
        ("mial.ru", "mail.ru"),
        ("yandx.ru", "yandex.ru"),
        ("rabmler.ru", "rambler.ru"),
    ],
)
def test_a_slip_of_the_finger_is_told(typed: str, meant: str) -> None:
    cleaned = clean_email(f"jo@{typed}")
    assert "typo-email" in cleaned.flags
    assert cleaned.why == f"did you mean jo@{meant}?"
    assert cleaned.value == f"jo@{typed}"


REAL_DOMAINS = """
    gmail.com mail.com email.com ymail.com gmx.de gmx.net gmx.com gmx.at gmx.ch yahoo.co.uk yahoo.com.br yahoo.pl
    hotmail.it hotmail.fr outlook.de live.nl mail.ru bk.ru mai.ru ya.ru yandex.kz wp.pl op.pl vp.pl onet.eu o2.co.uk
    web.de aol.com aol.de gail.com grail.com email.cz company.com proton.me pm.me free.fr orange.pl hey.com me.com
"""


@pytest.mark.parametrize("domain", REAL_DOMAINS.split())
def test_real_domains_that_look_alike_are_left_in_peace(domain: str) -> None:
    assert "typo-email" not in clean_email(f"jo@{domain}").flags


def test_addresses_of_one_mailbox_have_one_key() -> None:
    assert email_key("j.o+shop@googlemail.com") == email_key("jo@gmail.com") == "jo@gmail.com"
    assert email_key("jo+shop@outlook.com") == "jo@outlook.com"
    assert email_key("j.o+shop@example.com") == "j.o+shop@example.com"
    assert email_key("+shop@gmail.com") == "+shop@gmail.com"
    assert email_key("") == ""


def test_identity_takes_the_same_form() -> None:
    assert normalise_identifier("email", "Jo\u200b@Example.com") == "jo@example.com"
    assert normalise_identifier("phone", "\u202a020 7946 0958\u202c") == "+442079460958"
