"""The parts of a collection request, without a socket."""

from __future__ import annotations

import base64
import gzip

import pytest

from portret.collect import Limits
from portret.collect.auth import key_of_header
from portret.collect.body import key_of_document, key_of_events, understood
from portret.collect.client import TrustedProxies
from portret.collect.limits import TokenBuckets, inflate
from portret.collect.pixel import parameters, pixel_event
from portret.kernel import BadRequest, TooLarge


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("198.51.100.7", b"203.0.113.9", "198.51.100.7"),
        ("10.0.0.1", b"", "10.0.0.1"),
        ("10.0.0.1", b"203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", b"1.2.3.4, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("10.0.0.1", b"10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", b"203.0.113.9:4711", "203.0.113.9"),
        ("10.0.0.1", b"[2001:db8::1]:4711", "2001:db8::1"),
        ("::1", b"2001:DB8::0:1", "2001:db8::1"),
        ("10.0.0.1", b"unknown", "10.0.0.1"),
        ("10.0.0.1", b"spoofed<script>, 203.0.113.9", "203.0.113.9"),
        ("", b"203.0.113.9", ""),
    ],
)
def test_only_trusted_proxies_are_believed_about_the_client(peer: str, forwarded_for: bytes, client: str) -> None:
    assert TrustedProxies(["10.0.0.0/8", "::1"]).client(peer, forwarded_for) == client


def test_a_bucket_gives_its_rate_and_a_second_of_burst() -> None:
    buckets = TokenBuckets()
    assert [buckets.take("key", 2, 100.0) for _ in range(3)] == [0.0, 0.0, 0.5]
    assert buckets.take("other", 2, 100.0) == 0.0
    assert buckets.take("key", 2, 100.25) == pytest.approx(0.25)
    assert buckets.take("key", 2, 100.5) == 0.0
    assert [buckets.take("key", 2, 900.0) for _ in range(3)] == [0.0, 0.0, 0.5]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (b"Basic " + base64.b64encode(b"wk_1:"), "wk_1"),
        (b"basic " + base64.b64encode(b"wk_1"), "wk_1"),
        (b"Basic " + base64.b64encode(b"wk_1:secret"), "wk_1"),
        (b"Basic " + base64.b64encode(b"wk_12:").rstrip(b"="), "wk_12"),
        (b"Bearer abc", ""),
        (b"Basic", ""),
        (b"", ""),
        (b"Basic \xff\xff", ""),
    ],
)
def test_the_key_of_an_authorization_header(header: bytes, key: str) -> None:
    assert key_of_header(header) == key


def test_inflation_ends_at_the_limit() -> None:
    assert inflate(gzip.compress(b"x" * 100), 100) == b"x" * 100
    with pytest.raises(TooLarge):
        inflate(gzip.compress(b"x" * 101), 100)
    with pytest.raises(BadRequest):
        inflate(b"", 100)


def test_keys_are_found_at_the_top_and_in_the_first_event() -> None:
    limits = Limits()
    assert key_of_document(understood(b'{"writeKey":" wk_1 "}', limits)) == "wk_1"
    assert key_of_document(understood(b'{"writeKey":null}', limits)) == ""
    assert key_of_events(understood(b'{"batch":[{"writeKey":"wk_2"},{}]}', limits)) == "wk_2"
    for body in (b'{"batch":[]}', b'{"batch":[1]}', b'{"batch":[{"writeKey":7}]}', b"{}"):
        assert key_of_events(understood(body, limits)) == ""


def test_of_repeated_parameters_the_first_counts() -> None:
    assert parameters(b"a=1&a=2&b=%C4%85&c") == {"a": "1", "b": "ą", "c": ""}


def test_a_pixel_event_cannot_be_bent_out_of_shape() -> None:
    query = {"properties": "text", "properties.a": "1", "context.a.b": "2", "context.a": "3", "type": "identify"}
    assert pixel_event("track", query, "") == (
        b'{"properties":{"properties":"text","a":"1","type":"identify"},"context":{"a":{"b":"2"}},"type":"track"}'
    )
