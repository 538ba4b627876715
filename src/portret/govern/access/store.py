"""All SQL of access: users, their sessions, invites and API tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa

from portret.govern.access.model import Invite, Session, Token, User
from portret.govern.roles import role_of
from portret.state import Text, chunks, metadata

users = sa.Table(
    "users",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("email", Text, nullable=False),
    sa.Column("email_key", Text, nullable=False),
    sa.Column("role", Text, nullable=False),
    sa.Column("locale", Text, nullable=False),
    sa.Column("theme", Text, nullable=False),
    sa.Column("password_hash", Text, nullable=False),
    sa.Column("issuer", Text),
    sa.Column("subject", Text),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("signed_in_at_ms", sa.BigInteger),
    sa.Column("disabled_at_ms", sa.BigInteger),
    sa.Index("users_by_email", "email_key", unique=True),
    sa.Index("users_by_subject", "issuer", "subject", unique=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("user_id", Text, nullable=False),
    sa.Column("hash", Text, nullable=False),
    sa.Column("address", Text, nullable=False),
    sa.Column("agent", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("seen_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger, nullable=False),
    sa.Index("sessions_by_hash", "hash", unique=True),
    sa.Index("sessions_by_end", "expires_at_ms"),
)

invites = sa.Table(
    "invites",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("hash", Text, nullable=False),
    sa.Column("email", Text, nullable=False),
    sa.Column("role", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
    sa.Column("used_at_ms", sa.BigInteger),
    sa.Index("invites_by_hash", "hash", unique=True),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("role", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("hash", Text, nullable=False),
    sa.Column("hint", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
    sa.Column("revoked_at_ms", sa.BigInteger),
    sa.Column("user_id", Text),
    sa.Index("tokens_by_hash", "hash", unique=True),
)

_SESSION = [sessions.c[each.name] for each in fields(Session)]
_INVITE = [invites.c[each.name] for each in fields(Invite)]
_TOKEN = [tokens.c[each.name] for each in fields(Token)]


def add_user(connection: sa.Connection, user: User) -> None:
    """Write a new user."""
    connection.execute(sa.insert(users).values(asdict(user)))


def has_users(connection: sa.Connection) -> bool:
    """Say whether the installation has a user, in whatever workspace."""
    return connection.execute(sa.select(users.c.id).limit(1)).first() is not None


def workspace_of_users(connection: sa.Connection) -> str:
    """Return the workspace in which all users work; "" if there is none, or several."""
    found = connection.execute(sa.select(users.c.workspace_id).distinct().limit(2)).scalars().all()
    return found[0] if len(found) == 1 else ""


def find_user(connection: sa.Connection, workspace_id: str, user_id: str) -> User | None:
    """Return a user of a workspace by id, disabled ones too, or None."""
    query = sa.select(users).where(users.c.workspace_id == workspace_id, users.c.id == user_id)
    return _user(connection.execute(query).mappings().first())


def user_by_email(connection: sa.Connection, email_key: str) -> User | None:
    """Return the user with an e-mail address, in whatever workspace, or None."""
    return _user(connection.execute(sa.select(users).where(users.c.email_key == email_key)).mappings().first())


def user_by_subject(connection: sa.Connection, issuer: str, subject: str) -> User | None:
    """Return the user for whom an OpenID provider vouches, or None."""
    query = sa.select(users).where(users.c.issuer == issuer, users.c.subject == subject)
    return _user(connection.execute(query).mappings().first())


def list_users(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[User]:
    """Return up to `limit` users of a workspace whose ids come after `after`, oldest first."""
    query = sa.select(users).where(users.c.workspace_id == workspace_id, users.c.id > after)
    rows = connection.execute(query.order_by(users.c.id).limit(limit)).mappings()
    return [User(**row) for row in rows]


def user_names(connection: sa.Connection, workspace_id: str, user_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those of the users that are of a workspace, by id."""
    names: dict[str, str] = {}
    for piece in chunks(sorted(user_ids)):
        query = sa.select(users.c.id, users.c.name).where(users.c.workspace_id == workspace_id, users.c.id.in_(piece))
        names |= {row.id: row.name for row in connection.execute(query)}
    return names


