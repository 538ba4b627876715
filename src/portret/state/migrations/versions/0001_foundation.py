"""The tables of the foundation, stage by stage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create every table; each stage's part has a function of its own."""
    _collect()
    _unify()
    _profile()
    _worker()
    _web()


def _collect() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("time_zone", _TEXT, nullable=False),
        sa.Column("anonymize_ip", sa.Boolean, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "brands",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("slug", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
    )
    op.create_table(
        "sources",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("brand", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("kind", _TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("allowed_origins", _TEXT, nullable=False),
        sa.Column("rate_limit_per_s", sa.BigInteger, nullable=False),
        sa.Column("phone_region", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "write_keys",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("hint", _TEXT, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger),
    )
    op.create_index("write_keys_by_digest", "write_keys", ["digest"], unique=True)
    op.create_table(
        "quarantine",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("index", sa.BigInteger, nullable=False),
        sa.Column("code", _TEXT, nullable=False),
        sa.Column("detail", _TEXT, nullable=False),
        sa.Column("received_at_ms", sa.BigInteger, nullable=False),
        sa.Column("quarantined_at_ms", sa.BigInteger, nullable=False),
        sa.Column("status", _TEXT, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("fixed", sa.LargeBinary),
    )
    op.create_index("quarantine_by_status", "quarantine", ["workspace_id", "status", "id"])


def _unify() -> None:
    op.create_table(
        "identifiers",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("namespace", _TEXT, primary_key=True),
        sa.Column("value", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, nullable=False),
        sa.Column("verified", sa.Boolean, nullable=False),
        sa.Column("source_id", _TEXT, nullable=False),
        sa.Column("message_id", _TEXT, nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("identifiers_by_profile", "identifiers", ["profile_id"])
    op.create_table(
        "profile_aliases",
        sa.Column("old_id", _TEXT, primary_key=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("profile_id", _TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("profile_aliases_by_profile", "profile_aliases", ["profile_id"])
    op.create_table(
        "merges",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("loser_id", _TEXT, primary_key=True),
        sa.Column("workspace_id", _TEXT, nullable=False),
        sa.Column("winner_id", _TEXT, nullable=False),
        sa.Column("message_id", _TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("identifiers", _TEXT, nullable=False),
    )
    op.create_index("merges_by_winner", "merges", ["workspace_id", "winner_id"])


def _profile() -> None:
    op.create_table(
        "profiles",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("terms", _TEXT, nullable=False, server_default=""),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "search_terms",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("term", _TEXT, primary_key=True),
        sa.Column("profile_id", _TEXT, primary_key=True),
        sqlite_with_rowid=False,
    )


def _worker() -> None:
    op.create_table(
        "cursors",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("first_position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("last_position", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "worker_status",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("json", _TEXT, nullable=False),
        sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
    )


def _web() -> None:
    op.create_table(
        "tokens",
        sa.Column("workspace_id", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("role", _TEXT, nullable=False),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("hash", _TEXT, nullable=False),
        sa.Column("hint", _TEXT, nullable=False),
        sa.Column("created_at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger),
        sa.Column("revoked_at_ms", sa.BigInteger),
    )
    op.create_index("tokens_by_hash", "tokens", ["hash"], unique=True)
