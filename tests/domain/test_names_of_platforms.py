"""A platform tells mail server, sender and secret in names of its own, and they are read as ours."""

import pytest

from statuspage.config import Settings, SettingsError
from statuspage.config.mail_server import MailServer
from statuspage.config.once import in_our_names

TOLD = {
    "SECRET_KEY_BASE": "a" * 128,
    "SMTP_ADDRESS": "smtp.example.com",
    "SMTP_PORT": "587",
    "SMTP_USERNAME": "care@example.com",
    "SMTP_PASSWORD": "p@ss/w:rd",
    "MAILER_FROM_ADDRESS": "care@example.com",
}


def test_what_a_platform_tells_is_read_as_ours():
    found = in_our_names(TOLD)
    server = MailServer.of(found["STATUSPAGE_SMTP_URL"])
    assert (server.host, server.port, server.user, server.password) == (
        "smtp.example.com",
        587,
        "care@example.com",
        "p@ss/w:rd",
    )
    assert found["STATUSPAGE_SECRET_KEYS"] == "a" * 128
    assert found["STATUSPAGE_MAIL_FROM"] == "care@example.com"


@pytest.mark.parametrize(("port", "implicit"), [("465", True), ("25", False), ("", False)])
def test_at_one_port_a_server_speaks_tls_from_the_start(port: str, implicit: bool):
    assert MailServer.of(in_our_names(TOLD | {"SMTP_PORT": port})["STATUSPAGE_SMTP_URL"]).implicit is implicit


def test_a_setting_of_our_own_wins_and_an_empty_one_does_not():
    ours = {"STATUSPAGE_SMTP_URL": "smtp://127.0.0.1:25", "STATUSPAGE_MAIL_FROM": ""}
    found = in_our_names(TOLD | ours)
    assert found["STATUSPAGE_SMTP_URL"] == "smtp://127.0.0.1:25"
    assert found["STATUSPAGE_MAIL_FROM"] == "care@example.com"


@pytest.mark.parametrize(("told", "is_refused"), [({}, True), ({"DISABLE_SSL": "true"}, False)])
def test_where_a_platform_has_no_tls_our_address_needs_none(told: dict[str, str], is_refused: bool):
    ours = {
        "STATUSPAGE_ENVIRONMENT": "production",
        "STATUSPAGE_BASE_URL": "http://status.internal",
        "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee",
        "STATUSPAGE_SECRET_KEYS": "mZ3q9-kQ2f7LmZ0aTbWcVdReSput3Xq9in",
    }
    if is_refused:
        with pytest.raises(SettingsError, match="must begin with https://"):
            Settings.from_env(in_our_names(ours | told))
    else:
        assert Settings.from_env(in_our_names(ours | told)).base_url == "http://status.internal"


def test_where_a_platform_tells_nothing_nothing_is_added():
    assert in_our_names({"STATUSPAGE_PORT": "80", "SMTP_PORT": "587"}) == {"STATUSPAGE_PORT": "80", "SMTP_PORT": "587"}
