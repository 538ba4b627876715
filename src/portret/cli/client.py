"""The command line's way to a running server: HTTP with a token, problems turned back into errors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import httpx2

from portret.cli.configure import configure
from portret.kernel import (
    BadRequest,
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    PortretError,
    Settings,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)

_TIMEOUT_S = 60.0
_FILE_TIMEOUT_S = 600.0
ERRORS: Mapping[int, type[PortretError]] = {
    kind.status: kind
    for kind in (BadRequest, Conflict, Forbidden, Invalid, NotFound, TooLarge, TooMany, Unauthorized, Unavailable)
}
"""The errors that a server answers, by HTTP status."""

_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 — not bound to: spoken to


class Server:
    """A running server. Every call returns the decoded JSON, or raises what the server's problem says."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def get(self, path: str, **parameters: Any) -> Any:
        """GET a document; parameters that are None are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        return self._call("GET", path, params=given)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """POST a document."""
        return self._call("POST", path, json=body or {})

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """PATCH a document."""
        return self._call("PATCH", path, json=body)

    def put(self, path: str, body: Any, if_match: str | None = None) -> Any:
        """PUT a document; with an ETag only in place of the one that has it."""
        return self._call("PUT", path, json=body, headers={"If-Match": if_match} if if_match else {})

    def delete(self, path: str) -> Any:
        """DELETE what is there."""
        return self._call("DELETE", path)

    def pages(self, path: str, limit: int, **parameters: Any) -> Iterator[Any]:
        """Yield the items of a list, page by page, up to `limit`."""
        cursor = None
        while limit > 0:
            page = self.get(path, limit=min(limit, 200), cursor=cursor, **parameters)
            yield from page["items"]
            limit -= len(page["items"])
            cursor = page.get("next_cursor")
            if not cursor or not page["items"]:
                return

    def upload(self, path: str, file: BinaryIO, **parameters: Any) -> Any:
        """POST a file as it is, however long it takes."""
        return self._call("POST", path, params=parameters, content=file, timeout=_FILE_TIMEOUT_S)

    def download(self, path: str, file: BinaryIO, **parameters: Any) -> None:
        """GET a file and write it as it comes; parameters that are None are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        with (
            self._reached(),
            self._client.stream("GET", path, params=given, timeout=_FILE_TIMEOUT_S) as answer,
        ):
            if not answer.is_success:
                answer.read()
                raise _error_of(answer)
            file.writelines(answer.iter_bytes())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TransportError as error:
            message = f"No server answers at {self._client.base_url}. Start it with `portret serve`, or say --url."
            raise Unavailable(message) from error

    def _call(self, method: str, path: str, **arguments: Any) -> Any:
        with self._reached():
            answer = self._client.request(method, path, **arguments)
        if answer.is_success:
            return answer.json() if answer.content else None
        raise _error_of(answer)


@contextmanager
def open_server(url: str | None, token: str | None, config: Path | None, data_dir: Path | None) -> Iterator[Server]:
    """Open the way to the server of these options.

    Raises:
        Unauthorized: no token is to be found.
    """
    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    text = token or kept_token(settings)
    if not text:
        raise Unauthorized(f"No token: {settings.admin_token_path} is not readable. Give --token or set PORTRET_TOKEN.")
    with open_client(url, settings, {"Authorization": f"Bearer {text}"}) as client:
        yield Server(client)


def open_client(url: str | None, settings: Settings, headers: Mapping[str, str]) -> httpx2.Client:
    """Return an HTTP client whose base is the server's address."""
    return httpx2.Client(base_url=url or address_of(settings), headers=dict(headers), timeout=_TIMEOUT_S)


def address_of(settings: Settings) -> str:
    """Return the URL at which a server with these settings is reached from this machine."""
    host = _ANYWHERE.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def kept_token(settings: Settings) -> str:
    """Return the API token of the first start, "" if it is not kept here."""
    return _kept(settings.admin_token_path)


def kept_write_key(settings: Settings) -> str:
    """Return the write key of the first start's source, "" if it is not kept here."""
    return _kept(settings.write_key_path)


def _kept(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


def _error_of(answer: httpx2.Response) -> PortretError:
    try:
        problem = answer.json()
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"The server answered {answer.status_code}. Is this Portret's address?"
        problem = {}
    path = str(problem.get("path") or "")
    kind = ERRORS.get(answer.status_code, PortretError)
    if kind is Invalid:
        faults = [Fault(each["path"], each["detail"]) for each in problem.get("errors") or ()]
        return Invalid(detail, path=path, faults=faults)
    return kind(detail, path=path)
