"""Splink at work, on a DuckDB of its own: pairs come from the blocking keys, Splink says how each of them compares."""

# ruff: noqa: S608 — only names and expressions of our own stand in statements

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from portret.kernel import Unavailable, told
from portret.unify.matching.blocking import Key, lookalike_keys, themes_for, without_repeats
from portret.unify.matching.comparisons import Comparison, comparisons_for
from portret.unify.matching.sampling import pairs_that_share, random_pairs

if TYPE_CHECKING:
    import pyarrow as pa

_MISSING = told(
    "matching-missing", "Matching needs Splink, which is not installed. Try: pip install 'portret[matching]'"
)
_SAMPLE_AT_LEAST = 40_000
_SAMPLE_AT_MOST = 400_000
_SAMPLE_PER_RECORD = 4
_PAIRS_AT_LEAST = 20_000
_PAIRS_PER_RECORD = 5
_SMALL = 1_000
_BLOCK = 200
_COVERED = 0.98
_MAX_KEYS = 62  # their numbers are bits
_CHUNK_PAIRS = 500_000
_DRAWN_PER_KEY = 50_000
_RANDOM = -1


def splink_module() -> ModuleType:
    """Return Splink, quiet. Raises Unavailable where it is not installed."""
    try:
        import splink  # noqa: PLC0415 — a second of start-up that only a run should pay
    except ImportError as error:
        raise Unavailable(_MISSING) from error
    logging.getLogger("splink").setLevel(logging.ERROR)
    return splink


@dataclass(frozen=True)
class Outcomes:
    """How pairs compare; all arrays are as long as there are pairs.

    Attributes:
        left, right: the positions of the two records, the lower first.
        found_by: the keys that found the pair, as bits; -1 for a random pair.
        levels: by comparison: the place of the level in the comparison, -1 where nothing can be said.
        shares: by comparison: which share of the records has the value that both have, 0 where it plays no role.
    """

    left: np.ndarray
    right: np.ndarray
    found_by: np.ndarray
    levels: np.ndarray
    shares: np.ndarray

    def where(self, chosen: np.ndarray) -> Outcomes:
        """Return the pairs for which `chosen` holds."""
        return Outcomes(*(each[chosen] for each in (self.left, self.right, self.found_by, self.levels, self.shares)))

    @staticmethod
    def joined(pieces: Sequence[Outcomes]) -> Outcomes:
        """Return the pairs of all pieces; there is at least one."""
        names = ("left", "right", "found_by", "levels", "shares")
        return Outcomes(*(np.concatenate([getattr(piece, name) for piece in pieces]) for name in names))


