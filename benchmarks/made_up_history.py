"""A year of a shop's events, made up in SQL inside the warehouse: as fast as it can take them."""

from __future__ import annotations

from portret.warehouse import DATABASE, Warehouse

WORKSPACE = "ws_history"
LAST_MS = 1_790_000_000_000
DAYS = 360
_AT_ONCE = 2_000_000

_NAMES = "['Page Viewed', 'Product Viewed', 'Product Viewed', 'Products Searched', 'Product Added', 'Order Completed']"
_NAME_SHARES = "[60, 82, 90, 94, 98, 100]"  # per cent, summed up
_EVENT = """
SELECT
  '{workspace}' AS workspace_id,
  concat('prf_', leftPad(toString(cityHash64(n, 1) % {profiles}), 9, '0')) AS profile_id,
  fromUnixTimestamp64Milli(toInt64({last_ms} - cityHash64(n, 2) % ({days} * 86400000)), 'UTC') AS timestamp,
  concat('m-', toString(n)) AS message_id,
  timestamp AS received_at,
  toInt64(n) - {before} AS position,
  if(name = 'Page Viewed', 'page', 'track') AS type,
  {names}[arrayFirstIndex(s -> s > cityHash64(n, 3) % 100, {shares})] AS name,
  ['shoes', 'hats'][1 + n % 2] AS brand,
  ['PL', 'DE', 'GB', ''][1 + cityHash64(n, 4) % 4] AS country,
  if(name = 'Order Completed', concat('o-', toString(n)), '') AS order_id,
  if(name = 'Order Completed', toDecimal64(cityHash64(n, 5) % 30000 / 100, 4), NULL) AS revenue,
  if(name LIKE 'Product%', ['boots', 'sandals', 'caps', 'berets'][1 + cityHash64(n, 6) % 4], '') AS product_category,
  if(name = 'Product Viewed',
     concat('{{"size":"', toString(36 + cityHash64(n, 7) % 12), '","price":', toString(cityHash64(n, 8) % 20000 / 100),
            ',"colour":"', ['red', 'Blue', 'GREEN'][1 + cityHash64(n, 9) % 3], '"}}'),
     '{{}}') AS properties_text
FROM (SELECT number AS n FROM numbers({first}, {number}))
"""
_COLUMNS = (
    "workspace_id, profile_id, timestamp, message_id, received_at, position, type, name, brand, country, order_id,"
    " revenue, product_category, properties_text"
)


def fill(warehouse: Warehouse, events: int, profiles: int, workspace: str = WORKSPACE, upto: int | None = None) -> None:
    """Store so many events of so many profiles in an empty warehouse; the last lies at `upto`, by default `events`."""
    warehouse.migrate()
    shape = {
        "before": events - 1 - (events if upto is None else upto),
        "workspace": workspace,
        "last_ms": LAST_MS,
        "days": DAYS,
        "names": _NAMES,
        "shares": _NAME_SHARES,
    }
    shape |= {"profiles": profiles}
    for first in range(0, events, _AT_ONCE):
        made_up = _EVENT.format(first=first, number=min(_AT_ONCE, events - first), **shape)
        warehouse.command(f"INSERT INTO {DATABASE}.events ({_COLUMNS}) {made_up} SETTINGS max_insert_threads = 2")
