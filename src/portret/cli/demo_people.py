"""People for the demo: invented, and seen to be so. No name, address or number here belongs to anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from portret.kernel import digest

_FIRST_NAMES = (
    "Ada Alba Amos Anders Arlo Bea Bruno Carla Cleo Conrad Dora Edda Elias Elsie Enzo Esme Felix Flora Gita "
    "Greta Hal Hana Hugo Ida Ines Iris Ivo Jonas Juno Kai Lena Leo Lotte Lucia Mabel Magnus Maja Mara Milo "
    "Nadia Nell Nico Nora Odette Olga Omar Oskar Otto Pia Priya Quinn Rafael Rhea Rosa Rufus Selma Silas "
    "Sofia Stan Tessa Theo Tilda Ursula Vera Viktor Wanda Wim Yara Yusuf Zora"
).split()
_LAST_NAMES = (
    "Amberley Ashdale Barrowfield Birchwood Bramblecote Brightwater Brookstone Cobbleton Copperfen "
    "Coldharbour Dapplemere Dawnfield Driftwood Elderbrook Emberton Fairweather Fallowfield Fennimoor "
    "Foxhollow Frostley Garnetby Goldfinch Greenlaw Hartsease Hawthornby Hazelmere Heatherly Hollowell "
    "Honeybourne Inkpenny Ivybridge Juniperhill Kestrelton Kingscup Larkspurne Lavenderby Lindenholt "
    "Longmarsh Maplewick Marigoldby Meadowsweet Merryfield Mistlethorpe Moorland Nettlecombe Nightingall "
    "Oakenshaw Orchardson Otterbourne Pebbleford Pinewhistle Primroseby Quillfeather Ravenscar Redfernley "
    "Rowanberry Rushmere Saffronby Silverbirch Skylarken Sorrelby Starlington Stonecrop Summerlea Swallowdale "
    "Tamarisk Tealwater Thistlewood Thrushcross Underhazel Violetbank Wagtailby Wherry Willowmere "
    "Winterbourne Yarrowby"
).split()
_STREETS = tuple(
    f"{name} {kind}"
    for name in "Bellflower Candlewick Cinnamon Dragonfly Kettle Lantern Marmalade Nutmeg Teasel Thimble".split()
    for kind in ("Lane", "Row", "Street", "Walk", "Yard")
)
_TOWNS = "Applewick Brackenmouth Cloverham Duskbury Elmingford Fernhaven Gullport Hobbleton Inglemere Juneport".split()
_DOMAINS = ("example.com", "example.org", "example.net")
_UNITED_KINGDOM = "United Kingdom"
_FICTION_NUMBERS = 1000
"""The British regulator keeps +44 20 7946 0000 to 0999 for drama."""

_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_COMPUTERS = (
    "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-GB; rv:1.9.2.13) Gecko/20101203 Firefox/3.6.13",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534.24 (KHTML, like Gecko) Chrome/11.0.696.68 Safari/534.24",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)",
    (
        "Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_6_6; en-gb) AppleWebKit/533.19.4 (KHTML, like Gecko) "
        "Version/5.0.3 Safari/533.19.4"
    ),
)
_PHONES = (
    (
        "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) "
        "Version/5.0.2 Mobile/8C148 Safari/6533.18.5"
    ),
    (
        "Mozilla/5.0 (Linux; U; Android 2.2; en-gb; Nexus One Build/FRF91) AppleWebKit/533.1 (KHTML, like Gecko) "
        "Version/4.0 Mobile Safari/533.1"
    ),
)
_CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_SECOND_DEVICE_SHARE = 0.4
_OLDEST = date(1940, 1, 1)
_BIRTHDAYS = 50 * 365


@dataclass(frozen=True)
class Device:
    """A browser: the visitor id in its cookie, what it calls itself, where it comes from."""

    anonymous_id: str
    user_agent: str
    ip: str


@dataclass(frozen=True)
class Person:
    """A customer with an invented name and one or two devices."""

    user_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    birthday: str
    address: dict[str, str]
    devices: tuple[Device, ...]

    def traits(self) -> dict[str, Any]:
        """Return what the shop's order system knows of the person, by the protocol's reserved names."""
        known = {
            "email": self.email,
            "phone": self.phone,
            "firstName": self.first_name,
            "lastName": self.last_name,
            "name": f"{self.first_name} {self.last_name}",
            "birthday": self.birthday,
            "address": self.address,
        }
        return {name: value for name, value in known.items() if value}


def people(customers: Iterable[tuple[str, str]], seed: int) -> dict[str, Person]:
    """Return a person for each (customer id, country), by customer id."""
    return {user_id: _person(user_id, country, rank, seed) for rank, (user_id, country) in enumerate(customers)}


def visitor_device(name: str, seed: int) -> Device:
    """Return the device of somebody who never says who they are."""
    return _device(Random(f"{seed}/visitor/{name}"), f"visitor/{name}", seed, _COMPUTERS + _PHONES)


def crawler(number: int, seed: int) -> Device:
    """Return a search engine's robot."""
    return _device(Random(f"{seed}/crawler/{number}"), f"crawler/{number}", seed, (_CRAWLER,))


def _person(user_id: str, country: str, rank: int, seed: int) -> Person:
    chance = Random(f"{seed}/person/{user_id}")
    first, last = chance.choice(_FIRST_NAMES), chance.choice(_LAST_NAMES)
    has_phone = country == _UNITED_KINGDOM and rank < _FICTION_NUMBERS
    devices = [_device(chance, f"{user_id}/computer", seed, _COMPUTERS)]
    if chance.random() < _SECOND_DEVICE_SHARE:
        devices.append(_device(chance, f"{user_id}/phone", seed, _PHONES))
    return Person(
        user_id=user_id,
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{user_id}@{chance.choice(_DOMAINS)}".lower(),
        phone=f"+44 20 7946 {rank:04d}" if has_phone else "",
        birthday=_birthday(user_id, seed),
        address=_address(user_id, country, seed),
        devices=tuple(devices),
    )


def _birthday(user_id: str, seed: int) -> str:
    days = Random(f"{seed}/birthday/{user_id}").randrange(_BIRTHDAYS)
    return (_OLDEST + timedelta(days=days)).isoformat()


def _address(user_id: str, country: str, seed: int) -> dict[str, str]:
    chance = Random(f"{seed}/address/{user_id}")
    street = f"{chance.randrange(1, 100)} {chance.choice(_STREETS)}"
    return {"street": street, "city": chance.choice(_TOWNS), "country": country}


def _device(chance: Random, name: str, seed: int, user_agents: tuple[str, ...]) -> Device:
    return Device(
        anonymous_id=digest("demo", str(seed), "device", name).hex(),
        user_agent=chance.choice(user_agents),
        ip=f"{chance.choice(_NETWORKS)}.{chance.randrange(1, 255)}",
    )
