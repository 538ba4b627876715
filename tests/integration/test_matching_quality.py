"""How well matching finds who is who with nothing configured: floors well below what is measured, on labelled sets."""

from __future__ import annotations

import io
import logging
import math
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from benchmarks.matching import DATA, Table, invented, labelled, quality, wrongly_joined
from portret.unify.matching import linkage
from portret.unify.matching.link import Linked, link

pytest.importorskip("splink", reason="the extra matching is not installed")


@pytest.mark.parametrize(
    ("name", "least_precision", "least_recall"),
    [("febrl/dataset1", 0.99, 0.98), ("febrl/dataset3", 0.99, 0.98), ("person_records/fake_1000", 0.93, 0.88)],
)
def test_labelled_sets_are_matched_without_configuration(
    name: str, least_precision: float, least_recall: float
) -> None:
    if not (DATA / f"{name}.parquet").exists() and not os.environ.get("CI"):
        pytest.skip("the labelled sets are not beside the repository")
    table = labelled(name)
    precision, recall, _ = quality(link(table.ids, table.columns).people, table.truth)
    assert precision >= least_precision
    assert recall >= least_recall


@pytest.fixture(scope="module")
def crowd() -> tuple[Table, Linked]:
    table = invented(2_000)
    return table, link(table.ids, table.columns)


def test_families_and_three_alphabets_are_told_apart(crowd: tuple[Table, Linked]) -> None:
    table, linked = crowd
    precision, recall, _ = quality(linked.people, table.truth)
    assert precision >= 0.93
    assert recall >= 0.85


def test_as_many_matches_are_expected_as_there_are(crowd: tuple[Table, Linked]) -> None:
    table, linked = crowd
    there = sum(table.truth[a] == table.truth[b] for a in range(len(table.ids)) for b in range(a))
    assert linked.scores.probability.sum() == pytest.approx(there, rel=0.25)


def test_namesakes_are_reckoned_with_where_no_key_reaches_them(monkeypatch: pytest.MonkeyPatch) -> None:
    table = invented(6_000)
    monkeypatch.setattr(linkage, "_BLOCK", 4)  # as if there were a hundred times as many records
    monkeypatch.setattr(linkage, "_PAIRS_PER_RECORD", 2)
    linked = link(table.ids, table.columns)
    precision, recall, _ = quality(linked.people, table.truth)
    assert precision >= 0.96
    assert recall >= 0.8
    _, namesakes = linked.weights.lookalikes
    assert namesakes >= 0.5 * _share_of_namesakes(table)


def _share_of_namesakes(table: Table) -> float:
    names = list(zip(table.columns["first_name"], table.columns["last_name"], strict=True))
    whole = [name if all(name) else number for number, name in enumerate(names)]
    return wrongly_joined(whole, table.truth) / (len(names) * (len(names) - 1) / 2)


@pytest.mark.parametrize("shape", ["families-once", "census-once"])
def test_where_nobody_is_there_twice_hardly_anybody_is_found(shape: str) -> None:
    if "census" in shape and not DATA.exists() and not os.environ.get("CI"):
        pytest.skip("the names of the census are not beside the repository")
    table = invented(3_000, shape)
    assert wrongly_joined(link(table.ids, table.columns).people, table.truth) <= 10  # of 3,000


def test_the_parts_of_a_weight_add_up(crowd: tuple[Table, Linked]) -> None:
    _, linked = crowd
    prior = math.log2(linked.weights.match)
    whole = linked.scores.parts.sum(axis=1) + linked.scores.lookalike + prior
    assert whole == pytest.approx(linked.scores.weight)


@pytest.mark.parametrize("missing", ["first_name", "last_name", "birth_date", "email", "phone", "address", "city"])
def test_any_column_may_be_missing_empty_or_constant(missing: str) -> None:
    table = invented(300)
    without = {name: values for name, values in table.columns.items() if name != missing}
    empty: dict[str, list[str | None]] = {**without, missing: [None] * 300}
    constant: dict[str, list[str | None]] = {**without, missing: ["x"] * 300}
    people = link(table.ids, without).people
    assert quality(people, table.truth)[2] > 0.6
    assert link(table.ids, empty).people == people
    assert link(table.ids, constant).people == people


@pytest.mark.parametrize("records", [0, 1, 2, 3, 50])
def test_few_records_are_enough(records: int) -> None:
    table = invented(records)
    assert len(link(table.ids, table.columns).people) == records


def test_nothing_is_printed_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    table = invented(200)
    said = io.StringIO()
    with caplog.at_level(logging.DEBUG), redirect_stdout(said), redirect_stderr(said):
        link(table.ids, table.columns)
    assert said.getvalue() == ""
    assert [record.name for record in caplog.records if record.levelno > logging.DEBUG] == []


def test_the_web_and_the_worker_start_without_splink() -> None:
    program = (
        "import sys, portret.web.app, portret.worker\n"
        "assert not {'splink', 'duckdb', 'sqlglot'} & sys.modules.keys(), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
