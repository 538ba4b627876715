"""What colleagues write about people: notes and tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "notes",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("text", _TEXT, nullable=False),
        sa.Column("author_id", _TEXT, nullable=False),
        sa.Column("author_name", _TEXT, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("due_ms", sa.BigInteger, nullable=False),
        sa.Column("assignee", _TEXT, nullable=False),
        sa.Column("done_ms", sa.BigInteger, nullable=False),
        sa.Column("done_by", _TEXT, nullable=False),
        sa.Column("removed_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("notes_by_profile", "notes", ["workspace_id", "profile_id"])
