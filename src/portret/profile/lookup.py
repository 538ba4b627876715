"""Whose context profiles are asked for in, what names a profile, and which instants can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from portret import unify
from portret.kernel import Invalid, NotFound, Settings, from_ms, told
from portret.profile import store
from portret.profile.instants import nearest
from portret.profile.model import Defined
from portret.profile.store import Profile
from portret.state import CallContext
from portret.warehouse import Warehouse

_ID = "prf_"


class Context(CallContext, Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, for timelines."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings, for the country of telephone numbers."""
        ...

    def defined(self, connection: sa.Connection) -> Defined:
        """Return the computed traits in force in the workspace."""
        ...

    def user_names(self, connection: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the names of those of the users that are of the workspace, by id."""
        ...


def resolved(connection: sa.Connection, workspace_id: str, ref: str, phone_region: str) -> Profile:
    """Return the profile a reference names; `phone_region` is the country of a telephone number without one.

    Raises:
        Invalid: the reference is neither an id nor a valid `namespace:value`.
        NotFound: nobody is known by it.
    """
    profile_id = ref
    if not ref.startswith(_ID):
        namespace, colon, value = ref.partition(":")
        if not colon:
            raise Invalid(
                told(
                    "profile-ref",
                    "Name a profile by its id (prf_…) or by namespace:value, such as email:jo@example.com.",
                ),
                path="ref",
            )
        _, profile_id = unify.known_as(connection, workspace_id, (namespace, value), phone_region)
    profile = profile_id and store.load(connection, workspace_id, unify.canonical(connection, workspace_id, profile_id))
    if not profile:
        raise NotFound(
            told("profile-unknown", "No profile is known by this reference in this workspace. Search with ?search=…"),
            path="ref",
        )
    return profile


def instant(at_ms: int) -> datetime:
    """Return an instant as the API shows it, the nearest one that it can show."""
    return from_ms(nearest(at_ms))
