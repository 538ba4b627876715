"""Who entered and left a segment lately, and why: read from what was told of it."""
