"""What the profile API answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from portret.kernel import HarmlessText
from portret.profile.harmless import AGGREGATES, BEHAVIOUR, CIRCUMSTANCES, GOODS
from portret.profile.notes.api_models import NoteView
from portret.profile.reach import Channel
from portret.profile.store import Profile
from portret.profile.traits import current, display_name
from portret.profile.view import summary

Ref = Annotated[
    str,
    Path(
        description="A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`.",
        examples=["email:jo@example.com"],
        max_length=600,
    ),
]


class Identifier(BaseModel):
    """One identifier of a profile and where it was first claimed."""

    namespace: HarmlessText
    value: str
    verified: bool
    source_id: HarmlessText
    message_id: HarmlessText = Field(description="The event that first claimed it.")
    via: str = Field(description="The identifier, as namespace:value, through which it came to the profile; or empty.")
    first_seen_at: datetime


class ProfileSummary(BaseModel):
    """A profile as lists show it."""

    id: HarmlessText
    name: str | None
    email: str | None
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    orders: int


def profile_summary(profile: Profile, now_ms: int) -> ProfileSummary:
    """Return a profile as lists show it."""
    declared = current(profile.state.claims)
    computed = summary(profile.state, now_ms)
    email = declared.get("email")
    return ProfileSummary(
        id=profile.id,
        name=display_name(declared),
        email=email if isinstance(email, str) else None,
        first_seen_at=computed["first_seen_at"],
        last_seen_at=computed["last_seen_at"],
        orders=computed["orders"],
    )


class ProfilePage(BaseModel):
    """Some profiles, and the cursor of the next ones if there are more."""

    items: list[ProfileSummary]
    next_cursor: HarmlessText | None


class Consented(BaseModel):
    """What holds of a purpose, and the answer that decides.

    An explicit answer is one that the person gave; any other was mentioned in the context of an event.
    """

    granted: bool
    explicit: bool
    at: datetime
    source_id: HarmlessText
    author: str = Field(description="Who set it by hand; empty if a source told it.")
    verified: bool


class CleanedValue(BaseModel):
    """A value in normal form beside the one that was told, and what is odd about it."""

    value: str | None = Field(description="Null if the raw value is invalid or a placeholder.")
    raw: Any
    flags: list[HarmlessText]
    why: str = Field(description="What is wrong, or what was meant, in a few words.")
    trait: HarmlessText = Field(description="The trait it was found under.")


class ContactView(BaseModel):
    """The standard fields of a person, cleaned; what nobody told is null."""

    given_name: CleanedValue | None
    family_name: CleanedValue | None
    email: CleanedValue | None
    email_key: str = Field(description="What addresses of one mailbox have in common.")
    phone: CleanedValue | None = Field(description="E.164.")
    phone_kind: HarmlessText = Field(description="mobile, fixed, …; empty if no such number is given out.")
    birth_date: CleanedValue | None = Field(description="YYYY-MM-DD, or YYYY, or --MM-DD.")
    postcode: CleanedValue | None
    country: CleanedValue | None = Field(description="ISO 3166-1 alpha-2.")
    city: CleanedValue | None
    street: CleanedValue | None


class ComputedTrait(BaseModel):
    """A trait that is computed by definition: instants are RFC 3339, durations ISO 8601, null is missing."""

    name: HarmlessText = Field(description="What people read; empty if it has no name.")
    dimension: HarmlessText | None = Field(description="What its values are told apart by, such as brand.")
    type: Literal["number", "text", "boolean", "instant", "duration", "list", "map"]
    value: Annotated[Any, AGGREGATES] = Field(
        description="Of a trait by brand that over all brands; of one by another dimension null."
    )
    per: dict[str, Any] | None = Field(default=None, description="Its values by its dimension, if it has one.")


class ProfileView(BaseModel):
    """A profile: what it was told to be (`traits`) and what follows from its events (`computed`)."""

    id: HarmlessText
    merged_ids: list[HarmlessText] = Field(description="Older ids that lead here.")
    version: int = Field(description="The log position up to which it is folded.")
    identifiers: list[Identifier]
    traits: dict[str, Any]
    contact: ContactView
    reachable: list[Channel] = Field(
        description="The channels of messages that an address is known for; whether they agreed, `consent` says."
    )
    computed: Annotated[dict[str, Any], BEHAVIOUR]
    computed_traits: dict[str, ComputedTrait] = Field(description="What is computed by definition, by key.")
    consent: dict[str, Consented] = Field(description="By purpose, over all brands: the stricter answer.")
    consent_per_brand: dict[str, dict[str, Consented]]


class Task(BaseModel):
    """Something to be done, and for whom; null where nobody is there any more."""

    note: NoteView
    person: ProfileSummary | None


class Tasks(BaseModel):
    """Some open tasks, and the cursor of the next ones if there are more."""

    items: list[Task]
    next_cursor: HarmlessText | None


class AccountSummary(BaseModel):
    """An account as lists show it."""

    id: str
    name: str | None
    first_seen_at: datetime
    last_seen_at: datetime


class AccountPage(BaseModel):
    """Some accounts, and the cursor of the next ones if there are more."""

    items: list[AccountSummary]
    next_cursor: HarmlessText | None


class AccountView(AccountSummary):
    """An account: its traits with their provenance, folded from group calls."""

    version: int = Field(description="The log position up to which it is folded.")
    events: int = Field(description="How many events named it.")
    traits: dict[str, Declared]


class Membership(BaseModel):
    """An account of a profile, and when it was first and last named as theirs."""

    id: str
    name: str | None
    first_at: datetime
    last_at: datetime


class Memberships(BaseModel):
    """The accounts of a profile."""

    id: HarmlessText
    items: list[Membership]


class Declared(BaseModel):
    """A declared value: since when, from which source, whether it came from identify or was only mentioned."""

    value: Any
    at: datetime
    source_id: HarmlessText
    author: str = Field(description="Who set it by hand; empty if a source told it.")
    verified: bool
    identified: bool


class Traits(BaseModel):
    """The traits of a profile, the declared ones with their provenance."""

    id: HarmlessText
    declared: dict[str, Declared]
    computed: Annotated[dict[str, Any], BEHAVIOUR]


class TraitHistory(BaseModel):
    """The values a declared trait has had, the current one first; null means it was cleared."""

    key: HarmlessText
    items: list[Declared]


class Identifiers(BaseModel):
    """The identifiers of a profile."""

    id: HarmlessText
    items: list[Identifier]


class TimelineEvent(BaseModel):
    """One event; `details` holds what else is known of it, such as user_id, country, page_url or order_id."""

    message_id: HarmlessText
    type: HarmlessText
    name: HarmlessText
    timestamp: datetime
    received_at: datetime
    source_id: HarmlessText
    brand: HarmlessText
    verified: bool
    is_bot: bool
    properties: Annotated[dict[str, Any], GOODS]
    traits: dict[str, Any]
    context: dict[str, Any]
    details: Annotated[dict[str, str], CIRCUMSTANCES]


class Timeline(BaseModel):
    """Some events, newest first, and the cursor of the older ones if there are any."""

    items: list[TimelineEvent]
    next_cursor: HarmlessText | None


class Export(BaseModel):
    """All that is known of a person, to give to them: the profile, what was told before, notes, and events."""

    exported_at: datetime
    profile: ProfileView
    trait_history: dict[str, list[Declared]] = Field(description="Of each declared trait, the present value first.")
    notes: list[NoteView] = Field(description="What colleagues wrote about them.")
    events: list[TimelineEvent] = Field(description="Newest first, at most 5,000.")
    next_cursor: str | None = Field(description="Where …/timeline goes on, if there are more events.")
