"""The tables of the foundation, stage by stage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table; each stage's part has a function of its own."""
    _collect()
    _unify()
    _profile()
    _worker()
    _web()


def _collect() -> None:
    pass


def _unify() -> None:
    op.create_table(
        "identifiers",
        sa.Column("workspace_id", sa.Text, primary_key=True),
        sa.Column("namespace", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("profile_id", sa.Text, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("identifiers_by_profile", "identifiers", ["profile_id"])
    op.create_table(
        "profile_aliases",
        sa.Column("workspace_id", sa.Text, primary_key=True),
        sa.Column("old_id", sa.Text, primary_key=True),
        sa.Column("profile_id", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("profile_aliases_by_profile", "profile_aliases", ["profile_id"])
    op.create_table(
        "merges",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("loser_id", sa.Text, primary_key=True),
        sa.Column("workspace_id", sa.Text, nullable=False),
        sa.Column("winner_id", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("identifiers", sa.Text, nullable=False),
    )
    op.create_index("merges_by_winner", "merges", ["workspace_id", "winner_id"])


def _profile() -> None:
    pass


def _worker() -> None:
    op.create_table(
        "cursors",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "batches",
        sa.Column("first_position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.Column("owners", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "worker_status",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("json", sa.Text, nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
    )


def _web() -> None:
    pass
