"""The badge: a small picture that says who is on it and when the next word comes, in four styles. SVG, no script.

It is read in places that let nothing else through, so widths are measured here, with our own fonts. In the SVG
``textLength`` then fits whichever font the reader has, glyphs and all, so that joined letters stay joined.
"""

from dataclasses import dataclass, replace

from flask import render_template

from statuspage.domain.our_company import LogoFacts
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import glance
from statuspage.present.glance import LATE
from statuspage.present.pictures.badge_words import texts
from statuspage.present.pictures.faces import Portrait, portrait
from statuspage.present.pictures.fonts import BOLD, SANS, clean, sayable, width
from statuspage.present.pictures.lines import directed, fitted
from statuspage.present.pictures.logos import PictureLogo, picture_logo
from statuspage.present.pictures.palette import Palette
from statuspage.present.reader import Reader

ROOM = 340  # pixels, the most that one of the two texts takes
_LOGO_WIDE, _LOGO_GAP = 4, 9  # times its height; pixels between logo and text
Layout = tuple[int, tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Style:
    """A badge's measures in pixels: its height, for each of its two texts the font and the size, and the logo's height.

    ``ends_with_logo`` says that the logo comes after the texts, not before them.
    """

    height: int
    lead: tuple[str, float]
    tail: tuple[str, float]
    pad: float
    logo: int
    ends_with_logo: bool = False


STYLES = {
    "pill": Style(28, (SANS, 12), (SANS, 12), 12, 16),  # two halves, one in the state's colour
    "flat": Style(20, (SANS, 11), (SANS, 11), 7, 12),  # like the other badges of a README
    "plain": Style(28, (BOLD, 13), (SANS, 13), 12, 16),  # one quiet line with a dot, for forums and mails
    "face": Style(48, (BOLD, 14), (SANS, 12.5), 22, 24, ends_with_logo=True),  # with the face of whoever is on it
}


@dataclass(frozen=True, slots=True)
class BadgeText:
    """A text of a badge: where its middle or its edge is, and how wide it is, in pixels."""

    words: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class BadgePicture:
    """What a template draws: one or two texts on a badge of this size, in pixels.

    ``split`` is the width of the half with the first text, and ``start`` how far the logo moves what comes after it.
    ``late`` says that a promised word is late.
    """

    title: str
    texts: tuple[BadgeText, ...]
    width: int
    height: int
    split: float
    start: float
    logo: PictureLogo | None
    colour: str
    palette: Palette
    company: str
    late: bool
    rtl: bool
    portrait: Portrait | None


@dataclass(frozen=True, slots=True)
class GonePicture:
    """What the template draws once the public view is off: one text of this size, in pixels."""

    text: BadgeText
    size: float
    width: int
    height: int
    palette: Palette


def badge(
    ticket: PublicTicket,
    style: str,
    palette: Palette,
    reader: Reader,
    rtl: bool,
    photo: bytes | None,
    *,
    logo: LogoFacts | None = None,
) -> str:
    """The badge as it reads now; the same bytes as long as it reads the same. ``logo`` is shown if it is given."""
    state, (lead, tail) = glance.state_of(ticket, reader.now), texts(ticket, reader)
    measures = STYLES[style]
    lead = fitted(lead, *measures.lead, ROOM)
    tail = fitted(tail, *measures.tail, ROOM)
    layout = {"pill": _halves, "flat": _halves, "plain": _line, "face": _lines}[style]
    whole, *spots = layout(measures, width(lead, *measures.lead), width(tail, *measures.tail) if tail else 0)
    mark = _logo(measures, whole, logo, rtl)
    room = mark.width + _LOGO_GAP if mark else 0
    start = 0 if measures.ends_with_logo else room
    whole += room
    picture = BadgePicture(
        title=" · ".join(
            text for text in (clean(glance.titled(ticket)), ": ".join(text for text in (lead, tail) if text)) if text
        ),
        texts=tuple(
            _text(words, start + x, size, whole, rtl)
            for words, (x, size) in zip((lead, tail), spots, strict=True)
            if words
        ),
        width=whole,
        height=measures.height,
        split=start + spots[0][1] + 2 * measures.pad if tail else whole,
        start=start,
        logo=mark,
        colour=palette.of(state),
        palette=palette,
        company=clean(ticket.company),
        late=state == LATE,
        rtl=rtl,
        portrait=portrait(ticket.owner, photo, 96) if style == "face" else None,
    )
    return render_template(f"pictures/badge_{style}.svg", badge=picture)


def gone(style: str, palette: Palette, text: str, rtl: bool) -> str:
    """The badge once the public view is off: it says only that."""
    measures = STYLES[style]
    length = width(text, *measures.tail)
    whole = round(length + 2 * measures.pad)
    drawn = _text(text, whole / 2, length, whole, rtl)
    picture = GonePicture(drawn, measures.tail[1], whole, measures.height, palette)
    return render_template("pictures/badge_gone.svg", badge=picture)


def writable(ticket: PublicTicket) -> PublicTicket:
    """The ticket with only those names that the fonts at hand can write, so that no picture shows empty boxes."""
    owner = ticket.owner if ticket.owner and sayable(ticket.owner.name) else None
    return replace(ticket, owner=owner, company=sayable(ticket.company), title=sayable(ticket.title))


def _halves(style: Style, lead: float, tail: float) -> Layout:
    """The width of the whole, then the middle and the width of each text: side by side."""
    first, second = lead + 2 * style.pad, tail + 2 * style.pad if tail else 0
    return round(first + second), (first / 2, lead), (first + second / 2, tail)


def _line(style: Style, lead: float, tail: float) -> Layout:
    """The same with both texts on one line, after a dot; their beginnings instead of their middles."""
    start, gap = style.pad + 16, 9 if tail else 0
    return round(start + lead + gap + tail + style.pad), (start, lead), (start + lead + gap, tail)


def _lines(style: Style, lead: float, tail: float) -> Layout:
    """The same with one text above the other, after a face."""
    start = style.height + 8
    return round(start + max(lead, tail) + style.pad), (start, lead), (start, tail)


def _logo(style: Style, whole: float, logo: LogoFacts | None, rtl: bool) -> PictureLogo | None:
    """The logo in its place, before or after the texts of a badge that was so wide without it."""
    found = picture_logo(logo, style.logo, _LOGO_WIDE * style.logo)
    if found is None:
        return None
    x = whole - style.pad + _LOGO_GAP if style.ends_with_logo else style.pad
    y = (style.height - found.height) / 2
    return found.at(whole + _LOGO_GAP - x if rtl else x, y)


def _text(words: str, x: float, size: float, whole: float, rtl: bool) -> BadgeText:
    return BadgeText(directed(words, rtl), round(whole - x if rtl else x, 1), round(size, 1))
