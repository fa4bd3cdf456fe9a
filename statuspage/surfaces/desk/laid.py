"""The letter of a cause as it lies before the owner of a ticket, in the form in which they make it theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.causes.laid import read_laid
from statuspage.domain.desk.unsent_letters import UnsentLetter
from statuspage.domain.people.agents import Agent
from statuspage.forms import number
from statuspage.present.assigned import language_name
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.case import CasePart

_COPY = "laid-"  # and its id: the name of the copy that it would be, were it an unsent letter of a window


@dataclass(frozen=True, slots=True)
class LaidNote:
    """A letter that waits: ``cause`` is the name of what it is about, at this ``address``.

    ``language`` warns where its reader has another language than it is written in; "" where not.
    """

    id: int
    cause: str
    address: str
    laid_at: str
    body: str
    language: str

    @property
    def copy(self) -> str:
        """How an address asks for it."""
        return f"{_COPY}{self.id}"

    @property
    def mark(self) -> str:
        """What its buttons send."""
        return f"{_COPY}:{self.copy}"


def read_laid_note(session: Session, case: CasePart, reader: Reader) -> LaidNote | None:
    """The letter that waits in this ticket; none where it is over."""
    found = read_laid(session, case.ticket.id) if case.ticket.is_open else None
    if found is None:
        return None
    laid, letter, cause = found
    return LaidNote(
        id=laid.id,
        cause=cause.name,
        address=urls().cause(cause.id),
        laid_at=reader.moment(laid.laid_at),
        body=laid.body,
        language=_other_language(letter.language, case),
    )


def waits_for(agent: Agent, case: CasePart, laid: LaidNote, copies: Sequence[UnsentLetter]) -> bool:
    """Whether it lies before this agent: its owner, who has not gone on with it in any window."""
    return case.ticket.owner_id == agent.id and all(one.fields.get("laid") != str(laid.id) for one in copies)


def laid_in(mark: str) -> int:
    """The letter that a button means by this mark; 0 where it means another one."""
    copy = mark.partition(":")[2]
    return number(copy.removeprefix(_COPY)) or 0 if copy.startswith(_COPY) else 0


def _other_language(language: str, case: CasePart) -> str:
    if case.customer.language in ("", language):
        return ""
    names = {"letter": language_name(language), "theirs": language_name(case.customer.language)}
    return gettext("It is written in %(letter)s, and %(name)s reads %(theirs)s.", name=case.name, **names)
