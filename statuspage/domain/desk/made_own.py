"""What keeps a letter from leaving that began from a draft: open places, few words of one's own, an early offer."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain import markdown
from statuspage.domain.causes.filling import IN_ENGLISH, Filler, fills
from statuspage.domain.desk.alike import Alike, compare_words
from statuspage.domain.desk.drafts import Draft, read_drafts
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.plain_words import forms

_IS_IN = 50  # percent of an offer that stand in a letter which makes it
OVER = ("solved", "confirmed")  # the steps at which an offer may be made


@dataclass(frozen=True, slots=True)
class Filling:
    """How the places of drafts are spelled, and how the promise of this letter reads, "" where it makes none."""

    filler: Filler = IN_ENGLISH
    promise: str = ""


PLAIN = Filling()


def offer_waits(draft: Draft, ticket: Ticket) -> bool:
    """Whether this draft is an offer, and its customer still waits for help."""
    return draft.is_offer and ticket.step not in OVER


def refuse_early_offer(draft: Draft, ticket: Ticket) -> None:
    """Refuse to begin from an offer before the ticket is solved."""
    if offer_waits(draft, ticket):
        words = N_("“%(draft)s” is an offer, and it waits until this is solved: help comes first.")
        raise Refused("body", words, draft=draft.title)


def refuse_open_places(*texts: str) -> None:
    """Refuse words in which places of a draft are still to be filled in."""
    if places := [place for text in texts for place in markdown.open_places(text)]:
        words = N_("These places of the draft are yours to fill in first: %(places)s.")
        raise Refused("body", words, places=", ".join(places))


def refuse_draft(session: Session, ticket: Ticket, body: str, heard: str, filling: Filling) -> None:
    """Refuse a letter that nobody has made their own, and one that sells before it helps."""
    refuse_open_places(body, heard)
    most: tuple[Alike, Draft] | None = None
    for draft, alike in _compared(session, ticket, body, filling):
        if alike.has >= _IS_IN and offer_waits(draft, ticket):
            words = N_("“%(draft)s” is an offer, and it waits until this is solved. Take it out; help comes first.")
            raise Refused("body", words, draft=draft.title)
        if alike.wanting and (most is None or alike.same > most[0].same):
            most = alike, draft
    if most is not None:
        _refuse_alike(*most)


def _compared(session: Session, ticket: Ticket, body: str, filling: Filling) -> Iterator[tuple[Draft, Alike]]:
    customer = session.get_one(Customer, ticket.customer_id)
    told, written = (customer.name, customer.first_name, filling.promise), forms(body)
    fill = fills(customer, filling.filler, subject=ticket.subject, promise=filling.promise)
    for draft in read_drafts(session):
        for text in draft.texts.values():
            yield draft, compare_words(written, fill(str(text)), told)


def _refuse_alike(alike: Alike, draft: Draft) -> None:
    raise Refused(
        "body",
        N_(
            "%(same)s %% of this is the draft “%(draft)s” as it is. Make it yours: write what you found, or what it"
            " means for this one person. Words of your own that are still missing: %(wanting)s."
        ),
        same=alike.same,
        draft=draft.title,
        wanting=alike.wanting,
    )
