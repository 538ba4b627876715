"""The command line: reads every stage's front and a running server's API; starts the processes."""

from portret.cli.app import main

__all__ = ["main"]
