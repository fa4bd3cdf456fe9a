"""What a reader finds in their mailbox: each row of the outbox as the message that would leave, parsed again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from flask import Flask
from sqlalchemy import select

from statuspage.db import db
from statuspage.delivery import mail
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.outbox import Outgoing, leave, left_as
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import share
from statuspage.domain.subscriptions import Subscription, subscribe
from tests.cast import Cast, due
from tests.conftest import Clock

LETTER = "On it, *today*.\n\n- the fuse\n- the <b>valve</b>"
SETTINGS = {
    "smtp_url": "smtp://127.0.0.1:2525",
    "mail_from": "care@fernhill.example",
    "company_phone": "+351 21 555 0100",
    "reply_domain": None,
}
DOMAIN = "reply.fernhill.example"
ANSWERED = SETTINGS | {"reply_domain": DOMAIN}  # of a company that takes answers by mail


@dataclass
class Mailbox:
    """The mails of Ana's ticket, and what fills it. ``change`` sets what the company has set."""

    app: Flask
    cast: Cast
    clock: Clock
    run: Callable[..., Any]

    def change(self, **settings: Any) -> None:
        self.app.extensions["settings"] = replace(self.app.extensions["settings"], **settings)

    def rows(self, **columns: Any) -> list[Outgoing]:
        db.session.rollback()
        matches = [getattr(Outgoing, name) == value for name, value in columns.items()]
        return list(db.session.scalars(select(Outgoing).where(*matches).order_by(Outgoing.id)))

    def raw(self, **columns: Any) -> bytes:
        """The newest of these as its bytes."""
        row, now = self.rows(**columns)[-1], self.clock()
        urls, settings = self.app.extensions["urls"], self.app.extensions["settings"]
        return mail.render(db.session(), row, urls, settings, now).as_bytes()

    def newest(self, **columns: Any) -> EmailMessage:
        return message_from_bytes(self.raw(**columns), policy=policy.default)

    def left(self, **columns: Any) -> EmailMessage:
        """The newest of these, after it has left: an answer to it, or a report, finds it by its name."""
        message, row = self.newest(**columns), self.rows(**columns)[-1]
        facts = {"outcome": "sent", "sent_at": self.clock(), "sent_as": left_as(str(message["Message-ID"]))}
        self.run(lambda session: _set(session.get_one(Outgoing, row.id), facts))
        return message

    def write(self, body: str = LETTER, **more: Any) -> None:
        """Maria writes to Ana, as of now."""
        if "asks_solved" not in more:
            more.setdefault("promise", due(self.clock(), hours=3))
        more = {"heard": "It died again.", "by": self.cast.maria} | more
        self.run(write_letter, self.cast.ticket.id, more.pop("by"), self.clock(), body=body, **more)

    def ana(self, **facts: Any) -> None:
        self.run(lambda session: _set(session.get_one(Customer, self.cast.ana.id), facts))

    def subscription(self, **facts: Any) -> Subscription:
        """Ana's, with these facts changed."""

        def change(session: Any) -> Subscription:
            found = session.scalars(select(Subscription).where(Subscription.reader == "customer")).one()
            _set(found, facts)
            return found

        found: Subscription = self.run(change)
        return found

    def let_in(self, **facts: Any) -> Subscription:
        """Joana, Ana's sister, with a key and mails of her own."""
        facts = {"email": "joana@example.org", "zone": "Asia/Tokyo", "came": "customer", "may_write": True} | facts

        def add(session: Any) -> Subscription:
            one = Companion(ticket_id=self.cast.ticket.id, name="Joana Reis", created_at=self.clock(), **facts)
            session.add(one)
            session.flush()
            share(session, one.ticket_id, "private", self.clock(), one.id)
            return subscribe(session, one.ticket_id, self.clock(), one)

        made: Subscription = self.run(add)
        return made

    def leave(self, kind: str, to: Subscription, **data: Any) -> None:
        self.run(leave, to.ticket_id, kind, to.reader, self.clock(), subscription_id=to.id, data=data)


def _set(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def text(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
