"""What the customer does with their ticket: answer, agree, ask for a call, reopen, thank. Each verb is one event.

A companion who may write may answer and thank in their place, under their own name; all else is the customer's alone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.changing import change
from statuspage.domain.closing import FELT
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append, key_for
from statuspage.domain.files.attaching import attach, attached
from statuspage.domain.files.file import Bringer
from statuspage.domain.incoming.by_mail import CameByMail
from statuspage.domain.kinds import KINDS, Kind
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.news import tell_of_customer, tell_of_ticket
from statuspage.domain.people.companions import Companion, companion_here, companion_who_writes
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket, close, move_step
from statuspage.domain.words.passages import index

FEELINGS = ("yes", "partly", "no")


def reply(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    body: str,
    companion_id: int | None = None,
    once: str = "",
    by_mail: CameByMail | None = None,
    files: Sequence[str] = (),
) -> Ticket:
    """Write to the owner. A closed ticket is reopened by it: whoever writes again is not done. One that goes on in
    another keeps the words, and wakes that one.

    Only the customer reopens: a companion writes while it is open. ``files`` are the keys of those that come along;
    with them it needs no words, and neither does what came ``by_mail`` with files.
    """
    needs_words = not files and (by_mail is None or not by_mail.files)
    body = validation.text("body", body, validation.REPLY_LIMIT, required=needs_words)
    facts = (by_mail.facts() if by_mail else {}) | attached(files)
    with change(session, ticket_id, now, once) as ticket:
        if companion_id is not None:
            companion_who_writes(session, ticket_id, companion_id)
        if ticket.is_open:
            say(session, ticket, "reply", now, body, once, companion_id=companion_id, **facts)
        elif ticket.merged_into_id is not None and companion_id is None:
            _say_beside(session, ticket, "reply", now, body, once, **facts)
        elif companion_id is not None:
            raise Refused(
                "body", N_("This is closed, and only %(name)s can open it again."), name=_name(session, ticket)
            )
        else:
            _reopen(session, ticket, now, body, once, **facts)
        attach(session, ticket_id, ticket.version, files, Bringer(ticket_id, companion_id=companion_id))
    return ticket


def say_heard_right(session: Session, ticket_id: int, now: datetime, *, once: str = "") -> Ticket:
    """“That’s right”: the owner understood. Nobody needs to answer this."""
    with change(session, ticket_id, now, once) as ticket:
        _refuse_unheard(ticket)
        if ticket.heard_answer != "right":
            append(session, ticket, "heard_right", now, once=once)
            ticket.heard_answer = "right"
    return ticket


def say_not_quite(session: Session, ticket_id: int, now: datetime, *, body: str, once: str = "") -> Ticket:
    """“Not quite”: what the owner got wrong, in the customer's words. A closed ticket is reopened by it."""
    body = validation.text("not_quite", body, validation.REPLY_LIMIT)
    with change(session, ticket_id, now, once) as ticket:
        _refuse_unheard(ticket)
        ticket.heard_answer = "not_quite"
        if ticket.is_open:
            say(session, ticket, "heard_not_quite", now, body, once)
        elif ticket.merged_into_id is not None:
            _say_beside(session, ticket, "heard_not_quite", now, body, once)
        else:
            _reopen(session, ticket, now, body, once)
    return ticket


def ask_call(session: Session, ticket_id: int, now: datetime, *, phone: str, when: str = "", once: str = "") -> Ticket:
    """Ask to be called by the owner, on this number; ``when`` is in the customer's own words."""
    phone = validation.phone("phone", phone)
    when = validation.line("when", when, 200, required=False)
    with change(session, ticket_id, now) as ticket:
        _refuse_merged(ticket)
        if not ticket.is_open:
            raise Refused("", N_("This ticket is closed. Reopen it, and ask again."))
        once = key_for(session, ticket_id, once, stands=ticket.call_asked_at is not None)
        ticket.call_asked_at = now
        say(session, ticket, "call_asked", now, f"{phone}\n{when}".strip(), once)
    return ticket


