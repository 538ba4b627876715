"""Identity rules: reads and writes the versions of each workspace's document, and makes rules of them."""

from portret.unify.rules.document import RulesDocument, check_rules, document_of, parse_rules
from portret.unify.rules.known import KnownRules
from portret.unify.rules.store import rules_of, rules_versions, save_rules

__all__ = [
    "KnownRules",
    "RulesDocument",
    "check_rules",
    "document_of",
    "parse_rules",
    "rules_of",
    "rules_versions",
    "save_rules",
]
