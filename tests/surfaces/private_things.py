"""Ana at her own page: her address, what she sends by form, and what is written to her meanwhile."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.events import history
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.cast import Cast, due
from tests.conftest import Clock

BY_SCRIPT = {"HX-Request": "true"}


@dataclass
class Ana:
    """Ana, with her link. ``write`` is Maria writing to her; every deed takes a minute."""

    app: Flask
    client: FlaskClient
    cast: Cast
    clock: Clock
    run: Callable[..., Any]

    @property
    def id(self) -> int:
        return self.cast.ticket.id

    @property
    def path(self) -> str:
        return self.link("private")

    def link(self, scope: str) -> str:
        """The path that this share opens now."""
        with fresh() as session:
            urls = self.app.extensions["urls"]
            return str(urls.shared(shares_of(session, self.id)[scope])).removeprefix(urls.base)

    @property
    def ticket(self) -> Ticket:
        with fresh() as session:
            return session.get_one(Ticket, self.id)

    @property
    def kinds(self) -> list[str]:
        with fresh() as session:
            return [event.kind for event in history(session, self.id)]

    def do(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """A verb of the domain, done by whoever; the ticket and the time are told by themselves."""
        return self.run(verb, self.id, *arguments, self.clock.forward(minutes=1), **named)

    def write(self, body: str = "The part is on its way.", *, hours: float = 24, **rest: Any) -> int:
        """Maria writes; the letter's version."""
        rest.setdefault("promise", None if rest.get("asks_solved") else due(self.clock(), hours=hours))
        rest.setdefault("heard", "It dies again." if self.ticket.heard_at is None else "")
        return int(self.do(write_letter, rest.pop("by", self.cast.maria), body=body, **rest).version)

    def read(self, query: str = "", **headers: str) -> TestResponse:
        return self.client.get(self.path + query, headers=headers)

    def page(self, query: str = "") -> str:
        """The page's text, which must be whole HTML."""
        answer = self.read(query)
        assert answer.status_code == 200
        html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer.text

    def send(self, what: str, *, by_script: bool = False, **fields: Any) -> TestResponse:
        """Send one of the page's forms, as it stands without script."""
        self.clock.forward(minutes=1)
        return self.client.post(f"{self.path}/{what}", data=fields, headers=BY_SCRIPT if by_script else {})


@contextmanager
def fresh() -> Iterator[Session]:
    """A session that sees what was committed last, and leaves nothing behind that a request would read from."""
    db.session.remove()
    yield db.session()
    db.session.remove()


def words(html: str) -> str:
    """What a page says, without its tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def field(html: str, name: str) -> str:
    """What a textarea of the page holds."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.S)
    assert found is not None, f"no textarea {name}"
    return found.group(1)
