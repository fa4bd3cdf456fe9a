"""The promise as a card: when the owner writes again, how much of that time has passed, and the score so far.

What is absolute is said here; how long that is from now is told by the page itself, which knows what time it is.
A card is what the macro ``promise`` takes.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.reading import Reading
from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader

SOON = timedelta(hours=1)
Card = dict[str, Any]


def card(reading: Reading, reader: Reader) -> Card:
    """The card of a ticket for the customer, or for whoever else reads it."""
    ticket, name = reading.ticket, reading.owner.public_name
    late = ticket.promised_at is not None and reader.now > ticket.promised_at
    kept, broken = ticket.promises_kept, ticket.promises_late + late
    scored = {"score_text": score(kept, broken, ticket.promises_moved)}
    if ticket.closed_at is not None:
        return _closed(reading, ticket.closed_at, reader) | scored
    if reading.promise is not None:
        promise = reading.promise
        call = promise.kind == "call"
        return _promised(name, promise.due_at, promise.made_at, reader, call) | scored
    if ticket.asked_solved_at is not None:
        return _asked(name, ticket.asked_solved_at, reader) | scored
    return _nothing(reading, name, reader) | scored


def public_card(ticket: PublicTicket, reader: Reader) -> Card | None:
    """The card of a public view; None when the customer shows neither promise nor score, or there is nothing yet."""
    promise, counted = ticket.promise, ticket.score
    name = ticket.owner.name if ticket.owner else ""
    due = promise.due_at if promise else None
    late = due is not None and reader.now > due
    scored = {"score_text": score(counted.kept, counted.late + late, counted.moved) if counted else ""}
    if promise and due is not None:
        return _promised(name, due, promise.made_at, reader, False) | scored
    if not scored["score_text"]:
        return None
    if promise is None:
        return _card("none", gettext("The promises so far"), scored["score_text"])
    return _card("none", gettext("The promises so far"), gettext("Nothing is promised at the moment")) | scored


def score(kept: int, late: int, moved: int) -> str:
    """ "4 of 5 promises kept so far, 1 moved before it was due"; "" before any came to its time."""
    due = kept + late
    words = (
        ngettext("%(kept)s of %(num)s promise kept so far", "%(kept)s of %(num)s promises kept so far", due, kept=kept)
        if due
        else ""
    )
    if not moved:
        return words
    changed = ngettext("%(num)s moved before it was due", "%(num)s moved before they were due", moved)
    return gettext("%(kept)s, %(moved)s", kept=words, moved=changed) if words else changed


def passed(made_at: datetime | None, due_at: datetime, now: datetime) -> int:
    """How much of the time since the promise was made has passed, 0 to 100."""
    if made_at is None or due_at <= made_at:
        return 100 if now >= due_at else 50
    return max(0, min(100, int(100 * (now - made_at) / (due_at - made_at))))


def when(at: datetime, reader: Reader, *, tells: bool = True) -> Markup:
    """An instant in a sentence; with ``tells`` the page adds how long that is from now. On paper it has its date."""
    tells_it = Markup(' data-when="within"') if tells else ""
    words, day = reader.moment(at), at.astimezone(ZoneInfo(reader.zone)).date()
    dated = "" if times.on(day, "MMMEd") in words else Markup(' data-date="{}"').format(times.on(day, "yMMMEd"))
    return Markup('<time datetime="{}"{}{}>{}</time>').format(times.iso(at), tells_it, dated, words)


def _promised(name: str, due: datetime, made: datetime | None, reader: Reader, call: bool) -> Card:
    fraction = passed(made, due, reader.now)
    state = "late" if reader.now > due else "soon" if due - reader.now <= SOON else "open"
    words = _card(state, _eyebrow(name))
    if state == "late":
        words["headline"] = late(name, call)
        words["detail"] = _fill(gettext("It was promised for %(time)s, and stays marked as late."), due, reader)
        words["dial_label"] = gettext("The promised time has passed")
        return words | {"fraction": 100}
    words["headline"] = _fill(_by(name, reader.customer, call), due, reader, tells=False)
    words["detail"] = Markup('<time datetime="{}" data-when="only"></time>').format(times.iso(due))
    words["dial_label"] = gettext("%(share)s %% of the time until then has passed", share=fraction)
    return words | {"fraction": fraction}


def _by(name: str, customer: str, call: bool) -> str:
    """The promise in words, its time still a place in them."""
    if not name:
        return gettext("The next word comes by %(time)s", time="%(time)s")
    if not call:
        return gettext("%(name)s writes again by %(time)s", name=name, time="%(time)s")
    if customer:
        return gettext("%(name)s calls %(customer)s by %(time)s", name=name, customer=customer, time="%(time)s")
    return gettext("%(name)s calls you by %(time)s", name=name, time="%(time)s")


def late(name: str, call: bool) -> str:
    """What is said of a promise that fell due without a word."""
    if not name:
        return gettext("The promised word is late")
    return gettext("%(name)s’s call is late", name=name) if call else gettext("%(name)s’s letter is late", name=name)


def _asked(name: str, at: datetime, reader: Reader) -> Card:
    words = _card("asked", gettext("%(name)s asks", name=name), gettext("Is it solved?"))
    told = gettext("Asked %(time)s. Only you can say so.") if not reader.customer else gettext("Asked %(time)s.")
    words["detail"] = _fill(told, at, reader)
    return words


def _nothing(reading: Reading, name: str, reader: Reader) -> Card:
    ticket = reading.ticket
    if ticket.heard_at is None:
        words = _card("none", gettext("The first word"), gettext("%(name)s has it, and has not written yet", name=name))
        told = gettext("%(customer)s told us %(time)s.", customer=reader.customer, time="%(time)s")
        told = told if reader.customer else gettext("You told us %(time)s. The clock runs from there.", time="%(time)s")
        words["detail"] = _fill(told, ticket.opened_at, reader)
        return words
    words = _card("none", _eyebrow(name), gettext("It is for %(name)s to write now", name=name))
    if ticket.unanswered_since is not None:
        words["detail"] = _fill(gettext("Unanswered since %(time)s."), ticket.unanswered_since, reader)
    return words


def _closed(reading: Reading, at: datetime, reader: Reader) -> Card:
    if reading.ticket.closure == "confirmed":
        told = gettext("%(customer)s agreed that it is solved", customer=reader.customer)
        told = told if reader.customer else gettext("You agreed that it is solved")
        return _card("closed", gettext("Solved"), told) | {"detail": when(at, reader), "confirmed": True}
    told = gettext("%(name)s closed this %(time)s", name=reading.closed_by, time="%(time)s")
    words = _card("closed", gettext("Closed, not confirmed"), _fill(told, at, reader, tells=False))
    words["detail"] = (
        gettext("%(customer)s has not said whether it is solved.", customer=reader.customer)
        if reader.customer
        else gettext("You have not said whether it is solved. Silence is not a yes: one click opens it again.")
    )
    return words


def _eyebrow(name: str) -> str:
    return gettext("%(name)s’s promise", name=name) if name else gettext("The promise")


def _card(state: str, eyebrow: str = "", headline: str | Markup = "") -> Card:
    return {
        "state": state,
        "eyebrow": eyebrow,
        "headline": headline,
        "detail": "",
        "score_text": "",
        "fraction": 0,
        "dial_label": "",
        "confirmed": False,
    }


def _fill(words: str, at: datetime, reader: Reader, *, tells: bool = True) -> Markup:
    """Words with the instant put in their place; everything else in them is escaped."""
    return when(at, reader, tells=tells).join(Markup.escape(part) for part in words.split("%(time)s"))
