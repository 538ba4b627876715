"""Sources with their keys, what they send as it arrives, quarantine mended, data quality, identity rules."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from portret.state import State
from portret.unify.matching.model import Pair, Reason
from portret.unify.matching.store import pair_id, propose
from tests.browser.ui import MOST_REQUESTS, Visit, invited, set_up, visiting
from tests.support.server import Server, running_server, wait_until

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("pages")]

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
        page.get_by_role("button", name="Create the source").click()
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
        page.get_by_role("button", name="Resume").click()
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
        page.get_by_label("Events in quarantine").get_by_role("button", name="Discard").click()
        expect(page.get_by_text("2 events are discarded")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name=re.compile("till-2"))).to_be_visible()
        assert visit.errors == []

    def is_known() -> bool:
        found: list[Any] = app.get("/api/profiles", search="till-1")["items"]
        return len(found) == 1

    wait_until(is_known, 30, "the replayed event made no profile")


PEOPLE = "Klient;E-mail;Imię;Kupił\nk-1;anna@imported.example;Anna;kiedyś\nk-2;jan@imported.example;<b>Jan</b>;\n;;;\n"


def test_a_file_that_a_marketer_drops_is_mapped_tried_imported_and_its_people_are_there(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=invited(browser, app, owner, "marketer")) as visit:
        visit.open("/imports", "Imports")
        page = visit.page
        expect(page.get_by_text("No file was imported yet")).to_be_visible()
        file = {"name": f"{HOSTILE}.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode("cp1250")}
        page.get_by_label("A file to import").set_input_files(file)  # type: ignore[arg-type]  # as Playwright takes it
        expect(page.get_by_role("radio", name=re.compile("People"))).to_be_checked()
        assert len({url.partition("?")[0] for url in visit.asked}) <= MOST_REQUESTS + 1
        assert visit.faults() == []
        visit.shot("import-what")
        page.get_by_role("button", name="Next").click()
        rows = page.get_by_role("list", name="What a row becomes")
        expect(rows.get_by_role("listitem")).to_have_count(3)
        expect(rows.get_by_text("anna@imported.example").first).to_be_visible()
        page.get_by_role("combobox", name="What Kupił becomes").click()
        page.get_by_role("option", name="Leave out").click()
        expect(rows.get_by_text("kiedyś")).to_have_count(0)
        assert visit.faults() == []
        visit.shot("import-columns")
        page.get_by_role("button", name="Next").click()
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


def test_rules_are_changed_in_a_draft_tried_put_in_force_and_taken_back(
    browser: Browser, app: Server, owner: Any
) -> None:
    with visiting(browser, app, state=owner) as visit:
        visit.open("/identity", "Identity")
        page = visit.page
        kinds = page.get_by_role("list", name="Identifiers")
        kinds.get_by_role("button", name=re.compile("email at most")).click()
        page.get_by_label("At most per person: email").fill("3")
        page.get_by_role("button", name="Move up: phone").press("Enter")
        expect(kinds.get_by_role("listitem").nth(1)).to_contain_text("phone")
        expect(page.get_by_role("button", name="Move up: phone")).to_be_focused()
        page.get_by_label("A kind of your own").fill("card_number")
        page.get_by_role("button", name="Add").click()
        expect(kinds.get_by_role("listitem").filter(has_text="card_number")).to_contain_text("at most 5 per person")
        pattern = page.get_by_label("What a valid value looks like: card_number")
        pattern.fill("(")
        page.get_by_role("button", name="Try on the history").click()
        expect(pattern).to_have_attribute("aria-invalid", "true")
        visit.errors.clear()  # the browser notes what was refused
        pattern.fill("[0-9]{4}")
        expect(pattern).not_to_have_attribute("aria-invalid", "true")
        assert visit.faults() == []
        page.reload()
        expect(page.get_by_text("You go on with a draft")).to_be_visible()
        page.get_by_role("button", name="Try on the history").click()
        expect(page.get_by_text("People by these rules")).to_be_visible(timeout=30_000)
        visit.shot("identity-rules")
        page.get_by_role("button", name="Put in force").click()
        page.get_by_label("Why?").fill("Families share addresses")
        page.get_by_role("dialog").get_by_role("button", name="Put in force").click()
        expect(page.get_by_text("version 1")).to_be_visible()
        saved = app.get("/api/identity/rules")["rules"]["namespaces"]
        assert (saved["email"]["limit"], saved["email"]["priority"], saved["phone"]["priority"]) == (3, 3, 2)
        assert (saved["card_number"]["pattern"], saved["card_number"]["trait_keys"]) == ("[0-9]{4}", ["card_number"])
        kinds.get_by_role("button", name=re.compile("card_number at most")).click()
        page.get_by_role("button", name="Remove").click()
        expect(kinds.get_by_text("card_number")).to_have_count(0)
        page.get_by_role("button", name="Undo").click()
        expect(kinds.get_by_text("card_number", exact=True).first).to_be_visible()
        page.get_by_role("tab", name="Versions").click()
        expect(page.get_by_text("Families share addresses")).to_be_visible()
        assert visit.faults() == []
        page.get_by_role("button", name="Restore this version").click()
        expect(page.get_by_text("Version 0 again")).to_be_visible()
        assert app.get("/api/identity/rules")["rules"]["namespaces"]["email"]["limit"] == 5
        assert visit.errors == []


def profile_of(app: Server, visitor: str) -> str:
    return str(app.get(f"/api/profiles/anonymous_id:{visitor}")["id"])


def propose_pairs(app: Server, people: int) -> int:
    """Propose each two of some people to be one person, as a run of matching does; return how many pairs there are."""
    ids = [profile_of(app, f"twin-{number:02}") for number in range(people)]
    workspace = app.get("/api/workspace")["id"]
    in_turn = list(combinations(ids, 2))
    for place, two in ((1, (2, 3)), (2, (10, 11))):  # nobody of the first pair is in those that are next
        in_turn.insert(place, in_turn.pop(in_turn.index((ids[two[0]], ids[two[1]]))))
    pairs = [
        Pair(
            workspace_id=workspace,
            id=pair_id(workspace, *sorted(two)),
            a_id=min(two),
            b_id=max(two),
            probability=0.99,
            weight=40.0 - place / 10,
            evidence=6.0,
            reasons=(Reason("e-mail", HOSTILE, "", "similar", 6.0),),
            run_id="op_none",
            proposed_at_ms=0,
        )
        for place, two in enumerate(in_turn)
    ]
    with closing(State(f"sqlite:///{app.data_dir}/state.db")) as state, state.begin() as connection:
        return propose(connection, pairs)


def take_back_the_rejection(visit: Visit) -> None:
    """Find the one rejected pair among all that was decided, and let it wait again."""
    page = visit.page
    page.get_by_role("button", name="All decisions").click()
    page.get_by_role("combobox", name="Decision").click()
    page.get_by_role("option", name="Two people").click()
    expect(page).to_have_url(re.compile("verdict=rejected"))
    page.reload()
    rejected = page.get_by_role("row").filter(has_text="Two people")
    expect(rejected).to_contain_text("Ada Lovelace")
    rejected.click()
    expect(page.get_by_role("dialog").get_by_text("twin-03")).to_be_visible()
    assert visit.faults() == []
    page.get_by_role("button", name="Take the decision back").click()
    expect(page.get_by_text("The pair waits for a decision again")).to_be_visible()
    expect(page.get_by_text("Nothing was decided here yet")).to_be_visible()


def test_pairs_are_accepted_and_rejected_however_many_wait(browser: Browser, app: Server, owner: Any) -> None:
    told = {"type": "identify", "traits": {"name": HOSTILE}}
    app.send(*({**told, "anonymousId": f"twin-{number:02}"} for number in range(12)))
    app.send(*({**told, "anonymousId": f"twin-{number}", "userId": f"user-{number}"} for number in (10, 11)))
    app.wait_until_processed()
    with visiting(browser, app, state=owner) as visit:
        visit.open("/identity?tab=review", "Identity")
        page = visit.page
        expect(page.get_by_text("No pair waits for a decision")).to_be_visible()
        assert propose_pairs(app, 12) == 66
        page.reload()
        expect(page.get_by_text("more than 50 pairs wait")).to_be_visible()
        page.get_by_role("button", name="Show more").click()
        expect(page.get_by_text("66 pairs wait")).to_be_visible()
        expect(page.get_by_text("twin-01")).to_be_visible()
        for size in ("narrow", "wide"):
            visit.size(size, "light")
            assert visit.faults() == []
            visit.shot(f"identity-review-{size}")
        page.get_by_role("button", name="One person: merge").click()
        expect(page.get_by_text("twin-03")).to_be_visible()
        expect(page.get_by_text("one person now")).to_be_visible(timeout=20_000)
        assert profile_of(app, "twin-00") == profile_of(app, "twin-01")
        page.keyboard.press("r")
        expect(page.get_by_text("They stay two people")).to_be_visible()
        expect(page.get_by_text("64 pairs wait")).to_be_visible()
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(page.get_by_text("65 pairs wait")).to_be_visible()
        expect(page.get_by_text("twin-03")).to_be_visible()
        page.keyboard.press("r")
        expect(page.get_by_text("twin-11")).to_be_visible()
        page.keyboard.press("a")
        refused = page.get_by_role("listitem").filter(has_text="not merged")
        expect(refused).to_contain_text("Together they would hold more than one person may", timeout=20_000)
        page.get_by_role("button", name="Undo the merge").click()
        expect(page.get_by_text("two people again")).to_be_visible(timeout=20_000)
        expect(page.get_by_text("63 pairs wait")).to_be_visible()
        visit.shot("identity-review-accepted")
        assert visit.faults() == []
        page.get_by_role("button", name="Merge all the same").click()
        expect(page.get_by_text("one person now")).to_be_visible(timeout=20_000)
        assert profile_of(app, "twin-10") == profile_of(app, "twin-11")
        take_back_the_rejection(visit)
        assert visit.errors == []
    assert profile_of(app, "twin-00") != profile_of(app, "twin-01")
    assert len(app.get("/api/matching/decisions", verdict="accepted")["items"]) == 2
    assert app.get("/api/matching/decisions", verdict="rejected")["items"] == []
