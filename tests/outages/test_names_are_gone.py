"""A name system that says nothing, or that there is no such name: pages go on, mails wait, and no thread is lost."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from statuspage import create_app, resolving
from statuspage.delivery import smtp
from statuspage.delivery.sender import Sender
from statuspage.delivery.smtp import Line
from statuspage.resolving import Resolver
from tests.conftest import settings_for
from tests.front.house import get
from tests.outages.conftest import House
from tests.outages.letters import Poster, agree
from tests.outages.postgres import OwnPostgres
from tests.patience import until

NAME = "records.fernhill.example"
MAIL = "mail.fernhill.example"


class Names:
    """What the name system says of our hosts: that they are here, "" for that there are none, None for nothing."""

    def __init__(self) -> None:
        self.say: str | None = "127.0.0.1"
        self.asked, self.let_go = 0, threading.Event()
        self._real = socket.getaddrinfo

    def look_up(self, host: Any, *rest: Any, **more: Any) -> Any:
        if host not in (NAME, MAIL):
            return self._real(host, *rest, **more)
        self.asked += 1
        if self.say is None:
            self.let_go.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        if not self.say:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._real(self.say, *rest, **more)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made.look_up)
    monkeypatch.setattr(resolving, "names", Resolver())
    for module in ("statuspage.patient", "statuspage.delivery.push.reach", "statuspage.delivery.incoming.wire"):
        monkeypatch.setattr(f"{module}.names", resolving.names)
    yield made
    made.let_go.set()


@pytest.fixture
def host(names: Names) -> str:
    return NAME


def test_who_asks_gives_up_and_one_thread_waits_for_all(names: Names) -> None:
    names.say = None
    finder = resolving.names
    for _ in range(5):
        with pytest.raises(socket.gaierror):
            finder.find(NAME, 0.01)
    with pytest.raises(socket.gaierror):
        asyncio.run(finder.found(NAME, 0.01))
    assert names.asked == 1
    assert len([thread for thread in threading.enumerate() if thread.name == "names"]) == 1
    names.say = "127.0.0.1"
    names.let_go.set()
    until(lambda: not finder._asked)
    assert finder.find(NAME) == asyncio.run(finder.found(NAME)) == ["127.0.0.1"]


def test_what_was_said_last_is_believed_while_nothing_is_said_and_no_longer(names: Names) -> None:
    assert resolving.names.find(NAME) == ["127.0.0.1"]
    names.say = None
    assert resolving.names.find(NAME, 0.01) == ["127.0.0.1"]
    names.let_go.set()
    names.say = ""
    until(lambda: not resolving.names._asked)
    with pytest.raises(socket.gaierror, match="not known"):
        resolving.names.find(NAME)


@pytest.mark.postgresql
def test_the_database_s_name_is_not_known_for_a_while(house: House, names: Names, postgres: OwnPostgres) -> None:
    kept = get(house.port, house.public)
    poster = Poster([house.port], house.private)
    names.say = None
    postgres.cut_all()
    poster.post()  # by the address that was known
    names.say = ""
    names.let_go.set()

    def is_lost() -> bool:
        postgres.cut_all()
        return get(house.port, house.private)[0] == 503

    until(is_lost)
    assert get(house.port, house.public)[0] == kept[0] == 200
    assert get(house.port, "/healthz")[0] == 200
    names.say = "127.0.0.1"
    poster.post()
    with house.app.app_context():
        agree(poster, house.ticket)


def test_a_mail_waits_and_goes_later(app: Flask, cast: object, names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "CONNECTED", 0.05)
    url = f"smtp://{MAIL}:2525"
    mailing = create_app(
        settings_for(
            app.config["SQLALCHEMY_DATABASE_URI"],
            app.extensions["settings"].data_dir,
            smtp_url=url,
            mail_from="care@fernhill.example",
        )
    )
    mailing.extensions["clock"] = app.extensions["clock"]
    for say in (None, ""):
        names.say = say
        with mailing.app_context():
            tally = Sender(mailing, threading.Event()).send_due()
        assert tally.sent == tally.dead == 0
        assert "no host named" in tally.said
        app.extensions["clock"].forward(minutes=10)
    taken: list[object] = []
    names.say = "127.0.0.1"
    monkeypatch.setattr(Line, "send", lambda _self, parcel: taken.append(parcel))
    with mailing.app_context():
        tally = Sender(mailing, threading.Event()).send_due()
    assert (tally.sent, len(taken)) == (1, 1)
