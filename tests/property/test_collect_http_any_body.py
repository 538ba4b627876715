"""Whatever bytes come, collection either takes them or refuses them with an answer; nothing else."""

from __future__ import annotations

import json

import hypothesis.strategies as st
from hypothesis import given

from portret.collect import Limits, event_bytes
from portret.collect.body import key_of_document, key_of_events, understood
from portret.collect.cookies import set_cookie_headers
from portret.collect.original import envelope_of, replayable
from portret.collect.pixel import key_in_data, parameters, pixel_event, webhook_event
from portret.kernel import BadRequest, Invalid
from portret.log import Record

_KEYS = ("batch", "writeKey", "messageId", "context", "data", "cookies", "name", "value", "options", "maxAge")
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_KEYS) | st.text(), inner, max_size=4),
    max_leaves=12,
)
_bodies = st.binary(max_size=200) | _json.map(lambda value: json.dumps(value).encode())


@given(_bodies)
def test_any_body_is_taken_or_refused(body: bytes) -> None:
    try:
        document = understood(body, Limits())
    except BadRequest as refusal:
        assert refusal.detail  # noqa: PT017 - a refusal is as good as none
        return
    key_of_document(document)
    key_of_events(document)
    envelope_of(body)


@given(_bodies, _bodies)
def test_any_quarantined_event_is_replayable_or_refused(event: bytes, batch: bytes) -> None:
    try:
        body, count = replayable(envelope_of(batch), event, "qrn_1")
    except Invalid:
        return
    document = understood(body, Limits())
    assert count == (len(document.batch) if isinstance(document.batch, list) else 1)


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers(), max_size=3), min_size=1, max_size=5))
def test_each_event_of_a_batch_is_found_again(events: list[dict[str, int]]) -> None:
    body = json.dumps({"batch": events}).encode()
    record = Record(1, "src_1", 1, len(events), b"", body)
    assert [json.loads(event) for event in event_bytes(record)] == events


@given(_bodies)
def test_any_cookie_request_gives_headers_that_are_safe(body: bytes) -> None:
    for name, value in set_cookie_headers(body):
        assert name == b"set-cookie"
        assert value.startswith(b"rl_")
        assert b"\r" not in value
        assert b"\n" not in value


@given(
    st.binary(max_size=100)
    | st.from_regex(rb"((data|context|properties)[.a-c]{0,4}=[a-zA-Z0-9%+=]{0,9}&){0,5}", fullmatch=True)
)
def test_any_query_makes_an_event_or_a_refusal(query: bytes) -> None:
    try:
        found = parameters(query)
    except BadRequest:
        return
    key_in_data(found)
    json.loads(pixel_event("track", found, "https://shop.example/"))
    json.loads(webhook_event(query, found))
