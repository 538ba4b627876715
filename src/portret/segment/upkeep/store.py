"""All SQL of upkeep: folds with their states' ids, segments with their numbers, and which definitions are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from portret import trait
from portret.kernel import kept_words, retold
from portret.segment.membership import Freshness, Status
from portret.state import Text, insert_new, metadata, upsert

FoldStatus = Literal["filling", "live", "retired"]
"""Whether history is still read for it, it is complete, or nobody needs it any more."""

folds = sa.Table(
    "folds",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key", Text, nullable=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("since_position", sa.BigInteger, nullable=False),
    sa.Column("begun", sa.Boolean, nullable=False),
    sa.Column("fault", Text, nullable=False),
    sa.Column("fault_words", Text, nullable=False, server_default=""),
)

traits_in_force = sa.Table(
    "traits_in_force",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("key", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("fold_id", sa.BigInteger, nullable=False),
)

segment_numbers = sa.Table(
    "segment_numbers",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("segment_id", Text, nullable=False),
    sa.Column("key", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("meaning", Text, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("swept_upto", Text, nullable=False),
    sa.Column("swept", sa.BigInteger, nullable=False),
    sa.Column("to_sweep", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("evaluated_at_ms", sa.BigInteger, nullable=False),
    sa.Column("changed_at_ms", sa.BigInteger, nullable=False),
    sa.Column("fault", Text, nullable=False),
    sa.Column("fault_words", Text, nullable=False, server_default=""),
    sa.Index("segment_numbers_by_id", "workspace_id", "segment_id", unique=True),
)


@dataclass(frozen=True, kw_only=True)
class FoldRow:
    """A fold of a workspace.

    Attributes:
        id: under which profiles keep its state; never used again for another.
        key: stands for what is computed.
        since_position: events after it are folded as they come, those up to it are read from history.
        begun: whether some of its history was put into profiles.
        fault: why it cannot be folded; "" if it can.
    """

    workspace_id: str
    id: int
    key: str
    fold: trait.Fold
    status: FoldStatus
    since_position: int
    begun: bool = False
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class TraitInForce:
    """A computed trait as it is read now: a newer version takes over once its history is read."""

    workspace_id: str
    key: str
    version: int
    document: dict[str, Any]
    fold_id: int

    @property
    def definition(self) -> trait.Definition:
        """The document, read."""
        return msgspec.convert(self.document, trait.Definition)


@dataclass(frozen=True, kw_only=True)
class SegmentRow:
    """A segment as the worker keeps it.

    Attributes:
        version, document: of the definition in force; 0 and {} while there is none.
        meaning: stands for all that the definition in force says, also by what it names; "" while there is none.
        swept, to_sweep: how many profiles were judged by it, of how many; a sweep that judged none begins anew.
    """

    workspace_id: str
    number: int
    segment_id: str
    key: str
    name: str
    version: int = 0
    document: dict[str, Any] = field(default_factory=dict)
    meaning: str = ""
    status: Status = "filling"
    swept: int = 0
    to_sweep: int = 0
    size: int = 0
    evaluated_at_ms: int = 0
    changed_at_ms: int = 0
    fault: str = ""


def number_of(connection: sa.Connection, workspace_id: str, segment_id: str) -> int | None:
    """Return the number of a segment; None if the worker has not met it yet."""
    of_it = sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.segment_id == segment_id)
    found: int | None = connection.execute(sa.select(segment_numbers.c.number).where(of_it)).scalar()
    return found


def freshness(connection: sa.Connection, workspace_id: str) -> dict[str, Freshness]:
    """Return how far each segment is that the worker has met, by its id; deleted ones are among them as "gone"."""
    return {
        row.segment_id: Freshness(
            segment_id=row.segment_id,
            key=row.key,
            status=row.status,
            version=row.version,
            size=row.size,
            swept=_share(row),
            evaluated_at_ms=row.evaluated_at_ms,
            changed_at_ms=row.changed_at_ms,
            fault=row.fault,
        )
        for row in segment_rows(connection, workspace_id)
    }


def size(connection: sa.Connection, workspace_id: str, segment_id: str) -> int:
    """Return how many members a segment has at this moment."""
    of_it = sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.segment_id == segment_id)
    found: int | None = connection.execute(sa.select(segment_numbers.c.size).where(of_it)).scalar()
    return found or 0


def fold_rows(connection: sa.Connection, workspace_id: str | None = None) -> list[FoldRow]:
    """Return the folds, of one workspace or of all, that are not retired."""
    query = sa.select(folds).where(folds.c.status != "retired").order_by(folds.c.workspace_id, folds.c.id)
    if workspace_id is not None:
        query = query.where(folds.c.workspace_id == workspace_id)
    return [_fold(row) for row in connection.execute(query)]


def last_fold_id(connection: sa.Connection, workspace_id: str) -> int:
    """Return the greatest id that any fold of a workspace ever had, 0 if there was none."""
    query = sa.select(sa.func.max(folds.c.id)).where(folds.c.workspace_id == workspace_id)
    found: int | None = connection.execute(query).scalar()
    return found or 0


def save_folds(connection: sa.Connection, rows: Iterable[FoldRow]) -> None:
    """Insert or replace folds."""
    upsert(
        connection,
        folds,
        [
            {
                "workspace_id": row.workspace_id,
                "id": row.id,
                "key": row.key,
                "document": msgspec.json.encode(_named(row.fold)).decode(),
                "status": row.status,
                "since_position": row.since_position,
                "begun": row.begun,
                **_kept(row.fault),
            }
            for row in rows
        ],
    )


def set_fold_status(connection: sa.Connection, workspace_id: str, ids: Sequence[int], status: FoldStatus) -> None:
    """Change the status of folds."""
    of_them = sa.and_(folds.c.workspace_id == workspace_id, folds.c.id.in_(ids))
    connection.execute(sa.update(folds).where(of_them).values(status=status))


def note_begun(connection: sa.Connection, workspace_id: str, ids: Sequence[int]) -> None:
    """Keep that some of these folds' history is in profiles."""
    of_them = sa.and_(folds.c.workspace_id == workspace_id, folds.c.id.in_(ids))
    connection.execute(sa.update(folds).where(of_them).values(begun=True))


