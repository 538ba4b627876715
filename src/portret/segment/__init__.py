"""Segments: reads profiles, computed traits and the warehouse; writes definitions, memberships and timers."""

from portret.segment.model import Condition, Definition

__all__ = ["Condition", "Definition"]
