"""The web app in a real browser: who is signed in, what axe says of a page, and pictures of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.support.server import Server

OWNER = {"name": "Ada Lovelace", "email": "ada@example.com", "password": "correct horse battery"}
MOST_REQUESTS = 6
"""Of a page until all is there that it shows at first, beside the one for the session, which is the frame's."""
SHOTS = os.environ.get("UI_SHOTS", "")
"""A folder for pictures, if somebody wants to look at them; the walk through every page then makes an album."""
_AXE = Path(__file__).parents[2] / "ui/node_modules/axe-core/axe.min.js"
_RUN_AXE = """() => axe.run(document, {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'],
})"""
_NEXT_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
_AT_REST = f"""async () => {{
  for (let drawn = 0; drawn < 2; drawn++) {{ // what a new size shows may be drawn only then, and move, too
    await ({_NEXT_FRAMES})();
    const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(moving.map((each) => each.finished));
  }}
}}"""
_LOOKS, _BETWEEN_LOOKS_MS = 4, 250
_SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}


@dataclass
class Visit:
    """A tab of the app, and what went wrong in it."""

    page: Page
    server: Server
    mode: tuple[str, str]
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    waiting: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)
        self.page.on("requestfinished", self._forget)
        self.page.on("requestfailed", self._forget)
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():  # until then the page before still asks for what is new
            self.asked.clear()
            self.waiting.clear()
        if "/api/" in request.url:
            self.asked.append(request.url)
        self.waiting.add(request)

    def _forget(self, request: Request) -> None:
        self.waiting.discard(request)

    def arrive(self, path: str) -> None:
        """Go to an address of the app and wait until all that it shows at first is there."""
        self.page.goto(self.server.url + path)
        expect(self.page.get_by_role("heading", level=1).first).to_be_visible()
        self.page.evaluate(_NEXT_FRAMES)
        while self.waiting:
            self.page.evaluate(_NEXT_FRAMES)
        self.settle()

    def size(self, size: str, scheme: Any) -> None:
        """Make the window so wide, and the colours so, if they are not."""
        if self.mode == (size, scheme):
            return
        self.mode = (size, scheme)
        self.page.set_viewport_size(_SIZES[size])  # type: ignore[arg-type]  # as below
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if self.page.url.startswith(self.server.url):
            expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        self.page.evaluate(_AT_REST)
        self.settle()

    def open(self, path: str, heading: str | re.Pattern[str]) -> Locator:
        """Go to an address of the app and wait for its heading."""
        self.page.goto(self.server.url + path)
        found = self.page.get_by_role("heading", level=1, name=heading)
        expect(found).to_be_visible()
        return found

    def settle(self) -> None:
        """Wait until nothing of the page is still to come."""
        expect(self.page.locator(".mantine-Skeleton-root")).to_have_count(0)

    def faults(self) -> list[str]:
        """Return what axe finds serious or critical, as "rule: selector": what lasts, not what is just being drawn."""
        if not self.page.evaluate("() => 'axe' in window"):
            # evaluated by the debugger, which the page's policy does not bind
            self.page.evaluate(_AXE.read_text("utf-8") + "; 0")
        for _ in range(_LOOKS):
            if not (found := self._found()):
                break
            self.page.wait_for_timeout(_BETWEEN_LOOKS_MS)
            self.page.evaluate(_AT_REST)
        return found

    def _found(self) -> list[str]:
        found: dict[str, Any] = self.page.evaluate(_RUN_AXE)
        return [
            f"{fault['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    def overflow_px(self) -> int:
        """Return by how much the page is wider than the window."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider

    def shot(self, name: str) -> None:
        """Keep a picture, once all is there, if somebody wants to look."""
        self.settle()
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@contextmanager
def visiting(
    browser: Browser,
    server: Server,
    *,
    size: str = "wide",
    scheme: Any = "light",
    locale: str = "en-GB",
    state: Any = None,
) -> Iterator[Visit]:
    """Open a tab in a window of its own; `state` are the cookies of whoever is signed in."""
    context: BrowserContext = browser.new_context(
        viewport=_SIZES[size],  # type: ignore[arg-type]  # sizes, as Playwright wants them
        color_scheme=scheme,
        locale=locale,
        storage_state=state,
        reduced_motion="reduce",
    )
    try:
        yield Visit(context.new_page(), server, (size, scheme))
    finally:
        context.close()


def set_up(browser: Browser, server: Server) -> Any:
    """Make the owner, unless they are there, and return their cookies."""
    context = browser.new_context()
    token = server.data_dir / "setup.token"
    if token.exists():
        made = context.request.post(f"{server.url}/api/setup", data={**OWNER, "setup_token": token.read_text().strip()})
    else:
        made = context.request.post(
            f"{server.url}/api/session", data={key: OWNER[key] for key in ("email", "password")}
        )
    assert made.ok, made.text()
    state = context.storage_state()
    context.close()
    return state


def invited(browser: Browser, server: Server, owner: Any, role: str) -> Any:
    """Invite somebody with a role, come in by the link, and return their cookies."""
    inviting = browser.new_context(storage_state=owner)
    token = inviting.request.get(f"{server.url}/api/session").json()["csrf_token"]
    made = inviting.request.post(
        f"{server.url}/api/invites",
        data={"email": f"{role}@example.com", "role": role},
        headers={"X-CSRF-Token": token},
    )
    assert made.ok, made.text()
    link = made.json()["link"]
    inviting.close()
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Your name").fill(f"Gast {role}")
    page.get_by_label("Password", exact=True).fill(OWNER["password"])
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    state = context.storage_state()
    context.close()
    return state
