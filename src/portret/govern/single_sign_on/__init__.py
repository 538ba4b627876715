"""Signing in with an organisation's account: OpenID Connect, by authorisation code with PKCE."""

from portret.govern.single_sign_on.model import site_of
from portret.govern.single_sign_on.provider import Provider

__all__ = ["Provider", "site_of"]
