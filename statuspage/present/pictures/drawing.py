"""Every picture of a ticket, in one table: what it is drawn from, in which styles, and as what it is sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import jsonify

from statuspage.config import Settings
from statuspage.domain.our_company import LogoFacts
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import glance, languages
from statuspage.present.pictures import badge, badge_words, qr
from statuspage.present.pictures.looks import PictureLook
from statuspage.present.pictures.palette import Palette, palette
from statuspage.present.pictures.poster import poster
from statuspage.present.pictures.raster import png
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class PictureSubject:
    """What a picture is drawn from.

    ``page`` is the address of the public page. ``read_photo`` gives the uploaded photo of whoever is shown, if there is
    one; it is called only for a picture with a face. ``logo`` is the company's, None where there is none.
    """

    ticket: PublicTicket
    look: PictureLook
    reader: Reader
    settings: Settings
    page: str
    read_photo: Callable[[], bytes | None]
    logo: LogoFacts | None

    @property
    def shown_logo(self) -> LogoFacts | None:
        """The logo where the company is shown; None where its customer hides that."""
        return self.logo if self.ticket.company else None

    @property
    def palette(self) -> Palette:
        """The colours of its look."""
        return palette(self.settings, self.look.theme, self.look.accent)

    @property
    def writable(self) -> "PictureSubject":
        """The same without the words that the fonts of this machine cannot write."""
        return replace(self, ticket=badge.writable(self.ticket))


@dataclass(frozen=True, slots=True)
class Picture:
    """One kind of picture. ``styles`` are those that it comes in, the first unless another is asked for.

    ``counts`` says whether asking for it counts as a visit.
    """

    mimetype: str
    draw: Callable[[PictureSubject], str | bytes]
    styles: tuple[str, ...] = tuple(badge.STYLES)
    counts: bool = True


def _badge_svg(subject: PictureSubject) -> str:
    look, rtl = subject.look, languages.direction() == "rtl"
    photo = subject.read_photo() if look.style == "face" else None
    return badge.badge(subject.ticket, look.style, subject.palette, subject.reader, rtl, photo, logo=subject.shown_logo)


def _badge_png(subject: PictureSubject) -> bytes:
    return png(_badge_svg(subject.writable), subject.look.scale)


def _badge_json(subject: PictureSubject) -> bytes:
    """The badge's words, for shields.io to draw (https://shields.io/badges/endpoint-badge)."""
    ticket, reader = subject.ticket, subject.reader
    lead, tail = badge_words.texts(ticket, reader)
    colour = subject.palette.of(glance.state_of(ticket, reader.now)).removeprefix("#")
    label, message = (lead, tail) if tail else (ticket.company, lead)
    return jsonify(schemaVersion=1, label=label, message=message, color=colour).get_data()


def _poster_png(subject: PictureSubject) -> bytes:
    colours = palette(subject.settings, subject.look.theme)  # drawing takes long, so there is no choice of accent
    subject, rtl = subject.writable, languages.direction() == "rtl"
    photo, logo = subject.read_photo(), subject.shown_logo
    return png(poster(subject.ticket, colours, subject.reader, rtl, photo, logo=logo))


def _qr_svg(subject: PictureSubject) -> str:
    return _sign(subject) if subject.look.style == "sign" else qr.code(subject.page)


def _qr_png(subject: PictureSubject) -> bytes:
    if subject.look.style == "sign":
        return png(_sign(subject.writable))
    return qr.code_png(subject.page, subject.look.scale)


def _sign(subject: PictureSubject) -> str:
    colours, rtl = palette(subject.settings, "light"), languages.direction() == "rtl"
    return qr.sign(subject.page, subject.ticket, colours, rtl, logo=subject.shown_logo)


PICTURES = {
    "badge.svg": Picture("image/svg+xml", _badge_svg),
    "badge.png": Picture("image/png", _badge_png),
    "badge.json": Picture("application/json", _badge_json),
    "picture.png": Picture("image/png", _poster_png),
    "qr.svg": Picture("image/svg+xml", _qr_svg, qr.STYLES, counts=False),
    "qr.png": Picture("image/png", _qr_png, qr.STYLES, counts=False),
}
