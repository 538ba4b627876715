"""Files that people bring in the web app, and which of the quarantined events came with them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table, the column and its index."""
    op.create_table(
        "imports",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("content", _TEXT, nullable=False),
        sa.Column("file_format", _TEXT, nullable=False),
        sa.Column("delimiter", _TEXT, nullable=False),
        sa.Column("encoding", _TEXT, nullable=False),
        sa.Column("about", _TEXT, nullable=False),
        sa.Column("mapping", _TEXT, nullable=False),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("operation_id", _TEXT, nullable=False),
        sa.Column("counts", _TEXT, nullable=False),
        sa.Column("pending", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("started_at_ms", sa.BigInteger, nullable=False),
        sa.Column("finished_at_ms", sa.BigInteger, nullable=False),
    )
    op.add_column("quarantine", sa.Column("import_id", _TEXT, nullable=False, server_default=""))
    op.create_index("quarantine_by_import", "quarantine", ["workspace_id", "import_id", "id"])
