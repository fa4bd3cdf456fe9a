"""Noor of the demo is away for a week in three weeks, and Maria covers: nobody misses her yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.absences.planned import TypedSpan, planned
from statuspage.domain.absences.verbs import set_absence
from statuspage.domain.people.agents import Agent

_AHEAD, _LENGTH, _SINCE = timedelta(days=21), timedelta(days=7), timedelta(days=2)


def take_a_week(session: Session, agents: Mapping[str, Agent], now: datetime) -> None:
    """Let Noor have said so two days ago; her week begins on a Sunday, as everywhere in Amman."""
    noor, at = agents["noor"], now - _SINCE
    first = (now + _AHEAD).astimezone(ZoneInfo(noor.zone)).date()
    first += timedelta(days=6 - first.weekday())
    wanted = planned(TypedSpan(first.isoformat(), "", (first + _LENGTH).isoformat(), ""), noor.zone, at)
    set_absence(session, noor.id, noor, at, wanted, agents["maria"].id)
