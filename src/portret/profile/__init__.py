"""The portrait: reads canonical events (and the warehouse for the timeline), writes profiles and their search terms."""

from portret.profile.api import routes
from portret.profile.fold import fold
from portret.profile.merge import merge
from portret.profile.model import ProfileState, decode, empty, encode
from portret.profile.snapshot import snapshot_rows
from portret.profile.store import Profile, changed_since, load, load_many, remove_many, save_many
from portret.profile.view import view

__all__ = [
    "Profile",
    "ProfileState",
    "changed_since",
    "decode",
    "empty",
    "encode",
    "fold",
    "load",
    "load_many",
    "merge",
    "remove_many",
    "routes",
    "save_many",
    "snapshot_rows",
    "view",
]
