"""Settings: users are invited and kept out, tokens made and revoked, the record is read; roles see what they may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.ui import OWNER, invited, set_up, visiting
from tests.support.server import Server, running_server

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]

HOSTILE = "<script>document.title='pwned'</script>"


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("settings")) as running:
        yield running


@pytest.fixture(scope="module")
def owner(browser: Browser, app: Server) -> Any:
    return set_up(browser, app)


@pytest.fixture(scope="module")
def analyst(browser: Browser, app: Server, owner: Any) -> Any:
    return invited(browser, app, owner, "analyst")


def test_somebody_is_invited_by_a_link_and_later_kept_out_and_let_in(browser: Browser, app: Server, owner: Any) -> None:
    assert invited(browser, app, owner, "support")
    app.request("POST", "/api/invites", json={"email": "by-token@example.com", "role": "analyst"})
    with visiting(browser, app, state=owner) as visit:
        visit.open("/settings/users", "Settings")
        page = visit.page
        page.get_by_role("button", name="Invite somebody").click()
        page.get_by_role("textbox", name="E-mail").fill("support@example.com")
        page.get_by_role("button", name="Create a link").click()
        expect(page.get_by_text("A user with this e-mail address exists")).to_be_visible()
        page.get_by_role("textbox", name="E-mail").fill("new@example.com")
        page.get_by_role("button", name="Create a link").click()
        expect(page.get_by_text(re.compile(rf"^{app.url}/invite/"))).to_be_visible()
        pending = page.get_by_role("list", name="Pending invites")
        made = pending.get_by_role("listitem").filter(has_text="new@example.com")
        expect(made).to_contain_text(OWNER["name"])
        expect(pending).to_contain_text(app.get("/api/tokens")["items"][0]["name"])
        expect(pending).not_to_contain_text("tok_")
        made.get_by_role("button", name="Withdraw").click()
        expect(made).to_be_hidden()
        page.get_by_role("button", name="More about Gast support").click()
        page.get_by_role("menuitem", name="Disable").click()
        expect(page.get_by_text("disabled", exact=True)).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("disabled", exact=True)).to_be_hidden()


def test_a_token_is_shown_once_and_revoked_for_ever(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/settings/tokens", "Settings")
        page = visit.page
        page.get_by_role("button", name="Create a token").click()
        page.get_by_label("What is it for?").fill(HOSTILE)
        page.get_by_role("dialog").get_by_role("button", name="Create a token").click()
        text = page.get_by_text(re.compile("^ptk_")).inner_text()
        session = {"Authorization": f"Bearer {text}"}
        assert page.request.get(f"{app.url}/api/workspace", headers=session).ok
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")  # as it is without https
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.get_by_role("button", name="Copied", exact=True)).to_be_focused()
        page.reload()
        expect(page.get_by_role("list", name="Your tokens")).to_contain_text(HOSTILE)
        expect(page.get_by_text(text)).to_be_hidden()
        page.get_by_role("list", name="Your tokens").get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_text("revoked", exact=True)).to_be_visible()
        assert "pwned" not in page.title()


def test_the_record_says_who_changed_what_and_the_address_holds_the_filter(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/settings/workspace", "Settings")
        page = visit.page
        page.get_by_role("textbox", name="Name", exact=True).fill("Loom & Thread")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("navigation", name="Menu").locator("..")).to_contain_text("Loom & Thread")
        visit.open("/settings/audit?what=/api/workspace", "Settings")
        expect(page.get_by_role("row")).to_have_count(2)
        row = page.get_by_role("row", name=re.compile("Workspace · changed"))
        row.focus()
        page.keyboard.press("Enter")
        entry = page.get_by_role("dialog")
        expect(entry).to_contain_text("Loom & Thread")
        expect(page).to_have_url(re.compile("open=aud_"))
        page.reload()
        expect(entry).to_contain_text("PATCH /api/workspace")
        page.get_by_role("button", name="Close").click()
        expect(entry).to_be_hidden()
        first = page.get_by_role("textbox", name="From")
        first.fill("31/02/2026")
        first.press("Enter")
        expect(page.get_by_text("There is no such day. Write one like ")).to_be_visible()
        first.fill("28/02/2026")
        first.press("ArrowDown")
        expect(page.get_by_role("button", name="Saturday, 28 February 2026")).to_be_focused()
        assert visit.faults() == []
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        expect(first).to_be_focused()
        expect(first).to_have_value("27/02/2026")
        expect(page).to_have_url(re.compile("from=2026-02-27"))


def test_what_a_role_may_not_is_hidden_and_refused(browser: Browser, app: Server, analyst: Any) -> None:
    with visiting(browser, app, state=analyst) as visit:
        visit.open("/settings/users", "Settings")
        page = visit.page
        expect(page.get_by_role("list", name="Users")).to_contain_text(OWNER["name"])
        expect(page.get_by_role("button", name="Invite somebody")).to_be_hidden()
        expect(page.get_by_role("link", name="Audit log")).to_be_hidden()
        visit.open("/settings/workspace", "Settings")
        expect(page.get_by_label("Shorten IP addresses")).to_be_disabled()
        visit.open("/settings/audit", "Settings")
        expect(page.get_by_text("You have no access to this")).to_be_visible()
