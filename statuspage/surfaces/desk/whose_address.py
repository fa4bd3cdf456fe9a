"""Under whose address somebody came, in words, and what an agent said of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.way_in.same_person import typed_address
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class SamePersonPart:
    """Under whose address they came, in words: the customer ``known_id``. ``told`` is what an agent said of it, when.

    ``said`` is the word for that, "" while nobody has said anything. ``version`` differs whenever this does.
    """

    words: str
    known_id: int
    known: str
    said: str
    told: str

    @property
    def version(self) -> str:
        """A short text for the live region."""
        return f"-{self.known_id}{self.said}"


def read_same_person(session: Session, customer: Customer, reader: Reader) -> SamePersonPart | None:
    """What stands at the ticket of this customer; None where there is nothing to say."""
    found = typed_address(session, customer)
    if found is None:
        return None
    name = found.known.name
    words = (
        gettext("Wrote from the address that the tickets of %(name)s have. Nobody has proven it.", name=name)
        if found.door == "mail"
        else gettext("Typed the address that the tickets of %(name)s have. Nobody has proven it.", name=name)
    )
    told = ""
    if found.at is not None:
        by, when = session.get_one(Agent, found.by_id).called, reader.moment(found.at)
        told = (
            gettext("%(agent)s said that they are the same person, %(when)s.", agent=by, when=when)
            if found.said == "same"
            else gettext("%(agent)s said that they are not the same person, %(when)s.", agent=by, when=when)
        )
    return SamePersonPart(words, found.known.id, name, found.said, told)
