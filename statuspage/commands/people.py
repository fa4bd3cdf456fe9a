"""The people at the desk: listed, changed, let go and taken back."""

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import ColumnElement, func, select

from statuspage.clock import now
from statuspage.commands.agents import find_agent
from statuspage.commands.in_words import in_words
from statuspage.commands.listing import Page, as_lines, paged, tell
from statuspage.db import db, write
from statuspage.domain import audit
from statuspage.domain.people import leaving
from statuspage.domain.people.agents import PROFILE_LINES, PRONOUNS, Agent, change_address, change_agent
from statuspage.domain.people.away import away_at
from statuspage.domain.people.passing_on import pass_on
from statuspage.domain.tickets import IN_HAND, Ticket
from statuspage.security.sessions import end_all

_COLUMNS = ("id", "email", "name", "role", "place", "zone", "language")


@click.command("agents")
@paged
@with_appcontext
def agents(page: Page) -> None:
    """List the agents: who they are, whether they are away or were let go, and how many open tickets they have."""
    owns: ColumnElement[bool] = Ticket.owner_id == Agent.id
    mine = select(func.count()).where(owns, *IN_HAND).scalar_subquery()
    query = select(Agent, mine).where(Agent.id > page.after).order_by(Agent.id).limit(page.read)
    with in_words():
        rows = [
            {**{name: getattr(agent, name) for name in _COLUMNS}, "state": _state(agent), "open_tickets": count}
            for agent, count in db.session.execute(query)
        ]
    tell(page, rows, "id", as_lines("id", "email", "name", "state", "open_tickets"))


@click.command("change-agent")
@click.argument("email")
@click.option("--email", "address", help="Another mail address to sign in with.")
@click.option("--name", help="Their whole name.")
@click.option("--first-name", help="What they are called.")
@click.option("--public-name", help="How their letters are signed.")
@click.option("--zone", help="Their time zone, such as Europe/Lisbon.")
@click.option("--role", help="What they do, such as Repairs.")
@click.option("--place", help="Where they work, such as Lisbon.")
@click.option("--phone", help="The number that customers call.")
@click.option("--pronoun", type=click.Choice(PRONOUNS), help="Theirs to say; may be empty.")
@click.option("--language", help="The language of their desk, such as de.")
@with_appcontext
def change_one(email: str, address: str | None, **given: str | None) -> None:
    """Change what is given of an agent, and leave the rest. What the public may see of them is theirs alone to say."""
    known = (
        "name",
        "first_name",
        "public_name",
        "phone",
        "pronoun",
        "zone",
        "hours",
        "language",
        *(one.name for one in PROFILE_LINES),
    )
    new = {name: value for name, value in given.items() if value is not None}
    if not new and address is None:
        raise click.UsageError("Say what to change, such as --role Repairs.")
    if new.get("language", "en") not in (languages := current_app.extensions["settings"].languages):
        raise click.UsageError(f"The language must be one of {', '.join(languages)}.")
    with in_words(), write() as session:
        agent = find_agent(session, email)
        whole: dict[str, Any] = {name: getattr(agent, name) for name in known} | new
        change_agent(agent, **whole)
        if address is not None:
            change_address(session, agent, address)
        told = f"{agent.name} was changed, and signs in as {agent.email}."
    click.echo(told)


@click.command("let-go-agent")
@click.argument("email")
@click.option("--hand-to", help="First hand all their open tickets to the agent with this mail address.")
@click.option("--by-rule", is_flag=True, help="First hand each of their open tickets to whom the team's rule finds.")
@click.option("--note", default="", help="What each customer reads with that handover; needed with either.")
@with_appcontext
def let_go_agent(email: str, hand_to: str | None, by_rule: bool, note: str) -> None:
    """Let an agent go: they sign in no more, and what they wrote stays under their name. Open tickets go first."""
    if hand_to and by_rule:
        raise click.UsageError("Give --hand-to or --by-rule, not both.")
    with in_words(), write() as session:
        agent, at, handed = find_agent(session, email), now(), 0
        if hand_to or by_rule:
            to = find_agent(session, hand_to) if hand_to else None
            handed = pass_on(session, agent, agent, to, at, note=note)
        was_here = agent.is_active
        leaving.let_go(session, agent, at)
        if was_here:
            audit.note(session, "agent_let_go", at, by="command", agent_id=agent.id, whom=agent.id)
        ended = end_all(session, agent.id)
        name = agent.name
    told = f" Tickets handed over: {handed}." if hand_to or by_rule else ""
    click.echo(f"{name} can no longer sign in. Sessions ended: {ended}.{told}")


@click.command("take-back-agent")
@click.argument("email")
@with_appcontext
def take_back_agent(email: str) -> None:
    """Take back an agent who was let go; they sign in with the password that they had."""
    with in_words(), write() as session:
        agent = find_agent(session, email)
        was_gone = not agent.is_active
        leaving.take_back(agent)
        if was_gone:
            audit.note(session, "agent_back", now(), by="command", agent_id=agent.id, whom=agent.id)
        told = f"{agent.name} can sign in as {agent.email}."
    click.echo(told)


def _state(agent: Agent) -> str:
    if not agent.is_active:
        return "let go"
    return "away" if away_at(agent.away, now()) else "here"
