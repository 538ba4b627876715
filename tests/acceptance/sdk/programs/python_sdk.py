"""Makes the calls given in JSON as second argument with the Python SDK named by the first: segment or rudderstack."""

from __future__ import annotations

import importlib
import json
import re
import sys

_CAPITAL = re.compile(r"[A-Z]")


def main() -> None:
    """Send everything; exit with 1 if the SDK gave up on anything."""
    maker, errand = sys.argv[1], json.loads(sys.argv[2])
    failures: list[str] = []
    client = importlib.import_module(f"{maker}.analytics.client").Client(
        errand["writeKey"],
        host=errand["url"],
        upload_size=errand["eventsPerRequest"],
        upload_interval=0.2,
        on_error=lambda error, _: failures.append(repr(error)),
    )
    for call in errand["calls"]:
        arguments = {_snake_case(name): value for name, value in call.items()}
        getattr(client, arguments.pop("type"))(**arguments)
    client.flush()
    client.join()
    if failures:
        sys.exit("\n".join(failures))


def _snake_case(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)


if __name__ == "__main__":
    main()
