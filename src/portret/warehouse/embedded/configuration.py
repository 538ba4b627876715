"""The engine's own configuration: small memory, few threads, and its users, roles and row policies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from portret.warehouse.tables import AS_SENT, DATABASE, READABLE, TABLES, WORKSPACE_SETTING

READER_ROLE = "reader"

_SERVER: Mapping[str, int] = {
    "max_server_memory_usage": 3 * 1024**3,
    "mark_cache_size": 64 * 1024**2,
    "index_mark_cache_size": 8 * 1024**2,
    "uncompressed_cache_size": 0,
    "index_uncompressed_cache_size": 0,
    "mmap_cache_size": 0,
    "compiled_expression_cache_size": 16 * 1024**2,
    "query_condition_cache_size": 0,
    "primary_index_cache_size": 64 * 1024**2,
    "background_pool_size": 2,
    "background_merges_mutations_concurrency_ratio": 1,
    "background_move_pool_size": 1,
    "background_fetches_pool_size": 1,
    "background_common_pool_size": 2,
    "background_schedule_pool_size": 4,
    "background_buffer_flush_schedule_pool_size": 1,
    "background_message_broker_schedule_pool_size": 1,
    "background_distributed_schedule_pool_size": 1,
    "max_thread_pool_size": 256,
    "max_thread_pool_free_size": 16,
    "max_io_thread_pool_size": 16,
    "max_active_parts_loading_thread_pool_size": 4,
    "max_outdated_parts_loading_thread_pool_size": 2,
    "max_parts_cleaning_thread_pool_size": 2,
    "tables_loader_foreground_pool_size": 2,
    "tables_loader_background_pool_size": 2,
    "asynchronous_metrics_update_period_s": 60,
    "asynchronous_heavy_metrics_update_period_s": 3600,
}

_PROFILE: Mapping[str, str] = {
    "async_insert": "0",
    "max_partitions_per_insert_block": "0",
    "max_insert_threads": "1",
    "min_insert_block_size_rows": "1048576",
    "type_json_skip_duplicated_paths": "1",
    "input_format_json_max_depth": "2000",
    "use_query_condition_cache": "0",
    "use_query_cache": "0",
    "max_query_size": str(16 * 1024**2),
    "lightweight_deletes_sync": "2",
    "mutations_sync": "2",
    "allow_introspection_functions": "0",
    "implicit_select": "0",
    **AS_SENT,
}

_MERGE_TREE: Mapping[str, str] = {
    "number_of_free_entries_in_pool_to_execute_mutation": "1",
    "number_of_free_entries_in_pool_to_execute_optimize_entire_partition": "1",
    "number_of_free_entries_in_pool_to_lower_max_size_of_merge": "1",
    "max_bytes_to_merge_at_max_space_in_pool": str(10 * 1024**3),
    "parts_to_delay_insert": "2000",
    "parts_to_throw_insert": "10000",
    "max_parts_in_total": "200000",
    "merge_max_block_size_bytes": str(4 * 1024**2),
    "old_parts_lifetime": "60",
}


def write_configuration(folder: Path, data_path: Path) -> Path:
    """Write the two configuration files into `folder` and return the path of the main one."""
    folder.mkdir(parents=True, exist_ok=True)
    users = folder / "users.xml"
    config = folder / "config.xml"
    users.write_text(_users_xml(), encoding="utf-8")
    config.write_text(_config_xml(data_path, users), encoding="utf-8")
    return config


def _config_xml(data_path: Path, users: Path) -> str:
    merge_tree = _elements(_MERGE_TREE)
    return (
        "<clickhouse>"
        f"<path>{escape(str(data_path))}</path>"
        f"<users_config>{escape(str(users))}</users_config>"
        "<logger><level>none</level><console>0</console></logger>"
        f"{_elements(_SERVER)}<merge_tree>{merge_tree}</merge_tree>"
        "</clickhouse>"
    )


def _users_xml() -> str:
    policy = escape(f"getSetting('{WORKSPACE_SETTING}') = '' OR workspace_id = getSetting('{WORKSPACE_SETTING}')")
    policies = "".join(f"<{name}><filter>{policy}</filter></{name}>" for name in TABLES)
    reads = "".join(f"<query>GRANT SHOW, SELECT ON {DATABASE}.{name}</query>" for name in READABLE)
    return (
        "<clickhouse>"
        f"<profiles><default>{_elements(_PROFILE)}</default></profiles><quotas><default/></quotas>"
        "<roles><writer><grants><query>GRANT ALL ON *.* WITH GRANT OPTION</query></grants></writer>"
        f"<{READER_ROLE}><grants>{reads}</grants></{READER_ROLE}></roles>"
        "<users><default><password/><networks><ip>127.0.0.1</ip><ip>::1</ip></networks>"
        "<profile>default</profile><quota>default</quota>"
        f"<grants><query>GRANT writer</query><query>GRANT {READER_ROLE}</query></grants>"
        f"<databases><{DATABASE}>{policies}</{DATABASE}></databases></default></users>"
        "</clickhouse>"
    )


def _elements(values: Mapping[str, int] | Mapping[str, str]) -> str:
    return "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
