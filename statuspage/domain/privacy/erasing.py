"""Erasing: every word, name, address and file of one person goes, in one transaction; what happened, and when, stays.

Each ticket is closed where it was open, its keys open nothing any more, and its log says that it was erased: versions
have no gap, and the promises' score stays as it was counted. The bytes of files, and those that the database has not
written over yet, go right after the commit (``wiping.py``).
"""

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from statuspage.domain import audit, companion_verbs, company_verbs
from statuspage.domain.causes.letter import LaidLetter
from statuspage.domain.changing import change
from statuspage.domain.colleagues import lock_member
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append
from statuspage.domain.files.arriving import put_away
from statuspage.domain.files.file import File
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.outbox import Outgoing, retire
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companies import WITHDRAWN, Member, people_of
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.presence import Presence
from statuspage.domain.privacy.erasures import ErasedTicket, Erasure
from statuspage.domain.privacy.extent import extent_of
from statuspage.domain.privacy.holdings import empty
from statuspage.domain.privacy.person import OnePerson, person_of
from statuspage.domain.privacy.wishes import done_for, wish_of
from statuspage.domain.promises import Promise, settle
from statuspage.domain.shares.share import Share
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tags.tag import Tag
from statuspage.domain.tags.tagging import tags_of, take_off
from statuspage.domain.tickets import ERASED, Ticket, close
from statuspage.domain.way_in.overviews import LostLink, Overview
from statuspage.domain.words.passages import Passage, drop, put
from statuspage.domain.words.sources import read_words


def erase(
    session: Session,
    customer_id: int,
    now: datetime,
    *,
    by: str = "agent",
    agent: Agent | None = None,
    seen: str | None = None,
) -> Erasure:
    """Everything of the person whom this customer is goes, and nothing brings it back.

    ``seen`` is the mark of what whoever agrees had in front of them. Refused where there is news since, and where
    somebody else was quicker. ``leftovers`` of what is returned are the names in the storage to delete afterwards.
    """
    agent_id = agent.id if agent else None
    person = _lock(session, customer_id)
    erasure = _begin(session, person, customer_id, now, by, agent_id, seen)
    _leave_companies(session, person, now)
    _leave_tickets_of_others(session, person, now)
    for ticket_id in person.tickets:
        with change(session, ticket_id, now) as ticket:
            _end(session, ticket, erasure, agent_id, now)
    erasure.leftovers = _forget_files(session, person)
    _let_nothing_leave(session, person, now)
    session.flush()
    empty(session, person)
    _forget_passages(session, person)
    audit.note(
        *(session, "erased", now),
        by=by,
        agent_id=agent_id,
        customer_id=customer_id,
        tickets=erasure.tickets,
        files=erasure.files,
    )
    session.flush()
    return erasure


def _lock(session: Session, customer_id: int) -> OnePerson:
    """The person, nothing of whom changes meanwhile. Of two who erase them the second is told that it is done.

    A company is locked before any ticket, and tickets before customers, as everywhere.
    """
    person = person_of(session, customer_id)
    for overview_id in person.overviews:
        lock_member(session, overview_id)
    session.scalars(select(Ticket.id).where(Ticket.id.in_(person.tickets)).order_by(Ticket.id).with_for_update()).all()
    session.get_one(Customer, customer_id, with_for_update=True, populate_existing=True)
    done = done_for(session, customer_id)
    if done is None:
        return person_of(session, customer_id)
    who = session.get(Agent, done.agent_id) if done.agent_id else None
    if who is not None:
        raise Refused("", N_("%(name)s has erased this already. Nothing is left to erase."), name=who.name)
    raise Refused("", N_("This is erased already. Nothing is left to erase."))


def _begin(
    session: Session,
    person: OnePerson,
    customer_id: int,
    now: datetime,
    by: str,
    agent_id: int | None,
    seen: str | None,
) -> Erasure:
    extent = extent_of(session, person)
    if seen is not None and seen != extent.mark:
        raise Refused("", N_("Something new came in while this page was open. Please look at it before you agree."))
    found = wish_of(session, customer_id)
    if found is None:
        found = Erasure(customer_id=customer_id, overview_id=person.overview_id, by=by, asked_at=now)
        session.add(found)
    found.done_at, found.agent_id, found.overview_id = now, agent_id, person.overview_id
    found.tickets, found.files, found.companions = extent.tickets, extent.files, extent.companions
    found.mails = extent.mails
    session.flush()
    return found


