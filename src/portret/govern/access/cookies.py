"""The cookies of sign-in: out of scripts' reach, sent by our own pages only, and over TLS where there is some."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from starlette.responses import Response

from portret.kernel import Settings

_A_YEAR = timedelta(days=365)


class Cookies:
    """Names and writes the cookies of one installation.

    Over TLS names begin with `__Host-` (RFC 6265bis, 4.1.3.2): no other host of the domain can set them, and the path
    must be `/`. Where Portret lives below a path, the names say which, so that two on one host do not mix.
    """

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.public_url)
        self._secure = parts.scheme == "https"
        below = parts.path.strip("/").replace("/", "-")
        self._prefix = "__Host-" if self._secure else ""
        self._suffix = f"-{below}" if below.replace("-", "").isalnum() and below.isascii() else ""
        self._lifetime = settings.session_lifetime

    @property
    def session(self) -> str:
        """The name of the cookie that holds a session's secret."""
        return self._named("session")

    @property
    def device(self) -> str:
        """The name of the cookie that marks a browser in which somebody signed in before."""
        return self._named("device")

    @property
    def flow(self) -> str:
        """The name of the cookie that a sign-in elsewhere comes back with."""
        return self._named("flow")

    def write_session(self, response: Response, secret: str, device: str) -> None:
        """Send a session's secret and the mark of the browser along with an answer."""
        self.write(response, self.session, secret, self._lifetime)
        self.write(response, self.device, device, _A_YEAR)

    def write(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        """Send a cookie along with an answer."""
        response.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response, name: str) -> None:
        """Take a cookie away with an answer."""
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="lax")

    def _named(self, what: str) -> str:
        return f"{self._prefix}portret_{what}{self._suffix}"
