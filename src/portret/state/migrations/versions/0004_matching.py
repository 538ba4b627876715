"""Probabilistic matching: models and pairs for review."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "match_settings",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "match_models",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("ran_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "match_pairs",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("a_id", _TEXT, primary_key=True),
        sa.Column("b_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("evidence", sa.Double, nullable=False),
        sa.Column("rank", sa.BigInteger, nullable=False),
        sa.Column("reasons", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("run_id", _TEXT, nullable=False),
        sa.Column("operation_id", _TEXT, nullable=False),
        sa.Column("proposed_at_ms", sa.BigInteger, nullable=False),
        sa.Column("decided_by", _TEXT, nullable=False),
        sa.Column("decided_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("match_pairs_by_id", "match_pairs", ["workspace_id", "id"], unique=True)
    op.create_index("match_pairs_by_status", "match_pairs", ["workspace_id", "status", "rank", "id"])
    op.create_index("match_pairs_by_other", "match_pairs", ["workspace_id", "b_id"])
    op.create_index("match_pairs_by_decision", "match_pairs", ["status", "decided_at_ms"])
