"""Versioned documents such as traits and segments: reads and writes every version with its author and reason."""
