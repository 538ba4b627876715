"""The row store behind unify, profile and the rest: one engine, one metadata, one linear history of migrations."""

from portret.state.claims import Claim, claim
from portret.state.context import CallContext
from portret.state.engine import State, Text, append, chunks, insert_new, metadata, upsert
from portret.state.migrate import newest_revision, upgrade
from portret.state.vault import Vault

__all__ = [
    "CallContext",
    "Claim",
    "State",
    "Text",
    "Vault",
    "append",
    "chunks",
    "claim",
    "insert_new",
    "metadata",
    "newest_revision",
    "upgrade",
    "upsert",
]
