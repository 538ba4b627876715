"""The demo's events: real orders, invented people, the same every time."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import phonenumbers
import pytest

from portret.cli.demo_orders import Invoice, Line, order_completed, order_refunded, read_invoices, refunds
from portret.cli.demo_shop import Sent, Shop

SAMPLE = Path(__file__).parents[2] / "examples" / "online_retail_sample.parquet"
NOON = datetime(2011, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(SAMPLE, seed=1)


@pytest.fixture(scope="module")
def events(shop: Shop) -> list[Sent]:
    return shop.events()


def an_invoice(number: str, lines: dict[str, int], days: int = 0, customer_id: str = "12345") -> Invoice:
    articles = tuple(Line(sku, sku.lower(), Decimal("1.25"), quantity) for sku, quantity in lines.items())
    return Invoice(number, customer_id, "United Kingdom", NOON + timedelta(days=days), articles)


def test_a_return_is_matched_to_the_latest_order_with_pieces_left() -> None:
    invoices = [an_invoice("1", {"A": 3}), an_invoice("2", {"A": 2, "B": 1}, 1), an_invoice("C3", {"A": 4}, 2)]
    found = {refund.order_id: refund.invoice.lines[0].quantity for refund in refunds(invoices)}
    assert found == {"2": 2, "1": 2}


def test_a_piece_is_returned_once() -> None:
    invoices = [an_invoice("1", {"A": 1}), an_invoice("C2", {"A": 1}, 1), an_invoice("C3", {"A": 1}, 2)]
    assert [refund.order_id for refund in refunds(invoices)] == ["1", "C3"]


def test_a_return_never_touches_the_order_of_somebody_else() -> None:
    invoices = [an_invoice("1", {"A": 1}, customer_id="11111"), an_invoice("C2", {"A": 1}, 1)]
    assert [refund.order_id for refund in refunds(invoices)] == ["C2"]


def test_postage_is_shipping_and_no_product() -> None:
    properties = order_completed(an_invoice("1", {"A": 2, "POST": 1}))
    assert properties["revenue"] == Decimal("2.50")
    assert properties["shipping"] == Decimal("1.25")
    assert properties["total"] == Decimal("3.75")
    assert [product["sku"] for product in properties["products"]] == ["A"]


def test_refunds_add_up_to_the_returns() -> None:
    invoices = read_invoices(SAMPLE)
    returned = sum(line.amount for invoice in invoices if invoice.is_return for line in invoice.lines)
    assert sum(order_refunded(refund)["total"] for refund in refunds(invoices)) == returned


def test_no_order_is_refunded_more_pieces_than_it_had() -> None:
    invoices = read_invoices(SAMPLE)
    bought = Counter[tuple[str, str]]()
    for invoice in invoices:
        bought.update({(invoice.number, line.sku): 0 for line in invoice.lines})
        for line in invoice.lines:
            bought[invoice.number, line.sku] += line.quantity
    for refund in refunds(invoices):
        for line in refund.invoice.lines:
            bought[refund.order_id, line.sku] -= line.quantity if not refund.order_id.startswith("C") else 0
    assert min(bought.values()) >= 0


def test_the_same_seed_gives_the_same_events(events: list[Sent]) -> None:
    assert Shop(SAMPLE, seed=1).events() == events


def test_another_seed_gives_other_browsing_and_the_same_orders(events: list[Sent]) -> None:
    def ids(sent: list[Sent], source: str) -> set[str]:
        return {one.event["messageId"] for one in sent if one.source == source}

    others = Shop(SAMPLE, seed=2).events()
    assert ids(others, "server") == ids(events, "server")
    assert not ids(others, "browser") & ids(events, "browser")


def test_message_ids_are_unique(events: list[Sent]) -> None:
    ids = Counter(sent.event["messageId"] for sent in events)
    assert ids.most_common(1)[0][1] == 1


def test_no_two_people_share_a_mail_address_or_a_telephone(shop: Shop) -> None:
    everybody = shop.people.values()
    phones = [person.phone for person in everybody if person.phone]
    assert len({person.email for person in everybody}) == len(everybody)
    assert len(set(phones)) == len(phones)


def test_contact_data_is_of_the_ranges_kept_for_examples(shop: Shop) -> None:
    for person in shop.people.values():
        assert person.email.endswith((".example", "@example.com", "@example.org", "@example.net"))
        if person.phone:
            number = phonenumbers.parse(person.phone)
            assert str(number.national_number).startswith("2079460")
            assert phonenumbers.is_valid_number(number)


def test_a_visitor_is_anonymous_until_the_first_log_in_on_a_device(shop: Shop, events: list[Sent]) -> None:
    owners = {device.anonymous_id: person for person in shop.people.values() for device in person.devices}
    tablet = shop.fair().tablet.anonymous_id
    seen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for sent in events:
        if sent.source == "browser" and sent.event["anonymousId"] != tablet:
            seen[sent.event["anonymousId"]].append((sent.event["type"], sent.event.get("userId", "")))
    for anonymous_id, steps in seen.items():
        known = [user_id for _, user_id in steps if user_id]
        assert set(known) <= ({owners[anonymous_id].user_id} if anonymous_id in owners else set())
        if known:
            assert next(kind for kind, user_id in steps if user_id) == "identify"


def test_every_event_can_be_written_as_json_below_the_limit_of_one_event(events: list[Sent]) -> None:
    encoder = msgspec.json.Encoder(decimal_format="number")
    assert max(len(encoder.encode(sent.event)) for sent in events) < 512 * 1024


def test_moved_it_ends_in_these_days_and_is_otherwise_the_same(events: list[Sent]) -> None:
    until = datetime(2027, 3, 4, tzinfo=UTC)
    shop = Shop(SAMPLE, seed=1, until=until)
    moved = shop.events()
    assert timedelta(days=2) <= until - shop.invoices[-1].at < timedelta(days=9)
    assert max(sent.at for sent in moved) < until
    assert {sent.event["messageId"] for sent in moved} <= {sent.event["messageId"] for sent in events}
    shifts = {sent.event["messageId"]: sent.at for sent in events}
    assert len({(sent.at - shifts[sent.event["messageId"]]) // timedelta(weeks=1) for sent in moved}) == 1
    assert len(moved) > 0.98 * len(events)
