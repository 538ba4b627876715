"""A mapping for a file that nobody has mapped yet: by what its columns are called and hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from portret.collect.importers.columns import ColumnLook
from portret.collect.importers.mapping import Column, FileMapping, Part

About = Literal["people", "orders", "events", "ready"]
"""What the rows of a file are; "ready": events in the words of the wire protocol, which need no mapping."""

ORDER = "Order Completed"

_WORDS = re.compile(r"[\W_]+")
_BREVE = "\u0306"  # of the letter й, which is no accent
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_READY = frozenset({"userId", "anonymousId"})
_PERSON: Mapping[str, str] = {
    "user_id": "user id|customer id|client id|customer|client|customer no|customer number|uid|crm id|external id|"
    "contact id|person id|member id|id klienta|klient id|klient|nr klienta|numer klienta|id uzytkownika|"
    "id клиента|клиент|код клиента|id пользователя|пользователь",
    "anonymous_id": "anonymous id|visitor id|device id|cookie id",
    "traits.email": "email|e mail|mail|email address|e mail address|customer email|adres e mail|adres email|почта|"
    "эл почта|электронная почта|адрес электронной почты|имейл",
    "traits.phone": "phone|phone number|mobile|mobile phone|mobile number|tel|telephone|telefon|numer telefonu|"
    "nr telefonu|telefon komorkowy|komorka|телефон|номер телефона|мобильный|мобильный телефон",
}
_ABOUT_PEOPLE: Mapping[str, str] = {
    "traits.first_name": "first name|firstname|given name|forename|imie|имя",
    "traits.last_name": "last name|lastname|surname|family name|nazwisko|фамилия",
    "traits.name": "name|full name|fullname|customer name|imie i nazwisko|фио|полное имя",
    "traits.birthday": "birthday|birth date|date of birth|birthdate|dob|data urodzenia|дата рождения|день рождения",
    "traits.gender": "gender|sex|plec|пол",
    "traits.city": "city|town|miasto|город",
    "traits.country": "country|country code|kraj|страна",
    "traits.postal_code": "postal code|postcode|zip|zip code|kod pocztowy|почтовый индекс|индекс",
    "traits.created_at": "created at|created|registered at|registered|signup date|registration date|"
    "data rejestracji|data utworzenia|дата регистрации|дата создания",
}
_WHEN = (
    "timestamp|time|date|datetime|event time|occurred at|happened at|created at|created|ordered at|order date|"
    "order time|purchase date|invoice date|invoicedate|placed at|data|czas|data zamowienia|data zakupu|kiedy|дата|"
    "время|дата заказа|дата покупки|дата и время"
)
_ORDERS: Mapping[str, str] = {
    "timestamp": _WHEN,
    "properties.order_id": "order id|order|order no|order number|order nr|invoice|invoice no|invoice number|"
    "receipt|receipt no|transaction id|id zamowienia|numer zamowienia|nr zamowienia|zamowienie|numer paragonu|"
    "номер заказа|заказ|id заказа|номер чека",
    "properties.revenue": "revenue|total|order total|grand total|total price|amount|total amount|order value|sum|"
    "kwota|suma|wartosc|wartosc zamowienia|razem|сумма|итого|сумма заказа|стоимость заказа",
    "properties.currency": "currency|currency code|waluta|валюта",
    "properties.coupon": "coupon|coupon code|promo code|voucher|kupon|kod rabatowy|купон|промокод",
    "lines.product_id": "product id|product|sku|item id|article|article no|stock code|ean|id produktu|kod produktu|"
    "артикул|код товара|id товара",
    "lines.name": "product name|item|item name|description|title|nazwa produktu|produkt|nazwa|товар|название|"
    "название товара|наименование",
    "lines.category": "category|product category|kategoria|категория",
    "lines.brand": "brand|marka|бренд",
    "lines.price": "price|unit price|item price|cena|cena jednostkowa|цена",
    "lines.quantity": "quantity|qty|pieces|units|ilosc|sztuk|liczba sztuk|количество|кол во|шт",
}
_EVENTS: Mapping[str, str] = {
    "timestamp": _WHEN,
    "event": "event|event name|event type|action|activity|zdarzenie|nazwa zdarzenia|событие|название события|действие",
}
_TARGETS: Mapping[str, Mapping[str, str]] = {
    "people": {**_PERSON, **_ABOUT_PEOPLE},
    "orders": {**_PERSON, **_ORDERS},
    "events": {**_PERSON, **_EVENTS},
}
_TEXTS = ("traits.phone", "traits.postal_code", "properties.order_id", "lines.product_id", "event")


def suggest_about(columns: Sequence[ColumnLook]) -> About:
    """Return what the rows of a file seem to be."""
    names = {column.name for column in columns}
    if names & _READY and names & {"type", "event"}:
        return "ready"
    if "properties.order_id" in _placed(columns, "orders").values():
        return "orders"
    return "events" if {"event", "timestamp"} <= set(_placed(columns, "events").values()) else "people"


def suggest_mapping(
    columns: Sequence[ColumnLook], about: About, rows: Sequence[Mapping[str, Any]], time_zone: str
) -> FileMapping | None:
    """Return a mapping that makes what is asked for of a file; None where it needs none.

    Args:
        columns: of the file.
        about: what its rows are.
        rows: the first of them: orders of several rows show there.
        time_zone: IANA zone of instants that name none.
    """
    if about == "ready":
        return None
    placed = _placed(columns, about)
    parts: dict[str, dict[str, Part]] = {"": {}, "traits": {}, "properties": {}, "lines": {}}
    for column in columns:
        if column.holds == "empty":
            continue
        place = placed.get(column.name) or _place_of_other(column.name, about)
        branch, _, key = place.rpartition(".")
        parts[branch].setdefault(key, _part(column, place))
    top: dict[str, Any] = parts.pop("")
    if about == "people":
        return FileMapping(type="identify", **top, traits=parts["traits"], time_zone=time_zone)
    if about == "orders":
        top["event"] = ORDER
    return FileMapping(
        **top,
        properties=parts["properties"],
        traits=parts["traits"],
        lines=parts["lines"],
        group_by=_grouping(placed, parts["lines"], rows),
        time_zone=time_zone,
    )


def plain(name: str) -> str:
    """Return a column's name without case, accents and signs: "Adres e-mail" and "adresEMail" are "adres e mail"."""
    apart = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name).lower().replace("ł", "l"))
    letters = "".join(sign for sign in apart if not unicodedata.combining(sign) or sign == _BREVE)
    return _WORDS.sub(" ", unicodedata.normalize("NFC", letters)).strip()


