"""People who work here: users, their sessions, invites, whose a token is, and the record of what everybody changed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the tables, and the column of tokens."""
    _users()
    _sessions()
    _invites()
    _audit()
    op.add_column("tokens", sa.Column("user_id", _TEXT))


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("email", _TEXT, nullable=False),
        sa.Column("email_key", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("locale", _TEXT, nullable=False),
        sa.Column("theme", _TEXT, nullable=False),
        sa.Column("password_hash", _TEXT, nullable=False),
        sa.Column("issuer", _TEXT),
        sa.Column("subject", _TEXT),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("signed_in_at_ms", sa.BigInteger),
        sa.Column("disabled_at_ms", sa.BigInteger),
    )
    op.create_index("users_by_email", "users", ["email_key"], unique=True)
    op.create_index("users_by_subject", "users", ["issuer", "subject"], unique=True)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("user_id", _TEXT, nullable=False),
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("address", _TEXT, nullable=False),
        sa.Column("agent", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("sessions_by_hash", "sessions", ["hash"], unique=True)
    op.create_index("sessions_by_end", "sessions", ["expires_at_ms"])


def _invites() -> None:
    op.create_table(
        "invites",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("email", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger),
        sa.Column("used_at_ms", sa.BigInteger),
    )
    op.create_index("invites_by_hash", "invites", ["hash"], unique=True)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("actor_kind", _TEXT, nullable=False),
        sa.Column("actor_id", _TEXT, nullable=False),
        sa.Column("actor_name", _TEXT, nullable=False),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("session_id", _TEXT, nullable=False),
        sa.Column("address", _TEXT, nullable=False),
        sa.Column("action", _TEXT, nullable=False),
        sa.Column("object", _TEXT, nullable=False),
        sa.Column("before", _TEXT, nullable=False),
        sa.Column("after", _TEXT, nullable=False),
    )
    op.create_index("audit_by_actor", "audit", ["workspace_id", "actor_id", "id"])
