"""What will happen to two tickets that are put together, in words, before it is done."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from statuspage.domain.merging.rules import Foreseen
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.subscriptions import subscribed
from statuspage.domain.tickets import Ticket
from statuspage.domain.wording import step_words
from statuspage.present import promised
from statuspage.present.languages import gettext, ngettext
from statuspage.present.mailing import is_mailed
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class MergeOffer:
    """One of the customer's tickets, to choose: who has it since when, at which step, and its promise, in words."""

    id: int
    subject: str
    told: str
    promise: str


def offer_of(session: Session, ticket: Ticket, reader: Reader) -> MergeOffer:
    """The same of one ticket."""
    owner = session.get_one(Agent, ticket.owner_id).called
    step = reader.say(step_words(ticket.step)) if ticket.step else gettext("Not heard yet")
    told = gettext(
        "With %(name)s, since %(when)s: %(step)s", name=owner, when=reader.moment(ticket.opened_at), step=step
    )
    promise = session.get(Promise, ticket.promise_id) if ticket.promise_id is not None else None
    return MergeOffer(ticket.id, ticket.subject, told, _promise(session, promise, reader) if promise else "")


def told(session: Session, found: Foreseen, reader: Reader) -> tuple[str, ...]:
    """What will happen, a sentence each."""
    gone, into = found.gone, found.into
    owner = session.get_one(Agent, into.owner_id).called
    names = {"subject": gone.subject, "other": into.subject, "name": reader.customer, "owner": owner}
    said = [
        gettext(
            "“%(subject)s” closes, and leads to “%(other)s”, which %(owner)s has. What was written stays where it is.",
            **names,
        ),
        gettext("Here at the desk both are read as one, in the order of time.", **names),
        *_promises(session, found, reader),
        _waits(found, names),
        _needs(found, names),
        _reads(session, gone, names),
        gettext("What %(name)s writes on that page is kept there, and waits for an answer in “%(other)s”.", **names),
        _companions(session, found, names),
        gettext(
            "%(name)s, or one of us, can take the two apart again: for two weeks, until the next letter. Then "
            "everything is as it was before.",
            **names,
        ),
    ]
    return tuple(one for one in said if one)


def _promises(session: Session, found: Foreseen, reader: Reader) -> list[str]:
    """Both promises, and that the sooner one is kept."""
    there = _promise(session, found.promise_there, reader) if found.promise_there else ""
    if found.promise is None:
        return (
            [gettext("The promise in “%(other)s” stays: %(promise)s", other=found.into.subject, promise=there)]
            if there
            else []
        )
    gone = _promise(session, found.promise, reader)
    return [
        gettext("The sooner promise is kept, in “%(other)s”: %(promise)s", other=found.into.subject, promise=there),
        gettext(
            "The one in “%(subject)s” counts as moved before it was due: %(promise)s",
            subject=found.gone.subject,
            promise=gone,
        ),
    ]


def _promise(session: Session, promise: Promise, reader: Reader) -> str:
    keeper = session.scalar(select(Agent.called).where(Agent.id == KEEPER, Promise.id == promise.id)) or ""
    when = reader.moment(promise.due_at)
    return promised.next_word(keeper, when, reader.customer, is_call=promise.kind == "call")


def _waits(found: Foreseen, names: dict[str, str]) -> str:
    if not found.waits:
        return ""
    return gettext("What waits for an answer there waits in “%(other)s” from then on.", **names)


def _reads(session: Session, gone: Ticket, names: dict[str, str]) -> str:
    """Where its customer learns of it, and who can open the other then."""
    customer = session.get_one(Customer, gone.customer_id)
    if is_mailed(customer) and any(one.reader == "customer" for one in subscribed(session, gone.id)):
        return gettext(
            "%(name)s reads it on the page of “%(subject)s” and by mail, with a link to “%(other)s”. Whoever has the "
            "link to the one page can open the other from it.",
            **names,
        )
    return gettext(
        "%(name)s reads it on the page of “%(subject)s”, with a link to “%(other)s”. Whoever has the link to the one "
        "page can open the other from it.",
        **names,
    )


def _needs(found: Foreseen, names: dict[str, str]) -> str:
    if not found.needs:
        return ""
    return ngettext(
        "One thing that was asked for in “%(subject)s” is asked for no more. Ask again in a letter, if you still need "
        "it.",
        "%(num)s things that were asked for in “%(subject)s” are asked for no more. Ask again in a letter, if you "
        "still need them.",
        found.needs,
        **names,
    )


def _companions(session: Session, found: Foreseen, names: dict[str, str]) -> str:
    here = exists().where(Companion.ticket_id.in_((found.gone.id, found.into.id)), Companion.let_go_at.is_(None))
    if not session.scalar(select(here)):
        return ""
    return gettext("Whoever reads along with %(name)s in one of them learns nothing of the other.", **names)
