"""Enrichment: what the address, the user agent and the context tell about an event.

Reads the context and the head of the request, and the MMDB files of places; writes nothing.
"""

from portret.collect.enrich.derive import Enricher, Surroundings, open_enricher
from portret.collect.enrich.geo import Geo, open_geo

__all__ = ["Enricher", "Geo", "Surroundings", "open_enricher", "open_geo"]
