"""The tables of the warehouse, as data: what each holds, its order, and how it is made.

Types were chosen by measurement (`benchmarks/warehouse_columns.py`): whatever is asked for often is a typed column;
`properties` and `traits` are JSON with a few paths of their own, `context`, mostly repeated in typed columns, is text.
JSON columns forget nulls and empty objects, so both stand there as text, too: an event can be read back as it was.
"""

# ruff: noqa: S608 — only names of our own tables stand in statements

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

DATABASE = "portret"
WORKSPACE_SETTING = "query_cache_tag"
"""The setting that carries a reader's workspace into the row policies; empty sees every workspace (the writer)."""

SQUASH_SUFFIX = "_squash"
SENT_SUFFIX = "_sent"
"""Ends the name of the column that takes a JSON column's text while rows are added, and is kept nowhere.

A warehouse that reads JSON while it inserts takes text that looks like a date for one, whatever the settings say; while
it computes a column's default, it keeps to `AS_SENT`.
"""

MONEY_DIGITS = 18
MONEY_SCALE = 4

_WORD = "LowCardinality(String)"
_TEXT = "String"
_INSTANT = "DateTime64(3, 'UTC')"
_MONEY = f"Nullable(Decimal({MONEY_DIGITS}, {MONEY_SCALE}))"
_JSON = "JSON(max_dynamic_paths=16)"
_SENT = "String EPHEMERAL ''"

AS_SENT = {
    "input_format_try_infer_dates": "0",
    "input_format_try_infer_datetimes": "0",
    "input_format_json_try_infer_numbers_from_strings": "0",
    "input_format_json_read_bools_as_numbers": "0",
    "input_format_json_read_bools_as_strings": "0",
    "input_format_json_read_numbers_as_strings": "0",
    "input_format_json_read_objects_as_strings": "0",
    "input_format_json_read_arrays_as_strings": "0",
}
"""JSON columns keep what was sent: text stays text, however much it looks like a date or a number."""

