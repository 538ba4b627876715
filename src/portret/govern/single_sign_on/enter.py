"""Who comes in whom a provider vouches for: a user it brought before, one with that address, or a newcomer."""

from __future__ import annotations

import sqlalchemy as sa

from portret.govern import audit
from portret.govern.access import store
from portret.govern.access.invites import record_joining
from portret.govern.access.model import User
from portret.govern.access.users import Newcomer, by_themselves, key_of_email, new_user
from portret.govern.audit import Change
from portret.govern.single_sign_on.model import Site, Vouched
from portret.kernel import Clock, Forbidden, told

_NOBODY = told("sso-nobody", "Nobody works here under the address of this account. Ask an administrator for an invite.")
_OUT = told("sso-disabled", "This user is disabled. Ask an administrator.")


def user_of(connection: sa.Connection, clock: Clock, site: Site, who: Vouched, workspace_id: str) -> User:
    """Return the user whom a provider vouches for; one who comes for the first time is linked, or made.

    An address counts only if the provider has verified it, and links a user who has no account there yet.

    Raises:
        Forbidden: nobody is known by it, or the user is disabled.
    """
    user = store.user_by_subject(connection, who.issuer, who.subject)
    if user is None and who.email:
        user = _linked(connection, clock, who)
    if user is None:
        return _newcomer(connection, clock, site, who, workspace_id)
    if user.disabled_at_ms is not None:
        raise Forbidden(_OUT)
    return user


def _linked(connection: sa.Connection, clock: Clock, who: Vouched) -> User | None:
    user = store.user_by_email(connection, key_of_email(who.email))
    if user is None:
        return None
    if user.subject is not None:
        raise Forbidden(_NOBODY)
    store.change_user(connection, user, issuer=who.issuer, subject=who.subject)
    audit.record(connection, clock, by_themselves(user), Change("user.link", user.id, after={"issuer": who.issuer}))
    return user


def _newcomer(connection: sa.Connection, clock: Clock, site: Site, who: Vouched, workspace_id: str) -> User:
    domain = who.email.rpartition("@")[2].casefold()
    if site.role is None or not domain or not workspace_id or (site.domains and domain not in site.domains):
        raise Forbidden(_NOBODY)
    newcomer = Newcomer(who.name, who.email, site.role, issuer=who.issuer, subject=who.subject)
    user = new_user(connection, clock, workspace_id, newcomer)
    record_joining(connection, clock, user)
    return user
