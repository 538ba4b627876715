"""Versioned documents: traits and segments."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "definitions",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("kind", _TEXT, primary_key=True),
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("uses", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
    )
    op.create_index("definitions_by_change", "definitions", ["change"], unique=True)
