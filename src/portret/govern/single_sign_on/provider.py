"""Ask an OpenID provider: where what is, what a code is worth, and by which keys it signs.

Addresses come from the operator's setting and from what that provider says of itself, never from a request. They are
asked over TLS (or on this machine), without following redirects, briefly, and for little.
"""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import quote_plus

import httpx2
import msgspec

from portret.govern.single_sign_on.model import Endpoints, Site, is_local
from portret.kernel import Clock, Unavailable, told

_TIMEOUT_S = 5.0
_MOST_BYTES = 512 * 1024
_KEPT_MS = 3_600_000
_SILENT = told(
    "sso-silent", "The provider of single sign-on does not answer as it should. Try again, or sign in with a password."
)


class Provider:
    """One provider, remembered for an hour."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self.site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[int, Endpoints] | None = None
        self._keys: dict[str, Any] | None = None

    def endpoints(self) -> Endpoints:
        """Return where the provider is asked for what. Raises Unavailable."""
        with self._lock:
            if self._known is None or self._known[0] <= self._clock.now_ms():
                self._known = (self._clock.now_ms() + _KEPT_MS, self._discovered())
                self._keys = None
            return self._known[1]

    def keys(self, *, anew: bool = False) -> dict[str, Any]:
        """Return the provider's public keys as a JWK set. Raises Unavailable."""
        endpoints = self.endpoints()
        with self._lock:
            if self._keys is None or anew:
                self._keys = self._asked("GET", endpoints.keys)
            return self._keys

    def id_token(self, code: str, verifier: str) -> str:
        """Return the token that a code is worth. Raises Unavailable."""
        endpoints = self.endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.site.redirect_uri,
            "code_verifier": verifier,
        }
        auth = None
        if not self.site.client_secret or endpoints.takes_secret_in_body:
            form["client_id"] = self.site.client_id
        if self.site.client_secret and endpoints.takes_secret_in_body:
            form["client_secret"] = self.site.client_secret
        elif self.site.client_secret:
            auth = (_quoted(self.site.client_id), _quoted(self.site.client_secret))
        token = self._asked("POST", endpoints.token, data=form, auth=auth).get("id_token")
        if not isinstance(token, str):
            raise Unavailable(_SILENT)
        return token

    def _discovered(self) -> Endpoints:
        said = self._asked("GET", self.site.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if said.get("issuer") != self.site.issuer:
            raise Unavailable(_SILENT)
        methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Endpoints(
            self._checked(said.get("authorization_endpoint")),
            self._checked(said.get("token_endpoint")),
            self._checked(said.get("jwks_uri")),
            takes_secret_in_body="client_secret_basic" not in methods,
        )

    def _checked(self, url: Any) -> str:
        if isinstance(url, str) and (url.startswith("https://") or (self.site.is_local and is_local(url))):
            return url
        raise Unavailable(_SILENT)

    def _asked(self, method: str, url: str, **arguments: Any) -> dict[str, Any]:
        try:
            with (
                httpx2.Client(timeout=_TIMEOUT_S, follow_redirects=False) as client,
                client.stream(method, self._checked(url), **arguments) as answer,
            ):
                answer.raise_for_status()
                return msgspec.json.decode(_body(answer), type=dict[str, Any])
        except (httpx2.HTTPError, msgspec.DecodeError, UnicodeError, ValueError) as error:
            raise Unavailable(_SILENT) from error


def _body(answer: httpx2.Response) -> bytes:
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise Unavailable(_SILENT)
    return body


def _quoted(text: str) -> str:
    """Return a client's name or secret as Basic authentication takes it (RFC 6749, section 2.3.1)."""
    return quote_plus(text)
