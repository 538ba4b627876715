"""Who may be one, although nothing proves it? Reads profiles from the warehouse, writes pairs for review."""
