"""What a read-only statement may say, judged on ClickHouse's own reading of it.

The database's own means come first: a role that may only select from the workspace's tables, row policies, `readonly`.
They leave gaps in the embedded engine (scalar `file()`, `INTO OUTFILE`, the system tables, session statements), and
this closes them: ClickHouse parses and rewrites the statement (`formatQuery`), draws its syntax tree (`EXPLAIN AST`),
and what is judged here is that canonical text and that tree, never the text as it came. The canonical text is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from portret.kernel import Invalid, told
from portret.warehouse.tables import DATABASE, READABLE, SQUASH_SUFFIX

Ask = Callable[[str, dict[str, str]], str]
"""Runs one statement with bound parameters and returns the answer as raw tab-separated text."""

BANNED_FUNCTIONS_SQL = """
SELECT DISTINCT lower(name) FROM system.table_functions
UNION DISTINCT
SELECT lower(name) FROM system.functions
WHERE categories IN ('AI', 'Introspection', 'Dictionary', 'Embedded Dictionary', 'Machine Learning')
   OR startsWith(name, '__')
   OR match(lower(alias_to), '^(dict|joinget|file$|hostname$)')
FORMAT TabSeparatedRaw"""

_HARMLESS_TABLE_FUNCTIONS = frozenset(
    {"numbers", "zeros", "generateseries", "generate_series", "values", "view", "format", "null", "primes"}
)
_BANNED_FUNCTIONS = frozenset(
    {
        "file",
        "sleep",
        "sleepeachrow",
        "hostname",
        "fqdn",
        "getserverport",
        "tcpport",
        "getmacro",
        "getserversetting",
        "getmergetreesetting",
        "getclienthttpheader",
        "currentrequesturl",
        "currenthandler",
        "connectionid",
        "serveruuid",
        "buildid",
        "getoskernelversion",
        "filesystemavailable",
        "filesystemcapacity",
        "filesystemunreserved",
        "hascolumnintable",
        "joinget",
        "joingetornull",
        "showcertificate",
        "transactionid",
        "transactionlatestsnapshot",
        "transactionoldestsnapshot",
        "zookeepersessionuptime",
        "generateserialid",
        "globalvariable",
        "uptime",
        "hasthreadfuzzer",
        "catboostevaluate",
        "evalmlmethod",
        "structuretocapnprotoschema",
        "structuretoprotobufschema",
        "getmaxtablenamelengthfordatabase",
        "runningconcurrency",
        "fuzzquery",
    }
)
_READABLE_SYSTEM_TABLES = frozenset(
    f"system.{name}"
    for name in ("one", "numbers", "settings", "functions", "data_type_families", "formats", "time_zones", "keywords")
)
_OUR_OWN = ("migrations",)
_ALLOWED_START = re.compile(
    r"(SELECT|WITH|FROM|DESCRIBE TABLE|SHOW (FULL )?TABLES|SHOW DATABASES|SHOW (EXTENDED )?(FULL )?COLUMNS"
    r"|SHOW CREATE (TABLE|VIEW)|EXPLAIN( (AST|SYNTAX|QUERY TREE))?)\s"
)
_PLAIN_EXPLAIN = re.compile(r"EXPLAIN( (AST|SYNTAX|QUERY TREE))?\s+(SELECT|WITH)\s")
_BANNED_CLAUSE = re.compile(r"^\s*(INTO OUTFILE|FROM INFILE)\b", re.MULTILINE)
_BANNED_NODES = ("ColumnsApplyTransformer", "InsertQuery", "Set", "UseQuery", "SystemQuery", "Executable")
_NODE = re.compile(r"^\s*(?P<kind>[A-Za-z]+)(?: (?P<name>.*?))?(?: \(alias .*\))?(?: \(children \d+\))?$")


def banned_functions(listed: Iterable[str]) -> frozenset[str]:
    """Return the lower-case names no read-only statement may use, from what `BANNED_FUNCTIONS_SQL` answered."""
    return (frozenset(listed) - _HARMLESS_TABLE_FUNCTIONS) | _BANNED_FUNCTIONS


def inspect(sql: str, banned: frozenset[str], ask: Ask) -> str:
    """Return the canonical text of a harmless read-only statement, to be run in place of `sql`.

    Raises:
        Invalid: if the statement is none, several, not read-only, or reaches outside the workspace's tables; the
            detail names what. Syntax errors come from `ask` as they are.
    """
    canonical = ask("SELECT formatQuery({statement:String})", {"statement": sql}).strip()
    _judge_text(canonical)
    for line in ask(f"EXPLAIN AST {_without_format(canonical)}", {}).splitlines():
        _judge_node(line, banned)
    return canonical


def _judge_text(canonical: str) -> None:
    # In canonical text a clause begins its line and line breaks inside literals and names are escaped.
    if not _ALLOWED_START.match(canonical + "\n"):
        raise _refused(told("sql-only", "only SELECT, WITH, SHOW TABLES, DESCRIBE and EXPLAIN are allowed"))
    if canonical.startswith("EXPLAIN") and not _PLAIN_EXPLAIN.match(canonical):
        raise _refused(told("sql-explain", "EXPLAIN takes no options here"))
    if _BANNED_CLAUSE.search(canonical):
        raise _refused(told("sql-files", "files can be neither read nor written"))


def _judge_node(line: str, banned: frozenset[str]) -> None:
    node = _NODE.match(line)
    if node is None:
        return
    kind, name = node["kind"], (node["name"] or "").strip()
    if kind in _BANNED_NODES:
        raise _refused(told("sql-banned", "{name} is not allowed", name=kind))
    if kind in ("Function", "Identifier") and name.lower() in banned:
        raise _refused(told("sql-function", "function {name} is not allowed", name=name))
    if kind == "TableIdentifier" and not _is_readable(name):
        raise _refused(told("sql-table", "table {name} is not readable", name=name))
    if kind == "Identifier" and name.partition(".")[0].lower() in ("system", "information_schema", "default"):
        raise _refused(told("sql-unreadable", "{name} is not readable", name=name))


def _is_readable(name: str) -> bool:
    database, _, table = name.rpartition(".")
    if not database:  # one of ours, or the name of a subquery
        return table not in _OUR_OWN and not table.endswith(SQUASH_SUFFIX)
    return (database == DATABASE and table in READABLE) or name in _READABLE_SYSTEM_TABLES


def _without_format(canonical: str) -> str:
    """Drop a trailing FORMAT clause: EXPLAIN would take it for its own."""
    return re.sub(r"\n\s*FORMAT \w+(?=\s*(\n\s*SETTINGS .*)?$)", "", canonical)


def _refused(reason: str) -> Invalid:
    return Invalid(
        told("sql-refused", "The statement is not allowed for reading: {reason}.", reason=reason), path="sql"
    )