class Linkage:
    """Records in a DuckDB and what Splink says of their pairs. Close it after use."""

    def __init__(self, records: pa.Table, *, memory_bytes: int, scratch: Path | None = None) -> None:
        """Take records as `prepared` makes them. Raises Unavailable without Splink.

        Args:
            records: the table; positions in it stand for records.
            memory_bytes: what DuckDB may use before it writes to disk.
            scratch: the folder for that; the current one if None.
        """
        self._splink = splink_module()
        import duckdb  # noqa: PLC0415 — comes with Splink

        self.records = records.num_rows
        self.columns = tuple(name for name in records.column_names if name != "id")
        self.comparisons = comparisons_for(self.columns)
        self.keys: Sequence[Key] = ()
        self._whole: list[Key] = []
        self._connection = duckdb.connect(config={"memory_limit": f"{memory_bytes // 2**20}MiB"})
        self._run("SET enable_progress_bar = false")
        if scratch:
            self._connection.execute("SET temp_directory = $folder", {"folder": str(scratch)})
        self._take(records, "records", "row_number() OVER () - 1 AS row, * EXCLUDE (id)")
        self._api = self._splink.DuckDBAPI(connection=self._connection)
        self._linker: Any = None

    def close(self) -> None:
        """Let the database go."""
        self._connection.close()

    def choose_keys(self) -> Sequence[Key]:
        """Choose from every theme the loosest keys that cost little enough."""
        budget = max(_PAIRS_AT_LEAST, _PAIRS_PER_RECORD * self.records)
        chosen: list[Key] = []
        for theme in themes_for(self.columns):
            for key in theme:
                pairs, covered = self._cost(key)
                if pairs <= budget:
                    chosen.append(key)
                    self._whole += [key] if covered >= 1 else []
                    if covered >= _COVERED:
                        break
        self.keys = without_repeats(chosen)[:_MAX_KEYS]
        return self.keys

    def block(self, changed: Sequence[int] | None = None) -> int:
        """Find the pairs that share a key, those with one of the `changed` records if given; return how many."""
        import pyarrow as pa  # noqa: PLC0415

        self._take(pa.table({"row": pa.array(changed or (), pa.int64())}), "changed", "row")
        only = "" if changed is None else " AND (l.row IN (FROM changed) OR r.row IN (FROM changed))"
        found = []
        for bit, key in enumerate(self.keys):
            self._make_key(f"key_{bit}", key)
            found.append(
                f"SELECT l.row AS join_key_l, r.row AS join_key_r, {1 << bit}::BIGINT AS bit"
                f" FROM key_{bit} AS l JOIN key_{bit} AS r ON l.key = r.key AND l.row < r.row{only}"
            )
        pairs = " UNION ALL ".join(found) or "SELECT 0 AS join_key_l, 0 AS join_key_r, 0::BIGINT AS bit WHERE false"
        self._run(
            "CREATE OR REPLACE TABLE candidates AS SELECT join_key_l, join_key_r, bit_or(bit) AS match_key"
            f" FROM ({pairs}) GROUP BY ALL"
        )
        return int(self._run("SELECT count(*) FROM candidates")[0][0])

    def candidates(self) -> Iterator[Outcomes]:
        """Compare the pairs that `block` found, a bounded number at a time; the first time with random pairs."""
        total = int(self._run("SELECT count(*) FROM candidates")[0][0])
        for start in range(0, max(total, 1), _CHUNK_PAIRS):
            piece = f"SELECT * FROM candidates WHERE rowid >= {start} AND rowid < {start + _CHUNK_PAIRS}"
            yield self._compare(piece)

    def with_random(self) -> Iterator[Outcomes]:
        """Compare as `candidates`, with random pairs at the end."""
        self._draw()
        total = int(self._run("SELECT count(*) FROM candidates")[0][0])
        if total < _CHUNK_PAIRS:
            yield self._compare("FROM candidates UNION ALL FROM drawn")
        else:
            yield from self.candidates()
            yield self._compare("FROM drawn")

    def drawn_lookalikes(self) -> tuple[Outcomes, np.ndarray]:
        """Compare pairs drawn from those that share what lookalikes share and are no candidates.

        Where a name or an address is so common that no key finds all who have it, candidates alone would tell that
        hardly any two people look alike.

        Returns:
            The pairs, and how many pairs each stands for.
        """
        import pyarrow as pa  # noqa: PLC0415

        keys = [key for key in lookalike_keys(self.columns) if not any(key.within(one) for one in self._whole)]
        drawn = pairs_that_share([self._values(key) for key in keys], _DRAWN_PER_KEY)
        places = np.arange(len(drawn.left))
        pairs = pa.table({"join_key_l": drawn.left, "join_key_r": drawn.right, "match_key": places})
        self._take(pairs, "drawn", "*")
        if not len(places):
            return self._nothing(), drawn.weight
        found = self._compare("FROM drawn ANTI JOIN candidates USING (join_key_l, join_key_r)")
        return found, drawn.weight[found.found_by]

    def compare(self, left: Sequence[int], right: Sequence[int]) -> Outcomes:
        """Compare given pairs."""
        import pyarrow as pa  # noqa: PLC0415

        pairs = pa.table({"join_key_l": pa.array(left, pa.int64()), "join_key_r": pa.array(right, pa.int64())})
        self._take(pairs, "given_pairs", "*, 0::BIGINT AS match_key")
        return self._compare("FROM given_pairs")

    def exact_shares(self) -> list[float | None]:
        """Return per comparison how often two random records have the same value; None if it takes several columns."""
        shares: list[float | None] = []
        for comparison in self.comparisons:
            column = comparison.columns[0]
            if len(comparison.columns) > 1:
                shares.append(None)
                continue
            same, all_pairs = self._run(
                "SELECT sum(n * (n - 1)), sum(n) * (sum(n) - 1) FROM"
                f" (SELECT count(*) AS n FROM records WHERE {column} IS NOT NULL GROUP BY {column})"
            )[0]
            shares.append(float(same) / float(all_pairs) if all_pairs else None)
        return shares

    def _take(self, table: pa.Table, name: str, columns: str) -> None:
        self._connection.register("arrived", table)
        self._run(f"CREATE OR REPLACE TABLE {name} AS SELECT {columns} FROM arrived")
        self._connection.unregister("arrived")

    def _run(self, sql: str) -> list[Any]:
        return list(self._connection.execute(sql).fetchall())

    def _cost(self, key: Key) -> tuple[int, float]:
        """Return how many pairs a key finds, and for which share of the records that have it."""
        pairs, covered = self._run(
            f"SELECT coalesce(sum(n * (n - 1) // 2) FILTER (n <= {self._block}), 0),"
            f" coalesce(sum(n) FILTER (n <= {self._block}) / sum(n), 0)"
            f" FROM (SELECT count(*) AS n FROM (SELECT {key.expression} AS key FROM records)"
            " WHERE key IS NOT NULL GROUP BY key)"
        )[0]
        return int(pairs), float(covered)

    @property
    def _block(self) -> int:
        """Up to how many records that share a key are all compared with one another: more share what says nothing."""
        return _SMALL if self.records <= _SMALL else _BLOCK

    def _values(self, key: Key) -> np.ndarray:
        """Return for each record the number of its value of a key, -1 for none."""
        found = self._connection.execute(
            f"SELECT CASE WHEN key IS NULL THEN -1 ELSE dense_rank() OVER (ORDER BY key) END AS number"
            f" FROM (SELECT row, {key.expression} AS key FROM records) ORDER BY row"
        ).fetchnumpy()
        return np.asarray(found["number"], np.int64)

    def _nothing(self) -> Outcomes:
        none, empty = np.zeros(0, np.int32), np.zeros((0, len(self.comparisons)))
        return Outcomes(none, none, none.astype(np.int64), empty.astype(np.int8), empty.astype(np.float32))

    def _make_key(self, table: str, key: Key) -> None:
        self._run(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT row, hash(key) AS key"
            f" FROM (SELECT row, {key.expression} AS key FROM records) WHERE key IS NOT NULL"
            f" QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND {self._block}"
        )

    def _draw(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        wanted = min(_SAMPLE_AT_MOST, max(_SAMPLE_AT_LEAST, _SAMPLE_PER_RECORD * self.records))
        left, right = random_pairs(self.records, wanted)
        self._take(
            pa.table({"join_key_l": left, "join_key_r": right}),
            "drawn",
            f"join_key_l::BIGINT AS join_key_l, join_key_r::BIGINT AS join_key_r, {_RANDOM}::BIGINT AS match_key",
        )

    def _compare(self, query: str) -> Outcomes:
        linker = self._open_linker()
        self._run(f"CREATE OR REPLACE TABLE asked AS {query}")
        linker.table_management.register_blocked_pairs_for_predict(self._api.register(self._connection.table("asked")))
        predicted = linker.inference.predict(warning_mode="never")
        wanted = ["row_l", "row_r", "match_key", *(f"gamma_c{k}" for k in range(len(self.comparisons)))]
        wanted += [f"{_share_sql(comparison, k)}::FLOAT AS share_{k}" for k, comparison in enumerate(self.comparisons)]
        columns = self._connection.table(predicted.physical_name).select(", ".join(wanted)).fetchnumpy()
        predicted.drop_table_from_database_and_remove_from_cache()
        return _outcomes(columns, self.comparisons)

    def _open_linker(self) -> Any:
        if self._linker is None:
            settings = self._splink.SettingsCreator(
                link_type="dedupe_only",
                unique_id_column_name="row",
                comparisons=[_splink_comparison(k, comparison) for k, comparison in enumerate(self.comparisons)],
                blocking_rules_to_generate_predictions=[],
                retain_matching_columns=True,
                retain_intermediate_calculation_columns=True,
            )
            records = self._api.register(self._connection.table("records"))
            self._linker = self._splink.Linker(records, settings, log_level=None, validate_settings=False)
        return self._linker


def _share_sql(comparison: Comparison, k: int) -> str:
    last = len(comparison.levels) - 1
    cases = " ".join(
        f"WHEN {last - place} THEN tf_{level.frequency_of}_l"
        for place, level in enumerate(comparison.levels)
        if level.frequency_of
    )
    return f"coalesce(CASE gamma_c{k} {cases} END, 0)" if cases else "0"


def _splink_comparison(k: int, comparison: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    for level in comparison.levels:
        made: dict[str, Any] = {
            "sql_condition": level.condition,
            "label_for_charts": level.label,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.frequency_of:
            made |= {"tf_adjustment_column": level.frequency_of, "disable_tf_exact_match_detection": True}
        levels.append(made)
    return {"output_column_name": f"c{k}", "comparison_levels": levels}


def _outcomes(columns: dict[str, Any], comparisons: Sequence[Comparison]) -> Outcomes:
    pairs = len(columns["row_l"])
    levels = np.empty((pairs, len(comparisons)), np.int8)
    shares = np.empty((pairs, len(comparisons)), np.float32)
    for k, comparison in enumerate(comparisons):
        gamma = np.asarray(columns[f"gamma_c{k}"], np.int8)
        levels[:, k] = np.where(gamma < 0, -1, len(comparison.levels) - 1 - gamma)
        shares[:, k] = columns[f"share_{k}"]
    left, right = np.asarray(columns["row_l"], np.int32), np.asarray(columns["row_r"], np.int32)
    return Outcomes(left, right, np.asarray(columns["match_key"], np.int64), levels, shares)
