"""The demo: Fernhill Coffee. It is made by the domain's own verbs, so that it shows nothing that the app cannot do.

Its passwords are printed, so production refuses it. Nothing in it is ever sent.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.demo import past
from statuspage.demo.cast import AGENTS, CUSTOMERS
from statuspage.demo.stage import perform
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.domain.people.companies import Member
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import Overview
from statuspage.domain.words.sources import put_in_order
from statuspage.urls import Urls


class NoDemo(LookupError):
    """There is no demo in this database, or none is allowed here; the text says which."""


def load(app: Flask) -> bool:
    """Fill an empty database with the demo cast, in one transaction. False, and nothing changes, when it is not empty.

    Raises ``NoDemo`` in production, and where the setting is off.
    """
    refuse_where_it_is_off(app)
    offer(app)
    with app.app_context(), write() as session:
        _wait_for_others(session)
        if session.scalar(select(Agent.id).limit(1)) is not None or session.scalar(select(Customer.id).limit(1)):
            return False
        perform(session, now())
        return True


def remember(app: Flask) -> None:
    """Give a demo that was just loaded a past of a quarter of ordinary weeks, for the team page to count.

    It takes seconds, and may be done while pages are served.
    """
    with app.app_context():
        agents = [agent_by_email(db.session(), AGENTS[key].email) for key in ("maria", "tom")]
        past.remember(partial(write, lasting=False), tuple(agent.id for agent in agents if agent), now())
        with write() as session:
            put_in_order(session)
    app.extensions.pop("team", None)  # the figures of before


def refuse_where_it_is_off(app: Flask) -> None:
    """Raise ``NoDemo`` in production, and where the setting is off."""
    settings: Settings = app.extensions["settings"]
    if settings.production or not settings.demo:
        raise NoDemo("The demo is switched off here (STATUSPAGE_DEMO); its passwords are no secret.")


def links(app: Flask) -> dict[str, Any]:
    """The manifest: the addresses of Ana's open ticket, and every password. Raises ``NoDemo`` when she is not here."""
    urls: Urls = app.extensions["urls"]
    with app.app_context():
        shares = _shares_of_ana(db.session())
        mine = db.session.execute(select(Overview.id, Overview.generation).order_by(Overview.id).limit(1)).first()
        holds = select(Overview.id, Overview.generation).join(Member, Member.overview_id == Overview.id)
        company = db.session.execute(holds.where(Member.is_holder).order_by(Member.id).limit(1)).first()
        agents = db.session.scalars(select(Agent).where(Agent.email.in_([who.email for who in AGENTS.values()])))
        here = {agent.email for agent in agents}
    address = {scope: urls.shared(share) for scope, share in shares.items()}
    return {
        "base_url": urls.base,
        "customer_url": address["private"],
        "public_url": address["public"],
        "feed_url": address["feed"],
        "public_feed_url": address["public_feed"],
        "json_feed_url": urls.shared(shares["feed"], "json"),
        "public_json_feed_url": urls.shared(shares["public_feed"], "json"),
        "calendar_url": address["calendar"],
        "public_promise_url": f"{address['public']}/promise.ics",
        "badge_url": address["badge"],
        "widget_js_url": urls.widget_js(),
        "embed_url": address["embed"],
        "embed_gallery_url": urls.gallery(),
        "oembed_url": urls.oembed(address["public"]),
        "ask_url": urls.ask(),
        "mine_url": urls.mine(*mine) if mine else "",
        "company_url": urls.mine(*company) if company else "",
        "desk_url": urls.desk(),
        "demo_mail_url": urls.demo_mail(),
        "agents": [
            {"name": who.name, "email": who.email, "password": who.password}
            for who in AGENTS.values()
            if who.email in here
        ],
    }


def welcome(app: Flask) -> str:
    """What is printed at the start: whom to be, and which link to open first."""
    known = links(app)
    agents = [f"  {agent['email']:<24} {agent['password']}" for agent in known["agents"]]
    return "\n".join(
        [
            "This is the demo: Fernhill Coffee, who repair espresso machines. Open these two side by side.",
            f"Be Ana, a customer:    {known['customer_url']}",
            f"Be Maria, who has it:  {known['desk_url']}",
            *agents,
            f"What Ana shows others: {known['public_url']}",
            f"What they are mailed:  {known['demo_mail_url']}",
            "No mail of the demo leaves. To begin again, stop, and delete the data folder.",
        ]
    )


def offer(app: Flask) -> None:
    """Let surfaces ask for the demo: ``demo_links`` and ``demo_shares`` in ``app.extensions`` are functions.

    The first returns the manifest, the second the shares of Ana's ticket by scope; {} where there is no demo.
    """

    def ask() -> dict[str, Any]:
        try:
            return links(app)
        except NoDemo:
            return {}

    def shares() -> dict[str, Share]:
        try:
            return _shares_of_ana(db.session())
        except NoDemo:
            return {}

    known: Callable[[], dict[str, Any]] = ask
    shown: Callable[[], dict[str, Share]] = shares
    app.extensions.update(demo_links=known, demo_shares=shown)


def _wait_for_others(session: Session) -> None:
    """Keep a second process that starts now from finding the database empty, too. On SQLite a write waits by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE agent IN SHARE ROW EXCLUSIVE MODE"))


def _shares_of_ana(session: Session) -> dict[str, Share]:
    ana = CUSTOMERS["ana"].email
    ticket = session.scalar(
        select(Ticket.id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Customer.email == ana, Ticket.published_at.is_not(None))
        .order_by(Ticket.opened_at.desc())
        .limit(1)
    )
    if ticket is None:
        raise NoDemo("There is no demo in this database; it is loaded only into an empty one.")
    return shares_of(session, ticket)
