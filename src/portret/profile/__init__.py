"""The portrait: reads canonical events (and the warehouse for the timeline), writes profiles and their search terms."""

from portret.profile.accounts.follow import follow_accounts
from portret.profile.accounts.store import by_workspace
from portret.profile.api import routes
from portret.profile.api_models import ProfileSummary
from portret.profile.by_hand import check_consents, check_traits
from portret.profile.catalogue import BUILT_IN, BuiltIn, comparables, groups
from portret.profile.computed import Defined
from portret.profile.consent import consent_answer
from portret.profile.fold import fold
from portret.profile.histories.store import is_settled
from portret.profile.identity_api import identity_routes
from portret.profile.lookup import Ref, profile_summary, resolved
from portret.profile.merge import merge
from portret.profile.model import ProfileState, decode, empty, encode
from portret.profile.notes.store import forget_notes
from portret.profile.notes_api import note_routes
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
from portret.profile.tasks_api import task_routes
from portret.profile.timeline import Entry, Filter, timeline
from portret.profile.traits import current, declared
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
    "ProfileSummary",
    "Ref",
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
    "decode",
    "empty",
    "encode",
    "fold",
    "follow_accounts",
    "forget_notes",
    "groups",
    "identity_routes",
    "ids_after",
    "is_settled",
    "load",
    "load_all",
    "load_many",
    "load_stored",
    "merge",
    "note_routes",
    "profile_summary",
    "reachable",
    "remove_many",
    "resolved",
    "routes",
    "save_many",
    "settle",
    "snapshot_rows",
    "task_routes",
    "timeline",
    "view",
]
