"""RFM and life cycle: added with one click, then the grid with the people of a field, and what a reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.ui import invited, set_up, visiting
from tests.support.server import Server, running_server, wait_until

PEOPLE = 5
BUYERS = {"kind": "event", "from": {"names": ["Order Completed"]}}
SLOW_MS = 20_000
"""For what is made and then judged: more than a click."""

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("rfm")) as running:
        for person in range(1, PEOPLE + 1):
            running.send(
                {"type": "identify", "userId": f"u{person}", "traits": {"name": f"Buyer {person}"}},
                *(
                    {
                        "type": "track",
                        "event": "Order Completed",
                        "userId": f"u{person}",
                        "properties": {"order_id": f"o{person}-{order}", "total": 100.0 * person, "currency": "GBP"},
                    }
                    for order in range(person)
                ),
            )
        wait_until(lambda: buyers(running) == PEOPLE, 60, "not every order is in the warehouse")
        yield running


def buyers(server: Server) -> int:
    found: int = server.post("/api/segments/preview", {"condition": BUYERS})["count"]
    return found


@pytest.fixture(scope="module")
def owner(browser: Browser, app: Server) -> Any:
    return set_up(browser, app)


def test_rfm_is_added_with_one_click_and_a_field_shows_its_people(browser: Browser, app: Server, owner: Any) -> None:
    reader = invited(browser, app, owner, "read-only")
    with visiting(browser, app, state=reader) as visit:
        visit.open("/rfm", "RFM & life cycle")
        expect(visit.page.get_by_text("Ask a marketer")).to_be_visible()
        expect(visit.page.get_by_role("button", name="Add it")).to_be_hidden()
    with visiting(browser, app, state=owner) as visit:
        visit.open("/rfm", "RFM & life cycle")
        page = visit.page
        expect(page.get_by_role("combobox", name="Currency of your orders")).to_have_value("GBP")
        assert visit.faults() == []
        page.get_by_role("button", name="Add it").click()
        field = page.get_by_role("button", name=re.compile("Recency 5, across 4: 1"))
        expect(field).to_be_visible(timeout=SLOW_MS)
        field.press("Enter")
        expect(page.get_by_role("list", name="Some of them")).to_contain_text("Buyer 5")
        expect(page).to_have_url(re.compile("field=(%22)?5-4"))
        expect(page.get_by_role("list", name="RFM")).to_contain_text("Champions", timeout=SLOW_MS)
        page.get_by_role("button", name="in none before → Champions: 1").click(timeout=SLOW_MS)
        expect(page.get_by_role("region", name="in none before → Champions")).to_contain_text("Buyer 5")
        page.get_by_role("link", name="Save as a segment").click()
        page.reload()  # what it begins with stays
        expect(page.get_by_label("Name", exact=True)).to_have_value("Champions (Step 5 by step 4)")
        expect(page.locator("#segment-preview")).to_contain_text("Buyer 5")
        page.go_back()
        page.get_by_role("tab", name="Life cycle").click()
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("list", name="Life cycle")).to_contain_text("Won back", timeout=SLOW_MS)
        assert visit.errors == []
