"""Believe an id token: signed by the provider, for us, now, and for this very browser (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portret.govern.access.secret import is_same
from portret.govern.single_sign_on.model import Vouched
from portret.govern.single_sign_on.provider import Provider
from portret.kernel import Unauthorized, told

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_LEEWAY_S = 60
_MOST_CHARS = 255
_UNPROVEN = told("sso-unproven", "The provider's word could not be believed. Sign in again.")


def vouched(provider: Provider, token: str, nonce: str, now_ms: int) -> Vouched:
    """Return whom a token vouches for.

    Raises:
        Unauthorized: it is not signed by the provider, is not for us, not for now, or not for this sign-in.
        Unavailable: the provider does not tell its keys.
    """
    site, claims = provider.site, _signed(provider, token)
    _check_times(claims, now_ms // 1000)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    is_ours = site.client_id in audiences and claims.get("azp", site.client_id) == site.client_id
    if not is_ours or (len(audiences) > 1 and "azp" not in claims):
        raise Unauthorized(_UNPROVEN)
    subject = claims.get("sub")
    if claims.get("iss") != site.issuer or not is_same(str(claims.get("nonce", "")), nonce):
        raise Unauthorized(_UNPROVEN)
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_CHARS:
        raise Unauthorized(_UNPROVEN)
    email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
    return Vouched(site.issuer, subject, str(claims.get("name") or email or subject)[:100], email)


def _signed(provider: Provider, token: str) -> dict[str, Any]:
    """Return what a token says; keys that are new are fetched once."""
    for anew in (False, True):
        try:
            keys = KeySet.import_key_set(provider.keys(anew=anew))  # type: ignore[arg-type]  # it is checked there
            return jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, KeyError):
            continue
    raise Unauthorized(_UNPROVEN)


def _check_times(claims: dict[str, Any], now_s: int) -> None:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        raise Unauthorized(_UNPROVEN)
    if ends <= now_s - _LEEWAY_S or begins > now_s + _LEEWAY_S:
        raise Unauthorized(_UNPROVEN)
