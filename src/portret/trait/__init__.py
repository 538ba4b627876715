"""Computed traits as definitions: reads canonical events, gives states, values and SQL; writes definitions."""

from portret.trait.backfill import history
from portret.trait.compare import RELATIVE, change_at, changer, comparer
from portret.trait.document import MOST_TRAITS, document_of, parse_trait, schema, trait_faults, trait_of
from portret.trait.faults.comparison import FITTING, comparison_faults
from portret.trait.faults.computation import sequence_faults
from portret.trait.faults.events import DEEPEST, MOST_CONDITIONS, brand_faults, event_faults, field_faults
from portret.trait.faults.times import duration_faults, window_faults
from portret.trait.fields import find, is_there, known_fields
from portret.trait.key import fold_key, state_key
from portret.trait.kinds import part_type, value_type
from portret.trait.model import (
    AllWhere,
    AnyWhere,
    Comparison,
    Computation,
    Count,
    Definition,
    Duration,
    Events,
    FieldIs,
    Fold,
    Follow,
    Key,
    Last,
    Operator,
    Score,
    Sequence,
    Value,
    ValueType,
    Window,
)
from portret.trait.plan import Plan
from portret.trait.sql.comparison import compare_sql
from portret.trait.sql.value import ValueSql, dynamic_value, typed_value
from portret.trait.sql.values import Scan, Scope, values_sql
from portret.trait.sql.where import events_sql, field_sql
from portret.trait.states import FoldState, decode_states, encode_states, merge_states, plus_states
from portret.trait.value import rolled_up, value
from portret.trait.vocabulary import Vocabulary, Words
from portret.trait.watching import next_change, watch
from portret.trait.where import LINE_EVENTS, line_matcher, matcher, where_matcher
from portret.trait.window import reach_minutes

__all__ = [
    "DEEPEST",
    "FITTING",
    "LINE_EVENTS",
    "MOST_CONDITIONS",
    "MOST_TRAITS",
    "RELATIVE",
    "AllWhere",
    "AnyWhere",
    "Comparison",
    "Computation",
    "Count",
    "Definition",
    "Duration",
    "Events",
    "FieldIs",
    "Fold",
    "FoldState",
    "Follow",
    "Key",
    "Last",
    "Operator",
    "Plan",
    "Scan",
    "Scope",
    "Score",
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
    "decode_states",
    "document_of",
    "duration_faults",
    "dynamic_value",
    "encode_states",
    "event_faults",
    "events_sql",
    "field_faults",
    "field_sql",
    "find",
    "fold_key",
    "history",
    "is_there",
    "known_fields",
    "line_matcher",
    "matcher",
    "merge_states",
    "next_change",
    "parse_trait",
    "part_type",
    "plus_states",
    "reach_minutes",
    "rolled_up",
    "schema",
    "sequence_faults",
    "state_key",
    "trait_faults",
    "trait_of",
    "typed_value",
    "value",
    "value_type",
    "values_sql",
    "watch",
    "where_matcher",
    "window_faults",
]
