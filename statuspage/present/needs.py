"""What was asked of the customer, in words: each line, what became of it, and by when it was wished."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from markupsafe import Markup

from statuspage.domain.needs import NeedLine
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Named
from statuspage.present import times
from statuspage.present.languages import code, gettext, lines
from statuspage.present.promise import when
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class NeedPiece:
    """One line. ``state`` says how it was closed, "" while it is open, and ``answer_html`` is what was said.

    ``key`` names it within the ticket.
    """

    key: str
    words: str
    state: str
    answer_html: Markup

    @property
    def is_open(self) -> bool:
        return not self.state


@dataclass(frozen=True, slots=True)
class NeedList:
    """What one letter asks for, under a ``title`` that says who needs it, and by when. ``id`` names its heading."""

    id: str
    title: str | Markup
    pieces: tuple[NeedPiece, ...]

    @property
    def still_open(self) -> int:
        """How many of its lines are open."""
        return sum(piece.is_open for piece in self.pieces)


def open_lists(needs: Iterable[NeedLine], reader: Reader) -> tuple[NeedList, ...]:
    """The lists of which something is still open, each with its time: what has passed is said calmly."""
    found = (list(same) for _, same in groupby(needs, lambda line: line.version))
    return tuple(NeedList(f"needs-{same[0].version}", title(same[0], reader), pieces(same, reader)) for same in found)


def in_letter(needs: Iterable[NeedLine], reader: Reader) -> NeedList | None:
    """What a letter asks for, as it stands in the letter, in words that stay true; None where nothing is."""
    told = list(needs)
    if not told:
        return None
    words = gettext("Asked for, by %(time)s", time=reader.moment(told[0].due_at))
    return NeedList("", words, pieces(told, reader))


def pieces(needs: Iterable[NeedLine], reader: Reader) -> tuple[NeedPiece, ...]:
    """These lines as this reader meets them."""
    return tuple(NeedPiece(need.key, need.words, _state(need, reader), lines(need.answer)) for need in needs)


def title(need: NeedLine, reader: Reader) -> Markup:
    """ "Maria needs from you, by Thu, 10:00"; once that has passed, by when it was wished."""
    name, customer = need.asker, reader.customer
    if reader.now > need.due_at:
        words = gettext("%(name)s asked you for this; it was wished by %(time)s", name=name, time="%(time)s")
        if customer:
            words = gettext(
                "%(name)s asked %(customer)s for this; it was wished by %(time)s",
                name=name,
                customer=customer,
                time="%(time)s",
            )
    else:
        words = needs_by(name, customer, "%(time)s")
    return when(need.due_at, reader).join(Markup.escape(part) for part in words.split("%(time)s"))


def needs_by(name: str, customer: str, time: str) -> str:
    """Who needs something from whom, and by when."""
    if customer:
        return gettext("%(name)s needs from %(customer)s, by %(time)s", name=name, customer=customer, time=time)
    return gettext("%(name)s needs from you, by %(time)s", name=name, time=time)


def asked(needs: Sequence[NeedLine], reader: Reader) -> str:
    """The same of what one letter asks for, with its moment in full; "" for one that asks for nothing."""
    if not needs:
        return ""
    return needs_by(needs[0].asker, reader.customer, reader.moment(needs[0].due_at))


def reminder(needs: Iterable[NeedLine], customer: Customer) -> str:
    """A short letter about what is still open, in the customer's language and clock, for its writer to make their own.

    It has an open place, so that nobody sends it as it is.
    """
    still = [need for need in needs if need.is_open]
    with force_locale(customer.language or code()):
        begin = gettext("%(name)s, [[a word of your own]]", name=customer.first_name)
        told = [
            gettext("This is still open; I hoped for it by %(time)s:", time=_in_full(due, customer.zone))
            + "\n\n"
            + "\n".join(f"- {need.words}" for need in same)
            for due, same in groupby(still, lambda need: need.due_at)
        ]
    return "\n\n".join([begin, *told]) if told else ""


def _in_full(at: datetime, zone: str) -> str:
    """An instant with its date, as a letter is read on any day."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return gettext("%(day)s, %(time)s", day=times.on(day, "MMMEd"), time=times.clock(at, zone))


def _state(need: NeedLine, reader: Reader) -> str:
    """How a line was closed, and by whom; "" while it is open."""
    if need.is_open:
        return ""
    if need.how == "away":
        return gettext("%(name)s no longer needs this", name=need.agent)
    if need.how == "came":
        return gettext("It came in another way; %(name)s ticked it off", name=need.agent)
    name = reader.named(Named(need.companion_id, need.companion) if need.companion_id is not None else None)
    if need.how == "another":
        return (
            gettext("%(name)s sent this in another way", name=name) if name else gettext("You sent this in another way")
        )
    if need.how == "reply":
        return gettext("%(name)s gave this in a reply", name=name) if name else gettext("You gave this in a reply")
    return gettext("%(name)s gave this", name=name) if name else gettext("You gave this")
