"""How often a public view was visited: sums by day, and nothing about any visitor.

No column is about a visitor, and none lets anyone work one out. Feed services say for how many people they ask; the
newest such number of each service is stored.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, inserting
from statuspage.domain.shares.share import Share

DAYS = 14
FRESH = timedelta(days=7)  # for how long such a number holds: every service asks at least once a week

Visits = Mapping[tuple[int, str, date], int]  # share, kind, day: how often
Followers = Mapping[
    tuple[int, str], tuple[date, int]
]  # share, feed service: on which day it said that it asks for how many


class DailyVisits(Base):
    """How often one share was visited on one day of the company. ``kind``: page, card, badge, picture or feed."""

    __tablename__ = "visits"

    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    count: Mapped[int]


class Follower(Base):
    """For how many people a feed service says that it asks for one feed, and on which day it last said so."""

    __tablename__ = "follower"

    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"), primary_key=True)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date]
    number: Mapped[int]


def add_visits(session: Session, looks: Visits, followers: Followers) -> None:
    """Add these sums to those stored, safely beside other processes; of followers the newest number wins."""
    if looks:
        insert = inserting(session, DailyVisits)
        add = insert.on_conflict_do_update(
            index_elements=("share_id", "day", "kind"), set_={"count": DailyVisits.count + insert.excluded["count"]}
        )
        _all(session, add, ({"share_id": s, "day": d, "kind": k, "count": n} for (s, k, d), n in sorted(looks.items())))
    if followers:
        insert = inserting(session, Follower)
        put = insert.on_conflict_do_update(
            index_elements=("share_id", "service"),
            set_={"day": insert.excluded.day, "number": insert.excluded.number},
            where=Follower.day <= insert.excluded.day,
        )
        _all(
            session,
            put,
            ({"share_id": s, "service": w, "day": d, "number": n} for (s, w), (d, n) in sorted(followers.items())),
        )


def visits_by_day(session: Session, ticket_id: int, today: date, days: int = DAYS) -> list[tuple[date, dict[str, int]]]:
    """The last ``days`` days of a ticket's public views, the oldest first, each with its sum by kind."""
    first = today - timedelta(days=days - 1)
    sums = (
        select(DailyVisits.day, DailyVisits.kind, func.sum(DailyVisits.count))
        .join(Share, Share.id == DailyVisits.share_id)
        .where(Share.ticket_id == ticket_id, DailyVisits.day >= first, DailyVisits.day <= today)
        .group_by(DailyVisits.day, DailyVisits.kind)
    )
    found: dict[date, dict[str, int]] = {first + timedelta(days=number): {} for number in range(days)}
    for day, kind, count in session.execute(sums):
        found[day][kind] = int(count)
    return list(found.items())


def count_followers(session: Session, ticket_id: int, today: date) -> int:
    """For how many people feed services asked in the last days: at least that many follow the public feed."""
    said = (
        select(func.sum(Follower.number))
        .join(Share, Share.id == Follower.share_id)
        .where(Share.ticket_id == ticket_id, Follower.day > today - FRESH)
    )
    return int(session.scalar(said) or 0)


def _all(session: Session, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows in one order, so that two processes that write the same rows never deadlock."""
    session.connection().execute(statement, list(rows))
