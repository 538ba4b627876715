"""A real Chromium, a shop's site on an origin of its own, and a Portret that its pages send to."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portret.web.pages import FOLDER
from tests.acceptance.sdk.source import Source, new_source
from tests.acceptance.sdk.stock_clients import node_modules
from tests.support.chromium import FLAGS, find_chromium
from tests.support.server import Server, running_server

_PAGES = Path(__file__).parent / "pages"
_QUIET = ("--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for one module: while it is open, Playwright runs a loop that other tests must not find running."""
    chromium = find_chromium()
    if chromium is None:
        missing = "no Chromium on the PATH"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, *_QUIET])
        yield running
        running.close()


@pytest.fixture(scope="session")
def pages() -> Path:
    """The built web app."""
    index = FOLDER / "index.html"
    if not index.exists():
        missing = "the web app is not built: `make ui`"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return index


@pytest.fixture(scope="module")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    assert browser.is_connected()
    sdk = node_modules() / "@segment" / "analytics-next" / "dist" / "umd"
    variables = {"PORTRET_ANALYTICS_JS_PATH": str(sdk)}
    with running_server(tmp_path_factory.mktemp("browser"), variables=variables) as running:
        yield running


@pytest.fixture
def source(server: Server) -> Source:
    return new_source(server, kind="browser")


@pytest.fixture(scope="module")
def user_agent(browser: Browser) -> str:
    """How the browser calls itself when somebody sits before it."""
    tab = browser.new_page()
    agent: str = tab.evaluate("navigator.userAgent")
    tab.close()
    return agent.replace("Headless", "")


@pytest.fixture
def context(browser: Browser, user_agent: str) -> Iterator[BrowserContext]:
    """A visitor with no past."""
    context = browser.new_context(locale="pl-PL", timezone_id="Europe/Warsaw", user_agent=user_agent)
    yield context
    context.close()


@dataclass(frozen=True)
class Shop:
    """The site of a shop; `origin` is not Portret's."""

    origin: str

    def address(self, page: str, source: Source, options: dict[str, Any] | None = None, **query: str) -> str:
        """Return the address of a page whose SDK sends to a source."""
        told = {"portret": source.server.url, "key": source.write_key, "options": json.dumps(options or {}), **query}
        return f"{self.origin}/{page}.html?{urlencode(told)}"

    def visit(self, visitor: BrowserContext, page: str, source: Source, options: dict[str, Any] | None = None) -> Page:
        """Open a page in a new tab, from a newsletter."""
        tab = visitor.new_page()
        tab.goto(self.address(page, source, options, utm_source="news", utm_medium="email", utm_campaign="may"))
        return tab


class _Site(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's own name
        """Say nothing."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = tmp_path_factory.mktemp("shop")
    for page in _PAGES.iterdir():
        (root / page.name).symlink_to(page)
    (root / "node_modules").symlink_to(node_modules())
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(root)))
    thread = threading.Thread(target=site.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Shop(f"http://127.0.0.1:{site.server_address[1]}")
    site.shutdown()
    site.server_close()
    thread.join()
