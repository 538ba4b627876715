"""What SDKs fetch and browsers demand: settings, pixel, cookies, CORS, over a socket (wire protocol D1, D2, D7)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from portret.collect.sources import change_source
from tests.support.collection import TRACK, Collection, basic, running_collection

SHOP = {"Origin": "https://shop.example"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    with running_collection(tmp_path_factory.mktemp("collection")) as collection:
        yield collection


@pytest.fixture
def collection(shared: Collection) -> Collection:
    shared.log.trim(2**62, 2**62)
    return shared


def _disabled(collection: Collection) -> str:
    source, key = collection.source_like(name="off")
    with collection.state.begin() as connection:
        change_source(connection, replace(source, enabled=False), 0)
    return key


@pytest.mark.parametrize(
    "path", ["/v1/projects/{}/settings", "/projects/{}/settings", "/v1/projects/projects/{}/settings"]
)
def test_segment_sdks_find_their_settings_without_auth(collection: Collection, path: str) -> None:
    reply = collection.call("GET", path.format(collection.write_key), headers=SHOP)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "https://shop.example")
    assert "max-age" in reply.headers["cache-control"]
    assert reply.json()["integrations"]["Segment.io"] == {
        "apiKey": collection.write_key,
        "apiHost": f"127.0.0.1:{collection.port}/v1",
        "protocol": "http",
        "retryQueue": True,
        "addBundledMetadata": True,
        "unbundledIntegrations": [],
        "maybeBundledConfigIds": {},
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    assert reply.json()["metrics"] == {"sampleRate": 0}


def test_behind_a_trusted_proxy_the_settings_name_the_public_host(collection: Collection) -> None:
    forwarded = {"X-Forwarded-Host": "cdp.example.com", "X-Forwarded-Proto": "https"}
    reply = collection.call("GET", f"/v1/projects/{collection.write_key}/settings", headers=forwarded)
    segment = reply.json()["integrations"]["Segment.io"]
    assert (segment["apiHost"], segment["protocol"]) == ("cdp.example.com/v1", "https")


@pytest.mark.parametrize(("said", "protocol"), [("javascript", "http"), ("https, http", "https"), ("", "http")])
def test_the_protocol_of_the_settings_is_http_or_https_whatever_a_proxy_says(
    collection: Collection, said: str, protocol: str
) -> None:
    settings = f"/v1/projects/{collection.write_key}/settings"
    reply = collection.call("GET", settings, headers={"X-Forwarded-Proto": said})
    assert reply.json()["integrations"]["Segment.io"]["protocol"] == protocol


def test_unknown_and_disabled_sources_have_no_settings(collection: Collection) -> None:
    unknown = collection.call("GET", "/v1/projects/wk_none/settings")
    assert (unknown.status, unknown.json()["message"]) == (404, "invalid write key")
    disabled = collection.call("GET", f"/v1/projects/{_disabled(collection)}/settings")
    assert (disabled.status, disabled.json()["message"]) == (404, "source is disabled")


@pytest.mark.parametrize("path", ["/sourceConfig", "/sourceConfig/"])
def test_rudder_sdks_find_their_source_by_header_or_query(collection: Collection, path: str) -> None:
    by_header = collection.call("GET", f"{path}?p=npm&v=3", headers=basic(collection.write_key))
    by_query = collection.call("GET", f"{path}?p=android&writeKey={collection.write_key}")
    assert by_header.status == by_query.status == 200
    assert by_header.json() == by_query.json()
    source = by_header.json()["source"]
    assert (source["id"], source["enabled"], source["destinations"]) == (collection.source.id, True, [])
    assert source["config"]["statsCollection"] == {"errors": {"enabled": False}, "metrics": {"enabled": False}}


def test_rudder_sdks_learn_that_a_key_is_invalid_or_a_source_disabled(collection: Collection) -> None:
    unknown = collection.call("GET", "/sourceConfig", headers=basic("wk_none"))
    assert (unknown.status, unknown.json()["message"]) == (400, "invalid write key")
    disabled = collection.call("GET", "/sourceConfig", headers=basic(_disabled(collection)))
    assert (disabled.status, disabled.json()["source"]["enabled"]) == (200, False)


def test_a_pixel_takes_its_event_from_the_query(collection: Collection) -> None:
    query = (
        f"?writeKey={collection.write_key}&anonymousId=a-7&event=Seen&properties.price=3&properties.shop.city=%C5%81%C3%B3d%C5%BA"
        "&context.locale=pl&colour=red"
    )
    reply = collection.call("GET", f"/pixel/v1/track{query}", headers={"Referer": "https://shop.example/p"})
    assert (reply.status, reply.headers["content-type"]) == (200, "image/gif")
    assert reply.body[:6] == b"GIF89a"
    assert json.loads(collection.records()[0].body) == {
        "type": "track",
        "event": "Seen",
        "anonymousId": "a-7",
        "properties": {"price": "3", "shop": {"city": "Łódź"}, "colour": "red"},
        "context": {"locale": "pl", "page": {"url": "https://shop.example/p"}},
    }


def test_a_segment_pixel_takes_its_event_from_data(collection: Collection) -> None:
    data = base64.b64encode(json.dumps({"writeKey": collection.write_key, "userId": "u-1"}).encode()).decode()
    assert collection.call("GET", f"/v1/pixel/page?data={quote(data)}").status == 200
    event = json.loads(collection.records()[0].body)
    assert (event["type"], event["userId"]) == ("page", "u-1")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?writeKey=wk_none",
        "?data=%%%",
        "?data=W10=",
        "?context=x&context.page=y&writeKey={key}",
        "?" + "a=1&" * 2_000,
    ],
)
def test_a_pixel_is_always_a_gif(collection: Collection, query: str) -> None:
    reply = collection.call("GET", "/pixel/v1/page" + query.replace("{key}", collection.write_key))
    assert (reply.status, reply.headers["content-type"]) == (200, "image/gif")


@pytest.mark.parametrize(
    "path", ["/v1/t", "/v1/batch", "/sourceConfig/", "/v1/m", "/v1/projects/x/settings", "/rsaRequest"]
)
def test_a_preflight_allows_what_the_browser_asks_for(collection: Collection, path: str) -> None:
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,rsa-recovered",
    }
    reply = collection.call("OPTIONS", path, headers={**SHOP, **asked})
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "https://shop.example"
    assert reply.headers["access-control-allow-credentials"] == "true"
    assert reply.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
    assert reply.headers["access-control-allow-headers"] == asked["Access-Control-Request-Headers"]
    assert int(reply.headers["access-control-max-age"]) >= 900


def test_refusals_carry_cors_headers_too(collection: Collection) -> None:
    reply = collection.post("/v1/track", TRACK, SHOP, key="wk_none")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (401, "https://shop.example")
    assert reply.headers["vary"] == "Origin"


def test_without_an_origin_there_are_no_cors_headers(collection: Collection) -> None:
    assert "access-control-allow-origin" not in collection.post("/v1/track", TRACK).headers


def test_a_source_takes_events_from_its_origins_only(collection: Collection) -> None:
    _, key = collection.source_like(name="site", kind="browser", allowed_origins=("https://shop.example",))
    assert collection.post("/v1/t", TRACK, SHOP, key=key).status == 200
    assert collection.post("/v1/t", TRACK, key=key).status == 200
    foreign = collection.post("/v1/t", TRACK, {"Origin": "https://evil.example"}, key=key)
    assert (foreign.status, foreign.json()["code"]) == (403, "forbidden")
    assert foreign.headers["access-control-allow-origin"] == "https://evil.example"


def test_telemetry_of_sdks_is_taken_and_dropped(collection: Collection) -> None:
    for path in ("/v1/m", "/rsaMetrics", "/transform"):
        assert collection.call("POST", path, b'{"series":[]}', {"Content-Type": "text/plain"}).status == 200
    assert collection.records() == []


def test_rudder_cookies_are_set_by_the_server(collection: Collection) -> None:
    options = {"maxAge": 31_536_000_000, "path": "/", "domain": ".example.com", "sameSite": "Lax", "secure": True}
    cookies = [{"name": "rl_anonymous_id", "value": "RS_ENC_v3_x"}, {"name": "session", "value": "stolen"}]
    body = json.dumps({"reqType": "setCookies", "workspaceId": "ws", "data": {"options": options, "cookies": cookies}})
    reply = collection.call("POST", "/rsaRequest", body.encode(), SHOP)
    assert reply.status == 200
    assert reply.headers["set-cookie"] == (
        "rl_anonymous_id=RS_ENC_v3_x; Path=/; Domain=.example.com; Max-Age=31536000; SameSite=Lax; Secure"
    )


@pytest.mark.parametrize(
    "cookie",
    [{"name": "rl_x\r\nSet-Cookie: a", "value": "b"}, {"name": "rl_x", "value": "b; HttpOnly"}, {"name": 7}, "x", None],
)
def test_malformed_cookies_are_not_set(collection: Collection, cookie: object) -> None:
    reply = collection.call("POST", "/rsaRequest", json.dumps({"data": {"cookies": [cookie]}}).encode())
    assert reply.status == 200
    assert "set-cookie" not in reply.headers


def test_health_and_robots_answer(collection: Collection) -> None:
    assert collection.call("GET", "/health").json() == {"status": "ok"}
    assert b"Disallow: /" in collection.call("GET", "/robots.txt").body
