"""The portrait: reads canonical events (and the warehouse for the timeline), writes profiles and their search terms."""

from portret.profile.accounts.follow import follow_accounts
from portret.profile.api import routes
from portret.profile.fold import fold
from portret.profile.identity_api import identity_routes
from portret.profile.lookup import resolved
from portret.profile.merge import merge
from portret.profile.model import ProfileState, decode, empty, encode
from portret.profile.snapshot import snapshot_rows
from portret.profile.store import Profile, changed_since, load, load_many, remove_many, save_many
from portret.profile.traits import current
from portret.profile.view import view

__all__ = [
    "Profile",
    "ProfileState",
    "changed_since",
    "current",
    "decode",
    "empty",
    "encode",
    "fold",
    "follow_accounts",
    "identity_routes",
    "load",
    "load_many",
    "merge",
    "remove_many",
    "resolved",
    "routes",
    "save_many",
    "snapshot_rows",
    "view",
]
