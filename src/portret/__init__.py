"""Portret: an open-source customer data platform with its own communication."""

__version__ = "0.1.0"
