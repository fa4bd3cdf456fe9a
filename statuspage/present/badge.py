"""The badge: a small picture in two halves that says who is on it and when the next word comes. Plain SVG, no script.

It is read in places that let nothing else through, so its widths are worked out here: by the widths of Verdana (and of
DejaVu Sans, its twin on Linux), with ``textLength`` where another font stands in.
"""

import unicodedata
from datetime import datetime, timedelta

from flask import render_template
from flask_babel import gettext

from statuspage.domain.public import PublicTicket
from statuspage.present import glance, times
from statuspage.present.glance import ASKED, CLOSED, DAY, HOUR, LATE, SOLVED
from statuspage.present.reader import Reader

# Thousandths of an em, by measure, a little generous.
_WIDTHS = {
    **dict.fromkeys("'IJijl", 290),
    **dict.fromkeys(" ,.·’", 325),
    **dict.fromkeys("-/:;\\f|", 360),
    **dict.fromkeys("!()[]tr", 405),
    **dict.fromkeys('"*_`–?sz“”', 515),
    **dict.fromkeys("PTYFLkcvxyç", 590),
    **dict.fromkeys("ABCRVXZKÄ", 695),
    **dict.fromkeys("HNUDGOQ&ÜÖ", 770),
    **dict.fromkeys("w+<=>^~#M", 840),
    **dict.fromkeys("Wm%@…", 985),
}
_OTHER, _WIDE, _JOINED = 630, 1000, 460
_SIZE, _PAD = 12, 11  # pixels
COLOURS = {LATE: "#9c4600", SOLVED: "#23713b", CLOSED: "#5d574e", ASKED: "#0b6b5d"}


def badge(ticket: PublicTicket, accent: str, reader: Reader, rtl: bool) -> str:
    """The badge as it reads now; the same bytes as long as it reads the same."""
    state = glance.state_of(ticket, reader.now)
    name = ticket.owner.name if ticket.owner else ticket.company
    halves = [glance.headline(state, name), said(ticket, state, reader)]
    widths = [round(_PAD * 2 + text_width(half)) for half in halves if half]
    starts = [0, widths[0]] if len(widths) == 2 else [0]
    if rtl:
        starts = [sum(widths) - start - width for start, width in zip(starts, widths, strict=True)]
    return render_template(
        "public/badge.svg",
        halves=[
            {"text": half, "start": start, "width": width, "stretch": stretches(half)}
            for half, start, width in zip(halves, starts, widths, strict=False)
        ],
        width=sum(widths),
        pad=_PAD,
        colour=accent if state in ("open", ASKED) else COLOURS[state],
        company=ticket.company,
        rtl=rtl,
    )


def said(ticket: PublicTicket, state: str, reader: Reader) -> str:
    """The second half: how long, and when the next word comes."""
    due = ticket.promise.due_at if ticket.promise else None
    if state == LATE and due is not None:
        return _late(reader.now - due)
    parts = [glance.day_count(ticket, reader.now)]
    if due is not None:
        parts.append(gettext("word by %(time)s", time=_day(due, reader)))
    return " · ".join(part for part in parts if part)


def text_width(text: str) -> float:
    """Pixels that this takes at the badge's size."""
    return sum(map(_width, text)) * _SIZE / 1000


def stretches(text: str) -> bool:
    """Whether a text may be fitted to its width letter by letter; joined writing may not."""
    return not any(unicodedata.bidirectional(sign) in ("R", "AL") or _width(sign) == _WIDE for sign in text)


def _width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":  # marks that nobody sees
        return 0
    if unicodedata.bidirectional(sign) in ("R", "AL"):
        return _JOINED
    return _WIDE if unicodedata.east_asian_width(sign) in "WF" else _WIDTHS.get(sign, _OTHER)


def _late(length: timedelta) -> str:
    if length < HOUR:
        return gettext("word is late")
    unit = DAY if length >= DAY else HOUR
    return gettext("word %(span)s late", span=times.span(length // unit * unit))


def _day(due: datetime, reader: Reader) -> str:
    """The day alone, or the hour when that is today."""
    today = times.day(reader.now, reader.zone, reader.now)
    return times.clock(due, reader.zone) if reader.day(due) == today else reader.day(due)
