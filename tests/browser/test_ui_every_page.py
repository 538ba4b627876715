"""Every page of the web app, in one walk: for all people, in both colours, wide and narrow, and whatever was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.ui import MOST_REQUESTS, SHOTS, Visit, set_up, visiting
from tests.browser.walk import DOORS, FIRST, addresses, furnish
from tests.support.server import Server, running_server

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.usefixtures("pages"),
    pytest.mark.timeout(1_800 if SHOTS else 600),
]

_CUSTOMERS = 100 if SHOTS else 12
_ALBUM = (("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark"))
_MODES = (_ALBUM[0], _ALBUM[3])
_OF_THE_FRAME = "/api/session"
_NOBODY = "status of 401"
_SINCE = re.compile(r"[?&](after|since|limit)=[^&]*")
"""By what a request that is repeated differs from the one before: it asks for what is new."""


@pytest.fixture(scope="module")
def app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    with running_server(tmp_path_factory.mktemp("walk")) as running:
        yield running


def test_every_page_is_for_all_in_every_size_and_colour_and_shows_what_is_hostile_as_text(
    browser: Browser, app: Server
) -> None:
    with visiting(browser, app) as visit:
        wrong = _wrong(visit, FIRST, _MODES)
    shown, hostile = furnish(app, _CUSTOMERS)
    owner = set_up(browser, app)
    link = app.post("/api/invites", {"email": "new@example.com", "role": "marketer"})["link"]
    with visiting(browser, app) as visit:
        for door in DOORS:
            wrong += _wrong(visit, door.replace("$token", link.rpartition("/")[2]), _MODES)
    seen = list(dict.fromkeys([*addresses(hostile), *addresses(shown)]))
    with visiting(browser, app, state=owner) as visit:
        for number, address in enumerate(seen):  # each begins as the last one ended: to change the size takes time
            wrong += _wrong(visit, address, _MODES[::-1] if number % 2 else _MODES)
    if SHOTS:
        _album(browser, app, owner, list(addresses(shown)))
    assert not wrong, "\n".join(wrong)


def _wrong(visit: Visit, address: str, modes: Sequence[tuple[str, str]]) -> list[str]:
    """Return what is wrong with a page: asked for anew in the first mode, then changed to the other."""
    page = visit.page
    visit.errors.clear()
    visit.size(*modes[0])
    visit.arrive(address)
    asked = {_SINCE.sub("", url) for url in visit.asked if not url.endswith(_OF_THE_FRAME)}
    found = [f"{len(asked)} requests: {sorted(asked)}"] if len(asked) > MOST_REQUESTS else []
    if page.get_by_role("heading", level=1).count() != 1:
        found.append("there is not one heading")
    if not page.title().endswith("Portret") or "pwned" in page.title()[:5]:
        found.append(f"it is called {page.title()!r}")
    for mode in _ALBUM if SHOTS else modes:
        visit.size(*mode)
        visit.shot("-".join((_name(address), *mode)))
        if mode in _MODES:
            found += [f"{mode}: {fault}" for fault in visit.faults()]
        if (wider := visit.overflow_px()) > 0:
            found.append(f"{mode}: wider than the window by {wider} px")
    found += [error for error in visit.errors if _NOBODY not in error]
    return [f"{address}: {each}" for each in found]


def _album(browser: Browser, app: Server, owner: Any, seen: list[str]) -> None:
    """Keep pictures in the other languages, whose words are longer."""
    with visiting(browser, app, state=owner) as visit:
        token = visit.page.request.get(f"{app.url}/api/session").json()["csrf_token"]
        for language in ("ru", "pl"):
            answer = visit.page.request.patch(
                f"{app.url}/api/me", data={"locale": language}, headers={"X-CSRF-Token": token}
            )
            assert answer.ok, answer.text()
            for address in seen:
                visit.arrive(address)
                visit.shot(f"{_name(address)}-wide-{language}")


def _name(address: str) -> str:
    return re.sub(r"\W+", "-", address).strip("-") or "home"
