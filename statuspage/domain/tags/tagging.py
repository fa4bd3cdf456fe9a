"""Tags are put on a ticket and taken off. Neither is an event: what its customer could read of it stays as it was."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, false, func, select, true, union_all
from sqlalchemy.orm import Session

from statuspage.domain.base import insert_once
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import lock
from statuspage.domain.news import tell_of_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.tags.tag import Tag, TicketTag, checked, divided, key_of, known, lock_tags, most_used, still
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import forget, index

MOST = 20  # tags of one ticket


def put_on(session: Session, ticket_id: int, agent: Agent, now: datetime, typed: str) -> list[str]:
    """Put the tags that were typed on the ticket, one or several with commas between; those that it did not have.

    What a tag was called before it was renamed or merged puts that tag there. All of them, or none.
    """
    names = [checked("tag", name) for name in divided(typed)]
    if not names:
        raise Refused("tag", N_("Please write something here."))
    lock(session, ticket_id)
    has = {one.id for one in tags_of(session, ticket_id)}
    wanted = [one for one in _found_or_made(session, names, now) if one.id not in has]
    if len(has) + len(wanted) > MOST:
        raise Refused("tag", N_("%(most)s tags are the most that one ticket has: take one off first."), most=MOST)
    for one in wanted:
        session.add(TicketTag(ticket_id=ticket_id, tag_id=one.id, agent_id=agent.id, at=now))
        one.tickets += 1
        index(session, "tag", one.name, now, ticket_id=ticket_id, number=one.id)
    if wanted:
        tell_of_ticket(session, ticket_id)
    return [one.name for one in wanted]


def take_off(session: Session, ticket_id: int, tag_id: int) -> str:
    """Take this tag off the ticket; what it was called, "" where the ticket did not have it."""
    lock(session, ticket_id)
    tag = lock_tags(session, (tag_id,)).get(tag_id)
    if tag is None or session.get(TicketTag, (ticket_id, tag_id)) is None:
        return ""
    session.execute(delete(TicketTag).where(TicketTag.ticket_id == ticket_id, TicketTag.tag_id == tag_id))
    tag.tickets -= 1
    forget(session, "tag", ticket_id=ticket_id, number=tag_id)
    tell_of_ticket(session, ticket_id)
    return tag.name


def tags_of(session: Session, ticket_id: int) -> list[Tag]:
    """The tags of this ticket, by name."""
    query = select(Tag).join(TicketTag, TicketTag.tag_id == Tag.id).where(TicketTag.ticket_id == ticket_id)
    return list(session.scalars(query.order_by(Tag.folded)))


def tags_and_offered(session: Session, ticket_id: int) -> tuple[list[tuple[int, str]], list[str]]:
    """The tags of this ticket by name, each with its id, and what tags there are besides, in one statement."""
    theirs = select(Tag.id, Tag.name, true().label("has")).join(TicketTag, TicketTag.tag_id == Tag.id)
    others = most_used().with_only_columns(Tag.id, Tag.name, false().label("has")).subquery()
    both = union_all(theirs.where(TicketTag.ticket_id == ticket_id), select(others))
    rows = session.execute(both).all()
    has = {row.id: row.name for row in rows if row.has}
    return sorted(has.items(), key=lambda one: key_of(one[1])), [row.name for row in rows if row.id not in has]


def written_tags() -> ScalarSelect[str]:
    """The tags of each ticket of a query, a line each; to be selected beside it, and read with ``read_tags``."""
    names = select(func.aggregate_strings(Tag.name, "\n")).join(TicketTag, TicketTag.tag_id == Tag.id)
    return names.where(TicketTag.ticket_id == Ticket.id).correlate(Ticket).scalar_subquery()


def read_tags(written: str | None) -> tuple[str, ...]:
    """The same as names, in their order."""
    return tuple(sorted((written or "").split("\n"), key=key_of)) if written else ()


def _found_or_made(session: Session, names: Sequence[str], now: datetime) -> Iterable[Tag]:
    """The tag of each name, its row locked; one that nobody had called so is made."""
    tags = known(session, names)
    for name in names:
        if key_of(name) not in tags:
            insert_once(session, Tag, {"name": name, "folded": key_of(name), "created_at": now})
            tags |= known(session, [name])
    locked = lock_tags(session, (one.id for one in tags.values()))
    ids = [tags[key_of(name)].id for name in names]
    return {one: still(locked.get(one)) for one in ids}.values()
