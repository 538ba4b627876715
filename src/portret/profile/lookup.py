"""How profiles are asked for over HTTP: whose context it is, what names a profile, and how lists show one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Protocol

import msgspec
import sqlalchemy as sa
from fastapi import Path, Query

from portret import unify
from portret.kernel import Clock, Invalid, NotFound, Settings, from_ms, told
from portret.profile import api_models as models
from portret.profile import store
from portret.profile.by_hand import source_and_author
from portret.profile.computed import Defined
from portret.profile.instants import nearest
from portret.profile.model import IDENTIFIED, Claim
from portret.profile.store import Profile
from portret.profile.traits import current, display_name
from portret.profile.view import summary
from portret.state import State
from portret.warehouse import Warehouse

_ID = "prf_"


class Context(Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def workspace_id(self) -> str:
        """The caller's workspace."""
        ...

    @property
    def state(self) -> State:
        """The state store."""
        ...

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, for timelines."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
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


Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=2000)]
Ref = Annotated[
    str,
    Path(
        description="A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`.",
        examples=["email:jo@example.com"],
        max_length=600,
    ),
]


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


def profile_summary(profile: Profile, now_ms: int) -> models.ProfileSummary:
    """Return a profile as lists show it."""
    declared = current(profile.state.claims)
    computed = summary(profile.state, now_ms)
    email = declared.get("email")
    return models.ProfileSummary(
        id=profile.id,
        name=display_name(declared),
        email=email if isinstance(email, str) else None,
        first_seen_at=computed["first_seen_at"],
        last_seen_at=computed["last_seen_at"],
        orders=computed["orders"],
    )


def declared(told_by: str, claim: Claim) -> models.Declared:
    """Return a claim as the API shows it."""
    strength, at_ms, _, text, verified = claim
    source_id, author = source_and_author(told_by)
    return models.Declared(
        value=msgspec.json.decode(text),
        at=instant(at_ms),
        source_id=source_id,
        author=author,
        verified=verified,
        identified=strength == IDENTIFIED,
    )


def instant(at_ms: int) -> datetime:
    """Return an instant as the API shows it, the nearest one that it can show."""
    return from_ms(nearest(at_ms))
