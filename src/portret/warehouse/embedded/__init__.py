"""chDB behind ClickHouse's HTTP interface: reads statements and rows, writes the embedded warehouse's folder."""

from portret.warehouse.embedded.serve import serve

__all__ = ["serve"]
