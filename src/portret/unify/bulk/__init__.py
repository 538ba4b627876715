"""Resolve a whole history at once. Reads columns of claims, writes nothing; gives the live resolver's partition."""

from portret.unify.bulk.history import Alias, History, Numbering, alias_of, history_of
from portret.unify.bulk.replay import NOTHING, Given
from portret.unify.bulk.resolve import Partition, resolve_history

__all__ = [
    "NOTHING",
    "Alias",
    "Given",
    "History",
    "Numbering",
    "Partition",
    "alias_of",
    "history_of",
    "resolve_history",
]
