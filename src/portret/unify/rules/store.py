"""All SQL of identity rules: every version of every workspace's document."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict
from portret.state import Text, metadata
from portret.unify.model import IdentityRules, RulesVersion
from portret.unify.rules.document import parse_rules

identity_rules = sa.Table(
    "identity_rules",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
)

_VERSION = [column for column in identity_rules.c if column.name != "workspace_id"]


def rules_of(connection: sa.Connection, workspace_id: str) -> IdentityRules:
    """Return the rules in force in a workspace; the default ones if it never saved any."""
    newest = rules_versions(connection, workspace_id, None, 1)
    return parse_rules(newest[0].document, newest[0].version) if newest else IdentityRules()


def rules_versions(connection: sa.Connection, workspace_id: str, before: int | None, limit: int) -> list[RulesVersion]:
    """Return the versions of a workspace's rules, the one in force first."""
    query = sa.select(*_VERSION).where(identity_rules.c.workspace_id == workspace_id)
    if before is not None:
        query = query.where(identity_rules.c.version < before)
    rows = connection.execute(query.order_by(identity_rules.c.version.desc()).limit(limit)).mappings()
    return [RulesVersion(**row) for row in rows]


def newest_versions(connection: sa.Connection) -> dict[str, int]:
    """Return workspace id → the version in force, for workspaces that saved rules of their own."""
    newest = sa.func.max(identity_rules.c.version)
    query = sa.select(identity_rules.c.workspace_id, newest).group_by(identity_rules.c.workspace_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def save_rules(connection: sa.Connection, workspace_id: str, made: RulesVersion) -> None:
    """Put a version in force; it must be the next one after that in force, of which the first follows version 0.

    Raises:
        Conflict: another version came in force meanwhile.
        Invalid: the document is not one.
    """
    parse_rules(made.document)
    newest = rules_versions(connection, workspace_id, None, 1)
    in_force = newest[0].version if newest else 0
    if in_force + 1 != made.version:
        message = (
            f"Version {in_force} of the rules is in force, not {made.version - 1}: look at it and change that one."
        )
        raise Conflict(message)
    connection.execute(sa.insert(identity_rules), {"workspace_id": workspace_id, **msgspec.structs.asdict(made)})
