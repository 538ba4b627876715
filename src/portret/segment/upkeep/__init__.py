"""How far traits and segments are: reads definitions, writes which folds and segments are in force and since when."""
