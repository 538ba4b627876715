"""Sessions: opened at sign-in, found by the secret in a cookie, ended by time, by their user, or with their user."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from portret.govern.access import store
from portret.govern.access.model import Arrival, Session, User
from portret.govern.access.secret import hash_of, new_secret
from portret.govern.model import Actor
from portret.govern.roles import PERMISSIONS
from portret.kernel import Clock, Settings, Unauthorized, new_id, told
from portret.state import State

_TOUCH_EVERY_MS = 60_000
_MOST_AGENT_CHARS = 300
_MILLISECOND = timedelta(milliseconds=1)
_ENDED = told("session-ended", "This session has ended. Sign in again.")


@dataclass(frozen=True)
class Opened:
    """A session that was just opened, and its secret, which only the cookie has from now on."""

    session: Session
    user: User
    secret: str = field(repr=False)


def open_session(
    connection: sa.Connection, clock: Clock, settings: Settings, user: User, arrival: Arrival, replaced: str = ""
) -> Opened:
    """Open a session with a new secret; the one whose secret the browser brought (`replaced`) ends."""
    now_ms = clock.now_ms()
    store.forget_ended(connection, now_ms, now_ms - settings.session_idle // _MILLISECOND)
    if replaced and (old := store.session_by_hash(connection, hash_of(replaced))):
        store.end_session(connection, old[0].workspace_id, old[0].user_id, old[0].id)
    session = Session(
        workspace_id=user.workspace_id,
        id=new_id("ses"),
        user_id=user.id,
        address=arrival.address,
        agent=arrival.agent[:_MOST_AGENT_CHARS].encode("utf-8", "replace").decode().replace("\0", ""),
        created_at_ms=now_ms,
        seen_at_ms=now_ms,
        expires_at_ms=now_ms + settings.session_lifetime // _MILLISECOND,
    )
    secret = new_secret("pts_")
    store.add_session(connection, session, hash_of(secret))
    store.change_user(connection, user, signed_in_at_ms=now_ms)
    return Opened(session, user, secret)


def find_session(state: State, clock: Clock, settings: Settings, secret: str) -> tuple[Session, User]:
    """Return the session with this secret, and its user.

    Raises:
        Unauthorized: there is none, it has ended, or its user may not come in any more.
    """
    with state.read() as connection:
        found = store.session_by_hash(connection, hash_of(secret))
    now_ms = clock.now_ms()
    if found is None or not _is_open(found[0], now_ms, settings.session_idle) or found[1].disabled_at_ms is not None:
        raise Unauthorized(_ENDED)
    if now_ms - found[0].seen_at_ms >= _TOUCH_EVERY_MS:
        with state.begin() as connection:
            store.touch_session(connection, found[0], now_ms)
    return found


def actor_of(session: Session, user: User, address: str) -> Actor:
    """Return who acts in a session, by their role at this moment."""
    return Actor(
        kind="user",
        id=user.id,
        name=user.name,
        role=user.role,
        permissions=PERMISSIONS[user.role],
        workspace_id=user.workspace_id,
        user_id=user.id,
        session_id=session.id,
        address=address,
    )


def _is_open(session: Session, now_ms: int, idle: timedelta) -> bool:
    return now_ms < session.expires_at_ms and now_ms - session.seen_at_ms < idle // _MILLISECOND
