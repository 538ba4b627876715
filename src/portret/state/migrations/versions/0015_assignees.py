"""Tasks are a user's to do, not a name's: a name that is one user's becomes that user, any other nobody."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the column, and put ids in place of names."""
    op.alter_column("notes", "assignee", new_column_name="assignee_id")
    op.execute(
        "UPDATE notes SET assignee_id = COALESCE((SELECT min(users.id) FROM users WHERE users.workspace_id ="
        " notes.workspace_id AND users.name = notes.assignee_id HAVING count(*) = 1), '') WHERE assignee_id <> ''"
    )
