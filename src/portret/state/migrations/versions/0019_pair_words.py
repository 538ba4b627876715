"""What became of a pair is kept with what it is made of, for who says it in another language."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the column."""
    op.add_column("match_pairs", sa.Column("note_words", _TEXT, nullable=False, server_default=""))
