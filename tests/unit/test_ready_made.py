"""What is ready-made: all of it makes sense in every language, and wrong parameters are refused with their place."""

from __future__ import annotations

from typing import Any

import pytest

from portret import profile
from portret.collect import canonical_name
from portret.kernel import Invalid
from portret.segment.bundle import Bundle, Shelf, Step, planned
from portret.segment.ready.library import library, ready_made
from portret.segment.ready.model import Language
from portret.segment.ready.parameters import checked, gaps, keys_of
from portret.segment.ready.template import segments_of, texts_of, traits_of
from portret.trait import Vocabulary
from tests.support.definitions import faults_of

WORDS = Vocabulary(
    brands={"default": "Us", "shoes": "Shoes & Boots", "hats": "Hats"},
    built_in=profile.BUILT_IN.keys(),
    spelling=canonical_name,
)
FOUR = [1, 2.5, 10, 20]
GIVEN: dict[str, dict[str, Any]] = {
    "rfm": {
        "currency": "GBP",
        "window": "P365D",
        "recency": ["P30D", "P60D", "P90D", "P365D"],
        "frequency": [1, 2, 3, 5],
        "monetary": FOUR,
    },
    "vip": {"currency": "GBP", "above": [100, 500]},
    "price_bands": {
        "currency": "GBP",
        "categories": ["toys", "Bücher & Hefte", "игрушки"],
        "bands": {"toys": [1, 2], "Bücher & Hefte": [3, 4], "игрушки": [5, 6]},
    },
    "category_affinity": {"categories": ["toys", "garden"]},
    "brand_affinity": {"makes": ["Lego"]},
    "cross_brand": {"currency": "EUR", "brands": ["shoes", "hats", "default"]},
}
LANGUAGES: tuple[Language, ...] = ("en", "ru", "pl")
EVERYTHING = sorted(library())


def plan(name: str, language: Language = "en", given: dict[str, Any] | None = None) -> list[Step]:
    ready = ready_made(name)
    filled = gaps(ready, checked(ready, GIVEN.get(name, {}) if given is None else given, WORDS))
    bundle = Bundle(traits_of(ready, filled, language), segments_of(ready, filled, language))
    return planned(bundle, Shelf([], []), WORDS, prune=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERYTHING)
def test_everything_is_accepted_as_if_somebody_had_written_it(name: str, language: Language) -> None:
    steps = plan(name, language)
    assert steps
    for step in steps:
        assert step.document
        assert step.document["name"], step.key


@pytest.mark.parametrize("name", EVERYTHING)
def test_texts_are_there_in_every_language_and_keys_are_the_same(name: str) -> None:
    by_language = {language: plan(name, language) for language in LANGUAGES}
    keys = {language: [step.key for step in steps] for language, steps in by_language.items()}
    assert keys["en"] == keys["ru"] == keys["pl"]
    ready = ready_made(name)
    assert ready.title.keys() == ready.about.keys() == set(LANGUAGES)
    for parameter in ready.parameters.values():
        words = [parameter.title, parameter.about, *parameter.choices.values()]
        assert all(each.keys() == set(LANGUAGES) and all(each.values()) for each in words)
    filled = gaps(ready, checked(ready, GIVEN.get(name, {}), WORDS))
    for language, steps in by_language.items():
        documents = {f"{step.kind}:{step.key}": step.document or {} for step in steps}
        texts = {each: (made["name"], made.get("description", "")) for each, made in documents.items()}
        assert texts == texts_of(ready, filled, language)
    described = [[("description" in (step.document or {})) for step in steps] for steps in by_language.values()]
    assert described[0] == described[1] == described[2]


def test_no_two_of_them_take_the_same_key() -> None:
    keys = [f"{step.kind}:{step.key}" for name in EVERYTHING for step in plan(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", [name for name in EVERYTHING if library()[name].covers])
def test_what_covers_everybody_names_segments_that_are_made(name: str) -> None:
    made = {step.key for step in plan(name) if step.kind == "segment"}
    assert set(library()[name].covers) <= made


def test_without_a_window_everything_counts() -> None:
    given = {name: value for name, value in GIVEN["rfm"].items() if name != "window"}
    frequency = next(step.document for step in plan("rfm", given=given) if step.key == "rfm_frequency")
    assert frequency
    assert "window" not in frequency["compute"]


@pytest.mark.parametrize(
    ("name", "given", "path", "text"),
    [
        ("vip", {}, "/currency", "needed"),
        ("vip", {"currency": "pounds"}, "/currency", "three letters"),
        ("vip", {"currency": "GBP", "amount": "totel"}, "/amount", "none of “total”"),
        ("vip", {"currency": "GBP", "above": [5]}, "/above", "2 numbers"),
        ("vip", {"currency": "GBP", "above": [5, "x"]}, "/above", "2 numbers"),
        ("vip", {"currency": "GBP", "above": [5, float("nan")]}, "/above", "2 numbers"),
        ("vip", {"currency": "GBP", "above": [5, 1]}, "/above", "ascend"),
        ("vip", {"currency": "GBP", "curency": "GBP"}, "/curency", "Did you mean “currency”"),
        ("rfm", {**GIVEN["rfm"], "recency": ["P1D", "P2D", "P3D", "P1M"]}, "/recency/3", "no duration"),
        ("rfm", {**GIVEN["rfm"], "recency": ["P1D", "P2D", "P4D", "P3D"]}, "/recency", "ascend"),
        ("lifecycle", {"active_for": "P200D"}, "/active_for", "not shorter"),
        ("abandoned_browse", {"views": 0}, "/views", "from 1 on"),
        ("abandoned_browse", {"views": True}, "/views", "no number"),
        ("cross_brand", {"currency": "EUR", "brands": ["shoes", "hat"]}, "/brands/1", "Did you mean “hats”"),
        ("cross_brand", {"currency": "EUR", "brands": ["shoes"]}, "/brands", "it takes 2 to 12"),
        ("cross_brand", {"currency": "EUR", "brands": "shoes"}, "/brands", "no list"),
        ("price_bands", {"currency": "EUR", "categories": ["a"], "bands": {"b": [1, 2]}}, "/bands", "each of"),
        ("category_affinity", {"categories": ["a b", "a-b"]}, "/categories", "too much alike"),
        ("category_affinity", {"categories": [" a"]}, "/categories", "no list of texts"),
    ],
)
def test_wrong_parameters_are_refused_with_their_place(name: str, given: dict[str, Any], path: str, text: str) -> None:
    with pytest.raises(Invalid) as raised:
        plan(name, given=given)
    assert text in faults_of(raised.value)[path]


def test_texts_that_are_no_latin_letters_still_make_keys() -> None:
    assert keys_of(["Shoes & Bags", "игрушки", "Żółty"]) == {
        "Shoes & Bags": "shoes_bags",
        "игрушки": "2",
        "Żółty": "ty",
    }
