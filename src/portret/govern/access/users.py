"""Make users, and change what they are: each change is recorded where it is made."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from portret.govern import audit
from portret.govern.access import store
from portret.govern.access.model import User
from portret.govern.access.passwords import check_password, hash_password
from portret.govern.audit import Change
from portret.govern.called import role_called
from portret.govern.model import Actor, UserRole
from portret.govern.roles import PERMISSIONS
from portret.kernel import Clock, Conflict, Forbidden, Invalid, NotFound, Permission, new_id, told

_OWNERS_ONLY = told("owners-only", "Only an owner may make owners, and change or disable them. Ask one.")
_LAST_OWNER = told(
    "last-owner", "This is the last owner, and nobody could manage the workspace. Make another user owner first."
)
_TAKEN = told("user-there", "A user with this e-mail address exists. Change that one, or use another address.")


def key_of_email(email: str) -> str:
    """Return an e-mail address as it is compared."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def checked_email(email: str) -> str:
    """Return an e-mail address as it is written. Raises Invalid if it is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise Invalid(
            told("no-email", "This is no e-mail address. Write one such as jo@example.com."), path="/email"
        ) from error


def checked_name(name: str) -> str:
    """Return a name without blanks around it. Raises Invalid if nothing is left."""
    if not (text := name.strip()):
        raise Invalid(told("user-nameless", "Say a name; it is shown beside what this user does."), path="/name")
    return text


@dataclass(frozen=True)
class Newcomer:
    """Who becomes a user: by their password, or by an OpenID provider (`issuer`) that calls them `subject`."""

    name: str
    email: str
    role: UserRole
    password_hash: str = field(default="", repr=False)
    issuer: str | None = None
    subject: str | None = None


def new_user(connection: sa.Connection, clock: Clock, workspace_id: str, newcomer: Newcomer) -> User:
    """Make a user. Raises Invalid for no e-mail address, Conflict if somebody has it."""
    address = checked_email(newcomer.email)
    if store.user_by_email(connection, key_of_email(address)):
        raise Conflict(_TAKEN, path="/email")
    user = User(
        workspace_id=workspace_id,
        id=new_id("usr"),
        name=checked_name(newcomer.name),
        email=address,
        email_key=key_of_email(address),
        role=newcomer.role,
        locale="en",
        theme="system",
        password_hash=newcomer.password_hash,
        issuer=newcomer.issuer,
        subject=newcomer.subject,
        created_at_ms=clock.now_ms(),
    )
    store.add_user(connection, user)
    return user


def hashed(password: str, name: str, email: str) -> str:
    """Return the hash of a new password. Raises Invalid if it is too weak."""
    check_password(password, name, email, email.partition("@")[0])
    return hash_password(password)


def the_user(connection: sa.Connection, workspace_id: str, user_id: str) -> User:
    """Return a user of a workspace. Raises NotFound."""
    user = store.find_user(connection, workspace_id, user_id)
    if user is None:
        raise NotFound(
            told("user-none", "There is no user with this id. `portret user list` shows them."), path="user_id"
        )
    return user


def change_role(connection: sa.Connection, clock: Clock, actor: Actor, user: User, role: UserRole) -> User:
    """Give a user another role. Raises Forbidden if only an owner may, Conflict for the last owner."""
    _guard_owner(connection, actor, user, stays=role == "owner" and user.disabled_at_ms is None)
    may_give(actor, role)
    store.change_user(connection, user, role=role)
    audit.record(
        connection, clock, actor, Change("user.role", user.id, before={"role": user.role}, after={"role": role})
    )
    return replace(user, role=role)


def switch(connection: sa.Connection, clock: Clock, actor: Actor, user: User, *, disabled: bool) -> User:
    """Keep a user out, with all their sessions, or let them in again. Raises as `change_role`."""
    _guard_owner(connection, actor, user, stays=not disabled)
    if disabled and user.id == actor.user_id:
        raise Conflict(told("not-oneself-disable", "You cannot disable yourself. Ask another administrator."))
    at_ms = clock.now_ms() if disabled else None
    store.change_user(connection, user, disabled_at_ms=at_ms)
    if disabled:
        store.end_sessions(connection, user.workspace_id, user.id)
    audit.record(connection, clock, actor, Change("user.disable" if disabled else "user.enable", user.id))
    return replace(user, disabled_at_ms=at_ms)


def remove(connection: sa.Connection, clock: Clock, actor: Actor, user: User) -> None:
    """Delete a user, end their sessions and revoke their tokens. Raises as `change_role`."""
    _guard_owner(connection, actor, user, stays=False)
    if user.id == actor.user_id:
        raise Conflict(told("not-oneself-delete", "You cannot delete yourself. Ask another administrator."))
    store.end_sessions(connection, user.workspace_id, user.id)
    store.revoke_tokens_of(connection, user.workspace_id, user.id, clock.now_ms())
    store.delete_user(connection, user)
    audit.record(
        connection, clock, actor, Change("user.delete", user.id, before={"email": user.email, "role": user.role})
    )


def change_profile(connection: sa.Connection, clock: Clock, actor: Actor, user: User, changed: User) -> None:
    """Keep what a user chose for themselves: the name, the language, the theme."""
    after = _chosen(changed)
    store.change_user(connection, user, **after)
    audit.record(connection, clock, actor, Change("user.change", user.id, before=_chosen(user), after=after))


def set_password(connection: sa.Connection, clock: Clock, actor: Actor, user: User, password_hash: str) -> None:
    """Give a user another password; all their sessions end."""
    store.change_user(connection, user, password_hash=password_hash)
    store.end_sessions(connection, user.workspace_id, user.id)
    audit.record(connection, clock, actor, Change("user.password", user.id))


def by_themselves(user: User) -> Actor:
    """Return a user as who does something before there is a session."""
    return Actor(
        kind="user",
        id=user.id,
        name=user.name,
        role=user.role,
        permissions=PERMISSIONS[user.role],
        workspace_id=user.workspace_id,
        user_id=user.id,
    )


def may_give(actor: Actor, role: UserRole) -> None:
    """Raise Forbidden if somebody may not give this role."""
    if role == "owner" and Permission.OWNERS_MANAGE not in actor.permissions:
        raise Forbidden(_OWNERS_ONLY)
    if not PERMISSIONS[role] <= actor.permissions:
        raise Forbidden(
            told(
                "role-too-high",
                "Your role, “{own}”, may not give the role “{role}”, which allows more. Ask an owner.",
                own=role_called(actor.role),
                role=role_called(role),
            )
        )


def _guard_owner(connection: sa.Connection, actor: Actor, user: User, *, stays: bool) -> None:
    """Raise unless who acts may change this user, and an owner is left."""
    if user.role != "owner":
        return
    if Permission.OWNERS_MANAGE not in actor.permissions:
        raise Forbidden(_OWNERS_ONLY)
    if not stays and user.disabled_at_ms is None and store.count_owners(connection, user.workspace_id) == 1:
        raise Conflict(_LAST_OWNER)


def _chosen(user: User) -> dict[str, str]:
    return {"name": user.name, "locale": user.locale, "theme": user.theme}
