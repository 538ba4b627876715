"""From what SDKs send to the canonical event (wire protocol D5)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portret.collect.model import Fault, RequestHead
from portret.kernel import Event, parse_instant_ms
from portret.log import Entry
from tests.support.normalising import RECEIVED_MS, code_of, event_of, normaliser, outcome, record, track

HOUR_MS = 3_600_000


def batch(*events: Any, **shared: Any) -> tuple[list[Event], list[Fault]]:
    body = json.dumps({"batch": events, **shared}).encode()
    return normaliser().events(record(body, len(events), position=50))


# The batch and its events


def test_what_a_batch_shares_lies_beneath_what_its_events_say() -> None:
    [first, second], faults = batch(
        track(context={"locale": "pl-PL", "app": {"name": "Own"}}, integrations={"Mail": True}),
        track(messageId="m-2"),
        context={"locale": "en-GB", "ip": "81.2.69.142", "app": {"name": "Shared", "build": "1"}},
        integrations={"All": False, "Mail": False},
        sentAt="2026-11-21T10:00:00Z",
    )
    assert faults == []
    assert first.context == {"locale": "pl-PL", "ip": "81.2.69.142", "app": {"name": "Own"}}
    assert first.integrations == {"All": False, "Mail": True}
    assert second.context["locale"] == "en-GB"
    assert second.integrations == {"All": False, "Mail": False}


def test_positions_follow_the_place_in_the_batch() -> None:
    events, faults = batch(track(), 5, track(messageId="m-3"))
    assert [event.position for event in events] == [50, 52]
    assert [(fault.position, fault.index) for fault in faults] == [(51, 1)]


def test_one_malformed_event_among_ten_leaves_nine() -> None:
    good = json.dumps(track()).encode()
    bad = b'{"type":"track","event":"x","properties":{"n":1e999}}'
    body = b'{"batch":[' + b",".join([good] * 4 + [bad] + [good] * 5) + b"]}"
    events, [fault] = normaliser().events(record(body, 10))
    assert len(events) == 9
    assert (fault.index, fault.code, fault.body) == (4, "number-out-of-range", bad)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b'{"type":"track","event":"x","properties":{"n":NaN}}', "invalid-json"),
        (b'{"type":"track","event":"a\nb"}', "invalid-json"),
        (b'{"type":"track","event":"caf\xe9"}', "invalid-json"),
        (b'{"type":"track","event":"x","properties":' + b"[" * 70 + b"]" * 70 + b"}", "bad-type"),
        (b'{"type":"track","event":"x","properties":{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}}", "too-deep"),
        (b"42", "not-an-object"),
        (b"[]", "not-an-object"),
        (b"null", "not-an-object"),
    ],
)
def test_malformed_json_in_one_event_does_not_hurt_its_neighbours(bad: bytes, code: str) -> None:
    good = json.dumps(track(properties={"note": 'a "batch":[ inside ] {text}'})).encode()
    body = b'{"sentAt":"2026-11-21T09:59:00Z","batch":[' + good + b" , " + bad + b"," + good + b'],"writeKey":"k"}'
    events, [fault] = normaliser().events(record(body, 3))
    assert [event.position for event in events] == [1, 3]
    assert (fault.position, fault.index, fault.code) == (2, 1, code)
    assert fault.body.strip() == bad


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid-json"),
        (b"{", "invalid-json"),
        (b'{"batch":5}', "bad-type"),
        (b'{"batch":[{}', "invalid-json"),
        (b"[1]", "not-an-object"),
        (b'"text"', "not-an-object"),
    ],
)
def test_a_body_that_cannot_be_taken_apart_is_one_fault(body: bytes, code: str) -> None:
    events, [fault] = normaliser().events(record(body))
    assert events == []
    assert (fault.code, fault.index, fault.body) == (code, 0, body)


def test_a_record_of_an_unknown_source_is_one_fault() -> None:
    events, [fault] = normaliser().events(
        record(b"{}").__class__(7, "src_gone", RECEIVED_MS, 1, b"", b'{"type":"track"}')
    )
    assert (events, fault.code, fault.position) == ([], "unknown-source", 7)


def test_a_batch_of_another_length_than_was_counted_is_one_fault() -> None:
    body = json.dumps({"batch": [track(), track()]}).encode()
    events, [fault] = normaliser().events(record(body, 3))
    assert (events, fault.code) == ([], "count-mismatch")


@pytest.mark.parametrize("field", ["context", "integrations"])
def test_what_a_batch_shares_must_not_make_much_of_little(field: str) -> None:
    body = json.dumps({"batch": [track()] * 3, field: {"x": "y" * 33_000}}).encode()
    events, [fault] = normaliser().events(record(body, 3))
    assert (events, fault.code, fault.body) == ([], "shared-too-large", body)


def test_what_a_batch_shares_counts_once_for_each_event() -> None:
    body = json.dumps({"batch": [track()] * 1_000, "context": {"x": "y" * 17_000}}).encode()
    events, [fault] = normaliser().events(record(body, 1_000))
    assert (events, fault.code) == ([], "shared-too-large")


def test_faults_of_an_entry_are_found_before_it_is_in_the_log() -> None:
    body = json.dumps({"batch": [track(), {"type": "track"}]}).encode()
    [fault] = normaliser().faults(Entry("src_1", RECEIVED_MS, 2, b"", body))
    assert (fault.index, fault.code) == (1, "missing-name")


# Types and ids


def test_the_type_of_the_path_stands_in_for_a_missing_one() -> None:
    document = {"event": "Link Clicked", "anonymousId": "a"}
    found = outcome(document, head=RequestHead(type="track"))
    assert isinstance(found, Event)
    assert found.type == "track"
    assert code_of(document) == "unknown-type"
    own = outcome({**document, "type": "Identify"}, head=RequestHead(type="track"))
    assert isinstance(own, Event)
    assert own.type == "identify"


@pytest.mark.parametrize("kind", ["merge", "videoplay", "", 5])
def test_an_unknown_type_is_a_fault(kind: object) -> None:
    assert code_of(track(type=kind)) == "unknown-type"


@pytest.mark.parametrize("absent", [None, "", "   "])
def test_empty_null_and_absent_ids_are_equal(absent: object) -> None:
    event = event_of(userId=absent, groupId=absent)
    assert (event.user_id, event.group_id, event.anonymous_id) == ("", "", "a-1")


@pytest.mark.parametrize(("given", "text"), [(42, "42"), (42.0, "42"), (1.5, "1.5"), (" u ", "u"), (2**70, str(2**70))])
def test_ids_are_trimmed_text(given: object, text: str) -> None:
    assert event_of(userId=given).user_id == text


@pytest.mark.parametrize("given", [True, [], {}, ["u"]])
def test_an_id_of_another_type_is_a_fault(given: object) -> None:
    assert code_of(track(userId=given)) == "bad-type"


def test_an_id_over_a_thousand_characters_is_a_fault() -> None:
    assert code_of(track(anonymousId="x" * 1_025)) == "too-long"
    assert event_of(anonymousId="x" * 1_024).anonymous_id == "x" * 1_024


def test_an_event_without_any_id_is_left_to_identity() -> None:
    event = event_of({"type": "identify", "traits": {"email": "jo@example.com"}})
    assert (event.user_id, event.anonymous_id) == ("", "")


def test_only_a_server_source_is_verified() -> None:
    for kind, verified in (("server", True), ("browser", False), ("mobile", False)):
        found = outcome(track(), kind=kind)
        assert isinstance(found, Event)
        assert (found.verified, found.brand, found.workspace_id, found.source_id) == (
            verified,
            "shoes",
            "ws_1",
            "src_1",
        )


# Message ids


def test_a_missing_message_id_is_always_the_same_one_for_the_same_position() -> None:
    body = json.dumps({"batch": [track(messageId=" "), track(messageId=None)]}).encode()
    first, _ = normaliser().events(record(body, 2))
    again, _ = normaliser().events(record(body, 2))
    later, _ = normaliser().events(record(body, 2, position=3))
    ids = [event.message_id for event in first]
    assert ids == [event.message_id for event in again]
    assert len({*ids, *[event.message_id for event in later]}) == 4
    assert all(0 < len(message_id) <= 100 for message_id in ids)


def test_a_long_message_id_becomes_its_digest() -> None:
    long, other = event_of(messageId="x" * 101), event_of(messageId="x" * 102)
    assert long.flags == ("long-message-id",)
    assert len(long.message_id) == 32
    assert long.message_id != other.message_id
    assert event_of(messageId=" " + "x" * 100).message_id == "x" * 100
    assert event_of(messageId=17).message_id == "17"


# Time


@pytest.mark.parametrize("ahead_ms", [3 * HOUR_MS, -3 * HOUR_MS, 24 * HOUR_MS])
def test_a_wrong_client_clock_cancels_out(ahead_ms: int) -> None:
    event = event_of(timestamp=RECEIVED_MS - 7_000 + ahead_ms, sentAt=RECEIVED_MS - 400 + ahead_ms)
    assert event.timestamp_ms == RECEIVED_MS - 6_600
    assert event.flags == ()


def test_a_clock_more_than_a_day_off_is_flagged() -> None:
    event = event_of(timestamp="1970-01-01T00:00:01Z", sentAt="1970-01-01T00:01:01Z")
    assert event.timestamp_ms == RECEIVED_MS - 60_000
    assert event.flags == ("clock-skew",)


def test_the_age_of_an_imported_event_is_kept() -> None:
    event = event_of(timestamp="2009-12-01T08:00:00+02:00", sentAt="2026-11-21T10:00:00Z")
    assert event.timestamp_ms == parse_instant_ms("2009-12-01T06:00:00Z")


def test_without_sent_at_the_timestamp_is_taken_as_it_is() -> None:
    assert event_of(timestamp="2026-11-20T10:00:00").timestamp_ms == RECEIVED_MS - 24 * HOUR_MS


def test_without_timestamps_it_happened_when_it_was_received() -> None:
    assert event_of(sentAt="2026-11-20T10:00:00Z").timestamp_ms == RECEIVED_MS
    assert event_of(timestamp="", originalTimestamp=None).timestamp_ms == RECEIVED_MS


def test_the_timestamp_wins_over_the_original_one_and_is_not_corrected() -> None:
    event = event_of(
        timestamp="2026-11-21T09:00:00Z", originalTimestamp="2026-11-21T12:00:00Z", sentAt="2026-11-21T13:00:00Z"
    )
    assert event.timestamp_ms == RECEIVED_MS - HOUR_MS


def test_the_original_timestamp_of_rudderstack_is_corrected() -> None:
    event = event_of(originalTimestamp="2026-11-21T12:59:50Z", sentAt="2026-11-21T13:00:00Z")
    assert event.timestamp_ms == RECEIVED_MS - 10_000


def test_times_of_the_batch_stand_in_for_missing_ones() -> None:
    [plain, own], _ = batch(
        track(),
        track(originalTimestamp="2026-11-21T12:30:00Z"),
        timestamp="2026-11-21T12:59:00Z",
        sentAt="2026-11-21T13:00:00Z",
    )
    assert plain.timestamp_ms == RECEIVED_MS - 60_000
    assert own.timestamp_ms == RECEIVED_MS - HOUR_MS // 2


def test_the_sent_at_header_stands_in_for_a_missing_one() -> None:
    found = outcome(track(timestamp="2026-11-21T12:59:50Z"), head=RequestHead(sent_at="2026-11-21T13:00:00Z"))
    assert isinstance(found, Event)
    assert found.timestamp_ms == RECEIVED_MS - 10_000


def test_more_than_five_minutes_ahead_becomes_received() -> None:
    assert event_of(timestamp=RECEIVED_MS + 300_000).timestamp_ms == RECEIVED_MS + 300_000
    ahead = event_of(timestamp=RECEIVED_MS + 300_001)
    assert (ahead.timestamp_ms, ahead.flags) == (RECEIVED_MS, ("future-timestamp",))
    year_9999 = event_of(timestamp="9999-12-31T23:59:59Z")
    assert (year_9999.timestamp_ms, year_9999.flags) == (RECEIVED_MS, ("future-timestamp",))


@pytest.mark.parametrize("timestamp", ["0001-01-01T00:00:00Z", "1969-07-20T20:17:40Z", -1, 0, -(10**15)])
def test_before_1971_is_a_fault(timestamp: object) -> None:
    assert code_of(track(timestamp=timestamp)) == "timestamp-out-of-range"


@pytest.mark.parametrize("timestamp", ["yesterday", True, [], {"$date": 1}, "2026-13-01", 10**30])
def test_a_timestamp_that_cannot_be_read_is_a_fault(timestamp: object) -> None:
    assert code_of(track(timestamp=timestamp)) == "bad-timestamp"


def test_an_absurd_sent_at_costs_no_event() -> None:
    far = event_of(timestamp="2026-11-21T09:00:00Z", sentAt="9999-01-01T00:00:00Z")
    assert (far.timestamp_ms, far.flags) == (RECEIVED_MS - HOUR_MS, ("clock-skew",))
    unreadable = event_of(timestamp="2026-11-21T09:00:00Z", sentAt="soon")
    assert (unreadable.timestamp_ms, unreadable.flags) == (RECEIVED_MS - HOUR_MS, ("bad-sent-at",))


# Contents


@pytest.mark.parametrize("field", ["properties", "traits", "context", "integrations"])
@pytest.mark.parametrize("given", [None, "", [], {}])
def test_absent_null_empty_text_and_empty_list_are_an_empty_object(field: str, given: object) -> None:
    assert getattr(event_of(track(**{field: given})), field) == {}


@pytest.mark.parametrize("field", ["properties", "traits", "context", "integrations"])
@pytest.mark.parametrize("given", ["text", 5, True, ["a"]])
def test_contents_of_another_type_are_a_fault(field: str, given: object) -> None:
    assert code_of(track(**{field: given})) == "bad-type"


def test_identify_takes_the_union_of_both_places_of_traits() -> None:
    event = event_of(
        {
            "type": "identify",
            "userId": "u",
            "traits": {"plan": "new"},
            "context": {"traits": {"plan": "old", "email": "jo@example.com"}},
        }
    )
    assert event.traits == {"plan": "new", "email": "jo@example.com"}
    assert event.name == ""


def test_track_traits_come_from_the_context() -> None:
    event = event_of(context={"traits": {"email": "jo@example.com"}})
    assert event.traits == {"email": "jo@example.com"}


def test_a_group_keeps_its_own_traits_and_takes_its_id_from_the_context() -> None:
    event = event_of(
        {
            "type": "group",
            "userId": "u",
            "traits": {"name": "Acme"},
            "context": {"groupId": 7, "traits": {"name": "Jo"}},
        }
    )
    assert (event.group_id, event.traits) == ("7", {"name": "Acme"})
    assert code_of({"type": "group", "userId": "u"}) == "missing-group-id"


@pytest.mark.parametrize(("kind", "name"), [("page", "Page Viewed"), ("screen", "Screen Viewed")])
def test_pages_and_screens_have_one_name_and_keep_theirs_as_properties(kind: str, name: str) -> None:
    event = event_of({"type": kind, "anonymousId": "a", "name": "Home", "category": "Main", "properties": {"name": ""}})
    assert event.name == name
    assert event.properties == {"name": "Home", "category": "Main"}
    own = event_of({"type": kind, "anonymousId": "a", "name": "Home", "properties": {"name": "Start"}})
    assert own.properties == {"name": "Start"}


def test_the_page_of_a_page_event_may_stand_in_its_properties() -> None:
    event = event_of(
        {
            "type": "page",
            "anonymousId": "a",
            "properties": {"url": "https://shop.example/a?utm_source=x&utm_medium=email", "title": "A"},
        }
    )
    assert (event.enrichment.page_path, event.enrichment.page_title) == ("/a", "A")
    assert event.enrichment.channel == "email"


@pytest.mark.parametrize("name", [None, "", " "])
def test_a_track_event_needs_a_name(name: object) -> None:
    assert code_of(track(event=name)) == "missing-name"


def test_alias_carries_the_old_id() -> None:
    event = event_of({"type": "alias", "userId": "new", "previousId": 5})
    assert (event.user_id, event.previous_id, event.flags) == ("new", "5", ())
    assert code_of({"type": "alias", "userId": "new"}) == "missing-previous-id"


def test_alias_to_itself_does_nothing() -> None:
    event = event_of({"type": "alias", "userId": "u", "previousId": " u "})
    assert (event.previous_id, event.flags) == ("", ("alias-no-op",))


def test_integrations_are_yes_no_or_settings() -> None:
    event = event_of(
        integrations={"All": False, "Segment.io": True, "Mail": {"list": 1}, "SMS": "false", "Push": 1, "Ads": None}
    )
    assert event.integrations == {"All": False, "Mail": {"list": 1}, "SMS": False, "Push": True}


# Size, depth and what stores cannot keep


def test_an_event_over_32_kilobytes_is_flagged_and_over_512_refused() -> None:
    assert event_of(properties={"x": "y" * 33_000}).flags == ("oversized",)
    assert code_of(track(properties={"x": "y" * 525_000})) == "event-too-large"
    assert event_of(properties={"x": "y" * 30_000}).flags == ()


@pytest.mark.parametrize("field", ["properties", "traits", "context", "integrations"])
def test_nesting_over_64_levels_is_a_fault(field: str) -> None:
    def nested(levels: int) -> dict[str, Any]:
        value: Any = {}
        for level in range(levels - 1):
            value = {"a": value} if level % 2 else [value]
        return {"a": value}

    deep = track(**{field: nested(65)})
    assert code_of(deep) == "too-deep"
    event_of(track(**{field: nested(63)}))


def test_nul_and_lone_surrogates_are_replaced_and_flagged() -> None:
    body = rb'{"type":"track","event":"a\u0000b","userId":"\ud83d\ude00","properties":{"\udc00":"\\u0000 \\\ud800"}}'
    found = outcome(body)
    assert isinstance(found, Event)
    assert (found.name, found.user_id) == ("a\ufffdb", "\U0001f600")
    assert found.properties == {"\ufffd": "\\u0000 \\\ufffd"}
    assert found.flags == ("sanitised",)


def test_only_the_event_with_such_characters_is_flagged_and_its_fault_keeps_the_original() -> None:
    body = rb'{"batch":[{"type":"track","event":"a"},{"type":"track","event":"\ud800"},{"type":"\u0000"}]}'
    [plain, replaced], [fault] = normaliser().events(record(body, 3))
    assert (plain.flags, replaced.flags) == ((), ("sanitised",))
    assert fault.body == rb'{"type":"\u0000"}'


def test_nul_in_an_address_does_not_come_back() -> None:
    event = event_of(context={"page": {"url": "https://x.example/?utm_source=a%00b"}})
    assert event.enrichment.source == "a\ufffdb"


def test_integers_beyond_64_bits_become_text_everywhere() -> None:
    event = event_of(properties={"a": [2**63, 2**63 - 1]}, traits={"b": -(2**63) - 1}, context={"c": {"d": 10**30}})
    assert event.properties == {"a": [str(2**63), 2**63 - 1]}
    assert event.traits == {"b": str(-(2**63) - 1)}
    assert event.context == {"c": {"d": str(10**30)}}


# Addresses


def test_a_server_source_does_not_leave_its_own_address_or_agent() -> None:
    head = RequestHead(ip="81.2.69.142", user_agent="python-requests/2", language="de")
    found = outcome(track(), head=head, kind="server")
    assert isinstance(found, Event)
    assert (found.enrichment.ip, found.enrichment.device_type, found.enrichment.locale) == ("", "", "")


def test_a_server_library_behind_a_browser_key_does_not_either() -> None:
    for sign in ({"context": {"library": {"name": "@segment/analytics-node"}}}, {"channel": "server"}):
        found = outcome(track(**sign), head=RequestHead(ip="81.2.69.142"))
        assert isinstance(found, Event)
        assert found.enrichment.ip == ""


@pytest.mark.parametrize("kind", ["browser", "mobile"])
def test_a_client_is_where_its_request_came_from(kind: str) -> None:
    found = outcome(track(context={"library": {"name": "analytics.js"}}), head=RequestHead(ip="81.2.69.142"), kind=kind)
    assert isinstance(found, Event)
    assert found.enrichment.ip == "81.2.69.142"


def test_the_address_in_the_context_wins_and_direct_means_the_peer() -> None:
    head = RequestHead(ip="10.0.0.1")
    given = outcome(track(context={"ip": "81.2.69.142"}), head=head, kind="server")
    direct = outcome(track(context={"direct": True}), head=head, kind="server")
    assert isinstance(given, Event)
    assert isinstance(direct, Event)
    assert (given.enrichment.ip, direct.enrichment.ip) == ("81.2.69.142", "10.0.0.1")


@pytest.mark.parametrize(
    ("full", "cut"),
    [("81.2.69.142", "81.2.69.0"), ("2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"), ("junk", "")],
)
def test_an_anonymised_workspace_keeps_no_full_address(full: str, cut: str) -> None:
    for document, head in ((track(context={"ip": full}), RequestHead()), (track(), RequestHead(ip=full))):
        found = outcome(document, head=head, anonymize_ip=True)
        assert isinstance(found, Event)
        assert found.enrichment.ip == cut
        assert "ip" not in found.context
        assert full.encode() not in found.context_json


def test_events_with_the_same_context_share_one() -> None:
    [first, second], _ = batch(track(context={"locale": "pl"}), track(context={"locale": "pl"}))
    assert first.context is second.context
    assert first.enrichment is second.enrichment
    assert json.loads(first.context_json) == first.context
