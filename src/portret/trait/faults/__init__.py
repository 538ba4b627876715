"""What is wrong with a definition although it has the right shape: names, types, times that make no sense."""