def count_owners(connection: sa.Connection, workspace_id: str) -> int:
    """Return how many owners of a workspace may come in."""
    query = sa.select(sa.func.count()).where(
        users.c.workspace_id == workspace_id, users.c.role == "owner", users.c.disabled_at_ms.is_(None)
    )
    return connection.execute(query).scalar_one()


def change_user(connection: sa.Connection, user: User, **values: Any) -> None:
    """Change columns of a user."""
    where = (users.c.workspace_id == user.workspace_id, users.c.id == user.id)
    connection.execute(sa.update(users).where(*where).values(values))


def delete_user(connection: sa.Connection, user: User) -> None:
    """Delete a user."""
    connection.execute(sa.delete(users).where(users.c.workspace_id == user.workspace_id, users.c.id == user.id))


def add_session(connection: sa.Connection, session: Session, secret_hash: str) -> None:
    """Write a new session."""
    connection.execute(sa.insert(sessions).values(hash=secret_hash, **asdict(session)))


def session_by_hash(connection: sa.Connection, secret_hash: str) -> tuple[Session, User] | None:
    """Return the session whose secret has this SHA-256, and its user; ended ones too, or None."""
    query = sa.select(*_SESSION).where(sessions.c.hash == secret_hash)
    row = connection.execute(query).mappings().first()
    user = find_user(connection, row["workspace_id"], row["user_id"]) if row else None
    return (Session(**row), user) if row and user else None


def list_sessions(connection: sa.Connection, workspace_id: str, user_id: str, now_ms: int) -> list[Session]:
    """Return the sessions of a user that have not ended, the latest first."""
    query = sa.select(*_SESSION).where(
        sessions.c.workspace_id == workspace_id, sessions.c.user_id == user_id, sessions.c.expires_at_ms > now_ms
    )
    return [Session(**row) for row in connection.execute(query.order_by(sessions.c.id.desc())).mappings()]


def touch_session(connection: sa.Connection, session: Session, now_ms: int) -> None:
    """Note that a session was used."""
    where = (sessions.c.workspace_id == session.workspace_id, sessions.c.id == session.id)
    connection.execute(sa.update(sessions).where(*where).values(seen_at_ms=now_ms))


def end_session(connection: sa.Connection, workspace_id: str, user_id: str, session_id: str) -> bool:
    """End a session of a user; say whether there was one."""
    where = (
        sessions.c.workspace_id == workspace_id,
        sessions.c.user_id == user_id,
        sessions.c.id == session_id,
    )
    return connection.execute(sa.delete(sessions).where(*where)).rowcount > 0


def end_sessions(connection: sa.Connection, workspace_id: str, user_id: str) -> int:
    """End all sessions of a user; return how many."""
    where = (sessions.c.workspace_id == workspace_id, sessions.c.user_id == user_id)
    return connection.execute(sa.delete(sessions).where(*where)).rowcount


def forget_ended(connection: sa.Connection, now_ms: int, idle_since_ms: int) -> None:
    """Delete the sessions that have ended, or were not used since."""
    ended = sa.or_(sessions.c.expires_at_ms <= now_ms, sessions.c.seen_at_ms <= idle_since_ms)
    connection.execute(sa.delete(sessions).where(ended))


def add_invite(connection: sa.Connection, invite: Invite, secret_hash: str) -> None:
    """Write a new invite."""
    connection.execute(sa.insert(invites).values(hash=secret_hash, **asdict(invite)))


def invite_by_hash(connection: sa.Connection, secret_hash: str) -> Invite | None:
    """Return the invite whose secret has this SHA-256, used and expired ones too, or None."""
    row = connection.execute(sa.select(*_INVITE).where(invites.c.hash == secret_hash)).mappings().first()
    return Invite(**row) if row else None


def find_invite(connection: sa.Connection, workspace_id: str, invite_id: str) -> Invite | None:
    """Return an invite of a workspace by id, or None."""
    where = (invites.c.workspace_id == workspace_id, invites.c.id == invite_id)
    row = connection.execute(sa.select(*_INVITE).where(*where)).mappings().first()
    return Invite(**row) if row else None


