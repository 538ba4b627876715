"""Make, find, list and revoke API tokens. The text of a token is seen once; its SHA-256 is what is kept."""

from __future__ import annotations

import hashlib
import secrets

import sqlalchemy as sa

from portret.kernel import Clock, Conflict, Invalid, NotFound, Unauthorized, new_id
from portret.state import State
from portret.web import store
from portret.web.model import Role, Token

TEXT_PREFIX = "ptk_"
_LATEST_MS = 253_402_300_799_999
_UNKNOWN = "The token is not known here. Make one with `portret token create`, or use the one in admin.token."


def make_token(
    clock: Clock, workspace_id: str, role: Role, name: str, expires_at_ms: int | None = None
) -> tuple[Token, str]:
    """Return a token that is nowhere kept yet, and its text.

    Raises:
        Invalid: it would be expired from the start, or never within the calendar.
    """
    now_ms = clock.now_ms()
    if expires_at_ms is not None and expires_at_ms <= now_ms:
        raise Invalid("A token must expire in the future.", path="/expires_at")
    if expires_at_ms is not None and expires_at_ms > _LATEST_MS:
        raise Invalid("A token must expire before the year 10000 in UTC.", path="/expires_at")
    text = TEXT_PREFIX + secrets.token_urlsafe(32)
    token = Token(
        id=new_id("tok"),
        workspace_id=workspace_id,
        role=role,
        name=name,
        hint=text[-4:],
        created_at_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )
    return token, text


def create_token(
    state: State, clock: Clock, workspace_id: str, role: Role, name: str, expires_at_ms: int | None = None
) -> tuple[Token, str]:
    """Make a token and keep it; return it and its text, which cannot be had again. Raises Invalid as `make_token`."""
    token, text = make_token(clock, workspace_id, role, name, expires_at_ms)
    with state.begin() as connection:
        keep_token(connection, token, text)
    return token, text


def keep_token(connection: sa.Connection, token: Token, text: str) -> None:
    """Write a token made by `make_token`."""
    store.add_token(connection, token, _hash(text))


def authenticate(state: State, clock: Clock, text: str) -> Token:
    """Return the token with this text. Comparing hashes by an index tells nothing about a secret of 256 random bits.

    Raises:
        Unauthorized: it is unknown, expired or revoked.
    """
    with state.read() as connection:
        token = store.token_by_hash(connection, _hash(text))
    if token is None:
        raise Unauthorized(_UNKNOWN)
    if token.revoked_at_ms is not None:
        raise Unauthorized("This token was revoked. Make a new one with `portret token create`.")
    if token.expires_at_ms is not None and token.expires_at_ms <= clock.now_ms():
        raise Unauthorized("This token has expired. Make a new one with `portret token create`.")
    return token


def revoke_token(state: State, clock: Clock, workspace_id: str, token_id: str) -> Token:
    """Revoke a token, from now on and for ever; doing it twice changes nothing.

    Raises:
        NotFound: there is no such token.
        Conflict: it is the last good admin token, and nobody could make another.
    """
    with state.begin() as connection:
        token = store.get_token(connection, workspace_id, token_id)
        if token is None:
            raise NotFound("There is no token with this id. `portret token list` shows them.", path="/token_id")
        is_good_admin = token.role == "admin" and token.revoked_at_ms is None
        if is_good_admin and store.count_good_admins(connection, workspace_id, clock.now_ms()) == 1:
            raise Conflict("This is the last admin token. Create another first, then revoke this one.")
        store.mark_revoked(connection, workspace_id, token_id, clock.now_ms())
        return store.get_token(connection, workspace_id, token_id) or token


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
