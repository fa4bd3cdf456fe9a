"""QR codes of the public page: the bare code, and a sheet with a title, to print and put on a shop door."""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from statuspage.domain.our_company import LogoFacts
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.later import later
from statuspage.present.glance import about
from statuspage.present.languages import gettext
from statuspage.present.pictures import faces
from statuspage.present.pictures.fonts import BOLD, SERIF
from statuspage.present.pictures.lines import leftward, wrapped
from statuspage.present.pictures.logos import picture_logo
from statuspage.present.pictures.palette import Palette
from statuspage.present.pictures.sheet import Sheet

if TYPE_CHECKING:
    import segno
else:
    segno = later("segno")

QUIET = 4  # modules of white around the code (ISO/IEC 18004)
MODULE = 24  # pixels; about 1100 for the whole code, and 2 mm a module at 300 dpi
STYLES = ("plain", "sign")
_WIDTH, _HEIGHT = 1240, 1754  # A4 at 150 dpi
_CODE = 920
_TITLE = 76
_LOGO = (84, 520)  # pixels: how high the logo is at most, and how wide
_LOGO_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class QrPicture:
    """What the template of the bare code draws: its path, its side in modules, and a module's side in pixels."""

    path: str
    side: int
    module: int
    address: str


@dataclass(frozen=True, slots=True)
class SignPicture:
    """What the template of the sheet draws: texts, and the code: its path at this ``scale``, ``size`` pixels wide."""

    sheet: Sheet
    palette: Palette
    path: str
    scale: float
    size: int
    title: str
    company: str
    mark: Markup


@lru_cache(1_000)
def _made(address: str) -> "segno.QRCode":
    """The code itself. It can still be read when a seventh of it is damaged (level M)."""
    return segno.make_qr(address, error="m", boost_error=False)


@lru_cache(1_000)
def path(address: str) -> str:
    """The dark modules as the path of an SVG whose unit is one module, moved in by the quiet zone."""
    drawn = []
    for y, row in enumerate(_made(address).matrix):
        x = 0
        while x < len(row):
            length = next((ahead for ahead, dark in enumerate(row[x:]) if not dark), len(row) - x)
            if length:
                drawn.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += max(length, 1)
    return "".join(drawn)


def side(address: str) -> int:
    """The side of the code in modules, with the quiet zone."""
    return len(_made(address).matrix) + 2 * QUIET


def code(address: str) -> str:
    """The bare code, black on white whatever surrounds it, as scanners need it."""
    return render_template("pictures/qr.svg", qr=QrPicture(path(address), side(address), MODULE, address))


def code_png(address: str, scale: int) -> bytes:
    """The bare code as a PNG of one bit a pixel: a small file, and quickly made."""
    out = io.BytesIO()
    _made(address).save(out, kind="png", scale=MODULE * scale, border=QUIET, dark="#000", light="#fff")
    return out.getvalue()


def sign(address: str, ticket: PublicTicket, palette: Palette, rtl: bool, *, logo: LogoFacts | None = None) -> str:
    """The code on a sheet of A4, with what it is about, what to do, and the address in letters.

    At its head is the ``logo`` if it is given, else our mark.
    """
    sheet, middle = Sheet(_WIDTH, _HEIGHT, rtl), _WIDTH / 2
    room, title = _WIDTH - 220, ticket.title or about(ticket)
    lines = wrapped(title, SERIF, _TITLE, room, 3)
    found = picture_logo(logo, *_LOGO, _LOGO_BYTES)
    sheet.place(found, middle - found.width / 2 if found else 0, 146)
    if ticket.company:
        sheet.write(ticket.company, middle, 232, 40, palette.soft, room=room, edge="middle")
    for number, line in enumerate(lines):
        y = 340 + 92 * number + 46 * (3 - len(lines))
        sheet.write(line, middle, y, _TITLE, palette.ink, font=SERIF, edge="middle", rtl=leftward(title))
    sheet.write(
        gettext("Scan to see how it is coming along"),
        middle,
        1_528,
        46,
        palette.ink,
        font=BOLD,
        room=room,
        edge="middle",
    )
    for number, line in enumerate(wrapped(address.partition("://")[2], BOLD, 27, room, 2)):
        sheet.write(line, middle, 1_590 + 38 * number, 27, palette.soft, edge="middle", rtl=False)
    picture = SignPicture(
        sheet=sheet,
        palette=palette,
        path=path(address),
        scale=_CODE / side(address),
        size=_CODE,
        title=title,
        company=ticket.company,
        mark=faces.mark(),
    )
    return render_template("pictures/sign.svg", sign=picture)
