"""A login that fails is one line of the log, in a form that people and fail2ban can rely on."""

import ipaddress
import logging
import re

import pytest

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.db import db
from tests.cast import PASSWORD
from tests.conftest import settings_for

MARIA = "maria@fernhill.example"
LINE = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")  # as logs.py has it
HOST = r"(?P<host>[0-9a-fA-F:.]+)"  # what fail2ban puts in place of <HOST>, but for names of hosts


@pytest.fixture
def told(caplog):
    """The lines of the log about logins, as they are written."""
    caplog.set_level(logging.INFO, "statuspage.login")
    return lambda: [LINE.format(record) for record in caplog.records if record.name == "statuspage.login"]


@pytest.fixture
def documented():
    """The filter that the documentation gives, as fail2ban reads it."""
    page = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^failregex = (.+)$", page, re.MULTILINE)
    return re.compile(found.replace("<HOST>", HOST))


def try_once(client, email, address="203.0.113.7", password="a wrong guess"):
    return client.post(
        "/desk/login", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address}
    )


def test_a_login_that_fails_names_the_account_by_its_id_and_who_asked(client, cast, told):
    try_once(client, " Maria@Fernhill.example")
    (line,) = told()
    assert line.endswith(f"WARNING statuspage.login: failed login: account={cast.maria.id} address=203.0.113.7")
    assert "fernhill" not in line


@pytest.mark.parametrize("email", ["nobody@x.example", "", "x\n2026 forged", "\0", "a" * 400])
def test_a_login_to_no_account_is_unknown_and_repeats_nothing_that_was_typed(client, cast, told, email):
    try_once(client, email)
    (line,) = told()
    assert line.endswith("failed login: account=unknown address=203.0.113.7")


def test_a_login_that_is_refused_unread_is_told_too(client, cast, told):
    assert [try_once(client, MARIA).status_code for _ in range(12)] == [422] * 10 + [429] * 2
    assert len(told()) == 12


def test_a_login_that_succeeds_is_not_told(client, cast, told):
    assert try_once(client, MARIA, password=PASSWORD).status_code == 303
    assert told() == []


def test_a_wrong_present_password_is_told_as_well(client, cast, told):
    try_once(client, MARIA, password=PASSWORD)
    token = re.search(r'name="csrf" value="(\w+)"', client.get("/desk/me").text)[1]
    given = {"csrf": token, "current": "a wrong guess", "password": "another long password"}
    assert client.post("/desk/me/password", data=given).status_code == 422
    assert len(told()) == 1


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7", "::1", "2001:db8:1:2:3:4:5:6"])
@pytest.mark.parametrize("email", [MARIA, "nobody@x.example"])
def test_the_documented_filter_finds_the_address_in_the_real_line(client, cast, told, documented, email, address):
    try_once(client, email, address)
    (line,) = told()
    for written in (line, line.partition(" WARNING")[2], f"status app[7]: {line}"):  # fail2ban cuts the date out
        found = documented.search(written)
        assert ipaddress.ip_address(found["host"]) == ipaddress.ip_address(address)


def test_the_documented_example_is_such_a_line(documented):
    page = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^.*statuspage\.login: failed login: account=3.*$", page, re.MULTILINE)
    assert documented.search(line)["host"] == "203.0.113.7"


def test_who_asks_is_whom_our_own_proxy_saw_and_nothing_that_they_claim(database, cast, tmp_path, told):
    app = create_app(settings_for(database, tmp_path, trusted_proxies="1"))
    claims = {
        "1.2.3.4, 198.51.100.7": "198.51.100.7",
        "1.2.3.4, [2001:db8:1:2:3:4:5:6]:443": "2001:db8:1:2:3:4:5:6",
        "1.2.3.4, x address=9.9.9.9": "unknown",
        "1.2.3.4, fe80::1%x address=9.9.9.9": "fe80::1",
    }
    for claim in claims:
        app.test_client().post("/desk/login", data={"email": MARIA}, headers={"X-Forwarded-For": claim})
    with app.app_context():
        db.engine.dispose()
    assert [line.rpartition("=")[2] for line in told()] == list(claims.values())
