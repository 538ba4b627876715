"""What the API of access takes and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from portret.govern.access.model import Invite, Locale, Session, Theme, Token, User
from portret.govern.model import Role, TokenRole, UserRole
from portret.kernel import Permission, from_ms

_Email = Field(min_length=3, max_length=254, examples=["jo@example.com"])
_Name = Field(min_length=1, max_length=100)
_Password = Field(max_length=1000)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SetUp(_Asked):
    """The first owner, and what the server printed at its start."""

    name: str = _Name
    email: str = _Email
    password: SecretStr = _Password
    workspace_name: str = Field(default="", max_length=200, description="Left out: it keeps the name it has.")
    setup_token: str = Field(max_length=200, description="From the server's first lines, or the file setup.token.")


class SignIn(_Asked):
    """Who signs in."""

    email: str = Field(max_length=254)
    password: SecretStr = _Password


class ProfileChange(_Asked):
    """What a user chooses for themselves; what is left out stays."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    locale: Locale | None = None
    theme: Theme | None = None


class PasswordChange(_Asked):
    """The password that was, and the one to be."""

    current_password: SecretStr = _Password
    new_password: SecretStr = _Password


class UserChange(_Asked):
    """What an administrator changes of a user; what is left out stays."""

    role: UserRole | None = None
    disabled: bool | None = None


class NewInvite(_Asked):
    """Whom to invite."""

    email: str = _Email
    role: UserRole


class Acceptance(_Asked):
    """Who comes in by an invite."""

    name: str = _Name
    password: SecretStr = _Password


class NewToken(_Asked):
    """What a token to be made is for."""

    name: str = Field(min_length=1, max_length=200)
    role: TokenRole = "reader"
    expires_at: AwareDatetime | None = None


class Me(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    email: str
    locale: Locale
    theme: Theme


class WorkspaceOfSession(BaseModel):
    """The workspace in which they work."""

    id: str
    name: str
    time_zone: str


class WordingView(BaseModel):
    """What the user reads where something is stored under a name: in their language."""

    brands: Mapping[str, str] = Field(description="What each brand is called, by slug.")
    ready_made: Mapping[str, Mapping[str, str]] = Field(
        description="By definition, such as segment:vip, the name and the description that it was given when it was "
        "added ready-made, each with what the user reads instead. What a definition says otherwise was written by hand."
    )


class SessionView(BaseModel):
    """Who is signed in, where, and what they may do.

    `csrf_token` goes into the header `X-CSRF-Token` of every request that changes something; "" where a token came
    instead of a cookie.
    """

    user: Me
    workspace: WorkspaceOfSession
    role: Role
    permissions: list[Permission]
    csrf_token: str
    sees_personal_data: bool
    wording: WordingView


class OpenSession(BaseModel):
    """A browser in which the user is signed in."""

    id: str
    current: bool
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class OpenSessions(BaseModel):
    """The browsers in which the user is signed in, the latest first."""

    items: list[OpenSession]


class UserView(BaseModel):
    """A user as others see them."""

    id: str
    name: str
    email: str
    role: UserRole
    single_sign_on: bool
    created_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None


class NameView(BaseModel):
    """What a user or a token is called."""

    id: str
    name: str


class NameList(BaseModel):
    """What users and tokens are called."""

    items: list[NameView]


class UserPage(BaseModel):
    """Some users, and the cursor of the next ones if there are more."""

    items: list[UserView]
    next_cursor: str | None


class InviteView(BaseModel):
    """An invite by which nobody came in yet."""

    id: str
    email: str
    role: UserRole
    author: str
    created_at: datetime
    expires_at: datetime | None


class InvitePage(BaseModel):
    """Some invites, and the cursor of the next ones if there are more."""

    items: list[InviteView]
    next_cursor: str | None


class CreatedInvite(InviteView):
    """A new invite with its link, shown this once."""

    link: str
    token: str


class Invitation(BaseModel):
    """An invite as whom it is for sees it."""

    workspace_name: str
    email: str
    role: UserRole


class TokenView(BaseModel):
    """A token as the API shows it; `hint` are the last four characters of its text.

    `user_id` says whose it is; it may do no more than they. Null: it is the installation's own.
    """

    id: str
    name: str
    role: Role
    user_id: str | None
    hint: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class CreatedToken(TokenView):
    """A new token with its text, shown this once."""

    token: str


class TokenPage(BaseModel):
    """Some tokens, and the cursor of the next ones if there are more."""

    items: list[TokenView]
    next_cursor: str | None


def me(user: User) -> Me:
    """Return a user as they see themselves."""
    return Me(id=user.id, name=user.name, email=user.email, locale=user.locale, theme=user.theme)


def open_session(session: Session, current_id: str) -> OpenSession:
    """Return a session as its user sees it."""
    return OpenSession(
        id=session.id,
        current=session.id == current_id,
        address=session.address,
        agent=session.agent,
        created_at=from_ms(session.created_at_ms),
        seen_at=from_ms(session.seen_at_ms),
        expires_at=from_ms(session.expires_at_ms),
    )


def user_view(user: User) -> UserView:
    """Return a user as the API shows them."""
    return UserView(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        single_sign_on=user.subject is not None,
        created_at=from_ms(user.created_at_ms),
        signed_in_at=_instant(user.signed_in_at_ms),
        disabled_at=_instant(user.disabled_at_ms),
    )


def invite_view(invite: Invite) -> InviteView:
    """Return an invite as the API shows it."""
    return InviteView(
        id=invite.id,
        email=invite.email,
        role=invite.role,
        author=invite.author,
        created_at=from_ms(invite.created_at_ms),
        expires_at=_instant(invite.expires_at_ms),
    )


def token_view(token: Token) -> TokenView:
    """Return a token as the API shows it."""
    return TokenView(
        id=token.id,
        name=token.name,
        role=token.role,
        user_id=token.user_id,
        hint=token.hint,
        created_at=from_ms(token.created_at_ms),
        expires_at=_instant(token.expires_at_ms),
        revoked_at=_instant(token.revoked_at_ms),
    )


def _instant(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else from_ms(at_ms)
