"""The promise as a card: when the owner writes again, how much of that time has passed, and the score so far.

Absolute times are written here; how long that is from now is added by the page itself, which knows what time it is.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.reading import Reading
from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader

SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """What the macro ``promise`` shows.

    ``state`` is open, soon, late, none, asked (is it solved?), closed, or merged (it goes on in another ticket), and
    ``confirmed`` says so of a closed one.
    ``fraction`` is how much of the promised time has passed, 0 to 100; ``dial_label`` says the same in words.
    """

    state: str
    eyebrow: str = ""
    headline: str | Markup = ""
    detail: str | Markup = ""
    score_text: str = ""
    fraction: int = 0
    dial_label: str = ""
    confirmed: bool = False


def card(reading: Reading, reader: Reader) -> PromiseCard:
    """The card of a ticket for the customer, or for whoever else reads it."""
    ticket = reading.ticket
    late = ticket.promised_at is not None and reader.now > ticket.promised_at
    said = score(ticket.promises_kept, ticket.promises_late + late, ticket.promises_moved, ticket.denials)
    return replace(_how_it_stands(reading, reader), score_text=said)


def _how_it_stands(reading: Reading, reader: Reader) -> PromiseCard:
    ticket, promise, name = reading.ticket, reading.promise, reading.owner.public_name
    if ticket.closed_at is not None:
        return _closed(reading, ticket.closed_at, reader)
    if promise is not None:
        return _promised(reading.promised_by or name, promise.due_at, promise.made_at, reader, promise.kind == "call")
    if ticket.asked_solved_at is not None:
        return _asked(reading.asked_by or name, ticket.asked_solved_at, reader)
    return _first_word(reading, name, reader) if ticket.heard_at is None else _nothing(reading, name, reader)


def public_card(ticket: PublicTicket, reader: Reader) -> PromiseCard | None:
    """The card of a public view; None when the customer shows neither promise nor score, or there is nothing yet."""
    promise, counted = ticket.promise, ticket.score
    name = ticket.owner.name if ticket.owner and promise and promise.by_owner else ""
    due = promise.due_at if promise else None
    late = due is not None and reader.now > due
    said = score(counted.kept, counted.late + late, counted.moved, counted.denied) if counted else ""
    if promise and due is not None:
        return replace(_promised(name, due, promise.made_at, reader, False), score_text=said)
    if not said:
        return None
    if promise is None:
        return PromiseCard("none", gettext("The promises so far"), said)
    nothing = gettext("Nothing is promised at the moment")
    return PromiseCard("none", gettext("The promises so far"), nothing, score_text=said)


def score(kept: int, late: int, moved: int, denied: int = 0) -> str:
    """ "4 of 5 promises kept so far, 1 moved before it was due"; "" before there is anything to count.

    How often it was called solved and was not (``denied``) stands beside it: no score may hide that.
    """
    words = _promises(kept, late, moved)
    if not denied:
        return words
    failed = ngettext(
        "called solved once, and it was not", "called solved %(num)s times, and each time it was not", denied
    )
    return gettext("%(score)s; %(failed)s", score=words, failed=failed) if words else failed


def _promises(kept: int, late: int, moved: int) -> str:
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


def turns(due_at: datetime | None, now: datetime) -> list[datetime]:
    """When the card of an open promise next turns by itself (UTC): soon, then late."""
    if due_at is None:
        return []
    late = due_at + timedelta(seconds=1)  # at the very second it is due it is not late yet
    return [at for at in (due_at - SOON, late) if at > now]


def passed(made_at: datetime | None, due_at: datetime, now: datetime) -> int:
    """How much of the time from the making of a promise to its due time has passed, 0 to 100."""
    if made_at is None or due_at <= made_at:
        return 100 if now >= due_at else 50
    return max(0, min(100, int(100 * (now - made_at) / (due_at - made_at))))


def when(at: datetime, reader: Reader, *, tells: bool = True) -> Markup:
    """An instant within a sentence; with ``tells`` the page adds how long that is from now.

    On paper it is followed by its date, unless its words have that already.
    """
    tells_it = Markup(' data-when="within"') if tells else ""
    words, day = reader.moment(at), at.astimezone(ZoneInfo(reader.zone)).date()
    dated = "" if times.on(day, "MMMEd") in words else Markup(' data-date="{}"').format(times.on(day, "yMMMEd"))
    return Markup('<time datetime="{}"{}{}>{}</time>').format(times.iso(at), tells_it, dated, words)


def _promised(name: str, due: datetime, made: datetime | None, reader: Reader, call: bool) -> PromiseCard:
    if reader.now > due:
        return PromiseCard(
            "late",
            _eyebrow(name),
            late(name, call),
            _fill(gettext("It was promised for %(time)s, and stays marked as late."), due, reader),
            fraction=100,
            dial_label=gettext("The promised time has passed"),
        )
    fraction = passed(made, due, reader.now)
    return PromiseCard(
        "soon" if due - reader.now <= SOON else "open",
        _eyebrow(name),
        _fill(_by(name, reader.customer, call), due, reader, tells=False),
        Markup('<time datetime="{}" data-when="only"></time>').format(times.iso(due)),
        fraction=fraction,
        dial_label=gettext("%(share)s %% of the time until then has passed", share=fraction),
    )


def _by(name: str, customer: str, call: bool) -> str:
    """The promise in words, with ``%(time)s`` where its time will stand."""
    if not name:
        return gettext("The next word comes by %(time)s", time="%(time)s")
    if not call:
        return gettext("%(name)s writes again by %(time)s", name=name, time="%(time)s")
    if customer:
        return gettext("%(name)s calls %(customer)s by %(time)s", name=name, customer=customer, time="%(time)s")
    return gettext("%(name)s calls you by %(time)s", name=name, time="%(time)s")


def late(name: str, call: bool) -> str:
    """What is said of a promise that fell due before anyone wrote."""
    if not name:
        return gettext("The promised word is late")
    return gettext("%(name)s’s call is late", name=name) if call else gettext("%(name)s’s letter is late", name=name)


def _asked(name: str, at: datetime, reader: Reader) -> PromiseCard:
    told = gettext("Asked %(time)s. Only you can say so.") if not reader.customer else gettext("Asked %(time)s.")
    asks = gettext("%(name)s asks", name=name)
    return PromiseCard("asked", asks, gettext("Is it solved?"), _fill(told, at, reader))


def _first_word(reading: Reading, name: str, reader: Reader) -> PromiseCard:
    """Nobody has written yet."""
    told = gettext("%(customer)s told us %(time)s.", customer=reader.customer, time="%(time)s")
    told = told if reader.customer else gettext("You told us %(time)s. The clock runs from there.", time="%(time)s")
    waits = gettext("%(name)s has it, and has not written yet", name=name)
    return PromiseCard("none", gettext("The first word"), waits, _fill(told, reading.ticket.opened_at, reader))


def _nothing(reading: Reading, name: str, reader: Reader) -> PromiseCard:
    """Nothing is promised, as the customer has written since."""
    since = reading.ticket.unanswered_since
    detail = _fill(gettext("Unanswered since %(time)s."), since, reader) if since is not None else ""
    return PromiseCard("none", _eyebrow(name), gettext("It is for %(name)s to write now", name=name), detail)


def _closed(reading: Reading, at: datetime, reader: Reader) -> PromiseCard:
    if reading.goes_on is not None:
        told = gettext("We go on in “%(subject)s”", subject=reading.goes_on.subject)
        detail = gettext("%(name)s put the two together %(time)s.", name=reading.goes_on.by, time="%(time)s")
        return PromiseCard("merged", gettext("It goes on"), told, _fill(detail, reading.goes_on.at, reader))
    if reading.ticket.closure == "confirmed":
        told = gettext("%(customer)s agreed that it is solved", customer=reader.customer)
        told = told if reader.customer else gettext("You agreed that it is solved")
        return PromiseCard("closed", gettext("Solved"), told, when(at, reader), confirmed=True)
    told = gettext("%(name)s closed this %(time)s", name=reading.closed_by, time="%(time)s")
    detail = (
        gettext("%(customer)s has not said whether it is solved.", customer=reader.customer)
        if reader.customer
        else gettext("You have not said whether it is solved. Silence is not a yes: one click opens it again.")
    )
    return PromiseCard("closed", gettext("Closed, not confirmed"), _fill(told, at, reader, tells=False), detail)


def _eyebrow(name: str) -> str:
    return gettext("%(name)s’s promise", name=name) if name else gettext("The promise")


def _fill(words: str, at: datetime, reader: Reader, *, tells: bool = True) -> Markup:
    """These words with the instant in the place of ``%(time)s``; everything else in them is escaped."""
    return when(at, reader, tells=tells).join(Markup.escape(part) for part in words.split("%(time)s"))
