"""A small OpenID provider over a real socket: it lets everybody in, and lies about whatever a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = ("portret", "a secret / with + signs")
_ENDS_WITHIN_S = 0.01


@cache
def _usual_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "k1"})


@dataclass
class OpenIdProvider:
    """What the provider says, and of whom."""

    issuer: str
    now_s: int
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "k1"})
    key: Any = field(default_factory=_usual_key)
    published: Any = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    redirects_keys: bool = False

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.document

    def keys(self) -> dict[str, Any]:
        return {"keys": [(self.published or self.key).as_dict(private=False)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where a browser is sent back to."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return what a code is worth; None if it is nothing (RFC 6749 section 4.1.3, RFC 7636 section 4.6)."""
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or verifier.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        if authorization != _basic() or form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        claims = {
            "iss": self.issuer,
            "aud": CLIENT[0],
            "sub": "u-1",
            "email": "jo@example.com",
            "email_verified": True,
            "name": "Jo",
            "nonce": nonce,
            "iat": self.now_s,
            "exp": self.now_s + 300,
        }
        said = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.header["alg"] in ("none", "HS256"):
            return self._by_hand(said)
        return jwt.encode(self.header, said, self.key, algorithms=[self.header["alg"]])

    def _by_hand(self, said: dict[str, Any]) -> str:
        """Return a token without signature, or signed by the public key as if it were a secret."""
        parts = ".".join(_encoded(json.dumps(part).encode()) for part in (self.header, said))
        secret = self.key.as_pem(private=False)
        signature = hmac.digest(secret, parts.encode(), "sha256") if self.header["alg"] == "HS256" else b""
        return f"{parts}.{_encoded(signature)}"


@contextmanager
def openid_provider(now_s: int) -> Iterator[OpenIdProvider]:
    """Run a provider on loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self._send(302, b"", Location=provider.authorize(asked))
            elif parts.path == "/keys" and provider.redirects_keys:
                self._send(302, b"", Location=f"{provider.issuer}/elsewhere")
            else:
                pages = {"/.well-known/openid-configuration": provider.configuration, "/keys": provider.keys}
                page = pages.get(parts.path)
                self._send(200 if page else 404, json.dumps(page() if page else {}).encode())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            found = provider.token(form, self.headers.get("Authorization", ""))
            self._send(200 if found else 400, json.dumps(found or {"error": "invalid_grant"}).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — as the standard library calls it
            """Say nothing."""

        def _send(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = OpenIdProvider(f"http://127.0.0.1:{server.server_port}", now_s)
    thread = threading.Thread(target=server.serve_forever, args=(_ENDS_WITHIN_S,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _basic() -> str:
    pair = ":".join(quote_plus(part) for part in CLIENT)
    return "Basic " + base64.b64encode(pair.encode()).decode()
