"""What collection counts for Prometheus: plain numbers on the loop, turned into metrics when scraped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

_COMMIT_BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5)


class Meters(Collector):
    """The counters of one collection app.

    Attributes:
        events: accepted events by source id.
        requests: answers by status.
        body_bytes: bytes of the accepted bodies, decompressed.
        retried: accepted requests that the client had sent before, by its own word.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events: defaultdict[str, int] = defaultdict(int)
        self.requests: defaultdict[int, int] = defaultdict(int)
        self.body_bytes = 0
        self.retried = 0
        self._commit_seconds = Histogram(
            "portret_log_commit_seconds",
            "Time of one group commit to the log.",
            buckets=_COMMIT_BUCKETS_S,
            registry=registry,
        )
        registry.register(self)

    def observe_commit(self, seconds: float) -> None:
        """Note how long a commit took."""
        self._commit_seconds.observe(seconds)

    def collect(self) -> Iterable[Metric]:
        """Return the counters as Prometheus metrics."""
        events = CounterMetricFamily(
            "portret_collect_events", "Events accepted, durable in the log.", labels=["source_id"]
        )
        for source_id, count in list(self.events.items()):
            events.add_metric([source_id], count)
        requests = CounterMetricFamily(
            "portret_collect_requests", "Collection requests answered, by HTTP status.", labels=["status"]
        )
        for status, count in list(self.requests.items()):
            requests.add_metric([str(status)], count)
        size = CounterMetricFamily(
            "portret_collect_body_bytes", "Bytes of accepted bodies, decompressed.", value=self.body_bytes
        )
        retried = CounterMetricFamily(
            "portret_collect_retried_requests", "Accepted requests that the client had sent before.", value=self.retried
        )
        return events, requests, size, retried
