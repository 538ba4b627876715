"""Lists of profiles on their way into segments: reads what people import, freeze or query, writes lists."""
