"""Who fulfils a condition, in SQL for everybody at once, as `evaluate.py` says it of one person.

What people did is asked of events in one scan, what they told and are of `profiles`. Whoever did nothing has no row
among the events: where a condition holds for such a person, too, those for whom it does not are taken from everybody.
"""

# ruff: noqa: S608 — values are bound; only names of our own and fragments made of them stand in statements

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from portret import profile, trait
from portret.kernel import Invalid, told
from portret.segment.book import TOO_DEEP, Book, BuiltIn, Computed, Declared, followed, in_circle, performed
from portret.segment.built_in_sql import built_in, consented, in_bucket, reachable
from portret.segment.model import (
    All,
    Any,
    AtBrand,
    Bucket,
    Condition,
    Consented,
    Dynamic,
    Followed,
    InSegment,
    Not,
    Performed,
    Reachable,
    TraitIs,
)
from portret.trait import Comparison, Fold, Scan, Scope, ValueSql, compare_sql, dynamic_value, typed_value
from portret.warehouse import DATABASE, Bound, Sql, json_object, json_path

Listed = Callable[[str], Sequence[str]]
"""Gives the ids of the profiles in a segment that is a list or a query, by its key."""

_BRAND = "brand"
_TRUE = Comparison(op="eq", value=True)
_NO_TEXT = Sql("CAST(NULL, 'Nullable(String)')")


@dataclass(frozen=True)
class Term:
    """A condition in SQL.

    Attributes:
        sql: 1 or 0: over columns of the scan if `of_events`, else over columns of `profiles` and of the units.
        of_events: whether it asks for nothing but what the person did.
        empty: for one of events: what it is for a person who did nothing.
    """

    sql: Sql
    of_events: bool = False
    empty: bool = False


