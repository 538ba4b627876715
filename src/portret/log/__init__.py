"""The durable log of accepted requests: reads nothing, writes what collection accepted until it is processed."""

from portret.log.commit import GroupCommit
from portret.log.model import Entry, Log, Record
from portret.log.sqlite import SqliteLog

__all__ = ["Entry", "GroupCommit", "Log", "Record", "SqliteLog"]
