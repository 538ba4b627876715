"""What happens to an answer on its way out: who may not see personal data gets it masked, and changes are recorded."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portret.kernel import MEMBER, RECORDED, Permission
from portret.web.masking import is_about_people, masked
from portret.web.model import Context
from portret.web.trail import SAFE_METHODS, write_change

_CALLER = "caller"
_FIRST_REFUSAL = 400
_JSON = ("application/json", "application/problem+json")


def remember(scope: Scope, caller: Context) -> None:
    """Note who asks, for when the answer goes out."""
    scope["state"][_CALLER] = caller


def answered(app: ASGIApp) -> ASGIApp:
    """Return the application whose answers are masked and whose changes are recorded before they are acknowledged."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        scope["state"] = {}
        await app(scope, receive, _Answer(scope, send).send)

    return answer


class _Answer:
    """One answer: held back until it is whole, where something has to be done to it."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        caller = self._caller
        if caller and message["type"] == "http.response.start" and self._is_recorded(message):
            await run_in_threadpool(write_change, caller, self._scope, b"")
        if message["type"] == "http.response.start" and self._is_held(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
        else:
            await self._send(message)

    def _is_recorded(self, start: Message) -> bool:
        """Whether it is a reading that is put on record, before any of it goes out."""
        if start["status"] >= _FIRST_REFUSAL or self._scope["method"] not in SAFE_METHODS:
            return False
        return RECORDED in (self._scope["route"].openapi_extra or {})

    def _is_held(self, start: Message) -> bool:
        if self._caller is None or start["status"] >= _FIRST_REFUSAL:
            return False
        return self._scope["method"] not in SAFE_METHODS or (self._is_masked and not self._masks_itself)

    async def _finish(self, start: Message) -> None:
        caller = self._caller
        if caller and self._scope["method"] not in SAFE_METHODS:
            await run_in_threadpool(write_change, caller, self._scope, self._body if _is_json(start) else b"")
        if self._is_masked and not self._masks_itself and self._body:
            shape = getattr(self._scope["route"], "response_model", None) or Any
            found = json.loads(self._body) if _is_json(start) else None
            self._body = json.dumps(masked(found, shape), ensure_ascii=False).encode()
            MutableHeaders(scope=start)["Content-Length"] = str(len(self._body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})

    @property
    def _caller(self) -> Context | None:
        caller: Context | None = self._scope["state"].get(_CALLER)
        return caller

    @property
    def _is_masked(self) -> bool:
        caller = self._caller
        if caller is None or caller.actor.sees_personal_data:
            return False
        return is_about_people(self._scope["route"].openapi_extra[MEMBER])

    @property
    def _masks_itself(self) -> bool:
        """Whether the route's stage keeps personal data out, as an export does that gives no such column."""
        return Permission.SEGMENTS_EXPORT in self._scope["route"].openapi_extra[MEMBER]


def _is_json(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").partition(";")[0] in _JSON
