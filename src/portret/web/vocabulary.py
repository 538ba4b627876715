"""What the definitions of a workspace may name: this is where the stages that know meet those that ask."""

from __future__ import annotations

import sqlalchemy as sa

from portret import profile
from portret.collect import brand_slugs, canonical_name
from portret.trait import Vocabulary


def words_of(connection: sa.Connection, workspace_id: str) -> Vocabulary:
    """Return the words of a workspace: its brands, the built-in traits, the names of events as they are kept."""
    brands = brand_slugs(connection, workspace_id)
    return Vocabulary(brands=brands, built_in=profile.BUILT_IN.keys(), spelling=canonical_name)
