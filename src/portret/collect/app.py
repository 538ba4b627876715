"""The collection endpoints as a bare ASGI app: the Segment and RudderStack wire protocol, D1 to D4 and D7."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import REGISTRY, CollectorRegistry

from portret.collect import responses
from portret.collect.accept import Acceptance, Request
from portret.collect.auth import KnownKeys, key_of_header
from portret.collect.body import Disconnected, read_body
from portret.collect.browser_sdk import DESTINATIONS_PREFIX, PARTS_PREFIX, SNIPPET_PREFIX, BrowserSdk
from portret.collect.client import TrustedProxies
from portret.collect.cookies import set_cookie_headers
from portret.collect.limits import Limits, TokenBuckets
from portret.collect.metrics import Meters
from portret.collect.model import Admission, Check
from portret.collect.pixel import parameters
from portret.collect.responses import Headers, Receive, Response, Scope, Send
from portret.collect.settings_documents import rudder_source_config, segment_settings
from portret.kernel import BadRequest, Clock, NotFound, PortretError
from portret.log import GroupCommit, Log

_LETTERS = {"t": "track", "p": "page", "i": "identify", "g": "group", "a": "alias", "s": "screen", "b": ""}
_TYPES = ("track", "identify", "page", "screen", "group", "alias", "merge", "audiencelist")
_EVENT_PATHS = {
    **{f"/v1/{letter}": event_type for letter, event_type in _LETTERS.items()},
    **{f"/v1/{event_type}": event_type for event_type in _TYPES},
    "/v1/batch": "",
    "/v1/import": "",
    "/beacon/v1/batch": "",
}
_PIXEL_PATHS = {
    f"{prefix}/{event_type}": event_type
    for prefix in ("/pixel/v1", "/v1/pixel")
    for event_type in ("track", "page", "identify", "screen", "group", "alias")
}
_IGNORED_PATHS = ("/v1/m", "/rsaMetrics", "/transform")
_SETTINGS_PREFIXES = ("/v1/projects/", "/projects/")
_SDK_PREFIXES = (SNIPPET_PREFIX, PARTS_PREFIX, DESTINATIONS_PREFIX)
_DOCUMENT_AGE = ((b"cache-control", b"public, max-age=300"),)

_Serve = Callable[[Request], Awaitable[Response]]
_Route = tuple[str, _Serve]


class CollectApp:
    """The ASGI app of collection; made by `collect_app`.

    Whoever mounts it calls `start` on the loop before the first request and `stop` after the last; standing alone
    it follows the server's lifespan.
    """

    def __init__(self, acceptance: Acceptance, public_url: str, browser_sdk: BrowserSdk) -> None:
        self._acceptance = acceptance
        self._browser_sdk = browser_sdk
        self._public_url = urlsplit(public_url)
        self._cors = responses.Cors()
        self._routes = self._table()

    def start(self) -> None:
        """Begin to accept; called on the running loop."""
        self._acceptance.commits.start()

    async def stop(self) -> None:
        """Commit what was taken in and accept no more."""
        await self._acceptance.commits.stop()

    def serves(self, path: str) -> bool:
        """Tell whether a path is one of collection's."""
        return self._route(path) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        cors: Headers = self._cors.headers(origin) if origin else []
        try:
            answer = await self._answer(Request(scope, headers, receive))
        except Disconnected:
            return
        except PortretError as error:
            answer = responses.refusal(error.status, error.type, str(error), error.retry_after_s)
        self._acceptance.meters.requests[answer.status] += 1
        await responses.respond(send, answer, cors)

    async def _answer(self, request: Request) -> Response:
        route = self._route(request.scope["path"])
        if route is None:
            return responses.NOT_FOUND
        if request.scope["method"] == "OPTIONS":
            return self._cors.preflight(request.headers)
        request.event_type, serve = route
        return await serve(request)

    def _route(self, path: str) -> _Route | None:
        found = self._routes.get(path)
        if found is None and path.startswith(_SETTINGS_PREFIXES) and path.endswith("/settings"):
            return "", self._segment_settings
        if found is None and path.startswith(_SDK_PREFIXES):
            return "", self._sdk_file
        return found

    def _table(self) -> dict[str, _Route]:
        accept = self._acceptance
        routes: dict[str, _Route] = {path: (event_type, accept.events) for path, event_type in _EVENT_PATHS.items()}
        routes |= {path: (event_type, self._pixel) for path, event_type in _PIXEL_PATHS.items()}
        routes |= {path: ("", _constant(responses.SUCCESS)) for path in _IGNORED_PATHS}
        routes["/v1/webhook"] = ("track", accept.webhook)
        routes["/sourceConfig"] = ("", self._source_config)
        routes["/rsaRequest"] = ("", self._set_cookies)
        routes["/health"] = ("", _constant(responses.HEALTHY))
        routes["/robots.txt"] = ("", _constant(responses.ROBOTS))
        return routes | {f"{path}/": route for path, route in routes.items()}

    async def _pixel(self, request: Request) -> Response:
        """Answer with the GIF whatever happened: a page shows it, nobody reads it."""
        try:
            return await self._acceptance.pixel(request)
        except PortretError as error:
            self._acceptance.meters.requests[error.status] += 1
            return responses.GIF

    async def _segment_settings(self, request: Request) -> Response:
        write_key = request.scope["path"].split("/")[-2]
        admission = await self._acceptance.keys.of_key(write_key)
        if admission is None:
            message = "invalid write key"
            raise NotFound(message)
        if not admission.source.enabled:
            message = "source is disabled"
            raise NotFound(message)
        protocol, host = self._address(request)
        return responses.document(segment_settings(write_key, f"{host}/v1", protocol), extra=_DOCUMENT_AGE)

    async def _sdk_file(self, request: Request) -> Response:
        if request.scope["method"] not in ("GET", "HEAD"):
            return responses.READ_ONLY
        return await self._browser_sdk.answer(request.scope["path"], request.headers)

    async def _source_config(self, request: Request) -> Response:
        """Answer RudderStack's SDKs; they take 400 for an invalid write key, and read `enabled` themselves."""
        write_key = key_of_header(request.headers.get(b"authorization", b""))
        write_key = write_key or parameters(request.scope["query_string"]).get("writeKey", "")
        admission: Admission | None = await self._acceptance.keys.of_key(write_key)
        if admission is None:
            message = "invalid write key"
            raise BadRequest(message)
        return responses.document(rudder_source_config(write_key, admission.source), extra=_DOCUMENT_AGE)

    async def _set_cookies(self, request: Request) -> Response:
        body = await read_body(request.receive, request.headers, self._acceptance.limits)
        return responses.document({"success": True}, extra=set_cookie_headers(body))

    def _address(self, request: Request) -> tuple[str, str]:
        """Return the protocol and host under which clients reach this server."""
        if self._public_url.netloc:
            return self._public_url.scheme, self._public_url.netloc
        headers, client = request.headers, request.scope["client"]
        host, protocol = headers.get(b"host", b"").decode("latin-1"), request.scope["scheme"]
        if client and client[0] in self._acceptance.proxies:
            host = headers.get(b"x-forwarded-host", host.encode("latin-1")).decode("latin-1")
            protocol = headers.get(b"x-forwarded-proto", protocol.encode()).decode("latin-1")
        return "https" if protocol.partition(",")[0].strip().lower() == "https" else "http", host

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            return
        await receive()
        self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})


