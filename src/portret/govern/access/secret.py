"""Secrets that are shown once: random text of 256 bits, of which only the SHA-256 is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new_secret(prefix: str = "") -> str:
    """Return a new secret, safe in an address and a header."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a secret. It is random, so a slow hash would add nothing."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token_of(secret: str) -> str:
    """Return what a page of ours must send along with a session's cookie: made of its secret, and not leading back."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), b"portret csrf", hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Compare two secrets in the same time, wherever they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
