"""What a browser claims, with and without the word of the site's own server: over HTTP, all the way round."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from tests.support.server import Server

KEY = ECKey.generate_key("P-256")
_people = itertools.count(1)


class Site:
    """A shop with a back office and a page, each with a write key, and the secret that the page's server signs with."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.office = server.post("/api/sources", {"name": "Office", "kind": "server"})["write_key"]
        page = server.post("/api/sources", {"name": "Page", "kind": "browser"})
        self.page_id, self.page = page["id"], page["write_key"]
        made = json.loads(server.cli("source", "identity", "rotate", self.page_id, "--json"))
        self.secret = made["secret"]
        document = {"keys": [dict(KEY.as_dict(private=False))]}
        path = server.data_dir.parent / "jwks.json"
        path.write_text(json.dumps(document))
        server.cli("source", "identity", "public-keys", self.page_id, str(path))

    def two_known_people(self) -> tuple[str, str, str]:
        """Make somebody with an account and somebody known by e-mail; return user id, e-mail, and the account's id."""
        number = next(_people)
        user_id, email = f"u-{number}", f"jo-{number}@example.com"
        self.server.send({"type": "identify", "userId": user_id}, write_key=self.office)
        self.server.send({"type": "identify", "traits": {"email": email}}, write_key=self.office)
        self.server.wait_until_processed()
        return user_id, email, self.id_of("user_id", user_id)

    def claim(self, user_id: str, email: str, **context: Any) -> None:
        """Say in a browser of one's own that one is this person."""
        event = {"type": "identify", "userId": user_id, "anonymousId": f"b-{next(_people)}", "traits": {"email": email}}
        self.server.send(event | {"context": context}, write_key=self.page)
        self.server.wait_until_processed()

    def id_of(self, namespace: str, value: str) -> str:
        return str(self.server.get(f"/api/profiles/{namespace}:{value}")["id"])

    def token(self, user_id: str, key: str = "", **claims: Any) -> str:
        content = {"sub": user_id, "exp": int(time.time()) + 600, **claims}
        return jws.serialize_compact(
            {"alg": "HS256"}, json.dumps(content), OctKey.import_key(key or self.secret), algorithms=["HS256"]
        )


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    return Site(server)


def test_a_stranger_who_types_a_known_address_joins_nobody(site: Site) -> None:
    user_id, email, account = site.two_known_people()
    site.claim(user_id, email)
    assert site.id_of("email", email) != site.id_of("user_id", user_id) == account


def test_the_word_of_the_sites_server_joins_the_two(site: Site) -> None:
    user_id, email, _ = site.two_known_people()
    site.claim(user_id, email, identityToken=site.token(user_id, email=email))
    assert site.id_of("email", email) == site.id_of("user_id", user_id)


def test_so_does_a_token_of_the_sites_key_pair(site: Site) -> None:
    user_id, email, _ = site.two_known_people()
    content = json.dumps({"sub": user_id, "email": email, "iat": int(time.time())})
    site.claim(user_id, email, identityToken=jws.serialize_compact({"alg": "ES256"}, content, KEY))
    assert site.id_of("email", email) == site.id_of("user_id", user_id)


def test_who_proves_their_account_has_not_proven_an_address(site: Site) -> None:
    user_id, email, _ = site.two_known_people()
    digest = hmac.new(site.secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()
    site.claim(user_id, email, identityHash=digest)
    assert site.id_of("email", email) != site.id_of("user_id", user_id)


def test_forged_stale_and_borrowed_tokens_join_nobody_and_leave_a_remark(site: Site) -> None:
    user_id, email, account = site.two_known_people()
    good = site.token(user_id, email=email)
    head, content, _ = good.split(".")
    borrowed = site.token("somebody-else", email=email)
    stale = site.token(user_id, email=email, exp=int(time.time()) - 3600)
    forged = site.token(user_id, email=email, key="ids_" + "x" * 43)
    unsigned = f"eyJhbGciOiJub25lIn0.{content}."
    for bad in (borrowed, stale, forged, unsigned, f"{head}.{content}.AAAA"):
        site.claim(user_id, email, identityToken=bad)
    assert site.id_of("email", email) != site.id_of("user_id", user_id) == account
    odd = site.server.query("SELECT user_id FROM events WHERE flags LIKE '%bad-identity-token%'")
    assert odd == [{"user_id": user_id}] * 5


def test_no_credential_is_kept_and_nobody_is_told_the_secret(site: Site) -> None:
    user_id, email, _ = site.two_known_people()
    token = site.token(user_id, email=email)
    site.claim(user_id, email, identityToken=token, proven=["email:other@example.com"])
    events = site.server.get(f"/api/profiles/user_id:{user_id}/timeline")["items"]
    (claimed,) = [event for event in events if event["context"].get("proven")]
    assert claimed["context"]["proven"] == [f"user_id:{user_id}", f"email:{email}"]
    assert token not in json.dumps(events)
    shown = site.server.cli("source", "identity", "show", site.page_id, "--json")
    assert site.secret not in shown
    assert site.secret not in site.server.log
    assert token not in site.server.log
    stored = (site.server.data_dir / "state.db").read_bytes() + (site.server.data_dir / "state.db-wal").read_bytes()
    assert site.secret.encode() not in stored


def test_a_secret_that_is_removed_signs_nobody_any_more(site: Site) -> None:
    user_id, email, _ = site.two_known_people()
    page = site.server.post("/api/sources", {"name": "Another page", "kind": "browser"})
    first = json.loads(site.server.cli("source", "identity", "rotate", page["id"], "--json"))
    left = json.loads(site.server.cli("source", "identity", "remove", page["id"], first["id"], "--json"))
    assert left["secrets"] == []
    assert site.server.cli("source", "identity", "remove", page["id"], first["id"], check=False) == ""
    token = site.token(user_id, first["secret"], email=email)
    event = {"type": "identify", "userId": user_id, "traits": {"email": email}, "context": {"identityToken": token}}
    site.server.send(event, write_key=page["write_key"])
    site.server.wait_until_processed()
    assert site.id_of("email", email) != site.id_of("user_id", user_id)
