"""Identity: rules, evidence, drops, pairs that stay apart."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.add_column("identifiers", sa.Column("via", _TEXT, nullable=False, server_default=""))
    _merges()
    _rules()
    _drops()
    _apart()
    _corrections()


def _merges() -> None:
    """Give merges a number of their own: a person may merge two profiles more than once, and at no position."""
    op.drop_index("merges_by_winner", "merges")
    op.rename_table("merges", "merges_before")
    op.create_table(
        "merges",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("loser_id", _TEXT, nullable=False),
        sa.Column("winner_id", _TEXT, nullable=False),
        sa.Column("message_id", _TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("identifiers", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False, server_default="event"),
        sa.Column("rules_version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("loser_identifiers", _TEXT, nullable=False, server_default="[]"),
        sa.Column("author", _TEXT, nullable=False, server_default=""),
        sa.Column("undone_at_ms", sa.BigInteger, nullable=False, server_default="0"),
    )
    kept = "position, loser_id, workspace_id, winner_id, message_id, at_ms, identifiers"
    op.execute(f"INSERT INTO merges ({kept}) SELECT {kept} FROM merges_before ORDER BY position")  # noqa: S608  # names
    op.drop_table("merges_before")
    op.create_index("merges_by_winner", "merges", ["workspace_id", "winner_id"])
    op.create_index("merges_by_loser", "merges", ["workspace_id", "loser_id"])
    op.create_index("merges_by_position", "merges", ["position"])


def _rules() -> None:
    op.create_table(
        "identity_rules",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    )


def _drops() -> None:
    op.create_table(
        "identifier_drops",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("namespace", _TEXT, primary_key=True),
        sa.Column("value", _TEXT, primary_key=True),
        sa.Column("rule", _TEXT, primary_key=True),
        sa.Column("holder_id", _TEXT, nullable=False),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
        sa.Column("first_message_id", _TEXT, nullable=False),
        sa.Column("first_at_ms", sa.BigInteger, nullable=False),
        sa.Column("last_message_id", _TEXT, nullable=False),
        sa.Column("last_at_ms", sa.BigInteger, nullable=False),
        sa.Column("rules_version", sa.BigInteger, nullable=False),
    )
    op.create_index("identifier_drops_by_time", "identifier_drops", ["workspace_id", "last_at_ms"])


def _apart() -> None:
    op.create_table(
        "apart",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("a_id", _TEXT, primary_key=True),
        sa.Column("b_id", _TEXT, primary_key=True),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("apart_by_second", "apart", ["workspace_id", "b_id"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("after_position", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
