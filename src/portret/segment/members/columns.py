"""The columns of an export: what each shows of a member, and of which type it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from portret import profile
from portret.definition import nearest, said
from portret.kernel import Forbidden, Invalid, told
from portret.profile import ProfileState
from portret.segment.membership import Member
from portret.trait import ValueType

Kind = ValueType | Literal["id"]

IDENTIFIERS = "identifiers."
DECLARED = "traits."
MOST_COLUMNS = 100
_HARMLESS = ("number", "boolean", "instant", "duration")

_ADVICE = told(
    "columns-are", "Columns are profile_id, entered_at, cause, identifiers.NAMESPACE, traits.KEY, or a trait's name"
)


@dataclass(frozen=True)
class Row:
    """A member as it is at one moment.

    Attributes:
        identifiers: namespace → values.
        computed: what the computed traits asked for are, by key.
    """

    member: Member
    state: ProfileState
    identifiers: Mapping[str, Sequence[str]]
    computed: Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One column; `read` gives None where there is nothing to show, instants and durations as milliseconds."""

    name: str
    kind: Kind
    read: Callable[[Row], Any]


def columns_of(names: Sequence[str], computed: Mapping[str, ValueType]) -> list[Column]:
    """Return the columns with these names; of money and of traits by a dimension “name:which” is one of them.

    Args:
        names: what is asked for.
        computed: the types of the workspace's computed traits, by key.

    Raises:
        Invalid: there is no such column, or one is there twice.
    """
    if len(names) > MOST_COLUMNS:
        raise Invalid(
            told("columns-many", "An export has at most {most_columns} columns.", most_columns=MOST_COLUMNS),
            path="column",
        )
    if len(set(names)) < len(names):
        raise Invalid(told("column-twice", "A column is there twice. Name each once."), path="column")
    return [_column(name, computed) for name in names]


def guard_personal(columns: Sequence[Column]) -> None:
    """Raise Forbidden if one may tell who somebody is: all but ids of ours, and what counts, measures or dates."""
    for column in columns:
        if column.name not in _OWN and column.kind not in _HARMLESS:
            raise Forbidden(
                told(
                    "column-personal",
                    "Your role sees no personal data, and {name} may hold some. Leave it out.",
                    name=said(column.name),
                )
            )


def _column(name: str, computed: Mapping[str, ValueType]) -> Column:
    if name in _OWN:
        return _OWN[name]
    if name.startswith(IDENTIFIERS) and len(name) > len(IDENTIFIERS):
        return Column(name, "list", partial(_identifiers, namespace=name.removeprefix(IDENTIFIERS)))
    if name.startswith(DECLARED) and len(name) > len(DECLARED):
        return Column(name, "text", partial(_declared, key=name.removeprefix(DECLARED)))
    key, _, which = name.partition(":")
    if key in computed:
        return Column(name, "text" if which else computed[key], partial(_computed, key=key, which=which))
    known = profile.BUILT_IN.get(key)
    if known is None:
        meant = nearest(key, [*computed, *profile.BUILT_IN])
        raise Invalid(
            told(
                "column-unknown",
                "There is no column {name}.{meant} {advice}.",
                name=said(name),
                meant=meant,
                advice=_ADVICE,
            ),
            path="column",
        )
    read = known.at(None, which or None)
    return Column(name, known.kind, lambda row: read(row.state))


def _identifiers(row: Row, namespace: str) -> list[str] | None:
    return list(row.identifiers.get(namespace, ())) or None


def _declared(row: Row, key: str) -> Any:
    return profile.declared(row.state, key)


def _computed(row: Row, key: str, which: str) -> Any:
    value = row.computed(key)
    if not which:
        return value
    return value.get(which) if isinstance(value, dict) else None


_OWN = {
    column.name: column
    for column in (
        Column("profile_id", "id", lambda row: row.member.profile_id),
        Column("entered_at", "instant", lambda row: row.member.entered_at_ms),
        Column("cause", "text", lambda row: row.member.cause.kind),
    )
}
