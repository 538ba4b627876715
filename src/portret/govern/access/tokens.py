"""Make, find, list and revoke API tokens. The text of a token is seen once; its SHA-256 is what is kept."""

from __future__ import annotations

import sqlalchemy as sa

from portret.govern import audit
from portret.govern.access import store
from portret.govern.access.model import Token
from portret.govern.access.secret import hash_of, new_secret
from portret.govern.audit import Change
from portret.govern.called import role_called
from portret.govern.model import Actor, Role, TokenRole
from portret.govern.roles import PERMISSIONS, narrowed
from portret.kernel import Clock, Conflict, Forbidden, Invalid, NotFound, Permission, Unauthorized, new_id, told
from portret.state import State

TEXT_PREFIX = "ptk_"
_LATEST_MS = 253_402_300_799_999
_UNKNOWN = told(
    "token-unknown", "The token is not known here. Make one with `portret token create`, or use the one in admin.token."
)
_REVOKED = told("token-revoked", "This token was revoked. Make a new one with `portret token create`.")
_EXPIRED = told("token-expired", "This token has expired. Make a new one with `portret token create`.")
_NOBODYS = told("token-none", "There is no token with this id. `portret token list` shows them.")


def make_token(
    clock: Clock, workspace_id: str, role: Role, name: str, expires_at_ms: int | None = None, user_id: str | None = None
) -> tuple[Token, str]:
    """Return a token that is nowhere kept yet, and its text.

    Raises:
        Invalid: it would be expired from the start, or never within the calendar.
    """
    now_ms = clock.now_ms()
    if expires_at_ms is not None and expires_at_ms <= now_ms:
        raise Invalid(told("token-past", "A token must expire in the future."), path="/expires_at")
    if expires_at_ms is not None and expires_at_ms > _LATEST_MS:
        raise Invalid(told("token-far", "A token must expire before the year 10000 in UTC."), path="/expires_at")
    text = new_secret(TEXT_PREFIX)
    token = Token(
        id=new_id("tok"),
        workspace_id=workspace_id,
        role=role,
        name=name,
        hint=text[-4:],
        created_at_ms=now_ms,
        expires_at_ms=expires_at_ms,
        user_id=user_id,
    )
    return token, text


def create_token(
    state: State, clock: Clock, actor: Actor, role: TokenRole, name: str, expires_at_ms: int | None = None
) -> tuple[Token, str]:
    """Make a token for who asks and keep it; return it and its text, which cannot be had again.

    Raises:
        Invalid: as `make_token`.
        Forbidden: it could do what who asks may not.
    """
    if not PERMISSIONS[role] <= actor.permissions:
        raise Forbidden(
            told(
                "token-role",
                "Your role, “{own}”, does not allow all that the role “{role}” does. Choose a lesser one.",
                own=role_called(actor.role),
                role=role_called(role),
            )
        )
    token, text = make_token(clock, actor.workspace_id, role, name, expires_at_ms, actor.user_id or None)
    with state.begin() as connection:
        keep_token(connection, token, text)
        after = {"name": name, "role": role, "expires_at_ms": expires_at_ms}
        audit.record(connection, clock, actor, Change("token.create", token.id, after=after))
    return token, text


def keep_token(connection: sa.Connection, token: Token, text: str) -> None:
    """Write a token made by `make_token`."""
    store.add_token(connection, token, hash_of(text))


def authenticate(state: State, clock: Clock, text: str, address: str) -> Actor:
    """Return who acts by the token with this text. An index tells nothing about the hash of 256 random bits.

    Raises:
        Unauthorized: it is unknown, expired or revoked, or its user may not come in any more.
    """
    with state.read() as connection:
        token = store.token_by_hash(connection, hash_of(text))
        if token is None:
            raise Unauthorized(_UNKNOWN)
        user = store.find_user(connection, token.workspace_id, token.user_id) if token.user_id else None
    if token.revoked_at_ms is not None or (token.user_id and (user is None or user.disabled_at_ms is not None)):
        raise Unauthorized(_REVOKED)
    if token.expires_at_ms is not None and token.expires_at_ms <= clock.now_ms():
        raise Unauthorized(_EXPIRED)
    return Actor(
        kind="token",
        id=token.id,
        name=f"{user.name}: {token.name}" if user else token.name,
        role=token.role,
        permissions=narrowed(token.role, user.role) if user else PERMISSIONS[token.role],
        workspace_id=token.workspace_id,
        user_id=token.user_id or "",
        address=address,
    )


def revoke_token(state: State, clock: Clock, actor: Actor, token_id: str) -> Token:
    """Revoke a token, from now on and for ever; doing it twice changes nothing.

    Raises:
        NotFound: there is no such token, or it is somebody else's and not theirs to manage.
        Conflict: it is the last good admin token of the workspace itself, and nobody could make another.
    """
    with state.begin() as connection:
        token = store.get_token(connection, actor.workspace_id, token_id)
        if token is None or not _may_revoke(actor, token):
            raise NotFound(_NOBODYS, path="token_id")
        if _is_last_admin(connection, token, clock.now_ms()):
            raise Conflict(
                told("last-token", "This is the last admin token. Create another first, then revoke this one.")
            )
        store.mark_revoked(connection, token.workspace_id, token_id, clock.now_ms())
        audit.record(
            connection, clock, actor, Change("token.revoke", token_id, before={"name": token.name, "role": token.role})
        )
        return store.get_token(connection, token.workspace_id, token_id) or token


def _may_revoke(actor: Actor, token: Token) -> bool:
    return Permission.TOKENS_MANAGE in actor.permissions or (token.user_id or "?") == actor.user_id


def _is_last_admin(connection: sa.Connection, token: Token, now_ms: int) -> bool:
    if token.role != "admin" or token.user_id or token.revoked_at_ms is not None:
        return False
    return store.count_good_admins(connection, token.workspace_id, now_ms) == 1
