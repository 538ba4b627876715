"""Figures for Prometheus: what this process counted, and what the worker published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portret.collect import count_open_quarantine
from portret.web.health import LOADER, WORKER, is_up, progress, status_of
from portret.web.model import Stores


class _Figure(NamedTuple):
    key: str
    name: str
    help: str


_COUNTERS = (
    _Figure("accepted", "portret_worker_accepted_events", "Events folded into profiles since the worker started"),
    _Figure("quarantined", "portret_quarantined_events", "Events quarantined since the worker started"),
    _Figure("duplicates", "portret_duplicate_events", "Events dropped as duplicates since the worker started"),
    _Figure("batches", "portret_worker_batches", "Batches committed since the worker started"),
    _Figure("batch_seconds", "portret_worker_batch_seconds", "Seconds spent in batches since the worker started"),
    _Figure("segment_flips", "portret_segment_flips", "Times anybody entered or left a segment since it started"),
    _Figure("timers_passed", "portret_timers_passed", "People judged because a moment came, since it started"),
)
_GAUGES = (
    _Figure("lag_seconds", "portret_lag_seconds", "How old the newest processed event is; 0 without a backlog"),
    _Figure("paused", "portret_worker_paused", "Whether events wait because nearly every one of them fails"),
    _Figure("timers_due", "portret_timers_due", "People whose moment has come and who are not judged yet"),
    _Figure("timers_late_seconds", "portret_timers_late_seconds", "How late people were judged a moment ago"),
)


class StoreFigures(Collector):
    """Collects at scrape time from the log and from what the worker published."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def collect(self) -> Iterable[Metric]:
        """Yield the figures of the moment."""
        found = progress(self._stores)
        accepted = self._stores.log.end()
        yield CounterMetricFamily(
            "portret_accepted_events", "Events accepted and durable since the installation began", accepted
        )
        for name, text, value in (
            ("portret_lag_events", "Accepted events that are not processed yet", accepted - found.processed),
            ("portret_worker_position", "Log position up to which events are processed", found.processed),
            ("portret_loader_lag_events", "Processed events not in the warehouse yet", found.processed - found.loaded),
            ("portret_loader_lag_batches", "Processed batches not in the warehouse yet", found.waiting_batches),
            ("portret_untold_events", "Events of Portret's own that are not in the log yet", found.untold),
        ):
            yield GaugeMetricFamily(name, text, value)
        worker, loader = status_of(self._stores, WORKER), status_of(self._stores, LOADER)
        yield GaugeMetricFamily("portret_worker_up", "Whether the worker spoke lately", is_up(self._stores, worker))
        yield GaugeMetricFamily("portret_loader_up", "Whether the loader spoke lately", is_up(self._stores, loader))
        if loader:
            healthy = "Whether the last load into the warehouse succeeded"
            yield GaugeMetricFamily("portret_loader_healthy", healthy, loader.figures["healthy"])
        if worker:
            yield from _published(worker.figures)
        yield _open_quarantine(self._stores)


def registry_of(stores: Stores) -> CollectorRegistry:
    """Return a registry with the figures of these stores."""
    registry = CollectorRegistry()
    registry.register(StoreFigures(stores))
    return registry


def exposition(registry: CollectorRegistry) -> bytes:
    """Return all figures in Prometheus's text format."""
    return generate_latest(registry)


def _open_quarantine(stores: Stores) -> Metric:
    found = GaugeMetricFamily(
        "portret_quarantine_open_events", "Events in quarantine, not replayed or discarded", labels=["workspace_id"]
    )
    with stores.state.read() as connection:
        for workspace_id, count in count_open_quarantine(connection).items():
            found.add_metric([workspace_id], count)
    return found


def _published(figures: Mapping[str, float]) -> Iterable[Metric]:
    for figure in _COUNTERS:
        if figure.key in figures:
            yield CounterMetricFamily(figure.name, figure.help, figures[figure.key])
    for figure in _GAUGES:
        if figure.key in figures:
            yield GaugeMetricFamily(figure.name, figure.help, figures[figure.key])
