"""How operations that change identities are carried out, by kind: reads and writes identities, profiles, events."""

from __future__ import annotations

from portret.worker.identity.erase import erase
from portret.worker.identity.merge import merge
from portret.worker.identity.split import split
from portret.worker.workbench import Handlers

handlers: Handlers = {"profile-merge": merge, "profile-split": split, "profile-erase": erase}
