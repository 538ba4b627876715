"""What is to be done for whom: open tasks in the order they are due."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("notes_to_do", "notes", ["workspace_id", "kind", "done_ms", "due_ms"])
