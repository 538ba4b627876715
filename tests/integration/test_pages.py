"""The web app's files as browsers and proxies ask for them."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from portret.web.guard import guarded
from portret.web.pages import Pages, below, prefix_of

pytestmark = pytest.mark.anyio

PAGE = '<base href="/" /><script src="./assets/app-1.js" nonce="PORTRET_NONCE"></script>'
NAVIGATION = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "scheme.js").write_text("plain")
    (tmp_path / "assets/app-1.js").write_text("plain")
    (tmp_path / "assets/app-1.js.br").write_bytes(b"packed by brotli")
    return tmp_path


def served(folder: Path, public_url: str = "") -> ASGIApp:
    """Return the pages of a folder before an application that answers everything else."""
    pages = Pages(public_url, folder)
    inside = guarded(pages)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        rest = PlainTextResponse(f"not a page: {scope['path']}")
        await (inside if pages.serves(scope) else rest)(scope, receive, send)

    return below(prefix_of(public_url), app)


@pytest.fixture
async def browser(folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(served(folder))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/people", "/people/email:ada%40example.com", "/segments/a.b/members"])
async def test_a_browser_that_goes_anywhere_gets_the_page(browser: httpx2.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=NAVIGATION)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/api", "/api/people", "/.well-known/x", "/healthz", "/readyz", "/metrics"]
)
async def test_what_belongs_to_programs_is_never_a_page(browser: httpx2.AsyncClient, path: str) -> None:
    assert (await browser.get(path, headers=NAVIGATION)).text == f"not a page: {path}"


async def test_a_program_that_asks_for_an_unknown_address_gets_no_page(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/people")).text == "not a page: /people"
    assert (await browser.post("/people", headers=NAVIGATION)).text == "not a page: /people"
    assert (await browser.get("/assets/gone.js")).text == "not a page: /assets/gone.js"


@pytest.mark.parametrize("path", ["/assets/../index.html", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets//etc/passwd"])
async def test_files_outside_the_folder_are_not_served(browser: httpx2.AsyncClient, path: str) -> None:
    assert "not a page" in (await browser.get(path)).text


async def test_the_policy_allows_own_files_and_style_sheets_with_this_answers_nonce(
    browser: httpx2.AsyncClient,
) -> None:
    seen = set()
    for _ in range(2):
        answer = await browser.get("/", headers=NAVIGATION)
        policy = answer.headers["content-security-policy"]
        nonce = re.search("'nonce-([^']+)'", policy)
        assert nonce
        assert f'nonce="{nonce[1]}"' in answer.text
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        seen.add(nonce[1])
    assert len(seen) == 2


async def test_hashed_files_are_kept_for_ever_and_packed_where_the_browser_can_unpack(
    browser: httpx2.AsyncClient,
) -> None:
    plain = await browser.get("/assets/app-1.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == "plain"
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["vary"] == "Accept-Encoding"
    async with browser.stream("GET", "/assets/app-1.js", headers={"Accept-Encoding": "gzip, br"}) as packed:
        assert packed.headers["content-encoding"] == "br"
        assert "javascript" in packed.headers["content-type"]
        assert b"".join([part async for part in packed.aiter_raw()]) == b"packed by brotli"
    assert (await browser.get("/scheme.js")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("prefix_stays", [True, False])
async def test_below_a_prefix_everything_is_found_whether_or_not_the_proxy_takes_it_off(
    folder: Path, *, prefix_stays: bool
) -> None:
    app = served(folder, "https://shop.example/cdp/")
    before = "/cdp" if prefix_stays else ""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://shop.example") as client:
        page = await client.get(f"{before}/people", headers=NAVIGATION)
        assert '<base href="/cdp/" />' in page.text
        assert (await client.get(f"{before}/assets/app-1.js")).status_code == 200
        assert (await client.get(f"{before}/api/profiles")).text == "not a page: /api/profiles"
        assert (await client.get("/cdpeople")).text == "not a page: /cdpeople"


async def test_without_a_build_nothing_is_a_page(tmp_path: Path) -> None:
    transport = httpx2.ASGITransport(served(tmp_path))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        assert (await client.get("/", headers=NAVIGATION)).text == "not a page: /"
