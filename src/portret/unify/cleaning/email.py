"""E-mail addresses: the normal form, the key they are compared by, and what is odd about them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email

from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.tables import disposable_domains, listed
from portret.unify.cleaning.text import MAX_LENGTH, plain_text, visible_text
from portret.unify.cleaning.typos import meant_domain

INVALID = "invalid-email"
DISPOSABLE = "disposable-email"
ROLE = "role-email"
TYPO = "typo-email"

_GMAIL = frozenset(("gmail.com", "googlemail.com"))


@lru_cache(maxsize=20_000)
def normal_email(value: str) -> str:
    """Return an address in normal form, or "" if it is none.

    Lower case as a whole; the domain in Unicode, also where it came as Punycode (IDNA 2008).
    """
    try:
        found = validate_email(visible_text(value), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return ""
    return found.lower()


def email_key(normal: str) -> str:
    """Return what addresses in normal form are compared by: one key for all spellings that reach the same mailbox.

    Gmail ignores dots and what follows a plus, a few other providers the latter; elsewhere the key is the address.
    """
    local, at, domain = normal.rpartition("@")
    untagged = local.partition("+")[0]
    if domain in _GMAIL and untagged:
        return f"{untagged.replace('.', '')}@gmail.com"
    if domain in listed("tagging_providers"):
        local = untagged or local
    return f"{local}{at}{domain}"


def clean_email(value: Any) -> Cleaned:
    """Return an address in normal form with what is odd: "disposable-email", "role-email", "typo-email".

    What is no address has no value and the flag "invalid-email". Without a value there are no flags.
    """
    text = value if type(value) is str and len(value) <= MAX_LENGTH else plain_text(value)
    if not text.strip():
        return without_value(value, INVALID, "not text")
    normal = normal_email(text)
    if not normal:
        return Cleaned("", value, (INVALID,), "not an e-mail address")
    domain = meant_domain(normal.rpartition("@")[2])
    why = f"did you mean {normal.rpartition('@')[0]}@{domain}?" if domain else ""
    return Cleaned(normal, value, email_flags(text), why)


@lru_cache(maxsize=20_000)
def email_flags(text: str) -> tuple[str, ...]:
    """Return what is odd about an address."""
    normal = normal_email(text)
    if not normal:
        return (INVALID,)
    local, _, domain = normal.rpartition("@")
    found = []
    if is_disposable(domain):
        found.append(DISPOSABLE)
    if local.partition("+")[0] in listed("role_addresses"):
        found.append(ROLE)
    if meant_domain(domain):
        found.append(TYPO)
    return tuple(found)


def is_disposable(domain: str) -> bool:
    """Say whether a domain, or one that it lies in, gives addresses away for minutes."""
    listed = disposable_domains()
    while "." in domain:
        if domain in listed:
            return True
        domain = domain.partition(".")[2]
    return False
