"""The page of the public view: what the customer lets anyone see, made from one ``PublicTicket``."""

from dataclasses import dataclass, replace

from flask import render_template
from markupsafe import Markup

from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.ticket import PublicLetter, PublicTicket
from statuspage.present import glance, languages, promise, steps, times
from statuspage.present.entries import corrected
from statuspage.present.glance import Glance, portrait
from statuspage.present.languages import gettext
from statuspage.present.people import PersonFace
from statuspage.present.pictures import qr
from statuspage.present.promise import PromiseCard
from statuspage.present.public_addresses import PublicAddresses
from statuspage.present.reader import Reader
from statuspage.present.steps import StepItem
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class PublicLetterPiece:
    """A letter as the macro ``letter`` takes it."""

    id: str
    name: str
    photo: str
    at_iso: str
    at_text: str
    body_html: Markup
    corrected: str


@dataclass(frozen=True, slots=True)
class PublicView:
    """What the public view of a ticket says, in words.

    ``person`` leads it, under ``eyebrow``. ``bar`` are the five steps, ``way`` the same in the order of things, None
    where they are not shown; ``standing`` names the one on which it stands. ``before`` is the name of the oldest of
    these letters, "" where there are no older ones. ``token`` is the key of the page's address. Its times are those of
    ``zone``: ``clock`` says whose.
    """

    ticket: PublicTicket
    token: str
    glance: Glance
    person: PersonFace
    eyebrow: str
    promise: PromiseCard | None
    standing: str
    bar: list[StepItem] | None
    way: list[StepItem] | None
    letters: tuple[PublicLetterPiece, ...]
    before: str
    zone: str
    city: str
    clock: str

    @property
    def title(self) -> str:
        """What the page is called, on it and where it is linked."""
        return glance.titled(self.ticket)

    @property
    def version(self) -> str:
        """The state that the page shows."""
        return glance.version_of(self.ticket, self.glance.until)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The whole page. Addresses are absolute, and "" where there is nothing.

    ``version`` is the state that its stream begins from; ``about`` is one line for whoever shares its address.
    A page that is not ``is_live`` follows nothing; ``theme`` "" leaves light or dark to its reader.
    """

    view: PublicView
    address: str
    version: str
    feed: str
    json_feed: str
    by_mail: str
    calendar: str
    oembed: str
    about: str
    qr_path: str
    qr_side: int
    is_live: bool
    theme: str


@dataclass(frozen=True, slots=True)
class PublicNews:
    """What an open page is sent when something happened: all of it that may read differently then."""

    view: PublicView
    feed: str
    by_mail: str
    calendar: str


@dataclass(frozen=True, slots=True)
class PublicLettersPage:
    """A page of earlier letters; ``address`` leads back to the newest. It is laid out as the ``PublicPage`` is."""

    view: PublicView
    address: str
    is_live: bool = True
    theme: str = ""


def public_view(ticket: PublicTicket, token: str, reader: Reader) -> PublicView:
    """What the page shows of this ticket, in the language that is spoken."""
    seen = glance.at_a_glance(ticket, reader)
    letters = tuple(_letter(ticket, letter, reader) for letter in ticket.letters)
    return PublicView(
        ticket=ticket,
        token=token,
        glance=seen,
        person=PersonFace(_who(ticket, seen), portrait(seen.name, seen.photo)),
        eyebrow=_eyebrow(ticket, seen),
        promise=_promise(ticket, seen, reader),
        standing=steps.standing(ticket, reader) or gettext("Not heard yet"),
        bar=steps.public_items(ticket, reader),
        way=steps.public_way(ticket, reader),
        letters=letters,
        before=letters[-1].id if letters and ticket.older else "",
        zone=reader.zone,
        city=times.zone_name(reader.zone),
        clock=times.zone_time(reader.zone),
    )


def render_page(view: PublicView, addresses: PublicAddresses, urls: Urls, *, live: bool = True, theme: str = "") -> str:
    """The whole page as HTML. Without ``live`` it has no stream, and stays as it is."""
    page = PublicPage(
        view=view,
        address=addresses.page,
        version=view.version,
        feed=addresses.feed,
        json_feed=addresses.json_feed,
        by_mail=_by_mail(addresses),
        calendar=_calendar(view, addresses),
        oembed=urls.oembed(addresses.page) if addresses.card else "",
        about=_about(view.glance),
        qr_path=qr.path(addresses.page),
        qr_side=qr.side(addresses.page),
        is_live=live,
        theme=theme,
    )
    return render_template("public/page.html", page=page)


def render_live(view: PublicView, addresses: PublicAddresses) -> str:
    """What the page's live region holds, and what else on the page follows from what happened, as HTML."""
    news = PublicNews(view, addresses.feed, _by_mail(addresses), _calendar(view, addresses))
    return render_template("public/_news.html", page=news)


