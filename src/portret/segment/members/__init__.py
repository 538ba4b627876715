"""Who belongs to segments: reads memberships and profiles, writes nothing."""
