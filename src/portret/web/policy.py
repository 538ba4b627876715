"""Content security policies: what a page may load, said in its headers. None allows inline script or style at large."""

from __future__ import annotations

import base64
import hashlib

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of answers that are no pages: whatever they hold, nothing of it runs."""


def plain_policy(style: str) -> str:
    """Return the policy of a page without script whose one inline style sheet is `style`."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"{CLOSED}; style-src 'sha256-{digest}'; img-src data:"


def app_policy(nonce: str) -> str:
    """Return the policy of the web app: its own files, its own server, and the style sheets that carry `nonce`."""
    return (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