def trait_rows(connection: sa.Connection, workspace_id: str) -> list[TraitInForce]:
    """Return the computed traits in force in a workspace, by key."""
    query = sa.select(traits_in_force).where(traits_in_force.c.workspace_id == workspace_id)
    return [
        TraitInForce(
            workspace_id=row.workspace_id,
            key=row.key,
            version=row.version,
            document=msgspec.json.decode(row.document),
            fold_id=row.fold_id,
        )
        for row in connection.execute(query.order_by(traits_in_force.c.key))
    ]


def replace_traits(connection: sa.Connection, workspace_id: str, rows: Sequence[TraitInForce]) -> None:
    """Put these computed traits in force in a workspace, and no others."""
    connection.execute(sa.delete(traits_in_force).where(traits_in_force.c.workspace_id == workspace_id))
    upsert(connection, traits_in_force, [{**vars(row), "document": _text(row.document)} for row in rows])


def segment_rows(connection: sa.Connection, workspace_id: str | None = None) -> list[SegmentRow]:
    """Return the segments, of one workspace or of all, as the worker keeps them; those that are gone among them."""
    columns = [column for column in segment_numbers.c if column.name != "swept_upto"]
    query = sa.select(*columns).order_by(segment_numbers.c.workspace_id, segment_numbers.c.number)
    if workspace_id is not None:
        query = query.where(segment_numbers.c.workspace_id == workspace_id)
    return [_segment(row) for row in connection.execute(query).mappings()]


def save_segments(connection: sa.Connection, rows: Iterable[SegmentRow]) -> None:
    """Insert or replace segments, but for their sizes and when they were last evaluated or changed."""
    written = [{**vars(row), "document": _text(row.document), "swept_upto": "", **_kept(row.fault)} for row in rows]
    insert_new(connection, segment_numbers, written)
    for values in written:
        of_it = _is(values["workspace_id"], values["number"])
        kept = (*_COUNTED, "swept_upto") if values["swept"] else _COUNTED
        changed = {name: value for name, value in values.items() if name not in kept}
        connection.execute(sa.update(segment_numbers).where(of_it).values(changed))


def sweeping(connection: sa.Connection) -> dict[str, dict[int, str]]:
    """Return workspace id → segment number → profile id up to which everybody was judged, of those that sweep."""
    names = ("workspace_id", "number", "swept_upto")
    query = sa.select(*(segment_numbers.c[name] for name in names)).where(segment_numbers.c.status == "sweeping")
    found: dict[str, dict[int, str]] = {}
    for workspace_id, number, upto in connection.execute(query):
        found.setdefault(workspace_id, {})[number] = upto
    return found