class Members:
    """Conditions of one workspace at one instant; asks of events for all of them in one scan.

    Args:
        book: what names mean.
        scope: whom and when.
        bound: takes the values.
        listed: gives the members of lists.
    """

    def __init__(self, book: Book, scope: Scope, bound: Bound, listed: Listed) -> None:
        self.units: list[Term] = []
        self._scan = Scan(scope, bound)
        self._book = book
        self._scope = scope
        self._bound = bound
        self._listed = listed
        self._within: list[str] = []

    def term(self, condition: Condition) -> Term:
        """Return a condition in SQL.

        Raises:
            Invalid: it cannot be asked.
        """
        try:
            return self._term(condition, None)
        except RecursionError as error:
            raise Invalid(TOO_DEEP) from error

    def ids(self, term: Term) -> Sql:
        """Return the statement for `profile_id` of all for whom a term holds."""
        if term.of_events and not term.empty:
            return Sql(f"SELECT person AS profile_id FROM ({self._scan.sql({}, term.sql)})")
        if term.of_events:
            term = Term(self.unit(term))
        return Sql(f"SELECT profile_id FROM {self.everybody()} WHERE {self.own} AND {term.sql}")

    @property
    def own(self) -> Sql:
        """Whether a row of `profiles` belongs to the workspace."""
        return Sql(f"workspace_id = {self._bound(self._scope.workspace_id, 'String')}")

    def unit(self, term: Term) -> Sql:
        """Return a term over columns of `profiles` and of the units; what is of events becomes a unit."""
        if not term.of_events:
            return term.sql
        if term not in self.units:
            self.units.append(term)
        return Sql(f"(u{self.units.index(term) + 1} != {int(term.empty)})")

    def everybody(self) -> Sql:
        """Return what stands after FROM: all profiles, with the columns of the units."""
        profiles = f"{DATABASE}.profiles FINAL"
        if not self.units:
            return Sql(profiles)
        bits = {f"u{number}": self._differs(term) for number, term in enumerate(self.units, start=1)}
        any_bit = Sql(f"({' OR '.join(bits.values())})")
        return Sql(
            f"{profiles} LEFT JOIN ({self._scan.sql(bits, any_bit)}) AS done ON profiles.profile_id = done.person"
        )

    def _differs(self, term: Term) -> Sql:
        """Return whether a unit is not what it is for somebody who did nothing; never NULL, which a join fills in."""
        return Sql(f"ifNull(NOT {term.sql}, 0)") if term.empty else Sql(f"ifNull({term.sql}, 0)")

    def _term(self, condition: Condition, brand: str | None) -> Term:
        match condition:
            case All(of=parts):
                return self._group([self._term(part, brand) for part in parts], "AND")
            case Any(of=parts):
                return self._group([self._term(part, brand) for part in parts], "OR")
            case Not(of=part):
                term = self._term(part, brand)
                return Term(Sql(f"(NOT {term.sql})"), term.of_events, term.of_events and not term.empty)
            case AtBrand(brand=at, of=part):
                return self._term(part, at)
            case InSegment(segment=key):
                return self._nested(key)
            case _:
                return self._leaf(condition, brand)

    def _group(self, terms: Sequence[Term], word: str) -> Term:
        holds = word == "AND"
        of_events = [term for term in terms if term.of_events]
        others = [term.sql for term in terms if not term.of_events]
        if not of_events:
            return Term(_joined(others, word))
        empty = all(term.empty for term in of_events) if holds else any(term.empty for term in of_events)
        together = Term(_joined([term.sql for term in of_events], word), of_events=True, empty=empty)
        if not others:
            return together
        return Term(_joined([*others, self.unit(together)], word))

    def _nested(self, key: str) -> Term:
        members = self._book.members(key)
        if members is None:
            return Term(Sql("0"))
        if not isinstance(members, Dynamic):
            return Term(Sql(f"(profiles.profile_id IN {self._bound(list(self._listed(key)), 'Array(String)')})"))
        if key in self._within:
            raise Invalid(in_circle([*self._within, key]))
        self._within.append(key)
        try:
            return self._term(members.condition, None)
        finally:
            self._within.pop()

    def _leaf(self, condition: Condition, brand: str | None) -> Term:
        match condition:
            case TraitIs():
                return self._trait(condition, brand)
            case Performed(times=times):
                return self._folded(performed(condition, brand), times)
            case Followed():
                return self._folded(followed(condition, brand), _TRUE)
            case Consented(purpose=purpose, brand=at, state=state):
                return Term(consented(purpose, brand if at is None else at, state, self._bound))
            case Reachable(channel=channel):
                return Term(reachable(channel, self._bound))
            case Bucket(salt=salt, first=first, last=last):
                return Term(in_bucket(salt, first, last, self._bound))
        raise Invalid(told("condition-unknown", "There is no such condition."))

    def _trait(self, condition: TraitIs, brand: str | None) -> Term:
        match self._book.meaning(condition.trait, brand):
            case Computed(compute=compute):
                if compute.per == _BRAND and condition.per is None:
                    return self._folded(replace(compute, per=None), condition.compare)
                return self._folded(compute, condition.compare, condition.per)
            case Declared(key=key):
                return self._told(dynamic_value(json_path("traits", key), json_object("traits", key)), condition)
            case BuiltIn(name=name) if name in profile.BUILT_IN:
                return self._told(built_in(name, brand, condition.per), condition)
            case _:
                return self._told(typed_value(_NO_TEXT, "text"), condition)

    def _told(self, value: ValueSql, condition: TraitIs) -> Term:
        scope = self._scope
        return Term(compare_sql(condition.compare, value, scope.now_ms, scope.zone, self._bound))

    def _folded(self, fold: Fold, comparison: Comparison, part: str | None = None) -> Term:
        scope = self._scope
        value = self._scan.value(fold, part)
        sql = compare_sql(comparison, value, scope.now_ms, scope.zone, self._bound)
        nothing = trait.value(fold, None, scope.now_ms, scope.zone)
        if part is not None:
            nothing = nothing.get(part) if isinstance(nothing, dict) else None
        empty = trait.comparer(comparison, value.kind, scope.zone)(nothing, scope.now_ms)
        return Term(sql, of_events=True, empty=empty)


def members_sql(condition: Condition, book: Book, scope: Scope, bound: Bound, listed: Listed) -> Sql:
    """Return the statement for `profile_id` of all who fulfil a condition; merged people under the survivor's id.

    Args:
        condition: which.
        book: what names mean.
        scope: whom and when.
        bound: takes the values.
        listed: gives the members of segments that are lists.

    Raises:
        Invalid: it cannot be asked.
    """
    members = Members(book, scope, bound, listed)
    return members.ids(members.term(condition))


def _joined(parts: Sequence[Sql], word: str) -> Sql:
    if not parts:
        return Sql("1" if word == "AND" else "0")
    return parts[0] if len(parts) == 1 else Sql(f"({f' {word} '.join(parts)})")
