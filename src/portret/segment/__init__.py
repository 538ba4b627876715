"""Segments: reads profiles, computed traits and the warehouse; writes definitions, memberships and timers."""

from portret.segment.book import Book
from portret.segment.checks import Subject
from portret.segment.evaluate import Changes, Evaluator, Verdict, compile_segments
from portret.segment.model import Condition, Definition

__all__ = ["Book", "Changes", "Condition", "Definition", "Evaluator", "Subject", "Verdict", "compile_segments"]
