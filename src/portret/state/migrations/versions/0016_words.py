"""What is said of quarantined events is kept with what it is made of, for who says it in another language."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the column."""
    op.add_column("quarantine", sa.Column("words", _TEXT, nullable=False, server_default=""))
