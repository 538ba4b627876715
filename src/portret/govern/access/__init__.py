"""Who may come in: users, their passwords and sessions, invites, and API tokens."""

from portret.govern.access.api_models import UserView
from portret.govern.access.attempts import Attempts
from portret.govern.access.cookies import Cookies
from portret.govern.access.door import Door, Visit, Wording, WorkspaceCard
from portret.govern.access.invites import make_set_up_secret
from portret.govern.access.model import Arrival, Token
from portret.govern.access.secret import csrf_token_of, is_same
from portret.govern.access.sessions import actor_of, find_session
from portret.govern.access.staff import Staff
from portret.govern.access.store import has_users, user_names
from portret.govern.access.tokens import authenticate, create_token, keep_token, make_token

__all__ = [
    "Arrival",
    "Attempts",
    "Cookies",
    "Door",
    "Staff",
    "Token",
    "UserView",
    "Visit",
    "Wording",
    "WorkspaceCard",
    "actor_of",
    "authenticate",
    "create_token",
    "csrf_token_of",
    "find_session",
    "has_users",
    "is_same",
    "keep_token",
    "make_set_up_secret",
    "make_token",
    "user_names",
]
