"""What is known of an OpenID provider: what the operator set, what it says of itself, and whom it vouches for."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from portret.govern.model import USER_ROLES, UserRole
from portret.kernel import Invalid, Settings

CALLBACK = "/api/session/single-sign-on/callback"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the operator agreed with a provider.

    Attributes:
        role: what a newcomer whom the provider vouches for becomes; None if only users who exist come in.
        domains: of e-mail addresses that newcomers may have; empty for any.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    role: UserRole | None
    domains: tuple[str, ...]
    redirect_uri: str

    @property
    def is_local(self) -> bool:
        """Whether the provider is on this machine, and may be asked without TLS."""
        return is_local(self.issuer)


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked for what (OpenID Connect Discovery 1.0, section 3)."""

    authorization: str
    token: str
    keys: str
    takes_secret_in_body: bool


@dataclass(frozen=True)
class Vouched:
    """Whom a provider vouches for: its own name for them, and the address that it has verified ("" for none)."""

    issuer: str
    subject: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """What a browser takes along to the provider and brings back, sealed, in a cookie."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    return_to: str
    ends_at_ms: int


def site_of(settings: Settings) -> Site | None:
    """Return what the operator set, None without a provider.

    Raises:
        Invalid: something is missing, or cannot be.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise Invalid("Single sign-on needs oidc_client_id, as the provider calls Portret.", path="oidc_client_id")
    if not settings.public_url:
        raise Invalid("Single sign-on needs public_url: the provider sends people back there.", path="public_url")
    if urlsplit(settings.oidc_issuer).scheme != "https" and not is_local(settings.oidc_issuer):
        raise Invalid("oidc_issuer must begin with https:// unless it is on this machine.", path="oidc_issuer")
    return Site(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        name=settings.oidc_name,
        role=_role(settings.oidc_role),
        domains=tuple(domain.casefold().lstrip("@") for domain in settings.oidc_domains),
        redirect_uri=settings.public_url.rstrip("/") + CALLBACK,
    )


def is_local(url: str) -> bool:
    """Say whether an address without TLS is on this machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def _role(text: str) -> UserRole | None:
    if not text:
        return None
    for role in USER_ROLES:
        if role == text and role != "owner":
            return role
    raise Invalid(f"oidc_role must be empty or one of {', '.join(USER_ROLES[1:])}.", path="oidc_role")
