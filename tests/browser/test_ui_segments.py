"""Segments and traits: found, built while counting, guarded against loss, refused where they are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.ui import set_up, visiting
from tests.support.server import Server, running_server, wait_until

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]

HOSTILE = "<script>document.title='pwned'</script>\u202e"
COUNTRIES = ("PL", "PL", "PL", "DE", HOSTILE)
PRODUCTS = [{"product_id": "p-1", "category": "bags"}, {"product_id": "p-2", "category": "bags"}]
POLES = {"kind": "trait", "trait": "traits.country", "compare": {"op": "eq", "value": "PL"}}
BUYERS = {"kind": "event", "from": {"names": ["Order Completed"]}}
NESTED = {"kind": "all", "of": [POLES, {"kind": "not", "of": {"kind": "any", "of": [BUYERS, {**BUYERS}]}}]}


def put(server: Server, kind: str, key: str, **definition: Any) -> None:
    answer = server.request("PUT", f"/api/{kind}s/{key}", json={"definition": {"key": key, **definition}})
    assert answer.status_code == 200, answer.text


def counted(server: Server) -> int:
    found: int = server.post("/api/segments/preview", {"condition": {"kind": "all", "of": []}})["count"]
    return found


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("segments")) as running:
        for number, country in enumerate(COUNTRIES):
            who = f"u{number}"
            order = {"order_id": f"o-{number}", "total": 10 * number, "currency": "PLN", "products": PRODUCTS}
            running.send(
                {"type": "identify", "userId": who, "traits": {"email": f"{who}@x.example", "country": country}},
                {"type": "track", "event": "Email Opened", "userId": who, "properties": {"campaign": HOSTILE}},
                *([{"type": "track", "event": "Order Completed", "userId": who, "properties": order}] * (number < 3)),
            )
        running.wait_until_processed()
        put(running, "segment", "poles", name="People in Poland", members={"kind": "dynamic", "condition": POLES})
        put(running, "segment", "nested", name=HOSTILE, members={"kind": "dynamic", "condition": NESTED})
        put(running, "segment", "chosen", name="Chosen by hand", members={"kind": "static"})
        compute = {"from": {"names": ["Order Completed"]}, "aggregate": {"kind": "sum", "field": "total"}}
        put(running, "trait", "spent", name="Spent", compute=compute)
        wait_until(lambda: counted(running) == len(COUNTRIES), 60, "not everybody is in the warehouse")
        yield running


@pytest.fixture(scope="module")
def owner(browser: Browser, app: Server) -> Any:
    return set_up(browser, app)


def choose(page: Page, opener: str, text: str, option: str) -> None:
    """Open a chooser by its name, type, and take an option."""
    page.get_by_role("button", name=opener, exact=True).last.click()
    page.get_by_role("textbox", name="Type to search…").fill(text)
    page.get_by_role("option", name=re.compile(option)).first.click()


def test_a_marketer_builds_a_segment_and_sees_who_is_in_it_while_doing_so(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/new-segment", "New segment")
        page = visit.page
        page.get_by_label("Name", exact=True).fill("Bag lovers, asleep")
        expect(page.get_by_label("Key")).to_have_value("bag_lovers_asleep")
        choose(page, "Add the first condition", "order co", "Order Completed")
        expect(page.get_by_role("button", name="Choose an event: Order Completed")).to_be_focused()
        page.get_by_label("Number", exact=True).fill("2")
        page.get_by_label("When: Number").fill("90")
        page.get_by_role("button", name="Add a filter").click()
        choose(page, "Choose a property", "category", "category")
        page.get_by_role("combobox", name="Value").fill("bags")
        expect(page.locator("#segment-preview")).to_contain_text("of 5 people")
        expect(page.locator("#segment-preview")).to_contain_text(re.compile(r"^3"))
        choose(page, "Add a condition", "country", "country")
        page.get_by_role("combobox", name="Value").last.click()
        page.get_by_role("option", name=re.compile("PL")).click()
        expect(page.get_by_text("In words")).to_be_visible()
        expect(page.get_by_text(re.compile("at least 2 times in the last 90 days, where"))).to_be_visible()
        expect(page.locator("#segment-preview").get_by_role("link")).to_have_count(3)
        visit.shot("segment-builder-wide-light")
        assert visit.faults() == []
        page.reload()
        expect(page.get_by_text("You go on with a draft")).to_be_visible()
        page.get_by_role("link", name="Home").click()
        expect(page.get_by_role("dialog")).to_contain_text("Leave without saving?")
        page.get_by_role("button", name="Stay here").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1, name="Bag lovers, asleep")).to_be_visible(timeout=20_000)
        page.get_by_role("tab", name="People").click()
        expect(page.get_by_role("row")).to_have_count(4, timeout=20_000)
        page.get_by_role("tab", name="Entered and left").click()
        expect(page.get_by_text("definition changed").first).to_be_visible(timeout=20_000)
        assert visit.errors == []


def test_what_is_wrong_is_said_at_the_very_field(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/new-segment", "New segment")
        page = visit.page
        page.get_by_label("Name", exact=True).fill("Wrong")
        choose(page, "Add the first condition", "country", "country")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert").get_by_text("Enter a value.")).to_be_visible()
        page.get_by_role("combobox", name="Comparison").click()
        page.get_by_role("option", name="matches the pattern").click()
        page.get_by_role("combobox", name="Value").fill("(")
        expect(page.get_by_role("alert")).to_contain_text("look-around")
        expect(page.get_by_role("combobox", name="Value")).to_have_attribute("aria-invalid", "true")
        page.get_by_role("button", name="Discard changes").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("")
        page.get_by_label("Name", exact=True).fill("Poles")
        page.get_by_text("List", exact=True).click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Another one has this key.")).to_be_visible()


def test_a_segment_is_disabled_enabled_again_and_duplicated(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/poles", "People in Poland")
        page = visit.page
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Disable").click()
        expect(page.get_by_role("heading").get_by_text("Disabled")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("” is enabled.")).to_be_visible()
        assert app.get("/api/segments/poles")["definition"].get("enabled", True)
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Duplicate").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("People in Poland, copy")
        expect(page.get_by_label("Key")).to_have_value("people_in_poland_copy")
        expect(page.locator("#segment-preview").get_by_role("link")).not_to_have_count(0)


def test_a_list_takes_the_people_of_a_file_and_says_whom_it_did_not_find(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/chosen", "Chosen by hand")
        page = visit.page
        page.get_by_role("button", name="Import CSV").click()
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"email\nu0@x.example\nnobody@x.example\n"}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a file, as Playwright wants it
        column = page.get_by_role("dialog").get_by_label("Column")
        column.fill("mail")
        page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
        expect(column).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("dialog")).to_contain_text("There is no column “mail”; there are “email”")
        visit.errors.clear()  # the browser notes what was refused
        column.fill("email")
        page.get_by_role("dialog").get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("dialog")).to_contain_text("Unknown in lines 3")
        assert visit.errors == []


def test_members_are_frozen_and_taken_out_as_a_file(browser: Browser, app: Server, owner: Any) -> None:
    poles = COUNTRIES.count("PL")
    answer = {"brand": "default", "purposes": {"newsletter": True}}
    app.request("PATCH", "/api/profiles/user_id:u1/consents", json=answer).raise_for_status()
    app.wait_until_processed()
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/poles", "People in Poland")
        page = visit.page
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Freeze a copy").click()
        page.get_by_role("dialog").get_by_label("Name").fill("Poles, frozen")
        assert visit.faults() == []
        page.get_by_role("button", name="Freeze").click()
        expect(page.get_by_role("heading", level=1, name="Poles, frozen")).to_be_visible()
        page.get_by_role("tab", name="People").click()
        expect(page.get_by_role("row")).to_have_count(poles + 1)
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as sent:
            page.get_by_role("dialog").get_by_role("link", name="Download").click()
        lines = sent.value.path().read_text("utf-8").splitlines()
        assert lines[0] == "profile_id,entered_at,identifiers.email"
        assert len(lines) == poles + 1
        assert lines[1].endswith("@x.example")
        page.get_by_role("button", name="Export").click()
        page.get_by_role("dialog").get_by_label("Only those who agreed to").fill("newsletter")
        with page.expect_download() as agreed:
            page.get_by_role("dialog").get_by_role("link", name="Download").click()
        emails = [line.rpartition(",")[2] for line in agreed.value.path().read_text("utf-8").splitlines()]
        assert emails == ["identifiers.email", "u1@x.example"]
        assert visit.errors == []


def test_a_query_is_refused_at_its_field_and_then_saved(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/new-segment", "New segment")
        page = visit.page
        page.get_by_label("Name", exact=True).fill("By query")
        page.get_by_text("SQL query", exact=True).click()
        query = page.get_by_label("Query", exact=True)
        query.fill("SELECT nothing FROM profiles")
        page.get_by_role("button", name="Save").click()
        expect(query).to_have_attribute("aria-invalid", "true")
        query.fill("SELECT profile_id FROM profiles")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1, name="By query")).to_be_visible()
        assert app.get("/api/segments/by_query")["definition"]["members"]["kind"] == "sql"


def test_an_older_version_is_put_in_force_again(browser: Browser, app: Server, owner: Any) -> None:
    put(app, "segment", "buyers", name="Buyers", members={"kind": "dynamic", "condition": BUYERS})
    tag = app.request("GET", "/api/segments/buyers").headers["etag"]
    renamed = {"key": "buyers", "name": "Customers", "members": {"kind": "dynamic", "condition": BUYERS}}
    body = {"definition": renamed, "reason": "a better word"}
    app.request("PUT", "/api/segments/buyers", json=body, headers={"If-Match": tag}).raise_for_status()
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/buyers?tab=versions", "Customers")
        visit.page.get_by_role("button", name="Restore this version").click()
        expect(visit.page.get_by_role("heading", level=1, name="Buyers", exact=True)).to_be_visible()
        expect(visit.page.get_by_text("back to version 1")).to_be_visible()
        assert app.get("/api/segments/buyers")["definition"]["name"] == "Buyers"
        assert visit.errors == []


def test_who_saves_after_somebody_else_may_put_theirs_in_its_place(browser: Browser, app: Server, owner: Any) -> None:
    put(app, "segment", "callers", name="Callers", members={"kind": "static"})
    with visiting(browser, app, state=owner) as visit:
        visit.open("/segments/callers/edit", "Edit “Callers”")
        page = visit.page
        page.get_by_label("Description").fill("Of mine")
        theirs = {"definition": {"key": "callers", "name": "Of theirs", "members": {"kind": "static"}}}
        app.request("PUT", "/api/segments/callers", json=theirs, headers={"If-Match": "*"}).raise_for_status()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("dialog").get_by_role("button", name="Save mine in its place").click()
        expect(page.get_by_role("heading", level=1, name="Callers", exact=True)).to_be_visible()
        kept = app.get("/api/segments/callers")
        assert (kept["definition"]["description"], kept["version"]) == ("Of mine", 3)


def test_a_trait_is_built_spread_over_people_deleted_and_brought_back(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/traits/new-trait", "New trait")
        page = visit.page
        page.get_by_label("Name", exact=True).fill("Largest order")
        choose(page, "Choose an event", "order co", "Order Completed")
        page.get_by_role("combobox", name="What").click()
        page.get_by_role("option", name="Largest").click()
        choose(page, "Choose a property", "total", "total")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1, name="Largest order")).to_be_visible()
        expect(page.get_by_text(re.compile(r"3 of 5 people have a value"))).to_be_visible(timeout=20_000)
        expect(page.get_by_text("Up to date")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="More").click()
        page.get_by_role("menuitem", name="Delete").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("row", name=re.compile("Largest order"))).to_be_visible()


def test_what_is_ready_made_is_added_by_a_form_without_a_key_in_it(browser: Browser, app: Server, owner: Any) -> None:
    with visiting(browser, app, state=owner) as visit:
        page = visit.page
        visit.open("/segments/ready-made", "Ready-made segments")
        card = page.locator("section", has=page.get_by_role("heading", name="Price bands by category"))
        card.get_by_role("button", name="Add").click()
        form = page.get_by_role("dialog")
        form.get_by_role("combobox", name="Currency").click()
        page.get_by_role("option", name="PLN").click()
        categories = form.get_by_role("combobox", name="Categories")
        categories.fill("shoes")
        categories.press("Enter")
        form.get_by_label("Price bands: shoes 1").fill("20")
        form.get_by_label("Price bands: shoes 2").fill("50")
        assert visit.faults() == []
        visit.shot("segments-ready-made-form")
        form.get_by_role("button", name="Add").click()
        expect(form).to_be_hidden()
    (bands,) = [each for each in app.get("/api/segments/ready")["items"] if each["name"] == "price_bands"]
    assert bands["added"]["parameters"] == {"currency": "PLN", "categories": ["shoes"], "bands": {"shoes": [20, 50]}}


def test_sentences_and_what_is_ready_made_are_told_in_three_languages(
    browser: Browser, app: Server, owner: Any
) -> None:
    app.post("/api/segments/ready/lifecycle", {"language": "pl"})
    app.request("PATCH", "/api/brands/default", json={"name": "Shoes & Boots"}).raise_for_status()
    here = {"kind": "field", "field": "brand", "compare": {"op": "eq", "value": "default"}}
    bought = {"kind": "event", "from": {"names": ["Order Completed"], "where": here}}
    condition = {"kind": "brand", "brand": "default", "of": bought}
    put(app, "segment", "at_brand", name="At our brand", members={"kind": "dynamic", "condition": condition})
    told = {
        "ru": ("country\\W+равно\\W+PL", "Возвращённые"),
        "pl": ("u których\\W+country", "Odzyskani"),
        "en": ("whose\\W+country", "Won back"),
    }
    for locale, (words, ready_made) in told.items():
        with visiting(browser, app, locale=locale, state=owner) as visit:
            session = visit.page.request.get(f"{app.url}/api/session").json()
            headers = {"X-CSRF-Token": session["csrf_token"]}
            assert visit.page.request.patch(f"{app.url}/api/me", data={"locale": locale}, headers=headers).ok
            visit.open("/segments/poles", "People in Poland")
            expect(visit.page.get_by_text(re.compile(words))).to_be_visible()
            visit.shot(f"segments-poles-{locale}")
            visit.page.goto(f"{app.url}/segments?q={ready_made}")
            visit.page.get_by_role("row", name=re.compile(ready_made)).click()
            expect(visit.page.get_by_role("heading", level=1, name=ready_made)).to_be_visible()
            visit.open("/segments/at_brand", "At our brand")
            expect(visit.page.get_by_text(re.compile("Shoes & Boots.*Shoes & Boots"))).to_be_visible()
