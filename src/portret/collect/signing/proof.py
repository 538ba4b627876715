"""Is this visitor who they claim to be? What a site's own server signed says so (RFC 7515, 7519; HMAC-SHA256).

Two forms, both in the event's context: `identityToken`, a JWT whose `sub` is the userId, and `identityHash`, the
HMAC-SHA256 of the userId in hex. A symmetric token is checked with the source's secrets only, an asymmetric one with
its public keys only, so that no key is ever taken for one of the other kind. Time is the time of receipt.
"""

from __future__ import annotations

import hmac
import math
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from portret.kernel import Clock, Invalid
from portret.unify import normalise_identifier

if TYPE_CHECKING:
    from portret.collect.signing.jose import PublicKey

_LEEWAY_MS = 60_000
_WITHOUT_EXPIRY_MS = 24 * 3600 * 1000
_LONGEST_TOKEN = 8_192
_LONGEST_SUBJECT = 1_024
_REMEMBERED = 8_192
_REREAD_MS = 20  # where the clock of who received is ahead of ours, every event came after the last read
_FOR_EVER_MS = 1 << 62
_FALSE = (False, "false")
_UNREADABLE = (ValueError, TypeError, RecursionError)


class Credentials(msgspec.Struct, frozen=True):
    """What a context brings as proof, as it came; None for what it does not bring."""

    token: Any = None
    digest: Any = None


@dataclass(frozen=True, eq=False)
class SigningKeys:
    """What a source's site signs with.

    Attributes:
        secrets: (secret, instant in ms from which on it is refused or None), the newest first.
        public: keys of asymmetric tokens.
        issuer: what the `iss` of these must be, "" for any.
        audience: what their `aud` must hold, "" for any.
    """

    secrets: tuple[tuple[bytes, int | None], ...] = ()
    public: tuple[PublicKey, ...] = ()
    issuer: str = ""
    audience: str = ""


class _Statement(msgspec.Struct, frozen=True):
    """What a signed token says: who it is about, what it proves, and when it is good, in ms, the end excluded."""

    subject: str
    proven: tuple[str, ...]
    from_ms: int
    until_ms: int


