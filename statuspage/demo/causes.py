"""One cause of the demo, behind a hissing wand and a humming pump; Maria has sent her letter, and Noor’s waits."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.demo.cast import AGENTS
from statuspage.domain.causes.cause import begin_cause
from statuspage.domain.causes.laid import note_sent, read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.ties import tie
from statuspage.domain.letters import Letter
from statuspage.domain.people.agents import Agent

NAME = "Flat seals of the March delivery"
_KNOWN = (
    "The soft ones, from the bag with the green label. Under pressure they wear as flat as a coin within a year: "
    "a wand hisses, a pump hums and gives only drops.\n\n"
    "About forty were fitted between March and May. The new ones lie in drawer 4. "
    "No charge, and no customer pays the post."
)
_LETTER = (
    "[[their name]], what you hear is a seal that has worn as flat as a coin. It is one of a delivery of March that we "
    "should never have fitted, and that is ours to put right.\n\n[[your own words]]"
)
_SENT, _WAITS = "soon", "arabic"  # the stories that have it


def tie_seals(session: Session, agents: Mapping[str, Agent], tickets: Mapping[str, int]) -> None:
    """Let Maria find the cause shortly before her newest letter to Jonas, lay the letter, and send her own."""
    newest = select(Letter).where(Letter.ticket_id == tickets[_SENT]).order_by(Letter.version.desc()).limit(1)
    sent, maria, pace = session.scalars(newest).one(), agents["maria"], AGENTS["maria"].pace
    cause = begin_cause(session, maria, pace.back(sent.at, 50), name=NAME, known=_KNOWN)
    tie(session, cause.id, [tickets[_SENT], tickets[_WAITS]], maria, pace.back(sent.at, 45))
    lay(session, cause.id, maria, pace.back(sent.at, 30), body=_LETTER, language="en")
    if waiting := read_laid(session, tickets[_SENT]):
        note_sent(session, waiting[0].id, sent)
