"""Why a definition is not kept up to date is kept with what it is made of, for who says it in another language."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the columns."""
    for table, name in (("folds", "fault"), ("segment_numbers", "fault"), ("segment_queries", "error")):
        op.add_column(table, sa.Column(f"{name}_words", _TEXT, nullable=False, server_default=""))
