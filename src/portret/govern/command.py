"""Who acts at the command line of the server: whoever may read its data may do everything."""

from __future__ import annotations

import getpass

from portret.govern.model import Actor
from portret.govern.roles import PERMISSIONS


def at_the_machine(workspace_id: str) -> Actor:
    """Return who sits at the machine, by the name of their account there."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError):  # no such account, as in a container
        account = "unknown"
    return Actor(
        kind="command",
        id=account,
        name=account,
        role="owner",
        permissions=PERMISSIONS["owner"],
        workspace_id=workspace_id,
    )
