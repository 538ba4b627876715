"""The warehouse's part of a backup: events and order lines as Parquet files; the other tables follow from the state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from portret.warehouse import DATABASE, TABLES, Warehouse, alias_rows

COPIED = ("events", "order_lines")
_POSITIONS_AT_ONCE = 20_000
_BY_POSITION = "WHERE position > {after:Int64} AND position <= {upto:Int64}"


def export_tables(warehouse: Warehouse, folder: Path, position: int) -> None:
    """Write the rows up to a log position into one file per table, piece by piece."""
    folder.mkdir(mode=0o700)
    for name in COPIED:
        writer: pq.ParquetWriter | None = None
        for piece in _pieces(warehouse, name, position):
            writer = writer or pq.ParquetWriter(folder / f"{name}.parquet", piece.schema, compression="zstd")
            writer.write_table(piece)
        if writer:
            writer.close()


def import_tables(warehouse: Warehouse, folder: Path, aliases: Sequence[tuple[str, str, str]], position: int) -> None:
    """Load what `export_tables` wrote, and the aliases of merged profiles, into empty tables."""
    if aliases:
        warehouse.load("profile_aliases", alias_rows(aliases, version=position), f"restore:{position}")
    for name in COPIED:
        for number, batch in enumerate(_batches(folder / f"{name}.parquet")):
            warehouse.load(name, batch, f"restore:{number}")


def messages(folder: Path) -> Iterator[list[tuple[str, str, int]]]:
    """Yield lists of (workspace id, message id, log position) of the copied events."""
    for batch in _batches(folder / "events.parquet", ["workspace_id", "message_id", "position"]):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _pieces(warehouse: Warehouse, name: str, position: int) -> Iterator[pa.Table]:
    columns = ", ".join(_column(*column) for column in TABLES[name].columns)
    sql = f"SELECT {columns} FROM {DATABASE}.{name} {_BY_POSITION}"  # noqa: S608 — names of our own tables
    for after in range(0, position, _POSITIONS_AT_ONCE):
        upto = min(after + _POSITIONS_AT_ONCE, position)
        piece = warehouse.query_arrow(sql, {"after": after, "upto": upto})
        if piece.num_rows:
            yield piece


def _column(name: str, kind: str) -> str:
    """JSON travels as text: that is also how it is loaded in the first place."""
    return f"CAST(`{name}` AS String) AS `{name}`" if kind.startswith("JSON") else f"`{name}`"


def _batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    if path.exists():
        with pq.ParquetFile(path, pre_buffer=False) as file:
            yield from file.iter_batches(_POSITIONS_AT_ONCE, columns=columns, use_threads=False)
