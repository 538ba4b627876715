"""Options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Settings file (TOML); also PORTRET_CONFIG. Default: portret.toml."),
]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Where embedded stores lie. Default: portret-data.")
]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on. Default: 127.0.0.1.")]
Port = Annotated[str | None, typer.Option("--port", help="Port to listen on. Default: 8080.")]
WarehousePort = Annotated[
    str | None, typer.Option("--warehouse-port", help="Port of the embedded warehouse on loopback. Default: 8126.")
]
LogLevel = Annotated[str | None, typer.Option("--log-level", help="debug, info, warning or error.")]
Url = Annotated[
    str | None,
    typer.Option("--url", envvar="PORTRET_URL", help="The running server. Default: host and port of the settings."),
]
TokenText = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="PORTRET_TOKEN",
        show_envvar=True,
        help="API token. Default: the file admin.token in the data directory.",
    ),
]
