"""Consent: whose answer holds, and what of an event is read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from portret.kernel import Event
from portret.profile import decode, empty, encode, fold, merge, view
from portret.profile.consent import over_brands
from tests.support.events import make_event

YES, NO = True, False


def mention(at_ms: int, granted: bool, **more: Any) -> Event:  # noqa: FBT001 — what the person answered
    return make_event(at_ms, timestamp_ms=at_ms, context={"consent": {"categoryPreferences": {"ads": granted}}}, **more)


def act(at_ms: int, granted: bool, **more: Any) -> Event:  # noqa: FBT001 — as above
    properties = {"purposes": {"ads": granted}}
    return make_event(at_ms, timestamp_ms=at_ms, name="Consent Updated", properties=properties, **more)


def granted(*events: Event) -> dict[str, bool]:
    state = empty()
    for event in events:
        fold(state, event)
    return {purpose: standing[0] for purpose, standing in over_brands(state).items()}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([mention(1, YES)], True),
        ([mention(1, NO)], False),
        ([mention(1, NO), mention(2, YES)], False),
        ([act(1, NO), mention(2, YES)], False),
        ([mention(1, NO), act(2, YES)], True),
        ([mention(1, NO), act(2, YES), mention(3, YES)], True),
        ([mention(1, NO), act(2, YES), mention(3, NO)], False),
        ([act(1, YES), act(2, NO), mention(3, YES)], False),
        ([act(1, NO), act(2, YES)], True),
        ([act(2, NO), act(2, YES)], False),
    ],
)
def test_the_newest_act_holds_against_all_that_is_older_and_else_the_stricter_answer(
    events: list[Event],
    expected: bool,  # noqa: FBT001 — as above
) -> None:
    assert granted(*events) == {"ads": expected}
    assert granted(*reversed(events)) == {"ads": expected}


def test_a_denial_survives_a_merge_unless_the_person_changed_their_mind_later() -> None:
    phone, laptop = empty(), empty()
    fold(phone, mention(1, granted=False))
    fold(laptop, mention(9, granted=True))
    assert over_brands(merge(phone, laptop))["ads"][0] is False
    fold(laptop, act(10, granted=True, source_id="src_2", verified=True))
    assert over_brands(merge(phone, laptop))["ads"] == (True, True, (10, False, "src_2", True))


def test_over_brands_the_stricter_answer_holds_and_each_brand_keeps_its_own() -> None:
    state = empty()
    fold(state, act(1, granted=True, brand="hats"))
    fold(state, act(2, granted=False, brand="shoes"))
    fold(state, act(3, granted=True, brand="ties"))
    got = view(state, 0)
    assert (got["consent_granted"], got["consent_denied"]) == ([], ["ads"])
    assert got["per_brand"]["hats"]["consent_granted"] == ["ads"]


def test_what_rudderstack_and_segment_say_is_read() -> None:
    rudder = {"consentManagement": {"allowedConsentIds": ["ads", " mail "], "deniedConsentIds": ["sale"]}}
    assert granted(make_event(context=rudder)) == {"ads": True, "mail": True, "sale": False}
    segment = make_event(
        name="Segment Consent Preference Updated", context={"consent": {"categoryPreferences": {"Advertising": True}}}
    )
    assert granted(mention(1, granted=False), segment) == {"Advertising": True, "ads": False}


def test_an_act_may_be_about_one_channel_alone() -> None:
    properties = {"purposes": {"marketing": False}, "channel": "sms"}
    assert granted(make_event(name="Consent Updated", properties=properties)) == {"marketing:sms": False}


def test_a_proven_user_answers_as_a_verified_one() -> None:
    state = empty()
    fold(state, act(1, granted=True, proven=("user_id:u-1",)))
    assert over_brands(state)["ads"][2][3] is True


@pytest.mark.parametrize(
    "context",
    [
        {"consent": None},
        {"consent": []},
        {"consent": {"categoryPreferences": ["ads"]}},
        {"consent": {"categoryPreferences": {"ads": "yes", "mail": 1, "": True, "x" * 101: True}}},
        {"consentManagement": {"allowedConsentIds": "ads", "deniedConsentIds": [1, None, ""]}},
        {"consentManagement": "all"},
    ],
)
def test_what_is_no_answer_is_no_answer(context: dict[str, Any]) -> None:
    assert granted(make_event(context=context)) == {}
    assert granted(make_event(name="Consent Updated", context=context, properties={"purposes": 1})) == {}


def test_of_very_many_purposes_the_alphabetically_first_fifty_are_kept() -> None:
    answers = {f"purpose-{number:03d}": True for number in range(120)}
    event = make_event(context={"consent": {"categoryPreferences": answers}})
    assert list(granted(event)) == sorted(answers)[:50]


def test_a_state_from_before_there_was_consent_can_be_read() -> None:
    state = empty()
    fold(state, make_event(1, user_id="u-1", name="Page Viewed", type="page"))
    old = msgspec.msgpack.encode(msgspec.msgpack.decode(encode(state))[:4])
    assert encode(decode(old)) == encode(state)
