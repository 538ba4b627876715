"""Users as the command line manages them: by e-mail address, with passwords made up."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from portret.govern import audit
from portret.govern.access import api_models as models
from portret.govern.access import store, users
from portret.govern.access.model import User
from portret.govern.access.passwords import hash_password
from portret.govern.audit import Change
from portret.govern.model import Actor, UserRole
from portret.kernel import Clock, NotFound
from portret.state import State

_MOST = 10_000
_PASSWORD_BYTES = 15


class Staff:
    """The users of one workspace, changed by one actor."""

    def __init__(self, state: State, clock: Clock, actor: Actor) -> None:
        self._state = state
        self._clock = clock
        self._actor = actor

    def users(self) -> list[models.UserView]:
        """Return the users, oldest first."""
        with self._state.read() as connection:
            found = store.list_users(connection, self._actor.workspace_id, "", _MOST)
        return [models.user_view(user) for user in found]

    def add(self, name: str, email: str, role: UserRole) -> tuple[User, str]:
        """Make a user; return them and their password. Raises Invalid, Conflict."""
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        newcomer = users.Newcomer(name, email, role, hash_password(password))
        with self._state.begin() as connection:
            user = users.new_user(connection, self._clock, self._actor.workspace_id, newcomer)
            store.delete_invites(connection, user.workspace_id, "")
            change = Change("user.create", user.id, after={"email": user.email, "role": role})
            audit.record(connection, self._clock, self._actor, change)
        return user, password

    def reset_password(self, email: str) -> tuple[User, str]:
        """Give a user another password; return both. Raises NotFound."""
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        password_hash = hash_password(password)
        with self._state.begin() as connection:
            user = self._user(connection, email)
            users.set_password(connection, self._clock, self._actor, user, password_hash)
        return user, password

    def change_role(self, email: str, role: UserRole) -> models.UserView:
        """Give a user another role. Raises NotFound, Conflict."""
        with self._state.begin() as connection:
            user = self._user(connection, email)
            return models.user_view(users.change_role(connection, self._clock, self._actor, user, role))

    def switch(self, email: str, *, disabled: bool) -> models.UserView:
        """Keep a user out, or let them in again. Raises NotFound, Conflict."""
        with self._state.begin() as connection:
            user = self._user(connection, email)
            return models.user_view(users.switch(connection, self._clock, self._actor, user, disabled=disabled))

    def _user(self, connection: sa.Connection, email: str) -> User:
        user = store.user_by_email(connection, users.key_of_email(email))
        if user is None or user.workspace_id != self._actor.workspace_id:
            raise NotFound("There is no user with this e-mail address. `portret user list` shows them.", path="email")
        return user
