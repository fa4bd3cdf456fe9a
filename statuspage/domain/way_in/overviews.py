"""All tickets of one mail address on one page, for whoever has shown that they read its mail: once, by a mailed link.

Whoever asks for that link learns nothing: the same is written down for every address, and only the sender of mails
looks whether anybody has it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, and_, func, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from statuspage.domain import audit
from statuspage.domain.base import Base
from statuspage.domain.colleagues import keys_of, open_to, settle
from statuspage.domain.letters import Correction, Letter, corrects
from statuspage.domain.outbox import leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.shares.share import Share
from statuspage.domain.tickets import Ticket

KIND = "overview"  # of the mail with the link, in the outbox
LASTS = timedelta(hours=1)  # for so long a mailed link can be used, and once
PAUSE = timedelta(minutes=5)  # between two such mails to one address
MOST = 100  # tickets on one page
OPEN, USED, EXPIRED = "open", "used", "expired"  # how a mailed link stands


class Overview(Base):
    """The key to all tickets of one mail address. Raising ``generation`` makes every earlier copy of it void.

    ``proven_at`` is when somebody last showed that they read its mail; None while only an agent has said whose it is.
    """

    __tablename__ = "overview"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]


class LostLink(Base):
    """Somebody has asked for the link to the overview of this ``email``; it is mailed with ``outgoing_id``."""

    __tablename__ = "lost_link"
    __table_args__ = (Index("ix_lost_link_email", "email", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    outgoing_id: Mapped[int] = mapped_column(ForeignKey("outgoing.id"), unique=True)


@dataclass(frozen=True, slots=True)
class OverviewItem:
    """One ticket of an overview: its owner, and the newest letter's HTML, "" for none.

    ``private`` is the reader's own key: the customer's, or a colleague's, None until they have opened it. ``of`` is the
    name of the colleague whose ticket it is, "" for one's own. ``goes_on`` is what the ticket is called in which it
    goes on, for its customer alone. ``promises_call`` is whether what is promised is a call. ``written_by`` is the
    first name of whoever wrote that letter, ``promised_by`` of whoever has to keep the promise, and ``asked_by`` of
    whoever last called it solved: each "" for nobody.
    """

    ticket: Ticket
    owner: Agent
    private: Share | None
    html: str
    written_at: datetime | None
    overview_id: int
    written_by: str
    promised_by: str
    asked_by: str
    of: str = ""
    goes_on: str = ""
    promises_call: bool = False


def ask_for_overview(session: Session, email: str, now: datetime) -> None:
    """Leave a mail with the link to this address, whoever has it; the same is done for one that nobody has."""
    lately = select(LostLink.id).where(LostLink.email == email, LostLink.asked_at > now - PAUSE)
    if session.scalar(lately.limit(1)) is None:
        left = leave(session, None, KIND, "customer", now)
        session.flush()
        session.add(LostLink(email=email, asked_at=now, outgoing_id=left.id))


def customers_at(session: Session, email: str) -> list[Customer]:
    """Every customer with this address, the one who came last first."""
    return list(session.scalars(select(Customer).where(Customer.email == email).order_by(Customer.id.desc())))


def stands(link: LostLink, now: datetime) -> str:
    """How this link stands: OPEN, USED or EXPIRED."""
    if link.used_at is not None:
        return USED
    return EXPIRED if now - link.asked_at > LASTS else OPEN


def use(session: Session, link_id: int, now: datetime) -> Overview | None:
    """Whoever reads this address's mail wants to see its tickets: all that it has now join its overview.

    None, and nothing changes, for a link that was used, or is too old, and where nobody has the address any more.
    """
    link = session.get_one(LostLink, link_id, with_for_update=True, populate_existing=True)
    if stands(link, now) != OPEN or not customers_at(session, link.email):
        return None
    link.used_at = now
    return join(session, link.email, now)


def join(session: Session, email: str, now: datetime) -> Overview:
    """Put every customer who has this address now under its overview: somebody has shown that they read its mail."""
    found = overview_for(session, email, now)
    found.proven_at = now
    theirs = Customer.email == email, Customer.overview_id.is_not(None), Customer.overview_id != found.id
    left = set(session.scalars(select(Customer.overview_id).where(*theirs)))
    session.execute(update(Customer).where(Customer.email == email).values(overview_id=found.id))
    for overview_id in sorted(one for one in left if one is not None):
        settle(session, overview_id, now)
    return found


def overview_for(session: Session, email: str, now: datetime) -> Overview:
    """The overview of this address, which is made if there is none."""
    found = session.scalar(select(Overview).where(Overview.email == email))
    if found is None:
        found = Overview(email=email, created_at=now)
        session.add(found)
        session.flush()
    return found


def replace_key(session: Session, overview_id: int, now: datetime) -> Overview:
    """Make every copy of the overview's address void; it goes on under another."""
    found = session.get_one(Overview, overview_id, with_for_update=True, populate_existing=True)
    found.generation += 1
    whose = holder(session, overview_id)
    audit.note(session, "link_replaced", now, by="customer", customer_id=whose.id if whose else None)
    session.flush()
    return found


