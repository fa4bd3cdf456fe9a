"""Fixtures of the tests of what leaves: certificates that are good here, and a name that is this machine's."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from flask import Flask

from statuspage.db import db
from statuspage.delivery.incoming.receiving import Receipt, receive
from tests.delivery.mail_servers import Crooked

HOST = "mail.fernhill.example"
Certify = Callable[..., ssl.SSLContext]


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def certify(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certify:
    """A server's side of TLS, with a certificate that we trust: for ``name``, and expired if the test says so."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))

    def make(name: str = HOST, *, expired: bool = False) -> ssl.SSLContext:
        then = datetime.now(UTC) - timedelta(days=2)
        dates = {"not_before": then - timedelta(days=9), "not_after": then} if expired else {}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name, **dates).configure_cert(context)
        return context

    return make


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a host that is not this machine, as far as we can tell."""
    real = socket.getaddrinfo

    def look_up(host: str, *rest: object, **more: object) -> object:
        return real("127.0.0.1" if host == HOST else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return HOST


@pytest.fixture
def take(app: Flask) -> Callable[..., Receipt]:
    """Hand a message over, to these recipients of the envelope; what became of it."""

    def do(raw: bytes, *to: str, **more: int) -> Receipt:
        receipts = receive(raw, to=to, door="pipe", **more)
        db.session.rollback()
        return receipts[0]

    return do


@pytest.fixture
def crooked() -> Iterator[Callable[..., Crooked]]:
    """Makes servers that misbehave; they are closed at the end."""
    made: list[Crooked] = []

    def make(**script: str) -> Crooked:
        made.append(Crooked(**script))
        return made[-1]

    yield make
    for server in made:
        server.close()
