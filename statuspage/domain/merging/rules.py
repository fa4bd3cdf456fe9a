"""Whether two tickets may go on as one, and what will become of them: the same is asked for the preview and the deed.

The sooner promise is kept: the ticket that goes on must hold it. So nobody waits longer because of a merge, nobody is
released from a promise by one, and what is promised there may stay as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.merging.one_customer import are_one
from statuspage.domain.promises import Promise
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What will happen: ``gone`` closes and leads to ``into``. Of either the open promise, if there is one.

    ``waits`` says that something in the one that closes waits for an answer, and ``needs`` how many lines are still
    asked for there.
    """

    gone: Ticket
    into: Ticket
    promise: Promise | None
    promise_there: Promise | None
    waits: int
    needs: int


def foresee(session: Session, gone_id: int, into_id: int, now: datetime) -> Foreseen:
    """What merging these would do; raises ``Refused`` where it cannot be done, and says what can be done instead."""
    refuse_itself(gone_id, into_id)
    gone, into = session.get(Ticket, gone_id), session.get(Ticket, into_id)
    if gone is None or into is None:
        raise Refused("other", N_("There is no such ticket."))
    return checked(session, gone, into, now)


def refuse_itself(gone_id: int, into_id: int) -> None:
    """Refuse a merge of a ticket into itself."""
    if gone_id == into_id:
        raise Refused("other", N_("A ticket cannot go on in itself. Choose two."))


def checked(session: Session, gone: Ticket, into: Ticket, now: datetime) -> Foreseen:
    """The same of rows that were read already."""
    if not are_one(session, gone, into):
        raise Refused(
            "other",
            N_(
                "These two are of different customers. Where they are the same person, say so first at the ticket that "
                "came under the other’s address."
            ),
        )
    _refuse_over(session, gone)
    _refuse_over(session, into)
    if gone.suspected_at is not None or into.suspected_at is not None:
        raise Refused("other", N_("Say first whether a person asked this at all."))
    if gone.joined:
        raise Refused(
            "goes_on",
            N_("Another ticket goes on in “%(subject)s” already. Let this be the one that goes on."),
            subject=gone.subject,
        )
    promise, there = _promise(session, gone), _promise(session, into)
    _refuse_promise(gone, into, promise, there, now)
    return Foreseen(gone, into, promise, there, waiting(gone), gone.needs_open)


def waiting(ticket: Ticket) -> int:
    """How many things in it wait for an answer; what nobody has heard is one."""
    return max(ticket.unanswered, int(ticket.heard_at is None))


def _promise(session: Session, ticket: Ticket) -> Promise | None:
    return session.get(Promise, ticket.promise_id) if ticket.promise_id is not None else None


def _refuse_over(session: Session, ticket: Ticket) -> None:
    if ticket.merged_into_id is not None:
        other = session.get_one(Ticket, ticket.merged_into_id)
        raise Refused(
            "other",
            N_("“%(subject)s” goes on in “%(other)s” already. Choose that one."),
            subject=ticket.subject,
            other=other.subject,
        )
    if not ticket.is_open:
        raise Refused(
            "other", N_("“%(subject)s” is closed. Only two open tickets can go on as one."), subject=ticket.subject
        )


def _refuse_promise(gone: Ticket, into: Ticket, promise: Promise | None, there: Promise | None, now: datetime) -> None:
    """Refuse what would let the sooner promise go, or a late one, or a call."""
    if promise is None:
        return
    names = {"subject": gone.subject, "other": into.subject}
    if promise.due_at < now:
        raise Refused(
            "goes_on",
            N_(
                "The promise in “%(subject)s” is late already, and only a letter answers it. Let this one go on, or "
                "write the letter first."
            ),
            **names,
        )
    if there is None:
        raise Refused(
            "goes_on",
            N_(
                "“%(subject)s” has a promise, and “%(other)s” has none. Let the one with the promise go on, or promise "
                "something in the other first."
            ),
            **names,
        )
    if there.due_at > promise.due_at:
        raise Refused(
            "goes_on",
            N_(
                "The promise in “%(subject)s” is the sooner one, and the sooner one is kept. Let this one go on, or "
                "move the promise in “%(other)s” to that time first."
            ),
            **names,
        )
    if promise.kind == "call" and there.kind != "call":
        raise Refused(
            "goes_on",
            N_("A call is promised in “%(subject)s”, and a letter does not keep that. Let this one go on."),
            **names,
        )
