"""People who work here, how they are recognised, and whom they invite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portret.govern.model import Role, UserRole

Locale = Literal["en", "ru", "pl"]
Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True, kw_only=True)
class User:
    """Somebody who works in one workspace.

    Attributes:
        email_key: the address as it is compared: no two users of an installation have one.
        password_hash: Argon2id, with its parameters; "" for who signs in elsewhere only.
        issuer: the OpenID provider that vouches for them, with `subject`, their name there; None without one.
    """

    workspace_id: str
    id: str
    name: str
    email: str
    email_key: str
    role: UserRole
    locale: Locale
    theme: Theme
    password_hash: str
    issuer: str | None = None
    subject: str | None = None
    created_at_ms: int
    signed_in_at_ms: int | None = None
    disabled_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """A browser in which somebody is signed in. Only the hash of its secret is kept.

    Attributes:
        address: where it was opened from.
        agent: the browser's own word about itself.
        seen_at_ms: its last request, to the minute.
        expires_at_ms: when it ends, however much it is used.
    """

    workspace_id: str
    id: str
    user_id: str
    address: str
    agent: str
    created_at_ms: int
    seen_at_ms: int
    expires_at_ms: int


@dataclass(frozen=True, kw_only=True)
class Invite:
    """A link by which one new user may come in, once. That of the set-up names nobody and does not expire."""

    workspace_id: str
    id: str
    email: str
    role: UserRole
    author: str
    created_at_ms: int
    expires_at_ms: int | None
    used_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """An API token as it is known after creation: only the hash of its text is kept.

    Attributes:
        hint: the last four characters, to tell tokens apart.
        expires_at_ms: from when on it is refused; None for never.
        revoked_at_ms: since when it is refused; None while it is good.
        user_id: whose it is; it may do no more than they. None for one of the installation itself.
    """

    id: str
    workspace_id: str
    role: Role
    name: str
    hint: str
    created_at_ms: int
    expires_at_ms: int | None = None
    revoked_at_ms: int | None = None
    user_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Where a request comes from: the client's address, and the browser's word about itself."""

    address: str = ""
    agent: str = ""