def collect_app(  # noqa: PLR0913 - the parts that the app is put together from, each with a name
    log: Log,
    keys: KnownKeys,
    clock: Clock,
    *,
    check: Check,
    pressure: Callable[[], str],
    limits: Limits | None = None,
    trusted_proxies: Sequence[str] = (),
    public_url: str = "",
    analytics_js_path: Path | None = None,
    registry: CollectorRegistry = REGISTRY,
) -> CollectApp:
    """Return the collection app.

    Args:
        log: where accepted events go; written to by one thread of the app.
        keys: the write keys in force.
        clock: stamps requests.
        check: finds the faults of an entry's events, for `?strict=1`.
        pressure: says why nothing can be taken now, "" if it can; called per request.
        limits: sizes and counts; the wire protocol's by default.
        trusted_proxies: addresses or networks whose X-Forwarded-… headers are believed.
        public_url: how clients reach this server; empty means as the request says.
        analytics_js_path: the folder (or the standalone file) of Segment's browser SDK, to be served to pages.
        registry: where the metrics are registered.
    """
    meters = Meters(registry)
    acceptance = Acceptance(
        commits=GroupCommit(log, meters.observe_commit),
        keys=keys,
        clock=clock,
        check=check,
        limits=limits or Limits(),
        pressure=pressure,
        proxies=TrustedProxies(trusted_proxies),
        meters=meters,
        buckets=TokenBuckets(),
        heads={},
    )
    return CollectApp(acceptance, public_url, BrowserSdk(analytics_js_path, keys))


def _constant(answer: Response) -> _Serve:
    async def serve(_request: Request) -> Response:
        return answer

    return serve
