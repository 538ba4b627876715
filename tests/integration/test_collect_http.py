"""What SDKs send is taken in, over a socket: endpoints, write keys, body forms, durability (wire protocol D1, D2)."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from portret.collect import decode_head
from portret.collect.sources import change_source, rotate_keys, the_source
from tests.support.collection import TRACK, Collection, basic, running_collection
from tests.support.server import wait_until

SUCCESS = b'{"success":true}'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with running_collection(tmp_path_factory.mktemp("collection")) as collection:
        yield collection


@pytest.fixture
def collection(shared: Collection) -> Collection:
    shared.log.trim(2**62, 2**62)
    return shared


@pytest.mark.parametrize(
    ("path", "event_type"),
    [
        ("/v1/t", "track"),
        ("/v1/p", "page"),
        ("/v1/i", "identify"),
        ("/v1/g", "group"),
        ("/v1/a", "alias"),
        ("/v1/s", "screen"),
        ("/v1/track", "track"),
        ("/v1/identify", "identify"),
        ("/v1/page", "page"),
        ("/v1/screen", "screen"),
        ("/v1/group", "group"),
        ("/v1/alias", "alias"),
        ("/v1/merge", "merge"),
        ("/v1/audiencelist", "audiencelist"),
        ("/v1/track/", "track"),
    ],
)
def test_each_event_path_names_its_type(collection: Collection, path: str, event_type: str) -> None:
    reply = collection.post(path, TRACK)
    assert (reply.status, reply.body) == (200, SUCCESS)
    (record,) = collection.records()
    assert (decode_head(record.head).type, record.count) == (event_type, 1)
    assert json.loads(record.body) == TRACK


@pytest.mark.parametrize("path", ["/v1/b", "/v1/batch", "/v1/import", "/beacon/v1/batch"])
def test_each_batch_path_takes_the_batch_as_it_came(collection: Collection, path: str) -> None:
    sent = {"batch": [TRACK, {**TRACK, "messageId": "m-2"}], "sentAt": "2026-11-21T12:00:00Z"}
    assert collection.post(path, sent).status == 200
    (record,) = collection.records()
    assert (decode_head(record.head).type, record.count, json.loads(record.body)) == ("", 2, sent)
    assert record.source_id == collection.source.id
    assert record.received_at_ms == collection.clock.now_ms()


def test_an_empty_batch_is_fine_and_leaves_nothing(collection: Collection) -> None:
    assert collection.post("/v1/batch", {"batch": []}).status == 200
    assert collection.records() == []


@pytest.mark.parametrize("colon", [":", ""])
def test_basic_auth_works_with_and_without_colon(collection: Collection, colon: str) -> None:
    reply = collection.call("POST", "/v1/track", json.dumps(TRACK).encode(), basic(collection.write_key, colon))
    assert reply.status == 200


def test_the_key_may_stand_in_the_body(collection: Collection) -> None:
    body = json.dumps({"batch": [TRACK], "writeKey": collection.write_key}).encode()
    assert collection.call("POST", "/v1/batch", body).status == 200
    assert collection.call("POST", "/v1/batch", body, {"Authorization": "Bearer some.oauth.token"}).status == 200


def test_the_key_may_stand_in_the_query(collection: Collection) -> None:
    body = json.dumps({"batch": [TRACK]}).encode()
    path = f"/beacon/v1/batch?writeKey={collection.write_key}"
    assert collection.call("POST", path, body, {"Content-Type": "text/plain"}).status == 200


def test_the_key_may_stand_in_the_events(collection: Collection) -> None:
    body = json.dumps({"batch": [{**TRACK, "writeKey": collection.write_key}]}).encode()
    assert collection.call("POST", "/v1/b", body).status == 200


def test_a_key_in_the_header_comes_before_one_in_the_body(collection: Collection) -> None:
    reply = collection.post("/v1/track", {**TRACK, "writeKey": collection.write_key}, key="wk_wrong")
    assert (reply.status, reply.json()["message"]) == (401, "invalid write key")


def test_without_any_key_the_answer_says_so(collection: Collection) -> None:
    reply = collection.call("POST", "/v1/track", json.dumps({**TRACK, "writeKey": 7}).encode())
    assert (reply.status, reply.json()) == (
        401,
        {"code": "unauthorized", "message": "failed to read writekey from header"},
    )


@pytest.mark.parametrize("content_type", ["text/plain", "application/json; charset=utf-8", "image/png", ""])
def test_no_content_type_is_refused(collection: Collection, content_type: str) -> None:
    assert collection.post("/v1/track", TRACK, {"Content-Type": content_type}).status == 200


def test_gzip_json_under_a_form_content_type_is_opened(collection: Collection) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    assert collection.post("/v1/batch", gzip.compress(json.dumps({"batch": [TRACK]}).encode()), headers).status == 200
    assert json.loads(collection.records()[0].body) == {"batch": [TRACK]}


def test_gzip_is_known_without_its_header_and_deflate_by_it(collection: Collection) -> None:
    body = json.dumps(TRACK).encode()
    assert collection.post("/v1/track", gzip.compress(body)).status == 200
    assert collection.post("/v1/track", zlib.compress(body), {"Content-Encoding": "deflate"}).status == 200
    assert [record.body for record in collection.records()] == [body, body]


def test_the_head_keeps_what_normalisation_needs(collection: Collection) -> None:
    headers = {
        "User-Agent": "tester/1",
        "Origin": "https://shop.example",
        "Referer": "https://shop.example/p",
        "AnonymousId": base64.b64encode(b"a-1").decode(),
        "SentAt": "2026-11-21T12:00:00Z",
        "Accept-Language": "pl",
        "X-Forwarded-For": "203.0.113.9, 127.0.0.1",
    }
    assert collection.post("/v1/track", TRACK, headers).status == 200
    head = decode_head(collection.records()[0].head)
    assert (head.ip, head.user_agent, head.origin) == ("203.0.113.9", "tester/1", "https://shop.example")
    assert (head.referer, head.anonymous_id, head.language) == ("https://shop.example/p", "a-1", "pl")
    assert head.sent_at == "2026-11-21T12:00:00Z"


def test_a_disabled_source_is_refused_within_seconds(collection: Collection) -> None:
    source, key = collection.source_like(name="old")
    assert collection.post("/v1/track", TRACK, key=key).status == 200
    _change(collection, source.id, enabled=False)
    wait_until(lambda: collection.post("/v1/track", TRACK, key=key).status == 404)
    reply = collection.post("/v1/track", TRACK, key=key)
    assert reply.json() == {"code": "not-found", "message": "source is disabled"}


def test_a_new_source_can_send_at_once(collection: Collection) -> None:
    collection.post("/v1/track", TRACK)
    _, key = collection.source_like(name="new")
    assert collection.post("/v1/track", TRACK, key=key).status == 200


def test_a_rotated_key_works_until_its_instant(collection: Collection) -> None:
    source, old = collection.source_like(name="rotated")
    now_ms = collection.clock.now_ms()
    with collection.state.begin() as connection:
        new = rotate_keys(connection, source, now_ms, now_ms + 60_000).text
    wait_until(lambda: collection.post("/v1/track", TRACK, key=new).status == 200)
    assert collection.post("/v1/track", TRACK, key=old).status == 200
    collection.clock.advance(timedelta(minutes=2))
    assert collection.post("/v1/track", TRACK, key=old).status == 401
    assert collection.post("/v1/track", TRACK, key=new).status == 200


def test_over_its_rate_a_key_is_told_when_to_come_again(collection: Collection) -> None:
    _, key = collection.source_like(name="eager", rate_limit_per_s=2)
    replies = [collection.post("/v1/track", TRACK, key=key) for _ in range(8)]
    refused = [reply for reply in replies if reply.status == 429]
    assert refused
    assert replies[0].status == 200
    assert all(reply.headers["retry-after"] == "1" for reply in refused)
    assert refused[0].json()["code"] == "too-many-requests"
    wait_until(lambda: collection.post("/v1/track", TRACK, key=key).status == 200)


def test_under_pressure_clients_are_sent_away_for_a_while(collection: Collection) -> None:
    collection.pressure = "The disk is nearly full."
    try:
        reply = collection.post("/v1/track", TRACK)
    finally:
        collection.pressure = ""
    assert (reply.status, reply.headers["retry-after"]) == (503, "10")
    assert reply.json() == {"code": "unavailable", "message": "The disk is nearly full."}
    assert collection.records() == []


def test_webhooks_of_any_form_become_an_event(collection: Collection) -> None:
    path = f"/v1/webhook?writeKey={collection.write_key}"
    assert collection.call("POST", path, b'{"order": 7}').status == 200
    assert collection.call("POST", path, b"order=8&state=paid").status == 200
    assert collection.call("POST", path, b"[1, 2]").status == 200
    assert collection.call("GET", path + "&order=9").status == 200
    events = [json.loads(record.body) for record in collection.records()]
    assert [event["properties"] for event in events] == [
        {"order": 7},
        {"order": "8", "state": "paid"},
        {"payload": [1, 2]},
        {"order": "9"},
    ]
    assert {event["event"] for event in events} == {"webhook_source_event"}
    assert len({event["anonymousId"] for event in events}) == 4


def test_everything_is_counted(collection: Collection) -> None:
    def value(name: str, **labels: str) -> float:
        return collection.registry.get_sample_value(name, labels) or 0.0

    events = value("portret_collect_events_total", source_id=collection.source.id)
    refused = value("portret_collect_requests_total", status="401")
    collection.post("/v1/batch", {"batch": [TRACK] * 5})
    collection.post("/v1/track", TRACK, key="wk_wrong")
    assert value("portret_collect_events_total", source_id=collection.source.id) == events + 5
    assert value("portret_collect_requests_total", status="401") == refused + 1
    assert value("portret_log_commit_seconds_count") > 0


def test_accepted_means_in_the_log_of_another_process(collection: Collection) -> None:
    assert collection.post("/v1/track", TRACK).status == 200
    with closing(sqlite3.connect(f"file:{collection.log.path}?mode=ro", uri=True)) as other:
        assert other.execute("SELECT count(*) FROM records").fetchone() == (1,)


def _change(collection: Collection, source_id: str, **fields: object) -> None:
    with collection.state.begin() as connection:
        source = the_source(connection, collection.workspace_id, source_id)
        change_source(connection, replace(source, **fields), collection.clock.now_ms())  # type: ignore[arg-type]


def test_requests_that_a_client_repeats_are_counted(collection: Collection) -> None:
    def repeated() -> float | None:
        return collection.registry.get_sample_value("portret_collect_retried_requests_total")

    before = repeated()
    assert before is not None
    for headers in ({}, {"X-Retry-Count": "0"}, {"X-Retry-Count": "1"}, {"Rsa-Retry-Attempt": "3"}):
        assert collection.post("/v1/track", TRACK, headers).status == 200
    assert repeated() == before + 2
