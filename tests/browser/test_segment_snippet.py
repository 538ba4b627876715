"""Segment's HTML snippet: a page on another origin that loads the SDK itself, unpatched, from Portret."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Request, Route

from tests.acceptance.sdk.source import Source
from tests.browser.conftest import Shop

pytestmark = pytest.mark.xdist_group("browser")

_PUBLIC = "https://cdp.example.com"
_BUY = """(user) => {
  analytics.identify(user, { email: `${user}@example.com`, firstName: 'Ann' });
  analytics.track('Product Added', { cart_id: 'c-1', product_id: 'p-1', price: 12.75, quantity: 2, currency: 'EUR' });
}"""


def test_over_http_the_snippet_loads_the_sdk_and_sends_to_where_it_came_from(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    tab = context.new_page()
    seen: list[Request] = []
    tab.on("request", lambda request: seen.append(request))  # noqa: PLW0108 Playwright keeps a mark on its listeners
    tab.goto(shop.address("snippet", source))
    tab.evaluate(_BUY, source.id)
    rows = source.rows(("type",), at_least=2)
    assert sorted(row["type"] for row in rows) == ["identify", "track"]
    assert source.server.get(f"/api/profiles/user_id:{source.id}")["traits"]["firstName"] == "Ann"
    elsewhere = [
        url for url in (request.url for request in seen) if not url.startswith((source.server.url, shop.origin))
    ]
    assert [url for url in elsewhere if not url.startswith("data:")] == []


def test_over_https_the_origin_of_the_script_is_all_that_the_page_must_say(
    context: BrowserContext, shop: Shop, source: Source
) -> None:
    paths: list[str] = []

    def through_a_proxy(route: Route) -> None:
        """Stand for the proxy with TLS before Portret."""
        path = route.request.url.removeprefix(_PUBLIC)
        paths.append(path)
        told = {"x-forwarded-proto": "https", "x-forwarded-host": _PUBLIC.removeprefix("https://")}
        route.fulfill(response=route.fetch(url=source.server.url + path, headers=route.request.headers | told))

    context.route(f"{_PUBLIC}/**", through_a_proxy)
    tab = context.new_page()
    tab.goto(shop.address("snippet", source, portret=_PUBLIC, ajs_aid="visitor-7"))
    with tab.expect_response(f"{_PUBLIC}/v1/t"), tab.expect_response(f"{_PUBLIC}/v1/i"):
        tab.evaluate(_BUY, source.id)
    rows = source.rows(("anonymous_id",), at_least=2)
    assert {row["anonymous_id"] for row in rows} == {"visitor-7"}, (
        "a part of the SDK reads this, if it finds its way here"
    )
    assert paths[:2] == [
        f"/analytics.js/v1/{source.write_key}/analytics.min.js",
        f"/v1/projects/{source.write_key}/settings",
    ]
    assert any(path.startswith("/analytics-next/bundles/queryString.") for path in paths)
