"""Notes and tasks that colleagues write about a person: reads and writes them; no event makes any."""
