"""What the API is, without a server.

The web process is imported when it is asked for: the supervisor and the other commands stay small and quick.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from portret.cli.show import print_line
from portret.kernel import Settings, SystemClock


def openapi() -> None:
    """Print the OpenAPI document of the management API, for generators of clients. No server is needed.

    Example: portret openapi > portret.json
    """
    print_line(json.dumps(openapi_document(), ensure_ascii=False, indent=1))


def openapi_document() -> dict[str, Any]:
    """Return the document that the web process serves, from stores that are thrown away."""
    from portret.log import SqliteLog  # noqa: PLC0415 — see the module's docstring
    from portret.state import State, upgrade  # noqa: PLC0415 — as above
    from portret.warehouse import Warehouse  # noqa: PLC0415 — as above
    from portret.web.app import Stores, api_document  # noqa: PLC0415 — as above

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        state, log = State(settings.effective_state_url), SqliteLog(settings.log_path)
        warehouse = Warehouse.of(settings)
        upgrade(state)
        try:
            return api_document(
                Stores(settings=settings, clock=SystemClock(), state=state, log=log, warehouse=warehouse)
            )
        finally:
            warehouse.close()
            log.close()
            state.close()
