"""The standard fields of a person, cleaned, beside the traits as they were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from portret import unify
from portret.profile import api_models as models
from portret.profile import store
from portret.profile.model import Claim
from portret.profile.traits import current, history


def contact_view(
    connection: sa.Connection, workspace_id: str, claims: Mapping[str, Mapping[str, list[Claim]]], today: date
) -> models.ContactView:
    """Return what declared traits say of name, e-mail, phone, birth date and address, each cleaned.

    Phones and dates are read as in the country of the source that told the phone, else of any that told anything.
    """
    traits = current(claims)
    region = store.phone_region(connection, workspace_id, _tellers(claims, traits))
    found = unify.clean_contact(traits, region, today)
    shown = {name: _shown(getattr(found, name)) for name in _FIELDS}
    return models.ContactView(**shown, email_key=found.email_key, phone_kind=found.phone_kind)


_FIELDS = ("given_name", "family_name", "email", "phone", "birth_date", "postcode", "country", "city", "street")


def _shown(cleaned: unify.Cleaned) -> models.CleanedValue | None:
    if not cleaned.trait:
        return None
    return models.CleanedValue(
        value=cleaned.value or None, raw=cleaned.raw, flags=list(cleaned.flags), why=cleaned.why, trait=cleaned.trait
    )


def _tellers(claims: Mapping[str, Mapping[str, list[Claim]]], traits: Mapping[str, object]) -> list[str]:
    """Return the ids of sources, that of the phone first."""
    phones = [key for key in unify.trait_keys("phone") if key in traits]
    return [*(history(claims, key)[0][0] for key in phones), *claims]
