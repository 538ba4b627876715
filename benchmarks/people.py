"""Records of people that do not exist, several per person and with the errors that forms and imports make; seeded.

Households share family name, address, phone; people marry, move, change their e-mail; names come in Latin and Cyrillic
letters, with and without marks, short and long. Column `person` is the truth.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

COLUMNS = ("first_name", "last_name", "birth_date", "email", "phone", "address", "postcode", "city")

_SYLLABLES = "an ber cor dal el fen gar hol in jor kel lam mor nev ost per quin ros sal tor ul ver wes yar zim"
_LATIN = str.maketrans(
    dict(zip("абвгдежзийклмнопрстуфхцы", "abvgdežzijklmnoprstufhcy", strict=True))
    | {"ч": "ch", "ш": "sh", "ю": "yu", "я": "ya", "ь": "", "ё": "yo", "ж": "zh"}
)


@dataclass(frozen=True)
class Country:
    """Names, cities and streets of a country, the common ones first; how many bear the names up to each, if known."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[str, ...]
    streets: tuple[str, ...]
    short: dict[str, str]
    given_until: tuple[float, ...] = ()
    family_until: tuple[float, ...] = ()


def _country(given: str, family: str, cities: str, streets: str, short: str) -> Country:
    names, families, places, roads = (tuple(words.split(",")) for words in (given, family, cities, streets))
    return Country(names, families, places, roads, dict(pair.split("=") for pair in short.split(",")))


COUNTRIES = (
    _country(
        "James,Mary,John,Susan,Robert,Linda,Michael,Karen,William,Elizabeth,David,Barbara,Thomas,Margaret",
        "Smith,Jones,Taylor,Brown,Williams,Wilson,Johnson,Davies,Robinson,Wright,Thompson,Evans,Walker",
        "London,Leeds,Bristol,Hull,York,Derby,Oxford,Luton,Bath",
        "High Street,Station Road,Church Lane,Victoria Road,Mill Lane,Park Avenue",
        "James=Jim,Robert=Bob,William=Bill,Elizabeth=Liz,Thomas=Tom,Michael=Mike",
    ),
    _country(
        "Anna,Jan,Katarzyna,Piotr,Małgorzata,Krzysztof,Agnieszka,Andrzej,Barbara,Tomasz,Ewa,Paweł,Łukasz",
        "Nowak,Kowalski,Wiśniewski,Wójcik,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,Dąbrowski",
        "Warszawa,Kraków,Łódź,Wrocław,Poznań,Gdańsk,Szczecin,Lublin",
        "ul. Polna,ul. Leśna,ul. Słoneczna,ul. Krótka,ul. Szkolna,ul. Ogrodowa",
        "Katarzyna=Kasia,Małgorzata=Gosia,Krzysztof=Krzysiek,Agnieszka=Aga,Tomasz=Tomek",
    ),
    _country(
        "Александр,Мария,Дмитрий,Анна,Сергей,Ольга,Андрей,Наталья,Михаил,Екатерина,Иван,Татьяна",
        "Иванов,Смирнов,Кузнецов,Попов,Васильев,Петров,Соколов,Михайлов,Новиков,Морозов,Волков",
        "Москва,Казань,Самара,Омск,Пермь,Воронеж,Уфа",
        "Ленина,Советская,Лесная,Школьная,Садовая,Мира",
        "Александр=Саша,Мария=Маша,Дмитрий=Дима,Екатерина=Катя,Наталья=Наташа",
    ),
    _country(
        "Maria,José,Carmen,Antonio,Ana,Manuel,Laura,Francisco,Lucía,Javier,Thomas,Sabine,Jürgen,Björn",
        "García,Fernández,González,Rodríguez,Müller,Schmidt,Schröder,Weiß,Peña,Núñez,Groß,Köhler",
        "Madrid,Sevilla,Köln,München,Bilbao,Málaga,Düsseldorf",
        "Calle Mayor,Hauptstraße,Gartenweg,Calle Real,Schulstraße,Avenida del Sol",
        "Francisco=Paco,José=Pepe,Antonio=Toni",
    ),
)


