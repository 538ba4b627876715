"""Settings from the environment, a file and flags, weak to strong; each value knows where it came from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_type_hints

from portret.kernel import Invalid, Settings, find_zone

PREFIX = "PORTRET_"
DEFAULT_FILE = "portret.toml"
LOG_LEVELS = ("debug", "info", "warning", "error")
CLIENT_VARIABLES = frozenset({"PORTRET_CONFIG", "PORTRET_TOKEN", "PORTRET_URL", "PORTRET_WRITE_KEY"})
PRIVATE_VARIABLES = "PORTRET_INTERNAL_"
DEFAULT_ORIGIN = "default"

_TYPES: dict[str, Any] = get_type_hints(Settings)
_DEFAULTS = {item.name: getattr(Settings(), item.name) for item in fields(Settings)}
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_SECRET = ("state_url", "warehouse_url", "secret_key", "oidc_client_secret")


@dataclass(frozen=True)
class Value:
    """One setting in force: its value and the place that said so, such as "PORTRET_PORT" or "portret.toml: port"."""

    value: Any
    origin: str


@dataclass(frozen=True)
class Configuration:
    """The settings in force, and for each the place it came from."""

    settings: Settings
    values: Mapping[str, Value]
    file: Path | None

    def shown(self) -> dict[str, tuple[str, str]]:
        """Return name → (value as text, origin); passwords inside URLs are masked."""
        return {name: (_shown(name, value.value), value.origin) for name, value in self.values.items()}


def configure(environ: Mapping[str, str], flags: Mapping[str, Any], config: Path | None = None) -> Configuration:
    """Build the settings. `flags` holds those given on the command line; None means not given.

    Raises:
        Invalid: a value cannot be used; the message names its place.
    """
    path = config or _file_of(environ)
    values = {name: Value(default, DEFAULT_ORIGIN) for name, default in _DEFAULTS.items()}
    values |= _from_environment(environ)
    values |= _from_file(path)
    given = {name: value for name, value in flags.items() if value is not None}
    values |= {name: _value(name, raw, "--" + name.replace("_", "-")) for name, raw in given.items()}
    settings = Settings(**{name: value.value for name, value in values.items()})
    return Configuration(settings=settings, values=values, file=path)


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return the names of `PORTRET_…` variables that nothing reads: most likely typing errors."""
    known = {PREFIX + name.upper() for name in _DEFAULTS} | CLIENT_VARIABLES
    known |= {name + "_FILE" for name in known}
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and name not in known and not name.startswith(PRIVATE_VARIABLES)
    )


def _file_of(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("PORTRET_CONFIG"):
        return Path(named)
    return Path(DEFAULT_FILE) if Path(DEFAULT_FILE).is_file() else None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Value]:
    found = {}
    for name in _DEFAULTS:
        variable = PREFIX + name.upper()
        if variable in environ:
            found[name] = _value(name, environ[variable], variable)
        elif secret := environ.get(variable + "_FILE"):
            found[name] = _value(name, _read(Path(secret), variable + "_FILE").strip(), variable + "_FILE")
    return found


def _from_file(path: Path | None) -> dict[str, Value]:
    if path is None:
        return {}
    try:
        document = tomllib.loads(_read(path, str(path)))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{path}: this is not TOML: {error}. Write lines such as: port = 8080", path=str(path)) from error
    for name in document:
        if name not in _DEFAULTS:
            raise Invalid(f"{path}: there is no setting {name!r}{_meant(name)}.", path=f"{path}: {name}")
    return {name: _value(name, raw, f"{path}: {name}") for name, raw in document.items()}