def render_letters(view: PublicView, addresses: PublicAddresses) -> str:
    """The page of earlier letters, as HTML."""
    return render_template("public/letters.html", page=PublicLettersPage(view, addresses.page))


def _who(ticket: PublicTicket, seen: Glance) -> str:
    """Who leads the page: a name, or someone at the company; where not even that is shown, a sentence about someone."""
    if seen.name or ticket.company:
        return seen.name or glance.someone(ticket)
    return gettext("Someone looked after this") if _is_over(seen) else gettext("Someone looks after this")


def _eyebrow(ticket: PublicTicket, seen: Glance) -> str:
    if not seen.name and not ticket.company:  # the sentence says it already
        return ""
    return gettext("Looked after this") if _is_over(seen) else gettext("Looking after this")


def _is_over(seen: Glance) -> bool:
    return seen.state in (glance.SOLVED, glance.CLOSED)


def _promise(ticket: PublicTicket, seen: Glance, reader: Reader) -> PromiseCard | None:
    """The promise's card; the question once it is called solved; at the end only what became of the promises."""
    card = promise.public_card(ticket, reader)
    if card is None or seen.state in (glance.OPEN, glance.LATE, glance.AGAIN):
        return card
    if ticket.promise is None and seen.state == glance.ASKED:
        return card
    if seen.state == glance.ASKED:
        asks = gettext("%(name)s asks", name=seen.asker) if seen.asker else gettext("The question now")
        detail = gettext("Only the customer can say so.")
        return replace(card, state="asked", eyebrow=asks, headline=gettext("Is it solved?"), detail=detail)
    return replace(
        card,
        state="closed",
        eyebrow=gettext("The promises"),
        headline=card.score_text or card.headline,
        score_text="",
        confirmed=seen.state == glance.SOLVED,
    )


def _by_mail(addresses: PublicAddresses) -> str:
    """Where to follow by mail, in the language that is spoken here."""
    return f"{addresses.by_mail}?lang={languages.language()}" if addresses.by_mail else ""


def _calendar(view: PublicView, addresses: PublicAddresses) -> str:
    return f"{addresses.page}/promise.ics" if _is_promised(view) else ""


def _is_promised(view: PublicView) -> bool:
    """Whether a word is still to come; once its time has passed there is nothing to put into a calendar."""
    promise = view.ticket.promise
    is_ahead = promise is not None and promise.due_at is not None and view.glance.state != glance.LATE
    return view.ticket.is_open and is_ahead


def _letter(ticket: PublicTicket, letter: PublicLetter, reader: Reader) -> PublicLetterPiece:
    return PublicLetterPiece(
        id=opaque_id(ticket.seed, "letter", letter.version),
        name=letter.by or glance.someone(ticket),
        photo=portrait(letter.by, letter.photo),
        at_iso=times.iso(letter.at),
        at_text=reader.moment(letter.at),
        body_html=Markup(letter.html),  # noqa: S704 - cleaned by domain/markdown.py when it was written
        corrected=corrected(letter.corrected_at, reader),
    )


def _about(seen: Glance) -> str:
    """One line for whoever shares the page: only what the page itself shows."""
    parts = (
        seen.joy or seen.headline,
        gettext("%(count)s %(since)s", count=seen.count, since=seen.since) if seen.count and not seen.joy else "",
        seen.when,
        seen.score,
    )
    return " · ".join(part for part in parts if part)
