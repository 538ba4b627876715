"""The documents that SDKs fetch before they send (wire protocol D7)."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from portret.collect.model import Source
from portret.kernel import from_ms


def segment_settings(write_key: str, api_host: str, protocol: str) -> dict[str, Any]:
    """Return the settings of Segment's SDKs: no destinations run in the browser, events go to `api_host`.

    Args:
        write_key: of the source that asks.
        api_host: host and port with "/v1", without scheme, as the SDKs expect it.
        protocol: "https" or "http".
    """
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": write_key,
                "apiHost": api_host,
                "protocol": protocol,
                "retryQueue": True,
                "addBundledMetadata": True,
                "unbundledIntegrations": [],
                "maybeBundledConfigIds": {},
                "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
            },
        },
        "plan": {
            "track": {"__default": {"enabled": True, "integrations": {}}},
            "identify": {"__default": {"enabled": True}},
            "group": {"__default": {"enabled": True}},
        },
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
        "consentSettings": {"allCategories": [], "hasUnmappedDestinations": False},
        "autoInstrumentationSettings": {"sampleRate": 0},
    }


def rudder_source_config(write_key: str, source: Source) -> dict[str, Any]:
    """Return the source configuration of RudderStack's SDKs: no destinations on the device, no telemetry."""
    updated_at = from_ms(source.updated_at_ms).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "source": {
            "id": source.id,
            "name": source.name,
            "writeKey": write_key,
            "workspaceId": source.workspace_id,
            "enabled": source.enabled,
            "updatedAt": updated_at,
            "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}},
            "destinations": [],
            "connections": [],
            "dataplanes": {},
        },
        "updatedAt": updated_at,
    }
