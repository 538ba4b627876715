"""Who may do what, and who did: reads and writes users, sessions, invites, API tokens and the record of changes.

Set-up, sign-in, roles and permissions, single sign-on. What a permission protects, its own stage says on its route.
"""

from portret.govern.access import (
    Arrival,
    Attempts,
    Cookies,
    Door,
    Staff,
    Token,
    UserView,
    Visit,
    Wording,
    WorkspaceCard,
    actor_of,
    authenticate,
    create_token,
    csrf_token_of,
    find_session,
    has_users,
    is_same,
    keep_token,
    make_set_up_secret,
    make_token,
    user_names,
)
from portret.govern.audit import Change, record
from portret.govern.called import PERMISSION_NAMES, permissions_called, role_called
from portret.govern.command import at_the_machine
from portret.govern.model import USER_ROLES, Actor, Role, TokenRole, UserRole
from portret.govern.roles import PERMISSIONS
from portret.govern.single_sign_on import Provider, site_of

__all__ = [
    "PERMISSIONS",
    "PERMISSION_NAMES",
    "USER_ROLES",
    "Actor",
    "Arrival",
    "Attempts",
    "Change",
    "Cookies",
    "Door",
    "Provider",
    "Role",
    "Staff",
    "Token",
    "TokenRole",
    "UserRole",
    "UserView",
    "Visit",
    "Wording",
    "WorkspaceCard",
    "actor_of",
    "at_the_machine",
    "authenticate",
    "create_token",
    "csrf_token_of",
    "find_session",
    "has_users",
    "is_same",
    "keep_token",
    "make_set_up_secret",
    "make_token",
    "permissions_called",
    "record",
    "role_called",
    "site_of",
    "user_names",
]
