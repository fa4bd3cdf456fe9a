"""``doctor``: a line for each thing that can go wrong, and what to do; it shows what is wrong, whatever else is."""

import json
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text

from statuspage import create_app
from statuspage.checkup import machine, outside
from statuspage.config.virus_scanner import ScannerAddress
from statuspage.db import db, write
from statuspage.domain.outbox import Outgoing
from statuspage.filing.storage import Storage, StoreFault
from statuspage.version import __version__
from tests.delivery.mail_servers import Inbox, serving
from tests.front.house import served

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Told(NamedTuple):
    """What it said: of each part the findings, and its exit status."""

    status: int
    found: dict[str, list[dict[str, object]]]

    def wrong(self) -> set[str]:
        return {about for about, found in self.found.items() if any(one["is_well"] is False for one in found)}


@pytest.fixture
def doctor(app: Flask, cast: object, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    """Run it with these settings changed; what it told."""
    for part in (machine, outside):
        monkeypatch.setattr(part, "now", lambda: datetime.now(UTC))  # by which the files here were written

    def do(**settings: object) -> Told:
        app.extensions["settings"] = replace(app.extensions["settings"], **settings)
        result = app.test_cli_runner().invoke(args=["doctor", "--json"])
        found: dict[str, list[dict[str, object]]] = {}
        for one in json.loads(result.stdout):
            assert one["words"].endswith((".", "”."))
            assert one["is_well"] is True or one["do"], "whoever reads that something is wrong reads what to do"
            found.setdefault(one["about"], []).append(one)
        return Told(result.exit_code, found)

    return do


SEEN = {"address": "127.0.0.1", "first": "192.0.2.77", "many": 1, "scheme": "http"}  # where no proxy is


@contextmanager
def answering(
    said: str = f"ok {__version__}",
    status: int = 200,
    tls: ssl.SSLContext | None = None,
    seen: dict[str, object] | None = None,
    is_held: bool = False,
    at: datetime | None = None,
) -> Iterator[int]:
    """A server on this machine that answers all in the same way, but for what it has seen of who asks; its port.

    A stream ends without a sign when it ``is_held``; ``at`` is what the server's clock says.
    """
    paths = {"/checkup": json.dumps(SEEN | (seen or {})), "/checkup/stream": "" if is_held else "event: beat\n"}

    class Same(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(paths.get(self.path, f"{said}\n").encode())

        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(at or datetime.now(UTC), usegmt=True)

        def log_message(self, *_: object) -> None:
            return None

    server: socketserver.TCPServer = ThreadingHTTPServer(("127.0.0.1", 0), Same)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def test_where_all_is_well_it_ends_with_zero(doctor):
    with answering() as port:
        told = doctor(base_url=f"http://127.0.0.1:{port}")
    assert told.wrong() == set()
    assert told.status == 0
    assert {"settings", "database", "schema", "files", "proxy", "clock", "disk", "permissions"} <= set(told.found)


def test_it_says_so_for_people_too_a_line_each(app, cast):
    said = app.test_cli_runner().invoke(args=["doctor"]).stdout
    assert "ok     schema       The schema is " in said
    assert "look   mail         No mail leaves from here.\n                    Set STATUSPAGE_SMTP_URL" in said


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [("ok 0.0.1", 200, "is not this version"), ("", 421, "answers 421"), ("", 301, "answers 301")],
)
def test_an_address_that_leads_elsewhere_is_wrong(doctor, said, status, words):
    with answering(said, status) as port:
        told = doctor(base_url=f"http://127.0.0.1:{port}")
    assert (told.wrong(), told.status) == ({"proxy"}, 1)
    assert words in told.found["proxy"][0]["words"]


def test_an_address_that_leads_nowhere_is_wrong_and_the_others_are_told(doctor):
    told = doctor(base_url="http://127.0.0.1:1")
    assert told.wrong() == {"proxy"}
    assert "schema" in told.found


def test_a_proxy_that_must_be_there_and_is_not_told_of_is_wrong(doctor, certify, far):
    with answering(tls=certify()) as port:
        told = doctor(base_url=f"https://{far}:{port}")
        assert "Set STATUSPAGE_TRUSTED_PROXIES" in told.found["proxy"][0]["do"]
    with answering(tls=certify(), seen={"many": 2, "scheme": "https"}) as port:
        assert "proxy" not in doctor(base_url=f"https://{far}:{port}", trusted_proxies=1).wrong()


@pytest.mark.parametrize(
    ("seen", "counted", "do"),
    [
        ({"address": "192.0.2.77"}, 1, "Set STATUSPAGE_TRUSTED_PROXIES to 0."),
        ({"address": "192.0.2.77", "many": 2}, 2, "Set STATUSPAGE_TRUSTED_PROXIES to 1."),
        ({"address": "192.0.2.77", "first": "", "many": 1}, 1, "Let the proxy set X-Forwarded-For."),
        ({"many": 3}, 1, "Set STATUSPAGE_TRUSTED_PROXIES to 2."),
        ({"first": "10.0.0.1", "many": 1}, 0, "Set STATUSPAGE_TRUSTED_PROXIES to 1."),
        ({"address": "unknown", "many": 2}, 1, "Let the proxy set X-Forwarded-For."),
        ({"scheme": "https"}, 0, "Let the proxy set X-Forwarded-Proto."),
        ({"many": 2}, 1, ""),
        ({"first": "10.0.0.1", "many": 1}, 1, ""),
    ],
)
def test_proxies_that_do_not_say_who_asks_as_they_are_counted_are_wrong(doctor, seen, counted, do):
    with answering(seen=seen) as port:
        told = doctor(base_url=f"http://127.0.0.1:{port}", trusted_proxies=counted)
    wrong = [one["do"] for one in told.found["proxy"] if one["is_well"] is False]
    assert wrong == ([do] if do else [])


def test_a_proxy_that_holds_streams_back_is_wrong(doctor):
    with answering(is_held=True) as port:
        told = doctor(base_url=f"http://127.0.0.1:{port}")
    assert "proxy_buffering" in str([one["do"] for one in told.found["proxy"]])
    assert told.wrong() == {"proxy"}


def test_a_server_at_another_time_is_wrong(doctor):
    with answering(at=datetime.now(UTC) + timedelta(minutes=3)) as port:
        assert doctor(base_url=f"http://127.0.0.1:{port}").wrong() == {"clock"}


@pytest.mark.parametrize("proxies", [0, 1])
def test_it_sees_of_the_real_app_what_that_sees_of_it(doctor, app, proxies):
    """With one counted and none there, whoever asks is believed whatever they say."""
    other = create_app(replace(app.extensions["settings"], trusted_proxies=proxies))
    with served(other) as server:
        told = doctor(base_url=f"http://127.0.0.1:{server.port}", trusted_proxies=proxies)
    assert told.wrong() == ({"proxy"} if proxies else set()), told
    assert "comes at once" in str(told.found["proxy"])


@pytest.mark.parametrize(("wish", "is_plain"), [("1", True), ("", False)])
def test_its_signs_have_colours_unless_somebody_wants_none(app, cast, monkeypatch, wish, is_plain):
    monkeypatch.setenv("NO_COLOR", wish)
    said = app.test_cli_runner().invoke(args=["doctor"], color=True).stdout
    assert ("\x1b[" not in said) is is_plain


def test_what_it_is_told_of_who_asks_is_only_what_they_know(app, client):
    seen = client.get("/checkup", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})
    assert seen.json == {"address": "127.0.0.1", "first": "198.51.100.7", "many": 2, "scheme": "http"}
    assert seen.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("is_expired", [True, False])
