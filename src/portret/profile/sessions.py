"""Sessions: the union of activity intervals with pauses of at most 30 minutes, whatever order the events come in.

A session belongs to the profile at a brand, not to a device or a client-side session id: two devices used at the same
time share one, and a person's sessions join when their profiles do. Trackers that count sessions by a cookie, as
Snowplow does by `domain_sessionid`, count two devices apart and split where the cookie is lost or the browser's clock
jumps; there the numbers differ. Identify calls, messages and what the back office says of an order are not activity.

The newest 64 sessions, and all that ended within 31 days of the newest one, are kept one by one; older ones are
collapsed into totals once more than 96 are held. So the count is exact if a profile has at most 96 sessions, or events
come at most 30 days late. A later event below the collapsed ones opens a session of its own.
"""

from __future__ import annotations

from portret.profile.model import OldSessions, Session

IDLE_MS = 30 * 60 * 1000
_DETAIL_MS = 31 * 24 * 3600 * 1000
_MOST = 96
_KEPT = 64


def add_activity(sessions: list[Session], at_ms: int, page_views: int) -> bool:
    """Put one event into its session; return whether the list grew, so that it may need `collapse`."""
    if sessions:
        last = sessions[-1]
        since_ms = at_ms - last.start_ms
        if 0 <= since_ms <= last.length_ms + IDLE_MS:
            last.length_ms = max(last.length_ms, since_ms)
            last.events += 1
            last.page_views += page_views
            return False
    insert(sessions, Session(at_ms, 0, 1, page_views))
    return True


def insert(sessions: list[Session], new: Session) -> None:
    """Add a session to an ascending list, joining those it touches."""
    at = len(sessions)
    while at and sessions[at - 1].start_ms > new.start_ms:
        at -= 1
    if at and sessions[at - 1].end_ms + IDLE_MS >= new.start_ms:
        at -= 1
        _absorb(sessions[at], new)
    else:
        sessions.insert(at, new)
    while at + 1 < len(sessions) and sessions[at].end_ms + IDLE_MS >= sessions[at + 1].start_ms:
        _absorb(sessions[at], sessions.pop(at + 1))


def collapse(sessions: list[Session], old: OldSessions | None) -> OldSessions | None:
    """Move the oldest sessions into totals if there are too many; return the totals."""
    if len(sessions) <= _MOST:
        return old
    horizon = sessions[-1].end_ms - _DETAIL_MS
    going = 0
    while going < len(sessions) - _KEPT and sessions[going].end_ms < horizon:
        going += 1
    if not going:
        return old
    old = old or OldSessions()
    old.count += going
    old.duration_ms += sum(session.length_ms for session in sessions[:going])
    del sessions[:going]
    return old


def _absorb(session: Session, other: Session) -> None:
    end_ms = max(session.end_ms, other.end_ms)
    session.start_ms = min(session.start_ms, other.start_ms)
    session.length_ms = end_ms - session.start_ms
    session.events += other.events
    session.page_views += other.page_views
