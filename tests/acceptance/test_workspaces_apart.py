"""Two workspaces on one server: whoever has a token of one finds nothing of the other, by whatever route and id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.support.server import Server, wait_until

WATCHED = (
    "/api/accounts",
    "/api/audit",
    "/api/data-quality",
    "/api/definitions",
    "/api/identity",
    "/api/imports",
    "/api/names",
    "/api/operations",
    "/api/profiles",
    "/api/quarantine",
    "/api/schemas/words",
    "/api/seen",
    "/api/segment",
    "/api/source",
    "/api/tokens",
    "/api/trait",
)
OF_EVERYBODY = {"name": "rfm", "flag": "invalid-phone", "version": "1"}
"""What addresses of any workspace have alike."""

COUNTS = (
    "SELECT count() FROM events",
    "SELECT count() FROM resolved_events",
    "SELECT count() FROM order_lines",
    "SELECT count() FROM profiles",
    "SELECT count() FROM profile_aliases",
)
COUNT = {"compute": {"from": {"names": ["Order Completed"]}, "aggregate": {"kind": "count"}}}
PUBLIC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
"""The example of RFC 7517, A.1."""

ASKED: dict[str, dict[str, Any]] = {
    "/api/identity/explain": {"a": "user_id:ada", "b": "user_id:bob"},
    "/api/segment-overlap": {"segment": ["secret_buyers", "another"]},
    "/api/seen/values": {"field": "order_id"},
    "/api/seen/trait-values": {"trait": "traits.email"},
    "/api/seen/distribution": {"trait": "traits.email"},
}
SEEN = {"If-Match": '"1"'}
ORDER = {"order_id": "o-secret", "revenue": 12.5, "currency": "EUR", "products": []}


@dataclass(frozen=True)
class Ours:
    """What the first workspace has: an id for each parameter of an address, and words that nobody else may read."""

    ids: Mapping[str, str]
    words: tuple[str, ...]

    def address(self, path: str) -> str:
        """Return a path with ours in place of its parameters."""
        key = self.ids["trait" if path.startswith("/api/traits/") else "segment"]
        known = {**OF_EVERYBODY, **self.ids, "key": "plan" if "/traits/{key}/history" in path else key}
        unknown = set(re.findall(r"{(\w+)}", path)) - known.keys()
        assert not unknown, (
            f"{path}: nobody has tried whether others find what {unknown} names. "
            "Make one of ours in the fixture `ours`, put its id there, and good bodies of its routes in `bodies`."
        )
        return re.sub(r"{(\w+)}", lambda found: known[found[1]], path)


@pytest.fixture(scope="module")
def theirs(server: Server) -> Server:
    """Return the server as a second workspace uses it."""
    return server.with_workspace("Theirs")


@pytest.fixture(scope="module")
def ours(server: Server) -> Ours:
    server.send(
        {"type": "identify", "userId": "ada", "traits": {"email": "ada@secret.example", "plan": "gold"}},
        {"type": "track", "event": "Order Completed", "userId": "ada", "properties": ORDER},
        {"type": "group", "userId": "ada", "groupId": "acme-secret", "traits": {"name": "Acme"}},
        {"type": "identify", "userId": "bob", "traits": {"email": "bob@secret.example"}},
        {"type": "track", "event": "Nobody Did This"},
    )
    server.wait_until_processed()
    assert server.request("PUT", "/api/traits/buys_secretly", json={"definition": COUNT}).is_success
    reads = {"kind": "trait", "trait": "buys_secretly", "compare": {"op": "ge", "value": 1}}
    members = {"kind": "dynamic", "condition": reads}
    assert server.request("PUT", "/api/segments/secret_buyers", json={"definition": {"members": members}}).is_success
    merged = server.carry_out("POST", "/api/profiles/user_id:bob/merge", {"other": "user_id:ada", "force": True})
    wait_until(lambda: server.get("/api/segments/secret_buyers/freshness")["size"] == 1, 60, "nobody is in it")
    [source, *_] = server.get("/api/sources")["items"]
    note = server.post("/api/profiles/user_id:ada/notes", {"text": "A secret of ours"})
    ids = {
        "ref": server.get("/api/profiles/user_id:ada")["id"],
        "trait": "buys_secretly",
        "segment": "secret_buyers",
        "operation_id": merged["id"],
        "account_id": server.get("/api/accounts")["items"][0]["id"],
        "quarantine_id": str(server.get("/api/quarantine")["items"][0]["id"]),
        "source_id": source["id"],
        "key_id": server.get(f"/api/sources/{source['id']}/keys")["items"][0]["id"],
        "import_id": server.request("POST", "/api/imports?name=secret.csv", content=b"user_id\nada\n").json()["id"],
        "note_id": note["id"],
        "token_id": server.get("/api/tokens")["items"][0]["id"],
    }
    return Ours(ids, (*ids.values(), "secret", "gold", "Nobody Did This"))


def bodies(ours: Ours) -> dict[str, dict[str, Any]]:
    """Return good bodies of the routes that need one, by the end of their path."""
    return {
        "/merge": {"json": {"other": "user_id:bob"}},
        "/split": {"json": {"identifiers": ["user_id:bob"]}},
        "/import": {"content": b"user_id\nada\n"},
        "/notes": {"json": {"text": "Kilroy was here"}},
        "/preview": {"json": {"mapping": {"user_id": {"column": "user_id"}}}},
        "/start": {"json": {"about": "people", "mapping": {"user_id": {"column": "user_id"}}, "source_id": "src_1"}},
        "/freeze": {"json": {"key": "frozen"}},
        "/ask": {"json": {"confirm": ours.ids["segment"]}},
        "/enable": {"json": {}},
        "/disable": {"json": {"confirm": ours.ids["trait"]}},
        "/fixed": {"json": {"event": {"type": "track", "event": "Mended", "userId": "ada"}}},
        "/replay": {"json": {}},
        "/discard": {"json": {}},
        "/keys": {"json": {}},
        "/keys/rotate": {"json": {}},
        "/identity/secrets": {"json": {}},
        "/identity/public-keys": {"json": {"keys": [PUBLIC_KEY]}},
        "GET /api/names": {"params": {"id": ours.ids["token_id"]}},
        "PATCH /api/profiles/{ref}/consents": {"json": {"brand": "default", "purposes": {"ads": True}}},
        "PATCH /api/profiles/{ref}/traits": {"json": {"traits": {"plan": "stolen"}}},
        "PATCH /api/profiles/{ref}/notes/{note_id}": {"json": {"text": "Kilroy was here"}},
        "PATCH /api/sources/{source_id}": {"json": {"name": "taken"}},
        "PATCH /api/sources/{source_id}/keys/{key_id}": {"json": {"enabled": False}},
        "PUT /api/segments/{key}": {"headers": SEEN, "json": {"definition": {"members": {"kind": "static"}}}},
        "PUT /api/traits/{key}": {"headers": SEEN, "json": {"definition": COUNT}},
    }


def test_every_route_answers_others_as_if_there_were_nothing(server: Server, theirs: Server, ours: Ours) -> None:
    before = everything(server, ours)
    known, tried, told = bodies(ours), 0, []
    for path, item in server.client.get("/api/openapi.json").json()["paths"].items():
        for method in item if path.startswith(WATCHED) else ():
            has_id = bool(set(re.findall(r"{(\w+)}", path)) - OF_EVERYBODY.keys())
            if has_id or method == "get":
                name = f"{method.upper()} {path}"
                end = next((each for each in known if path.endswith(each)), "")
                given = known.get(name) or (known.get(end, {}) if method in ("post", "put") else {})
                answer = call(server, theirs, method, ours.address(path), **given)
                tried += 1
                if not is_nothing(answer, ours, has_id=has_id):
                    told.append(f"{name}: {answer.status_code} {answer.text[:300]}")
    assert not told, "\n".join(["A 422 wants a good body in `bodies`.", *told])
    assert tried > 50
    assert everything(server, ours) == before


def test_what_is_named_in_a_request_is_not_of_others(server: Server, theirs: Server, ours: Ours) -> None:
    reads = {"kind": "segment", "segment": ours.ids["segment"]}
    assert call(server, theirs, "post", "/api/segments/preview", json={"condition": reads}).status_code == 422
    everybody = {"condition": {"kind": "all", "of": []}, "overlap": [ours.ids["segment"]]}
    assert is_nothing(call(server, theirs, "post", "/api/segments/preview", json=everybody), ours, has_id=False)
    bundle = {"segments": [{"key": "spy", "members": {"kind": "dynamic", "condition": reads}}], "prune": True}
    assert call(server, theirs, "post", "/api/definitions/apply", json=bundle).status_code == 422
    emptied = call(server, theirs, "post", "/api/definitions/apply", json={"prune": True})
    assert (emptied.status_code, emptied.json()["steps"]) == (200, [])
    sql = f"SELECT '{ours.ids['ref']}' AS profile_id"
    spying = {"definition": {"members": {"kind": "sql", "sql": sql}}}
    assert call(server, theirs, "put", "/api/segments/spy", json=spying).status_code == 422
    for sql in COUNTS:
        found = call(server, theirs, "post", "/api/query", json={"sql": sql})
        assert found.json()["rows"] == [[0]], sql


def test_a_write_key_of_others_reaches_nobody_here(server: Server, theirs: Server, ours: Ours) -> None:
    before = server.get(f"/api/profiles/{ours.ids['ref']}")
    told = {"type": "identify", "userId": "ada", "traits": {"email": "ada@secret.example", "plan": "stolen"}}
    server.send(told, write_key=theirs.write_key)
    server.wait_until_processed()
    assert server.get(f"/api/profiles/{ours.ids['ref']}") == before
    found = call(server, theirs, "get", "/api/profiles/user_id:ada").json()
    assert found["id"] != ours.ids["ref"]
    assert "gold" not in str(found)
    assert call(server, theirs, "get", f"/api/profiles/{ours.ids['ref']}").status_code == 404


def call(server: Server, theirs: Server, method: str, path: str, **given: Any) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {theirs.admin_token}", **given.pop("headers", {})}
    return server.client.request(method.upper(), path, headers=headers, **{"params": ASKED.get(path, {}), **given})


def is_nothing(answer: httpx2.Response, ours: Ours, *, has_id: bool) -> bool:
    """Say whether an answer tells nothing of us: what is named by an id is not there, and lists are without it."""
    if has_id and answer.request.method == "PUT":  # of what is not there no version was seen
        return answer.status_code in (404, 409)
    if has_id:
        return answer.status_code == 404
    if answer.status_code == 404:
        return True
    # a conflict: they have not added themselves what it is about
    return (answer.is_success or answer.status_code == 409) and not any(word in answer.text for word in ours.words)


def everything(server: Server, ours: Ours) -> dict[str, Any]:
    """Return what we see of our own."""
    paths = (
        f"/api/profiles/{ours.ids['ref']}",
        f"/api/profiles/{ours.ids['ref']}/identifiers",
        f"/api/profiles/{ours.ids['ref']}/notes",
        "/api/segments",
        "/api/segments/secret_buyers/members",
        "/api/traits",
        "/api/operations",
        "/api/quarantine",
        "/api/sources",
        f"/api/sources/{ours.ids['source_id']}/keys",
        "/api/accounts",
    )
    return {path: server.get(path) for path in paths}