def test_a_certificate_that_is_not_good_is_wrong(doctor, certify, far, is_expired):
    with answering(tls=certify(expired=is_expired)) as port:
        told = doctor(base_url=f"https://{far}:{port}", trusted_proxies=1)
    assert ("tls" in told.wrong()) is is_expired


def test_a_mail_server_that_takes_us_is_well_and_nothing_is_sent(doctor, certify, far):
    inbox = Inbox()
    with serving(inbox, implicit=certify(), authenticator=inbox.authenticate, auth_required=True) as port:
        good = f"smtps://care:p%40ss%2Fw%C3%B6rd@{far}:{port}"
        assert "mail" not in doctor(smtp_url=good, mail_from="care@fernhill.example").wrong()
        assert "mail" in doctor(smtp_url=good.replace("care:p", "care:q")).wrong()
    assert inbox.mails == []


@pytest.mark.parametrize(("plain", "told"), [(True, [True, None]), (False, [True])])
def test_serving_without_tls_is_worth_a_look(doctor, plain, told):
    found = doctor(environment="production", plain_http=plain).found["settings"]
    assert [one["is_well"] for one in found] == told


def test_servers_that_do_not_answer_are_wrong(doctor):
    told = doctor(
        smtp_url="smtp://127.0.0.1:1",
        mail_from="care@fernhill.example",
        imap_url="imap://care:secret-word@127.0.0.1:1/INBOX",
        file_scanner=ScannerAddress.of("clamd://127.0.0.1:1"),
    )
    assert {"mail", "mailbox", "scanner"} <= told.wrong()
    assert "secret-word" not in json.dumps(told.found)


def test_mails_that_wait_too_long_are_wrong(doctor, clock, app):
    doctor()
    with write() as session:
        late = {"due_at": clock() - timedelta(hours=2), "created_at": clock() - timedelta(hours=2)}
        session.query(Outgoing).update(late)
        count = session.query(Outgoing).count()
    assert count
    told = doctor(smtp_url="smtp://127.0.0.1:1", mail_from="care@fernhill.example")
    assert "outbox" in told.wrong()


def test_another_schema_is_wrong(doctor):
    with write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert "schema" in doctor().wrong()


def test_a_broken_file_is_wrong_and_hides_no_other_finding(doctor, app):
    file = Path(db.engine.url.database)
    db.engine.dispose()
    content = bytearray(file.read_bytes())
    content[2 * 4096 : 40 * 4096] = b"\xff" * (38 * 4096)
    file.write_bytes(content)
    told = doctor()
    assert "database" in told.wrong()
    assert "disk" in told.found


def test_what_others_can_read_is_wrong_and_how_to_close_it_is_told(doctor):
    file = Path(db.engine.url.database)
    db.engine.connect().close()  # who connects for the first time closes it
    file.chmod(0o644)
    told = doctor()
    assert told.found["permissions"][0]["do"] == f"chmod 600 {file}"


@pytest.mark.parametrize(("free", "is_well"), [(2**31, True), (2**29, None), (2**20, False)])
def test_little_room_is_worth_a_look_and_hardly_any_is_wrong(doctor, monkeypatch, free, is_well):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: machine.shutil._ntuple_diskusage(2**40, 0, free))
    assert {one["is_well"] for one in doctor().found["disk"]} == {is_well}


def test_a_clock_that_was_set_back_is_wrong(doctor, monkeypatch):
    monkeypatch.setattr(machine, "now", lambda: datetime.now(UTC) - timedelta(hours=1))
    assert "clock" in doctor().wrong()


def test_a_store_that_cannot_be_read_is_wrong(doctor, monkeypatch):
    def names(_: Storage) -> Iterator[str]:
        raise StoreFault("the bucket refuses")
        yield

    monkeypatch.setattr(Storage, "names", names)
    assert "the bucket refuses" in str(doctor().found["files"][0]["words"])
