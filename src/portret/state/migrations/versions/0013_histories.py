"""What history tells of profiles before it is put into them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "profile_histories",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sa.Column("fold_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("states", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
