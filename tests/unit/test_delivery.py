"""What SDKs say of their own work is kept beside the context and changes nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.normalising import event_of, outcome, track


def kept(**fields: Any) -> dict[str, Any]:
    """Return what is kept as context of an event."""
    found: dict[str, Any] = json.loads(event_of(track(**fields)).context_json)
    return found


def test_metadata_and_channel_stand_in_the_context_that_is_stored() -> None:
    said = {"bundled": ["Segment.io"], "retryCount": 2}
    found = kept(_metadata=said, channel="web", context={"locale": "pl-PL"})
    assert found == {"locale": "pl-PL", "_metadata": said, "channel": "web"}


def test_an_event_without_a_context_keeps_them_too() -> None:
    assert kept(_metadata={"retryCount": 1}) == {"_metadata": {"retryCount": 1}}
    assert kept(channel="mobile") == {"channel": "mobile"}


def test_what_the_context_says_itself_stays() -> None:
    own = {"_metadata": {"of": "the site"}, "channel": "kiosk"}
    assert kept(_metadata={"retryCount": 1}, channel="web", context=own) == own


def test_the_context_of_the_event_itself_is_as_it_came() -> None:
    event = event_of(track(_metadata={"retryCount": 1}, channel="web", context={"locale": "pl-PL"}))
    assert event.context == {"locale": "pl-PL"}


@pytest.mark.parametrize(
    ("metadata", "channel"),
    [(None, None), ("text", 7), ([1], {"a": 1}), ({}, ""), ({"long": "x" * 5_000}, "y" * 33), (7, ["web"])],
)
def test_what_is_odd_is_left_out_and_costs_nobody_anything(metadata: object, channel: object) -> None:
    assert kept(_metadata=metadata, channel=channel) == {}


def test_metadata_nested_too_deeply_is_left_out() -> None:
    deep = "[" * 100 + "]" * 100
    body = json.dumps(track(_metadata=0)).replace('"_metadata": 0', f'"_metadata": {{"deep": {deep}}}')
    assert getattr(outcome(body.encode()), "context_json", None) == b"{}"
