"""The port at which a monitor asks: a server of its own, in a thread, apart from all that customers can reach."""

import logging

from flask import Flask
from prometheus_client import CollectorRegistry, Info, ProcessCollector, start_http_server

from statuspage.db import db
from statuspage.metering.meter import Meter
from statuspage.metering.replication import Replication
from statuspage.metering.waiting import NAME, Waiting
from statuspage.version import __version__

PROCESSES = 32  # that may stand side by side: each takes the first port that is free

log = logging.getLogger("statuspage.metering")


class Metering:
    """The meter of this process, and the port where it is read, from ``start`` until ``stop``."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._host, self._port = host, port
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info(NAME, "This program.", registry=registry).info({"version": __version__})
        self.meter = Meter(registry)
        self._registry = registry
        registry.register(Waiting(app))
        if replicas := app.extensions.get("replicas"):
            registry.register(Replication(app, replicas))
            for one in replicas.all:
                self.meter.time(one.engine)
        with app.app_context():
            self.meter.watch(db.engine)

    def start(self) -> None:
        """Answer, at the first port that is free; the pages go on where none is."""
        for port in range(self._port, self._port + PROCESSES):
            try:
                self._server, self._thread = start_http_server(port, self._host, self._registry)
            except OSError:
                continue
            self.port = port
            log.info("Metrics at http://%s:%d/metrics", self._host, port)
            return
        log.error("No port from %d on is free for metrics", self._port)

    def stop(self) -> None:
        """Answer no more."""
        if hasattr(self, "_server"):
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


def install(app: Flask) -> None:
    """Begin to count, for the port that is set; the front finds the meter in the app's extensions."""
    where = app.extensions["settings"].metrics
    metering = Metering(app, where.host, where.port)
    app.extensions["meter"] = metering.meter
    app.extensions["background"].append(metering)
