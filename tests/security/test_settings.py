"""Settings are refused loudly, all at once and in words; no secret is built in, and none is repeated."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from statuspage import clock
from statuspage.config import PREFIX, MailServer, Settings, SettingsError, as_markdown, describe, development_secret

SECRET = "vQ7_kR2mZt9wXc4LbN8yHs6JfD3gAe5PuT1oKi0-"
PRODUCTION = {
    "STATUSPAGE_ENVIRONMENT": "production",
    "STATUSPAGE_SECRET_KEYS": SECRET,
    "STATUSPAGE_BASE_URL": "https://status.fernhill.example",
    "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee",
}
VARIABLES = [env for env, _, _ in describe()]


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(environ)
    return refused.value.faults


def test_nothing_set_is_a_demo_on_this_machine_only():
    settings = Settings.from_env({})
    assert (settings.environment, settings.demo, settings.host) == ("development", True, "127.0.0.1")
    assert (settings.base_url, settings.company_name) == ("http://127.0.0.1:8000", "Fernhill Coffee")
    assert settings.data_dir.is_absolute()
    assert settings.database_url == f"sqlite:///{settings.data_dir}/statuspage.db"


def test_no_secret_is_built_in():
    assert Settings.from_env({}).secret_keys == ()


def test_production_with_all_it_needs_starts():
    settings = Settings.from_env(PRODUCTION)
    assert settings.production
    assert not settings.demo
    assert settings.secret_keys == (SECRET,)
    assert settings.company_zone == "UTC"


@pytest.mark.parametrize("name", ["STATUSPAGE_SECRET_KEYS", "STATUSPAGE_BASE_URL"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_without_a_needed_setting_is_refused(name, value):
    environ = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environ[name] = value
    (fault,) = faults(environ)
    assert fault.startswith(f"{name} is missing")


@pytest.mark.parametrize(
    "keys",
    [
        "short",
        SECRET[:31],
        "a" * 64,
        "abc" * 20,
        f"changeme-{SECRET}",
        f"demo-{SECRET}",
        f"{SECRET},short",
        SECRET + ",",
    ],
)
def test_production_refuses_a_short_a_placeholder_and_an_empty_secret(keys):
    (fault,) = faults(PRODUCTION | {"STATUSPAGE_SECRET_KEYS": keys})
    assert fault.startswith("STATUSPAGE_SECRET_KEYS")


def test_production_refuses_http_and_the_demo():
    assert faults(PRODUCTION | {"STATUSPAGE_BASE_URL": "http://status.fernhill.example"})
    assert faults(PRODUCTION | {"STATUSPAGE_DEMO": "true"})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "status.fernhill.example"])
def test_nobody_else_on_the_network_can_sign_in_to_the_demo(host):
    (fault,) = faults({"STATUSPAGE_HOST": host})
    assert fault.startswith("STATUSPAGE_HOST would let others on your network sign in to the demo")
    without = {"STATUSPAGE_DEMO": "false", "STATUSPAGE_COMPANY_NAME": "Fernhill"}
    assert Settings.from_env({"STATUSPAGE_HOST": host} | without).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_the_demo_listens_on_every_name_of_this_machine(host):
    assert Settings.from_env({"STATUSPAGE_HOST": host}).demo


def test_a_company_that_nobody_has_named_is_called_as_its_host():
    unnamed = {name: value for name, value in PRODUCTION.items() if name != "STATUSPAGE_COMPANY_NAME"}
    assert Settings.from_env(unnamed).company_name == "status.fernhill.example"
    assert Settings.from_env({"STATUSPAGE_DEMO": "false"}).company_name == "127.0.0.1"


def test_what_was_set_is_told_from_what_was_filled_in():
    assert Settings.from_env(PRODUCTION).named == {"environment", "secret_keys", "base_url", "company_name"}


def test_a_typo_is_refused_and_the_right_name_suggested():
    (fault,) = faults({"STATUSPAGE_SECRET_KEY": SECRET})
    assert fault == "STATUSPAGE_SECRET_KEY is not a setting. Did you mean STATUSPAGE_SECRET_KEYS?"
    assert faults({"statuspage_port": "80"})


def test_all_faults_are_told_at_once():
    wrong = {"STATUSPAGE_PORT": "eighty", "STATUSPAGE_COMPANY_ZONE": "../etc/passwd", "STATUSPAGE_COLOR": "red"}
    assert len(faults(wrong)) == 3
    assert len(faults(wrong | {"STATUSPAGE_ENVIRONMENT": "production"})) == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STATUSPAGE_ENVIRONMENT", "staging"),
        ("STATUSPAGE_BASE_URL", "status.example.com"),
        ("STATUSPAGE_BASE_URL", "https://example.com/status"),
        ("STATUSPAGE_BASE_URL", "https://user@example.com"),
        ("STATUSPAGE_BASE_URL", "https://example.com:port"),
        ("STATUSPAGE_BASE_URL", "javascript:alert(1)"),
        ("STATUSPAGE_DATABASE_URL", "mysql://localhost/x"),
        ("STATUSPAGE_DATABASE_URL", "sqlite://"),
        ("STATUSPAGE_DATABASE_URL", "sqlite:///relative.db"),
        ("STATUSPAGE_DATABASE_REPLICA_URLS", "mysql://somewhere/status"),
        ("STATUSPAGE_DATABASE_REPLICA_URLS", "postgresql://one/status, sqlite:////srv/two.db"),
        ("STATUSPAGE_DATABASE_REPLICA_URLS", "postgresql://no-database"),
        ("STATUSPAGE_DATABASE_URL", "postgresql://localhost"),
        ("STATUSPAGE_DATABASE_URL", "nonsense"),
        ("STATUSPAGE_WEBSUB_HUB", "hub.example.com"),
        ("STATUSPAGE_WEBSUB_HUB", "http://hub.example.com/"),
        ("STATUSPAGE_WEBSUB_HUB", "https://user:secret@hub.example.com/"),
        ("STATUSPAGE_WEBSUB_HUB", "https://hub.example.com/#here"),
        ("STATUSPAGE_WEBSUB_HUB", "https://hub.example.com/>; rel=x"),
        ("STATUSPAGE_WEBSUB_HUB", "https://hub.example.com:port/"),
        ("STATUSPAGE_WEBSUB_HUB", "file:///etc/passwd"),
        ("STATUSPAGE_COMPANY_NAME", "two\nlines"),
        ("STATUSPAGE_COMPANY_NAME", "\u200b"),
        ("STATUSPAGE_BASE_URL", "https://xn--\u0661.example"),
        ("STATUSPAGE_COMPANY_ZONE", "Mars/Olympus"),
        ("STATUSPAGE_COMPANY_ZONE", "localtime"),
        ("STATUSPAGE_ACCENT", "red"),
        ("STATUSPAGE_ACCENT", "#ffee00"),
        ("STATUSPAGE_ACCENT_DARK", "#111111"),
        ("STATUSPAGE_LANGUAGES", "en,tlh"),
        ("STATUSPAGE_LANGUAGES", "en,en"),
        ("STATUSPAGE_HOST", "127.0.0.1 8000"),
        ("STATUSPAGE_PORT", "70000"),
        ("PORT", "0"),
        ("STATUSPAGE_DEMO", "maybe"),
        ("STATUSPAGE_TRUSTED_PROXIES", "-1"),
        ("STATUSPAGE_SESSION_HOURS", "1.5"),
        ("STATUSPAGE_LOG_LEVEL", "LOUD"),
        ("STATUSPAGE_MAIL_FROM", "care"),
        ("STATUSPAGE_MAIL_FROM", "Maria <care@example.com>"),
        ("STATUSPAGE_MAIL_FROM", "care@example.com, tom@example.com"),
        ("STATUSPAGE_MAIL_FROM", "cäre@example.com"),
        ("STATUSPAGE_REPLY_DOMAIN", "reply"),
        ("STATUSPAGE_REPLY_DOMAIN", "https://reply.example.com"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name, value):
    (fault,) = faults({name: value})
    assert fault.startswith(f"{name} ")


@pytest.mark.parametrize("unseen", ["\u200b", "\u202a", "\u2069", "\ufeff", "\u00ad", "\u00a0"])
def test_what_nobody_sees_is_no_part_of_an_address_a_name_or_a_number(unseen):
    read = Settings.from_env(
        {
            "STATUSPAGE_BASE_URL": f"{unseen}https://Status.Fernhill.example{unseen}",
            "STATUSPAGE_WEBSUB_HUB": f"https://hub.example.com/{unseen}",
            "STATUSPAGE_HOST": f"127.0.0.1{unseen}",
            "STATUSPAGE_COMPANY_NAME": f"Fernhill Coffee{unseen}",
            "STATUSPAGE_COMPANY_PHONE": f"{unseen}+351 21 000 0000{unseen}",
        }
    )
    assert (read.base_url, read.websub_hub) == ("https://status.fernhill.example", "https://hub.example.com/")
    assert (read.host, read.company_name, read.company_phone) == ("127.0.0.1", "Fernhill Coffee", "+351 21 000 0000")


def test_a_name_in_any_script_is_a_name_and_an_address():
    read = Settings.from_env(
        {"STATUSPAGE_COMPANY_NAME": "قهوه\u200cخانه", "STATUSPAGE_BASE_URL": "https://BÜCHER.example:8443"}
    )
    assert (read.company_name, read.base_url) == ("قهوه\u200cخانه", "https://xn--bcher-kva.example:8443")


def test_port_wins_and_the_address_follows_it():
    settings = Settings.from_env({"STATUSPAGE_PORT": "8001", "PORT": "8002"})
    assert (settings.port, settings.base_url) == (8002, "http://127.0.0.1:8002")


def test_several_keys_are_kept_in_their_order():
    assert Settings.from_env({"STATUSPAGE_SECRET_KEYS": "old, new"}).secret_keys == ("old", "new")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_keeps_its_password_and_gets_the_driver(scheme):
    url = Settings.from_env({"STATUSPAGE_DATABASE_URL": f"{scheme}://sam:p%40ss@db/tickets"}).database_url
    assert url == "postgresql+psycopg://sam:p%40ss@db/tickets"


MAIL = {"STATUSPAGE_MAIL_FROM": "care@example.com"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example.com", ("mail.example.com", 465, True, "", "")),
        ("smtp://mail.example.com", ("mail.example.com", 587, False, "", "")),
        (
            "smtps://care:p%40ss%2Fw%C3%B6rd@Mail.Example.com:2465/",
            ("mail.example.com", 2465, True, "care", "p@ss/wörd"),
        ),
        ("smtp://care%40example.com:x@mail.example.com", ("mail.example.com", 587, False, "care@example.com", "x")),
        ("smtp://127.0.0.1:25", ("127.0.0.1", 25, False, "", "")),
        ("smtp://[::1]:25", ("::1", 25, False, "", "")),
        ("smtps://bücher.example", ("xn--bcher-kva.example", 465, True, "", "")),
        ("\u200bsmtps://mail.example.com\u200b", ("mail.example.com", 465, True, "", "")),
    ],
)
def test_a_mail_server_is_read_with_its_name_and_password(url, server):
    found = MailServer.of(Settings.from_env({"STATUSPAGE_SMTP_URL": url} | MAIL).smtp_url)
    assert (found.host, found.port, found.implicit, found.user, found.password) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example.com:0",
        "smtp://mail.example.com:65536",
        "smtp://mail.example.com:mail",
        "smtp://mail.example.com/inbox",
        "smtp://mail.example.com?tls=no",
        "smtp://care@mail.example.com",
        "smtp://:not-to-be-told@mail.example.com",
        "smtp://care:not-to-be-told/1@mail.example.com",
        "smtp://care:not-to-be-told#@mail.example.com",
        "smtp://care:not-to-be-told%0d%0aX@mail.example.com",
        "smtp://care:not-to-be-told%ff@mail.example.com",
        "smtp://care:not to-be-told@mail.example.com",
        "smtp://[::1",
        "smtp://ma$il.example.com",
        "smtp://" + "a" * 300 + ".example",
    ],
)
def test_what_is_no_mail_server_is_refused_in_words_without_the_password(url):
    (fault,) = faults({"STATUSPAGE_SMTP_URL": url} | MAIL)
    assert fault.startswith("STATUSPAGE_SMTP_URL ")
    assert fault.endswith(".")
    assert "not-to-be-told" not in fault


def test_a_mail_server_needs_somebody_whom_mails_come_from():
    (fault,) = faults({"STATUSPAGE_SMTP_URL": "smtps://mail.example.com"})
    assert fault.startswith("STATUSPAGE_MAIL_FROM is missing")


@pytest.mark.parametrize(
    ("url", "needs"),
    [
        ("smtp://127.0.0.1", False),
        ("smtp://127.8.0.1", False),
        ("smtp://[::1]", False),
        ("smtp://localhost", False),
        ("smtp://care:word@localhost", True),
        ("smtps://localhost", True),
        ("smtp://10.0.0.1", True),
        ("smtp://localhost.example.com", True),
    ],
)
def test_only_mails_that_stay_on_this_machine_go_in_plain_and_no_password_ever(url, needs):
    assert MailServer.of(url).needs_tls is needs


def test_a_printed_mail_server_shows_no_password():
    printed = repr(MailServer.of("smtps://care:hidden@mail.example.com"))
    assert "care" in printed
    assert "hidden" not in printed
    settings = Settings.from_env({"STATUSPAGE_SMTP_URL": "smtps://care:hidden@mail.example.com"} | MAIL)
    assert "hidden" not in repr(settings)


def test_a_printed_settings_object_shows_no_secret_and_no_database_password():
    printed = repr(Settings.from_env(PRODUCTION | {"STATUSPAGE_DATABASE_URL": "postgresql://sam:hidden@db/tickets"}))
    assert SECRET not in printed
    assert "hidden" not in printed


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0,"), min_size=12).filter(
        lambda text: len(text.strip()) >= 12
    )
)
@example("correct horse")
def test_no_fault_repeats_a_secret_or_a_database_address(value):
    told = " ".join(
        faults(
            PRODUCTION
            | {"STATUSPAGE_SECRET_KEYS": value[:31] + ",short", "STATUSPAGE_DATABASE_URL": f"mysql://sam:{value}@db/x"}
        )
    )
    assert value.strip() not in told


@given(st.dictionaries(st.sampled_from([*VARIABLES, "PORT", "STATUSPAGE_TYPO"]), st.text(max_size=40)))
def test_any_environment_gives_settings_or_faults_in_words_and_never_another_error(environ):
    try:
        told = repr(Settings.from_env(environ)) + "."
    except SettingsError as refused:
        told = str(refused)
    assert told.endswith((".", "?"))


def test_a_development_machine_makes_a_secret_once_that_only_its_owner_reads(tmp_path):
    settings = Settings.from_env({"STATUSPAGE_DATA_DIR": str(tmp_path / "var")}).with_secret()
    (secret,) = settings.secret_keys
    assert secret == development_secret(tmp_path / "var")
    assert secret != development_secret(tmp_path / "other")
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600


def test_a_damaged_development_secret_is_refused(tmp_path):
    (tmp_path / "secret").write_text("x\n")
    with pytest.raises(SettingsError, match="Delete it"):
        development_secret(tmp_path)


def test_keys_that_were_given_are_never_replaced(tmp_path):
    settings = Settings.from_env({"STATUSPAGE_SECRET_KEYS": "mine", "STATUSPAGE_DATA_DIR": str(tmp_path)})
    assert settings.with_secret().secret_keys == ("mine",)
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_described_and_named_after_its_field():
    assert [PREFIX + known.name.upper() for known in Settings.known()] == VARIABLES
    assert all(default and meaning.endswith(".") for _, default, meaning in describe())


def test_the_settings_page_in_the_docs_is_the_one_that_the_code_tells():
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == as_markdown()


def test_the_clock_tells_utc_and_an_app_may_have_its_own():
    assert clock.now().tzinfo is UTC
    app = Flask(__name__)
    with app.app_context():
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        app.extensions["clock"] = lambda: noon + timedelta(hours=1)
        assert clock.now() == noon + timedelta(hours=1)
        app.extensions["clock"] = lambda: noon.replace(tzinfo=None)
        with pytest.raises(ValueError, match="without a zone"):
            clock.now()


def test_the_home_of_nobody_is_no_data_folder():
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"STATUSPAGE_DATA_DIR": "~nobody-of-that-name/var"})
    assert refused.value.faults == ["STATUSPAGE_DATA_DIR begins with ~ and a name that has no home on this machine."]


def test_replicas_are_addresses_of_postgresql_with_commas_between():
    given = {"STATUSPAGE_DATABASE_URL": "postgresql://here/status"}
    settings = Settings.from_env(
        {**given, "STATUSPAGE_DATABASE_REPLICA_URLS": "postgresql://a:b,c@one:5433/status, postgres://two/status,"}
    )
    assert settings.database_replica_urls == (
        "postgresql+psycopg://a:b%2Cc@one:5433/status",
        "postgresql+psycopg://two/status",
    )
    assert Settings.from_env(given).database_replica_urls == ()


def test_replicas_of_sqlite_are_refused():
    (fault,) = faults({"STATUSPAGE_DATABASE_REPLICA_URLS": "postgresql://one/status"})
    assert fault == ("STATUSPAGE_DATABASE_REPLICA_URLS is for PostgreSQL: the database that is set, SQLite, has none.")
