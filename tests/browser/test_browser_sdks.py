"""The browser SDKs of Segment and RudderStack, unpatched, in a real Chromium on a site of another origin."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.acceptance.sdk.source import Source, new_source
from tests.browser.conftest import Shop
from tests.support.server import Server

pytestmark = pytest.mark.xdist_group("browser")

_TALK = """([user, company]) => {
  analytics.identify(user, { email: `${user}@example.com`, firstName: 'Ann' });
  analytics.page('Shop', 'Lamps', { shelf: 3 });
  analytics.track('Product Added', { cart_id: 'c-1', product_id: 'p-1', price: 12.75, quantity: 2, currency: 'EUR' });
  analytics.group(company, { industry: 'light' });
  if (analytics.screen) analytics.screen('App', 'Start', { tab: 'offers' });
  analytics.alias(`${user}-new`, user);
}"""
_BUY = """(user) => {
  analytics.track('Product Added', { cart_id: 'c-1', product_id: 'p-1', price: 12.75, quantity: 2, currency: 'EUR' });
  analytics.identify(user, { email: `${user}@example.com`, firstName: 'Ann' });
}"""
_COUNT = """(numbers) => Promise.all(numbers.map((n) => analytics.track('Counted', { n }))).then(() => {})"""
_COLUMNS = ("type", "name", "user_id", "previous_id", "group_id", "properties", "traits", "flags", "verified")
_BATCHING = {"strategy": "batching", "config": {"size": 3, "timeout": 600_000}}
_BATCHES_OF_THREE = {"integrations": {"Segment.io": {"deliveryStrategy": _BATCHING}}}
_BEACON = {"useBeacon": True, "beaconQueueOptions": {"flushQueueInterval": 100, "maxItems": 20}}
every_page = pytest.mark.parametrize("page", ["segment", "rudder"])


@every_page
def test_an_event_of_each_type_is_stored_in_its_canonical_form(
    page: str, context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = shop.visit(context, page, source)
    tab.evaluate(_TALK, [source.id, "company-1"])
    types = ["alias", "group", "identify", "page", "track", *(["screen"] if page == "segment" else [])]
    rows = {row["type"]: row for row in source.rows(_COLUMNS, at_least=len(types))}
    assert sorted(rows) == sorted(types)
    assert rows["identify"]["traits"] == {"email": f"{source.id}@example.com", "firstName": "Ann"}
    assert rows["group"]["group_id"] == "company-1"
    assert rows["group"]["traits"] == {"industry": "light"}
    assert rows["page"]["name"] == "Page Viewed"
    assert _some(rows["page"]["properties"], "name", "category", "shelf", "title") == ["Lamps", "Shop", 3, "Lamps"]
    assert rows["track"]["name"] == "Product Added"
    assert rows["track"]["properties"]["product_id"] == "p-1"
    assert {row["verified"] for row in rows.values()} == {False}, "what a browser claims is not proved"
    if page == "segment":
        assert rows["screen"]["name"] == "Screen Viewed"
        assert _some(rows["screen"]["properties"], "name", "category", "tab") == ["Start", "App", "offers"]


@every_page
def test_where_the_visitor_came_from_and_with_what_is_known(
    page: str, context: BrowserContext, shop: Shop, source: Source
) -> None:
    shop.visit(context, page, source).evaluate("() => analytics.track('Looked')")
    columns = ("channel", "utm_source", "utm_medium", "utm_campaign", "page_path", "page_title", "locale", "timezone")
    (row,) = source.rows((*columns, "browser", "os", "is_bot", "ip", "context"), at_least=1)
    assert [row[name] for name in columns[:6]] == ["email", "news", "email", "may", f"/{page}.html", "Lamps"]
    assert row["locale"] == "pl-PL"
    assert json.loads(row["context"])["page"]["url"].startswith(shop.origin)
    assert "Chrome" in row["browser"]
    assert (row["os"], row["ip"], row["is_bot"]) == ("Linux", "127.0.0.1", False)
    if page == "segment":  # RudderStack sends an offset, which is no time zone
        assert row["timezone"] == "Europe/Warsaw"


@every_page
def test_what_was_done_before_signing_in_is_on_the_profile_with_the_traits_and_both_ids(
    page: str, context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = shop.visit(context, page, source)
    tab.evaluate(_BUY, source.id)
    source.rows(_COLUMNS, at_least=2)
    profile = source.server.get(f"/api/profiles/user_id:{source.id}")
    assert sorted(item["namespace"] for item in profile["identifiers"]) == ["anonymous_id", "email", "user_id"]
    assert profile["traits"]["firstName"] == "Ann"
    assert [line["product_id"] for line in profile["computed"]["cart"]] == ["p-1"]


@every_page
def test_the_browser_asks_first_because_the_site_is_another_origin(
    page: str, context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    preflights = _preflights(context, tab)
    tab.goto(shop.address(page, source))
    tab.evaluate("() => analytics.track('Looked')")
    source.rows(("message_id",), at_least=1)
    _catch_up(tab)
    assert any(url.startswith(source.server.url) for url in preflights)


def test_segment_reads_the_settings_and_sends_to_letter_paths_as_plain_text(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    seen = _requests(tab)
    tab.goto(shop.address("segment", source))
    tab.evaluate(_TALK, [source.id, "company-1"])
    source.rows(("message_id",), at_least=6)
    _catch_up(tab)
    to_portret = [request for request in seen if request.url.startswith(source.server.url)]
    paths = [request.url.removeprefix(source.server.url) for request in to_portret]
    assert paths[0] == f"/v1/projects/{source.write_key}/settings"
    assert sorted(paths[1:]) == ["/v1/a", "/v1/g", "/v1/i", "/v1/p", "/v1/s", "/v1/t"]
    assert {request.headers["content-type"] for request in to_portret[1:]} == {"text/plain"}
    elsewhere = [url for url in map(_url, seen) if not url.startswith((source.server.url, shop.origin, "data:"))]
    assert elsewhere == [], "nothing goes to the SDK's maker"


def test_segment_in_batches_sends_a_full_one_as_plain_text_and_the_rest_when_the_page_is_left(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    seen = _requests(tab)
    tab.goto(shop.address("segment", source, _BATCHES_OF_THREE))
    tab.evaluate(_COUNT, [0, 1, 2])
    assert len(source.rows(("message_id",), at_least=3)) == 3
    tab.evaluate(_COUNT, [3, 4])
    (sent,) = [request for request in seen if request.url == f"{source.server.url}/v1/b"]
    assert sent.headers["content-type"] == "text/plain"
    tab.goto("about:blank")
    rows = source.rows(("properties",), at_least=5)
    assert sorted(row["properties"]["n"] for row in rows) == [0, 1, 2, 3, 4]


def test_rudderstack_reads_its_source_configuration_and_sends_beacons(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    seen = _requests(tab)
    tab.goto(shop.address("rudder", source, _BEACON))
    tab.evaluate(_COUNT, list(range(7)))
    rows = source.rows(("properties",), at_least=7)
    assert sorted(row["properties"]["n"] for row in rows) == list(range(7))
    _catch_up(tab)
    paths = [url.removeprefix(source.server.url) for url in map(_url, seen) if url.startswith(source.server.url)]
    assert paths[0].startswith("/sourceConfig/?")
    assert {path.partition("?")[0] for path in paths[1:]} == {"/beacon/v1/batch"}
    assert {request.resource_type for request in seen if "/beacon/" in request.url} == {"ping"}


@every_page
@pytest.mark.parametrize("shift", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_browser_whose_clock_is_hours_off_is_stored_at_the_right_time(
    page: str, shift: timedelta, context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    tab.clock.install(time=datetime.now().astimezone() + shift)
    before = time.time()
    tab.goto(shop.address(page, source))
    tab.evaluate("() => analytics.track('Looked')")
    (row,) = source.rows(("timestamp",), at_least=1)
    assert before - 1 <= datetime.fromisoformat(row["timestamp"]).timestamp() <= time.time() + 1


@every_page
def test_what_could_not_be_sent_is_sent_from_the_next_page_once(
    page: str, context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = shop.visit(context, page, source)
    tab.evaluate("() => new Promise((done) => analytics.ready(done))")
    context.set_offline(True)
    tab.evaluate("() => analytics.track('Looked', { n: 1 })")
    context.set_offline(False)
    tab.goto(shop.address(page, source))
    tab.evaluate("() => analytics.track('Looked', { n: 2 })")
    rows = source.rows(("properties",), at_least=2)
    assert sorted(row["properties"]["n"] for row in rows) == [1, 2]


def test_a_stock_alias_of_a_known_user_to_itself_changes_nobody(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = shop.visit(context, "segment", source)
    tab.evaluate("(user) => { analytics.identify(user); analytics.alias(user); }", source.id)
    rows = {row["type"]: row for row in source.rows(_COLUMNS, at_least=2)}
    assert (rows["alias"]["previous_id"], rows["alias"]["flags"]) == ("", "alias-no-op")
    profile = source.server.get(f"/api/profiles/user_id:{source.id}")
    assert sorted(item["namespace"] for item in profile["identifiers"]) == ["anonymous_id", "user_id"]
    assert profile["merged_ids"] == []


def test_a_browser_without_a_screen_is_a_bot_and_counts_apart(browser: Browser, shop: Shop, source: Source) -> None:
    headless = browser.new_context()
    shop.visit(headless, "segment", source).evaluate(_BUY, source.id)
    assert {row["is_bot"] for row in source.rows(("is_bot",), at_least=2)} == {True}
    computed = source.server.get(f"/api/profiles/user_id:{source.id}")["computed"]
    assert (computed["events"], computed["bot_events"], computed["cart"]) == (0, 2, [])
    headless.close()


def test_a_site_that_is_not_allowed_leaves_nothing(context: BrowserContext, shop: Shop, server: Server) -> None:
    closed = new_source(server, kind="browser", allowed_origins=["https://shop.example"])
    tab = context.new_page()
    tab.goto(shop.address("segment", closed))
    with tab.expect_response(
        lambda response: response.url.endswith("/v1/t") and response.request.method == "POST"
    ) as refused:
        tab.evaluate("() => analytics.track('Looked')")
    assert refused.value.status == 403
    assert closed.rows(("message_id",)) == []


def _preflights(context: BrowserContext, tab: Page) -> list[str]:
    """Return a list that fills with the addresses the browser asks about before it sends."""
    found: list[str] = []
    session = context.new_cdp_session(tab)

    def note(event: dict[str, Any]) -> None:
        if event["request"]["method"] == "OPTIONS":
            found.append(event["request"]["url"])

    session.on("Network.requestWillBeSent", note)
    session.send("Network.enable")
    return found


def _requests(tab: Page) -> list[Request]:
    """Return a list that fills with the requests of a tab."""
    seen: list[Request] = []
    tab.on("request", lambda request: seen.append(request))  # noqa: PLW0108 Playwright keeps a mark on its listeners
    return seen


def _catch_up(tab: Page) -> None:
    """Let Playwright tell what has happened since it was last asked for anything."""
    tab.title()


def _url(request: Request) -> str:
    return request.url


def _some(properties: dict[str, Any], *names: str) -> list[Any]:
    return [properties.get(name) for name in names]
