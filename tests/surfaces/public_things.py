"""What the tests of the public side start from: Ana's ticket, the letters that she may show, and her links."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.cast import Cast, due
from tests.conftest import Clock

Run = Callable[..., Any]
EVERYTHING = PublicChoice(owner="photo", subject="title", title="My espresso machine", letters=True)


@dataclass
class Shown:
    """Ana's ticket as the tests of the public side use it. Every verb takes a minute."""

    app: Flask
    client: FlaskClient
    cast: Cast
    clock: Clock
    run: Run
    choice: PublicChoice = field(default_factory=PublicChoice)

    @property
    def id(self) -> int:
        return self.cast.ticket.id

    def do(self, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self.clock.forward(minutes=1)
        return self.run(verb, self.id, *arguments, self.clock(), **named)

    def letter(self, body: str, *, public: bool = True, hours: float = 24, **named: Any) -> Any:
        kind = "call" if named.pop("call", False) else "letter"
        promise = None if named.get("asks_solved") else replace(due(self.clock(), hours=hours), kind=kind)
        named.setdefault("heard", "It switches itself off." if not self.heard else "")
        return self.do(write_letter, self.cast.maria, body=body, promise=promise, is_public=public, **named)

    @property
    def heard(self) -> bool:
        db.session.rollback()
        return db.session.get_one(Ticket, self.id).heard_at is not None

    def publish(self, choice: PublicChoice | None = None) -> None:
        self.clock.forward(minutes=1)
        self.run(publish, self.id, choice or self.choice, self.clock())

    def links(self) -> dict[str, str]:
        """Path by scope."""
        db.session.rollback()
        urls = self.app.extensions["urls"]
        return {
            scope: urls.shared(share).removeprefix(urls.base)
            for scope, share in shares_of(db.session(), self.id).items()
        }

    def addresses(self) -> list[str]:
        """All public addresses."""
        links = self.links()
        page = links["public"]
        return [*(links[scope] for scope in PUBLIC_SCOPES), f"{page}/live", f"{page}/letters", f"{page}/card"]

    def get(self, scope: str, query: str = "", **headers: str) -> TestResponse:
        path = self.links()[scope]
        return self.at(path + query, **headers)

    def at(self, path: str, **headers: str) -> TestResponse:
        db.session.rollback()
        return self.client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
