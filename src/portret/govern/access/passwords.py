"""Passwords: Argon2id (RFC 9106, its second recommendation), and what makes one too weak to take."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portret.kernel import Invalid, told

LEAST_CHARS = 10
MOST_CHARS = 200
_LEAST_DIFFERENT = 5
_COMMON = (
    "password",
    "passwort",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "changeme",
    "12345678",
    "portret",
    "hasło",
)
_MOST_AROUND_COMMON = 6
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the hash of a password, with its salt and parameters. Takes 64 MiB and some tens of milliseconds."""
    return _hasher.hash(_normal(password))


def is_password(stored: str, password: str) -> bool:
    """Say whether a password has this hash; with no hash ("") the answer is no, and takes as long."""
    try:
        _hasher.verify(stored or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Say whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


def check_password(password: str, *known: str) -> None:
    """Raise Invalid if a password is too weak: short, one that many have, or made of what is known of the user."""
    if fault := _fault(password, known):
        raise Invalid(fault, path="/password")


def _fault(password: str, known: tuple[str, ...]) -> str:
    text = _normal(password).casefold()
    if len(text) < LEAST_CHARS:
        return told(
            "password-short",
            "A password has {least} characters or more. A few words in a row are easy to remember.",
            least=LEAST_CHARS,
        )
    if len(text) > MOST_CHARS:
        return told("password-long", "A password has {most} characters at most.", most=MOST_CHARS)
    if len(set(text)) < _LEAST_DIFFERENT:
        return told("password-repeats", "This password repeats a few characters. Use a few words in a row.")
    words = [*_COMMON, *(part for each in known for part in each.casefold().replace("@", " ").split() if len(part) > 2)]  # noqa: PLR2004 — initials are in every word
    if any(word in text and len(text) - len(word) < _MOST_AROUND_COMMON for word in words):
        return told(
            "password-easy", "This password is easily guessed. Use a few words in a row that say nothing of you."
        )
    return ""


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """Return a password as any keyboard types it (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