class Proofs:
    """Judges credentials with the keys as they stood when an event was received, to 20 ms, or later.

    Args:
        load: returns the keys by source id; called only where an event with credentials came after the last call. Keys
            that did not change must be the same object: what they have judged is remembered with them.
        clock: says when they were read.
    """

    def __init__(self, load: Callable[[], Mapping[str, SigningKeys]], clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._keys: Mapping[str, SigningKeys] = {}
        self._read_at_ms = -_REREAD_MS
        self._stated = lru_cache(maxsize=_REMEMBERED)(_stated)

    def proven(self, source_id: str, credentials: Credentials, user_id: str, at_ms: int) -> tuple[str, ...] | None:
        """Return the identifiers ("namespace:value") that are proven; None if a credential is not good for this user.

        Args:
            source_id: the source the event came by.
            credentials: what it brought.
            user_id: who it claims to be.
            at_ms: when it was received.
        """
        keys = self._keys_at(at_ms).get(source_id)
        if keys is None:
            return None
        found: tuple[str, ...] = ()
        if credentials.token is not None:
            statement = self._statement(keys, credentials.token)
            if statement is None or statement.subject != user_id or not _is_good(statement, at_ms):
                return None
            found = statement.proven
        if credentials.digest is not None:
            if not _is_digest(keys, credentials.digest, user_id, at_ms):
                return None
            found = found or (f"user_id:{user_id}",)
        return found

    def _keys_at(self, at_ms: int) -> Mapping[str, SigningKeys]:
        if at_ms >= self._read_at_ms:
            now_ms = self._clock.now_ms()
            if abs(now_ms - self._read_at_ms) >= _REREAD_MS:
                self._keys = self._load()
                self._read_at_ms = now_ms
        return self._keys

    def _statement(self, keys: SigningKeys, token: object) -> _Statement | None:
        if type(token) is not str or len(token) > _LONGEST_TOKEN:
            return None
        return self._stated(keys, token)


def _is_good(statement: _Statement, at_ms: int) -> bool:
    return statement.from_ms <= at_ms < statement.until_ms


def _is_digest(keys: SigningKeys, digest: object, user_id: str, at_ms: int) -> bool:
    if type(digest) is not str:
        return False
    given = digest.strip().lower().encode("utf-8", "replace")
    content = user_id.encode("utf-8", "replace")
    return any(
        hmac.compare_digest(hmac.digest(secret, content, "sha256").hex().encode(), given)
        for secret, until_ms in keys.secrets
        if until_ms is None or at_ms < until_ms
    )


def _stated(keys: SigningKeys, token: str) -> _Statement | None:
    """Return what a token says if one of the keys signed it; None for all else."""
    if token.count(".") != 2 or not token.isascii():  # noqa: PLR2004 — head, content, signature
        return None
    try:
        head = msgspec.json.decode(urlsafe_b64decode(token[: token.index(".")] + "=="), type=dict[str, Any])
        if "crit" in head or "b64" in head:
            return None
        if head.get("alg") == "HS256":
            return _by_secret(keys, token)
        return _by_public_key(keys, token, head.get("alg"), head.get("kid"))
    except _UNREADABLE:
        return None


def _by_secret(keys: SigningKeys, token: str) -> _Statement | None:
    from portret.collect.signing import jose  # noqa: PLC0415 — 8 MB of memory that only signed tokens need

    for secret, until_ms in keys.secrets:
        content = jose.signed_by_secret(token, secret)
        if content is not None:
            return _statement_of(_read(content), _FOR_EVER_MS if until_ms is None else until_ms)
    return None


def _by_public_key(keys: SigningKeys, token: str, algorithm: object, key_id: object) -> _Statement | None:
    from portret.collect.signing import jose  # noqa: PLC0415 — as above

    for key in keys.public:
        content = jose.signed_by_key(token, key, algorithm, key_id)
        if content is not None:
            said = _read(content)
            return _statement_of(said, _FOR_EVER_MS) if _is_meant(said, keys) else None
    return None


def _read(content: bytes) -> dict[str, Any]:
    return msgspec.json.decode(content, type=dict[str, Any])


def _is_meant(content: Mapping[str, Any], keys: SigningKeys) -> bool:
    audience = content.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    return (not keys.issuer or content.get("iss") == keys.issuer) and (not keys.audience or keys.audience in audiences)


def _statement_of(content: Mapping[str, Any], key_until_ms: int) -> _Statement | None:
    subject = _subject(content.get("sub"))
    issued_ms, expires_ms, begins_ms = (_instant_ms(content, name) for name in ("iat", "exp", "nbf"))
    if expires_ms is None:
        if issued_ms is None:
            return None
        expires_ms = issued_ms + _WITHOUT_EXPIRY_MS
    if not subject:
        return None
    begins = max(instant for instant in (issued_ms, begins_ms, 0) if instant is not None)
    until_ms = min(expires_ms + _LEEWAY_MS, key_until_ms)
    return _Statement(subject, (f"user_id:{subject}", *_contacts(content)), begins - _LEEWAY_MS, until_ms)


def _subject(value: object) -> str:
    text = str(value) if type(value) is int else value
    return text.strip() if isinstance(text, str) and len(text) <= _LONGEST_SUBJECT else ""


def _instant_ms(content: Mapping[str, Any], name: str) -> int | None:
    """Return a NumericDate in ms, None if it is not there. Raises ValueError, TypeError if it is no number."""
    value = content.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not math.isfinite(value) or abs(value) > _FOR_EVER_MS // 1000:
        raise ValueError(name)
    return int(value * 1000)


def _contacts(content: Mapping[str, Any]) -> list[str]:
    """Return the contacts that the site vouches for; a telephone number counts with its country's prefix only."""
    found = []
    email, phone = content.get("email"), content.get("phone_number")
    if isinstance(email, str) and content.get("email_verified") not in _FALSE:
        found += _identifier("email", email)
    if isinstance(phone, str) and phone.startswith("+") and content.get("phone_number_verified") not in _FALSE:
        found += _identifier("phone", phone)
    return found


def _identifier(namespace: str, value: str) -> list[str]:
    try:
        return [f"{namespace}:{normalise_identifier(namespace, value)}"]
    except Invalid:
        return []
