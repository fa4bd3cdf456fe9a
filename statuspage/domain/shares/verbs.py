"""Single shares: each can be given a new address, withdrawn and brought back, alone; the log says when.

What was withdrawn by itself stays so until it is brought back by itself, whatever is done to the public view.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import Event, append
from statuspage.domain.kinds import where
from statuspage.domain.shares import sites
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Share, share, shares_of
from statuspage.domain.tickets import Ticket

HISTORY = 50  # events


def rotate(
    session: Session, ticket_id: int, scope: str, now: datetime, *, agent_id: int | None = None, once: str = ""
) -> Share:
    """A new key for this scope, and for those that the table replaces with it; every copy of the old ones is void."""
    with change(session, ticket_id, now, once) as ticket:
        found = share(session, ticket_id, scope, now)
        found.generation += 1
        for name in SCOPES[scope].replaces:
            share(session, ticket_id, name, now).generation += 1
        append(session, ticket, "share_rotated", now, agent_id=agent_id, once=once, scope=scope)
    return found


def withdraw(
    session: Session, ticket_id: int, scope: str, now: datetime, *, agent_id: int | None = None, once: str = ""
) -> Ticket:
    """Take this one share back, everywhere at once; the others stay as they are."""
    validation.choice("scope", scope, tuple(SCOPES))
    if not SCOPES[scope].can_be_withdrawn:
        raise Refused("scope", N_("The private link stays: it is the way to this ticket. It can be replaced instead."))
    with change(session, ticket_id, now, once) as ticket:
        found = share(session, ticket_id, scope, now)
        if not found.withdrawn_alone:
            found.withdrawn_alone, found.withdrawn_at = True, now
            append(session, ticket, "share_withdrawn", now, agent_id=agent_id, once=once, scope=scope)
    return ticket


def restore(
    session: Session, ticket_id: int, scope: str, now: datetime, *, agent_id: int | None = None, once: str = ""
) -> Ticket:
    """Bring a withdrawn share back, at the same address; a public one shows something while the view is on."""
    validation.choice("scope", scope, tuple(SCOPES))
    with change(session, ticket_id, now, once) as ticket:
        found = shares_of(session, ticket_id).get(scope)
        if found is not None and found.withdrawn_alone:
            is_on = not SCOPES[scope].is_public or ticket.published_at is not None
            found.withdrawn_alone, found.withdrawn_at = False, None if is_on else now
            append(session, ticket, "share_restored", now, agent_id=agent_id, once=once, scope=scope)
    return ticket


def allow_sites(session: Session, ticket_id: int, typed_sites: str, now: datetime, *, once: str = "") -> Ticket:
    """Let the card stand on these sites only, one origin to a line; on any site when there is no line."""
    allowed = list(sites.parse(typed_sites))
    with change(session, ticket_id, now, once) as ticket:
        embed = shares_of(session, ticket_id).get("embed")
        if allowed != (embed.sites if embed else []):
            share(session, ticket_id, "embed", now).sites = allowed
            append(session, ticket, "sites_changed", now, once=once, sites=len(allowed))
    return ticket


def history(session: Session, ticket_id: int, limit: int = HISTORY) -> list[Event]:
    """What happened to the shares, newest first; ``data["scope"]`` says to which, where it was one."""
    found = select(Event).where(Event.ticket_id == ticket_id, Event.kind.in_(where(is_sharing=True)))
    return list(session.scalars(found.order_by(Event.version.desc()).limit(limit)))
