"""The form of an absence: from when until when, who covers, and what becomes of the promises that fall into it."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.absences.absence import Absence
from statuspage.domain.absences.fallen import AFTER, BEFORE, HAND, LEAVE, FallenPromise, fallen
from statuspage.domain.absences.keeping import around
from statuspage.domain.absences.planned import Planned
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.people.away import Away, away_at
from statuspage.forms import Form
from statuspage.present import away, times
from statuspage.present.languages import gettext
from statuspage.surfaces.desk.blueprint import urls

FALLEN = "fallen-"  # so begins the name of the field that says what becomes of a promise


@dataclass(frozen=True, slots=True)
class FallenRow:
    """A promise that falls into it: the ticket's address, when it is due, and what can become of it, by value."""

    name: str
    address: str
    customer: str
    subject: str
    due: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """The form: ``here`` is where it is posted, ``agent`` whose absence it is, and the fields hold ``values``.

    ``fallen`` are the promises of which it asks what becomes of them. ``today`` is the first day that can be given, and
    ``is_own`` says that it is one's own.
    """

    form: Form
    here: str
    is_new: bool
    agent: int
    name: str
    is_own: bool
    agents: list[tuple[str, str]]
    covers: list[tuple[str, str]]
    values: dict[str, str]
    fallen: tuple[FallenRow, ...]
    today: str


def read_form(
    session: Session, form: Form, me: Agent, agent: Agent, found: Absence | None, wanted: Planned | None, now: datetime
) -> AbsenceForm:
    """The form of this agent's absence: a new one, or the one that was ``found``; ``wanted`` is what was typed, if that
    is a time.
    """
    values = {name: form.value("away", name, usual) for name, usual in _usual(agent, found, now).items()}
    team = sorted(colleagues(session), key=lambda one: one.id != me.id)
    others = [one for one in team if one.id != agent.id]
    if not values["cover"] and not form.errors and len(others) == 1:
        values["cover"] = str(others[0].id)
    cover = next((one for one in others if str(one.id) == values["cover"]), None)
    covers = team if found is None else others  # a new one may be set for somebody else than it shows
    asks = wanted is not None and not {"fallen", "note"}.isdisjoint(form.errors)
    promised = fallen(session, agent.id, wanted.begins, wanted.ends) if wanted and (asks or _decides(form)) else []
    return AbsenceForm(
        form=form,
        here="/desk/away" + (f"/{found.id}" if found else ""),
        is_new=found is None,
        agent=agent.id,
        name=agent.called,
        is_own=agent.id == me.id,
        agents=[(str(one.id), one.name) for one in team],
        covers=[("", gettext("Please choose")), *((str(one.id), _covering(one, me, now)) for one in covers)],
        values=values,
        fallen=tuple(_fallen(one, form, me, agent, cover, wanted, now) for one in promised) if wanted else (),
        today=now.astimezone(ZoneInfo(agent.zone)).date().isoformat(),
    )


def _decides(form: Form) -> bool:
    return any(name.startswith(FALLEN) for name in form.typed)


def _usual(agent: Agent, found: Absence | None, now: datetime) -> dict[str, str]:
    """What the fields hold when nothing was typed, by the agent's clock."""
    if found is None:
        today = now.astimezone(ZoneInfo(agent.zone)).date().isoformat()
        return {"from_day": today, "from_time": "", "back_day": "", "back_time": "", "cover": ""}
    (from_day, from_time), (back_day, back_time) = _wall(found.begins_at, agent.zone), _wall(found.ends_at, agent.zone)
    days = {"from_day": from_day, "from_time": from_time, "back_day": back_day, "back_time": back_time}
    return days | {"cover": str(found.cover_id or "")}


def _wall(at: datetime, zone: str) -> tuple[str, str]:
    """The day and the hour as fields hold them; a day that just begins has no hour."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date().isoformat(), "" if local.time() == time.min else local.strftime("%H:%M")


def _covering(one: Agent, me: Agent, now: datetime) -> str:
    """A colleague as somebody who could cover: with until when they are away, if they are."""
    gone = away_at(one.away, now)
    if gone is None:
        return one.name
    return gettext("%(name)s (away until %(when)s)", name=one.name, when=away.until(gone, one.zone, me.zone, now))


def _fallen(
    one: FallenPromise, form: Form, me: Agent, agent: Agent, cover: Agent | None, wanted: Planned, now: datetime
) -> FallenRow:
    choices = [(HAND, gettext("Hand it to %(name)s", name=cover.called))] if cover else []
    if me.id == agent.id:  # nobody moves the promise of somebody else
        near = around(agent, Away(wanted.begins, wanted.ends), now)
        if near.before:
            when = times.moment(near.before, agent.zone, now)
            choices.append((BEFORE, gettext("Move it to before you go: %(when)s", when=when)))
        when = times.moment(near.after, agent.zone, now)
        choices.append((AFTER, gettext("Move it to after you are back: %(when)s", when=when)))
    choices.append((LEAVE, gettext("Leave it as it is")))
    name = f"{FALLEN}{one.ticket_id}"
    return FallenRow(
        name=name,
        address=urls().ticket(one.ticket_id),
        customer=one.customer,
        subject=one.subject,
        due=times.moment(one.due_at, me.zone, now),
        choices=tuple(choices),
        chosen=form.value("away", name),
    )
