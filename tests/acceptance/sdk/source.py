"""A source of its own for a test, and what became of the events that came through it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.support.server import Server, wait_until

_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Source:
    """A source on a running server, made for one test."""

    server: Server
    id: str
    write_key: str

    def rows(self, columns: Sequence[str], at_least: int = 0) -> list[dict[str, Any]]:
        """Return its events in the warehouse, oldest in the log first, once that many are there."""
        sql = f"SELECT {', '.join(columns)} FROM events WHERE source_id = '{self.id}' ORDER BY position"  # noqa: S608 an id of ours
        found: list[dict[str, Any]] = []

        def all_there() -> bool:
            self.server.wait_until_processed()
            found[:] = self.server.query(sql)
            return len(found) >= at_least

        wait_until(all_there, _PATIENCE_SECONDS, f"{at_least} events did not come", lambda: f"but {len(found)}")
        return found

    def quarantined(self) -> list[dict[str, Any]]:
        """Return its events in quarantine, in the order they came."""
        self.server.wait_until_processed()
        page = self.server.get("/api/quarantine", status="open", limit=200)
        return sorted((item for item in page["items"] if item["source_id"] == self.id), key=lambda item: item["index"])

    def post(self, path: str, content: object, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        """Send JSON, or bytes as they are, with the write key in the header as SDKs do."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return self.server.client.post(path, content=body, headers=headers, auth=(self.write_key, ""))


def new_source(server: Server, kind: str = "server", **fields: Any) -> Source:
    """Make a source through the API."""
    made = server.post("/api/sources", {"name": "stock client", "kind": kind, **fields})
    return Source(server, made["id"], made["write_key"])
