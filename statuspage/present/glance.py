"""A public ticket at a glance: what page, card, badge and feed say alike, made only from what may be known."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.tickets import STEPS, elapsed
from statuspage.present import people, promise, steps, times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.present.ticks import DAY, HOUR, until

MARK = "/static/mark.svg"  # stands where nobody's face is shown
SOLVED, CLOSED, AGAIN, ASKED, LATE, OPEN = "solved", "closed", "again", "asked", "late", "open"


@dataclass(frozen=True, slots=True)
class Glance:
    """What is said of a ticket in a few words. What the customer does not show is "".

    ``state`` is open, late, asked (called solved, not answered yet), solved, closed (without the customer's yes), or
    again (opened again by the customer, and not answered since). ``asker`` is whoever called it solved, as far as they
    are shown: the owner, or nobody. ``photo`` is a file name. ``reached`` is the number of the step that the ticket has
    come to, 1 to 5, or 0 where no step is shown; ``passed`` are the numbers of those before it that were passed over.
    ``until`` (UTC) is the next instant at which any of it would read differently.
    """

    state: str
    name: str
    asker: str
    photo: str
    headline: str
    count: str
    since: str
    reached: int
    passed: tuple[int, ...]
    step: str
    word: str
    score: str
    until: datetime

    @property
    def joy(self) -> str:
        """ "Solved in 6 days by Maria", as far as that is shown; "" until the customer has agreed."""
        if self.state != SOLVED:
            return ""
        if not self.count:
            return self.headline
        if not self.asker:
            return gettext("Solved in %(span)s", span=self.count)
        return gettext("Solved in %(span)s by %(name)s", span=self.count, name=self.asker)

    @property
    def doing(self) -> str:
        """What is being done about it; "" once it is called solved."""
        return self.step if self.state in (OPEN, LATE) else ""

    @property
    def when(self) -> str:
        """What is being done, and when the next word comes, in one line."""
        return " · ".join(part for part in (self.doing, self.word) if part)


def reader_of(zone: str, now: datetime) -> Reader:
    """Anyone, on the clock of the company's zone; to them the customer is "the customer"."""
    return Reader(zone, now, gettext("The customer"))


def at_a_glance(ticket: PublicTicket, reader: Reader) -> Glance:
    """This ticket as it reads now, in the reader's language."""
    state = state_of(ticket, reader.now)
    name = ticket.owner.name if ticket.owner else ""
    return Glance(
        state=state,
        name=name,
        asker=credited(ticket, ASKED),
        photo=ticket.owner.photo if ticket.owner else "",
        headline=headline(state, credited(ticket, state)),
        count=times.span(elapsed(ticket.asked_at, ticket.ended_at, reader.now)) if ticket.asked_at else "",
        since=since(state) if ticket.asked_at else "",
        reached=STEPS.index(ticket.step) + 1 if ticket.step in STEPS else 0,
        passed=tuple(STEPS.index(one) + 1 for one in steps.passed(ticket.step, ticket.steps_taken)),
        step=steps.standing(ticket, reader),
        word=word(ticket, state, reader),
        score=score(ticket, state),
        until=until(ticket, reader),
    )


def state_of(ticket: PublicTicket, now: datetime) -> str:
    """Which of the six states it is in, as far as the customer shows that."""
    if not ticket.is_open:
        return SOLVED if ticket.closure == "confirmed" else CLOSED
    if ticket.promise and ticket.promise.due_at and now > ticket.promise.due_at:
        return LATE
    if ticket.is_reopened:
        return AGAIN
    return ASKED if ticket.step == "solved" else OPEN


def version_of(ticket: PublicTicket, until: datetime) -> str:
    """A key to what a public page shows: it changes with what anyone may know, and with nothing private.

    After the dash it says until when the page reads as it does, so that it changes with the clock, too.
    """
    known = hashlib.sha256(repr(replace(ticket, letters=ticket.letters[:1])).encode()).hexdigest()[:16]
    return f"{known}-{until.timestamp():.0f}"


def portrait(name: str, photo: str) -> str:
    """The address of the face of whoever is shown by this name: "" for initials, our mark where nobody is named."""
    return people.public_photo(photo) if name else MARK


def credited(ticket: PublicTicket, state: str) -> str:
    """Whose name stands in the headline: the owner's, but nobody's where it was a colleague who called it solved."""
    if ticket.owner is None or (state in (ASKED, SOLVED) and not ticket.asked_by_owner):
        return ""
    return ticket.owner.name


def headline(state: str, name: str) -> str:
    """ "Maria is on it", or what else is true in this state; ``name`` is "" where nobody is named."""
    said: Mapping[str, tuple[str, str]] = {
        SOLVED: (gettext("%(name)s solved it", name=name), gettext("It is solved")),
        CLOSED: (gettext("Closed, not confirmed"), gettext("Closed, not confirmed")),
        AGAIN: (gettext("Opened again, with %(name)s", name=name), gettext("Opened again")),
        ASKED: (gettext("%(name)s calls it solved", name=name), gettext("Called solved")),
    }
    on_it = (gettext("%(name)s is on it", name=name), gettext("Someone is on it"))
    named, unnamed = said.get(state, on_it)
    return named if name else unnamed


def about(ticket: PublicTicket) -> str:
    """A title for a ticket whose customer shows none."""
    if not ticket.company:
        return gettext("%(name)s’s promise", name=ticket.owner.name) if ticket.owner else gettext("An open ticket")
    if ticket.owner:
        return gettext("%(name)s’s promise at %(company)s", name=ticket.owner.name, company=ticket.company)
    return gettext("A ticket with %(company)s", company=ticket.company)


def titled(ticket: PublicTicket) -> str:
    """What every form calls the ticket: what it is about, where the customer shows that, else with whom it is."""
    general = gettext("A ticket with %(company)s", company=ticket.company) if ticket.company else gettext("A ticket")
    return ticket.title or general


def someone(ticket: PublicTicket) -> str:
    """Whoever is not shown by name: "Someone at Fernhill Coffee", or just "Someone"."""
    return gettext("Someone at %(company)s", company=ticket.company) if ticket.company else gettext("Someone")


def since(state: str) -> str:
    """What the clock counts from or to: "since the customer asked"."""
    if state == SOLVED:
        return gettext("until the customer agreed")
    if state == CLOSED:
        return gettext("until it was closed")
    return gettext("since the customer asked")


def word(ticket: PublicTicket, state: str, reader: Reader) -> str:
    """When the next word comes, in absolute time, or how late it is; at the end, what the customer said."""
    if state == SOLVED:
        return gettext("The customer agrees that it is solved")
    if state == CLOSED:
        return gettext("The customer has not said whether it is solved")
    due = ticket.promise.due_at if ticket.promise else None
    if due is None:
        silent = {
            ASKED: gettext("The customer has not agreed yet"),
            AGAIN: gettext("The customer opened it again, and nobody has answered yet"),
        }
        return silent.get(state, "")
    if state == LATE:
        length = reader.now - due
        if length < timedelta(minutes=1):
            return gettext("The promised word is late")
        return gettext("The promised word is %(span)s late", span=times.span(length))
    return next_word(due, reader)


def next_word(due: datetime, reader: Reader) -> str:
    """When the next word is due, and by which city's clock: "Next word by Thu, 17:00 (Lisbon)"."""
    return gettext("Next word by %(time)s (%(city)s)", time=reader.moment(due), city=times.zone_name(reader.zone))


def score(ticket: PublicTicket, state: str) -> str:
    """ "4 of 5 promises kept so far"; a promise that is late now is already counted as late."""
    if ticket.score is None:
        return ""
    return promise.score(ticket.score.kept, ticket.score.late + (state == LATE), 0, ticket.score.denied)


def day_count(ticket: PublicTicket, now: datetime) -> str:
    """How long it has taken, in whole days: "day 4", at the end "in 6 days"; "" where the clock is not shown."""
    if ticket.asked_at is None:
        return ""
    length = elapsed(ticket.asked_at, ticket.ended_at, now)
    if ticket.is_open:
        return gettext("day %(number)s", number=length // DAY + 1)
    unit = DAY if length >= DAY else HOUR
    whole = times.span(max(length // unit, 1) * unit)
    return (
        gettext("in %(span)s", span=whole) if ticket.closure == "confirmed" else gettext("after %(span)s", span=whole)
    )
