"""The parts of matching that need no database: what is what, how values are read, keys, weights, clusters, reviews."""

from __future__ import annotations

import numpy as np
import pytest

from portret.unify.matching.blocking import themes_for, without_repeats
from portret.unify.matching.cluster import People, best_threshold
from portret.unify.matching.comparisons import comparisons_for
from portret.unify.matching.fields import kind_of_name, kinds_of_columns
from portret.unify.matching.model import Weights
from portret.unify.matching.people import forbidden, people_of, told_of
from portret.unify.matching.prepare import folded, prepared
from portret.unify.matching.reasons import calibrate, calibrated, probability
from portret.unify.matching.sampling import pairs_that_share
from portret.unify.matching.score import score
from portret.unify.matching.store import Row
from portret.unify.model import IdentityRules


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("first_name", "given"),
        ("givenName", "given"),
        ("Surname", "family"),
        ("date_of_birth", "birth"),
        ("DOB", "birth"),
        ("address_1", "street"),
        ("address.city", "city"),
        ("suburb", "city"),
        ("postcode_fake", "postcode"),
        ("soc_sec_id", "number"),
        ("loyaltyCard", "number"),
        ("favourite_colour", ""),
    ],
)
def test_the_name_of_a_column_says_what_it_holds(name: str, kind: str) -> None:
    assert kind_of_name(name) == kind


def test_columns_that_say_nothing_about_anybody_are_left_out() -> None:
    columns: dict[str, list[str | None]] = {
        "surname": ["Kowalska", "Nowak", "Nowak"],
        "row": ["1", "2", "3"],
        "country_of_sale": ["PL", "PL", "PL"],
        "occupation": ["nurse", "nurse", "baker"],
        "contact": ["a@b.example", "c@d.example", "e@f.example"],
    }
    assert kinds_of_columns(columns) == {"surname": "family", "occupation": "text", "contact": "email"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz  ŻÓŁĆ", "lukasz zolc"),
        ("Иванов", "ivanov"),
        ("O'Brien-Smith", "o brien smith"),
        ("王小明", "王小明"),
        ("N/A", ""),
    ],
)
def test_words_are_folded_to_one_form(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1981-03-04", "19810304", "1981/3/4", "1981-03-04T00:00:00Z"], ["19810304"] * 4),
        (["04/03/1981", "25/12/1990"], ["19810304", "19901225"]),
        (["04/13/1981", "12/25/1990"], ["19810413", "19901225"]),
        (["sometime", "1981-03-04", "1990-01-01"], [None, "19810304", "19900101"]),
    ],
)
def test_birth_dates_are_read_in_the_order_that_the_column_shows(values: list[str], expected: list[str]) -> None:
    ids = [str(number) for number in range(len(values))]
    table = prepared(
        ids, {"dob": [*values], "city": ["a", "b", *"cd"][: len(values)]}, {"dob": "birth", "city": "city"}
    )
    if len(set(expected)) > 1:
        assert table["birth"].to_pylist() == expected
    else:
        assert "birth" not in table.column_names


def test_full_names_and_street_lines_are_taken_apart() -> None:
    columns: dict[str, list[str | None]] = {
        "name": ["Dr. Anna Maria Nowak", "Jan Kowalski", None],
        "address": ["ul. Prosta 12/3", "10 Downing Street", "Rynek"],
    }
    table = prepared(["1", "2", "3"], columns, {"name": "full", "address": "street"})
    assert table["given"].to_pylist() == ["anna", "jan", None]
    assert table["family"].to_pylist() == ["nowak", "kowalski", None]
    assert table["street"].to_pylist() == ["ulprosta", "downingstreet", "rynek"]
    assert table["house"].to_pylist() == ["123", "10", None]


def test_only_what_is_there_is_compared() -> None:
    assert [one.name for one in comparisons_for(["family", "number_card"])] == ["family name", "card"]
    assert comparisons_for([]) == ()
    assert [len(one.levels) for one in comparisons_for(["city"])] == [3]


def test_every_comparison_says_all_that_can_come_out_once() -> None:
    text = "given family birth email phone street house postcode city state country number_a text_b"
    columns = text.split()
    for comparison in comparisons_for(columns):
        labels = [level.label for level in comparison.levels]
        assert len(set(labels)) == len(labels)
        assert comparison.levels[-1].condition == "ELSE"
        assert sum(level.m for level in comparison.levels) == pytest.approx(1, abs=0.1)


def test_a_key_that_finds_less_than_another_is_not_used() -> None:
    themes = themes_for(["given", "family", "birth"])
    loose, tight = themes[1][0], themes[1][1]
    assert loose.parts < tight.parts
    assert without_repeats([tight, loose]) == [loose]


