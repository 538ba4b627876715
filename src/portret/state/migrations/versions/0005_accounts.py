"""Accounts, and the secrets by which a site proves who its users are."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "identity_keys",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("hint", _TEXT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger),
    )
    op.create_table(
        "accounts",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_index("accounts_by_name", "accounts", ["workspace_id", "name", "id"])
    op.create_table(
        "account_members",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("account_id", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("account_members_by_profile", "account_members", ["workspace_id", "profile_id"])
