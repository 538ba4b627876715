"""Sign somebody in by e-mail address and password: slowly for who guesses, and as slowly for nobody as for somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portret.govern import audit
from portret.govern.access import store
from portret.govern.access.attempts import Attempts, keys_of_device, keys_of_record, keys_of_stranger
from portret.govern.access.model import Arrival, User
from portret.govern.access.passwords import hash_password, is_password, needs_rehash
from portret.govern.access.sessions import Opened, actor_of, open_session
from portret.govern.access.users import by_themselves, key_of_email
from portret.govern.audit import Change
from portret.govern.model import Actor
from portret.kernel import Clock, Settings, TooMany, Unauthorized, told
from portret.state import State

_WRONG = told("sign-in-wrong", "The e-mail address or the password is wrong. An administrator can make a new password.")


@dataclass(frozen=True)
class Credentials:
    """What a browser brings to sign in.

    Attributes:
        device: the mark of a browser that signed somebody in before, as "user id:random text"; "" without one.
        replaced: the secret of the session that it brings, which ends; "" without one.
    """

    email: str
    password: str
    device: str = ""
    replaced: str = ""


def sign_in(
    state: State, clock: Clock, settings: Settings, attempts: Attempts, arrival: Arrival, given: Credentials
) -> Opened:
    """Open a session.

    Raises:
        Unauthorized: the address is unknown, the password wrong, or the user disabled: it is not told which.
        TooMany: there were too many tries of late.
    """
    key = key_of_email(given.email)
    with state.read() as connection:
        user = store.user_by_email(connection, key)
    is_known = user is not None and given.device.partition(":")[0] == user.id
    keys = keys_of_device(given.device) if is_known else keys_of_stranger(key, arrival.address)
    attempts.take(keys)
    if not is_password(user.password_hash if user else "", given.password) or user is None or user.disabled_at_ms:
        _record_refusal(state, clock, attempts, user or _nobody(state), arrival)
        raise Unauthorized(_WRONG)
    attempts.give_back(keys)
    return signed_in(state, clock, settings, user, arrival, given)


def _nobody(state: State) -> Actor:
    """Return who tries an address that no user has: what they typed stays unknown, it may be a password."""
    with state.read() as connection:
        workspace_id = store.workspace_of_users(connection)
    return Actor(kind="user", id="", name="", role="read-only", permissions=frozenset(), workspace_id=workspace_id)


def _record_refusal(state: State, clock: Clock, attempts: Attempts, who: User | Actor, arrival: Arrival) -> None:
    """Put on record that somebody was kept out: of an address that is unknown, too, which then takes as long."""
    try:
        attempts.take(keys_of_record(who.id))
    except TooMany:
        return  # the record holds enough of this
    actor = replace(by_themselves(who) if isinstance(who, User) else who, address=arrival.address)
    with state.begin() as connection:
        audit.record(connection, clock, actor, Change("session.refuse", who.id))


def signed_in(
    state: State, clock: Clock, settings: Settings, user: User, arrival: Arrival, given: Credentials
) -> Opened:
    """Open a session of a user whose word was found to be true, and record it."""
    better = hash_password(given.password) if given.password and needs_rehash(user.password_hash) else ""
    with state.begin() as connection:
        opened = open_session(connection, clock, settings, user, arrival, given.replaced)
        if better:
            store.change_user(connection, user, password_hash=better)
        actor = actor_of(opened.session, user, arrival.address)
        audit.record(connection, clock, actor, Change("session.open", opened.session.id))
    return opened
