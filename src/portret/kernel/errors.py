"""One tree of exceptions; each class knows its HTTP status and whether a retry is worth it.

PortretError
├── BadRequest        400  the request cannot be understood
│   └── TooLarge      413  a body, an event or a result over its limit
├── Unauthorized      401  no valid token or write key
├── Forbidden         403  known, but not allowed
├── NotFound          404  nothing there under this name
├── Conflict          409  the thing exists or has changed meanwhile
├── Invalid           422  understood, but a value breaks a rule
├── TooMany           429  over a rate limit (retry)
└── Unavailable       503  a store is down, full or behind (retry)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class PortretError(Exception):
    """Something the caller can act on.

    Attributes:
        detail: what was wrong and what to do, in one or two sentences, without personal data.
        path: where the fault is, as a JSON pointer or a parameter name; empty if nowhere special.
        retry_after_s: seconds after which a retry makes sense; None if it never does.
    """

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"

    def __init__(self, detail: str, *, path: str = "", retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.path = path
        self.retry_after_s = retry_after_s


class BadRequest(PortretError):
    """The request cannot be understood."""

    status = 400
    type = "bad-request"
    title = "Bad request"


class TooLarge(BadRequest):
    """A body, an event or a result is over its limit."""

    status = 413
    type = "too-large"
    title = "Too large"


class Unauthorized(PortretError):
    """No valid token or write key came with the request."""

    status = 401
    type = "unauthorized"
    title = "Unauthorized"


class Forbidden(PortretError):
    """The caller is known but not allowed to do this."""

    status = 403
    type = "forbidden"
    title = "Forbidden"


class NotFound(PortretError):
    """There is nothing under this name in this workspace."""

    status = 404
    type = "not-found"
    title = "Not found"


class Conflict(PortretError):
    """The thing already exists, or it changed since it was read."""

    status = 409
    type = "conflict"
    title = "Conflict"


class Fault(NamedTuple):
    """One value that breaks a rule: where it is, as a JSON pointer, and what to do about it."""

    path: str
    detail: str


class Invalid(PortretError):
    """The request is well formed but a value breaks a rule.

    Attributes:
        faults: every single value, where there may be several; the error tells of the first.
    """

    status = 422
    type = "invalid"
    title = "Invalid value"

    def __init__(
        self, detail: str, *, path: str = "", retry_after_s: int | None = None, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(detail, path=path, retry_after_s=retry_after_s)
        self.faults = tuple(faults)


class TooMany(PortretError):
    """Over a rate limit; retry after `retry_after_s`."""

    status = 429
    type = "too-many-requests"
    title = "Too many requests"


class Unavailable(PortretError):
    """A store is down, full or behind; retry after `retry_after_s`."""

    status = 503
    type = "unavailable"
    title = "Temporarily unavailable"
