"""A company in full swing, and every key to it that there is: what the requests of these tests are made for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from flask import Flask, g
from sqlalchemy import func, select

from statuspage.db import db, write
from statuspage.domain.absences.planned import Planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.company_verbs import make_company
from statuspage.domain.files.file import READY, File
from statuspage.domain.invitations import invite
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview, ask_for_overview, use
from statuspage.domain.way_in.topics import save_topic
from statuspage.security import file_keys, sessions
from statuspage.security.access import Access
from statuspage.security.csrf import desk_token
from statuspage.security.file_keys import FileKey
from tests.conftest import Clock
from tests.contracts.canaries import Planted, plant
from tests.contracts.doors import Keys, Place, places

SECRET = "a-secret-of-the-mail-service"
NOWHERE = "smtp://127.0.0.1:1"  # so that whatever has to do with mail is offered


@dataclass
class World:
    """The app, and what fills its addresses as of the last ``look``."""

    app: Flask
    clock: Clock
    planted: Planted
    tokens: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, object] = field(default_factory=dict)
    sessions: list[tuple[str, str]] = field(default_factory=list)  # an agent's cookie, and the token of their forms

    @cached_property
    def places(self) -> list[Place]:
        """Every address of the app."""
        return places(self.app)

    def look(self) -> None:
        """See anew which keys open and which ids exist, and sign in whoever is no longer."""
        self.clock.forward(minutes=1)
        with self.app.app_context():
            with write() as session:
                agents = session.scalars(select(Agent).where(Agent.is_active).order_by(Agent.id).limit(2)).all()
                cookies = [(agent, sessions.sign_in(session, agent, self.clock(), 12)) for agent in agents]
                self.tokens, self.known = self._keys(session)
            self.sessions = [(key, self._form_token(agent)) for agent, key in cookies]
            db.session.remove()

    def token(self, access: Access) -> str:
        """The key that opens what has this access; "" where there is none."""
        return next(iter(self.tokens.get(access.value, ())), "")

    @cached_property
    def secrets(self) -> list[bytes]:
        """What stands in no answer to anybody."""
        hidden = [self.planted.secrets["password hash"], SECRET, *self.app.extensions["settings"].secret_keys]
        return [word.encode() for word in hidden]

    @cached_property
    def of_the_desk(self) -> list[bytes]:
        """What stands in no answer but to agents, whatever customers do."""
        names = ("note", "tag", "what is known about a cause", "another sender's words", "agent's mail")
        return [self.planted.secrets[name].encode() for name in (*names, "follower's mail", "colleague's family")]

    def _keys(self, session) -> tuple[dict[str, list[str]], dict[str, object]]:
        ticket = session.get_one(Ticket, self.planted.ticket_id)
        urls, shares = self.app.extensions["urls"], shares_of(session, ticket.id)
        lost = session.scalar(select(func.max(LostLink.id))) or 0
        overview = session.scalar(select(Overview).order_by(Overview.id).limit(1))
        mails = own_subscription(session, ticket.id)
        follower = session.merge(self.planted.follower, load=True)
        key = self._file_key(session, shares["private"])
        keys = Keys(urls, shares, follower, mails, self.planted.held.id, lost, overview, self.invited, key)
        tokens = {access.value: [key] for access in Access if (key := keys.to(access))}
        theirs = (
            select(Share)
            .join(Companion, Companion.id == Share.companion_id)
            .where(Share.scope == "private")
            .order_by(Share.id)
        )
        tokens["companion"] = [urls.token(share) for share in session.scalars(theirs)]
        return tokens, self.lasting | {
            "ticket_id": ticket.id,
            "customer_id": ticket.customer_id,
            "outgoing_id": session.scalar(select(func.max(Outgoing.id))) or 0,
            "outgoing": session.scalar(select(func.min(Outgoing.id))) or 0,
            "key": session.scalar(select(File.key).order_by(File.id.desc()).limit(1)) or "none",
            "version": self.planted.by_mail.version,
            "mail_id": self.planted.held.id,
            "letter": self.planted.hidden,
        }

    def _file_key(self, session, share) -> str:
        """The address of a file, as the customer's page leads there."""
        file = session.scalar(select(File).where(File.state == READY).order_by(File.id).limit(1))
        if file is None:
            return ""
        mark, until = file_keys.mark_of(file), file_keys.soon(self.clock())
        key = FileKey(file.id, False, file_keys.SHARE, share.id, share.generation, until, mark)
        return file_keys.sign_file(self.app.extensions["settings"].secret_keys, key)

    def _form_token(self, agent: Agent) -> str:
        with self.app.test_request_context():
            g.agent = agent
            return desk_token()

    lasting: dict[str, object] = field(default_factory=dict)
    invited: int = 0


def begin(app: Flask, clock: Clock) -> World:
    """Plant it: a ticket with a whole life, published, an overview, a company, an absence, a topic."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url=NOWHERE, mail_from="care@f.example", mail_secret=SECRET)
    app.testing = False  # failures become pages, as when served
    with write() as session:
        planted = plant(session, clock)
    with write() as session:
        publish(session, planted.ticket_id, PublicChoice(letters=True), clock())
        ticket = session.get_one(Ticket, planted.ticket_id)
        email = session.get_one(Customer, ticket.customer_id).email
        for at in (clock() - timedelta(minutes=50), clock()):
            ask_for_overview(session, email, at)
        session.flush()
        used, _ = session.scalars(select(LostLink.id).order_by(LostLink.id)).all()
        found = use(session, used, clock())
        make_company(session, found.id, clock(), name="Casa Reis", ours="Fernhill Coffee")
        (invited,) = invite(session, found.id, clock(), typed="rui.silva@example.org")
        agents = session.scalars(select(Agent).order_by(Agent.id)).all()
        topic = save_topic(session, None, name="", words={"en": ("Repairs", "Which?")}, agents=[], first="en")
        ahead = Planned(clock() + timedelta(days=20), clock() + timedelta(days=21), agents[1].zone)
        absence = set_absence(session, agents[1].id, agents[1], clock(), ahead, agents[0].id)
        lasting = {"topic_id": topic.id, "absence_id": absence.id, "name": agents[0].photo, "form": "a-form-of-mine"}
        lasting |= {"filename": "css/base.css", "colour": "0b6b5d", "lane": "promised", "agent_id": agents[1].id}
        invited_id = invited.id
    world = World(app, clock, planted, lasting=lasting, invited=invited_id)
    world.look()
    return world


@contextmanager
def without_limits(limiter, *, on: bool = False) -> Iterator[None]:
    """Nobody is asked to wait, or requests soon would learn nothing else."""
    before, limiter.enabled = limiter.enabled, on
    try:
        yield
    finally:
        limiter.enabled = before
