"""What a merge keeps: every value of either side, except what the stated bounds let go, and exactly that."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from portret.profile import ProfileState, encode, merge
from portret.profile.model import Answer, Claim, Consent

CLAIMS_KEPT, KEYS_KEPT, PURPOSES_KEPT, ACCOUNTS_KEPT, IDS_KEPT = 10, 300, 50, 100, 20

_times = st.integers(0, 50)
_claims = st.builds(
    lambda strength, at_ms, text, verified: (strength, at_ms, int(verified), f'"{text}"', verified),
    st.sampled_from([1, 2]),
    _times,
    st.sampled_from("abcdefghijklmno"),
    st.booleans(),
)
_answers = st.none() | st.tuples(_times, st.booleans(), st.sampled_from(["src_1", "src_2"]), st.booleans())


def _history(claims: list[Claim]) -> list[Claim]:
    """Return the claims as a state holds them: the greatest of each value, greatest first, ten at most."""
    of_value: dict[str, Claim] = {}
    for claim in claims:
        of_value[claim[3]] = max(of_value.get(claim[3], claim), claim)
    return sorted(of_value.values(), reverse=True)[:CLAIMS_KEPT]


_keys = st.integers(0, 400).map(lambda number: f"key{number:03d}")
_traits = st.dictionaries(
    st.sampled_from(["name", "plan"]), st.lists(_claims, min_size=1, max_size=15).map(_history), max_size=2
)
_many_traits = st.tuples(st.integers(0, 100), st.integers(0, 290), _times).map(
    lambda span: {f"key{number:03d}": [(2, span[2], 0, "1", False)] for number in range(span[0], span[0] + span[1])}
)
_consents = st.dictionaries(
    st.sampled_from(["shoes", "hats"]),
    st.dictionaries(st.integers(0, 60).map(str), st.builds(Consent, _answers, _answers, _answers), max_size=50),
    max_size=2,
)
_accounts = st.dictionaries(
    st.integers(0, 150).map(str), st.tuples(_times, _times).map(lambda pair: (min(pair), max(pair))), max_size=100
)
_states = st.builds(
    ProfileState,
    ids=st.sets(st.integers(0, 40).map(str), max_size=IDS_KEPT),
    claims=st.dictionaries(st.sampled_from(["src_1", "src_2"]), st.one_of(_traits, _many_traits), max_size=2),
    consents=_consents,
    accounts=_accounts,
)


@given(_states, _states)
def test_merging_gives_the_same_from_either_side(a: ProfileState, b: ProfileState) -> None:
    assert encode(merge(a, b)) == encode(merge(b, a))


@given(_states, _states, _states)
def test_the_order_of_merges_leaves_no_trace(a: ProfileState, b: ProfileState, c: ProfileState) -> None:
    assert encode(merge(merge(a, b), c)) == encode(merge(a, merge(b, c)))


@given(_states)
def test_merging_a_person_with_themselves_or_with_nobody_says_nothing_new(a: ProfileState) -> None:
    assert encode(merge(a, ProfileState())) == encode(merge(ProfileState(), a)) == encode(a)
    assert encode(merge(a, a)) == encode(a)


@given(_states, _states)
def test_every_claim_of_either_side_is_in_the_history_but_what_the_bounds_let_go(
    a: ProfileState, b: ProfileState
) -> None:
    merged = merge(a, b)
    assert merged.claims.keys() == {*a.claims, *b.claims}
    for source_id, claims in merged.claims.items():
        mine, theirs = a.claims.get(source_id, {}), b.claims.get(source_id, {})
        every = {key: _history([*mine.get(key, ()), *theirs.get(key, ())]) for key in {*mine, *theirs}}
        newest = sorted(every, key=lambda key: (max(claim[1] for claim in every[key]), key))[-KEYS_KEPT:]
        assert claims == {key: every[key] for key in newest}


@given(_states, _states)
def test_no_answer_of_either_side_is_lost_and_a_denial_never_becomes_a_consent_without_a_newer_act(
    a: ProfileState, b: ProfileState
) -> None:
    merged = merge(a, b)
    for brand in {*a.consents, *b.consents}:
        sides = [state.consents.get(brand, {}) for state in (a, b)]
        first = sorted({purpose for side in sides for purpose in side})[:PURPOSES_KEPT]
        assert sorted(merged.consents[brand]) == first
        for purpose in first:
            assert merged.consents[brand][purpose] == _newest([side[purpose] for side in sides if purpose in side])


def _newest(consents: list[Consent]) -> Consent:
    def greatest(answers: list[Answer | None]) -> Answer | None:
        return max((answer for answer in answers if answer is not None), default=None)

    return Consent(
        greatest([each.act for each in consents]),
        greatest([each.denial for each in consents]),
        greatest([each.grant for each in consents]),
    )


@given(_states, _states)
def test_ids_and_accounts_of_both_sides_stay_up_to_their_bounds(a: ProfileState, b: ProfileState) -> None:
    merged = merge(a, b)
    assert merged.ids == set(sorted(a.ids | b.ids)[:IDS_KEPT])
    assert merged.accounts == {
        account_id: _span(account_id, a.accounts, b.accounts)
        for account_id in sorted({*a.accounts, *b.accounts})[:ACCOUNTS_KEPT]
    }


def _span(account_id: str, *sides: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    spans = [side[account_id] for side in sides if account_id in side]
    return min(first for first, _ in spans), max(last for _, last in spans)
