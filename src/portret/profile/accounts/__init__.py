"""Accounts: reads the events that name them, writes their states and who belongs to them."""
