"""Cleaning takes whatever JSON can say, and cleaning what is clean changes nothing."""

import json
from datetime import date
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from portret.unify.cleaning import (
    CONTACT_FLAGS,
    clean_birth_date,
    clean_contact,
    clean_country,
    clean_email,
    clean_name,
    clean_phone,
    clean_postcode,
    contact_flags,
    flagged_trait,
    name_key,
    nickname_groups,
    split_name,
)
from portret.unify.cleaning.traits import FIELD_OF

TODAY = date(2026, 11, 22)
HOSTILE = [
    *("\u202eabc\u202c", "a\u200bb\u2060c", "\x00", "🙂👩‍👩‍👧", "ﷺ", "ŉ", "İI", "ǰ", "❤️", "ß", "\ud800", "+" * 400),
    *("x" * 100_000, "1" * 5_000, "٣٤٥", "00-001", "sw1a 1aa", "jo@example.com", "+48601234567", "02/03/1985", "PL"),
    *("O'Brien", "van der Berg", "Иванов", "McDonald", "de", "\u0345", "ͅa", "ᾳ", "Ǆ", "ﬁ", "e\u0301", "\u1e9e"),
]
texts = (
    st.text(st.characters(), max_size=20) | st.sampled_from(HOSTILE) | st.from_regex(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
)
letters = st.text("abcdefghijklmnopqrstuvwxyzéüßżłšž абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ-'", max_size=20)
numbers = st.integers() | st.integers(-(10**400), 10**400) | st.floats()
scalars = st.none() | st.booleans() | numbers | texts | letters
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
keys = st.sampled_from([*FIELD_OF, "address", "adres"]) | texts
traits = st.dictionaries(keys, values | st.dictionaries(keys, values, max_size=4), max_size=8)
regions = st.sampled_from(["PL", "US", "GB", "RU", "", "XX"])


@given(values, regions)
@example("ǰ", "PL")
@example("ß", "PL")
@example("❤️\ufe0f Jan", "PL")
def test_cleaning_what_is_clean_changes_nothing(value: Any, region: str) -> None:
    for clean in (
        clean_email,
        clean_name,
        clean_country,
        lambda raw: clean_phone(raw, region),
        lambda raw: clean_birth_date(raw, region, TODAY),
        lambda raw: clean_postcode(raw, region),
    ):
        once = clean(value)
        again = clean(once.value)
        assert again.value == once.value
        assert once.raw is value
        assert set(once.flags) <= CONTACT_FLAGS.keys()


@given(letters | texts)
@example("Ѐ")
@example("Ǣa")
def test_the_key_of_a_key_is_the_key(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert nickname_groups(name) == nickname_groups(key)
    split_name(name)


@given(traits, regions)
def test_whatever_traits_say_there_is_a_contact_and_its_flags(said: dict[str, Any], region: str) -> None:
    before = repr(said)
    contact = clean_contact(said, region, TODAY)
    flags = contact_flags(said, region, TODAY)
    assert repr(said) == before
    assert list(flags) == sorted(set(flags))
    assert set(flags) <= CONTACT_FLAGS.keys()
    assert all(flagged_trait(flag, said, region, TODAY) for flag in flags)
    for cleaned in (contact.email, contact.phone, contact.birth_date):
        assert set(cleaned.flags) <= set(flags)
        json.dumps(cleaned.value, ensure_ascii=False).encode()
