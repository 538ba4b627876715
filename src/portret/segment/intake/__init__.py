"""Who comes into segments from outside: reads files and queries, writes lists and what became of the queries."""
