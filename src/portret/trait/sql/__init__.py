"""Computed traits for everybody at once: reads the warehouse, writes nothing; each file as its namesake does of one."""
