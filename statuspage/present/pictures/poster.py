"""The picture that shows where a link is shared (OpenGraph), 1200 by 630: person, clock, steps and promise."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import render_template

from statuspage.domain.our_company import LogoFacts
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.tickets import STEPS
from statuspage.present.glance import CLOSED, LATE, SOLVED, Glance, at_a_glance, titled
from statuspage.present.languages import gettext
from statuspage.present.pictures.faces import Portrait, portrait
from statuspage.present.pictures.fonts import BOLD, SANS, SERIF, width
from statuspage.present.pictures.lines import leftward, wrapped
from statuspage.present.pictures.logos import PictureLogo, picture_logo
from statuspage.present.pictures.palette import Palette
from statuspage.present.pictures.sheet import Sheet
from statuspage.present.reader import Reader

WIDTH, HEIGHT = 1200, 630
FACE = 136
_SIDE, _ROOM = 96, WIDTH - 2 * 96
_TITLE = 31  # pixels
_LOGO = (30, 180)  # pixels: how high the logo is at most, and how wide
_LOGO_BYTES = 64 * 1024  # none of them leaves: the picture leaves as PNG
_GAP = 34


@dataclass(frozen=True, slots=True)
class PosterPicture:
    """What the template draws: a sheet with a face on it, and around it an ``edge`` and a ``stripe`` of these colours.

    The middle of the face is at ``face_x`` and ``face_y``, in pixels.
    """

    sheet: Sheet
    palette: Palette
    title: str
    company: str
    edge: str
    stripe: str
    face_x: float
    face_y: float
    face_size: int
    portrait: Portrait


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the picture: its height, 0 where it is not shown, and how it is drawn from its upper edge on."""

    height: float
    draw: Callable[[float], None]


def poster(
    ticket: PublicTicket,
    palette: Palette,
    reader: Reader,
    rtl: bool,
    photo: bytes | None,
    *,
    logo: LogoFacts | None = None,
) -> str:
    """The picture as it reads now, as SVG. What is not shown leaves no gap. ``logo`` is shown if it is given."""
    seen, sheet = at_a_glance(ticket, reader), Sheet(WIDTH, HEIGHT, rtl)
    head, *others = (
        _head(sheet, ticket, seen, palette, picture_logo(logo, *_LOGO, _LOGO_BYTES)),
        _Part(122 if seen.count else 0, lambda y: _clock(sheet, seen, palette, y)),
        _Part(14 if seen.reached else 0, lambda y: _steps(sheet, seen, palette, y)),
        _Part(38 * (bool(seen.when) + bool(seen.score)), lambda y: _foot(sheet, seen, palette, y)),
    )
    shown = [head, *(part for part in others if part.height)]
    top = y = (HEIGHT - sum(part.height + _GAP for part in shown) + _GAP) / 2
    for part in shown:
        part.draw(y)
        y += part.height + _GAP
    picture = PosterPicture(
        sheet=sheet,
        palette=palette,
        title=f"{titled(ticket)} · {seen.headline}",
        company=ticket.company,
        edge=palette.of(seen.state) if seen.state in (LATE, SOLVED) else palette.rule,
        stripe=palette.of(seen.state),
        face_x=sheet.at(_SIDE + FACE / 2),
        face_y=top + head.height / 2,
        face_size=FACE,
        portrait=portrait(ticket.owner, photo, 288),
    )
    return render_template("pictures/poster.svg", poster=picture)


def _head(sheet: Sheet, ticket: PublicTicket, seen: Glance, palette: Palette, logo: PictureLogo | None) -> _Part:
    """Who is on it, for which company, and what it is about, beside the face."""
    x, room = _SIDE + FACE + 32, _ROOM - FACE - 32
    title = wrapped(ticket.title, SANS, _TITLE, room, 2)
    lead = (ticket.company or gettext("Shown by the customer")) if title else titled(ticket)
    text_height = 106 + 42 * len(title) if title else 100
    height = max(FACE, text_height)
    indent = logo.width + 18 if logo else 0

    def draw(y: float) -> None:
        y += (height - text_height) / 2
        sheet.place(logo, x + 3, y + 14)
        sheet.write(lead, x + indent, y + 26, 27, palette.soft, room=room - indent)
        sheet.write(seen.headline, x, y + 84, 54, palette.ink, font=SERIF, room=room)
        for number, line in enumerate(title):
            sheet.write(line, x, y + 132 + 42 * number, _TITLE, palette.soft, rtl=leftward(ticket.title))

    return _Part(height, draw)


def _clock(sheet: Sheet, seen: Glance, palette: Palette, y: float) -> None:
    colour = palette.kept if seen.state == SOLVED else palette.ink
    size = 88 if width(seen.count, SERIF, 88) <= _ROOM else 64
    sheet.write(seen.count, _SIDE, y + 70, size, colour, font=SERIF, room=_ROOM)
    sheet.write(seen.since, _SIDE, y + 117, 29, palette.soft, room=_ROOM)


def _steps(sheet: Sheet, seen: Glance, palette: Palette, y: float) -> None:
    """A bar for each of the five steps: done, now, or to come. At the end the step that was reached is done too."""
    gap, over = 10, seen.state in (SOLVED, CLOSED)
    length = (_ROOM - gap * (len(STEPS) - 1)) / len(STEPS)
    for number in range(1, len(STEPS) + 1):
        done = number < seen.reached or (over and number == seen.reached)
        now = number == seen.reached and not done
        fill = palette.accent if done else palette.breath(palette.accent) if now else palette.sunk
        sheet.bar(_SIDE + (number - 1) * (length + gap), y, length, fill, palette.accent if now else fill)


def _foot(sheet: Sheet, seen: Glance, palette: Palette, y: float) -> None:
    """What is being done, when the next word comes, and the score."""
    start, line = float(_SIDE), y + 24
    if seen.doing:
        sheet.write(seen.doing, start, line, 30, palette.ink, font=BOLD, room=_ROOM)
        start += width(seen.doing, BOLD, 30) + 18
    if seen.word:
        loud = palette.of(seen.state) if seen.state in (LATE, SOLVED) else palette.soft
        font = BOLD if seen.state in (LATE, SOLVED) else SANS
        sheet.write(seen.word, start, line, 30, loud, font=font, room=_ROOM + _SIDE - start)
    sheet.write(seen.score, _SIDE, line + 40 * bool(seen.when), 27, palette.soft, room=_ROOM)