def _read(path: Path, place: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{place}: {path} cannot be read ({error.__class__.__name__}). Check the name and the permissions."
        raise Invalid(message, path=place) from error


def _meant(name: str) -> str:
    close = get_close_matches(name, _DEFAULTS, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _value(name: str, raw: Any, origin: str) -> Value:
    try:
        value = _PARSERS[_TYPES[name]](raw)
        _CHECKS.get(name, _accept)(value)
    except (TypeError, ValueError) as error:
        shown = "the given value" if name in _SECRET else repr(raw)
        raise Invalid(f"{origin}: {shown} cannot be used: {error}.", path=origin) from error
    return Value(value, origin)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError("write it as text in quotes")
    return raw


def _number(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str) or not re.fullmatch(r"\d[\d_]*", str(raw)):
        raise ValueError("expected a whole number, zero or more")
    return int(raw)


def _flag(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw).lower()
    if text not in _TRUE + _FALSE:
        raise ValueError("expected true or false")
    return text in _TRUE


def _duration(raw: Any) -> timedelta:
    if isinstance(raw, timedelta):
        return raw
    match = _DURATION.fullmatch(str(raw).strip())
    if not match or not any(match.groups()):
        raise ValueError('expected an ISO 8601 duration such as "P30D" or "PT12H"')
    try:
        return timedelta(**{unit: int(part) for unit, part in zip(_UNITS, match.groups(), strict=True) if part})
    except OverflowError as error:
        raise ValueError("this duration is too long") from error


def _path(raw: Any) -> Path:
    if not str(raw):
        raise ValueError("expected a path, not an empty text")
    return Path(raw).expanduser()


def _names(raw: Any) -> tuple[str, ...]:
    parts = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("expected names with commas between them")
    return tuple(part.strip() for part in parts if part.strip())


_PARSERS: Mapping[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _number,
    bool: _flag,
    timedelta: _duration,
    Path: _path,
    Path | None: lambda raw: _path(raw) if raw else None,
    tuple[str, ...]: _names,
}


def _accept(_value: Any) -> None:
    return


def _check_port(port: int) -> None:
    if not 1 <= port <= 65_535:  # noqa: PLR2004 — the range of TCP ports
        raise ValueError("a port is a number from 1 to 65535")


def _check_positive(number: int) -> None:
    if number < 1:
        raise ValueError("expected 1 or more")


def _check_lasting(duration: timedelta) -> None:
    if duration <= timedelta():
        raise ValueError("expected a duration longer than zero")


def _check_level(level: str) -> None:
    if level not in LOG_LEVELS:
        raise ValueError("expected one of " + ", ".join(LOG_LEVELS))


def _check_zone(name: str) -> None:
    if find_zone(name) is None:
        raise ValueError('expected an IANA time zone such as "Europe/Warsaw"')


def _check_region(region: str) -> None:
    if not re.fullmatch("[A-Z]{2}", region):
        raise ValueError('expected an ISO 3166 country in capitals such as "PL"')


def _check_url(url: str) -> None:
    if url and not re.match(r"[a-z][a-z0-9+.-]*://", url):
        raise ValueError("expected a URL such as postgresql+psycopg://user:password@host/name")


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "port": _check_port,
    "warehouse_port": _check_port,
    "log_level": _check_level,
    "time_zone": _check_zone,
    "phone_region": _check_region,
    "state_url": _check_url,
    "warehouse_url": _check_url,
    "log_retention": _check_lasting,
    "dedup_window": _check_lasting,
    "event_retention": _check_lasting,
    "oidc_issuer": _check_url,
    "session_idle": _check_lasting,
    "session_lifetime": _check_lasting,
    "batch_max_events": _check_positive,
    "query_max_seconds": _check_positive,
    "query_max_memory_bytes": _check_positive,
    "query_max_rows": _check_positive,
}


def _shown(name: str, value: Any) -> str:
    if name in ("secret_key", "oidc_client_secret") and value:
        return "***"
    if name in _SECRET and value:
        return re.sub(r"(?<=:)[^:/@]+(?=@)|(?<=password=)[^&]+", "***", value)
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, timedelta):
        return _iso(value)
    return "" if value is None else str(value)


def _iso(duration: timedelta) -> str:
    return f"P{duration.days}D" + (f"T{duration.seconds}S" if duration.seconds else "")
