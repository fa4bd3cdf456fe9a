"""A company's people: who is one of them, and which of them may read or write in whose tickets.

It is off until somebody makes one, and then each sees only their own. What the company would like counts for the
tickets of those alone who agreed to it: nobody's words become readable to a colleague by the will of another.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.people.names import first_name_in

MINE, READ_ALL, ONE, WRITE_ALL = WAYS = ("mine", "read", "one", "write")  # each lets colleagues do more
NOTHING, READS, WRITES = range(3)  # what somebody may do with a ticket
LASTS = timedelta(days=7)  # for so long an invitation can be accepted, and once
WAITS, USED, EXPIRED, WITHDRAWN = "waits", "used", "expired", "withdrawn"  # how an invitation stands
_HERE = "ended_at IS NULL"
_SEEN = f"{_HERE} AND overview_id IS NOT NULL"


class Terms(NamedTuple):
    """A way to see: only mine; all read; all read and ``answers_id``, a member, writes; or all read and write."""

    way: str
    answers_id: int | None = None


class Company(Base):
    """Some people who ask us together. ``version`` counts all that changes of it; ``way`` is one of ``WAYS``.

    ``answers_id`` is the member who answers for all where the way is ONE, None where they are gone. ``way_at`` is when
    the way last changed.
    """

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)
    way: Mapped[str] = mapped_column(String(8), default=MINE)
    answers_id: Mapped[int | None]  # of the table member
    way_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())  # no mail of theirs ever leaves
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def terms(self) -> Terms:
        """What the company would like."""
        return Terms(self.way, self.answers_id)


class Member(Base):
    """One of a company's people, or somebody who was invited: ``joined_at`` is None until they have accepted.

    ``overview_id`` is the overview of their own address. ``agreed_way`` and ``agreed_answers_id`` are what they agreed
    to for their own tickets. The row stays when they are gone; ``ended`` says how: withdrawn, left, let_go or over.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index("ix_member_company_id", "company_id"),
        Index("uq_member_email", "company_id", "email", unique=True, **only(_HERE)),
        Index("uq_member_overview_id", "overview_id", unique=True, **only(_SEEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120), default="")
    is_holder: Mapped[bool] = mapped_column(default=False)
    overview_id: Mapped[int | None] = mapped_column(ForeignKey("overview.id"))
    agreed_way: Mapped[str] = mapped_column(String(8), default=MINE)
    agreed_answers_id: Mapped[int | None]  # of the table member
    invited_at: Mapped[datetime]
    outgoing_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing.id"), unique=True)
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str] = mapped_column(String(9), default="")

    @property
    def first_name(self) -> str:
        """The first name, without titles."""
        return first_name_in(self.name)

    @property
    def agreed(self) -> Terms:
        """What they agreed to for their own tickets."""
        return Terms(self.agreed_way, self.agreed_answers_id)

    @property
    def is_here(self) -> bool:
        """Whether they have accepted, and are not gone."""
        return self.joined_at is not None and self.ended_at is None


def less(one: Terms, other: Terms) -> Terms:
    """What both of these allow."""
    if one.way == other.way == ONE and one.answers_id != other.answers_id:
        return Terms(READ_ALL)
    return min(one, other, key=lambda terms: WAYS.index(terms.way))


def allowed(terms: Terms, member_id: int) -> int:
    """What these terms let this member do with a colleague's ticket."""
    if terms.way == MINE:
        return NOTHING
    writes = terms.way == WRITE_ALL or (terms.way == ONE and terms.answers_id == member_id)
    return WRITES if writes else READS


def right_on(company: Company, owner: Member | None, reader: Member | None) -> int:
    """What ``reader`` may do with the tickets of ``owner``, a colleague: what the company would like and they allow."""
    if owner is None or reader is None or owner.id == reader.id or company.ended_at is not None:
        return NOTHING
    is_between_two = owner.company_id == reader.company_id == company.id and owner.is_here and reader.is_here
    return allowed(less(company.terms, owner.agreed), reader.id) if is_between_two else NOTHING


def stands(invited: Member, now: datetime) -> str:
    """How this invitation stands."""
    if invited.joined_at is not None:
        return USED
    if invited.ended_at is not None:
        return WITHDRAWN
    return EXPIRED if now - invited.invited_at > LASTS else WAITS


def people_of(session: Session, company_id: int) -> Sequence[Member]:
    """Its people, and those who are invited, in the order in which they came."""
    found = select(Member).where(Member.company_id == company_id, Member.ended_at.is_(None))
    return session.scalars(found.order_by(Member.joined_at.is_(None), Member.id)).all()


def member_of(session: Session, overview_id: int) -> tuple[Company, Member] | None:
    """Whose overview this is among the people of which company; None for whoever is of none."""
    found = select(Company, Member).join(Member, Member.company_id == Company.id)
    row = session.execute(found.where(Member.overview_id == overview_id, Member.ended_at.is_(None))).first()
    return (row[0], row[1]) if row else None
