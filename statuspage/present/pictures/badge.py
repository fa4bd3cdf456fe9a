"""The badge: a small picture that says who is on it and when the next word comes, in four styles. SVG, no script.

It is read in places that let nothing else through, so its widths are worked out here, with our own font; in the SVG
``textLength`` fits whichever font the reader has, glyphs and all, so that joined letters stay joined.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import render_template
from flask_babel import gettext
from markupsafe import Markup

from statuspage.domain.publication.ticket import PublicTicket
from statuspage.present import glance, times
from statuspage.present.glance import DAY, HOUR, LATE
from statuspage.present.pictures import faces
from statuspage.present.pictures.fonts import BOLD, SANS, clean, sayable, width
from statuspage.present.pictures.lines import directed, fitted
from statuspage.present.pictures.palette import Palette
from statuspage.present.reader import Reader

ROOM = 340  # pixels, the most that one of the two texts takes


@dataclass(frozen=True, slots=True)
class Style:
    """A badge's measures in pixels: its height, and for each of its two texts the font and the size."""

    height: int
    lead: tuple[str, float]
    tail: tuple[str, float]
    pad: float


STYLES = {
    "pill": Style(28, (SANS, 12), (SANS, 12), 12),  # two halves, one in the state's colour
    "flat": Style(20, (SANS, 11), (SANS, 11), 7),  # as the other badges of a README
    "plain": Style(28, (BOLD, 13), (SANS, 13), 12),  # one quiet line with a dot, for forums and mails
    "face": Style(48, (BOLD, 14), (SANS, 12.5), 22),  # with who is on it
}


@dataclass(frozen=True, slots=True)
class BadgeText:
    """A text of a badge: where its middle or its edge is, and how wide it is."""

    words: str
    x: float
    width: float


def badge(ticket: PublicTicket, style: str, palette: Palette, reader: Reader, rtl: bool, photo: bytes | None) -> str:
    """The badge as it reads now; the same bytes as long as it reads the same."""
    state, (lead, tail) = glance.state_of(ticket, reader.now), texts(ticket, reader)
    measures = STYLES[style]
    lead = fitted(lead, *measures.lead, ROOM)
    tail = fitted(tail, *measures.tail, ROOM)
    place = {"pill": _halves, "flat": _halves, "plain": _line, "face": _lines}[style]
    whole, *placed = place(measures, width(lead, *measures.lead), width(tail, *measures.tail) if tail else 0)
    return render_template(
        f"pictures/badge_{style}.svg",
        title=": ".join(text for text in (lead, tail) if text),
        texts=[
            _text(words, x, size, whole, rtl) for words, (x, size) in zip((lead, tail), placed, strict=True) if words
        ],
        width=whole,
        height=measures.height,
        colour=palette.of(state),
        late=state == LATE,
        palette=palette,
        company=clean(ticket.company),
        rtl=rtl,
        split=placed[0][1] + 2 * measures.pad if tail else whole,
        **(portrayed(ticket, photo, 96) if style == "face" else {}),
    )


def gone(style: str, palette: Palette, text: str, rtl: bool) -> str:
    """The badge once the public view is off: it says only that."""
    measures = STYLES[style]
    length = width(text, *measures.tail)
    whole = round(length + 2 * measures.pad)
    return render_template(
        "pictures/badge_gone.svg",
        text=_text(text, whole / 2, length, whole, rtl),
        size=measures.tail[1],
        width=whole,
        height=measures.height,
        palette=palette,
    )


def texts(ticket: PublicTicket, reader: Reader) -> tuple[str, str]:
    """Who is on it, and how it stands."""
    state = glance.state_of(ticket, reader.now)
    name = ticket.owner.name if ticket.owner else ticket.company
    return glance.headline(state, name), said(ticket, state, reader)


def said(ticket: PublicTicket, state: str, reader: Reader) -> str:
    """The second half: how long, and when the next word comes."""
    due = ticket.promise.due_at if ticket.promise else None
    if state == LATE and due is not None:
        return _late(reader.now - due)
    parts = [glance.day_count(ticket, reader.now)]
    if due is not None:
        parts.append(gettext("word by %(time)s", time=_day(due, reader)))
    return " · ".join(part for part in parts if part)


def writable(ticket: PublicTicket) -> PublicTicket:
    """The ticket with only those names that the fonts at hand can write: a picture has no boxes."""
    owner = ticket.owner if ticket.owner and sayable(ticket.owner.name) else None
    return replace(ticket, owner=owner, company=sayable(ticket.company), title=sayable(ticket.title))


def portrayed(ticket: PublicTicket, photo: bytes | None, side: int) -> dict[str, str | Markup]:
    """Face, initials and mark of a ticket, for the template ``pictures/_face.svg``."""
    owner = ticket.owner
    return {
        "face": faces.portrait(owner.photo, photo, side) if owner else Markup(""),
        "initials": faces.initials(owner.name) if owner else "",
        "mark": faces.mark(),
    }


def _halves(style: Style, lead: float, tail: float) -> tuple[int, tuple[float, float], tuple[float, float]]:
    """The whole width, then the middle and the width of each text: side by side."""
    first, second = lead + 2 * style.pad, tail + 2 * style.pad if tail else 0
    return round(first + second), (first / 2, lead), (first + second / 2, tail)


def _line(style: Style, lead: float, tail: float) -> tuple[int, tuple[float, float], tuple[float, float]]:
    """The same with the texts on one line, after a dot; their beginnings instead of their middles."""
    start, gap = style.pad + 16, 9 if tail else 0
    return round(start + lead + gap + tail + style.pad), (start, lead), (start + lead + gap, tail)


def _lines(style: Style, lead: float, tail: float) -> tuple[int, tuple[float, float], tuple[float, float]]:
    """The same with one text above the other, after a face."""
    start = style.height + 8
    return round(start + max(lead, tail) + style.pad), (start, lead), (start, tail)


def _text(words: str, x: float, size: float, whole: float, rtl: bool) -> BadgeText:
    return BadgeText(directed(words, rtl), round(whole - x if rtl else x, 1), round(size, 1))


def _late(length: timedelta) -> str:
    if length < HOUR:
        return gettext("word is late")
    unit = DAY if length >= DAY else HOUR
    return gettext("word %(span)s late", span=times.span(length // unit * unit))


def _day(due: datetime, reader: Reader) -> str:
    """The day alone, or the hour when that is today."""
    today = times.day(reader.now, reader.zone, reader.now)
    return times.clock(due, reader.zone) if reader.day(due) == today else reader.day(due)
