"""What public pages are read from, and how far the replicas lag: asked whenever somebody asks."""

from collections.abc import Iterator

from flask import Flask
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from statuspage.metering.waiting import NAME
from statuspage.replicas import Replicas, ReplicaState


class Replication(Collector):
    """The replicas of this app."""

    def __init__(self, app: Flask, replicas: Replicas) -> None:
        self._app, self._replicas = app, replicas

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering must not ask a database."""
        return []

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Where was read, and each replica with how it stands now."""
        reads = CounterMetricFamily(
            f"{NAME}_public_reads",
            "Answers for anyone that were made: of a replica, or at the primary as it was behind or lost.",
            labels=["from"],
        )
        for source in ("replica", "behind", "lost"):
            reads.add_metric([source], self._replicas.reads[source])
        yield reads
        is_up = GaugeMetricFamily(f"{NAME}_replica_up", "Whether this replica can be read from.", labels=["replica"])
        lag = GaugeMetricFamily(
            f"{NAME}_replica_lag_seconds", "How old at most what it took over last is.", labels=["replica"]
        )
        for one in self._standings():
            is_up.add_metric([str(one.number)], float(one.fault is None))
            if one.lag is not None:
                lag.add_metric([str(one.number)], one.lag)
        yield from (is_up, lag)

    def _standings(self) -> list[ReplicaState]:
        try:
            with self._app.app_context():
                return list(self._replicas.standings())
        except SQLAlchemyError:  # the primary does not answer, which `database_up` tells
            return []
