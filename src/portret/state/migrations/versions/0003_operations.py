"""Operations to watch, what Portret has to tell the log itself, and what identifiers once were."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "operations",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("request", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("progress", sa.Double, nullable=False),
        sa.Column("note", _TEXT, nullable=False),
        sa.Column("result", _TEXT),
        sa.Column("problem", _TEXT),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("idempotency_key", _TEXT),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
        sa.Column("finished_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("operations_by_key", "operations", ["workspace_id", "idempotency_key"], unique=True)
    op.create_index("operations_by_status", "operations", ["status", "id"])
    op.create_table(
        "announcements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("message_id", _TEXT, nullable=False),
        sa.Column("profile_id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("properties", _TEXT, nullable=False),
    )
    op.create_table(
        "past_identifiers",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("namespace", _TEXT, primary_key=True),
        sa.Column("value", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("message_id", _TEXT, nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
        sa.Column("via", _TEXT, nullable=False),
    )
    op.create_index("past_identifiers_by_profile", "past_identifiers", ["workspace_id", "profile_id"])
