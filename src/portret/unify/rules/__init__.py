"""Identity rules: reads and writes the versions of each workspace's document, and makes rules of them."""

from portret.unify.rules.document import RulesDocument, document_of, parse_rules, rules_from
from portret.unify.rules.known import KnownRules
from portret.unify.rules.store import rules_of, rules_versions, save_rules

__all__ = [
    "KnownRules",
    "RulesDocument",
    "document_of",
    "parse_rules",
    "rules_from",
    "rules_of",
    "rules_versions",
    "save_rules",
]
