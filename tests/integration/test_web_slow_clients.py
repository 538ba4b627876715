"""Clients that send slowly, or never stop, are cut off; all others are served meanwhile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from portret.collect.responses import HEALTHY, Receive, Scope, Send, respond
from portret.web.protocol import BoundedProtocol

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Impatient(BoundedProtocol):
    head_s = 0.2
    request_s = 0.4


class Unhurried(BoundedProtocol):
    head_s = 1.0
    request_s = 1.0


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """Serve every complete request on loopback."""
    protocol = getattr(request, "param", Impatient)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(_app, http=protocol, lifespan="off", log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["silence", "request line", "headers", "body"],
)
def test_a_request_that_does_not_end_is_given_up(address: tuple[str, int], beginning: bytes) -> None:
    with socket.create_connection(address, timeout=10) as slow:
        slow.sendall(beginning)
        assert slow.recv(1_000) == b""


def test_a_second_request_on_a_connection_may_not_dawdle_either(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(GET + b"GET / HTTP/1.1\r\nX: ")
        answer = b"".join(iter(lambda: client.recv(1_000), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("beginning", [b"GET /", GET[:-2] + b"X: ", GET + b"GET /"])
def test_a_head_without_end_is_refused_before_it_fills_the_memory(address: tuple[str, int], beginning: bytes) -> None:
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(beginning)
        with pytest.raises(OSError, match=r"reset|Broken pipe"):
            client.sendall(b"a" * 100_000_000)


@pytest.mark.parametrize("address", [Unhurried], indirect=True)
def test_requests_on_a_connection_go_on_for_longer_than_one_may_take(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as client:
        until = threading.Event()
        threading.Timer(2 * Unhurried.request_s, until.set).start()
        while not until.is_set():
            client.sendall(GET)
            answer = b""
            while not answer.endswith(b"}"):  # head and body may come apart
                answer += (part := client.recv(10_000))
                assert part, "cut off"
            assert answer.startswith(b"HTTP/1.1 200 OK")


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    while scope["method"] == "POST" and (await receive()).get("more_body"):
        pass
    await respond(send, HEALTHY, [])
