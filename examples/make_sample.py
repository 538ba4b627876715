"""Make `online_retail_sample.parquet` from the two sheets of UCI Online Retail II (see README.md for the licence).

    python examples/make_sample.py SHEET_2009_2010.parquet SHEET_2010_2011.parquet

The choice is seeded: the same sheets always give the same sample.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import polars as pl

CUSTOMERS = 800
GUEST_INVOICES = 250
GUEST_MAX_LINES = 40
SEED = 20091201
OVERLAP_START = pl.datetime(2010, 12, 1)
"""The sheets share 2010-12-01 to 2010-12-09; those days are taken from the second one."""

TARGET = Path(__file__).parent / "online_retail_sample.parquet"


def main(first_sheet: str, second_sheet: str) -> None:
    """Read both sheets, choose, and write the sample beside this script."""
    first = pl.read_parquet(first_sheet).filter(pl.col("InvoiceDate") < OVERLAP_START)
    lines = pl.concat([first, pl.read_parquet(second_sheet)])
    sample = pl.concat([_customers(lines), _guests(lines)]).sort("InvoiceDate", "InvoiceNo", maintain_order=True)
    sample.write_parquet(TARGET, compression="zstd", compression_level=19, statistics=False)
    invoices = sample["InvoiceNo"].n_unique()
    print(f"{TARGET.name}: {sample.height:,} lines, {invoices:,} invoices, {TARGET.stat().st_size:,} bytes")


def _customers(lines: pl.DataFrame) -> pl.DataFrame:
    known = sorted(lines["CustomerID"].drop_nulls().unique().to_list())
    return lines.filter(pl.col("CustomerID").is_in(Random(SEED).sample(known, CUSTOMERS)))


def _guests(lines: pl.DataFrame) -> pl.DataFrame:
    sales = lines.filter(
        pl.col("CustomerID").is_null(),
        pl.col("UnitPrice") > 0,
        pl.col("Quantity") > 0,
        pl.col("Description").is_not_null(),
    )
    sizes = sales.group_by("InvoiceNo").len().filter(pl.col("len") <= GUEST_MAX_LINES)
    chosen = Random(SEED).sample(sorted(sizes["InvoiceNo"].to_list()), GUEST_INVOICES)
    return sales.filter(pl.col("InvoiceNo").is_in(chosen))


if __name__ == "__main__":
    if len(sys.argv) != len(("script", "first", "second")):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
