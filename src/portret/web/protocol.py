"""HTTP on a connection, as uvicorn speaks it, to clients who may be slow or endless only within bounds."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, which waits for ever and takes heads of any length, with limits.

    Attributes:
        head_bytes: how long a request's line and headers may be.
        head_s: how many seconds they may take, counted from the connection or from their first byte.
        request_s: how many seconds the whole request may take, body included.
    """

    head_bytes: ClassVar[int] = 64 * 1024
    head_s: ClassVar[float] = 20.0
    request_s: ClassVar[float] = 120.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._began_s: float | None = None
        self._in_head = True
        self._head_size = 0
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for a first request."""
        super().connection_made(transport)
        self._began_s = self.loop.time()
        self._look = self.loop.call_later(self.head_s, self._refuse_the_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._look:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, unless the head grows and grows."""
        if self._in_head:
            self._head_size += len(data)
        super().data_received(data)
        if self._in_head and self._head_size > self.head_bytes and not self.transport.is_closing():
            self.send_400_response("The request line and headers are too long.")

    def on_message_begin(self) -> None:
        """Note when a request begins."""
        if self._began_s is None:
            self._began_s = self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go over from the head to the body."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait for nothing more of this request."""
        self._began_s = None
        self._in_head = True
        self._head_size = 0
        super().on_message_complete()

    def _refuse_the_slow(self) -> None:
        if self.transport.is_closing():
            return
        waited_s = 0.0 if self._began_s is None else self.loop.time() - self._began_s
        if waited_s >= (self.head_s if self._in_head else self.request_s):
            self.transport.close()
        else:
            self._look = self.loop.call_later(self.head_s / 4, self._refuse_the_slow)