def leaving(connection: sa.Connection) -> list[tuple[str, int]]:
    """Return the segments that are being emptied, as (workspace id, number)."""
    query = sa.select(segment_numbers.c.workspace_id, segment_numbers.c.number)
    query = query.where(segment_numbers.c.status == "leaving").order_by(*segment_numbers.primary_key)
    return [(workspace_id, number) for workspace_id, number in connection.execute(query)]


def move_sweep(connection: sa.Connection, workspace_id: str, numbers: Sequence[int], upto: str, by: int) -> None:
    """Keep that `by` more profiles, up to an id, were judged by these segments."""
    of_them = sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.number.in_(numbers))
    values = {"swept_upto": upto, "swept": segment_numbers.c.swept + by}
    connection.execute(sa.update(segment_numbers).where(of_them).values(values))


def set_status(connection: sa.Connection, workspace_id: str, numbers: Sequence[int], status: Status) -> None:
    """Change the status of segments; their sweep begins anew when there is another one."""
    of_them = sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.number.in_(numbers))
    connection.execute(sa.update(segment_numbers).where(of_them).values(status=status, swept_upto=""))


def forget_meanings(connection: sa.Connection, workspace_id: str) -> None:
    """Have everybody judged anew by all segments of a workspace, once they are in force again."""
    of_them = segment_numbers.c.workspace_id == workspace_id
    connection.execute(sa.update(segment_numbers).where(of_them).values(meaning=""))


def note_evaluated(
    connection: sa.Connection,
    evaluated: Mapping[str, Collection[int]],
    at_ms: int,
    faults: Mapping[tuple[str, int], str],
) -> None:
    """Keep that segments were evaluated a moment ago, as workspace id → numbers, and what went wrong with some."""
    for workspace_id, numbers in evaluated.items():
        of_them = sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.number.in_(list(numbers)))
        connection.execute(sa.update(segment_numbers).where(of_them).values(evaluated_at_ms=at_ms))
    for (workspace_id, number), fault in faults.items():
        connection.execute(sa.update(segment_numbers).where(_is(workspace_id, number)).values(_kept(fault)))


def set_fold_fault(connection: sa.Connection, workspace_id: str, fold_id: int, fault: str) -> None:
    """Keep why a fold cannot be computed."""
    of_it = sa.and_(folds.c.workspace_id == workspace_id, folds.c.id == fold_id)
    connection.execute(sa.update(folds).where(of_it).values(_kept(fault)))


_COUNTED = ("workspace_id", "number", "size", "evaluated_at_ms", "changed_at_ms")


class _Named(msgspec.Struct):
    """A fold as it is stored: which of the two it is shows by the name it stands under."""

    computation: trait.Computation | None = None
    sequence: trait.Sequence | None = None


def _named(fold: trait.Fold) -> _Named:
    return _Named(sequence=fold) if isinstance(fold, trait.Sequence) else _Named(computation=fold)


def _fold(row: sa.Row[Any]) -> FoldRow:
    named = msgspec.json.decode(row.document, type=_Named)
    fold = named.sequence or named.computation
    if fold is None:
        message = f"The fold {row.id} says nothing."
        raise ValueError(message)
    return FoldRow(
        workspace_id=row.workspace_id,
        id=row.id,
        key=row.key,
        fold=fold,
        status=row.status,
        since_position=row.since_position,
        begun=row.begun,
        fault=retold(row.fault, row.fault_words),
    )


def _segment(row: Mapping[Any, Any]) -> SegmentRow:
    values = dict(row)
    values["document"] = msgspec.json.decode(values["document"])
    values["fault"] = retold(values["fault"], values.pop("fault_words"))
    return SegmentRow(**values)


def _kept(fault: str) -> dict[str, str]:
    return {"fault": str(fault), "fault_words": kept_words(fault)}


def _share(row: SegmentRow) -> float:
    if row.status not in {"sweeping", "filling"}:
        return 1.0
    return min(row.swept / row.to_sweep, 1.0) if row.to_sweep else 0.0


def _is(workspace_id: str, number: int) -> sa.ColumnElement[bool]:
    return sa.and_(segment_numbers.c.workspace_id == workspace_id, segment_numbers.c.number == number)


def _text(document: dict[str, Any]) -> str:
    return msgspec.json.encode(document).decode()
