"""Compression of bodies over HTTP: gzip, deflate, zstd, lz4 frames; whole on the way in, in pieces out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import lz4.frame  # type: ignore[import-untyped]  # comes without types
import zstandard

from portret.warehouse.embedded.errors import TOO_LARGE_BODY, UNKNOWN_COMPRESSION_METHOD, EngineError

_PREFERRED = ("lz4", "zstd", "gzip", "deflate")  # cheapest first: the network is loopback
_ZSTD_LEVEL = 1
_GZIP_LEVEL = 1
_GZIP_WBITS = 31


class Encoder(Protocol):
    """Compresses an answer piece by piece."""

    def compress(self, data: bytes) -> bytes:
        """Take a piece, return what can be sent already."""
        ...

    def flush(self) -> bytes:
        """Return the rest."""
        ...


def decode(data: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return a request's body without its Content-Encoding.

    Raises:
        EngineError: if the encoding is unknown, the data is broken, or the result is over `max_bytes`.
    """
    if encoding in ("", "identity"):
        return data
    decoder = _DECODERS.get(encoding)
    if decoder is None:
        raise EngineError.of(
            UNKNOWN_COMPRESSION_METHOD, f"Unknown compression method: {encoding}", "UNKNOWN_COMPRESSION_METHOD"
        )
    try:
        plain = decoder(data, max_bytes)
    except (zlib.error, zstandard.ZstdError, RuntimeError, EOFError) as error:
        raise EngineError.of(
            UNKNOWN_COMPRESSION_METHOD, f"Cannot decompress the body: {error}", "CANNOT_DECOMPRESS"
        ) from error
    if len(plain) > max_bytes:
        raise EngineError.of(TOO_LARGE_BODY, f"The body is over {max_bytes} bytes", "MEMORY_LIMIT_EXCEEDED")
    return plain


def choose(accepted: str) -> str:
    """Return the encoding to answer in, from an Accept-Encoding header; "" for none."""
    names = {part.partition(";")[0].strip().lower() for part in accepted.split(",")}
    return next((name for name in _PREFERRED if name in names), "")


def encoder(name: str) -> Encoder | None:
    """Return a new encoder of that name; None for ""."""
    return _ENCODERS[name]() if name else None


class _Lz4Encoder:
    def __init__(self) -> None:
        self._frame = lz4.frame.LZ4FrameCompressor()
        self._begun = False

    def compress(self, data: bytes) -> bytes:
        head = b"" if self._begun else self._frame.begin()
        self._begun = True
        return bytes(head + self._frame.compress(data))

    def flush(self) -> bytes:
        head = b"" if self._begun else self._frame.begin()
        return bytes(head + self._frame.flush())


def _inflate(wbits: int) -> Callable[[bytes, int], bytes]:
    def inflate(data: bytes, max_bytes: int) -> bytes:
        return zlib.decompressobj(wbits).decompress(data, max_bytes + 1)

    return inflate


def _unzstd(data: bytes, max_bytes: int) -> bytes:
    with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as reader:
        return reader.read(max_bytes + 1)


def _unlz4(data: bytes, max_bytes: int) -> bytes:
    pieces, size = [], 0
    while data and size <= max_bytes:  # one frame after the other
        frame = lz4.frame.LZ4FrameDecompressor()
        pieces.append(frame.decompress(data, max_bytes + 1 - size))
        size += len(pieces[-1])
        if not frame.eof and size <= max_bytes:
            raise EOFError("the last lz4 frame is cut off")
        data = frame.unused_data or b""
    return b"".join(pieces)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflate(_GZIP_WBITS),
    "deflate": _inflate(zlib.MAX_WBITS),
    "zstd": _unzstd,
    "lz4": _unlz4,
}
_ENCODERS: dict[str, Callable[[], Encoder]] = {
    "gzip": lambda: zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WBITS),
    "deflate": lambda: zlib.compressobj(_GZIP_LEVEL),
    "zstd": lambda: zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj(),
    "lz4": _Lz4Encoder,
}
