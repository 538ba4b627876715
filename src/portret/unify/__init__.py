"""Who is it? Reads canonical events, writes identifiers, profile aliases and merges; gives each event its profile."""

from portret.unify.identifiers import Identifier, event_identifiers, normalise_identifier
from portret.unify.model import IdentityRules, Merge, Namespace, Resolution
from portret.unify.resolve import Resolver
from portret.unify.store import (
    aliases_between,
    canonical,
    find,
    find_prefix,
    identifiers_of,
    identifiers_of_many,
    merged_ids,
)

__all__ = [
    "Identifier",
    "IdentityRules",
    "Merge",
    "Namespace",
    "Resolution",
    "Resolver",
    "aliases_between",
    "canonical",
    "event_identifiers",
    "find",
    "find_prefix",
    "identifiers_of",
    "identifiers_of_many",
    "merged_ids",
    "normalise_identifier",
]
