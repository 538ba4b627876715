"""What the definitions of a workspace may name: its brands, what is built in, and events as they are kept."""

from __future__ import annotations

import sqlalchemy as sa

from portret import profile
from portret.collect.names import canonical_name
from portret.collect.store import brand_names
from portret.trait import Vocabulary


def words_of(connection: sa.Connection, workspace_id: str) -> Vocabulary:
    """Return the words of a workspace: its brands, the built-in traits, the names of events as they are kept."""
    brands = brand_names(connection, workspace_id)
    return Vocabulary(brands=brands, built_in=profile.BUILT_IN.keys(), spelling=canonical_name)
