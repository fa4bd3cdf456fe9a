"""What a team's own instruments are told: routes, statements and failures, and of nobody a name, a word or a key.

A server here takes all that OpenTelemetry and Sentry send, and every byte of it is looked at.
"""

import gzip
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import text

from statuspage import create_app, logs
from statuspage.config import SettingsError
from statuspage.config.readers import sentry_dsn
from statuspage.db import db
from statuspage.delivery.sender import Sender
from statuspage.domain.shares.share import shares_of
from statuspage.refusals import told
from tests.cast import PASSWORD
from tests.conftest import Clock
from tests.contracts.canaries import plant
from tests.delivery.mail_servers import Inbox
from tests.delivery.mail_servers import serving as mail_server
from tests.front.house import Reader, get, send, served, watched
from tests.ports import free_port

CANARY = re.compile(rb"kq[a-z]{3}")  # so long that no random number of a span looks like one
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Collector:
    """A server that takes everything: its ``port``, and what came, with paths and headers."""

    port: int = 0
    heads: list[str] = field(default_factory=list)
    spans: list[bytes] = field(default_factory=list)
    failures: list[bytes] = field(default_factory=list)

    def everything(self) -> bytes:
        return b"\n".join([*self.spans, *self.failures, "\n".join(self.heads).encode()]).lower()

    def named(self) -> dict[str, list[dict[str, object]]]:
        """The facts of each span, by its name."""
        found: dict[str, list[dict[str, object]]] = {}
        for raw in self.spans:
            for resource in ExportTraceServiceRequest.FromString(raw).resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        facts = {one.key: one.value.string_value or one.value.int_value for one in span.attributes}
                        facts |= {
                            "status": span.status.code,
                            "parent": span.parent_span_id,
                            "events": list(span.events),
                        }
                        found.setdefault(span.name, []).append(facts)
        return found


@contextmanager
def collecting() -> Iterator[Collector]:
    found = Collector()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            raw = gzip.decompress(raw) if self.headers.get("Content-Encoding") == "gzip" else raw
            (found.spans if self.path == "/v1/traces" else found.failures).append(raw)
            found.heads.append(f"{self.path}\n{self.headers}")
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    factory, hook = logging.getLogRecordFactory(), threading.excepthook
    logs.keep_keys_out()
    with collecting() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{found.port}")
        yield found
    logging.setLogRecordFactory(factory)
    threading.excepthook = hook


@pytest.fixture
def observed(app: Flask, clock: Clock, collector: Collector) -> Iterator[Callable[..., Flask]]:
    """An app whose failures and spans go there, over the database of ``app``."""
    made: list[Flask] = []

    def make(**more: object) -> Flask:
        dsn = f"http://a-key@127.0.0.1:{collector.port}/1"
        found = create_app(replace(app.extensions["settings"], otel=True, sentry_dsn=dsn, **more))
        found.extensions["clock"] = clock
        made.append(found)
        return found

    yield make
    for one in made:
        with one.app_context():
            db.engine.dispose()


