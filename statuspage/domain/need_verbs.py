"""What is done about what we need: the customer gives it, or an agent ticks it off. Each verb is one event.

The turn was the customer's since the letter. It comes back in the very transaction that closes the last line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.changing import change
from statuspage.domain.customer_verbs import add_words, say
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.events import append
from statuspage.domain.files.attaching import attach, attached
from statuspage.domain.files.file import Bringer
from statuspage.domain.needs import ANSWER, Need, needs_by_key
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import companion_who_writes
from statuspage.domain.tickets import Ticket

_NOT_HERE = N_("This is not asked for here any more. Your words are kept on this page, to copy.")


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given for one line: ``words``, or only the word that it was sent in ``another`` way; both may be.

    It may also be ``in_reply``: in the words or the files of the reply that the line was ticked in.
    """

    words: str = ""
    another: bool = False
    in_reply: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a form: how many lines it closed, and how many of it had been closed ``before``."""

    closed: int
    before: int


def give(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    gifts: Mapping[str, Gift],
    body: str = "",
    files: Sequence[str] = (),
    companion_id: int | None = None,
    once: str = "",
) -> Given:
    """Give what is asked for, by the keys of the lines; a line for which nothing is said stays open.

    A line that somebody has closed meanwhile stays as it is. Other words for it are not lost: they go along, or come
    as an ordinary reply. What is given in a reply comes with its ``body``, the keys of its ``files``, or both.
    """
    has_reply = any(gift.in_reply for gift in gifts.values())
    body = validation.text("body", body, validation.REPLY_LIMIT, required=has_reply and not files)
    with change(session, ticket_id, now, once) as ticket:
        if companion_id is not None:
            companion_who_writes(session, ticket_id, companion_id)
        found = _found(session, ticket, gifts)
        fresh = [(need, gift) for need, gift in found if not need.how]
        closed = [(need, gift) for need, gift in found if need.how]
        more = [(need, gift) for need, gift in closed if gift.words not in ("", need.answer)]
        body = "\n\n".join(filter(None, (body, *(_told(need, gift) for need, gift in fresh + more))))
        if fresh:
            _take(session, ticket, fresh, now, body, companion_id, once, attached(files))
        elif body or files:
            say(session, ticket, "reply", now, body, once, companion_id=companion_id, **attached(files))
        attach(session, ticket_id, ticket.version, files, Bringer(ticket_id, companion_id=companion_id))
    return Given(len(fresh), len(closed))


def tick_off(
    session: Session, ticket_id: int, agent: Agent, now: datetime, *, key: str, came: bool, once: str = ""
) -> Ticket:
    """Take one line off the list by an agent's own hand: it ``came`` in another way, or is no longer needed.

    ``Repeated`` is raised where it is closed already: by whomever, it is as it was wished.
    """
    with change(session, ticket_id, now, once) as ticket:
        _refuse_closed(ticket)
        need = needs_by_key(session, ticket_id).get(key)
        if need is None:
            raise Refused("", N_("This is not on any list of this ticket."))
        if need.how:
            raise Repeated
        ticket.needs_open -= 1
        if not ticket.needs_open and ticket.turn == "you" and ticket.asked_solved_at is None:
            ticket.turn = "us"
        facts: dict[str, Any] = {"need": [need.version, need.position], "left": ticket.needs_open, "turn": ticket.turn}
        facts |= {"came": True} if came else {}
        event = append(session, ticket, "ticked_off", now, agent_id=agent.id, once=once, **facts)
        session.flush()
        need.close("came" if came else "away", event)
    return ticket


def _found(session: Session, ticket: Ticket, gifts: Mapping[str, Gift]) -> list[tuple[Need, Gift]]:
    """The lines for which something is said, with that; refused where nothing is, or where a line is none of these."""
    said = {key: _checked(key, gift) for key, gift in gifts.items()}
    said = {key: gift for key, gift in said.items() if gift.words or gift.another or gift.in_reply}
    if not said:
        raise Refused("", N_("Write something in one of the lines, or say that you have sent it in another way."))
    _refuse_closed(ticket)
    known = needs_by_key(session, ticket.id)
    if strange := next((key for key in said if key not in known), None):
        raise Refused("" if said[strange].in_reply else f"need-{strange}", _NOT_HERE)
    return [(need, said[key]) for key, need in known.items() if key in said]


def _checked(key: str, gift: Gift) -> Gift:
    words = validation.text(f"need-{key}", gift.words, ANSWER, required=False)
    return replace(gift, words=words)


def _take(
    session: Session,
    ticket: Ticket,
    fresh: list[tuple[Need, Gift]],
    now: datetime,
    body: str,
    companion_id: int | None,
    once: str,
    brought: Mapping[str, Any],
) -> None:
    """Close these lines. With the last of all, it is for us to go on from here."""
    ticket.needs_open -= len(fresh)
    if not ticket.needs_open:
        ticket.turn, ticket.given_at = "us", now
        ticket.unanswered, ticket.unanswered_since = max(ticket.unanswered, 1), ticket.unanswered_since or now
    facts: dict[str, Any] = {"needs": len(fresh), "left": ticket.needs_open, "turn": ticket.turn, **brought}
    if sent := sum(gift.another and not gift.words for _, gift in fresh):
        facts["another"] = sent
    event = append(session, ticket, "given", now, companion_id=companion_id, once=once, **facts)
    add_words(session, ticket, "given", now, body)
    for need, gift in fresh:
        need.close("words" if gift.words else "reply" if gift.in_reply else "another", event, gift.words)


def _told(need: Need, gift: Gift) -> str:
    return "\n".join(part for part in (f"✓ {need.words}", gift.words) if part)


def _refuse_closed(ticket: Ticket) -> None:
    if not ticket.is_open:
        raise Refused(
            "", N_("This is closed, and nothing is asked for any more. Whoever writes a reply opens it again.")
        )
