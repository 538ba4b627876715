"""What is folded of events says what a count over all of them says: at any instant, in any order, however split."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from portret.kernel import Event, Invalid
from portret.trait import (
    Computation,
    Events,
    Fold,
    FoldState,
    Plan,
    Sequence,
    encode_states,
    fold_key,
    merge_states,
    next_change,
    rolled_up,
    value,
    value_type,
    watch,
)
from portret.trait.model import Score, Streak
from portret.trait.states import decode_states
from tests.support import event_examples, naive_traits, trait_examples

_FOLDS = st.one_of(trait_examples.computations(), trait_examples.sequences())
_ZONES = st.sampled_from(event_examples.ZONES)
_SEEDS = st.integers(0, 2**32)
_STEPS_MS = (0, 1, 1000, 60_000, 3_600_000, 86_400_000, 7 * 86_400_000)


def folded(fold: Fold, events: list[Event], zone: str) -> dict[int, FoldState]:
    """Return the states of a fold with these events."""
    plan = Plan({7: fold}, zone)
    assert not plan.broken
    states: dict[int, FoldState] = {}
    for event in events:
        if not event.enrichment.is_bot and not event.profile_id:
            plan.fold(states, event)
    return states


def instants(events: list[Event], chance: Random, number: int) -> list[int]:
    """Return instants at which something may just have changed, none more than a day before the newest event."""
    newest_ms = max((event.timestamp_ms for event in events), default=event_examples.NOW_MS)
    found = []
    for _ in range(number):
        anchor_ms = chance.choice([newest_ms, event_examples.NOW_MS, *(event.timestamp_ms for event in events)])
        ahead_ms = sum(chance.choice(_STEPS_MS) * chance.randint(0, 4) for _ in range(2)) + chance.randint(-1, 1)
        found.append(max(anchor_ms + ahead_ms, newest_ms - 86_400_000))
    return found


@settings(max_examples=settings().max_examples * 4)
@given(_FOLDS, _ZONES, _SEEDS)
def test_the_fold_says_what_a_count_over_all_events_says(fold: Fold, zone: str, seed: int) -> None:
    chance = Random(seed)
    events = event_examples.history(chance)
    states = folded(fold, events, zone)
    for now_ms in instants(events, chance, 5):
        expected = naive_traits.value(fold, events, naive_traits.Now(now_ms, zone))
        assert value(fold, states.get(7), now_ms, zone) == expected, (now_ms, events)


@given(_FOLDS, _ZONES, _SEEDS)
def test_any_order_and_any_split_give_the_same_bytes(fold: Fold, zone: str, seed: int) -> None:
    chance = Random(seed)
    events = event_examples.history(chance, 30)
    whole = encode_states(folded(fold, events, zone))
    assert encode_states(folded(fold, chance.sample(events, len(events)), zone)) == whole
    parts: list[list[Event]] = [[], [], []]
    for event in events:
        chance.choice(parts).append(event)
    a, b, c = (folded(fold, part, zone) for part in parts)
    before = [encode_states(each) for each in (a, b, c)]
    assert encode_states(merge_states(merge_states(a, b), c)) == whole
    assert encode_states(merge_states(c, merge_states(b, a))) == whole
    assert [encode_states(each) for each in (a, b, c)] == before


@given(_FOLDS, _ZONES, _SEEDS)
def test_a_state_survives_its_bytes_and_says_the_same(fold: Fold, zone: str, seed: int) -> None:
    chance = Random(seed)
    events = event_examples.history(chance)
    states = folded(fold, events, zone)
    again = decode_states(encode_states(states))
    assert encode_states(again) == encode_states(states)
    for now_ms in instants(events, chance, 3):
        assert value(fold, again.get(7), now_ms, zone) == value(fold, states.get(7), now_ms, zone)


@settings(max_examples=settings().max_examples * 4)
@given(_FOLDS, _ZONES, _SEEDS)
def test_a_value_does_not_change_before_it_was_said_to(fold: Fold, zone: str, seed: int) -> None:
    chance = Random(seed)
    events = event_examples.history(chance)
    state = folded(fold, events, zone).get(7)
    asked = sorted(instants(events, chance, 12))
    for place, now_ms in enumerate(asked):
        found, until_ms = value(fold, state, now_ms, zone), next_change(fold, state, None, now_ms, zone)
        assert until_ms is None or until_ms > now_ms
        later = [*asked[place:], *([] if until_ms is None else [until_ms - 1, (now_ms + until_ms) // 2])]
        for at_ms in later:
            if until_ms is None or at_ms < until_ms:
                assert value(fold, state, at_ms, zone) == found


@settings(max_examples=settings().max_examples * 2)
@given(st.data(), _FOLDS, _ZONES, _SEEDS)
def test_an_answer_does_not_change_before_it_was_said_to(data: st.DataObject, fold: Fold, zone: str, seed: int) -> None:
    chance = Random(seed)
    events = event_examples.history(chance)
    state = folded(fold, events, zone).get(7)
    part = data.draw(st.sampled_from([None, "hats", "5"])) if value_type(fold) == "map" else None
    kind = trait_examples.kind_of(fold) if part is not None else value_type(fold)  # type: ignore[arg-type]
    comparison = data.draw(trait_examples.comparisons(kind))
    try:
        watched = watch(fold, comparison, zone, part)
    except Invalid:
        return
    asked = sorted(instants(events, chance, 12))
    for place, now_ms in enumerate(asked):
        answer, until_ms = watched(state, now_ms)
        assert until_ms is None or until_ms > now_ms
        assert next_change(fold, state, comparison, now_ms, zone, part) == until_ms
        later = [*asked[place:], *([] if until_ms is None else [until_ms - 1, (now_ms + until_ms) // 2])]
        for at_ms in later:
            if until_ms is None or at_ms < until_ms:
                assert watched(state, at_ms)[0] is answer, (now_ms, until_ms, at_ms)


@given(trait_examples.computations(), _ZONES, _SEEDS)
def test_a_trait_by_brand_says_the_same_over_all_brands_as_one_without(
    drawn: Computation, zone: str, seed: int
) -> None:
    chance = Random(seed)
    events = event_examples.history(chance)
    by_brand, whole = replace(drawn, per="brand"), replace(drawn, per=None)
    state = folded(by_brand, events, zone).get(7)
    for now_ms in instants(events, chance, 3):
        expected = naive_traits.value(whole, events, naive_traits.Now(now_ms, zone))
        assert value(*rolled_up(by_brand, state), now_ms, zone) == expected


@given(st.lists(_FOLDS, min_size=1, max_size=6), _ZONES, _SEEDS)
def test_the_folds_of_a_plan_are_each_as_alone_and_none_changes_unsaid(folds: list[Fold], zone: str, seed: int) -> None:
    chance = Random(seed)
    numbered = dict(enumerate([*folds, *folds]))
    plan = Plan(numbered, zone)
    states: dict[int, FoldState] = {}
    events = event_examples.history(chance, 20)
    for event in events:
        if event.enrichment.is_bot or event.profile_id:
            continue
        before = {fold_id: encode_states({fold_id: state}) for fold_id, state in states.items()}
        changed = plan.fold(states, event)
        assert len(set(changed)) == len(changed)
        for fold_id, state in states.items():
            if fold_id not in changed and before.get(fold_id) != encode_states({fold_id: state}):
                _assert_same_answers(numbered[fold_id], before.get(fold_id), state, instants(events, chance, 5), zone)
    for fold_id, fold in numbered.items():
        assert states.get(fold_id) == folded(fold, events, zone).get(7)


def _assert_same_answers(fold: Fold, before: bytes | None, after: FoldState, at_ms: list[int], zone: str) -> None:
    """A step that others have to follow is kept, though it changes no answer."""
    assert isinstance(fold, Sequence)
    was = None if before is None else decode_states(before)[next(iter(decode_states(before)))]
    for now_ms in at_ms:
        assert value(fold, was, now_ms, zone) == value(fold, after, now_ms, zone)
        assert next_change(fold, was, None, now_ms, zone) == next_change(fold, after, None, now_ms, zone)


@given(st.dictionaries(st.sampled_from("abcde"), st.just(1)), _SEEDS)
def test_equal_computations_have_one_key_however_their_words_are_ordered(points: dict[str, int], seed: int) -> None:
    names = tuple(points)
    shuffled = tuple(Random(seed).sample(names, len(names)))
    one = Computation(events=Events(names=names), aggregate=Score(points=points))
    other = Computation(events=Events(names=shuffled), aggregate=Score(points=dict.fromkeys(shuffled, 1)))
    assert fold_key(one) == fold_key(other)
    assert fold_key(one) != fold_key(replace(one, per="brand"))
    assert fold_key(one, "UTC") == fold_key(one, "Asia/Kolkata")
    streak = replace(one, aggregate=Streak())
    assert fold_key(streak, "UTC") != fold_key(streak, "Asia/Kolkata")
