"""A letter that is laid before the owner of a ticket: theirs to make their own and send, or to put away."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import WAITING, CauseLetter, LaidLetter
from statuspage.domain.errors import N_, Refused
from statuspage.domain.letters import Letter
from statuspage.domain.news import tell_of_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket

_SAME = 0.5  # of the words that were laid: a letter with fewer of them is one in other words


def read_laid(session: Session, ticket_id: int) -> tuple[LaidLetter, CauseLetter, Cause] | None:
    """The letter that waits in this ticket, with what it was made from and the cause that it is about."""
    row = session.execute(
        select(LaidLetter, CauseLetter, Cause)
        .join(CauseLetter, CauseLetter.id == LaidLetter.letter_id)
        .join(Cause, Cause.id == CauseLetter.cause_id)
        .where(LaidLetter.ticket_id == ticket_id, WAITING)
    ).first()
    return row._tuple() if row else None


def refuse_as_laid(session: Session, ticket_id: int, body: str) -> None:
    """Refuse a letter that says, word for word, what was laid before its owner: nobody has made it their own."""
    laid = session.scalars(select(LaidLetter.body).where(LaidLetter.ticket_id == ticket_id))
    if any(_signs(body) == _signs(one) for one in laid):
        words = N_(
            "This is the letter as it was laid before you, word for word. Make it yours: write it for this one person."
        )
        raise Refused("body", words)


def note_sent(session: Session, laid_id: int, letter: Letter) -> None:
    """This letter was made from the one that was laid; nothing, where that is another ticket's or was sent already."""
    laid = session.get(LaidLetter, laid_id)
    if laid is None or laid.ticket_id != letter.ticket_id or laid.version is not None:
        return
    laid.outcome = "sent" if _is_same(laid.body, letter.body) else "rewritten"
    laid.version, laid.settled_at, laid.settled_by_id = letter.version, letter.at, letter.agent_id


def put_away(session: Session, laid_id: int, ticket_id: int, agent: Agent, now: datetime) -> bool:
    """Its owner does not want it; False when it does not wait in this ticket, or the ticket is somebody else's.

    There is none with the id 0.
    """
    if not laid_id:
        return False
    laid = session.scalar(
        select(LaidLetter).where(LaidLetter.id == laid_id, LaidLetter.ticket_id == ticket_id, WAITING)
    )
    if laid is None or session.get_one(Ticket, ticket_id).owner_id != agent.id:
        return False
    laid.outcome, laid.settled_at, laid.settled_by_id = "put_away", now, agent.id
    tell_of_ticket(session, ticket_id)
    return True


def _signs(text: str) -> str:
    """What a text says: its letters and digits. Another comma makes it nobody's own."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _is_same(laid: str, sent: str) -> bool:
    words, kept = (Counter(text.casefold().split()) for text in (laid, sent))
    return (words & kept).total() >= _SAME * words.total()
