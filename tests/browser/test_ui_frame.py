"""The frame of the web app: the door, languages, colours, keyboard, what happens when the server is gone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.ui import OWNER, set_up, visiting
from tests.support.server import Server, running_server

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]

FIRST_LOAD_BYTES = 350 * 1024


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("frame")) as running:
        yield running


@pytest.fixture(scope="module")
def owner(browser: Browser, app: Server) -> Any:
    return set_up(browser, app)


def test_the_first_one_makes_themselves_the_owner_goes_out_and_comes_in_again(browser: Browser, app: Server) -> None:
    token = (app.data_dir / "setup.token").read_text().strip()
    with visiting(browser, app) as visit:
        visit.open("/people?q=ada", "Welcome to Portret")
        assert visit.faults() == []
        page = visit.page
        page.get_by_label("Your name").fill(OWNER["name"])
        page.get_by_label("E-mail").fill(OWNER["email"])
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_label("Set-up key").fill(token)
        page.get_by_role("button", name="Create and sign in").click()
        expect(page.get_by_text("At least 10 characters.").last).to_be_visible()
        page.get_by_label("Password", exact=True).fill(OWNER["password"])
        page.get_by_role("button", name="Create and sign in").click()
        expect(page.get_by_role("heading", name="Home")).to_be_visible()
        expect(page.get_by_role("link", name="New source")).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("button", name=re.compile(OWNER["name"])).click()
        page.get_by_role("menuitem", name="Sign out").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        visit.open("/people?q=ada", "Sign in")
        assert visit.faults() == []
        page.get_by_label("E-mail").fill(OWNER["email"])
        page.get_by_label("Password", exact=True).fill("wrong" * 3)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("wrong")
        page.get_by_label("Password", exact=True).fill(OWNER["password"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="People")).to_be_visible()
        expect(page).to_have_url(f"{app.url}/people?q=ada")
        assert [error for error in visit.errors if "401" not in error and "422" not in error] == []


def test_after_signing_in_nobody_is_sent_to_another_site(browser: Browser, app: Server, owner: Any) -> None:
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example"):
        with visiting(browser, app, state=owner) as visit:
            visit.open(f"/sign-in?next={elsewhere}", "Home")
            expect(visit.page).to_have_url(re.compile(re.escape(app.url)))


def test_the_first_load_is_small_and_comes_from_here_alone(browser: Browser, app: Server, owner: Any) -> None:
    sizes: dict[str, int] = {}
    app.send({"type": "page", "userId": "ada", "name": "Front"})
    app.wait_until_processed()
    with visiting(browser, app, state=owner) as visit:
        visit.page.on("response", lambda answer: sizes.update(_script_bytes(answer)))
        visit.open("/", "Home")
        expect(visit.page.get_by_text("The last 30 days")).to_be_visible()
        expect(visit.page.get_by_role("img", name="Active people")).to_be_visible()
        assert visit.faults() == []
        first = sum(size for url, size in sizes.items() if "echarts" not in url)
    assert 0 < first <= FIRST_LOAD_BYTES
    assert all(url.startswith(app.url) for url in sizes)


def _script_bytes(answer: Any) -> dict[str, int]:
    if answer.request.resource_type != "script":
        return {}
    return {answer.url: len(gzip.compress(answer.body(), 9))}


def test_the_language_changes_at_once_and_stays_with_the_person(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/", "Home")
        page = visit.page
        for language, heading in (("Русский", "Главная"), ("Polski", "Start")):
            page.get_by_role("button", name=re.compile(OWNER["name"])).click()
            with page.expect_response(re.compile("/api/me")):
                page.get_by_role("menuitem", name=language).click()
            expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    with visiting(browser, app, state=owner) as elsewhere:
        elsewhere.open("/", "Start")
        expect(elsewhere.page.locator("html")).to_have_attribute("lang", "pl")
        elsewhere.page.get_by_role("button", name=re.compile(OWNER["name"])).click()
        with elsewhere.page.expect_response(re.compile("/api/me")):
            elsewhere.page.get_by_role("menuitem", name="English").click()


def test_the_palette_opens_by_keyboard_and_leads_to_pages(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/", "Home")
        page = visit.page
        page.keyboard.press("Control+k")
        expect(page.get_by_placeholder("Find a person, a segment or a page…")).to_be_focused()
        assert visit.faults() == []
        page.keyboard.type("peop")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="People")).to_be_visible()
        page.keyboard.press("Control+k")
        listed = page.get_by_role("dialog").get_by_role("button")
        menu = page.get_by_role("navigation", name="Menu").get_by_role("link")
        for name in [*menu.all_inner_texts(), "Settings: Audit log", "New segment", "New trait"]:
            expect(listed.filter(has_text=name).first).to_be_attached()
        page.keyboard.type("new sour")
        expect(listed).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="A new source").locator(":focus")).to_be_visible()


def test_the_keyboard_skips_the_menu_and_dialogs_hold_and_return_it(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/sources", "Sources")
        page = visit.page
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        opener = page.get_by_role("button", name="New source").first
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        expect(dialog.locator(":focus")).to_be_visible()
        for _ in range(20):
            page.keyboard.press("Tab")
            assert page.evaluate("!!document.activeElement.closest('[role=dialog]')")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()


def test_a_narrow_window_has_its_menu_behind_a_button(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, size="narrow", state=owner) as visit:
        visit.open("/", "Home")
        visit.page.get_by_role("button", name="Menu").click()
        menu = visit.page.get_by_role("dialog")
        expect(menu.get_by_role("link", name="People")).to_be_visible()
        assert visit.faults() == []
        menu.get_by_role("link", name="People").click()
        expect(visit.page.get_by_role("heading", level=1, name="People")).to_be_visible()
        expect(menu).to_be_hidden()


def test_when_the_server_is_gone_the_page_says_what_to_do(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/", "Home")

        def cut(route: Route) -> None:
            route.abort()

        visit.page.route("**/api/profiles*", cut)
        visit.page.get_by_role("link", name="People").click()
        expect(visit.page.get_by_role("alert")).to_contain_text("Portret does not answer", timeout=15_000)
        visit.page.unroute("**/api/profiles*")
        visit.page.get_by_role("button", name="Try again").click()
        expect(visit.page.get_by_role("table", name="People")).to_be_visible()
        visit.page.route("**/assets/**", cut)
        visit.page.get_by_role("link", name="Segments").click()
        expect(visit.page.get_by_role("alert")).to_contain_text("Portret does not answer")
        visit.page.unroute("**/assets/**")
        visit.page.get_by_role("button", name="Try again").click()
        expect(visit.page.get_by_role("heading", level=1, name="Segments")).to_be_visible()


def test_a_session_that_ends_meanwhile_takes_no_work_with_it(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/sources", "Sources")
        page = visit.page
        _begin_a_source(page, "Shop of today")
        page.context.clear_cookies()
        page.get_by_role("button", name="Create the source").dispatch_event("click")
        back = page.get_by_role("dialog", name="Your session ended")
        password = back.get_by_label(f"Password of {OWNER['email']}")
        expect(password).to_be_focused()
        assert visit.faults() == []
        password.fill("wrong" * 3)
        password.press("Enter")
        expect(back.get_by_text("The password is wrong.")).to_be_visible()
        password.fill(OWNER["password"])
        password.press("Enter")
        expect(back).to_be_hidden()
        expect(page.get_by_role("heading", level=1, name="Shop of today")).to_be_visible()
        visit.open("/sources", "Sources")
        _begin_a_source(page, "Shop of tomorrow")
        signed_in_in_another_tab = {key: OWNER[key] for key in ("email", "password")}
        assert page.request.post(f"{app.url}/api/session", data=signed_in_in_another_tab).ok
        page.get_by_role("button", name="Create the source").dispatch_event("click")
        expect(page.get_by_role("heading", level=1, name="Shop of tomorrow")).to_be_visible()


def _begin_a_source(page: Page, name: str) -> None:
    page.get_by_role("button", name="New source").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill(name)


def test_an_address_that_leads_nowhere_says_so(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        for path in ("/nowhere/at/all", "/people/prf_00000000000000000000000000"):
            visit.page.goto(app.url + path)
            expect(visit.page.get_by_text("There is nothing here")).to_be_visible()


def test_below_a_path_everything_works_and_stays_there(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    variables = {
        "PORTRET_PUBLIC_URL": "http://shop.example/cdp",
        "PORTRET_OIDC_ISSUER": "https://accounts.shop.example",
        "PORTRET_OIDC_CLIENT_ID": "portret",
        "PORTRET_OIDC_NAME": "Keycloak",
    }
    with running_server(tmp_path_factory.mktemp("below"), variables=variables) as server:
        state = set_up(browser, server)
        with visiting(browser, server, state=state) as visit:
            visit.open("/cdp/", "Home")
            expect(visit.page.get_by_role("link", name="New source")).to_be_visible()
            visit.page.get_by_role("link", name="People").click()
            expect(visit.page.get_by_text("Nobody is here yet")).to_be_visible()
            expect(visit.page).to_have_url(f"{server.url}/cdp/people")
            visit.page.reload()
            expect(visit.page.get_by_role("heading", level=1, name="People")).to_be_visible()
            assert all(url.startswith(f"{server.url}/cdp/api/") for url in visit.asked)
            assert visit.errors == []
        with visiting(browser, server) as visit:
            visit.open("/cdp/sign-in?next=/people&single_sign_on=unknown", "Sign in")
            expect(visit.page.get_by_role("alert")).to_contain_text("No user here has that account")
            away = visit.page.get_by_role("link", name="Sign in with Keycloak")
            expect(away).to_have_attribute("href", "/cdp/api/session/single-sign-on?return_to=%2Fpeople")
            assert visit.faults() == []
