"""The agents: add one, give one another password."""

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.commands.in_words import in_words
from statuspage.db import db, write
from statuspage.domain import audit, validation
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import PRONOUNS, Agent, agent_by_email
from statuspage.domain.people.agents import add_agent as add_one
from statuspage.security.sessions import end_all, hash_password, refuse_weak


def _look_first(context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Refuse the command before it asks for a password, where there is no database of this version."""
    with context.ensure_object(ScriptInfo).load_app().app_context():
        try:
            db.session.scalar(select(Agent.id).limit(1))
        except SQLAlchemyError:
            with in_words():
                raise
    return value


_password = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Left out, it is asked for, twice and unseen, and stays out of the shell's history.",
)


@click.command("add-agent")
@click.option("--name", required=True, help="Their whole name; customers see the first.")
@click.option(
    "--email", required=True, is_eager=True, callback=_look_first, help="The mail address that they sign in with."
)
@click.option("--zone", help="Their time zone, such as Europe/Lisbon. Default: the company's.")
@click.option("--role", default="", help="What they do, such as Repairs.")
@click.option("--place", default="", help="Where they work, such as Lisbon.")
@click.option("--phone", default="", help="The number that customers call.")
@click.option("--pronoun", type=click.Choice([word for word in PRONOUNS if word]), help="Theirs to say; optional.")
@_password
@with_appcontext
def add_agent(
    name: str, email: str, zone: str | None, role: str, place: str, phone: str, pronoun: str | None, password: str
) -> None:
    """Add someone who works at the desk."""
    refuse_weak_in_words(password, name, email)
    with in_words(), write() as session:
        agent = add_one(
            session,
            now(),
            email=email,
            name=name,
            password_hash=hash_password(password),
            role=validation.line("role", role, required=False),
            place=validation.line("place", place, required=False),
            phone=validation.phone("phone", phone, required=False),
            pronoun=pronoun or "",
            zone=zone or current_app.extensions["settings"].company_zone,
        )
        session.flush()
        audit.note(session, "agent_added", now(), by="command", agent_id=agent.id)
        told = f"{agent.name} can sign in as {agent.email}."
    click.echo(f"{told} The desk: {current_app.extensions['urls'].desk()}")


@click.command("set-password")
@click.argument("email", is_eager=True, callback=_look_first)
@_password
@with_appcontext
def set_password(email: str, password: str) -> None:
    """Give an agent another password. It ends every session of theirs."""
    with in_words(), write() as session:
        agent = find_agent(session, email)
        refuse_weak_in_words(password, agent.name, agent.public_name, agent.email)
        agent.password_hash = hash_password(password)
        ended = end_all(session, agent.id)
        name = agent.name
    click.echo(f"{name} has a new password. Sessions ended: {ended}.")


def refuse_weak_in_words(password: str, *names: str) -> None:
    """Refuse a short or an obvious password as what it is: a fault in how the command was typed."""
    try:
        refuse_weak(password, *names, current_app.extensions["settings"].company_name)
    except Refused as refused:
        raise click.BadParameter(str(refused), param_hint="--password") from None


def find_agent(session: Session, email: str) -> Agent:
    """The agent with this mail address, or a refusal of the command."""
    agent = agent_by_email(session, email)
    if agent is None:
        raise click.ClickException(f"There is no agent with the mail address {email}.")
    return agent
