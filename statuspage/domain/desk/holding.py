"""Holding a letter, taking it back, and releasing it: the last is when it is written, exactly once, whoever does it.

The ticket's row is locked first, always. Whoever comes second finds that the letter is held no more.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.causes.laid import note_sent
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.made_own import PLAIN, Filling
from statuspage.domain.desk.unsent_letters import save_unsent
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.events import lock, news_since
from statuspage.domain.letters import Letter
from statuspage.domain.needs import Needed
from statuspage.domain.people import presence
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import Due

_BESIDE = ("laid", "kept_by", "note")  # what is no argument of the verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A letter as its writer means it: what ``write_letter`` takes, and the letter of a cause that it was made from.

    ``kept_by`` is the id of the colleague to whom the ticket goes with it, with this ``note``; 0 where it stays.
    ``filling`` is for the first look at it alone, and None from then on, as nobody changes it afterwards.
    """

    body: str
    heard: str = ""
    step: str | None = None
    promise: Due | None = None
    asks_solved: bool = False
    is_public: bool = False
    by_phone: bool = False
    declines_call: bool = False
    turn: str = "us"
    needs: Needed | None = None
    seen: int = 0
    files: tuple[str, ...] = field(default=())
    laid: int = 0
    kept_by: int = 0
    note: str = ""
    filling: Filling | None = PLAIN

    def write(self, session: Session, ticket_id: int, agent: Agent, at: datetime, once: str = "") -> Letter:
        """Write it, at this instant."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in _BESIDE}
        cover = session.get_one(Agent, self.kept_by) if self.kept_by else None
        letter = write_letter(session, ticket_id, agent, at, **said, once=once, kept_by=cover)
        if cover is not None:
            hand_over(session, ticket_id, agent, cover, at, note=self.note)
        note_sent(session, self.laid, letter)
        return letter

    def packed(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        said = asdict(replace(self, filling=PLAIN))
        del said["filling"]
        for name in ("promise", "needs"):
            if said[name]:
                said[name]["at"] = said[name]["at"].isoformat()
        return said

    @classmethod
    def unpacked(cls, said: Mapping[str, Any]) -> "Meant":
        """The letter that was packed so."""
        promise, needs = _with_instant(said["promise"]), _with_instant(said["needs"])
        return cls(
            **{
                **said,
                "promise": Due(**promise) if promise else None,
                "needs": Needed(**{**needs, "lines": tuple(needs["lines"])}) if needs else None,
                "files": tuple(said["files"]),
                "filling": None,
            }
        )


def hold(
    session: Session,
    ticket_id: int,
    agent: Agent,
    now: datetime,
    meant: Meant,
    *,
    typed: Mapping[str, str],
    length: timedelta | None,
    once: str = "",
) -> LetterOnHold:
    """Hold this letter for so long; with None, until it is sent by hand. Whatever the verb refuses is refused at once.

    ``typed`` is its form, for when it comes back.
    """
    lock(session, ticket_id)
    _refuse_held(session, ticket_id, once)
    _rehearse(session, ticket_id, agent, now, meant, once)
    held = LetterOnHold(
        ticket_id=ticket_id,
        agent_id=agent.id,
        pressed_at=now,
        send_at=None if length is None else now + length,
        seen=meant.seen,
        once=once,
        copy=secrets.token_urlsafe(12),
        fields=dict(typed),
        said=meant.packed(),
    )
    session.add(held)
    if held.send_at is not None:
        presence.send(session, ticket_id, agent.id, held.send_at)
    session.flush()
    return held


def take_back(session: Session, held_id: int, agent: Agent, now: datetime) -> LetterOnHold | None:
    """Let it lie among this agent's unsent letters again; one that has gone, or came back already, stays as it is.

    None where this agent has sent no such letter.
    """
    held = _own(session, held_id, agent)
    return _give_back(session, held, "taken", now) if held is not None and held.is_held else held


def send_now(session: Session, held_id: int, agent: Agent, now: datetime) -> LetterOnHold | None:
    """Release it without waiting any longer. None where this agent has sent no such letter."""
    held = _own(session, held_id, agent)
    return _release(session, held, now) if held is not None and held.is_held else held


def release(session: Session, held_id: int, now: datetime) -> LetterOnHold | None:
    """Write it if it is due by ``now``; where there is news, give it back to its writer instead.

    One that is held no more stays as it is. None where there is no such letter.
    """
    held = _locked(session, held_id)
    if held is None or not held.is_held:
        return held
    is_due = held.send_at is not None and held.send_at <= now
    return _release(session, held, now) if is_due or news_since(session, held.ticket_id, held.seen) else held


def _release(session: Session, held: LetterOnHold, now: datetime) -> LetterOnHold:
    """Its time is that of the pressing, or where it was held for no set time, of the hand that sends it."""
    if news := news_since(session, held.ticket_id, held.seen):
        return _give_back(session, held, "returned", now, news)
    agent, at = session.get_one(Agent, held.agent_id), held.pressed_at if held.send_at else now
    try:
        with session.begin_nested():
            letter = Meant.unpacked(held.said).write(session, held.ticket_id, agent, at, held.once)
    except Refused:
        return _give_back(session, held, "returned", now)
    return _end(session, held, "sent", now, letter.version)


def _give_back(
    session: Session, held: LetterOnHold, outcome: str, now: datetime, version: int | None = None
) -> LetterOnHold:
    save_unsent(session, held.agent_id, held.ticket_id, held.fields, now, copy=held.copy)
    return _end(session, held, outcome, now, version)


def _end(session: Session, held: LetterOnHold, outcome: str, now: datetime, version: int | None) -> LetterOnHold:
    held.end(outcome, now, version)
    presence.leave(session, held.ticket_id, presence.SENDING, held.agent_id)
    return held


def _locked(session: Session, held_id: int) -> LetterOnHold | None:
    """This letter as it stands once its ticket's row is ours."""
    ticket_id = session.scalar(select(LetterOnHold.ticket_id).where(LetterOnHold.id == held_id))
    if ticket_id is None:
        return None
    lock(session, ticket_id)
    return session.get(LetterOnHold, held_id, populate_existing=True)


def _own(session: Session, held_id: int, agent: Agent) -> LetterOnHold | None:
    """The same, if this agent has sent it."""
    held = _locked(session, held_id)
    return held if held is not None and held.agent_id == agent.id else None


def _refuse_held(session: Session, ticket_id: int, once: str) -> None:
    """Raise ``Repeated`` where the form with this key is held already; one that came back may be sent again."""
    same = select(LetterOnHold.id).where(LetterOnHold.ticket_id == ticket_id, LetterOnHold.once == once)
    if once and session.scalar(same.where(LetterOnHold.outcome == "").limit(1)) is not None:
        raise Repeated


def _rehearse(session: Session, ticket_id: int, agent: Agent, now: datetime, meant: Meant, once: str) -> None:
    """Write it and undo that, so that everything that the verb refuses is said now. No trace of it is left."""
    session.flush()
    with Session(session.connection(), join_transaction_mode="create_savepoint") as trial:
        meant.write(trial, ticket_id, agent, now, once)
        trial.rollback()


def _with_instant(said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {**said, "at": datetime.fromisoformat(said["at"])} if said else None