def test_the_threshold_is_where_the_expected_f1_is_best() -> None:
    sure = np.array([0.99] * 50 + [0.01] * 500)
    assert best_threshold(sure) == 0.5
    doubtful = np.array([0.6] * 20 + [0.4] * 20 + [0.05] * 20)
    assert best_threshold(doubtful) == pytest.approx(0.4)
    assert best_threshold(np.array([])) == 0.5


def test_a_chain_is_cut_where_its_ends_contradict_each_other() -> None:
    people = People(4)
    links = [(0, 1, 9.0), (1, 2, 3.0), (2, 3, 8.0)]
    people.grow(links, {(0, 1): 9.0, (0, 2): -20.0, (1, 2): 3.0, (0, 3): -15.0, (1, 3): -4.0, (2, 3): 8.0})
    assert people.groups() == [[0, 1], [2, 3]]
    chained = People(4)
    chained.grow(links, {})
    assert chained.groups() == [[0, 1, 2, 3]]


def test_of_a_profile_the_traits_are_read_that_name_a_field_best() -> None:
    traits = {
        "firstName": "Jo",
        "address": {"postalCode": "1", "region": "Kent"},
        "loyalty_id": 77,
        "plan": "gold",
        "name": True,
    }
    row = Row("prf_1", 1, {"email": ["jo@x.example"], "anonymous_id": ["a"], "crm_id": ["c9"]}, traits)
    assert told_of(row) == {
        "given": "Jo",
        "postcode": "1",
        "state": "Kent",
        "number loyalty id": "77",
        "email": "jo@x.example",
        "number crm id": "c9",
    }


def test_ignored_fields_are_not_compared() -> None:
    rows = [Row("prf_1", 1, {}, {"first_name": "Jo", "phone": "1234567", "loyalty_id": "7"})]
    assert people_of(rows, ("phone", "number")).fields == {"given": ["Jo"]}


def test_two_user_ids_are_two_people() -> None:
    rules = IdentityRules()
    assert forbidden({"user_id": ["a"]}, {"user_id": ["b"]}, rules) == "user_id"
    assert forbidden({"user_id": ["a"]}, {"email": ["b"]}, rules) == ""
    assert forbidden({"email": ["a"]}, {"email": ["b"]}, rules) == ""


def test_reviews_move_weights_towards_what_people_said_and_more_so_the_more_they_say() -> None:
    def after(*decided: tuple[float, bool]) -> float:
        return calibrated(8.0, calibrate(decided))

    assert after() == 8.0
    assert after((8.0, False)) < 8.0
    assert after(*[(8.0, False)] * 5) < after((8.0, False))
    assert after(*[(-3.0, True)] * 5) > 8.0
    assert abs(after((30.0, True)) - 8.0) < 0.01
    assert 0 < probability(-2000.0) < probability(0.0) == 0.5 < probability(2000.0) <= 1


def test_pairs_drawn_by_several_keys_stand_for_all_pairs_that_share_one() -> None:
    chance = np.random.default_rng(3)
    common, rare = chance.integers(-1, 4, 300), chance.integers(0, 60, 300)
    left, right = np.triu_indices(300, 1)
    shared = ((common[left] == common[right]) & (common[left] >= 0)) | (rare[left] == rare[right])
    drawn = pairs_that_share([common, rare], 5_000)
    assert drawn.weight.sum() == pytest.approx(shared.sum(), rel=0.05)
    both = (common[drawn.left] == common[drawn.right]) & (rare[drawn.left] == rare[drawn.right])
    both &= common[drawn.left] >= 0
    there = (common[left] == common[right]) & (common[left] >= 0) & (rare[left] == rare[right])
    assert drawn.weight[both].sum() == pytest.approx(there.sum(), rel=0.2)
    assert (drawn.left < drawn.right).all()


@pytest.mark.parametrize("keys", [[], [np.full(5, -1)], [np.arange(5)]])
def test_where_nothing_is_shared_nothing_is_drawn(keys: list[np.ndarray]) -> None:
    assert len(pairs_that_share(keys, 10).left) == 0


def test_only_the_value_that_is_shared_makes_a_level_rare() -> None:
    (place,) = comparisons_for(["postcode", "city"])
    u = tuple(level.u for level in place.levels)
    weights = Weights(
        match=1e-4, lookalikes=(1e-5, 1e-5), m=(tuple(level.m for level in place.levels),), u=(u,), per_person=1.0
    )
    share = u[0] + u[1]
    usual = score(np.array([[0]]), np.array([[share]]), (place,), weights, 100_000).parts
    without = score(np.array([[0]]), np.array([[0.0]]), (place,), weights, 100_000).parts
    assert usual == pytest.approx(without, abs=0.05)