def _end(session: Session, ticket: Ticket, erasure: Erasure, agent_id: int | None, now: datetime) -> None:
    """Close the ticket and all that leads to it. From here on its words may become empty."""
    _take_tags_off(session, ticket.id)
    if ticket.promise_id is not None:
        is_late = now > session.get_one(Promise, ticket.promise_id).due_at
        settle(session, ticket, now, "late" if is_late else "moved")
    if ticket.is_open:
        close(ticket, ERASED, now)
    ticket.closure, ticket.published_at, ticket.needs_open = ERASED, None, 0
    ticket.unreached_at = None
    for key in session.scalars(select(Share).where(Share.ticket_id == ticket.id)):
        key.withdrawn_at, key.withdrawn_alone = key.withdrawn_at or now, True
    append(session, ticket, "erased", now, agent_id=agent_id)
    session.add(ErasedTicket(ticket_id=ticket.id, erasure_id=erasure.id, at=now))


def _take_tags_off(session: Session, ticket_id: int) -> None:
    """Tags are the team's own words, but one that no other ticket has may tell of this one: it goes."""
    for tag in tags_of(session, ticket_id):
        take_off(session, ticket_id, tag.id)
        is_name_of = session.scalar(select(Tag.id).where(Tag.into_id == tag.id).limit(1))
        if tag.tickets == 0 and is_name_of is None:
            session.delete(tag)
    session.flush()


def _leave_companies(session: Session, person: OnePerson, now: datetime) -> None:
    """They are no company's any more; if they looked after one, another of its people does, or it ends."""
    for overview_id in person.overviews:
        found = lock_member(session, overview_id)
        if found is None:
            continue
        company, me = found
        others = [one for one in people_of(session, company.id) if one.is_here and one.id != me.id]
        if me.is_holder and not others:
            company_verbs.end_company(session, overview_id, now)
            continue
        if me.is_holder:
            company_verbs.hand_on(session, overview_id, member_id=others[0].id)
        company_verbs.leave(session, overview_id, now)
    invited = update(Member).where(Member.id.in_(person.members), Member.ended_at.is_(None))
    session.execute(invited.values(ended_at=now, ended=WITHDRAWN))


def _leave_tickets_of_others(session: Session, person: OnePerson, now: datetime) -> None:
    here = select(Companion).where(Companion.id.in_(person.companions), Companion.let_go_at.is_(None))
    for one in session.scalars(here.order_by(Companion.ticket_id)).all():
        companion_verbs.leave(session, one.ticket_id, now, companion_id=one.id)


def _forget_files(session: Session, person: OnePerson) -> list[str]:
    files = session.scalars(select(File).where(File.ticket_id.in_(person.tickets))).all()
    return [name for file in files for name in put_away(session, file)]


def _let_nothing_leave(session: Session, person: OnePerson, now: datetime) -> None:
    """Nothing is mailed to them or about them any more, and no link of theirs can be used."""
    mine = person.tickets
    retire(session, Outgoing.ticket_id.in_(mine))
    retire(session, Outgoing.id.in_(person.mails))
    unended = update(Subscription).where(Subscription.ended_at.is_(None))
    session.execute(unended.where(Subscription.ticket_id.in_(mine)).values(ended_at=now))
    session.execute(unended.where(func.lower(Subscription.email).in_(person.addresses)).values(ended_at=now))
    gone = update(Companion).where(Companion.ticket_id.in_(mine), Companion.let_go_at.is_(None))
    session.execute(gone.values(let_go_at=now))
    waits = update(LaidLetter).where(LaidLetter.ticket_id.in_(mine), LaidLetter.settled_at.is_(None))
    session.execute(waits.values(settled_at=now, outcome="taken_back"))
    unused = update(LostLink).where(func.lower(LostLink.email).in_(person.addresses), LostLink.used_at.is_(None))
    session.execute(unused.values(used_at=now))
    ended = update(Overview).where(Overview.id.in_(person.overviews))
    session.execute(ended.values(generation=Overview.generation + 1))
    strangers = func.lower(IncomingMail.sender).in_(person.addresses), IncomingMail.outcome == "refused"
    session.execute(update(IncomingMail).where(*strangers).values(outcome="dropped"))
    theirs = or_(IncomingMail.ticket_id.in_(mine), func.lower(IncomingMail.sender).in_(person.addresses))
    session.execute(update(IncomingMail).where(theirs).values(files_at=now, kept=0))
    session.execute(delete(Presence).where(Presence.ticket_id.in_(mine)))


def _forget_passages(session: Session, person: OnePerson) -> None:
    """None of it is found any more: what stands in its place is read anew, and what has no place goes."""
    found = [
        *session.scalars(select(Passage).where(Passage.ticket_id.in_(person.tickets))),
        *session.scalars(select(Passage).where(Passage.kind == "customer", Passage.number.in_(person.customers))),
        *session.scalars(select(Passage).where(Passage.kind == "companion", Passage.number.in_(person.companions))),
    ]
    words = read_words(session, [(passage.id, passage.kind) for passage in found])
    for passage in found:
        if passage.id in words:
            put(session, passage, words[passage.id].text)
        else:
            drop(session, [passage])