class Chance(random.Random):
    """Chance that gives no e-mail address to two people, as providers do not."""

    def __init__(self, seed: int) -> None:
        """Begin; the same seed brings the same."""
        super().__init__(seed)
        self._taken: set[str] = set()

    def address(self, name: str) -> str:
        """Return an address of a name that nobody has yet: with a number, longer where the name is common."""
        digits = 2
        while True:
            host = self.choice(("gmail.com", "yahoo.com", "outlook.com", "example.org", "mail.example"))
            made = f"{name}{self.randrange(1, 10**digits)}@{host}"
            if made not in self._taken:
                self._taken.add(made)
                return made
            digits += 1


@dataclass(frozen=True)
class Record:
    """One record, as a form took it; "" for what was left out."""

    person: int
    first_name: str
    last_name: str
    birth_date: str
    email: str
    phone: str
    address: str
    postcode: str
    city: str


COPIES = MappingProxyType({0: 55, 1: 27, 2: 12, 4: 6})
"""How many further records people have, and how many per cent of them do."""


def records(
    wanted: int, seed: int = 1, countries: Sequence[Country] = COUNTRIES, copies_of: Mapping[int, int] = COPIES
) -> list[Record]:
    """Return `wanted` records in random order."""
    chance = Chance(seed)
    made: list[Record] = []
    for person in _people(countries, chance):
        if len(made) >= wanted:
            break
        made.append(person)
        copies = chance.choices(tuple(copies_of), tuple(copies_of.values()))[0]
        made.extend(spoilt(person, countries, chance) for _ in range(copies))
    made = made[:wanted]
    chance.shuffle(made)
    return made


def _people(countries: Sequence[Country], chance: Chance) -> Iterator[Record]:
    number = 0
    while True:
        country = chance.choice(countries)
        family, address = _family_name(country, chance), _address(country, chance)
        phone = _digits(chance, 9)
        present: set[str] = set()
        for _ in range(chance.choices((1, 2, 3, 4), (50, 28, 12, 10))[0]):
            given = _given_name(country, chance)
            if given in present and happens(chance, 0.95):  # hardly any parents name children after themselves
                continue
            present.add(given)
            born = date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))
            yield Record(
                number,
                given,
                family if happens(chance, 0.92) else _family_name(country, chance),
                born.isoformat(),
                _email(given, family, chance),
                phone if happens(chance, 0.5) else _digits(chance, 9),
                *address,
            )
            number += 1


def spoilt(record: Record, countries: Sequence[Country], chance: Chance) -> Record:
    """Return another record of the same person, with what forms, imports and life do to them."""
    country = next((one for one in countries if record.city in one.cities), countries[0])
    for spoil, share in _SPOILERS:
        if chance.random() < share:
            record = spoil(record, country, chance)
    return record


def typo(text: str, chance: Chance) -> str:
    """Return a word with one letter lost, swapped, wrong or too many."""
    if not text[1:]:
        return text
    place = chance.randrange(len(text) - 1)
    kind = chance.choice(("lost", "swapped", "wrong", "extra"))
    if kind == "lost":
        return text[:place] + text[place + 1 :]
    if kind == "swapped":
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    letters = string.digits if text[place].isdigit() else string.ascii_lowercase
    return text[:place] + chance.choice(letters) + text[place + (kind == "wrong") :]


def _in_one(field: str, share_missing: float = 0.0) -> Callable[[Record, Country, Chance], Record]:
    def spoil(record: Record, _: Country, chance: Chance) -> Record:
        value = "" if chance.random() < share_missing else typo(getattr(record, field), chance)
        changed: dict[str, Any] = {field: value}
        return replace(record, **changed)

    return spoil


def _moved(record: Record, country: Country, chance: Chance) -> Record:
    address, postcode, city = _address(country, chance)
    return replace(record, address=address, postcode=postcode, city=city)


