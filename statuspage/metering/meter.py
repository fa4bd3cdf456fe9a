"""What one process counts of its answers, its streams and its database, in the terms of Prometheus."""

import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool

# Seconds. The first are of what is held in memory, the last of what somebody has given up.
_SHORT = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_BEGUN = "metering_begun"  # in a connection's info


class Meter:
    """Counts; nothing that it counts names a person, a ticket or an address."""

    def __init__(self, registry: CollectorRegistry) -> None:
        name = "statuspage"
        self._answers = Counter(
            f"{name}_requests",
            "Answers, by method, status, and whether they were kept or asked of the app.",
            ["method", "status", "from"],
            registry=registry,
        )
        self._seconds = Histogram(
            f"{name}_request_seconds",
            "Seconds until an answer was sent whole; streams are left out.",
            ["from"],
            buckets=_SHORT,
            registry=registry,
        )
        self.streams = Gauge(f"{name}_streams", "Streams that are open.", registry=registry)
        self.standing = Gauge(f"{name}_requests_waiting", "Requests that stand in line for a turn.", registry=registry)
        self._turned_away = Counter(
            f"{name}_requests_turned_away",
            "Requests for which there was no turn in time, by whether they read or send something.",
            ["to"],
            registry=registry,
        )
        self._connections = Gauge(
            f"{name}_database_connections", "Connections to the database that are in use.", registry=registry
        )
        self._statements = Histogram(
            f"{name}_database_seconds",
            "Seconds that a statement took, by what it does.",
            ["does"],
            buckets=_SHORT,
            registry=registry,
        )

    def answered(self, method: str, status: int, seconds: float, *, kept: bool) -> None:
        """Count one answer that was sent; ``kept`` says that it was held in memory."""
        source = "kept" if kept else "app"
        self._answers.labels(_known(method), str(status), source).inc()
        self._seconds.labels(source).observe(seconds)

    def streamed(self, status: int) -> None:
        """Count one stream that has ended, or was refused."""
        self._answers.labels("GET", str(status), "stream").inc()

    def turned_away(self, sends: bool) -> None:
        """Count one request for which the line was too long."""
        self._turned_away.labels("send" if sends else "read").inc()

    def watch(self, engine: Engine) -> None:
        """Count how long each statement takes from now on, and the connections in use whenever somebody asks."""
        if isinstance(engine.pool, QueuePool):
            self._connections.set_function(engine.pool.checkedout)
        self.time(engine)

    def time(self, engine: Engine) -> None:
        """Count how long each statement takes from now on."""

        @event.listens_for(engine, "before_cursor_execute")
        def begin(connection: Any, *_: object) -> None:
            connection.info[_BEGUN] = time.perf_counter()

        @event.listens_for(engine, "after_cursor_execute")
        def end(connection: Any, _cursor: object, statement: str, *_: object) -> None:
            does = "read" if statement.lstrip()[:6].upper() in ("SELECT", "WITH R") else "write"
            begun = connection.info.pop(_BEGUN, None)
            if begun is not None:
                self._statements.labels(does).observe(time.perf_counter() - begun)


def _known(method: str) -> str:
    """The method, if it is one of ours: whoever makes one up makes no new line."""
    return method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
