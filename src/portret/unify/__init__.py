"""Who is it? Reads canonical events, writes identifiers, profile aliases and merges; gives each event its profile."""

from portret.unify.identifiers import Reader, event_identifiers, normalise_identifier
from portret.unify.model import (
    Claim,
    Drop,
    Identifier,
    IdentityRules,
    Merge,
    MergeRow,
    Namespace,
    Resolution,
)
from portret.unify.resolve import Resolver
from portret.unify.rules import KnownRules, document_of, parse_rules, rules_of, save_rules
from portret.unify.store import (
    aliases_between,
    canonical,
    drops_of,
    find,
    find_prefix,
    identifiers_of,
    identifiers_of_many,
    keep_apart,
    let_meet,
    merge,
    merged_ids,
    merges_of,
)

__all__ = [
    "Claim",
    "Drop",
    "Identifier",
    "IdentityRules",
    "KnownRules",
    "Merge",
    "MergeRow",
    "Namespace",
    "Reader",
    "Resolution",
    "Resolver",
    "aliases_between",
    "canonical",
    "document_of",
    "drops_of",
    "event_identifiers",
    "find",
    "find_prefix",
    "identifiers_of",
    "identifiers_of_many",
    "keep_apart",
    "let_meet",
    "merge",
    "merged_ids",
    "merges_of",
    "normalise_identifier",
    "parse_rules",
    "rules_of",
    "save_rules",
]
