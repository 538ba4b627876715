"""Segments: reads profiles, computed traits and the warehouse; writes definitions, memberships and timers."""
