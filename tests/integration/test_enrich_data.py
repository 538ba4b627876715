"""Enrichment against published data: places of addresses, families of user agents, known crawlers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from portret.collect.enrich import Enricher, Geo, Surroundings, open_enricher
from portret.collect.enrich.bots import is_bot
from portret.collect.enrich.device import Devices
from portret.kernel import Settings


@pytest.fixture(scope="module")
def shipped() -> Iterator[Geo]:
    geo = Geo()
    yield geo
    geo.close()


def user_agents(shared_data: Path) -> list[tuple[str, str]]:
    rows = pq.read_table(shared_data / "user_agents" / "uap_test_ua.parquet").to_pylist()
    return [(row["user_agent_string"], row["family"]) for row in rows]


@pytest.mark.parametrize(
    ("address", "country"),
    [("81.2.69.142", "GB"), ("8.8.8.8", "US"), ("2001:4860:4860::8888", "US"), ("10.0.0.1", ""), ("junk", "")],
)
def test_the_shipped_database_knows_countries(shipped: Geo, address: str, country: str) -> None:
    assert shipped.place(address) == (country, "", "")


def test_a_shortened_address_has_the_same_country(shipped: Geo) -> None:
    found = Enricher(shipped).derive({"ip": "81.2.69.142"}, Surroundings(anonymize=True))
    assert (found.ip, found.country) == ("81.2.69.0", "GB")


def test_a_city_database_answers_as_published(shared_data: Path) -> None:
    geo = Geo(city_path=shared_data / "geo" / "GeoLite2-City-Test.mmdb", country_path=None)
    published = json.loads(gzip.decompress((shared_data / "geo" / "GeoLite2-City-Test.json.gz").read_bytes()))
    seen = 0
    for entry in published:
        for network, expected in entry.items():
            place = geo.place(network.partition("/")[0])
            country = expected.get("country") or expected.get("registered_country") or {}
            assert place.country == country.get("iso_code", "")
            if place.country:
                assert place.city == expected.get("city", {}).get("names", {}).get("en", "")
                assert place.region == (expected.get("subdivisions") or [{}])[0].get("iso_code", "")
                seen += 1
    geo.close()
    assert seen > 200


def test_the_country_database_answers_where_the_city_database_is_silent(shared_data: Path) -> None:
    settings = Settings(geo_city_path=shared_data / "geo" / "GeoLite2-City-Test.mmdb")
    enricher = open_enricher(settings)
    city, country = (enricher.derive({"ip": ip}, Surroundings()) for ip in ("81.2.69.142", "8.8.8.8"))
    assert (city.country, city.region, city.city) == ("GB", "ENG", "London")
    assert (country.country, country.city) == ("US", "")


def test_a_database_can_be_described(shipped: Geo) -> None:
    [line] = shipped.describe()
    assert "built" in line


def test_browsers_are_named_as_the_parser_project_names_them(shared_data: Path) -> None:
    devices = Devices()
    published = [(agent, family) for agent, family in user_agents(shared_data) if len(agent) <= 512]
    same = sum(devices.read(agent).browser == ("" if family == "Other" else family) for agent, family in published)
    assert same / len(published) > 0.99


def test_most_known_crawlers_are_found(shared_data: Path) -> None:
    packed = (shared_data / "user_agents" / "crawler-user-agents.json.gz").read_bytes()
    crawlers = [agent for entry in json.loads(gzip.decompress(packed)) for agent in entry.get("instances", [])]
    assert sum(map(is_bot, crawlers)) / len(crawlers) > 0.9


def test_hardly_any_device_of_a_person_is_taken_for_a_bot(shared_data: Path) -> None:
    rows = pq.read_table(shared_data / "user_agents" / "uap_test_device.parquet").to_pylist()
    browsers = [row for row in rows if row["user_agent_string"].startswith(("Mozilla/", "Opera/", "Dalvik/"))]
    people = [row["user_agent_string"] for row in browsers if row["brand"] not in ("Spider", None)]
    wrong = [agent for agent in people if is_bot(agent)]
    assert len(people) > 9_000
    assert len(wrong) / len(people) < 0.001, wrong
