"""Segments that are queries: when each was asked, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "segment_queries",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("segment_id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("next_at_ms", sa.BigInteger, nullable=False),
        sa.Column("asked_at_ms", sa.BigInteger, nullable=False),
        sa.Column("answered_at_ms", sa.BigInteger, nullable=False),
        sa.Column("found", sa.BigInteger, nullable=False),
        sa.Column("unknown", sa.BigInteger, nullable=False),
        sa.Column("error", _TEXT, nullable=False),
    )
