"""Putting two tickets of one customer together, and taking them apart again. Each is one event on either of them.

The one that closes keeps its rows, its page and its link, and leads to the other. What waits in it waits in the other
from then on. Taken back, both are as they were before, with what was written meanwhile.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import promises
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append, history, refuse_unseen
from statuspage.domain.merging import waits
from statuspage.domain.merging.merge import LASTS, Merge, read_gone, standing, written_since
from statuspage.domain.merging.one_customer import are_one
from statuspage.domain.merging.rules import checked, refuse_itself
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import Due, Promise
from statuspage.domain.tickets import Ticket, close

# What ``close`` ends beside what waits, put back when the two are taken apart.
_ENDED = ("asked_solved_at", "given_at", "silent_since", "longest_silence", "longest_silence_from")


def merge(
    session: Session,
    gone_id: int,
    into_id: int,
    agent: Agent,
    now: datetime,
    *,
    seen: int | None = None,
    seen_into: int | None = None,
    once: str = "",
) -> Merge:
    """Close the ticket ``gone_id``, which goes on in ``into_id``. Its promise is moved to the other's, the sooner one.

    ``seen`` and ``seen_into`` are the versions that the agent had before them.
    """
    refuse_itself(gone_id, into_id)
    with _both(session, gone_id, into_id, now, once) as (gone, into):
        found = checked(session, gone, into, now)
        for ticket, version in ((gone, seen), (into, seen_into)):
            if version is not None:
                refuse_unseen(session, ticket.id, version)
        before = {
            "gone": waits.waits_of(gone).to_facts(),
            "into": waits.waits_of(into).to_facts(),
            "ended": _ended(gone),
        }
        facts: dict[str, Any] = {"of": into.id}
        if found.promise is not None:
            facts["settled"] = ["moved", promises.settle(session, gone, now, "moved").due_at.isoformat()]
        if found.promise_there is not None:
            facts["next"] = found.promise_there.due_at.isoformat()
        append(session, gone, "merged", now, agent_id=agent.id, once=once, **facts)
        waits.joined(waits.waits_of(into), gone).put(into)
        close(gone, "unconfirmed", now)
        gone.merged_into_id, into.joined = into.id, into.joined + 1
        append(session, into, "joined", now, agent_id=agent.id, of=gone.id, turn=into.turn)
        made = Merge(
            gone_id=gone.id,
            into_id=into.id,
            agent_id=agent.id,
            at=now,
            version=gone.version,
            into_version=into.version,
            promise_id=found.promise.id if found.promise else None,
            before=before,
        )
        session.add(made)
    return made


def part(session: Session, gone_id: int, now: datetime, *, agent: Agent | None = None, once: str = "") -> Ticket:
    """Take a ticket apart again from the one in which it goes on: by an agent, or by the customer where none is given.

    It is open again, with its promise. One that goes on in no other stays as it is.
    """
    with change(session, gone_id, now, once) as gone:
        found = standing(session, gone_id)
        if found is None:
            return gone
        with change(session, found.into_id, now) as into:
            if agent is None and not are_one(session, gone, into):  # its holder may know nothing of the other any more
                raise Refused("", N_("This goes on together with something else you told us. Please say it there."))
            _refuse_too_late(session, found, into, now)
            since = history(session, into.id, found.into_version)
            waits.replayed(waits.from_facts(found.before["into"]), since, gone.id).put(into)
            into.joined -= 1
            _open_again(session, gone, found)
            kind, by = ("taken_apart", agent.id) if agent else ("parted", None)
            append(session, gone, kind, now, agent_id=by, once=once, of=into.id, turn=gone.turn)
            is_agent = agent is not None
            append(session, into, "unjoined", now, agent_id=by, of=gone.id, turn=into.turn, agent=is_agent)
            found.undone_at, found.undone_by_id = now, by
    return gone


@contextmanager
def _both(session: Session, gone_id: int, into_id: int, now: datetime, once: str) -> Iterator[tuple[Ticket, Ticket]]:
    """Both tickets for one verb, locked in the order of their ids, so that two agents at once wait for one another."""
    with ExitStack() as stack:
        locked = {
            one: stack.enter_context(change(session, one, now, once if one == gone_id else ""))
            for one in sorted((gone_id, into_id))
        }
        yield locked[gone_id], locked[into_id]


def _ended(gone: Ticket) -> dict[str, Any]:
    values = {name: getattr(gone, name) for name in _ENDED}
    return {name: at.isoformat() if isinstance(at, datetime) else at for name, at in values.items()}


def _open_again(session: Session, gone: Ticket, found: Merge) -> None:
    """Put everything back that its row held, beside what its customer wrote there since."""
    ended: dict[str, Any] = found.before["ended"]
    gone.asked_solved_at, gone.given_at = waits.instant(ended["asked_solved_at"]), waits.instant(ended["given_at"])
    gone.silent_since = waits.instant(ended["silent_since"])
    gone.longest_silence = ended["longest_silence"]
    gone.longest_silence_from = waits.instant(ended["longest_silence_from"])
    waits.added(waits.from_facts(found.before["gone"]), waits.waits_of(gone)).put(gone)
    gone.closed_at, gone.closure, gone.merged_into_id = None, "", None
    if found.promise_id is not None:
        old = session.get_one(Promise, found.promise_id)  # it goes on as it was made, late perhaps by now
        promises.make(
            session, gone, old.agent_id, Due(old.due_at, old.wall, old.zone, old.kind), old.made_at, moved=old
        )


def _refuse_too_late(session: Session, found: Merge, into: Ticket, now: datetime) -> None:
    """Refuse once it cannot be put back as it was; whoever wants two things again says so in a letter, or a reply."""
    if session.scalar(select(written_since(into.id, found.into_version))):
        raise Refused(
            "",
            N_(
                "There was a letter in “%(subject)s” since, for both. They can no longer be taken apart; write there "
                "what should go on by itself."
            ),
            subject=into.subject,
        )
    if now > found.at + LASTS:
        raise Refused("", N_("That was possible for two weeks. Write in “%(subject)s” instead."), subject=into.subject)
    last = read_gone(session, into.id)[0]  # this one stands there too
    if last.ticket_id != found.gone_id:
        words = N_("“%(subject)s” was put together with it later. Take that apart first.")
        raise Refused("", words, subject=last.subject)