def _placed(columns: Sequence[ColumnLook], about: About) -> dict[str, str]:
    """Return the place of each column whose name or content tells it; each place once, the likelier names first."""
    placed: dict[str, str] = {}
    for place, words in _TARGETS.get(about, {}).items():
        known = words.split("|")
        named = [column for column in columns if plain(column.name) in known and column.name not in placed]
        if named:
            placed[min(named, key=lambda column: known.index(plain(column.name))).name] = place
    for holds in ("email", "phone"):
        _by_content(columns, placed, holds)
    if about == "people" and "user_id" not in placed.values():
        placed |= {column.name: "user_id" for column in columns if plain(column.name) == "id"}
    return placed


def _by_content(columns: Sequence[ColumnLook], placed: dict[str, str], holds: str) -> None:
    if f"traits.{holds}" not in placed.values():
        fitting = [column.name for column in columns if column.holds == holds and column.name not in placed]
        placed |= dict.fromkeys(fitting[:1], f"traits.{holds}")


def _place_of_other(name: str, about: About) -> str:
    key = plain(name).replace(" ", "_") or "column"
    return f"traits.{key}" if about == "people" else f"properties.{key}"


def _part(column: ColumnLook, place: str) -> Part:
    if place in _TEXTS or place.endswith("_id") or place == "user_id":
        return Column(column.name, type="text")
    match column.holds:
        case "number":
            return Column(column.name, type="number", decimal=column.decimal)
        case "datetime" if place != "timestamp" and not column.format:
            return Column(column.name)
        case "datetime":
            return Column(column.name, type="datetime", format=column.format or None)
        case "boolean" | "json":
            return Column(column.name, type=column.holds)
        case _:
            return Column(column.name)


def _grouping(placed: Mapping[str, str], lines: Collection[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the column of order ids where orders of several rows show."""
    orders = [name for name, place in placed.items() if place == "properties.order_id"]
    if not orders or not lines:
        return ""
    ids = [row.get(orders[0]) for row in rows]
    return orders[0] if any(one == other and one not in (None, "") for one, other in pairwise(ids)) else ""
