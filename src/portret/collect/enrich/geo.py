"""Country, region and city of an address, from MMDB files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import maxminddb
from maxminddb.reader import Metadata

from portret.kernel import Settings

SHIPPED_COUNTRIES = Path(__file__).parent / "data" / "geo-whois-asn-country.mmdb"


class Place(NamedTuple):
    """Where an address is: ISO 3166-1 country, ISO 3166-2 region without the country, the city's English name."""

    country: str = ""
    region: str = ""
    city: str = ""


NOWHERE = Place()


class Geo:
    """Places of addresses. The city database is asked first where there is one, then the country database."""

    def __init__(self, country_path: Path | None = SHIPPED_COUNTRIES, city_path: Path | None = None) -> None:
        """Open the databases. Raises OSError or maxminddb.InvalidDatabaseError for a file that is not one."""
        paths = [path for path in (city_path, country_path) if path is not None]
        self._readers = {path: maxminddb.open_database(path) for path in paths}
        self.place = lru_cache(maxsize=16_384)(self._place)

    def describe(self) -> list[str]:
        """Return each database in use as "its path, its type, built on its date", in the order they are asked."""
        return [f"{path}, {_described(reader.metadata())}" for path, reader in self._readers.items()]

    def close(self) -> None:
        """Close the files."""
        for reader in self._readers.values():
            reader.close()

    def _place(self, address: str) -> Place:
        for reader in self._readers.values():
            found = _looked_up(reader, address)
            place = _place_of(found) if isinstance(found, Mapping) else NOWHERE
            if place.country:
                return place
        return NOWHERE


def open_geo(settings: Settings) -> Geo:
    """Return the places of an installation: the shipped country database unless a setting names others.

    Raises OSError or maxminddb.InvalidDatabaseError for a file that cannot be used.
    """
    return Geo(settings.geo_country_path or SHIPPED_COUNTRIES, settings.geo_city_path)


def _described(about: Metadata) -> str:
    built = datetime.fromtimestamp(about.build_epoch, UTC).date().isoformat()
    return f"{about.database_type or 'unnamed'}, built on {built}"


def _looked_up(reader: maxminddb.Reader, address: str) -> object:
    try:
        return reader.get(address)
    except ValueError:  # an IPv6 address in an IPv4 database, or not an address
        return None


def _place_of(found: Mapping[str, Any]) -> Place:
    if "country_code" in found:
        return Place(country=str(found["country_code"]))
    country = found.get("country") or found.get("registered_country") or {}
    regions = found.get("subdivisions") or [{}]
    city = found.get("city") or {}
    return Place(
        country=str(country.get("iso_code", "")),
        region=str(regions[0].get("iso_code", "")),
        city=str(city.get("names", {}).get("en", "")),
    )
