"""Short forms of given names: Kasia is Katarzyna, Bill is William, Саша is Александр or Александра."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import Any

from portret.unify.cleaning.keys import name_key
from portret.unify.cleaning.tables import lines

_FILES = ("nicknames_en", "nicknames_pl_ru")


def nickname_groups(name: Any) -> tuple[str, ...]:
    """Return the keys of the given names that this one may stand for, in order; two names agree if they share one.

    The first name of a full one counts. A name that no table knows stands for itself. Without a letter: ().
    """
    first = name_key(name).partition(" ")[0]
    return _groups_of(first) if first else ()


def is_given_name(name: Any) -> bool:
    """Say whether a word is known to be a given name or a short form of one."""
    return name_key(name) in _table()


@lru_cache(maxsize=20_000)
def _groups_of(key: str) -> tuple[str, ...]:
    return _table().get(key) or (key,)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for file in _FILES:
        for line in lines(file):
            keys = [name_key(name) for name in line.split()]
            for key in keys:
                groups[key.partition(" ")[0]].add(keys[0])
    return {key: tuple(sorted(names)) for key, names in groups.items()}
