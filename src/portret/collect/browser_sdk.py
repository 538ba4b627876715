"""The files of Segment's browser SDK, served from a folder of the operator's (wire protocol D1).

A page's snippet loads `/analytics.js/v1/{writeKey}/analytics.min.js` and takes the origin of that address for the
origin of all else: its parts below `/analytics-next/bundles/`, its settings, and so where it sends. Portret ships no
code of others: the files are those of the npm package @segment/analytics-next, in its folder `dist/umd`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

from portret.collect import responses
from portret.collect.auth import KnownKeys
from portret.collect.responses import Headers, Response
from portret.kernel import NotFound

SNIPPET_PREFIX = "/analytics.js/v1/"
SNIPPET_FILES = ("analytics.min.js", "analytics.js")
PARTS_PREFIX = "/analytics-next/bundles/"
DESTINATIONS_PREFIX = "/next-integrations/"

_STANDALONE = "standalone.js"
_TYPES = {".js": b"text/javascript; charset=utf-8", ".map": b"application/json", ".css": b"text/css; charset=utf-8"}
_SHORT = b"public, max-age=300"
_FOR_EVER = b"public, max-age=31536000, immutable"
_NOT_SET = (
    "This server has no copy of the browser SDK. Unpack the npm package @segment/analytics-next and name its folder"
    " dist/umd in the setting analytics_js_path; or load the SDK from your own site and give it cdnURL or _cdn."
)


class _File(NamedTuple):
    path: Path
    is_gzip: bool
    etag: bytes


class BrowserSdk:
    """Serves the SDK's files.

    Args:
        path: the folder, or the standalone file in it; None if there is none, then every address answers 404.
        keys: the write keys in force; an address with an unknown one answers 404.
    """

    def __init__(self, path: Path | None, keys: KnownKeys) -> None:
        is_file = path is not None and path.suffix == ".js"
        self._folder = path.parent if path and is_file else path
        self._standalone = path.name if path and is_file else _STANDALONE
        self._keys = keys

    async def answer(self, path: str, headers: dict[bytes, bytes]) -> Response:
        """Answer GET. Raises NotFound, with what to do about it."""
        if self._folder is None:
            raise NotFound(_NOT_SET)
        name, age = await self._asked(path)
        found = await asyncio.to_thread(_find, self._folder, name, b"gzip" in headers.get(b"accept-encoding", b""))
        if found is None:
            raise NotFound(f"There is no {name} in the folder that analytics_js_path names.")
        about: Headers = [(b"cache-control", age), (b"etag", found.etag), (b"vary", b"Accept-Encoding")]
        if headers.get(b"if-none-match") == found.etag:
            return Response(304, tuple(about), b"")
        if found.is_gzip:
            about.append((b"content-encoding", b"gzip"))
        content = await asyncio.to_thread(found.path.read_bytes)
        return responses.response(200, content, _TYPES[Path(name).suffix], about)

    async def _asked(self, path: str) -> tuple[str, bytes]:
        """Return the name of the file below the folder, and how long it may be kept."""
        if path.startswith(PARTS_PREFIX):
            return path.removeprefix(PARTS_PREFIX), _FOR_EVER  # its name changes with its content
        if path.startswith(DESTINATIONS_PREFIX):
            return path.removeprefix("/"), _SHORT
        write_key, _, file = path.removeprefix(SNIPPET_PREFIX).partition("/")
        if file not in SNIPPET_FILES:
            raise NotFound(f"Only {' and '.join(SNIPPET_FILES)} are served here.")
        admission = await self._keys.of_key(write_key)
        if admission is None or not admission.source.enabled:
            message = "invalid write key" if admission is None else "source is disabled"
            raise NotFound(message)
        return self._standalone, _SHORT


def _find(folder: Path, name: str, takes_gzip: bool) -> _File | None:  # noqa: FBT001  # what the client said, no switch
    """Return a file of a known kind inside the folder, its packed neighbour if there is one; None for all else."""
    root = folder.resolve()
    try:
        path = (root / name).resolve()
        if path.suffix not in _TYPES or not path.is_relative_to(root) or not path.is_file():
            return None
        packed = path.with_name(f"{path.name}.gz")
        is_gzip = takes_gzip and packed.is_file()
        served = packed if is_gzip else path
        about = served.stat()
    except (OSError, ValueError):
        return None
    return _File(served, is_gzip, b'"%x-%x"' % (about.st_mtime_ns, about.st_size))