def confirm(session: Session, ticket_id: int, now: datetime, *, once: str = "") -> Ticket:
    """“Yes, it is solved”: only the customer says so, and only when asked."""
    with change(session, ticket_id, now, once) as ticket:
        if ticket.closure == "confirmed":
            return ticket
        _refuse_merged(ticket)
        _refuse_unasked(ticket.step == "solved")
        append(session, ticket, "confirmed", now, once=once, step=move_step(ticket, "confirmed", now))
        ticket.turn = "us"
        if ticket.is_open:
            close(ticket, "confirmed", now)
        ticket.closure = "confirmed"
    return ticket


def say_not_solved(session: Session, ticket_id: int, now: datetime, *, body: str, once: str = "") -> Ticket:
    """“Not yet”: what is still wrong. The step goes back to working, by the customer's hand."""
    body = validation.text("not_solved", body, validation.REPLY_LIMIT)
    with change(session, ticket_id, now, once) as ticket:
        _refuse_merged(ticket)
        _refuse_unasked(ticket.step == "solved" and ticket.is_open)
        say(session, ticket, "not_solved", now, body, once, step=move_step(ticket, "working", now))
    return ticket


def reopen(session: Session, ticket_id: int, now: datetime, *, body: str = "", once: str = "") -> Ticket:
    """One click: it is not over. The clock reads as if it had never stopped."""
    body = validation.text("body", body, validation.REPLY_LIMIT, required=False)
    with change(session, ticket_id, now, once) as ticket:
        _refuse_merged(ticket)
        if not ticket.is_open:
            _reopen(session, ticket, now, body, once)
    return ticket


def thank(
    session: Session,
    ticket_id: int,
    version: int,
    now: datetime,
    *,
    companion_id: int | None = None,
    once: str = "",
) -> Ticket:
    """Thank the writer of the letter with this version; a second thanks for the same letter changes nothing."""
    with change(session, ticket_id, now, once) as ticket:
        if companion_id is not None:
            companion_who_writes(session, ticket_id, companion_id)
        letter = session.get(Letter, (ticket_id, version)) if 0 < version <= ticket.version else None
        if letter is None:
            raise Refused("", N_("This letter is not here."))
        if letter.thanked_at is None:
            facts: dict[str, Any] = {"letter": version, "to": letter.agent_id}
            append(session, ticket, "thanked", now, companion_id=companion_id, once=once, **facts)
            letter.thanked_at = now
    return ticket


def use_clock(
    session: Session, ticket_id: int, now: datetime, *, zone: str, companion_id: int | None = None, once: str = ""
) -> Ticket:
    """Read the times in this zone from now on, on the page and in mails. It is theirs to say, and tells nobody.

    A companion says it for themselves alone.
    """
    zone = validation.zone("zone", zone)
    with change(session, ticket_id, now, once) as ticket:
        _reader(session, ticket, companion_id).zone = zone
        _tell(session, ticket, companion_id)
    return ticket


def use_language(
    session: Session,
    ticket_id: int,
    now: datetime,
    *,
    language: str,
    offered: tuple[str, ...],
    companion_id: int | None = None,
    once: str = "",
) -> Ticket:
    """Read the page, and be written to by us, in this language of those ``offered``. It tells nobody.

    A companion says it for themselves alone.
    """
    language = validation.choice("language", language, offered)
    with change(session, ticket_id, now, once) as ticket:
        _reader(session, ticket, companion_id).language = language
        _tell(session, ticket, companion_id)
    return ticket


def say_felt(
    session: Session, ticket_id: int, now: datetime, *, listened: str, body: str = "", once: str = ""
) -> Ticket:
    """The one question at the end: did you feel listened to? ``body`` is for whoever wants to say more.

    It is asked once for each end, so that nobody's answer counts twice.
    """
    listened = validation.choice("listened", listened, FEELINGS)
    body = validation.text("felt", body, validation.REPLY_LIMIT, required=False)
    with change(session, ticket_id, now, once) as ticket:
        if ticket.is_open or ticket.merged_into_id is not None:
            raise Refused("", N_("We ask this when it is over."))
        if session.scalar(select(FELT).where(Ticket.id == ticket_id)):
            raise Refused("", N_("You have told us already, thank you. We ask this once."))
        append(session, ticket, "felt", now, once=once, listened=listened)
        add_words(session, ticket, "felt", now, body)
    return ticket