def list_invites(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[Invite]:
    """Return up to `limit` invites by which nobody came in yet, after `after`, oldest first."""
    query = sa.select(*_INVITE).where(
        invites.c.workspace_id == workspace_id,
        invites.c.id > after,
        invites.c.used_at_ms.is_(None),
        invites.c.email != "",
    )
    return [Invite(**row) for row in connection.execute(query.order_by(invites.c.id).limit(limit)).mappings()]


def use_invite(connection: sa.Connection, invite: Invite, now_ms: int) -> None:
    """Note that somebody came in by an invite."""
    where = (invites.c.workspace_id == invite.workspace_id, invites.c.id == invite.id)
    connection.execute(sa.update(invites).where(*where).values(used_at_ms=now_ms))


def delete_invites(connection: sa.Connection, workspace_id: str, email: str) -> None:
    """Take back what invites were made for an e-mail address and not used."""
    where = (invites.c.workspace_id == workspace_id, invites.c.email == email, invites.c.used_at_ms.is_(None))
    connection.execute(sa.delete(invites).where(*where))


def delete_invite(connection: sa.Connection, invite: Invite) -> None:
    """Take an invite back."""
    where = (invites.c.workspace_id == invite.workspace_id, invites.c.id == invite.id)
    connection.execute(sa.delete(invites).where(*where))


def add_token(connection: sa.Connection, token: Token, token_hash: str) -> None:
    """Write a new token."""
    connection.execute(sa.insert(tokens).values(hash=token_hash, **asdict(token)))


def token_by_hash(connection: sa.Connection, token_hash: str) -> Token | None:
    """Return the token whose text has this SHA-256, revoked and expired ones too, or None."""
    return _token(connection.execute(sa.select(*_TOKEN).where(tokens.c.hash == token_hash)).mappings().first())


def list_tokens(
    connection: sa.Connection, workspace_id: str, after: str, limit: int, user_id: str | None = None
) -> list[Token]:
    """Return up to `limit` tokens whose ids come after `after`, oldest first: of a workspace, or of one user."""
    query = sa.select(*_TOKEN).where(tokens.c.workspace_id == workspace_id, tokens.c.id > after)
    if user_id is not None:
        query = query.where(tokens.c.user_id == user_id)
    rows = connection.execute(query.order_by(tokens.c.id).limit(limit)).mappings()
    return [token for row in rows if (token := _token(row))]


def get_token(connection: sa.Connection, workspace_id: str, token_id: str) -> Token | None:
    """Return a token by its id, or None."""
    query = sa.select(*_TOKEN).where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id)
    return _token(connection.execute(query).mappings().first())


def token_names(connection: sa.Connection, workspace_id: str, token_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of those of the tokens that are of a workspace, by id; revoked ones have theirs, too."""
    names: dict[str, str] = {}
    for piece in chunks(sorted(token_ids)):
        query = sa.select(tokens.c.id, tokens.c.name).where(
            tokens.c.workspace_id == workspace_id, tokens.c.id.in_(piece)
        )
        names |= {row.id: row.name for row in connection.execute(query)}
    return names


def count_good_admins(connection: sa.Connection, workspace_id: str, now_ms: int) -> int:
    """Return how many admin tokens of a workspace itself are good now."""
    query = sa.select(sa.func.count()).where(
        tokens.c.workspace_id == workspace_id,
        tokens.c.role == "admin",
        tokens.c.user_id.is_(None),
        tokens.c.revoked_at_ms.is_(None),
        sa.or_(tokens.c.expires_at_ms.is_(None), tokens.c.expires_at_ms > now_ms),
    )
    return connection.execute(query).scalar_one()


def mark_revoked(connection: sa.Connection, workspace_id: str, token_id: str, now_ms: int) -> None:
    """Revoke a token; one that is revoked already keeps its first instant."""
    connection.execute(
        sa.update(tokens)
        .where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id, tokens.c.revoked_at_ms.is_(None))
        .values(revoked_at_ms=now_ms)
    )


def revoke_tokens_of(connection: sa.Connection, workspace_id: str, user_id: str, now_ms: int) -> None:
    """Revoke all tokens of a user."""
    where = (tokens.c.workspace_id == workspace_id, tokens.c.user_id == user_id, tokens.c.revoked_at_ms.is_(None))
    connection.execute(sa.update(tokens).where(*where).values(revoked_at_ms=now_ms))


def _user(row: Any) -> User | None:
    return User(**row) if row else None


def _token(row: Any) -> Token | None:
    return Token(**{**row, "role": role_of(row["role"])}) if row else None