_PART_SETTINGS = {
    "min_bytes_for_wide_part": "134217728",
    "nullable_serialization_version": "'allow_sparse'",
    "non_replicated_deduplication_window": "10000",
}


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and the clauses after them.

    Attributes:
        parsed_when_read: JSON that is seldom asked for: it is made of its text where it is, and stored nowhere.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    engine: str
    order_by: str
    partition_by: str = ""
    ttl_column: str = ""
    parsed_when_read: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in the table's order."""
        return tuple(name for name, _ in self.columns)

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the JSON columns: what is sent for one is text, under its name with `SENT_SUFFIX`."""
        return tuple(name for name, kind in self.columns if kind.startswith("JSON"))

    def text_of(self, document: str) -> str:
        """Return the column that holds a JSON column's text as it came; "" if none does."""
        text = f"{document}_text"
        return text if text in self.column_names else ""

    def ddl(self, name: str = "") -> str:
        """Return the statement that makes the table, under another name if one is given, unless it is there."""
        sent = [f"`{document}{SENT_SUFFIX}` {_SENT}" for document in self.documents]
        read = [f"`{document}` {_parsed(document)}" for document in self.parsed_when_read]
        columns = ",\n  ".join([*(f"`{column}` {self._kind(column)}" for column in self.column_names), *sent, *read])
        partition = f"\nPARTITION BY {self.partition_by}" if self.partition_by else ""
        settings = ", ".join(f"{key} = {value}" for key, value in _PART_SETTINGS.items())
        return (
            f"CREATE TABLE IF NOT EXISTS {DATABASE}.{name or self.name} (\n  {columns}\n)\n"
            f"ENGINE = {self.engine}{partition}\nORDER BY ({self.order_by})\nSETTINGS {settings}"
        )

    def added(self, *columns: str) -> str:
        """Return the statement that adds columns of the table, in order, to an older shape of it."""
        added = ", ".join(f"ADD COLUMN IF NOT EXISTS `{column}` {self._kind(column)}" for column in columns)
        return f"ALTER TABLE {DATABASE}.{self.name} {added}"

    def parsed(self) -> tuple[str, ...]:
        """Return the statements that give an older shape of the table JSON columns that are made of text."""
        alter = f"ALTER TABLE {DATABASE}.{self.name}"
        sent = ", ".join(f"ADD COLUMN IF NOT EXISTS `{name}{SENT_SUFFIX}` {_SENT}" for name in self.documents)
        return (f"{alter} {sent}", *(f"{alter} MODIFY COLUMN `{name}` {self._kind(name)}" for name in self.documents))

    def unstored(self) -> tuple[str, ...]:
        """Return the statements that give an older shape of the table JSON that is made of its text when it is read."""
        alter = f"ALTER TABLE {DATABASE}.{self.name}"
        return tuple(
            f"{alter} {change}"
            for document in self.parsed_when_read
            for change in (
                f"MODIFY COLUMN `{document}` {_parsed(document)}",
                f"DROP COLUMN IF EXISTS `{document}{SENT_SUFFIX}`",
            )
        )

    def _kind(self, column: str) -> str:
        kind = dict(self.columns)[column]
        if column not in self.documents:
            return kind
        sent, text = f"`{column}{SENT_SUFFIX}`", self.text_of(column)
        source = f"if({sent} = '', `{text}`, {sent})" if text else sent
        return f"{kind} DEFAULT CAST(if(({source}) = '', '{{}}', {source}), '{kind}')"

    def ttl(self, retention: timedelta) -> str:
        """Return the statement that makes rows older than `retention` vanish; "" for a table without an age."""
        if not self.ttl_column:
            return ""
        days = max(1, retention.days)
        return (
            f"ALTER TABLE {DATABASE}.{self.name} MODIFY TTL {self.ttl_column} + INTERVAL {days} DAY"
            " SETTINGS materialize_ttl_after_modify = 0"
        )


def _parsed(document: str) -> str:
    return f"{_JSON} ALIAS CAST(if(`{document}_text` = '', '{{}}', `{document}_text`), '{_JSON}')"


EVENTS = Table(
    name="events",
    columns=(
        ("workspace_id", _WORD),
        ("profile_id", _TEXT),
        ("timestamp", _INSTANT),
        ("message_id", _TEXT),
        ("received_at", _INSTANT),
        ("position", "Int64"),
        ("type", _WORD),
        ("name", _WORD),
        ("source_id", _WORD),
        ("brand", _WORD),
        ("user_id", _TEXT),
        ("anonymous_id", _TEXT),
        ("previous_id", _TEXT),
        ("group_id", _TEXT),
        ("verified", "Bool"),
        ("flags", _WORD),
        ("ip", _TEXT),
        ("country", _WORD),
        ("region", _WORD),
        ("city", _WORD),
        ("device_type", _WORD),
        ("os", _WORD),
        ("browser", _WORD),
        ("is_bot", "Bool"),
        ("channel", _WORD),
        ("utm_source", _WORD),
        ("utm_medium", _WORD),
        ("utm_campaign", _WORD),
        ("utm_term", _WORD),
        ("utm_content", _WORD),
        ("click_id", _TEXT),
        ("referrer_host", _WORD),
        ("page_url", _TEXT),
        ("page_path", _TEXT),
        ("page_title", _TEXT),
        ("timezone", _WORD),
        ("locale", _WORD),
        ("order_id", _TEXT),
        ("cart_id", _TEXT),
        ("currency", _WORD),
        ("revenue", _MONEY),
        ("total", _MONEY),
        ("subtotal", _MONEY),
        ("value", _MONEY),
        ("shipping", _MONEY),
        ("tax", _MONEY),
        ("discount", _MONEY),
        ("coupon", _WORD),
        ("query", _TEXT),
        ("product_id", _TEXT),
        ("product_category", _WORD),
        ("product_brand", _WORD),
        ("price", _MONEY),
        ("quantity", _MONEY),
        ("properties", _JSON),
        ("traits", _JSON),
        ("context", _TEXT),
        ("origin_id", _TEXT),
        ("subject_id", _TEXT),
        ("proven", "Array(String)"),
        ("properties_text", _TEXT),
        ("traits_text", _TEXT),
    ),
    engine="MergeTree",
    partition_by="toYYYYMM(timestamp)",
    order_by="workspace_id, profile_id, timestamp, message_id",
    ttl_column="timestamp",
)

