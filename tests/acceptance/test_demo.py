"""`portret demo`, all the way round: server, sources, import through HTTP, and the things it says to try."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import polars as pl
import pytest

from tests.support.server import free_ports

SAMPLE = Path(__file__).parents[2] / "examples" / "online_retail_sample.parquet"
PROGRAM = str(Path(sys.executable).parent / "portret")
CUSTOMERS = 15

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Tour:
    """What two runs of the demo on one data directory said; the second is still running."""

    sent_by_first_run: int
    said: dict[str, Any]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.said['admin_token']}"}
        answer = httpx2.request(method, self.said["address"] + path, headers=headers, json=body, timeout=30)
        return answer.raise_for_status().json()

    def commands(self) -> list[tuple[str, list[str]]]:
        return [(step["shows"], shlex.split(step["command"])) for step in self.said["try"]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = pl.read_parquet(SAMPLE)
    customers = lines["CustomerID"].drop_nulls().unique().sort().tail(CUSTOMERS).to_list()
    path = tmp_path_factory.mktemp("sample") / "sample.parquet"
    lines.filter(pl.col("CustomerID").is_in(customers)).write_parquet(path)
    return path


@pytest.fixture(scope="module")
def tour(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    where = ["--data-dir", str(tmp_path_factory.mktemp("demo") / "data")]
    port, warehouse_port = map(str, free_ports(2))
    ports = ["--port", port, "--warehouse-port", warehouse_port]
    command = [PROGRAM, "demo", "--json", "--sample", str(sample), *where, *ports]
    first = subprocess.run([*command, "--exit"], capture_output=True, text=True, check=False, timeout=110)
    assert first.returncode == 0, first.stderr
    sent = re.search(r"([\d,]+) events are in", first.stderr)
    assert sent
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as second:
        assert second.stdout
        try:
            yield Tour(int(sent[1].replace(",", "")), json.loads(second.stdout.readline()))
        finally:
            second.terminate()
            assert second.wait(30) == 0


def test_everything_it_says_to_try_works(tour: Tour) -> None:
    for shows, command in tour.commands():
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        assert result.stdout.strip(), shows


def test_it_lets_in_whoever_looks_at_it_first(tour: Tour) -> None:
    address, _, token = tour.said["set_up"].partition("/setup#token=")
    owner = {"name": "Ada", "email": "ada@example.com", "password": "correct horse battery", "setup_token": token}
    assert tour.call("POST", "/api/setup", owner)["user"]["name"] == "Ada"
    assert address == tour.said["address"]


def test_it_shows_identity_off(tour: Tour) -> None:
    said = {
        shows: subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for shows, command in tour.commands()
    }
    customer = re.search(r"user_id:\d+", tour.commands()[0][1][3])
    assert customer
    assert (
        f"loyalty_id:L-0001 and {customer[0]} are one person" in said["Why a loyalty card and a user id are one person"]
    )
    assert "Card Handed Out" in said["What it would give to take the card off that person again; changes nothing"]
    assert "placeholder-birthday" in said["What is odd in the data"]
    assert tour.call("GET", "/api/identity/merges")["items"]
    shared = [drop for drop in tour.call("GET", "/api/identity/drops")["items"] if drop["rule"] == "shared device"]
    assert len({drop["profile_id"] for drop in shared}) == len(shared)
    assert shared


def test_a_second_run_adds_nothing(tour: Tour) -> None:
    sql = "SELECT count(), uniqExact(message_id) FROM events WHERE startsWith(message_id, 'demo-')"
    (row,) = tour.call("POST", "/api/query", {"sql": sql})["rows"]
    assert list(map(int, row)) == [tour.sent_by_first_run] * 2


def test_the_portrait_has_the_orders_of_the_sample(tour: Tour, sample: Path) -> None:
    customer = next(re.search(r"\d+", word) for word in tour.commands()[0][1] if word.startswith("user_id:"))
    assert customer
    profile = tour.call("GET", f"/api/profiles/user_id:{customer[0]}")
    lines = pl.read_parquet(sample).filter(pl.col("CustomerID") == int(customer[0]), pl.col("UnitPrice") > 0)
    orders = lines.filter(pl.col("StockCode") != "ADJUST", ~pl.col("InvoiceNo").str.starts_with("C"))
    assert profile["computed"]["orders"] == orders["InvoiceNo"].n_unique()
