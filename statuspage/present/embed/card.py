"""The card, and what its frame says where there is none to show: each a page of its own, whole without script."""

from dataclasses import dataclass

from flask import render_template

from statuspage.config import Settings
from statuspage.domain.our_company import LogoFacts
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present.embed import stylesheet
from statuspage.present.embed.looks import CardForm, Look
from statuspage.present.glance import Glance, at_a_glance, portrait, titled
from statuspage.present.reader import Reader
from statuspage.present.timeline import TimelinePoint, timeline

_LOGO = (14, 56)  # CSS pixels: how high the company's logo is at most, and how wide; a line keeps its height


@dataclass(frozen=True, slots=True)
class CardLogo:
    """The company's logo: its address, and its size in CSS pixels."""

    src: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CardPage:
    """What ``public/card.html`` shows. ``follow`` is the address of the public page, "" for none.

    ``title`` is what it is called, and ``company``, "" where that is not shown or the title names it; ``logo`` is there
    wherever the company is shown. ``style`` is the address of the card's style sheet.
    """

    glance: Glance
    story: tuple[TimelinePoint, ...]
    form: CardForm
    photo: str
    company: str
    logo: CardLogo | None
    title: str
    follow: str
    theme: str
    style: str


@dataclass(frozen=True, slots=True)
class CardNotice:
    """What stands in the frame instead of a card. ``text`` says why to whoever builds the page."""

    theme: str
    style: str
    text: str = ""


def render_card(
    ticket: PublicTicket, look: Look, reader: Reader, settings: Settings, follow: str, logo: LogoFacts | None
) -> str:
    """The card of this ticket as HTML, in the language that is spoken. ``follow`` is where its link leads, "" for none.

    ``logo`` is the company's, which is shown where the company is.

    The ticket should have as many letters as the look's form tells of.
    """
    glance = at_a_glance(ticket, reader)
    page = CardPage(
        glance=glance,
        story=tuple(timeline(ticket, glance, reader)) if look.form.letters else (),
        form=look.form,
        photo=portrait(glance.name, glance.photo),
        company=ticket.company if ticket.title else "",
        logo=card_logo(logo) if ticket.company else None,
        title=titled(ticket),
        follow=follow,
        theme=look.theme,
        style=stylesheet.address(settings, look.accent),
    )
    return render_template("public/card.html", page=page)


def card_logo(logo: LogoFacts | None) -> CardLogo | None:
    """The logo as a card shows it; None where there is none."""
    return CardLogo(f"/logo/{logo.name}", *logo.fit(*_LOGO)) if logo else None


def render_gone(settings: Settings, theme: str) -> str:
    """The frame once the public view is off: it stays, and says only that."""
    notice = CardNotice(theme, stylesheet.address(settings))
    return render_template("public/card_gone.html", page=notice)


def render_unclear(settings: Settings, text: str) -> str:
    """The frame for an unknown look: it says in words which looks there are."""
    notice = CardNotice("auto", stylesheet.address(settings), text)
    return render_template("public/card_unclear.html", page=notice)
