"""Measurements: each prints a table and a JSON line, with a reference from the same run."""
