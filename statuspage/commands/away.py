"""Somebody is away and a colleague covers, or is back early: said by whoever runs the server."""

import click
from flask.cli import with_appcontext

from statuspage.clock import now
from statuspage.commands.agents import find_agent
from statuspage.commands.in_words import in_words
from statuspage.db import write
from statuspage.domain.absences.absence import standing
from statuspage.domain.absences.fallen import fallen
from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import end_absence, set_absence
from statuspage.domain.errors import At

_WHEN = "Such as 2026-12-01, or “2026-12-01 13:00”, by the agent's own clock."


@click.command("away-agent")
@click.argument("email")
@click.option("--from", "begins", required=True, help=f"The first day away. {_WHEN}")
@click.option("--back", "back", required=True, help="The day on which they are back, or its hour; the same way.")
@click.option("--cover", help="The mail address of the colleague who covers; needed while anybody could.")
@with_appcontext
def away_agent(email: str, begins: str, back: str, cover: str | None) -> None:
    """Set that an agent is away for a time, and who covers meanwhile."""
    with in_words(), write() as session:
        agent, at = find_agent(session, email), now()
        cover_id = find_agent(session, cover).id if cover else None
        wanted = planned(TypedSpan(*_day(begins), *_day(back)), agent.zone, at)
        absence = set_absence(session, agent.id, None, at, wanted, cover_id)
        told = f"{agent.name} is away from {At(absence.begins_at, agent.zone)} until {At(absence.ends_at, agent.zone)}."
        promised = [one.ticket_id for one in fallen(session, agent.id, absence.begins_at, absence.ends_at)]
    click.echo(told)
    if promised:
        numbers = ", ".join(map(str, promised))
        click.echo(f"Promises of theirs that fall into it: {len(promised)}, of the tickets {numbers}.", err=True)


@click.command("back-agent")
@click.argument("email")
@with_appcontext
def back_agent(email: str) -> None:
    """End an agent's absence early: they are back now."""
    with in_words(), write() as session:
        agent, at = find_agent(session, email), now()
        here = [one for one in standing(session, at, agent.id) if one.begins_at <= at]
        if not here:
            raise click.ClickException(f"{agent.name} is not away now.")
        end_absence(session, here[0].id, None, at)
        name = agent.name
    click.echo(f"{name} is back.")


def _day(typed: str) -> tuple[str, str]:
    """The day and the hour of what was typed; "" for an hour that was left out."""
    day, _, hour = typed.strip().replace("T", " ").partition(" ")
    return day, hour.strip()