def _married(record: Record, country: Country, chance: Chance) -> Record:
    return replace(record, last_name=_family_name(country, chance))


def _shortened(record: Record, country: Country, _: Chance) -> Record:
    return replace(record, first_name=country.short.get(record.first_name, record.first_name[:1]))


def _romanised(record: Record, _: Country, chance: Chance) -> Record:
    if happens(chance, 0.5):
        plain = str.maketrans("ąćęłńóśźżéáíúñüöß", "acelnoszzeaiunuos")
        return replace(
            record, first_name=record.first_name.translate(plain), last_name=record.last_name.translate(plain)
        )
    names = (name.lower().translate(_LATIN).capitalize() for name in (record.first_name, record.last_name))
    first, last = names
    return replace(record, first_name=first, last_name=last)


def _swapped_names(record: Record, _: Country, __: Chance) -> Record:
    return replace(record, first_name=record.last_name, last_name=record.first_name)


def _swapped_day(record: Record, _: Country, __: Chance) -> Record:
    year, *rest = record.birth_date.split("-")
    return replace(record, birth_date="-".join((year, *reversed(rest)))) if rest and rest[-1] <= "12" else record


def _other_email(record: Record, _: Country, chance: Chance) -> Record:
    return replace(record, email=_email(record.first_name, record.last_name, chance))


def _other_phone(record: Record, _: Country, chance: Chance) -> Record:
    return replace(record, phone=_digits(chance, 9))


_SPOILERS: tuple[tuple[Callable[[Record, Country, Chance], Record], float], ...] = (
    (_romanised, 0.25),
    (_shortened, 0.15),
    (_swapped_names, 0.03),
    (_married, 0.04),
    (_moved, 0.15),
    (_other_email, 0.3),
    (_other_phone, 0.3),
    (_swapped_day, 0.03),
    (_in_one("first_name", 0.2), 0.1),
    (_in_one("last_name", 0.1), 0.12),
    (_in_one("birth_date", 0.7), 0.25),
    (_in_one("email", 0.8), 0.3),
    (_in_one("phone", 0.9), 0.4),
    (_in_one("address", 0.6), 0.3),
    (_in_one("postcode", 0.5), 0.2),
    (_in_one("city", 0.4), 0.15),
)


def _weighted(words: tuple[str, ...], chance: Chance) -> str:
    return chance.choices(words, [1 / (place + 2) for place in range(len(words))])[0]


def _given_name(country: Country, chance: Chance) -> str:
    if country.given_until:
        return chance.choices(country.given, cum_weights=country.given_until)[0]
    return _weighted(country.given, chance)


def _family_name(country: Country, chance: Chance) -> str:
    """By how many bear them, if known; else mostly a rare name, as in life, or one of the common ones."""
    if country.family_until:
        return chance.choices(country.family, cum_weights=country.family_until)[0]
    if happens(chance, 0.35):
        return _weighted(country.family, chance)
    ending = country.family[chance.randrange(len(country.family))][-3:]
    return "".join(chance.choices(_SYLLABLES.split(), k=2)).capitalize() + ending


def _address(country: Country, chance: Chance) -> tuple[str, str, str]:
    city = chance.choice(country.cities)
    rare = "".join(chance.choices(_SYLLABLES.split(), k=3)).title()
    street = chance.choice(country.streets) if happens(chance, 0.5) else rare
    return f"{street} {chance.randrange(1, 140)}", f"{sum(map(ord, city)) % 90 + 10}{_digits(chance, 3)}", city


def _email(given: str, family: str, chance: Chance) -> str:
    name = f"{given}.{family}".lower().translate(_LATIN)
    return chance.address("".join(letter for letter in name if letter.isascii()))


def _digits(chance: Chance, count: int) -> str:
    return "".join(chance.choices(string.digits, k=count))


def happens(chance: Chance, share: float) -> bool:
    """Tell whether what happens in a share of cases happens now."""
    return chance.random() < share