ORDER_LINES = Table(
    name="order_lines",
    columns=(
        ("workspace_id", _WORD),
        ("profile_id", _TEXT),
        ("timestamp", _INSTANT),
        ("message_id", _TEXT),
        ("line", "UInt16"),
        ("event", _WORD),
        ("brand", _WORD),
        ("order_id", _TEXT),
        ("currency", _WORD),
        ("product_id", _TEXT),
        ("sku", _TEXT),
        ("product_name", _TEXT),
        ("category", _WORD),
        ("product_brand", _WORD),
        ("variant", _WORD),
        ("color", _WORD),
        ("price", _MONEY),
        ("quantity", _MONEY),
        ("position", "Int64"),
        ("is_bot", "Bool"),
    ),
    engine="MergeTree",
    partition_by="toYYYYMM(timestamp)",
    order_by="workspace_id, profile_id, timestamp, message_id, line",
    ttl_column="timestamp",
)

PROFILES = Table(
    name="profiles",
    columns=(
        ("workspace_id", _WORD),
        ("profile_id", _TEXT),
        ("version", "UInt64"),
        ("updated_at", _INSTANT),
        ("deleted", "UInt8"),
        ("identifiers", "Map(LowCardinality(String), Array(String))"),
        ("traits", _JSON),
        ("computed_text", _TEXT),
        ("comparable", _JSON),
    ),
    engine="ReplacingMergeTree(version, deleted)",
    order_by="workspace_id, profile_id",
    parsed_when_read=("computed",),
)

PROFILE_ALIASES = Table(
    name="profile_aliases",
    columns=(
        ("workspace_id", _WORD),
        ("alias_id", _TEXT),
        ("profile_id", _TEXT),
        ("version", "UInt64"),
    ),
    engine="ReplacingMergeTree(version)",
    order_by="workspace_id, alias_id",
)

TABLES = {table.name: table for table in (EVENTS, ORDER_LINES, PROFILES, PROFILE_ALIASES)}
RESOLVED = ("events", "order_lines")
VIEWS = tuple(f"resolved_{name}" for name in RESOLVED)
READABLE = (*TABLES, *VIEWS)


_RESOLVED = {"origin_id": "if(a.profile_id != '' AND e.origin_id = '', e.profile_id, e.origin_id)"}


def resolved_view(table: Table) -> str:
    """Return the statement that makes the view of `table` in which merged profiles carry the survivor's id.

    An alias names the final survivor, so one look-up resolves it: whoever writes aliases keeps chains flat.
    """
    columns = ", ".join(f"{_RESOLVED.get(name, f'e.`{name}`')} AS `{name}`" for name in table.column_names[2:])
    return (
        f"CREATE OR REPLACE VIEW {DATABASE}.resolved_{table.name} SQL SECURITY INVOKER AS\n"
        f"SELECT e.workspace_id AS workspace_id, if(a.profile_id = '', e.profile_id, a.profile_id) AS profile_id,"
        f" {columns}\n"
        f"FROM {DATABASE}.{table.name} AS e\n"
        f"LEFT JOIN (SELECT workspace_id, alias_id, profile_id FROM {DATABASE}.profile_aliases FINAL) AS a\n"
        "ON e.workspace_id = a.workspace_id AND e.profile_id = a.alias_id"
    )
