"""Agents' photos: an upload becomes one small square picture of our own making, and nothing else of it stays.

Decoding and encoding again drops what a camera adds (where it was taken, when, by whom) and whatever hides in a file
that only looks like a picture. The name is a hash of the bytes, so it tells nothing and may be kept for ever.
"""

import hashlib
import io
import warnings
from datetime import datetime

from PIL import Image, ImageOps
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.errors import N_, Refused

SIDE = 288  # pixels: sharp at 144 CSS pixels on a dense screen
LARGEST = 2_500_000  # bytes
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


class Photo(Base):
    """One picture, WebP, ``SIDE`` by ``SIDE``."""

    __tablename__ = "photo"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


def square(uploaded: bytes) -> bytes:
    """The middle of an uploaded picture, made small. It can take a second, so do it before a transaction begins."""
    if len(uploaded) > LARGEST:
        raise Refused("photo", N_("This picture is too large; %(megabytes)s MB is the most."), megabytes="2.5")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which is dropped anyway
            with Image.open(io.BytesIO(uploaded), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Refused("photo", N_("This picture has too many pixels; a smaller one is enough."))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refused("photo", N_("This file is no picture that we can read: JPEG, PNG or WebP, please.")) from None
    out = io.BytesIO()
    ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82, method=6)
    return out.getvalue()


def save_photo(session: Session, made: bytes, now: datetime) -> str:
    """Keep a picture that ``square`` made; returns the file name for ``Agent.photo``."""
    name = f"{hashlib.sha256(made).hexdigest()[:32]}.webp"
    upsert(session, Photo, ("name",), (name,), data=made, created_at=now)
    return name