def holder(session: Session, overview_id: int) -> Customer | None:
    """The customer whose overview it is: the one of its tickets who came last; None where nobody is left."""
    theirs = select(Customer).where(Customer.overview_id == overview_id).order_by(Customer.id.desc())
    return session.scalars(theirs.limit(1)).first()


def holders(session: Session, overviews: Collection[int]) -> dict[int, int]:
    """By the overview, the ids of the customers whose these are, as ``holder`` says it."""
    theirs = select(Customer.overview_id, func.max(Customer.id)).where(Customer.overview_id.in_(overviews))
    return {row[0]: row[1] for row in session.execute(theirs.group_by(Customer.overview_id))}


def read_overview(session: Session, overview_id: int) -> Sequence[OverviewItem]:
    """The tickets, those that are open first, of either the one that moved last first; at most ``MOST``."""
    found = _read(session, [overview_id])
    there = {one.ticket.merged_into_id for one in found if one.ticket.merged_into_id is not None}
    if not there:
        return found
    called = {
        row.id: row.subject for row in session.execute(select(Ticket.id, Ticket.subject).where(Ticket.id.in_(there)))
    }
    return [replace(one, goes_on=called.get(one.ticket.merged_into_id or 0, "")) for one in found]


def read_colleagues(session: Session, overview_id: int) -> Sequence[OverviewItem]:
    """The same of the colleagues whose tickets the holder of this overview may read."""
    colleagues = open_to(session, overview_id)
    keys = keys_of(session, overview_id) if colleagues else {}
    found = _read(session, colleagues) if colleagues else ()
    return [replace(one, private=keys.get(one.ticket.id), of=colleagues[one.overview_id].name) for one in found]


def _read(session: Session, overview_ids: Collection[int]) -> list[OverviewItem]:
    newest = select(func.max(Letter.version)).where(Letter.ticket_id == Ticket.id).correlate(Ticket).scalar_subquery()
    own = and_(Share.ticket_id == Ticket.id, Share.scope == "private", Share.companion_id.is_(None))
    by, to_keep, asked = (aliased(Agent) for _ in range(3))
    names = [func.coalesce(one.called, "") for one in (by, to_keep, asked)]
    beside = Customer.overview_id, *names, func.coalesce(Promise.kind == "call", False)
    query = (
        select(Ticket, Agent, Share, func.coalesce(Correction.html, Letter.html), Letter.at, *beside)
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(Agent, Agent.id == Ticket.owner_id)
        .join(Share, own)
        .outerjoin(Letter, and_(Letter.ticket_id == Ticket.id, Letter.version == newest))
        .outerjoin(Correction, corrects())
        .outerjoin(Promise, Promise.id == Ticket.promise_id)
        .outerjoin(by, by.id == Letter.agent_id)
        .outerjoin(to_keep, to_keep.id == KEEPER)
        .outerjoin(asked, asked.id == Ticket.asked_by_id)
        .where(Customer.overview_id.in_(overview_ids))
        .order_by(Ticket.closed_at.is_not(None), func.coalesce(Letter.at, Ticket.opened_at).desc(), Ticket.id.desc())
        .limit(MOST)
    )
    return [
        OverviewItem(ticket, owner, private, html or "", at, overview_id, writer, keeper, asker, promises_call=is_call)
        for ticket, owner, private, html, at, overview_id, writer, keeper, asker, is_call in session.execute(query)
    ]
