"""Faces in a picture: the photo that the customer shows, else initials, or our mark where nobody is named."""

import base64
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from statuspage.config import PROJECT
from statuspage.domain.publication.ticket import PublicOwner
from statuspage.later import later
from statuspage.present.people import initials
from statuspage.present.pictures.fonts import clean, sayable

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = later("PIL.Image")

_WHOLE = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.S)
_FILE = re.compile(r"[\w-]+\.svg")


@dataclass(frozen=True, slots=True)
class Portrait:
    """What can stand in a picture's round frame: the ``face``, else the ``initials``, else our ``mark``.

    ``face`` fills a square of 96 by 96, ``mark`` one of 32 by 32; "" where there is none.
    """

    face: Markup
    initials: str
    mark: Markup


def portrait(owner: PublicOwner | None, photo: bytes | None, side: int) -> Portrait:
    """The portrait of whoever is shown. An uploaded ``photo`` (WebP) becomes ``side`` pixels wide and high."""
    if owner is None:
        return Portrait(Markup(""), "", mark())
    return Portrait(_face(owner.photo, photo, side), initials(sayable(owner.name) or clean(owner.name)), mark())


def _face(file: str, photo: bytes | None, side: int) -> Markup:
    """An uploaded photo, or a drawn face of ours by the name of its file."""
    if photo is not None:
        return _uploaded(photo, side)
    return _inside(f"people/{file}") if _FILE.fullmatch(file) else Markup("")


def mark() -> Markup:
    """The sign that stands where no person is shown, in a square of 32 by 32."""
    return _inside("mark.svg")


@lru_cache(64)
def _inside(file: str) -> Markup:
    """What is inside the ``<svg>`` of a file of ours, on one line."""
    try:
        text = (PROJECT / "static" / file).read_text(encoding="utf-8")
    except OSError:
        return Markup("")
    found = _WHOLE.search(re.sub(r"<!--.*?-->", "", text, flags=re.S))
    return Markup(" ".join(found.group(1).split())) if found else Markup("")  # noqa: S704 - a file of our own


@lru_cache(64)
def _uploaded(photo: bytes, side: int) -> Markup:
    out = io.BytesIO()
    with Image.open(io.BytesIO(photo), formats=("WEBP",)) as opened:
        opened.convert("RGB").resize((side, side), Image.Resampling.LANCZOS).save(out, "JPEG", quality=85)
    data = base64.b64encode(out.getvalue()).decode()
    return Markup('<image width="96" height="96" href="data:image/jpeg;base64,{}"/>').format(data)
