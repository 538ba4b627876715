"""What the wire protocol promises any client, shown from the request to the profile and the warehouse.

How each endpoint reads keys, bodies and headers is tested at the collection app itself; here the whole way counts.
"""

from __future__ import annotations

import os
import signal
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.sdk.source import Source, new_source
from tests.acceptance.sdk.stock_clients import SERVER_SDKS, finish, send, start
from tests.support.crash import children
from tests.support.server import Server, running_server, wait_until

pytestmark = pytest.mark.xdist_group("stock-clients")

_BOMB_BYTES = 256 * 1024 * 1024
_JUNK = ("anonymous", "null", "0", "00000000-0000-0000-0000-000000000000")


def _track(person: str, number: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Counted",
        "anonymousId": person,
        "messageId": f"{person}-{number}",
        "properties": {"n": number},
        **fields,
    }


def _duplicates(source: Source) -> float:
    """Return the worker's figure, which it publishes every second or so."""
    return source.server.figures().get("portret_duplicate_events_total", 0.0)


def test_the_same_batch_again_adds_nothing(source: Source, person: str) -> None:
    batch = {"batch": [_track(person, number) for number in range(20)]}
    duplicates = _duplicates(source)
    assert [source.post("/v1/batch", batch).status_code for _ in range(3)] == [200, 200, 200]
    assert len(source.rows(("message_id",), at_least=20)) == 20
    assert source.server.get(f"/api/profiles/anonymous_id:{person}")["computed"]["events"] == 20
    wait_until(lambda: _duplicates(source) - duplicates >= 40)  # those of an earlier test may come on top


def test_the_same_event_twice_in_one_batch_counts_once(source: Source, person: str) -> None:
    assert (
        source.post("/v1/batch", {"batch": [_track(person, 1), _track(person, 1), _track(person, 2)]}).status_code
        == 200
    )
    assert [row["message_id"] for row in source.rows(("message_id",), at_least=2)] == [f"{person}-1", f"{person}-2"]


