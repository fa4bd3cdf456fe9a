"""What an agent does with a ticket: write, move a promise, hand over, close. Each verb is one event.

``seen`` is the version of the ticket that the agent had before them; ``Stale`` is raised when there is news since.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain import markdown, promises, validation
from statuspage.domain.absences.keeping import refuse_away
from statuspage.domain.causes.laid import refuse_as_laid
from statuspage.domain.changing import change
from statuspage.domain.desk.arrivals import arrive, meet
from statuspage.domain.desk.made_own import PLAIN, Filling, refuse_draft
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append, key_for, refuse_unseen
from statuspage.domain.files.attaching import attach, attached
from statuspage.domain.files.file import Bringer
from statuspage.domain.letters import Handover, Letter
from statuspage.domain.needs import Needed, ask_for, refuse_needed
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.people.agents import Agent, is_here
from statuspage.domain.promises import Due, Promise
from statuspage.domain.tickets import STEPS, TURNS, Ticket, close, end_silence, move_step, note_step
from statuspage.domain.words.passages import index


def write_letter(
    session: Session,
    ticket_id: int,
    agent: Agent,
    now: datetime,
    *,
    body: str,
    heard: str = "",
    step: str | None = None,
    promise: Due | None = None,
    asks_solved: bool = False,
    is_public: bool = False,
    by_phone: bool = False,
    declines_call: bool = False,
    turn: str = "us",
    needs: Needed | None = None,
    seen: int | None = None,
    once: str = "",
    mail_id: int | None = None,
    files: Sequence[str] = (),
    filling: Filling | None = PLAIN,
    kept_by: Agent | None = None,
) -> Letter:
    """Write a letter: it settles the open promise, and makes the next one or asks whether it is solved. A promised call
    stands where the letter neither tells of it nor promises anything else.

    ``heard`` is what the agent understood, needed in the first letter. A call that was asked for stays so, unless this
    letter promises it, tells of it (``by_phone``), or says in words why there is none (``declines_call``).
    ``mail_id`` is the mail that it came by. With ``needs`` it asks for something, and the turn is the customer's.
    ``files`` are the keys of those that the agent sends along. ``filling`` says how a draft's places read in it;
    None is for one that was compared with the drafts before.
    ``kept_by`` is the colleague who keeps its promise, as they are handed the ticket in the same transaction.
    """
    with change(session, ticket_id, now, once) as ticket:
        _refuse_closed(session, ticket, seen)
        body = validation.text("body", body, validation.LETTER_LIMIT)
        heard = validation.text("heard", heard, 2_000, required=ticket.heard_at is None)
        validation.choice("turn", turn, TURNS)
        if filling is not None:
            refuse_draft(session, ticket, body, heard, filling)
        refuse_as_laid(session, ticket.id, body)
        _refuse_no_ending(promise, asks_solved, now)
        if promise is not None:
            refuse_away(session, kept_by or agent, promise.at, now)
        if needs is not None:
            refuse_needed(needs, ticket.needs_open, now)
        moved = move_step(ticket, _next_step(ticket, step, asks_solved), now)
        settled, made = _end_and_begin(session, ticket, agent, promise, now, by_phone=by_phone)
        declines = declines_call and ticket.call_asked_at is not None
        if by_phone or declines or (made and made.kind == "call"):
            ticket.call_asked_at = None
        _answer(ticket, agent, heard, "" if asks_solved else "you" if needs is not None else turn, now)
        facts = _facts(moved, settled, made) | {"turn": ticket.turn}
        said = (("asks", asks_solved), ("phone", by_phone), ("declines", declines))
        facts |= {name: True for name, is_said in said if is_said}
        facts |= ({"mail": mail_id} if mail_id is not None else {}) | attached(files)
        facts |= {"needs": len(needs.lines)} if needs is not None else {}
        append(session, ticket, "letter", now, agent_id=agent.id, once=once, **facts)
        session.flush()
        if needs is not None:
            ask_for(session, ticket, needs, now)
        letter = Letter(
            ticket_id=ticket.id,
            version=ticket.version,
            agent_id=agent.id,
            at=now,
            body=body,
            html=markdown.render(body),
            heard=heard,
            is_public=is_public,
            public_number=_next_public(session, ticket) if is_public else None,
            lasting_name=opaque_id(ticket.seed, "letter", ticket.version) if is_public else None,
            by_phone=by_phone,
        )
        session.add(letter)
        index(session, "letter", f"{body}\n{heard}", now, ticket_id=ticket.id, number=ticket.version)
        attach(session, ticket_id, ticket.version, files, Bringer(ticket_id, agent.id))
    return letter


def move_promise(
    session: Session,
    ticket_id: int,
    agent: Agent,
    now: datetime,
    due: Due,
    *,
    seen: int | None = None,
    once: str = "",
) -> Ticket:
    """Promise another time, before the first one is due. A promise that fell due can only be answered by a letter."""
    with change(session, ticket_id, now) as ticket:
        once = key_for(session, ticket_id, once, stands=ticket.promised_at == due.at)
        _refuse_closed(session, ticket, seen)
        if ticket.promised_at is None:
            raise Refused("promise", N_("There is no promise to move; write a letter that makes one."))
        if now >= ticket.promised_at:
            raise Refused("promise", N_("This promise is late already and cannot be moved; write a letter instead."))
        _refuse_past(due, now)
        refuse_away(session, agent, due.at, now)
        if due.at == ticket.promised_at:
            raise Refused("promise", N_("That is the time that is promised already; choose another."))
        facts: dict[str, Any] = {"from": ticket.promised_at.isoformat(), "due": due.at.isoformat()}
        moved = promises.settle(session, ticket, now, "moved")
        promises.make(session, ticket, agent.id, replace(due, kind=moved.kind), now, moved=moved)
        append(session, ticket, "promise_moved", now, agent_id=agent.id, once=once, **facts)
    return ticket


def hand_over(
    session: Session,
    ticket_id: int,
    agent: Agent,
    to: Agent,
    now: datetime,
    *,
    note: str,
    seen: int | None = None,
    once: str = "",
) -> Ticket:
    """Give the ticket to a colleague with a note that the customer reads. The promise goes along, for them to keep."""
    with change(session, ticket_id, now) as ticket:
        once = key_for(session, ticket_id, once, stands=ticket.owner_id == to.id)
        _refuse_closed(session, ticket, seen)
        note = validation.text("note", note, 2_000)
        if to.id == ticket.owner_id:
            raise Refused("to", N_("%(name)s has this ticket already."), name=to.name)
        if not is_here(session, to):
            raise Refused("to", N_("%(name)s no longer works here."), name=to.name)
        giver = ticket.owner_id
        facts: dict[str, Any] = {"from": giver, "to": to.id}
        append(session, ticket, "handover", now, agent_id=agent.id, once=once, **facts)
        session.flush()
        session.add(
            Handover(ticket_id=ticket.id, version=ticket.version, from_id=giver, to_id=to.id, at=now, note=note)
        )
        index(session, "handover", note, now, ticket_id=ticket.id, number=ticket.version)
        ticket.owner_id, ticket.handovers = to.id, ticket.handovers + 1
        if to.id == agent.id:
            meet(session, ticket.id)
        else:
            arrive(session, ticket.id, to.id, now)
    return ticket


def close_unconfirmed(
    session: Session, ticket_id: int, agent: Agent, now: datetime, *, seen: int | None = None, once: str = ""
) -> Ticket:
    """Close a ticket whose customer stayed silent after "is it solved?". It says so, and one click reopens it.

    One that is closed so already stays as it is.
    """
    with change(session, ticket_id, now, once) as ticket:
        if ticket.closure == "unconfirmed" and ticket.merged_into_id is None:
            return ticket
        _refuse_closed(session, ticket, seen)
        if ticket.asked_solved_at is None or ticket.unanswered:
            raise Refused("", N_("Ask whether it is solved first; only a question left unanswered can be closed."))
        append(session, ticket, "closed", now, agent_id=agent.id, once=once)
        close(ticket, "unconfirmed", now)
    return ticket


def _refuse_closed(session: Session, ticket: Ticket, seen: int | None) -> None:
    """Refuse a closed ticket, and one with news since the version ``seen``, where that is given."""
    if ticket.merged_into_id is not None:
        other = session.get_one(Ticket, ticket.merged_into_id)
        raise Refused("", N_("This goes on in “%(subject)s”. Write there."), subject=other.subject)
    if not ticket.is_open:
        raise Refused("", N_("This ticket is closed. It opens by itself when the customer writes again."))
    if seen is not None:
        refuse_unseen(session, ticket.id, seen)


def _refuse_no_ending(promise: Due | None, asks_solved: bool, now: datetime) -> None:
    if (promise is None) == (not asks_solved):
        raise Refused("promise", N_("A letter ends with when you write next, or with the question “is it solved?”."))
    if promise is not None:
        _refuse_past(promise, now)


def _refuse_past(due: Due, now: datetime) -> None:
    if due.at <= now:
        raise Refused("promise", N_("That time has passed already; a promise is about the future."))


def _next_step(ticket: Ticket, step: str | None, asks_solved: bool) -> str:
    if asks_solved:
        return "solved"
    if step is not None:
        validation.choice("step", step, STEPS[:-1])
    if step == "solved":
        raise Refused("step", N_("When it is solved, ask the customer whether they agree."))
    same = "working" if ticket.step == "solved" else ticket.step
    return step or same or "heard"


def _end_and_begin(
    session: Session, ticket: Ticket, agent: Agent, due: Due | None, now: datetime, *, by_phone: bool
) -> tuple[Promise | None, Promise | None]:
    """The promise that the letter settled, and the one it ends with: a new one, or a call that stands as it was."""
    if not by_phone and (call := promises.call_that_stands(session, ticket, agent.id, due)):
        return None, call
    settled = promises.answer(session, ticket, now, by_phone=by_phone)
    continued = settled if settled and settled.outcome == "moved" else None
    return settled, promises.make(session, ticket, agent.id, due, now, moved=continued) if due else None


def _answer(ticket: Ticket, agent: Agent, heard: str, turn: str, now: datetime) -> None:
    """Bring the row up to date: a letter answers everything so far but the wish for a call that still stands.

    An empty ``turn`` asks "is it solved?".
    """
    _hear(ticket, now)
    if heard:
        ticket.heard_at, ticket.heard_by_id = ticket.heard_at or now, agent.id
        ticket.heard_words, ticket.heard_answer = heard, ""
    end_silence(ticket, now)
    ticket.turn, ticket.asked_solved_at = turn or "you", None if turn else now
    ticket.asked_by_id = ticket.asked_by_id if turn else agent.id
    ticket.last_letter_at, ticket.letters = now, ticket.letters + 1
    ticket.unanswered, ticket.unanswered_since, ticket.unhappy, ticket.given_at = 0, None, False, None
    if ticket.call_asked_at is not None:
        ticket.unanswered, ticket.unanswered_since = 1, ticket.call_asked_at


def _hear(ticket: Ticket, now: datetime) -> None:
    """The first letter hears the customer; the first after a reopening hears them again."""
    if ticket.heard_at is None or ticket.reopened_at is not None:
        note_step(ticket, "heard")
    if ticket.reopened_at is not None and ticket.step == "heard":
        ticket.step_at = now
    ticket.reopened_at = None


def _facts(moved: list[str | None] | None, settled: Promise | None, made: Promise | None) -> dict[str, Any]:
    """What a letter's event says besides its words: the step, what became of the old promise, and the next one."""
    facts: dict[str, Any] = {"step": moved} if moved else {}
    if settled:
        facts["settled"] = [settled.outcome, settled.due_at.isoformat()]
    if made:
        facts["due"] = made.due_at.isoformat()
        facts |= {"call": True} if made.kind == "call" else {}
    return facts


def _next_public(session: Session, ticket: Ticket) -> int:
    """The number of the next letter that may be public; the ticket is locked, so nobody else takes it."""
    last = select(func.max(Letter.public_number)).where(Letter.ticket_id == ticket.id)
    return (session.scalar(last) or 0) + 1
