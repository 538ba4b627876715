"""Invites: links by which one person may come in, once; and the link of the set-up, by which the first owner does."""

from __future__ import annotations

import sqlalchemy as sa

from portret.govern import audit
from portret.govern.access import store
from portret.govern.access.model import Invite, User
from portret.govern.access.secret import hash_of, new_secret
from portret.govern.access.users import Newcomer, by_themselves, checked_email, key_of_email, may_give, new_user
from portret.govern.audit import Change
from portret.govern.model import Actor, UserRole
from portret.kernel import Clock, Conflict, Forbidden, NotFound, new_id, told

LASTS_MS = 7 * 86_400_000
_GONE = told(
    "invite-gone",
    "This invite is no longer valid: it was used, withdrawn, or is older than a week. Ask for a new one.",
)
_NO_SET_UP = told(
    "set-up-token",
    "The set-up asks for the token that the server printed at its start; it lies in setup.token in its data.",
)
_HAS_USERS = told("set-up-done", "Portret is set up already. Sign in, or ask an administrator for an invite.")
_COMES_IN = "user.join"


def invite(connection: sa.Connection, clock: Clock, actor: Actor, email: str, role: UserRole) -> tuple[Invite, str]:
    """Make an invite and return it with its secret; one made before for this address is good no more.

    Raises:
        Invalid: that is no e-mail address.
        Conflict: somebody has it already.
        Forbidden: the role may do more than who invites.
    """
    may_give(actor, role)
    address = checked_email(email)
    if store.user_by_email(connection, key_of_email(address)):
        raise Conflict(
            told("user-there-role", "A user with this e-mail address exists. Change their role instead."), path="/email"
        )
    store.delete_invites(connection, actor.workspace_id, address)
    now_ms = clock.now_ms()
    made = Invite(
        workspace_id=actor.workspace_id,
        id=new_id("inv"),
        email=address,
        role=role,
        author=actor.id,
        created_at_ms=now_ms,
        expires_at_ms=now_ms + LASTS_MS,
    )
    secret = new_secret()
    store.add_invite(connection, made, hash_of(secret))
    audit.record(connection, clock, actor, Change("invite.create", made.id, after={"email": address, "role": role}))
    return made, secret


def open_invite(connection: sa.Connection, clock: Clock, secret: str) -> Invite:
    """Return the invite with this secret. Raises NotFound if it is good no more, or never was."""
    found = store.invite_by_hash(connection, hash_of(secret))
    if found is None or not found.email or found.used_at_ms is not None:
        raise NotFound(_GONE, path="token")
    if found.expires_at_ms is not None and found.expires_at_ms <= clock.now_ms():
        raise NotFound(_GONE, path="token")
    return found


def accept(connection: sa.Connection, clock: Clock, secret: str, name: str, password_hash: str) -> User:
    """Let in whom an invite was made for, and use it up. Raises NotFound as `open_invite`."""
    found = open_invite(connection, clock, secret)
    newcomer = Newcomer(name, found.email, found.role, password_hash)
    user = new_user(connection, clock, found.workspace_id, newcomer)
    store.use_invite(connection, found, clock.now_ms())
    record_joining(connection, clock, user)
    return user


def withdraw(connection: sa.Connection, clock: Clock, actor: Actor, invite_id: str) -> None:
    """Take an invite back. Raises NotFound."""
    found = store.find_invite(connection, actor.workspace_id, invite_id)
    if found is None or found.used_at_ms is not None or not found.email:
        raise NotFound(
            told("invite-none", "There is no open invite with this id. GET /api/invites lists them."), path="invite_id"
        )
    may_give(actor, found.role)
    store.delete_invite(connection, found)
    audit.record(
        connection, clock, actor, Change("invite.delete", invite_id, before={"email": found.email, "role": found.role})
    )


def make_set_up_secret(connection: sa.Connection, clock: Clock, workspace_id: str) -> str:
    """Make anew what the set-up asks for; what was made before is good no more."""
    store.delete_invites(connection, workspace_id, "")
    secret = new_secret()
    made = Invite(
        workspace_id=workspace_id,
        id=new_id("inv"),
        email="",
        role="owner",
        author="",
        created_at_ms=clock.now_ms(),
        expires_at_ms=None,
    )
    store.add_invite(connection, made, hash_of(secret))
    return secret


def workspace_to_set_up(connection: sa.Connection, secret: str) -> str:
    """Return the workspace that this secret of the set-up is of.

    Raises:
        Conflict: there is a user already.
        Forbidden: it is not the secret.
    """
    if store.has_users(connection):
        raise Conflict(_HAS_USERS)
    found = store.invite_by_hash(connection, hash_of(secret))
    if found is None or found.email or found.used_at_ms is not None:
        raise Forbidden(_NO_SET_UP, path="/setup_token")
    return found.workspace_id


def set_up(connection: sa.Connection, clock: Clock, secret: str, owner: Newcomer) -> User:
    """Make the first owner. Raises as `workspace_to_set_up`, and Invalid for no e-mail address."""
    workspace_id = workspace_to_set_up(connection, secret)
    user = new_user(connection, clock, workspace_id, owner)
    store.delete_invites(connection, workspace_id, "")
    record_joining(connection, clock, user)
    return user


def record_joining(connection: sa.Connection, clock: Clock, user: User) -> None:
    """Record that somebody came in for the first time."""
    actor = by_themselves(user)
    after = {"email": user.email, "role": user.role}
    audit.record(connection, clock, actor, Change(_COMES_IN, user.id, after=after))
