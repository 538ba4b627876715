"""The web app: one page at every address that is nobody else's, and its hashed files, compressed when it was built."""

from __future__ import annotations

import re
import secrets
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from portret.web.policy import app_policy

FOLDER = Path(__file__).parent / "static"
_NOT_PAGES = frozenset({"api", "v1", ".well-known", "healthz", "readyz", "metrics"})
"""First parts of addresses below which nothing is ever a page."""

_FILE = re.compile(r"/(?:assets/)?[A-Za-z0-9_-][A-Za-z0-9_.-]*\.[a-z0-9]+")
_COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_BASE = '<base href="/" />'
_NONCE = "PORTRET_NONCE"


class _Route(NamedTuple):
    path: str


ROUTE = _Route("(pages)")
"""What the log calls requests for pages: their addresses may name people."""


def prefix_of(public_url: str) -> str:
    """Return the path below which the world sees the server: "" or "/something"."""
    return urlsplit(public_url).path.rstrip("/")


def below(prefix: str, app: ASGIApp) -> ASGIApp:
    """Return an application that is found with and without a prefix: some proxies take it off, some leave it on."""

    async def stripped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and f"{scope['path']}/".startswith(f"{prefix}/"):
            raw = scope.get("raw_path", b"").removeprefix(prefix.encode())
            scope = {**scope, "path": scope["path"][len(prefix) :] or "/", "raw_path": raw or b"/"}
        await app(scope, receive, send)

    return stripped if prefix else app


class Pages:
    """An ASGI app of the built files in a folder. While nothing is built it serves nothing."""

    def __init__(self, public_url: str = "", folder: Path = FOLDER) -> None:
        self._base = prefix_of(public_url) + "/"
        self._folder = folder

    def serves(self, scope: Scope) -> bool:
        """Tell whether a request is for a page or a file of the app.

        An address that is neither known nor kept for something else is a page for a browser that goes there, and no
        address at all for a program.
        """
        path = scope["path"]
        if scope["method"] not in ("GET", "HEAD") or path.split("/", 2)[1] in _NOT_PAGES:
            return False
        if self._file(path):
            return True
        is_page = path == "/" or "text/html" in Headers(scope=scope).get("accept", "")
        return is_page and self._index.is_file()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that is served here."""
        file = self._file(scope["path"])
        scope["route"] = ROUTE
        response = _file_response(file, scope) if file else self._page()
        await response(scope, receive, send)

    @property
    def _index(self) -> Path:
        return self._folder / "index.html"

    def _file(self, path: str) -> Path | None:
        if not _FILE.fullmatch(path) or path == "/index.html":
            return None
        file = self._folder / path[1:]
        return file if file.is_file() else None

    def _page(self) -> Response:
        nonce = secrets.token_urlsafe(16)
        text = self._index.read_text("utf-8").replace(_NONCE, nonce)
        text = text.replace(_BASE, f'<base href="{escape(self._base)}" />', 1)
        headers = {
            "Cache-Control": _ASK_AGAIN,
            "Content-Security-Policy": app_policy(nonce),
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        return HTMLResponse(text, headers=headers)


def _file_response(file: Path, scope: Scope) -> Response:
    headers = {
        "Cache-Control": _FOR_EVER if file.parent.name == "assets" else _ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    media_type = FileResponse(file).media_type
    accepted = Headers(scope=scope).get("accept-encoding", "")
    for encoding, suffix in _COMPRESSED:
        packed = file.with_name(file.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(packed, headers=headers | {"Content-Encoding": encoding}, media_type=media_type)
    return FileResponse(file, headers=headers, media_type=media_type)
