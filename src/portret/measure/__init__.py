"""What the data tells: reads events and profiles (warehouse), sources and quarantine (state), writes nothing."""

from portret.measure.pulse import growth, minutes

__all__ = ["growth", "minutes"]
