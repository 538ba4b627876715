"""What every profile has is what a recount of all events finds: live, as a snapshot, in SQL, and after a merge."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from portret import profile
from tests.support.event_examples import BRANDS, PURPOSES, history
from tests.support.naive_built_ins import KINDS, MONEY, built_in, consent
from tests.support.segment_people import folded

_CURRENCIES = (None, "PLN", "EUR", "XXX")
_CHANNELS = (*PURPOSES, "mail:sms")
_WORDS = {None: "unknown", True: "granted", False: "denied"}


@settings(max_examples=5 * settings().max_examples)
@given(st.integers(0, 2**32))
def test_built_in_traits_are_those_of_a_recount_also_of_two_who_became_one(seed: int) -> None:
    chance = Random(seed)
    events = history(chance, 30)
    shuffled = chance.sample(events, len(events))
    place = chance.randint(0, len(events))
    state = profile.merge(folded(shuffled[:place], None), folded(shuffled[place:], None))
    for name in KINDS:
        for brand in (None, *BRANDS):
            for per in _CURRENCIES if name in MONEY else (None, *BRANDS):
                found = profile.BUILT_IN[name].at(brand, per)(state)
                assert found == built_in(name, events, brand, per), (name, brand, per, events)
    for brand in (None, *BRANDS):
        for purpose in _CHANNELS:
            said = _WORDS[profile.consent_answer(state, purpose, brand)]
            assert said == consent(events, purpose, brand), (purpose, brand, events)
