"""Sources with their keys, what they send as it arrives, quarantine mended, data quality, identity rules."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.ui import MOST_REQUESTS, set_up, visiting
from tests.support.server import Server, running_server, wait_until

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]

PAGES = {
    "/sources": "Sources",
    "/imports": "Imports",
    "/quarantine": "Quarantine",
    "/quality": "Data quality",
    "/identity": "Identity",
}
HOSTILE = "<script>document.title='pwned'</script>"


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def owner(browser: Browser, app: Server) -> Any:
    return set_up(browser, app)


def sent_by(app: Server, write_key: str, *events: dict[str, Any]) -> None:
    key = base64.b64encode(f"{write_key}:".encode()).decode()
    headers = {"Authorization": f"Basic {key}"}
    httpx2.post(f"{app.url}/v1/batch", json={"batch": events}, headers=headers).raise_for_status()


def test_a_new_source_shows_its_key_once_and_what_it_sends_as_it_arrives(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/sources", "Sources")
        page = visit.page
        page.get_by_role("button", name="New source").click()
        page.get_by_role("textbox", name="Name").fill(HOSTILE)
        page.get_by_role("radio", name=re.compile("Mobile app")).check()
        assert visit.faults() == []
        page.get_by_role("button", name="Make the source").click()
        expect(page.get_by_role("heading", level=1, name=HOSTILE)).to_be_visible()
        secret = page.get_by_text(re.compile(r"^wk_")).first.inner_text()
        expect(page.locator("pre").filter(has_text=secret).first).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("tab", name="Live").click()
        expect(page.get_by_text("Waiting for events")).to_be_visible()
        sent_by(
            app,
            secret,
            {"type": "track", "event": HOSTILE, "userId": "ada"},
            {"type": "track", "userId": "ada", "properties": {"long": "x" * 20_000, "nothing": None}},
        )
        stream = page.get_by_role("list").filter(has_text=HOSTILE)
        expect(stream.get_by_role("listitem")).to_have_count(2)
        stream.get_by_role("button", name=re.compile("missing-name")).click()
        expect(page.get_by_role("link", name="Mend it in quarantine")).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("button", name="Pause").click()
        sent_by(app, secret, {"type": "track", "event": "Waved Hello", "userId": "grace"})
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text("Waved Hello")).to_be_visible()
        page.get_by_label("Filter what arrives").fill("grace")
        expect(page).to_have_url(re.compile("q=grace"))
        expect(page.get_by_text("missing-name")).to_have_count(0)
        expect(page.get_by_text("Waved Hello")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Waved Hello")).to_be_visible()
        page.get_by_role("tab", name="Write keys").click()
        expect(page.get_by_text("In force", exact=True)).to_be_visible()
        expect(page.get_by_text(secret)).to_have_count(0)
        assert "pwned" not in page.title().partition("·")[2]
        assert visit.errors == []


def test_a_key_is_rotated_and_disabled_with_an_undo(browser: Browser, app: Server, owner: Any) -> None:
    made = app.request("POST", "/api/sources", json={"name": "Shop", "kind": "server"}).json()
    with visiting(browser, app, state=owner) as visit:
        visit.open(f"/sources/{made['id']}?tab=keys", "Shop")
        page = visit.page
        page.get_by_role("button", name="Rotate").click()
        page.get_by_role("menuitem", name="not at all").click()
        expect(page.get_by_text("Expired")).to_be_visible()
        page.get_by_role("button", name="Disable").click()
        expect(page.get_by_text("Disabled", exact=True)).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("In force", exact=True)).to_be_visible()
        assert visit.errors == []


def test_quarantined_events_are_mended_replayed_and_let_go(browser: Browser, app: Server, owner: Any) -> None:
    made = app.request("POST", "/api/sources", json={"name": "Tills", "kind": "server"}).json()
    bad = [{"type": "track", "userId": f"till-{number}"} for number in range(3)]
    sent_by(app, made["write_key"], *bad)

    def are_set_aside() -> bool:
        return len(app.get("/api/quarantine", source_id=made["id"])["items"]) == len(bad)

    wait_until(are_set_aside, 30, "nothing came into quarantine")
    with visiting(browser, app, state=owner) as visit:
        visit.open(f"/quarantine?source={made['id']}", "Quarantine")
        page = visit.page
        page.get_by_role("button", name=re.compile("till-1")).click()
        assert len({url.partition("?")[0] for url in visit.asked}) <= MOST_REQUESTS
        editor = page.get_by_label("The event as JSON")
        editor.fill("{")
        expect(page.get_by_text("Not JSON yet")).to_be_visible()
        editor.fill('{"type": "track", "event": "Mended", "userId": "till-1"}')
        assert visit.faults() == []
        page.get_by_role("button", name="Save and replay").click()
        expect(page.get_by_text("1 event is sent once more")).to_be_visible()
        page.get_by_role("checkbox", name="Choose all that are shown").check()
        page.get_by_label("Events in quarantine").get_by_role("button", name="Let go").click()
        expect(page.get_by_text("2 events are let go")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name=re.compile("till-2"))).to_be_visible()
        assert visit.errors == []

    def is_known() -> bool:
        found: list[Any] = app.get("/api/profiles", search="till-1")["items"]
        return len(found) == 1

    wait_until(is_known, 30, "the replayed event made no profile")


PEOPLE = "Klient;E-mail;Imię;Kupił\nk-1;anna@imported.example;Anna;kiedyś\nk-2;jan@imported.example;<b>Jan</b>;\n;;;\n"


def test_a_dropped_file_is_mapped_tried_imported_and_its_people_are_there(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/imports", "Imports")
        page = visit.page
        expect(page.get_by_text("No file was imported yet")).to_be_visible()
        file = {"name": f"{HOSTILE}.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode("cp1250")}
        page.get_by_label("A file to import").set_input_files(file)  # type: ignore[arg-type]  # as Playwright takes it
        expect(page.get_by_role("radio", name=re.compile("People"))).to_be_checked()
        assert len({url.partition("?")[0] for url in visit.asked}) <= MOST_REQUESTS + 1
        assert visit.faults() == []
        visit.shot("import-what")
        page.get_by_role("button", name="Go on").click()
        rows = page.get_by_role("list", name="What a row becomes")
        expect(rows.get_by_role("listitem")).to_have_count(3)
        expect(rows.get_by_text("anna@imported.example").first).to_be_visible()
        page.get_by_role("combobox", name="What Kupił becomes").click()
        page.get_by_role("option", name="Leave out").click()
        expect(rows.get_by_text("kiedyś")).to_have_count(0)
        assert visit.faults() == []
        visit.shot("import-columns")
        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Name of the source").fill("Old shop")
        assert visit.faults() == []
        visit.shot("import-start")
        page.get_by_role("button", name="Start the import").click()
        expect(page.get_by_text("All rows are read")).to_be_visible(timeout=120_000)
        assert visit.faults() == []
        visit.shot("import-done")
        page.get_by_role("link", name="Mend the rows in quarantine").click()
        expect(page.get_by_role("button", name="Of one import")).to_be_visible()
        assert visit.errors == []

    def is_known() -> bool:
        found: list[Any] = app.get("/api/profiles", search="anna@imported.example")["items"]
        return len(found) == 1

    wait_until(is_known, 30, "the file made no people")


def test_rules_are_tried_on_the_history_put_in_force_and_taken_back(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/identity", "Identity")
        page = visit.page
        page.get_by_label("At most per person: email").fill("3")
        page.get_by_role("button", name="Try on the history").click()
        expect(page.get_by_text("People by these rules")).to_be_visible(timeout=30_000)
        assert visit.faults() == []
        page.get_by_role("button", name="Put in force").click()
        page.get_by_label("Why?").fill("Families share addresses")
        page.get_by_role("dialog").get_by_role("button", name="Put in force").click()
        expect(page.get_by_text("version 1")).to_be_visible()
        assert app.get("/api/identity/rules")["rules"]["namespaces"]["email"]["limit"] == 3
        page.get_by_role("tab", name="Versions").click()
        expect(page.get_by_text("Families share addresses")).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("tab", name="Possible matches").click()
        expect(page.get_by_text("No pair waits for a decision")).to_be_visible()
        assert visit.errors == []


@pytest.mark.parametrize(("size", "scheme"), [("wide", "dark"), ("narrow", "light")])
def test_the_pages_are_reachable_for_all(browser: Browser, app: Server, owner: Any, size: str, scheme: str) -> None:
    with visiting(browser, app, size=size, scheme=scheme, state=owner) as visit:
        for path, heading in PAGES.items():
            visit.open(path, heading)
            expect(visit.page.locator(".mantine-Skeleton-root")).to_have_count(0)
            assert len({url.partition("?")[0] for url in visit.asked}) <= MOST_REQUESTS
            assert visit.faults() == [], path
            assert visit.overflow_px() <= 0, path
            visit.shot(f"{heading.lower().replace(' ', '-')}-{size}-{scheme}")
        assert visit.errors == []