def test_a_gzip_bomb_is_refused_and_the_next_event_goes_through(source: Source, person: str) -> None:
    web = children(source.server.pid)["web"]
    before = _resident_bytes(web)
    answer = source.post("/v1/batch", _bomb(_BOMB_BYTES), {"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert _resident_bytes(web) - before < _BOMB_BYTES / 4, "it was opened only as far as the limit"
    assert source.post("/v1/track", _track(person, 1)).status_code == 200
    assert len(source.rows(("message_id",), at_least=1)) == 1


def test_a_browser_on_any_site_is_told_that_it_may_send(source: Source) -> None:
    asking = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "anonymousid,authorization,content-type,rsa-retry-attempt",
    }
    for path in ("/v1/t", "/v1/batch", "/v1/identify", "/beacon/v1/batch", "/sourceConfig/"):
        answer = source.server.client.options(path, headers=asking)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://shop.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["access-control-allow-headers"] == asking["Access-Control-Request-Headers"]
        assert int(answer.headers["access-control-max-age"]) >= 900
    sent = source.post("/v1/t", _track("somebody", 1), {"Origin": "https://shop.example"})
    assert sent.headers["access-control-allow-origin"] == "https://shop.example"


def test_an_event_of_33_kb_is_stored_with_a_remark(source: Source, person: str) -> None:
    call = {"type": "track", "userId": person, "event": "Grown", "properties": {"text": "x" * 33_000}}
    send("rudder-sdk-python", source.server.url, source.write_key, [call])
    (row,) = source.rows(("flags", "length(toString(properties.text)) AS length"), at_least=1)
    assert (row["flags"], int(row["length"])) == ("oversized", 33_000)


def test_batches_of_501_kb_and_of_2500_events_are_stored_whole(source: Source, person: str) -> None:
    large = {"batch": [_track(person, number, properties={"text": "x" * 5_000}) for number in range(100)]}
    many = {"batch": [_track(person, number) for number in range(100, 2_600)]}
    assert source.post("/v1/batch", large).status_code == 200
    assert source.post("/v1/batch", many).status_code == 200
    assert len(source.rows(("message_id",), at_least=2_600)) == 2_600
    assert source.server.get(f"/api/profiles/anonymous_id:{person}")["computed"]["events"] == 2_600


def test_2501_events_and_5_mb_are_refused_and_nothing_of_them_is_stored(source: Source, person: str) -> None:
    many = {"batch": [_track(person, number) for number in range(2_501)]}
    large = {"batch": [_track(person, number, properties={"text": "x" * 50_000}) for number in range(100)]}
    assert source.post("/v1/batch", many).status_code == 400
    assert source.post("/v1/batch", large).status_code == 413
    assert source.post("/v1/track", _track(person, 9_999)).status_code == 200
    assert [row["message_id"] for row in source.rows(("message_id",), at_least=1)] == [f"{person}-9999"]


def test_one_malformed_among_ten_leaves_nine_stored_and_itself_in_quarantine(source: Source, person: str) -> None:
    events: list[Any] = [_track(person, number) for number in range(10)]
    events[4] = {"type": "track", "anonymousId": person, "messageId": f"{person}-4", "properties": {"n": 4}}
    assert source.post("/v1/batch", {"batch": events}).status_code == 200
    assert len(source.rows(("message_id",), at_least=9)) == 9
    (held,) = source.quarantined()
    assert (held["code"], held["index"], held["event"]) == ("missing-name", 4, events[4])


def test_a_quarantined_event_is_mended_and_replayed_through_the_api(source: Source, person: str) -> None:
    events = [_track(person, 0), {"type": "track", "anonymousId": person, "messageId": f"{person}-1"}]
    assert source.post("/v1/batch", {"batch": events}).status_code == 200
    source.rows(("message_id",), at_least=1)
    (held,) = source.quarantined()
    mended = {"event": {**events[1], "event": "Counted"}}
    assert source.server.request("PUT", f"/api/quarantine/{held['id']}/fixed", json=mended).status_code == 200
    assert source.server.post(f"/api/quarantine/{held['id']}/replay")["status"] == "replayed"
    assert {row["message_id"] for row in source.rows(("message_id",), at_least=2)} == {f"{person}-0", f"{person}-1"}
    assert source.quarantined() == []


@pytest.mark.parametrize("nothing", ["", None, "   "])
def test_an_empty_user_id_is_no_user_id(source: Source, person: str, nothing: str | None) -> None:
    assert source.post("/v1/track", _track(person, 1, userId=nothing)).status_code == 200
    assert source.rows(("user_id", "anonymous_id"), at_least=1) == [{"user_id": "", "anonymous_id": person}]
    identifiers = source.server.get(f"/api/profiles/anonymous_id:{person}")["identifiers"]
    assert [(item["namespace"], item["value"]) for item in identifiers] == [("anonymous_id", person)]


def test_numeric_ids_are_read_as_text(source: Source, person: str) -> None:
    number = int(person.encode().hex()[-12:], 16)
    assert source.post("/v1/track", _track(person, 1, userId=number)).status_code == 200
    assert source.rows(("user_id",), at_least=1) == [{"user_id": str(number)}]
    profile = source.server.get(f"/api/profiles/user_id:{number}")
    assert profile["id"] == source.server.get(f"/api/profiles/anonymous_id:{person}")["id"]


@pytest.mark.parametrize("junk", _JUNK)
def test_two_people_who_share_a_junk_id_stay_two(source: Source, person: str, junk: str) -> None:
    batch = {"batch": [_track(f"{person}-{who}", number, userId=junk) for number, who in enumerate("ab")]}
    assert source.post("/v1/batch", batch).status_code == 200
    source.rows(("message_id",), at_least=2)
    one, other = (source.server.get(f"/api/profiles/anonymous_id:{person}-{who}") for who in "ab")
    assert one["id"] != other["id"]
    assert all(item["namespace"] == "anonymous_id" for item in one["identifiers"] + other["identifiers"])


def test_an_event_with_nothing_but_junk_ids_is_set_aside(source: Source, person: str) -> None:
    batch = {"batch": [_track("anonymous", 1, messageId=f"{person}-1"), _track(person, 2)]}
    assert source.post("/v1/batch", batch).status_code == 200
    assert [row["message_id"] for row in source.rows(("message_id",), at_least=1)] == [f"{person}-2"]
    assert [(held["code"], held["event"]["messageId"]) for held in source.quarantined()] == [
        ("no-identifier", f"{person}-1")
    ]


@pytest.mark.parametrize("sdk", SERVER_SDKS)
def test_an_alias_of_an_id_to_itself_changes_nobody(sdk: str, source: Source, person: str) -> None:
    calls = [
        {"type": "track", "userId": person, "event": "Counted"},
        {"type": "alias", "userId": person, "previousId": person},
    ]
    send(sdk, source.server.url, source.write_key, calls)
    rows = {row["type"]: row for row in source.rows(("type", "previous_id", "flags"), at_least=2)}
    assert rows["alias"] == {"type": "alias", "previous_id": "", "flags": "alias-no-op"}
    profile = source.server.get(f"/api/profiles/user_id:{person}")
    assert [(item["namespace"], item["value"]) for item in profile["identifiers"]] == [("user_id", person)]
    assert profile["merged_ids"] == []


@pytest.fixture
def fragile(tmp_path: Path) -> Iterator[Server]:
    with running_server(tmp_path) as server:
        yield server


@pytest.mark.parametrize("sdk", ["segment-analytics-python"])
def test_the_web_process_dies_before_it_answers_and_nothing_is_lost_or_doubled(sdk: str, fragile: Server) -> None:
    source = new_source(fragile)
    web = children(fragile.pid)["web"]
    os.kill(web, signal.SIGSTOP)  # requests come in from now on, answers do not go out
    calls = [{"type": "track", "userId": "somebody", "event": "Counted", "properties": {"n": n}} for n in range(50)]
    program = start(sdk, fragile.url, source.write_key, calls, events_per_request=10)
    wait_until(lambda: _waiting_bytes(fragile.port) > 0, 60, "the SDK sent nothing")
    os.kill(web, signal.SIGKILL)
    finish(program)
    rows = source.rows(("properties", "message_id"), at_least=50)
    assert sorted(row["properties"]["n"] for row in rows) == list(range(50))
    assert fragile.get("/api/profiles/user_id:somebody")["computed"]["events"] == 50


def _bomb(size_bytes: int) -> bytes:
    """Return a gzip body that opens to that many bytes."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b" " * (1024 * 1024)
    parts = [squeeze.compress(zeros) for _ in range(size_bytes // len(zeros))]
    return b"".join((*parts, squeeze.flush()))


def _resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _waiting_bytes(port: int) -> int:
    """Return how many bytes lie unread in this machine's connections to a port (Linux)."""
    waiting = 0
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, _, queues, *_ = line.split()
        if int(local.partition(":")[2], 16) == port:
            waiting += int(queues.partition(":")[2], 16)
    return waiting
