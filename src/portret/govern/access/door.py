"""What the routes of access work with: the door of one web process, and who stands before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portret.govern.access.attempts import Attempts
from portret.govern.access.cookies import Cookies
from portret.govern.access.model import Arrival, Locale
from portret.govern.access.slowly import Slowly
from portret.kernel import Clock, Settings
from portret.state import State, Vault


@dataclass(frozen=True)
class WorkspaceCard:
    """What people are told of the workspace they come into."""

    id: str
    name: str
    time_zone: str


@dataclass(frozen=True)
class Wording:
    """What people read in their language where something is stored under a name.

    Attributes:
        brands: names, by slug.
        ready_made: by definition, such as "segment:vip", a text as it is stored → as it reads.
    """

    brands: Mapping[str, str]
    ready_made: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Door:
    """The stores, and what one web process remembers of those who try to come in.

    Attributes:
        workspace_card: reads a workspace.
        name_workspace: gives a workspace another name.
        wording: reads what is called how in a workspace, for readers of a language.
    """

    state: State
    clock: Clock
    settings: Settings
    workspace_card: Callable[[sa.Connection, str], WorkspaceCard]
    name_workspace: Callable[[sa.Connection, str, str], None]
    wording: Callable[[sa.Connection, str, Locale], Wording]
    attempts: Attempts
    cookies: Cookies
    vault: Vault
    slowly: Slowly = field(default_factory=Slowly)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request of somebody who need not be known.

    Attributes:
        base_url: where this installation is reached, without a slash at the end.
        session_secret: that of the session the browser brings; "" without one.
        device: the mark of the browser; "" without one.
        flow: what a sign-in elsewhere comes back with; "" without it.
    """

    arrival: Arrival
    base_url: str
    session_secret: str = field(default="", repr=False)
    device: str = field(default="", repr=False)
    flow: str = field(default="", repr=False)
