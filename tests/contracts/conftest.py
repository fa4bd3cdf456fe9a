"""A ticket that holds secrets, and a walk over every address that can be read."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from statuspage.db import write
from statuspage.domain.absences.planned import Planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.company_verbs import make_company
from statuspage.domain.invitations import invite
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.photos import replace_photo, square
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview, ask_for_overview, use
from statuspage.domain.way_in.topics import save_topic
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.contracts.canaries import Planted, plant
from tests.contracts.doors import Keys, Place, places

Run = Callable[..., Any]
Step = tuple[Place, str, TestResponse]
Walk = Callable[..., Iterator[Step]]


@pytest.fixture
def planted(app: Flask, clock: Clock) -> Planted:
    """A ticket with a whole life behind it, a secret word in every place."""
    with write() as session:
        return plant(session, clock)


@pytest.fixture
def walk(app: Flask, client: FlaskClient, cast: Cast, planted: Planted, run: Run, clock: Clock) -> Walk:
    """Ask every address that can be read, as those who may: (place, address, answer)."""
    run(publish, planted.ticket_id, PublicChoice(subject="subject", letters=True), clock())
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    with write() as session:
        shares = shares_of(session, planted.ticket_id)
        tom = session.get_one(Agent, cast.tom.id)
        tom.public_as = "photo"  # anyone may see it
        replace_photo(session, tom, square(picture()), clock())
        mails = own_subscription(session, planted.ticket_id)
        known: dict[str, Any] = {"ticket_id": planted.ticket_id, "name": tom.photo}
        words = {"en": ("Repairs", "Which machine?")}
        known["topic_id"] = save_topic(session, None, name="", words=words, agents=[], first="en").id
        ahead = Planned(clock() + timedelta(days=20), clock() + timedelta(days=21), tom.zone)
        known["absence_id"] = set_absence(session, tom.id, tom, clock(), ahead, cast.maria.id).id
        known["customer_id"] = session.get_one(Ticket, planted.ticket_id).customer_id
        known["outgoing_id"] = session.scalar(select(Outgoing.id).where(Outgoing.to == "customer").limit(1))
        known |= {"mail_id": planted.by_mail.id, "version": planted.by_mail.version, "letter": planted.hidden}
        lost, found = lost_and_found(session, session.get_one(Customer, known["customer_id"]).email, clock())
        make_company(session, found.id, clock(), name="Casa Reis", ours="Fernhill Coffee")
        (invited,) = invite(session, found.id, clock(), typed="rui.silva@example.org")
    keys = Keys(app.extensions["urls"], shares, planted.follower, mails, planted.held.id, lost, found, invited.id)

    def every(queries: tuple[str, ...] = ("",), headers: tuple[dict[str, str], ...] = ({},)) -> Iterator[Step]:
        for place in places(app):
            if "GET" not in place.methods:
                continue
            path = place.path(
                token=keys.to(place.access), filename="css/base.css", colour="0b6b5d", lane="promised", **known
            )
            for query, more in product(queries, headers):
                with client.get(path + query, headers=more) as answer:
                    yield place, path + query, answer

    return every


def lost_and_found(session: Session, email: str, now: datetime) -> tuple[int, Overview]:
    """A mailed link that waits to be used, and the overview to which another one has led."""
    for at in (now - timedelta(minutes=50), now):
        ask_for_overview(session, email, at)
    session.flush()
    used, waits = session.scalars(select(LostLink.id).order_by(LostLink.id)).all()
    return waits, use(session, used, now)


def picture() -> bytes:
    """A small photo, as someone would upload it."""
    file = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    return file.getvalue()
