"""Connected components in columns, and which of them are calm: those in which no rule can ever break.

In a calm component every event joins all that it names, so the order of events decides nothing but which id survives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portret.unify.bulk.history import Codes, History, Numbers, Truths
from portret.unify.model import IdentityRules
from portret.unify.person import UNNAMED_LIMIT

_USER_ID = "user_id"


@dataclass(frozen=True, eq=False)
class Components:
    """The parts of a history that share no identifier.

    Attributes:
        of_identifier: per identifier, the number of its component.
        count: how many components there are.
        creating: the events none of whose identifiers came before; where nothing is ever dropped these, and only these,
            make profiles.
    """

    of_identifier: Codes
    count: int
    creating: Numbers


def components(history: History, together: Sequence[Sequence[int]] = ()) -> Components:
    """Return the components of a history; the identifiers of each of `together` are held together besides."""
    sizes = np.diff(history.starts)
    first = np.repeat(history.claimed[history.starts[:-1]], sizes)
    edges = [(first, history.claimed), _read_as_users(history)]
    edges += [(np.full(len(group), group[0], np.int32), np.array(group, np.int32)) for group in together]
    left, right = (np.concatenate(ends) for ends in zip(*edges, strict=True))
    joining = left != right
    roots = connected(left[joining], right[joining], history.identifiers)
    distinct, labels = np.unique(roots, return_inverse=True)
    return Components(labels.astype(np.int32), len(distinct), _creating(history))


def _read_as_users(history: History) -> tuple[Codes, Codes]:
    """Return edges from what an alias claims to the user id that its previous id may also be."""
    if not history.aliases or _USER_ID not in history.namespaces:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    users = np.flatnonzero(history.spaces == history.namespaces.index(_USER_ID))
    previous = pa.array([alias.previous_id for alias in history.aliases.values()], pa.string())
    found = pc.index_in(previous, value_set=history.values.take(pa.array(users)))
    known = found.is_valid().to_numpy(zero_copy_only=False)
    events = np.array(list(history.aliases), np.int64)[known]
    return history.claimed[history.starts[events]], users[found.drop_null().to_numpy()].astype(np.int32)


def homes_of(history: History, parts: Components) -> Codes:
    """Return, per event, the number of its component."""
    return parts.of_identifier[history.claimed[history.starts[:-1]]]


def connected(left: Codes, right: Codes, nodes: int) -> Codes:
    """Return, per node, the smallest node that edges lead to from it.

    Every round hooks each root to the smallest root next to it and flattens the trees. Within two rounds a root is
    hooked or takes in a neighbour, so there are at most logarithmically many (Shiloach & Vishkin 1982, the idea).
    """
    parent = np.arange(nodes, dtype=np.int32)
    while len(left):
        low, high = np.minimum(left, right), np.maximum(left, right)
        np.minimum.at(parent, high, low)
        while True:
            above = parent[parent]
            if np.array_equal(above, parent):
                break
            parent = above
        left, right = parent[left], parent[right]
        apart = left != right
        left, right = left[apart], right[apart]
    return parent


def noisy(history: History, parts: Components, rules: IdentityRules) -> Truths:
    """Say, per component, whether some order of merging in it might break a rule."""
    found = _too_many(history, parts, rules)
    found |= _doubtful(history, parts)
    found[homes_of(history, parts)[list(history.aliases)]] = True
    return found


def _too_many(history: History, parts: Components, rules: IdentityRules) -> Truths:
    """Where there are more identifiers of a kind than one profile may ever hold; within that, windows hold, too."""
    most = np.array([_most(rules, namespace) for namespace in history.namespaces], np.int64)
    kinds = len(history.namespaces)
    keys, counts = np.unique(parts.of_identifier.astype(np.int64) * kinds + history.spaces, return_counts=True)
    found = np.zeros(parts.count, np.bool_)
    found[keys[counts > most[keys % kinds]] // kinds] = True
    unnamed = np.array([namespace not in rules.namespaces for namespace in history.namespaces], np.bool_)
    if unnamed.any():
        found |= np.bincount(parts.of_identifier[unnamed[history.spaces]], minlength=parts.count) > UNNAMED_LIMIT
    return found


def _most(rules: IdentityRules, namespace: str) -> int:
    rule = rules.of(namespace)
    return min(rule.limit, 1) if rule.unique else rule.limit


def _doubtful(history: History, parts: Components) -> Truths:
    """Where two profiles may come to hold trusted identifiers, and events that cannot be trusted might join them.

    A trusted event that names an identifier which was trusted before adds to that one's profile. So while only one
    trusted event of a component does not, its first, all that is trusted is with one profile.
    """
    events = history.events_of_claims()
    first = np.full(history.identifiers, history.events, np.int32)
    is_trusted = history.trusted()
    trusted = np.flatnonzero(is_trusted)[::-1]
    first[history.claimed[trusted]] = events[trusted]  # the last one written stays: the earliest
    known = _any_claim(history, first[history.claimed] < events)
    roots = np.flatnonzero(_any_claim(history, is_trusted) & ~known)
    homes = homes_of(history, parts)
    per_part = np.bincount(homes[roots], minlength=parts.count)
    joining = np.diff(history.starts) > 1
    untrusted = np.flatnonzero(joining & _any_claim(history, ~is_trusted))
    found = np.zeros(parts.count, np.bool_)
    found[homes[untrusted]] = True
    return found & (per_part > 1)


def _any_claim(history: History, claims: Truths) -> Truths:
    """Return, per event, whether it is so of any of its claims."""
    if not history.events:
        return np.zeros(0, np.bool_)
    return np.logical_or.reduceat(claims, history.starts[:-1])


def _creating(history: History) -> Numbers:
    events = history.events_of_claims()
    first = np.zeros(history.identifiers, np.int32)
    first[history.claimed[::-1]] = events[::-1]
    return np.flatnonzero(~_any_claim(history, first[history.claimed] < events))
