"""ClickHouse's errors as its HTTP interface gives them: a code, a status, a message that begins with `Code:`."""

from __future__ import annotations

import re
from http import HTTPStatus

BAD_ARGUMENTS = 36
READONLY = 164
TOO_MANY_SIMULTANEOUS_QUERIES = 202
ACCESS_DENIED = 497
AUTHENTICATION_FAILED = 516
UNKNOWN_COMPRESSION_METHOD = 89
TOO_LARGE_BODY = 241

_CODE = re.compile(r"Code: (\d+)\.")
_DEFAULT_CODE = 1001  # STD_EXCEPTION

_UNPARSABLE = frozenset(  # what cannot be parsed, or does not fit its type
    {6, 8, 16, 17, 25, 26, 27, 33, 34, 35, 36, 38, 41, 42, 43, 44, 53, 62, 69, 70, 72, 117, 130, 179, 184, 190, 215}
    | {386, 441, 456, 457, 467}
)
_STATUS: dict[int, HTTPStatus] = dict.fromkeys(
    _UNPARSABLE,
    HTTPStatus.BAD_REQUEST,
)
_STATUS |= dict.fromkeys((46, 47, 50, 56, 60, 63, 73, 79, 81, 82, 115, 336, 337, 511), HTTPStatus.NOT_FOUND)
_STATUS |= dict.fromkeys((192, 193, AUTHENTICATION_FAILED), HTTPStatus.FORBIDDEN)
_STATUS |= {
    194: HTTPStatus.UNAUTHORIZED,
    48: HTTPStatus.NOT_IMPLEMENTED,
    159: HTTPStatus.REQUEST_TIMEOUT,
    TOO_MANY_SIMULTANEOUS_QUERIES: HTTPStatus.SERVICE_UNAVAILABLE,
    209: HTTPStatus.SERVICE_UNAVAILABLE,
    210: HTTPStatus.SERVICE_UNAVAILABLE,
    252: HTTPStatus.SERVICE_UNAVAILABLE,
}


class EngineError(Exception):
    """A statement failed; `code` is ClickHouse's error code, the text what ClickHouse said."""

    def __init__(self, message: str) -> None:
        start = message.find("Code: ")
        text = message[start:].strip() if start >= 0 else f"Code: {_DEFAULT_CODE}. DB::Exception: {message.strip()}"
        super().__init__(text)
        found = _CODE.match(text)
        self.code = int(found.group(1)) if found else _DEFAULT_CODE

    @classmethod
    def of(cls, code: int, text: str, name: str) -> EngineError:
        """Return an error of ours in ClickHouse's form."""
        return cls(f"Code: {code}. DB::Exception: {text}. ({name})")

    @property
    def status(self) -> HTTPStatus:
        """The HTTP status that ClickHouse gives for this code."""
        return _STATUS.get(self.code, HTTPStatus.INTERNAL_SERVER_ERROR)
