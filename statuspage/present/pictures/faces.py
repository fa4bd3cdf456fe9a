"""Faces within a picture: the photo that the customer shows, initials without one, our mark when nobody is named."""

import base64
import io
import re
from functools import lru_cache

from markupsafe import Markup
from PIL import Image

from statuspage.config import PROJECT
from statuspage.present.pictures.fonts import clean

_WHOLE = re.compile(r"<svg\b[^>]*>(.*)</svg>", re.S)
_FILE = re.compile(r"[\w-]+\.svg")


def portrait(file: str, photo: bytes | None, side: int) -> Markup:
    """What fills a square of 96 by 96: a drawn face, or an uploaded ``photo`` at ``side`` pixels; else ""."""
    if photo is not None:
        return _uploaded(photo, side)
    return _drawn(file) if _FILE.fullmatch(file) else Markup("")


def mark() -> Markup:
    """The sign that stands where no person is shown, in a square of 32 by 32."""
    return _inside("mark.svg")


def initials(name: str) -> str:
    """Of the first name and the last."""
    words = clean(name).split()
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper()


def _drawn(file: str) -> Markup:
    return _inside(f"people/{file}")


@lru_cache(64)
def _inside(file: str) -> Markup:
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