def test_routes_statements_and_failures_are_told_and_nobodys_words(app, observed, collector, clock, run):
    planted = run(plant, clock)
    shares = run(lambda session: shares_of(session, planted.ticket_id))
    tokens = [app.extensions["urls"].token(share) for share in shares.values()]
    page, other = f"/t/{app.extensions['urls'].token(shares['private'])}", observed()

    def fail(token: str) -> None:
        words = "kqlocalwords"
        db.session.execute(text("SELECT nothing FROM nowhere WHERE a = :a"), {"a": words})

    rules = [rule for rule in other.url_map.iter_rules() if rule.rule == "/t/<token>/link" and "GET" in rule.methods]
    broken = rules[0].endpoint
    other.view_functions[broken] = marked(fail, other.view_functions[broken])
    with served(other) as server:
        for _ in range(2):  # the second one is given before Flask begins
            assert get(server.port, page, cookie="desk=kqcookie", user_agent="kqbrowser")[0] == 200
        assert send(server.port, "POST", f"{page}/replies", b"body=kqreplied+again&once=kqonce", **FORM)[0] == 303
        login = f"email=kqwho@example.org&password={PASSWORD}".encode()
        assert send(server.port, "POST", "/desk/login", login, x_forwarded_for="203.0.113.9", **FORM)[0] == 422
        assert send(server.port, "PROPFIND", f"{page}/link?q=kqquery")[0] == 405
        assert get(server.port, f"{page}/link?q=kqquery", referer="http://kqreferer.example/")[0] == 500
        with Reader(server.port, f"{page}/stream"):
            watched(server)
        logging.getLogger("statuspage.any").error("It is no use to say %s", "kqargument")
    everything = collector.everything()
    secrets = [*planted.secrets.values(), *tokens, page, PASSWORD, "203.0.113.9", "127.0.0.1:1", "cookie"]
    secrets += app.extensions["settings"].secret_keys
    assert [word for word in secrets if word.encode().lower() in everything] == []
    assert CANARY.findall(everything) == []
    spans = collector.named()
    assert {"GET /t/<token>", "POST /t/<token>/replies", "GET /t/<token>/link", "POST /desk/login"} <= spans.keys()
    assert [one["http.response.status_code"] for one in spans["GET /t/<token>/link"]] == [500]
    assert [one["http.route"] for one in spans["GET /t/<token>"]] == ["/t/<token>"] * 2
    assert spans["_OTHER"][0]["http.request.method"] == "_OTHER"
    assert {"SELECT", "INSERT"} <= spans.keys()
    assert all(one["parent"] and one["events"] == [] for one in spans["INSERT"])
    assert any("nowhere WHERE a = " in str(one["db.query.text"]) and one["status"] == 2 for one in spans["SELECT"])
    said = b"".join(collector.failures)
    assert b"GET /t/<token>/link" in said
    assert (b'"function":"fail"' in said, b"It is no use to say %s" in said) == (True, True)
    (signs,) = {one["statuspage.request_id"] for one in spans["GET /t/<token>/link"]}
    assert str(signs).encode() in said, "by which the log has the rest"


def marked(view: Callable[..., object], other: Callable[..., object]) -> Callable[..., object]:
    vars(view).update({name: value for name, value in vars(other).items() if name != "__wrapped__"})
    return view


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_mail_that_is_handed_over_is_a_span_without_its_address(app, cast, observed, collector):
    inbox = Inbox()
    with mail_server(inbox) as port:
        other = observed(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="care@fernhill.example")
        for one in other.extensions["observers"]:
            one.start()
        with other.app_context():
            tally = Sender(other, threading.Event()).send_due()
        for one in other.extensions["observers"]:
            one.stop()
    assert tally.sent == len(inbox.mails) > 0
    assert len(collector.named()["mail"]) == tally.sent
    assert b"example.org" not in collector.everything()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_nobody_takes_it_the_pages_go_on(app, cast, clock, monkeypatch):
    nowhere = free_port()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{nowhere}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "1")
    settings = replace(app.extensions["settings"], otel=True, sentry_dsn=f"http://a-key@127.0.0.1:{nowhere}/1")
    other = create_app(settings)
    with served(other) as server:
        assert get(server.port, "/")[0] == 200
        logging.getLogger("statuspage.any").error("It failed")
        assert get(server.port, "/")[0] == 200
    with other.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("package", "part", "extra", "setting", "wish"),
    [
        ("opentelemetry", "tracing", "otel", "STATUSPAGE_OTEL", {"otel": True}),
        (
            "sentry_sdk",
            "failures",
            "sentry",
            "STATUSPAGE_SENTRY_DSN",
            {"sentry_dsn": "https://key@sentry.example.com/1"},
        ),
    ],
)
def test_what_is_set_and_cannot_be_done_is_refused_in_words(app, monkeypatch, package, part, extra, setting, wish):
    for name in [package, *(name for name in sys.modules if name.startswith(f"{package}."))]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, f"statuspage.observing.{part}", raising=False)
    with pytest.raises(SettingsError) as refused:
        create_app(replace(app.extensions["settings"], **wish))
    assert f"{setting} needs a package that is not installed: pip install 'virtual-ticket[{extra}]'" in str(
        refused.value
    )
    assert told(refused.value) == str(refused.value), "which ends the start with this sentence"


@pytest.mark.parametrize(
    "wrong", ["x", "https://sentry.example.com/1", "https://k@h/", "ftp://k@h/1", "https://k@h/1?a"]
)
def test_what_is_no_address_of_a_project_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="must be the DSN"):
        sentry_dsn(wrong)
