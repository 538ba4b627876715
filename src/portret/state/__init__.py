"""The row store behind unify, profile and the rest: one engine, one metadata, one linear history of migrations."""

from portret.state.engine import State, chunks, insert_new, metadata, upsert
from portret.state.migrate import newest_revision, upgrade

__all__ = ["State", "chunks", "insert_new", "metadata", "newest_revision", "upgrade", "upsert"]
