"""Who is in and who is away, as the desk shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.absences.absence import Absence, standing
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.people.away import Away, away_at
from statuspage.domain.reading import Person
from statuspage.present import away, people, times
from statuspage.present.languages import gettext
from statuspage.present.people import PersonFace
from statuspage.surfaces.desk.away_form import AbsenceForm
from statuspage.surfaces.desk.blueprint import urls


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence, now or ahead, in words; it is changed at this ``address``, and ``is_now`` says that it has begun."""

    id: int
    words: str
    address: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One who works here: whether they are in, in words, their absences, and where one is set or they are let go."""

    face: PersonFace
    told: str
    absences: tuple[AbsenceRow, ...]
    away: str
    leaving: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class AwayPage:
    """The page: the form, everyone who works here, and the absence of which the last deed can be undone, 0 for none."""

    asked: AbsenceForm
    team: tuple[TeamRow, ...]
    undo: int


def read_team(session: Session, me: Agent, now: datetime) -> tuple[TeamRow, ...]:
    """Everyone who works here, whoever reads first."""
    found = standing(session, now)
    team = sorted(colleagues(session), key=lambda one: one.id != me.id)
    names = {one.id: one.called for one in team}  # of covers too: nobody is let go who is still to cover
    return tuple(
        _row(one, [absence for absence in found if absence.agent_id == one.id], names, me, now) for one in team
    )


def _row(one: Agent, absences: Sequence[Absence], names: dict[int, str], me: Agent, now: datetime) -> TeamRow:
    return TeamRow(
        face=people.person(one),
        told=people.hours_line(_person(one), me.zone, now) if away_at(one.away, now) is None else "",
        absences=tuple(_absence(absence, one, names, me, now) for absence in absences),
        away=urls().away(one.id),
        leaving=urls().leaving(one.id),
        is_me=one.id == me.id,
    )


def _absence(absence: Absence, one: Agent, names: dict[int, str], me: Agent, now: datetime) -> AbsenceRow:
    is_now, cover = absence.begins_at <= now, names.get(absence.cover_id or 0, "")
    when = away.until(absence.away, one.zone, me.zone, now)
    if is_now:
        words = gettext("away until %(when)s", when=when)
    else:
        words = gettext(
            "away from %(begins)s until %(when)s", begins=_begins(absence.away, one.zone, me, now), when=when
        )
    told = gettext("%(away)s; %(cover)s covers", away=words, cover=cover) if cover else words
    return AbsenceRow(absence.id, told, urls().absence(absence.id), is_now)


def _begins(gone: Away, zone: str, me: Agent, now: datetime) -> str:
    """From when: a day, where it begins with that; else the moment by the reader's clock."""
    if gone.begins.astimezone(ZoneInfo(zone)).time() == time.min:
        return times.day(gone.begins, zone, now)
    return times.moment(gone.begins, me.zone, now)


def _person(one: Agent) -> Person:
    """The agent as others meet them, for the line of their hours."""
    return Person(
        id=one.id,
        name=one.name,
        public_name=one.called,
        pronoun=one.pronoun,
        role=one.role,
        place=one.place,
        zone=one.zone,
        hours=one.hours,
        phone=one.phone,
        photo=one.photo,
        away=one.away,
    )
