"""What a request may cost: sizes, counts, rates; and the way compressed bodies are opened within them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from portret.kernel import BadRequest, TooLarge

_GZIP_MAGIC = b"\x1f\x8b\x08"  # RFC 1952: magic number and the only method
_GZIP_OR_ZLIB = 47  # zlib: window of 32 KiB, header found out by itself


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits of collection (wire protocol D4).

    Attributes:
        body_bytes: of one request, after decompression.
        event_bytes: of one event; a larger one alone is refused, in a batch it is quarantined.
        batch_events: events per request.
        retry_after_s: what a client is told when the server cannot take more for now.
    """

    body_bytes: int = 4_000_000
    event_bytes: int = 512 * 1024
    batch_events: int = 2_500
    retry_after_s: int = 10


def is_gzip(body: bytes) -> bool:
    """Tell whether a body is gzip, whatever its headers say: no JSON document begins so."""
    return body[:3] == _GZIP_MAGIC


def inflate(body: bytes, limit_bytes: int) -> bytes:
    """Return a gzip or zlib body opened; never allocates more than the limit. Raises TooLarge, BadRequest."""
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        opened = inflater.decompress(body, limit_bytes + 1)
    except zlib.error as error:
        message = "The body is not valid gzip. Send it again, or without Content-Encoding."
        raise BadRequest(message) from error
    if len(opened) > limit_bytes:
        raise body_too_large(limit_bytes)
    if not inflater.eof:
        raise BadRequest("The gzip body ends too early. Send it again.")
    return opened


def body_too_large(limit_bytes: int) -> TooLarge:
    """Return the refusal of a body over the limit."""
    return TooLarge(f"The body is larger than {limit_bytes:,} bytes. Send smaller batches.")


class TokenBuckets:
    """A rate limit per key: each key may use `rate_per_s` requests a second, and as many at once."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, rate_per_s: int, now_s: float) -> float:
        """Use one token; return 0.0, or the seconds until there is one. `now_s` is a steady clock's reading."""
        tokens, at_s = self._buckets.get(key, (float(rate_per_s), now_s))
        tokens = min(float(rate_per_s), tokens + (now_s - at_s) * rate_per_s)
        if tokens < 1.0:
            self._buckets[key] = (tokens, now_s)
            return (1.0 - tokens) / rate_per_s
        self._buckets[key] = (tokens - 1.0, now_s)
        return 0.0
