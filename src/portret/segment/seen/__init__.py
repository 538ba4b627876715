"""What was seen in a workspace: names of events, what they carry, values, and how a trait is spread over people."""
