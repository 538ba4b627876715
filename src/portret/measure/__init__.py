"""What the data tells: reads events and profiles (warehouse), sources and quarantine (state), writes nothing."""

from portret.measure.api import routes

__all__ = ["routes"]
