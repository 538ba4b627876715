"""Domains of the big mail providers, and the slips of those who type them.

Only one slip in the name and one in the ending count, and the first letter must be right (or change places with the
second): so mail.com, ymail.com, email.com, gmx.net, which look like others, are left in peace.
"""

from __future__ import annotations

from functools import cache, lru_cache

from portret.unify.cleaning.tables import lines, listed

_ENDINGS = {
    "com": [
        "con",
        "cmo",
        "ocm",
        "vom",
        "cpm",
        "xom",
        "dom",
        "coom",
        "comm",
        "ccom",
        "com.com",
        "c0m",
        "cim",
        "cam",
        "co",
        "om",
        "cm",
    ],
    "pl": ["lp", "pll", "ppl", "pl.pl"],
    "ru": ["ry", "rru", "ruu", "ur", "ri"],
    "net": ["ent", "nte", "nett", "bet", "ney"],
    "de": ["ed", "dee", "dde"],
    "fr": ["rf", "frr", "ffr"],
    "eu": ["ue", "euu"],
}
_SHORTEST_NAME = 5  # below it another name is as likely as a slip


@lru_cache(maxsize=20_000)
def meant_domain(domain: str) -> str:
    """Return the big provider's domain that somebody meant who typed this one, "" if it seems to be meant as it is."""
    name, _, ending = domain.partition(".")
    known = _names()
    if domain in listed("mail_domains") or ending in known.get(name, {}):
        return ""
    for right, endings in known.items():
        if not _is_slip(name, right):
            continue
        for right_ending in endings:
            if ending == right_ending or ending in _ENDINGS.get(right_ending, ()):
                return f"{right}.{right_ending}"
    return ""


@cache
def _names() -> dict[str, dict[str, None]]:
    names: dict[str, dict[str, None]] = {}
    for domain in " ".join(lines("mail_providers")).split():
        name, _, ending = domain.partition(".")
        names.setdefault(name, {})[ending] = None
    return names


def _is_slip(name: str, right: str) -> bool:
    """Say whether a name is the right one, or one slip off: a letter too many, too few, a wrong one, or two swapped."""
    if name == right:
        return True
    if abs(len(name) - len(right)) > 1 or not name:
        return False
    if _is_swapped(name, right):
        return len(right) >= _SHORTEST_NAME - 1
    return len(right) >= _SHORTEST_NAME and name[0] == right[0] and _is_one_edit(name, right)


def _is_swapped(name: str, right: str) -> bool:
    if len(name) != len(right):
        return False
    off = [place for place in range(len(right)) if name[place] != right[place]]
    if len(off) != 2:  # noqa: PLR2004 — the two that changed places
        return False
    first, second = off
    return second == first + 1 and name[first] == right[second] and name[second] == right[first]


def _is_one_edit(name: str, right: str) -> bool:
    start = 0
    while start < min(len(name), len(right)) and name[start] == right[start]:
        start += 1
    skip_name, skip_right = (len(name) >= len(right)), (len(right) >= len(name))
    return name[start + skip_name :] == right[start + skip_right :]
