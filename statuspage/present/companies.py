"""A company as one of its people sees it, in words: who is in it, who is invited, and who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.colleagues import readers_of
from statuspage.domain.people.companies import (
    LASTS,
    MINE,
    ONE,
    READ_ALL,
    WAITS,
    WRITES,
    Company,
    Member,
    Terms,
    less,
    member_of,
    people_of,
    stands,
)
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of its people, who ``is_me`` or another. ``rights`` says what they may do with the reader's own tickets."""

    id: int
    name: str
    email: str
    is_me: bool
    is_holder: bool
    rights: str


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """Somebody who was invited, and how that stands in words."""

    id: int
    email: str
    told: str


@dataclass(frozen=True, slots=True)
class CompanyPart:
    """The company. ``wanted`` is how its people would like to see each other's tickets, in words, and ``since`` when
    that was chosen, "" for never.

    ``readable`` says who may read the reader's own tickets. ``asks`` says that more is wanted than they agreed to, and
    ``shares`` that they agreed to something. ``seen`` is its version.
    """

    name: str
    seen: int
    way: str
    answers_id: int
    wanted: str
    since: str
    is_holder: bool
    holder: str
    people: tuple[PersonRow, ...]
    invited: tuple[InvitedRow, ...]
    readable: str
    asks: bool
    shares: bool

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Who could answer for all, by id and name."""
        return [(0, "–"), *((one.id, one.name) for one in self.people)]


def read_part(session: Session, overview_id: int, reader: Reader) -> CompanyPart | None:
    """The company of this overview's holder; None for whoever is of none."""
    found = member_of(session, overview_id)
    if found is None:
        return None
    company, me = found
    everyone = people_of(session, company.id)
    here = [one for one in everyone if one.is_here]
    readers = readers_of(session, company, me)
    rights = {one.id: told_right(right) for one, right in readers}
    names = {one.id: one.name for one in here}
    return CompanyPart(
        name=company.name,
        seen=company.version,
        way=company.way,
        answers_id=company.answers_id or 0,
        wanted=told_way(company.terms, names),
        since=reader.moment(company.way_at) if company.way_at else "",
        is_holder=me.is_holder,
        holder=next((one.name for one in here if one.is_holder), ""),
        people=tuple(_person(one, me, rights) for one in here),
        invited=tuple(_invited(one, reader, reader.now) for one in everyone if not one.is_here) if me.is_holder else (),
        readable=_told_readers(company, readers),
        asks=less(company.terms, me.agreed) != company.terms,
        shares=me.agreed_way != MINE,
    )


def told_readers(session: Session, overview_id: int) -> str:
    """Who of one's company may read what one asks, in words; "" for whoever is of none."""
    found = member_of(session, overview_id)
    return _told_readers(found[0], readers_of(session, *found)) if found else ""


def _told_readers(company: Company, readers: Iterable[tuple[Member, int]]) -> str:
    names = [gettext("%(name)s (%(rights)s)", name=one.name, rights=told_right(right)) for one, right in readers]
    if not names:
        return gettext("Nobody else at “%(company)s” can read your tickets.", company=company.name)
    told = gettext(", ").join(names)
    return gettext(
        "These colleagues at “%(company)s” can open your tickets: %(names)s.", company=company.name, names=told
    )


def _person(one: Member, me: Member, rights: dict[int, str]) -> PersonRow:
    email = one.email if me.is_holder else ""
    return PersonRow(one.id, one.name, email, one.id == me.id, one.is_holder, rights.get(one.id, ""))


def _invited(one: Member, reader: Reader, now: datetime) -> InvitedRow:
    if stands(one, now) == WAITS:
        until = reader.moment(one.invited_at + LASTS)
        return InvitedRow(one.id, one.email, gettext("invited; it can be accepted until %(when)s", when=until))
    return InvitedRow(one.id, one.email, gettext("the invitation is too old; invite them again if you like"))


def told_way(terms: Terms, names: Mapping[int, str]) -> str:
    """How its people see each other's tickets; ``names`` are theirs by their id."""
    if terms.way == MINE:
        return gettext("Each sees only their own tickets.")
    if terms.way == READ_ALL:
        return gettext("All read all tickets, and each writes in their own.")
    if terms.way == ONE:
        name = names.get(terms.answers_id or 0)
        if name is None:
            return gettext("All read all tickets; who answers for all is to be chosen.")
        return gettext("All read all tickets, and %(name)s answers for all.", name=name)
    return gettext("All read and write in all tickets.")


def told_right(right: int) -> str:
    """What one of them may do with a ticket that they can open."""
    return gettext("reads and writes") if right == WRITES else gettext("reads")
