"""The portrait: reads canonical events (and the warehouse for the timeline), writes profiles and their search terms."""

from portret.profile.accounts.follow import follow_accounts
from portret.profile.accounts.store import by_workspace
from portret.profile.by_hand import check_consents, check_traits
from portret.profile.catalogue import BUILT_IN, BuiltIn, comparables, groups
from portret.profile.consent import consent_answer
from portret.profile.fold import fold
from portret.profile.histories.store import is_settled
from portret.profile.lookup import resolved
from portret.profile.merge import merge
from portret.profile.model import Defined, ProfileState, decode, empty, encode
from portret.profile.notes.store import forget_notes
from portret.profile.reach import CHANNELS, reachable
from portret.profile.snapshot import snapshot_rows
from portret.profile.store import (
    Profile,
    add_history,
    changed_since,
    count,
    ids_after,
    load,
    load_all,
    load_many,
    load_stored,
    remove_many,
    save_many,
    settle,
)
from portret.profile.timeline import Entry, Filter, timeline
from portret.profile.traits import current, declared, declared_presence
from portret.profile.view import view

__all__ = [
    "BUILT_IN",
    "CHANNELS",
    "BuiltIn",
    "Defined",
    "Entry",
    "Filter",
    "Profile",
    "ProfileState",
    "add_history",
    "by_workspace",
    "changed_since",
    "check_consents",
    "check_traits",
    "comparables",
    "consent_answer",
    "count",
    "current",
    "declared",
    "declared_presence",
    "decode",
    "empty",
    "encode",
    "fold",
    "follow_accounts",
    "forget_notes",
    "groups",
    "ids_after",
    "is_settled",
    "load",
    "load_all",
    "load_many",
    "load_stored",
    "merge",
    "reachable",
    "remove_many",
    "resolved",
    "save_many",
    "settle",
    "snapshot_rows",
    "timeline",
    "view",
]
