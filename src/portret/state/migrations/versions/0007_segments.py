"""What traits fold, who is in which segment, and when that is due to change."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_ROW = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _upkeep()
    _memberships()
    _lists()


def _upkeep() -> None:
    op.create_table(
        "folds",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("since_position", sa.BigInteger, nullable=False),
        sa.Column("begun", sa.Boolean, nullable=False),
        sa.Column("fault", _TEXT, nullable=False),
    )
    op.create_table(
        "traits_in_force",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("key", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("fold_id", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "segment_numbers",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("segment_id", _TEXT, nullable=False),
        sa.Column("key", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("document", _TEXT, nullable=False),
        sa.Column("meaning", _TEXT, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("swept_upto", _TEXT, nullable=False),
        sa.Column("swept", sa.BigInteger, nullable=False),
        sa.Column("to_sweep", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("evaluated_at_ms", sa.BigInteger, nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger, nullable=False),
        sa.Column("fault", _TEXT, nullable=False),
    )
    op.create_index("segment_numbers_by_id", "segment_numbers", ["workspace_id", "segment_id"], unique=True)


def _memberships() -> None:
    op.create_table(
        "segment_profiles",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("due_ms", sa.BigInteger),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_index("segment_profiles_by_due", "segment_profiles", ["due_ms"])
    op.create_table(
        "memberships",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("entered_at_ms", sa.BigInteger, nullable=False),
        sa.Column("cause", _TEXT, nullable=False),
        sa.Column("reference", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "segment_sizes",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("entered", sa.BigInteger, nullable=False),
        sa.Column("exited", sa.BigInteger, nullable=False),
    )


def _lists() -> None:
    op.create_table(
        "segment_lists",
        sa.Column("id", _ROW, primary_key=True, autoincrement=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("segment_id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("cause", _TEXT, nullable=False),
        sa.Column("reference", _TEXT, nullable=False),
        sa.Column("made_at_ms", sa.BigInteger, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("entered_upto", _TEXT),
        sa.Column("left_upto", _TEXT, nullable=False),
    )
    op.create_table(
        "segment_list_profiles",
        sa.Column("list_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
