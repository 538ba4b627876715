"""All SQL of profiles: their states in bulk, and the search terms that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.profile.accounts.store import by_workspace, enrol
from portret.profile.histories.store import add_histories, forget_histories, next_told, told_of
from portret.profile.model import ProfileState, decode, encode, plus_computed
from portret.profile.search import question_words, terms
from portret.state import Text, chunks, insert_new, metadata, upsert
from portret.trait import FoldState, merge_states

Key = tuple[str, str]
"""(workspace id, profile id)."""

Place = tuple[str, str]
"""(term, profile id): where a search goes on."""

_FEW = 2_000
_MANY = 100_000
_LAST = "\U0010ffff"

profiles = sa.Table(
    "profiles",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("terms", Text, nullable=False, server_default=""),
    sa.Column("state", sa.LargeBinary, nullable=False),
)

search_terms = sa.Table(
    "search_terms",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("term", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)


_sources = sa.table("sources", *(sa.column(name, Text) for name in ("workspace_id", "id", "phone_region")))
_MOST_SOURCES = 100


class Profile(msgspec.Struct, frozen=True):
    """A profile as stored; `version` is the log position up to which it was last folded."""

    id: str
    version: int
    state: ProfileState


def load(connection: sa.Connection, workspace_id: str, profile_id: str) -> Profile | None:
    """Return one profile, None if there is none under this very id (aliases are unify's)."""
    query = _select().where(profiles.c.workspace_id == workspace_id, profiles.c.id == profile_id)
    return next(iter(_profiles(connection, workspace_id, connection.execute(query).all())), None)


def phone_region(connection: sa.Connection, workspace_id: str, source_ids: Sequence[str]) -> str:
    """Return the country of the first of these sources that has one, "" if none has."""
    ids = source_ids[:_MOST_SOURCES]
    query = sa.select(_sources.c.id, _sources.c.phone_region).where(
        _sources.c.workspace_id == workspace_id, _sources.c.id.in_(ids)
    )
    regions = {row.id: row.phone_region for row in connection.execute(query)}
    return next((regions[source_id] for source_id in ids if regions.get(source_id)), "")


def load_many(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, ProfileState]:
    """Return the states of those profiles that exist, by id."""
    return {profile.id: profile.state for profile in load_stored(connection, workspace_id, ids)}


def load_all(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, ProfileState]:
    """Return the states of those profiles that exist, of whatever workspaces, by (workspace id, profile id)."""
    return {
        (workspace_id, profile_id): state
        for workspace_id, ids in by_workspace(keys).items()
        for profile_id, state in load_many(connection, workspace_id, ids).items()
    }


def load_stored(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> list[Profile]:
    """Return those profiles that exist, with their versions."""
    found: list[Profile] = []
    for piece in chunks(ids):
        query = _select().where(profiles.c.workspace_id == workspace_id, profiles.c.id.in_(piece))
        found += _profiles(connection, workspace_id, connection.execute(query).all())
    return found


def save_many(connection: sa.Connection, states: Mapping[Key, ProfileState], version: int) -> None:
    """Insert or replace profiles; search terms and memberships only of those where they may have changed.

    Args:
        connection: an open write transaction.
        states: (workspace id, profile id) → state; their `is_unindexed` is cleared.
        version: the log position up to which they are folded.
    """
    plain: list[dict[str, Any]] = []
    indexed: list[dict[str, Any]] = []
    joined: dict[Key, set[str]] = {}
    for key, state in states.items():
        row = {"workspace_id": key[0], "id": key[1], "version": version, "state": encode(state)}
        if state.is_unindexed:
            row["terms"] = "".join(f" {term}" for term in terms(state))
            indexed.append(row)
            joined[key] = set(state.accounts)
        else:
            plain.append(row)
    _index(connection, indexed)
    enrol(connection, joined)
    forget_histories(connection, states)
    upsert(connection, profiles, plain)
    upsert(connection, profiles, indexed)
    for state in states.values():
        state.is_unindexed = False


def add_history(
    connection: sa.Connection, workspace_id: str, told: Mapping[str, Mapping[int, FoldState]], fold_id: int
) -> None:
    """Give stored profiles the states that folds have of history; unknown ones are left out.

    Args:
        connection: an open write transaction.
        workspace_id: whose.
        told: profile id → states by fold id, of entries that are not in the profile yet.
        fold_id: of one of the folds, which stands for all of them: no profile was given anything under it yet.
    """
    known: set[str] = set()
    for piece in chunks(list(told)):
        query = sa.select(profiles.c.id).where(profiles.c.workspace_id == workspace_id, profiles.c.id.in_(piece))
        known.update(connection.execute(query).scalars())
    add_histories(connection, workspace_id, {each: states for each, states in told.items() if each in known}, fold_id)


def settle(connection: sa.Connection, number: int) -> None:
    """Put what lies beside up to so many profiles into their blobs, which says the same.

    Args:
        connection: an open write transaction.
        number: how many at most.
    """
    told = next_told(connection, number)
    rows: list[dict[str, Any]] = []
    for workspace_id, ids in by_workspace(told).items():
        query = sa.select(profiles.c.id, profiles.c.version, profiles.c.state)
        query = query.where(profiles.c.workspace_id == workspace_id, profiles.c.id.in_(ids))
        for profile_id, version, blob in connection.execute(query):
            state = plus_computed(blob, told[workspace_id, profile_id])
            rows.append({"workspace_id": workspace_id, "id": profile_id, "version": version, "state": state})
    forget_histories(connection, told)
    upsert(connection, profiles, rows)


def remove_many(connection: sa.Connection, keys: Iterable[Key]) -> None:
    """Delete profiles, their search terms and memberships; unknown ones are no fault."""
    keys = list(keys)
    enrol(connection, dict.fromkeys(keys, frozenset()))
    forget_histories(connection, keys)
    for workspace_id, ids in by_workspace(keys).items():
        _drop_terms(connection, workspace_id, _terms_of(connection, workspace_id, ids))
        for piece in chunks(ids):
            connection.execute(
                sa.delete(profiles).where(profiles.c.workspace_id == workspace_id, profiles.c.id.in_(piece))
            )


def count(connection: sa.Connection, workspace_id: str) -> int:
    """Return how many profiles a workspace has; reads its whole index."""
    query = sa.select(sa.func.count()).select_from(profiles).where(profiles.c.workspace_id == workspace_id)
    return connection.execute(query).scalar_one()


def ids_after(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[str]:
    """Return the ids of up to `limit` profiles in order, those after an id ("" for the start)."""
    query = sa.select(profiles.c.id).where(profiles.c.workspace_id == workspace_id, profiles.c.id > after)
    return list(connection.execute(query.order_by(profiles.c.id).limit(limit)).scalars())


def changed_since(connection: sa.Connection, version: int) -> list[Key]:
    """Return the profiles folded after a log position; reads the whole table, so only for a start."""
    query = sa.select(profiles.c.workspace_id, profiles.c.id).where(profiles.c.version > version)
    return [(workspace_id, profile_id) for workspace_id, profile_id in connection.execute(query)]


def latest(connection: sa.Connection, workspace_id: str, before: str, limit: int) -> list[Profile]:
    """Return profiles from the latest made to the first, those before an id ("" for the start)."""
    query = _select().where(profiles.c.workspace_id == workspace_id).order_by(profiles.c.id.desc()).limit(limit)
    if before:
        query = query.where(profiles.c.id < before)
    return _profiles(connection, workspace_id, connection.execute(query).all())


def search(
    connection: sa.Connection, workspace_id: str, question: str, limit: int, after: Place | None = None
) -> list[tuple[Place, Profile]]:
    """Return the profiles that have a term beginning with each word of the question, exact terms first.

    Args:
        connection: an open transaction.
        workspace_id: where to search.
        question: words, an e-mail, a phone number or an id, or their beginnings.
        limit: how many at most.
        after: the place of the last one found before.
    """
    words = question_words(question)
    if not words:
        return []
    sizes = _sizes(connection, workspace_id, words)
    leading = min(words, key=lambda word: (sizes[word], -len(word)))
    conditions = [_has(workspace_id, word, sizes[leading], sizes[word]) for word in words if word != leading]
    found: list[tuple[Place, Any]] = []
    while len(found) < limit:
        wanted = limit - len(found)
        rows = connection.execute(_matches(workspace_id, leading, conditions, wanted, after)).all()
        for row in rows:
            after = (row.term, row.id)
            if row.term == min(term for term in row.terms.split() if term.startswith(leading)):
                found.append((after, row))
        if len(rows) < wanted:
            break
    places, rows = [place for place, _ in found], [row for _, row in found]
    return list(zip(places, _profiles(connection, workspace_id, rows), strict=True))


def _matches(
    workspace_id: str, leading: str, conditions: Sequence[sa.ColumnElement[bool]], limit: int, after: Place | None
) -> sa.Select[Any]:
    same = sa.and_(profiles.c.workspace_id == search_terms.c.workspace_id, profiles.c.id == search_terms.c.profile_id)
    query = (
        sa.select(search_terms.c.term, profiles.c.id, profiles.c.version, profiles.c.state, profiles.c.terms)
        .join_from(search_terms, profiles, same)
        .where(*_range(search_terms, workspace_id, leading), *conditions)
        .order_by(search_terms.c.term, search_terms.c.profile_id)
        .limit(limit)
    )
    if after:
        query = query.where(sa.tuple_(search_terms.c.term, search_terms.c.profile_id) > sa.tuple_(*after))
    return query


def _sizes(connection: sa.Connection, workspace_id: str, words: Sequence[str]) -> dict[str, int]:
    """Return how many terms begin with each word, counted only as far as the choice of a way needs it."""
    if len(words) == 1:
        return {words[0]: 0}
    sizes = {word: _count(connection, workspace_id, word, _FEW + 1) for word in words}
    if min(sizes.values()) <= _FEW:
        return sizes
    return {word: _count(connection, workspace_id, word, _MANY) for word in words}


def _count(connection: sa.Connection, workspace_id: str, word: str, upto: int) -> int:
    some = sa.select(search_terms.c.term).where(*_range(search_terms, workspace_id, word)).limit(upto).subquery()
    return connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def _has(workspace_id: str, word: str, leading_size: int, size: int) -> sa.ColumnElement[bool]:
    """Return the cheapest way to ask whether a profile has a further word.

    Its own line of terms answers where few profiles are asked, or where many will say yes; in between the index of the
    word is read once.
    """
    if leading_size <= _FEW or size >= _MANY:
        return profiles.c.terms.contains(f" {word}", autoescape=True)
    also = search_terms.alias("also")
    return search_terms.c.profile_id.in_(sa.select(also.c.profile_id).where(*_range(also, workspace_id, word)))


def _range(table: sa.FromClause, workspace_id: str, prefix: str) -> list[sa.ColumnElement[bool]]:
    return [
        table.c.workspace_id == workspace_id,
        table.c.term >= prefix,
        table.c.term < prefix + _LAST,
    ]


def _index(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Bring the terms of profiles in line with their rows; what stays the same is not touched."""
    wanted = {(row["workspace_id"], row["id"]): row["terms"] for row in rows}
    fresh: list[dict[str, str]] = []
    for workspace_id, ids in by_workspace(wanted).items():
        had = _terms_of(connection, workspace_id, ids)
        gone: dict[str, set[str]] = {}
        for profile_id in ids:
            now, before = set(wanted[workspace_id, profile_id].split()), had.get(profile_id, set())
            gone[profile_id] = before - now
            fresh += (
                {"workspace_id": workspace_id, "term": term, "profile_id": profile_id} for term in sorted(now - before)
            )
        _drop_terms(connection, workspace_id, gone)
    insert_new(connection, search_terms, fresh)


def _terms_of(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for piece in chunks(ids):
        query = sa.select(profiles.c.id, profiles.c.terms).where(
            profiles.c.workspace_id == workspace_id, profiles.c.id.in_(piece), profiles.c.terms != ""
        )
        found |= {profile_id: set(line.split()) for profile_id, line in connection.execute(query)}
    return found


def _drop_terms(connection: sa.Connection, workspace_id: str, gone: Mapping[str, set[str]]) -> None:
    rows = [
        {"in_workspace": workspace_id, "of_term": term, "of_profile": profile_id}
        for profile_id, names in gone.items()
        for term in names
    ]
    if rows:
        statement = sa.delete(search_terms).where(
            search_terms.c.workspace_id == sa.bindparam("in_workspace"),
            search_terms.c.term == sa.bindparam("of_term"),
            search_terms.c.profile_id == sa.bindparam("of_profile"),
        )
        connection.execute(statement, rows)


def _select() -> sa.Select[Any]:
    return sa.select(profiles.c.id, profiles.c.version, profiles.c.state)


def _profiles(connection: sa.Connection, workspace_id: str, rows: Sequence[Any]) -> list[Profile]:
    """Return the profiles of rows, with what lies beside them."""
    told = told_of(connection, workspace_id, [row.id for row in rows])
    found = [Profile(id=row.id, version=row.version, state=decode(row.state)) for row in rows]
    for profile in found:
        if profile.id in told:
            profile.state.computed = merge_states(profile.state.computed, told[profile.id])
    return found
