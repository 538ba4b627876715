"""How well, how fast and in how much memory matching finds who is who, beside plain Splink as documented.

    python -m benchmarks.matching              the labelled sets, both in turn, each run in a process of its own
    python -m benchmarks.matching --shape census 200000    invented records of a shape of benchmarks.shapes

One evaluator for both: pairs of records put into one cluster are right if the truth has them in one (precision, recall,
F1). Nothing looks at the truth before that. Plain Splink follows the settings of its documentation for these very sets,
with links from a probability of 0.5, and Splink's own clustering. The sets lie in `../shared/data`.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.shapes import SHAPES, shaped
from portret.unify.matching.link import link

DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = ("febrl/dataset1", "febrl/dataset2", "febrl/dataset3", "person_records/fake_1000")
_REPEAT = 3
_LINKED_FROM = 0.5


@dataclass(frozen=True)
class Table:
    """Records with their truth apart."""

    ids: list[str]
    columns: dict[str, list[str | None]]
    truth: list[Hashable]


def quality(clusters: Sequence[Hashable], truth: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over the pairs of records that share a cluster."""

    def pairs(groups: Sequence[Hashable]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(groups).values())

    right = pairs(list(zip(clusters, truth, strict=True)))
    found, there = pairs(clusters), pairs(truth)
    precision, recall = (right / found if found else 1.0), (right / there if there else 1.0)
    return precision, recall, 2 * right / (found + there) if found + there else 1.0


def wrongly_joined(clusters: Sequence[Hashable], truth: Sequence[Hashable]) -> int:
    """Return how many pairs of records share a cluster that are two people."""
    there = Counter(zip(clusters, truth, strict=True))
    return sum(size * (size - 1) // 2 for size in Counter(clusters).values()) - sum(
        size * (size - 1) // 2 for size in there.values()
    )


def labelled(name: str) -> Table:
    """Return a labelled set: `febrl/dataset1` and so on."""
    table = pq.read_table(DATA / f"{name}.parquet")
    key, truth = ("unique_id", "cluster") if "fake" in name else ("rec_id", "cluster_id")
    columns = {column: table[column].to_pylist() for column in table.column_names if column not in (key, truth)}
    return Table(table[key].to_pylist(), columns, table[truth].to_pylist())


def invented(wanted: int, shape: str = "families") -> Table:
    """Return as many records of people who do not exist."""
    columns, people = shaped(shape, wanted)
    return Table([str(number) for number in range(len(people))], columns, [*people])


def ours(table: Table) -> Sequence[Hashable]:
    """Return the clusters that matching finds with nothing configured."""
    return link(table.ids, table.columns).people


def plain_febrl(table: Table) -> Sequence[Hashable]:
    """Return the clusters of Splink with the settings of its FEBRL 3 page."""
    import splink.comparison_library as compare  # noqa: PLC0415 — only plain Splink's process pays for it
    from splink import block_on  # noqa: PLC0415

    linker = _linker(
        table,
        blocking=[block_on(name) for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
        comparisons=[
            compare.NameComparison("given_name"),
            compare.NameComparison("surname"),
            compare.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            compare.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            compare.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
    )
    swapped = "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"), swapped]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return _clusters(linker, table)


def plain_fake(table: Table) -> Sequence[Hashable]:
    """Return the clusters of Splink with the settings of its page on fake_1000."""
    import splink.comparison_library as compare  # noqa: PLC0415
    from splink import block_on  # noqa: PLC0415

    linker = _linker(
        table,
        blocking=[block_on(name) for name in ("first_name", "surname", "dob", "email")],
        comparisons=[
            compare.ForenameSurnameComparison("first_name", "surname"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.ExactMatch("city").configure(term_frequency_adjustments=True),
            compare.EmailComparison("email"),
        ],
    )
    certain = [
        "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
        "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
    for rule in (block_on("dob"), block_on("email"), block_on("first_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    return _clusters(linker, table)


def _linker(table: Table, blocking: list[Any], comparisons: list[Any]) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record",
        blocking_rules_to_generate_predictions=blocking,
        comparisons=comparisons,
        retain_intermediate_calculation_columns=True,
    )
    rows = DuckDBAPI().register(pa.table({"record": range(len(table.ids)), **table.columns}))
    return Linker(rows, settings, log_level=None)


def _clusters(linker: Any, table: Table) -> Sequence[Hashable]:
    links = linker.inference.predict(threshold_match_probability=_LINKED_FROM)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(links, _LINKED_FROM).as_pyarrow_table()
    clusters = dict(zip(found["record"].to_pylist(), found["cluster_id"].to_pylist(), strict=True))
    return [clusters[record] for record in range(len(table.ids))]


def measure(name: str, who: str) -> dict[str, Any]:
    """Measure one set in this process, the best of three after one to warm up; invented people ("till:20000") once."""
    logging.disable(logging.CRITICAL)
    shape, _, size = name.partition(":")
    people = shape in SHAPES
    table = invented(int(size), shape) if people else labelled(name)
    solve: Callable[[Table], Sequence[Hashable]]
    solve = ours if who == "ours" else plain_fake if "fake" in name else plain_febrl
    before_mb = _peak_mb()
    if not people:
        solve(table)
    seconds, cpu_seconds = [], []
    clusters: Sequence[Hashable] = ()
    for _ in range(1 if people else _REPEAT):
        began, worked = time.perf_counter(), time.process_time()
        clusters = solve(table)
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - worked)
    precision, recall, f1 = quality(clusters, table.truth)
    wrong = wrongly_joined(clusters, table.truth)
    figures = {
        "wrong": wrong,
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "seconds": min(seconds),
        "cpu_s": min(cpu_seconds),
    }
    return {"set": name, "who": who, **figures, "peak_mb": _peak_mb(), "loaded_mb": before_mb}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _in_a_process(name: str, who: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.matching", "--one", name, who]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    found: dict[str, Any] = json.loads(answer)
    return found


def main() -> None:
    """Measure, print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", nargs=2, metavar=("SET", "WHO"), help="measure one in this process")
    parser.add_argument("--shape", nargs=2, action="append", default=[], metavar=("SHAPE", "RECORDS"), help="ours")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(*arguments.one)))
        return
    asked = [(f"{shape}:{size}", "ours") for shape, size in arguments.shape]
    asked = asked or [(name, who) for name in SETS for who in ("plain", "ours")]
    head = f"{'set':26}{'who':8}{'precision':>10}{'recall':>8}{'F1':>8}{'wrong':>8}"
    print(f"{head}{'seconds':>9}{'CPU s':>7}{'peak MB':>9}")
    rows = []
    for name, who in asked:
        row = _in_a_process(name, who)
        rows.append(row)
        figures = f"{row['precision']:>10.4f}{row['recall']:>8.4f}{row['f1']:>8.4f}{row['wrong']:>8}"
        figures += f"{row['seconds']:>9.2f}{row['cpu_s']:>7.2f}"
        print(f"{name:26}{who:8}{figures}{row['peak_mb']:>9.0f}", flush=True)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
