"""PostgreSQL at several hosts: the pool and what watches read an address alike, and each name is looked up in time."""

import socket

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from statuspage import patient
from statuspage.front.database import watch
from statuspage.waiting import Waits

KNOWN = {"db1": ["192.0.2.1", "192.0.2.2"], "db2": ["192.0.2.3"]}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(host: str, _seconds: float) -> list[str]:
        if host not in KNOWN:
            raise socket.gaierror
        return KNOWN[host]

    monkeypatch.setattr(patient.names, "find", find)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"host": "db1"}, {"host": "db1,db1", "hostaddr": "192.0.2.1,192.0.2.2"}),
        ({"host": "db2", "port": 6432}, {"host": "db2", "hostaddr": "192.0.2.3", "port": "6432"}),
        (
            {"host": "db1,db2", "port": "1,2"},
            {"host": "db1,db1,db2", "hostaddr": "192.0.2.1,192.0.2.2,192.0.2.3", "port": "1,1,2"},
        ),
        ({"host": "gone,db2", "port": "1,2"}, {"host": "db2", "hostaddr": "192.0.2.3", "port": "2"}),
        ({"host": "/run/one,db2"}, {"host": "/run/one,db2", "hostaddr": ",192.0.2.3"}),
        ({"host": "/run/one,/run/two"}, {}),
        ({"host": "db1", "hostaddr": "192.0.2.9"}, {}),
        ({}, {}),
    ],
)
def test_each_host_is_tried_at_each_of_its_addresses(given: dict[str, object], expected: dict[str, str]) -> None:
    assert patient._addresses(given, 1) == expected


def test_where_no_name_is_known_it_is_said_in_words() -> None:
    with pytest.raises(psycopg.OperationalError, match="there is no host named gone, lost, or the name system"):
        patient._addresses({"host": "gone,lost"}, 1)


@pytest.mark.parametrize(
    "query", ["host=db1:6432&host=db2:6433", "host=db1,db2&port=6432,6433"], ids=["of SQLAlchemy", "of libpq"]
)
def test_whoever_watches_reads_the_address_as_the_pool_does(query: str) -> None:
    url = f"postgresql+psycopg://maria:a%20key@/tickets?{query}&target_session_attrs=read-write&options=-c%20jit%3Doff"
    found = watch(url, Waits())
    told = conninfo_to_dict(found._address)  # type: ignore[attr-defined]  # of PostgreSQL
    assert told == {
        "user": "maria",
        "password": "a key",
        "dbname": "tickets",
        "host": "db1,db2",
        "port": "6432,6433",
        "target_session_attrs": "read-write",
    }
    assert "jit=off" in found._arguments["options"]  # type: ignore[attr-defined]  # of PostgreSQL
