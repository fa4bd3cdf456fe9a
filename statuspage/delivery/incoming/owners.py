"""An agent answers from their own mail program: a letter, a note, a handover. What cannot be sent so waits, unsent.

A letter leaves only when it says how it goes on, and when nothing has happened since the mail that it answers. Whatever
else it is, its words are held as a letter that the agent has begun, and a mail says why, and offers how to go on. An
answer to that mail which says no more than how it goes on sends the letter.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.dns_records import Names
from statuspage.delivery.incoming.colleagues_named import named
from statuspage.delivery.incoming.opened import Opened
from statuspage.delivery.incoming.owner_words import OwnerWords, read_owner_words
from statuspage.delivery.incoming.proof import Proof, proves
from statuspage.domain.agent_verbs import hand_over, move_promise, write_letter
from statuspage.domain.errors import N_, Refused, Words
from statuspage.domain.incoming.held import WAITS, read_held, send_held
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.reports import sent_as
from statuspage.domain.incoming.taking import hold_and_tell, refuse
from statuspage.domain.notes import add_note
from statuspage.domain.outbox import HELD
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.promises import promised_for
from statuspage.present.languages import say

_NO_ENDING = N_("It does not end with when you write next, or with the question “is it solved?”.")
_NO_THREAD = N_("It does not say which of our mails it answers, so we cannot tell what you had read.")
_NOBODY = N_("Nobody here is called “%(name)s”, or more than one is.")


@dataclass(frozen=True, slots=True)
class Answered:
    """What an agent's mail answers: the version of the ticket that they had read, and the mail of a letter that waits.

    Both are None where it is not known, or is none.
    """

    seen: int | None = None
    held_mail_id: int | None = None


def why_unproven(agent: Agent, raw: bytes, opened: Opened, settings: Settings, now: datetime) -> str:
    """Why this is not believed to be from this agent: a reason of ``REASONS``, or "". It may ask the name system."""
    if not settings.mail_proof:
        return "" if opened.sender == agent.email.lower() else "forged_agent"
    proof = proves(raw, opened.message, agent.email, now, trusted=settings.mail_authserv, names=Names())
    if proof.is_theirs:
        return ""
    return "forged_agent" if proof is Proof.FORGED else "unproven_agent"


def answer(session: Session, mail: IncomingMail, opened: Opened, now: datetime) -> None:
    """Do what this agent's mail says, or hold its words and tell the agent why.

    The mail is one that an agent of ours has written, to an address of their own.
    """
    agent = session.get_one(Agent, mail.agent_id)
    said, answered = read_owner_words(opened.words, agent.language, agent.zone, now), _answered(session, mail, opened)
    mail.words, mail.data = said.body, {**mail.data, "seen": answered.seen, "step": said.step, "heard": said.heard}
    try:
        with session.begin_nested():
            _do(session, mail, said, agent, answered, now)
            mail.outcome, mail.reason, mail.is_noise = "taken", "", False
    except Refused as refused:
        with force_locale(agent.language or "en"):
            why = say(refused.words)
        if said.body.strip():
            fields = {"body": said.body, "step": said.step, "heard": said.heard}
            hold_and_tell(session, mail, now, {name: text for name, text in fields.items() if text}, why)
        else:
            refuse(mail, "refused", why)


def _do(
    session: Session, mail: IncomingMail, said: OwnerWords, agent: Agent, answered: Answered, now: datetime
) -> None:
    ticket_id, seen = mail.ticket_id or 0, answered.seen
    if said.fault is not None:
        raise _refused(said.fault)
    if said.deed == "note":
        add_note(session, ticket_id, agent, now, body=said.body)
    elif said.deed == "handover":
        mail.version = _hand_over(session, ticket_id, said, agent, seen, now)
    elif not said.body.strip() and said.next is not None and answered.held_mail_id is None:
        due = promised_for(said.wall, agent.zone, now, said.kind)
        mail.version = move_promise(session, ticket_id, agent, now, due, seen=seen).version
    elif not said.body.strip() and answered.held_mail_id is not None:
        mail.version = _send_held(session, answered, said, now)
    else:
        mail.version = _write(session, mail, said, agent, seen, now)


def _hand_over(
    session: Session, ticket_id: int, said: OwnerWords, agent: Agent, seen: int | None, now: datetime
) -> int:
    here = colleagues(session)
    to_id = named(said.to, [(one.id, one.called, one.name) for one in here])
    if to_id is None:
        raise Refused("to", _NOBODY, name=said.to)
    to = next(one for one in here if one.id == to_id)
    return hand_over(session, ticket_id, agent, to, now, note=said.body, seen=seen).version


def _send_held(session: Session, answered: Answered, said: OwnerWords, now: datetime) -> int:
    """End the letter that waits, as this answer says; its version."""
    _refuse_unended(said)
    mail_id = answered.held_mail_id or 0
    send_held(session, mail_id, now, ending=said.next, seen=answered.seen or 0)
    return session.get_one(IncomingMail, mail_id).version


def _write(
    session: Session, mail: IncomingMail, said: OwnerWords, agent: Agent, seen: int | None, now: datetime
) -> int:
    _refuse_unended(said)
    if seen is None:
        raise Refused("", _NO_THREAD)
    letter = write_letter(
        session,
        mail.ticket_id or 0,
        agent,
        now,
        body=said.body,
        heard=said.heard,
        step=said.step or None,
        promise=promised_for(said.wall, agent.zone, now, said.kind) if said.next else None,
        asks_solved=said.asks_solved,
        seen=seen,
        mail_id=mail.id,
    )
    return letter.version


def _refused(words: Words) -> Refused:
    refused = Refused("promise", words.message)
    refused.words = words
    return refused


def _refuse_unended(said: OwnerWords) -> None:
    if said.next is None and not said.asks_solved:
        raise Refused("promise", _NO_ENDING)


def _answered(session: Session, mail: IncomingMail, opened: Opened) -> Answered:
    """Which mail of ours to this agent it answers, by its thread, the nearest first."""
    for message_id in opened.follows:
        found = sent_as(session, message_id)
        if found is None or found.ticket_id != mail.ticket_id or found.agent_id != mail.agent_id:
            continue
        if found.kind != HELD:
            return Answered(found.version)
        held = read_held(session, found.data["mail"])
        return Answered(found.data["seen"], held.mail.id if held is not None and held.stands == WAITS else None)
    return Answered()
