"""Who can be let in to a ticket as a companion, the keys that they get, and how those end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from statuspage.domain import outbox
from statuspage.domain.bounces import Bounce, is_bounced
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people import presence
from statuspage.domain.people.companions import Companion, companions_of
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.our_names import refuse_our_address, refuse_our_names
from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.share import Share, share, shares_of
from statuspage.domain.subscriptions import subscribe
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.folding import folded
from statuspage.domain.words.passages import index

MOST = 20  # companions of one ticket at once; and so many are let in within a day, as each may be sent a mail
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReadsAlong:
    """A companion with the key to their page. ``takes_mail`` says that they have an address, and it did not bounce."""

    who: Companion
    key: Share
    takes_mail: bool


def read_along(session: Session, ticket_id: int) -> list[ReadsAlong]:
    """Everybody who was ever let in to this ticket, also those who were let go, in the order in which they came."""
    found = (
        select(Companion, Share, Bounce.email)
        .join(Share, and_(Share.companion_id == Companion.id, Share.scope == "private"))
        .outerjoin(Bounce, Bounce.email == Companion.email)
        .where(Companion.ticket_id == ticket_id)
        .order_by(Companion.id)
    )
    return [ReadsAlong(who, key, bool(who.email) and not bounced) for who, key, bounced in session.execute(found)]


def admit(
    session: Session,
    ticket: Ticket,
    now: datetime,
    name: str,
    email: str,
    *,
    came: str,
    company: str = "",
    again: int | None = None,
) -> Companion:
    """The companion with their keys, new or back again; refused where they cannot be one.

    Who was let go comes back as who they were, when they are named the same and have the same address, or the id
    ``again``. Nobody is named as we are: an agent, or the ``company``. The ticket's row must be locked.
    """
    known = companions_of(session, ticket.id)
    customer = session.get_one(Customer, ticket.customer_id)
    here = [one for one in known if one.let_go_at is None]
    _refuse_name(name, customer, here)
    _refuse_address(session, email, customer, here)
    refuse_our_names(session, name, company)
    _refuse_too_many(session, ticket, now, here)
    companion = None if came == "link" else _back(name, email, again, known)
    companion = companion or Companion(ticket_id=ticket.id, zone=customer.zone, language="", created_at=now)
    companion.name, companion.email, companion.came, companion.let_go_at = name, email, came, None
    session.add(companion)
    session.flush()
    index(session, "companion", f"{name}\n{email}", now, ticket_id=ticket.id, number=companion.id)
    open_keys(session, companion, now)
    if email:
        _invite(session, companion, now)
    return companion


def _back(name: str, email: str, again: int | None, known: Sequence[Companion]) -> Companion | None:
    """Whoever of the ``known`` comes back. Only under their own name, as what they wrote bears it."""
    gone = (one for one in known if one.let_go_at and not one.is_colleague and folded(one.name) == folded(name))
    return next((one for one in gone if one.id == again or (email and one.email == email)), None)


def open_keys(session: Session, companion: Companion, now: datetime) -> None:
    """Keys to each private scope; whoever was let go gets other ones than before."""
    for scope in PRIVATE_SCOPES:
        key = share(session, companion.ticket_id, scope, now, companion.id)
        if key.withdrawn_at is not None:
            key.generation, key.withdrawn_at = key.generation + 1, None


def _invite(session: Session, companion: Companion, now: datetime) -> None:
    """Subscribe them to the letters, and leave the mail that brings their key."""
    one = own_subscription(session, companion.ticket_id, companion.id)
    if one is None:
        one = subscribe(session, companion.ticket_id, now, companion)
    else:
        one.confirmed_at, one.ended_at, one.generation = now, None, one.generation + 1
        session.flush()
    outbox.leave(
        session,
        companion.ticket_id,
        "invite",
        "companion",
        now,
        subscription_id=one.id,
        once=f"invite {one.id} {one.generation}",
    )


def end(session: Session, companion: Companion, now: datetime) -> None:
    """From now on their keys open nothing, and what was to be mailed to them is not."""
    companion.let_go_at = now
    for key in shares_of(session, companion.ticket_id, companion.id).values():
        key.withdrawn_at = now
    one = own_subscription(session, companion.ticket_id, companion.id)
    if one is not None:
        one.ended_at = now
        outbox.retire(session, Outgoing.subscription_id == one.id)
    presence.leave(session, companion.ticket_id, "reading", -companion.id)


def _refuse_name(name: str, customer: Customer, here: Sequence[Companion]) -> None:
    if folded(name) in (folded(customer.name), folded(customer.first_name)):
        raise Refused("name", N_("%(name)s, whose ticket this is, has this name already."), name=customer.name)
    named = next((one.name for one in here if folded(name) == folded(one.name)), None)
    if named is not None:
        raise Refused("name", N_("A %(name)s reads here already. Add what tells the two apart."), name=named)


def _refuse_address(session: Session, email: str, customer: Customer, here: Sequence[Companion]) -> None:
    if not email:
        return
    if email == customer.email.lower():
        raise Refused("email", N_("That is the address of %(name)s, who reads here already."), name=customer.first_name)
    refuse_taken(session, email, here)
    if is_bounced(session, email):
        raise Refused(
            "email",
            N_("Mail to this address comes back. Look at how it is spelled, or leave it out and give the link."),
        )


def refuse_taken(session: Session, email: str, here: Sequence[Companion]) -> None:
    """Refuse an address that is an agent's, or one of these companions'."""
    for one in here:
        if one.email == email:
            raise Refused("email", N_("%(name)s reads here already, at this address."), name=one.name)
    refuse_our_address(session, email)


def _refuse_too_many(session: Session, ticket: Ticket, now: datetime, here: Sequence[Companion]) -> None:
    if sum(not one.is_colleague for one in here) >= MOST:
        raise Refused("", N_("%(most)s people read along here, and more cannot. Let somebody go first."), most=MOST)
    today = select(func.count()).where(
        Event.ticket_id == ticket.id, Event.kind.in_(where(lets_in=True)), Event.at > now - _DAY
    )
    if (session.scalar(today) or 0) >= MOST:
        raise Refused("", N_("So many people were let in today that we stop here. Go on tomorrow."))
