"""Bad input gets a defined answer and harms nothing else, over a socket (wire protocol D3, D4)."""

from __future__ import annotations

import gzip
import http.client
import json
import resource
from collections.abc import Iterator
from typing import Any

import pytest

from portret.collect import Fault
from portret.log import Entry
from tests.support.collection import TRACK, Collection, basic, running_collection


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with running_collection(tmp_path_factory.mktemp("collection")) as collection:
        yield collection


@pytest.fixture
def collection(shared: Collection) -> Iterator[Collection]:
    """Give the app with an empty log; afterwards it must still take a good event."""
    shared.log.trim(2**62, 2**62)
    yield shared
    assert shared.post("/v1/track", TRACK).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"event": }',
        b'{"event": "x",}',
        b'{"a": 01}',
        b'{"a": NaN}',
        b'{"a": "\x00"}',
        b'{"a": "\\x"}',
        b'{"a": 1} {"b": 2}',
        b"[1, 2]",
        b'"text"',
        b"null",
        b'{"batch": {}}',
        b'{"batch": null}',
        b'{"batch": "x"}',
        b"\xff\xfe{\x00}\x00",
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":' + b"[" * 1_000_000,
        b'{"batch":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_event_and_no_batch_is_refused_for_good(collection: Collection, body: bytes) -> None:
    for path in ("/v1/track", "/v1/batch"):
        reply = collection.post(path, body)
        assert reply.status == 400
        assert reply.json()["code"] == "bad-request"
        assert reply.json()["message"]
    assert collection.records() == []


def test_an_event_of_33_kb_is_taken(collection: Collection) -> None:
    assert collection.post("/v1/track", {**TRACK, "properties": {"text": "x" * 33_000}}).status == 200


def test_an_event_over_512_kb_is_too_large_alone_but_not_in_a_batch(collection: Collection) -> None:
    huge = {**TRACK, "properties": {"text": "x" * 530_000}}
    assert collection.post("/v1/track", huge).status == 413
    assert collection.post("/v1/batch", {"batch": [TRACK, huge]}).status == 200
    assert [record.count for record in collection.records()] == [2]


def test_a_batch_of_501_kb_is_taken(collection: Collection) -> None:
    batch = {"batch": [{**TRACK, "properties": {"text": "x" * 1_000}}] * 480}
    assert len(json.dumps(batch)) > 501_000
    assert collection.post("/v1/batch", batch).status == 200


def test_a_batch_of_5_mb_is_too_large_whether_its_length_is_said_or_not(collection: Collection) -> None:
    body = json.dumps({"batch": [{**TRACK, "properties": {"text": "x" * 2_500}}] * 2_000}).encode()
    assert len(body) > 5_000_000
    reply = collection.post("/v1/batch", body)
    assert (reply.status, reply.json()["code"]) == (413, "too-large")
    assert _post_chunked(collection, body) == 413
    assert collection.records() == []


def test_2500_events_are_a_batch_and_2501_are_not(collection: Collection) -> None:
    assert collection.post("/v1/batch", {"batch": [TRACK] * 2_500}).status == 200
    reply = collection.post("/v1/batch", {"batch": [TRACK] * 2_501})
    assert (reply.status, reply.json()["code"]) == (400, "bad-request")
    assert [record.count for record in collection.records()] == [2_500]


def test_a_gzip_bomb_is_refused_without_unpacking_it(collection: Collection) -> None:
    bomb = gzip.compress(b'{"a":"' + b"x" * 400_000_000 + b'"}', 9)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reply = collection.post("/v1/track", bomb, {"Content-Encoding": "gzip"})
    after_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (reply.status, reply.json()["code"]) == (413, "too-large")
    assert after_kib - before_kib < 100_000


@pytest.mark.parametrize(
    "body", [b"\x1f\x8b\x08rubbish", gzip.compress(json.dumps(TRACK).encode(), mtime=0)[:-9], b"{}"]
)
def test_broken_gzip_is_refused(collection: Collection, body: bytes) -> None:
    reply = collection.post("/v1/track", body, {"Content-Encoding": "gzip"})
    assert (reply.status, reply.json()["code"]) == (400, "bad-request")


@pytest.mark.parametrize(
    "event",
    [
        b'{"type":"track","event":"NUL \\u0000"}',
        b'{"type":"track","event":"lone \\ud800"}',
        b'{"type":"track","event":"lone \\udc00\\ud83d"}',
        b'{"type":"track","event":"not \\\\ud800"}',
        b'{"type":"track","event":"bytes \xff\xfe"}',
        b'{"type":"track","event":1e999}',
        b'\xef\xbb\xbf{"type":"track","event":"byte order mark"}',
        b'{"type":"track","properties":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"type":["track"],"userId":{},"timestamp":"never"}',
        b"{}",
    ],
    ids=lambda event: repr(event[:48]),
)
def test_what_only_hurts_one_event_is_left_to_quarantine(collection: Collection, event: bytes) -> None:
    assert collection.post("/v1/track", event).status == 200
    good = json.dumps(TRACK).encode()
    batch = b'{"batch":[' + good + b"," + event.removeprefix(b"\xef\xbb\xbf") + b"," + good + b"]}"
    assert collection.post("/v1/batch", batch).status == 200
    assert [record.body for record in collection.records()] == [event.removeprefix(b"\xef\xbb\xbf"), batch]


def test_events_that_are_no_objects_do_not_cost_their_batch(collection: Collection) -> None:
    assert collection.post("/v1/batch", {"batch": [1, None, "x", [], TRACK]}).status == 200
    assert [record.count for record in collection.records()] == [5]


@pytest.mark.parametrize("key", ["wk_unknown", "x" * 5_000, "ключ", "\ud800"])
def test_an_unknown_key_is_refused_as_invalid(collection: Collection, key: str) -> None:
    body = json.dumps({**TRACK, "writeKey": key}).encode()
    reply = collection.call("POST", "/v1/track", body)
    assert (reply.status, reply.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("header", ["Basic", "Basic ", "Basic !!!", "Basic /w==", "Digest x", "Basic Og=="])
def test_an_authorization_without_a_key_counts_as_none(collection: Collection, header: str) -> None:
    reply = collection.call("POST", "/v1/track", json.dumps(TRACK).encode(), {"Authorization": header})
    assert (reply.status, reply.json()["message"]) == (401, "failed to read writekey from header")


def test_other_methods_and_paths_are_refused(collection: Collection) -> None:
    assert collection.call("GET", "/v1/track", headers=basic(collection.write_key)).status == 405
    assert collection.post("/v1/nothing", TRACK).status == 404


def test_strict_answers_with_the_faults_by_index_and_takes_nothing(collection: Collection) -> None:
    def check(entry: Entry) -> list[Fault]:
        events: list[dict[str, Any]] = json.loads(entry.body)["batch"]
        return [Fault(0, i, "missing-name", "No name.", b"") for i, e in enumerate(events) if "event" not in e]

    collection.faults = check
    reply = collection.post("/v1/batch?strict=1", {"batch": [TRACK, {"type": "track"}, TRACK]})
    assert reply.status == 400
    assert reply.json()["code"] == "invalid-events"
    assert reply.json()["errors"] == [{"index": 1, "code": "missing-name", "detail": "No name."}]
    assert collection.records() == []
    assert collection.post("/v1/batch?strict=1", {"batch": [TRACK]}).status == 200
    assert collection.post("/v1/batch", {"batch": [{"type": "track"}]}).status == 200


def test_a_client_that_hangs_up_leaves_nothing(collection: Collection) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", collection.port, timeout=30)
    connection.putrequest("POST", "/v1/track")
    for name, value in basic(collection.write_key).items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", "1000")
    connection.endheaders(b'{"type":')
    connection.close()
    assert collection.records() == []


def test_a_refused_body_leaves_the_connection_usable(collection: Collection) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", collection.port, timeout=30)
    statuses = []
    for key in ("wk_wrong", collection.write_key):
        connection.request("POST", "/v1/batch", json.dumps({"batch": [TRACK] * 2_000}), basic(key))
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    assert statuses == [401, 200]


def _post_chunked(collection: Collection, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", collection.port, timeout=30)
    chunks = (body[start : start + 50_000] for start in range(0, len(body), 50_000))
    connection.request("POST", "/v1/batch", chunks, basic(collection.write_key), encode_chunked=True)
    status = connection.getresponse().status
    connection.close()
    return status
