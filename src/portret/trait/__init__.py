"""Computed traits as definitions: reads canonical events, gives states, values and SQL; writes definitions."""

from portret.trait.compare import Changer, Comparer, change_at, changer, comparer
from portret.trait.compare_sql import compare_sql
from portret.trait.document import MOST_TRAITS, document_of, parse_trait, trait_faults, trait_of
from portret.trait.faults.comparison import comparison_faults
from portret.trait.faults.computation import sequence_faults
from portret.trait.faults.events import DEEPEST, MOST_CONDITIONS, brand_faults, event_faults
from portret.trait.faults.times import duration_faults, window_faults
from portret.trait.fields import field_kind, known_fields
from portret.trait.model import (
    AllWhere,
    AnyWhere,
    Comparison,
    Computation,
    Count,
    Definition,
    Duration,
    Events,
    Field,
    Fold,
    Follow,
    Key,
    Last,
    Sequence,
    Value,
    ValueType,
    Window,
)
from portret.trait.value_sql import ValueSql, dynamic_value, typed_value
from portret.trait.vocabulary import Vocabulary, Words
from portret.trait.where import line_matcher, matcher, reader, where_matcher
from portret.trait.where_sql import events_sql, field_sql, where_sql

__all__ = [
    "DEEPEST",
    "MOST_CONDITIONS",
    "MOST_TRAITS",
    "AllWhere",
    "AnyWhere",
    "Changer",
    "Comparer",
    "Comparison",
    "Computation",
    "Count",
    "Definition",
    "Duration",
    "Events",
    "Field",
    "Fold",
    "Follow",
    "Key",
    "Last",
    "Sequence",
    "Value",
    "ValueSql",
    "ValueType",
    "Vocabulary",
    "Window",
    "Words",
    "brand_faults",
    "change_at",
    "changer",
    "compare_sql",
    "comparer",
    "comparison_faults",
    "document_of",
    "duration_faults",
    "dynamic_value",
    "event_faults",
    "events_sql",
    "field_kind",
    "field_sql",
    "known_fields",
    "line_matcher",
    "matcher",
    "parse_trait",
    "reader",
    "sequence_faults",
    "trait_faults",
    "trait_of",
    "typed_value",
    "where_matcher",
    "where_sql",
    "window_faults",
]
