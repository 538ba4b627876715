"""What the HTTP of every room is made of: joined routers, which page of a list is asked for, files that come in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Annotated

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect

from portret.kernel.errors import BadRequest, TooLarge, Unavailable
from portret.kernel.wording import Told, told

_RETRY_S = 60

Limit = Annotated[int, Query(ge=1, le=200)]
"""How many items a page holds at most."""

Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]
"""Where a page begins; none is the first."""


def joined(*routers: APIRouter) -> APIRouter:
    """Return one router with the routes of all, in this order: of two that fit a path, the earlier answers.

    The routes are taken as they stand, prefix and tags included; `include_router` would build each a second time.
    """
    whole = APIRouter()
    for router in routers:
        whole.routes.extend(router.routes)
    return whole


async def receive(request: Request, file: IO[bytes], most_bytes: int, reserve_bytes: int, too_large: Told) -> int:
    """Write the body to a file as it comes; nothing else waits for a slow sender. Return its size in bytes.

    Args:
        request: whose body it is.
        file: on a disk.
        most_bytes: how large it may be.
        reserve_bytes: what stays free of the disk.
        too_large: what is said of a larger one.

    Raises:
        TooLarge: it is larger than it may be.
        BadRequest: it ended too early.
        Unavailable: the disk is full, or nearly.
    """
    if int(request.headers.get("content-length", "0")) > most_bytes:
        raise TooLarge(too_large)
    size = 0
    with on_the_disk():
        room = shutil.disk_usage(file.fileno()).free - reserve_bytes
        try:
            async for part in request.stream():
                size += len(part)
                if size > most_bytes:
                    raise TooLarge(too_large)
                if size > room:
                    message = told("file-room", "There is no room for the file. Free some space on the disk.")
                    raise Unavailable(message, retry_after_s=_RETRY_S)
                file.write(part)
        except ClientDisconnect as error:
            raise BadRequest(told("file-ended", "The file ended before all of it had come. Send it again.")) from error
        file.flush()
    return size


@contextmanager
def on_the_disk() -> Iterator[None]:
    """Say so if what is done here cannot be kept on the disk. Raises Unavailable."""
    try:
        yield
    except OSError as error:
        message = told("file-unkept", "The file cannot be kept on the disk ({why}).", why=error.strerror)
        raise Unavailable(message, retry_after_s=_RETRY_S) from error
