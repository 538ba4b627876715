"""Versioned documents such as traits and segments: reads and writes every version with its author and reason."""

from portret.definition.etag import IfMatch, require, tag_of
from portret.definition.faults import either, nearest, refuse, said
from portret.definition.model import Kind, Stored
from portret.definition.shape import misshapen, pointer
from portret.definition.store import changes, current, find, remove, save, users, versions

__all__ = [
    "IfMatch",
    "Kind",
    "Stored",
    "changes",
    "current",
    "either",
    "find",
    "misshapen",
    "nearest",
    "pointer",
    "refuse",
    "remove",
    "require",
    "said",
    "save",
    "tag_of",
    "users",
    "versions",
]
