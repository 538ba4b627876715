"""The server SDKs of Segment and RudderStack, unpatched, over a socket: what they say arrives in its canonical form."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.sdk.conversation import COLUMNS, canonical, conversation, email
from tests.acceptance.sdk.source import Source, new_source
from tests.acceptance.sdk.stock_clients import SERVER_SDKS, send
from tests.support.server import Server

pytestmark = pytest.mark.xdist_group("stock-clients")
every_sdk = pytest.mark.parametrize("sdk", SERVER_SDKS)
_THREE_HOURS_MS = 3 * 60 * 60 * 1000


@pytest.fixture(scope="module", params=SERVER_SDKS)
def told(request: pytest.FixtureRequest, server: Server) -> Source:
    """Return a source through which an SDK has told the conversation about a person named as the source."""
    source = new_source(server)
    send(request.param, server.url, source.write_key, conversation(source.id))
    source.rows(("message_id",), at_least=6)
    return source


def test_an_event_of_each_type_is_stored_in_its_canonical_form(told: Source) -> None:
    assert sorted(told.rows(COLUMNS), key=_type) == canonical(told.id)


def test_properties_traits_context_and_message_ids_are_kept(told: Source) -> None:
    rows = told.rows(("type", "message_id", "verified", "is_bot", "ip", "properties", "traits", "context"))
    by_type = {row["type"]: row for row in rows}
    assert by_type["identify"]["traits"] == {"email": email(told.id), "firstName": "Ann", "plan": "gold"}
    assert by_type["group"]["traits"] == {"industry": "light"}
    assert by_type["page"]["properties"]["category"] == "Shop"
    assert by_type["page"]["properties"]["name"] == "Lamps"
    assert by_type["screen"]["properties"] == {"category": "App", "name": "Start", "tab": "offers"}
    assert by_type["track"]["properties"]["products"][0]["product_id"] == "p-1"
    libraries = {json.loads(row["context"])["library"]["name"] for row in rows}
    assert len(libraries) == 1
    assert len({row["message_id"] for row in rows}) == 6
    assert {row["verified"] for row in rows} == {True}
    assert {(row["ip"], row["is_bot"]) for row in rows} == {("", False)}, "a server's own address is not the visitor's"


def test_the_profile_knows_the_person_by_every_id_and_what_was_said(told: Source) -> None:
    profile = told.server.get(f"/api/profiles/email:{email(told.id)}")
    for reference in (f"user_id:{told.id}-user", f"anonymous_id:{told.id}-device"):
        assert told.server.get(f"/api/profiles/{reference}")["id"] == profile["id"]
    assert profile["traits"] == {"email": email(told.id), "firstName": "Ann", "plan": "gold"}
    assert profile["computed"]["events"] == 6
    assert profile["computed"]["page_views"] == 2
    assert profile["computed"]["orders"] == 1
    assert profile["computed"]["revenue"] == [{"amount": "25.50", "currency": "EUR"}]


@every_sdk
def test_the_timeline_shows_the_conversation(sdk: str, source: Source, person: str) -> None:
    send(sdk, source.server.url, source.write_key, conversation(person))
    source.rows(COLUMNS, at_least=6)
    timeline = source.server.get(f"/api/profiles/user_id:{person}-user/timeline")
    assert Counter(entry["type"] for entry in timeline["items"]) == Counter(
        call["type"] for call in conversation(person)
    )


@pytest.mark.parametrize("sdk", [sdk for sdk in SERVER_SDKS if "rudder" in sdk])
def test_traits_that_rudderstack_puts_into_the_context_land_on_the_profile(
    sdk: str, source: Source, person: str
) -> None:
    call = {"type": "identify", "userId": person, "traits": {"city": "Gdańsk", "age": 41, "vip": True}}
    send(sdk, source.server.url, source.write_key, [call])
    (row,) = source.rows(("traits", "context"), at_least=1)
    assert json.loads(row["context"])["traits"] == call["traits"], "this SDK sends them nowhere else"
    traits = source.server.get(f"/api/profiles/user_id:{person}/traits")
    assert {key: declared["value"] for key, declared in traits["declared"].items()} == call["traits"]
    assert all(declared["identified"] and declared["verified"] for declared in traits["declared"].values())


@pytest.mark.parametrize("sdk", [sdk for sdk in SERVER_SDKS if sdk.startswith("@")])
@pytest.mark.parametrize("shift_ms", [_THREE_HOURS_MS, -_THREE_HOURS_MS])
def test_a_client_whose_clock_is_hours_off_is_stored_at_the_right_time(
    sdk: str, shift_ms: int, source: Source, person: str
) -> None:
    before_ms = _now_ms()
    track = {"type": "track", "userId": person, "event": "Looked"}
    send(sdk, source.server.url, source.write_key, [track], clock_shift_ms=shift_ms)
    after_ms = _now_ms()
    (row,) = source.rows(("timestamp",), at_least=1)
    assert before_ms - 1_000 <= _ms(row["timestamp"]) <= after_ms + 1_000


@every_sdk
def test_told_to_wait_an_sdk_sends_again_and_each_event_is_stored_once(sdk: str, server: Server) -> None:
    slow = new_source(server, rate_limit_per_s=2)
    refused = _answers(server, 429)
    calls = [{"type": "track", "userId": slow.id, "event": "Counted", "properties": {"n": n}} for n in range(3)]
    send(sdk, server.url, slow.write_key, calls, events_per_request=1)
    rows = slow.rows(("properties", "message_id"), at_least=3)
    assert sorted(row["properties"]["n"] for row in rows) == [0, 1, 2]
    assert server.get(f"/api/profiles/user_id:{slow.id}")["computed"]["events"] == 3
    times = _answers(server, 429) - refused
    assert times == 1 or (times > 1 and sdk not in _HEEDING_RETRY_AFTER)


_HEEDING_RETRY_AFTER = ("segment-analytics-python", "@segment/analytics-node")
"""The SDKs that wait as long as they are told; RudderStack's try again after pauses of their own."""


def _answers(server: Server, status: int) -> int:
    """Return how often collection has answered with a status."""
    marker = f'portret_collect_requests_total{{status="{status}"}} '
    lines = [line for line in server.client.get("/metrics").text.splitlines() if line.startswith(marker)]
    return int(float(lines[0].removeprefix(marker))) if lines else 0


def _type(row: dict[str, Any]) -> str:
    return str(row["type"])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _ms(instant: str) -> float:
    return datetime.fromisoformat(instant).timestamp() * 1_000
