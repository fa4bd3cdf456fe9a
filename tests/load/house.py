"""A real server, as operators start it, over Ana's ticket with so many letters on it as a long story has."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from tests.cast import STORY, due
from tests.conftest import START, settings_for
from tests.front.house import get
from tests.outages.conftest import fill
from tests.outages.workers import Worker, processes

LETTERS = 20


@dataclass(frozen=True)
class Place:
    """``app`` is one beside the servers' own; the paths of Ana's private and of her public page."""

    app: Flask
    workers: list[Worker]
    ticket: int
    private: str
    public: str

    @property
    def port(self) -> int:
        return self.ports[0]

    @property
    def ports(self) -> list[int]:
        return [one.port for one in self.workers]


@contextmanager
def placed(url: str, folder: Path, count: int = 1, **settings: str) -> Iterator[Place]:
    """So many servers over this database, until the end of the block."""
    app = create_app(settings_for(url, folder))
    ticket, private, public = fill(app)
    with app.app_context(), write() as session:
        maria = session.get_one(Agent, session.get_one(Ticket, ticket).owner_id)
        for number in range(LETTERS):
            at = START + timedelta(hours=number + 1)
            said = f"{STORY} ({number})"
            write_letter(session, ticket, maria, at, body=said, heard="It dies.", promise=due(at, hours=24))
    with processes(count, url, folder, **settings) as running:
        for one in running:
            for path in (private, public):
                assert get(one.port, path)[0] == 200, "the first page loads what all need"
        yield Place(app, running, ticket, private, public)
    with app.app_context():
        db.engine.dispose()
