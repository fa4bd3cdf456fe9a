"""Whoever runs a fleet learns of each replica whether it answers, and how far it lags."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from statuspage.checkup.replicas import check_replicas
from statuspage.config.readers import Listening
from statuspage.metering import port
from tests.front.house import get
from tests.patience import until
from tests.ports import free_port
from tests.replicas import Pair
from tests.surfaces.public_things import Shown

pytestmark = [pytest.mark.postgresql, pytest.mark.long]


def test_the_doctor_tells_of_each_replica(pair: Pair, app: Flask) -> None:
    def found() -> dict[str, object]:
        result = app.test_cli_runner().invoke(args=["doctor", "--json"])
        (one,) = [one for one in json.loads(result.stdout) if one["about"] == "replica"]
        return one

    pair.catch_up()
    assert found()["is_well"] is True
    with pair.replica.stopped():
        one = found()
        assert (one["is_well"], "Pages are read at the primary meanwhile." in str(one["words"])) == (False, True)
        assert "STATUSPAGE_DATABASE_REPLICA_URLS" in str(one["do"])


def test_without_replicas_there_is_nothing_to_tell(app: Flask) -> None:
    replicas = app.extensions.pop("replicas")
    assert list(check_replicas(app)) == []
    app.extensions["replicas"] = replicas


def test_a_monitor_reads_what_they_gave_and_by_how_much_they_lag(
    pair: Pair, shown: Shown, app: Flask, client: FlaskClient
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], metrics=Listening("127.0.0.1", free_port()))
    port.install(app)
    metering = app.extensions["background"][-1]
    metering.start()
    try:
        client.get(shown.links()["public"])
        lines = get(metering.port, "/metrics")[2].decode().splitlines()
        for line in (
            'statuspage_public_reads_total{from="replica"} 1.0',
            'statuspage_public_reads_total{from="lost"} 0.0',
            'statuspage_replica_up{replica="1"} 1.0',
            'statuspage_replica_lag_seconds{replica="1"} 0.0',
        ):
            assert line in lines
        with pair.replica.held_back():
            shown.letter("It came this morning.")
            until(lambda: _lag(metering.port) > 0)
        with pair.replica.stopped():
            assert b'statuspage_replica_up{replica="1"} 0.0' in get(metering.port, "/metrics")[2]
    finally:
        metering.stop()


def _lag(at: int) -> float:
    (line,) = [one for one in get(at, "/metrics")[2].decode().splitlines() if one.startswith("statuspage_replica_lag")]
    return float(line.rpartition(" ")[2])
