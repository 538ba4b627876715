"""A profile and its events, as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from portret import unify
from portret.profile import api_models as models
from portret.profile.by_hand import source_and_author
from portret.profile.consent import Standing, of_brand, over_brands
from portret.profile.contact import contact_view
from portret.profile.lookup import Context, instant
from portret.profile.model import IDENTIFIED, Answer, Claim
from portret.profile.reach import CHANNELS, reachable
from portret.profile.store import Profile
from portret.profile.timeline import Entry
from portret.profile.traits import current
from portret.profile.view import view


def shown(
    connection: sa.Connection, caller: Context, profile: Profile, computed: dict[str, models.ComputedTrait]
) -> models.ProfileView:
    """Return a profile with all that is known of it at this moment."""
    return models.ProfileView(
        id=profile.id,
        merged_ids=unify.merged_ids(connection, caller.workspace_id, profile.id),
        version=profile.version,
        identifiers=identifiers_shown(connection, caller.workspace_id, profile.id),
        traits=current(profile.state.claims),
        contact=contact_view(connection, caller.workspace_id, profile.state.claims, caller.clock.now().date()),
        reachable=[channel for channel in CHANNELS if reachable(profile.state, channel)],
        computed=view(profile.state, caller.clock.now_ms()),
        computed_traits=computed,
        consent=_consents(over_brands(profile.state)),
        consent_per_brand={
            brand: _consents(of_brand(profile.state, brand)) for brand in sorted(profile.state.consents)
        },
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


def identifiers_shown(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[models.Identifier]:
    """Return what somebody is known by."""
    rows = unify.identifiers_of(connection, workspace_id, profile_id)
    return [models.Identifier(first_seen_at=instant(row.pop("first_seen_ms")), **row) for row in rows]


def event_shown(entry: Entry) -> models.TimelineEvent:
    """Return an event of a timeline."""
    fields = msgspec.structs.asdict(entry)
    at_ms, received_at_ms = fields.pop("timestamp_ms"), fields.pop("received_at_ms")
    return models.TimelineEvent(**fields, timestamp=instant(at_ms), received_at=instant(received_at_ms))


def _consents(standings: Mapping[str, Standing]) -> dict[str, models.Consented]:
    return {purpose: _consented(*standing) for purpose, standing in standings.items()}


def _consented(granted: bool, explicit: bool, answer: Answer) -> models.Consented:  # noqa: FBT001 — parts of a standing
    at_ms, _, told_by, verified = answer
    source_id, author = source_and_author(told_by)
    return models.Consented(
        granted=granted,
        explicit=explicit,
        at=instant(at_ms),
        source_id=source_id,
        author=author,
        verified=verified,
    )
