"""Versioned documents such as traits and segments: reads and writes every version with its author and reason."""

from portret.definition.etag import require, tag_of
from portret.definition.faults import either, nearest, refuse, said
from portret.definition.files import read_yaml, write_yaml
from portret.definition.model import Kind, Stored
from portret.definition.rest import guard_rest
from portret.definition.shape import misshapen, pointer
from portret.definition.store import changes, current, find, first_made, remove, save, versions

__all__ = [
    "Kind",
    "Stored",
    "changes",
    "current",
    "either",
    "find",
    "first_made",
    "guard_rest",
    "misshapen",
    "nearest",
    "pointer",
    "read_yaml",
    "refuse",
    "remove",
    "require",
    "said",
    "save",
    "tag_of",
    "versions",
    "write_yaml",
]
