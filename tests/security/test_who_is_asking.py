"""Who is asking is found in one way, whatever is counted by it: logins, posts, streams, connections."""

import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage import create_app
from statuspage.asking import who_asks
from statuspage.db import db
from tests.cast import PASSWORD

MARIA = "maria@fernhill.example"


@pytest.mark.parametrize(
    ("peer", "claims", "proxies", "asker"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.7, 10.0.0.2", 2, "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7", 2, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7:51234", 1, "198.51.100.7"),
        ("127.0.0.1", "[2001:db8:1:2:3:4:5:6]:443", 1, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", 0, "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "", 0, "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("127.0.0.1", "unknown", 1, "unknown"),
        ("127.0.0.1", "x" * 9_000, 1, "x" * 64),
        ("", "", 0, ""),
    ],
)
def test_who_asks(peer, claims, proxies, asker):
    assert who_asks(peer, claims, proxies) == asker


@given(st.text(max_size=60), st.integers(1, 3))
def test_whoever_claims_more_than_our_proxies_say_changes_nothing(claimed, proxies):
    ours = ", ".join(f"192.0.2.{number}" for number in range(1, proxies + 1))
    assert who_asks("127.0.0.1", f"{claimed}, {ours}", proxies) == "192.0.2.1"


@given(st.ip_addresses(v=6))
def test_neighbours_in_a_network_of_64_bits_are_one(address):
    if address.ipv4_mapped is None:
        neighbour = type(address)(int(address) ^ 0xFFFF)
        assert who_asks(str(address), "", 0) == who_asks(str(neighbour), "", 0)


@pytest.fixture
def at(app):
    """The same instance with other settings."""
    made = []

    def build(**changed):
        other = create_app(replace(app.extensions["settings"], **changed))
        other.extensions["clock"] = app.extensions["clock"]
        made.append(other)
        return other.test_client()

    yield build
    for other in made:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def guess(client, password="guess", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/desk/login", data={"email": MARIA, "password": password}, headers=named).status_code


def test_logins_are_counted_by_networks_of_64_bits(client, cast):
    def post(number):
        there = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
        return client.post("/desk/login", data={"email": MARIA, "password": "guess"}, environ_base=there).status_code

    assert [post(number) for number in range(1, 12)] == [422] * 10 + [429]
    there = {"REMOTE_ADDR": "2001:db8:1:3::1"}
    data = {"email": MARIA, "password": PASSWORD}
    assert client.post("/desk/login", data=data, environ_base=there).status_code == 303


def test_behind_a_proxy_nobody_gets_more_tries_by_claiming_to_be_another(at, cast):
    client = at(trusted_proxies=1)
    tries = [guess(client, X_Forwarded_For=f"203.0.113.{number}, 192.0.2.1") for number in range(11)]
    assert tries == [422] * 10 + [429]
    assert guess(client, PASSWORD, X_Forwarded_For="192.0.2.1, 192.0.2.2") == 303


PRODUCTION = {"environment": "production", "demo": False, "base_url": "https://localhost"}
TOLD = "STATUSPAGE_TRUSTED_PROXIES"


def test_a_proxy_that_nobody_told_us_of_is_told_of_once_in_the_log_and_calmly_at_the_desk(at, cast, caplog):
    client = at(**PRODUCTION)
    https = {"base_url": "https://localhost"}
    client.post("/desk/login", data={"email": MARIA, "password": PASSWORD}, **https)
    assert TOLD not in client.get("/desk", **https).text
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            client.get("/", headers={"X-Forwarded-For": "198.51.100.7"}, **https)
    assert len([line for line in caplog.messages if TOLD in line]) == 1
    assert TOLD in client.get("/desk", **https).text


@pytest.mark.parametrize(
    ("changed", "peer"), [({"trusted_proxies": 1}, "127.0.0.1"), ({}, "198.51.100.7")], ids=["told of", "a visitor"]
)
def test_nothing_is_said_of_a_proxy_that_is_told_of_nor_of_a_visitor_who_claims_to_be_one(
    at, cast, caplog, changed, peer
):
    client = at(**PRODUCTION, **changed)
    with caplog.at_level(logging.WARNING):
        client.get(
            "/", headers={"X-Forwarded-For": "x"}, environ_base={"REMOTE_ADDR": peer}, base_url="https://localhost"
        )
    assert not [line for line in caplog.messages if TOLD in line]