def call_suggested(unanswered: int, call_asked: bool, unhappy: bool = False, *, call_promised: bool = False) -> bool:
    """Whether to pick up the phone: they asked for a call, wrote twice unanswered, or said that something is wrong.

    Where a call is promised already, only one that they ask for anew is still wanting.
    """
    return call_asked or (not call_promised and (unhappy or unanswered >= 2))


def _reader(session: Session, ticket: Ticket, companion_id: int | None) -> Customer | Companion:
    """Whose clock and language it is: the customer's, or this companion's."""
    if companion_id is not None:
        return companion_here(session, ticket.id, companion_id)
    return session.get_one(Customer, ticket.customer_id)


def _tell(session: Session, ticket: Ticket, companion_id: int | None) -> None:
    """Let their other windows learn of it: a customer's show any of their tickets, a companion's this one."""
    if companion_id is not None:
        tell_of_ticket(session, ticket.id)
    else:
        tell_of_customer(session, ticket.customer_id)


def _name(session: Session, ticket: Ticket) -> str:
    return session.get_one(Customer, ticket.customer_id).first_name


def _refuse_unheard(ticket: Ticket) -> None:
    if ticket.heard_at is None:
        raise Refused("", N_("Nobody has written yet what they heard."))


def _refuse_unasked(is_asked: bool) -> None:
    if not is_asked:
        raise Refused("", N_("Nobody has called this solved yet."))


def _refuse_merged(ticket: Ticket) -> None:
    """Refuse what is to be said of a ticket as a whole where it goes on in another."""
    if ticket.merged_into_id is not None:
        raise Refused("", N_("This goes on together with something else you told us. Please say it there."))


def say(session: Session, ticket: Ticket, kind: str, now: datetime, body: str, once: str, **facts: Any) -> None:
    """Write something that waits for an answer from now on."""
    append(session, ticket, kind, now, once=once, **facts)
    add_words(session, ticket, kind, now, body)
    wait_for_answer(ticket, KINDS[kind], now)
    if KINDS[kind].denies_solved:
        ticket.asked_solved_at, ticket.denials = None, ticket.denials + 1


def wait_for_answer(ticket: Ticket, kind: Kind, now: datetime) -> None:
    """One more thing waits for an answer, and it is our turn."""
    ticket.unanswered += 1
    ticket.unhappy = ticket.unhappy or kind.is_unhappy
    ticket.unanswered_since = ticket.unanswered_since or now
    ticket.turn = "us"


def add_words(session: Session, ticket: Ticket, kind: str, now: datetime, body: str) -> None:
    """Store the words of the event that was appended just now, if there are any."""
    session.flush()  # the event comes first
    if body:
        session.add(Reply(ticket_id=ticket.id, version=ticket.version, kind=kind, body=body, at=now))
        index(session, "reply", body, now, ticket_id=ticket.id, number=ticket.version)


def _say_beside(session: Session, ticket: Ticket, kind: str, now: datetime, body: str, once: str, **facts: Any) -> None:
    """Write it in a ticket that goes on in another, where the words stay, and let that one wait for an answer to them.

    One that was over is opened again, as whoever writes again is not done.
    """
    say(session, ticket, kind, now, body, once, **facts)
    words = [ticket.id, ticket.version]
    with change(session, ticket.merged_into_id or 0, now) as other:
        if not other.is_open:
            _reopen(session, other, now, "", "", of=words)
            return
        append(session, other, "beside", now, of=words, unhappy=KINDS[kind].is_unhappy)
        wait_for_answer(other, KINDS[kind], now)


def _reopen(session: Session, ticket: Ticket, now: datetime, body: str, once: str, **facts: Any) -> None:
    ticket.closed_at, ticket.closure, ticket.silent_since = None, "", now
    ticket.reopened, ticket.reopened_at = ticket.reopened + 1, now
    say(session, ticket, "reopened", now, body, once, step=move_step(ticket, "heard", now), **facts)
