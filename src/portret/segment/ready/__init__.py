"""Ready-made traits and segments: reads documents of its own and the warehouse, writes definitions."""
