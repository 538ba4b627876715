"""Segments that are lists: reads CSV files, other segments and queries, writes lists for the worker to put in force."""
