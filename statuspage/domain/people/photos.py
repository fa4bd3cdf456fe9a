"""Agents' photos: an upload is decoded and encoded again as one small square picture, and nothing else of it is kept.

That drops what a camera adds (where it was taken, when, by whom), and whatever else the file hides. A photo's name is
the hash of its bytes, so it tells nothing, and what it names never changes.
"""

import hashlib
import io
import threading
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, String, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.later import later

if TYPE_CHECKING:
    from PIL import Image, ImageFile, ImageOps
else:
    Image = later("PIL.Image")
    ImageOps = later("PIL.ImageOps")
    ImageFile = later("PIL.ImageFile")

SIDE = 288  # pixels: sharp at 144 CSS pixels on a dense screen
LARGEST = 2_500_000  # bytes
MOST_PIXELS = 24_500_000  # as cameras count, 24 megapixels
FORMATS = ("JPEG", "PNG", "WEBP")
GROUND = "#fffefc"  # of a card, by day; --card in static/css/tokens.css

_one_at_a_time = threading.Lock()


class Photo(Base):
    """One picture, WebP, ``SIDE`` by ``SIDE``."""

    __tablename__ = "photo"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


def square(uploaded: bytes) -> bytes:
    """The middle of an uploaded picture, made small, as WebP. It can take a second: do it outside of a transaction.

    Pictures are decoded one at a time. One of 24 megapixels takes 331 MB meanwhile as WebP, 165 as PNG with
    transparency, 79 without, 40 as JPEG (measured with Pillow 13). Of one that moves, the first picture is taken.
    """
    refuse_large("photo", uploaded)
    small = decoded("photo", uploaded, _made_small)
    out = io.BytesIO()
    ImageOps.fit(small, (SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82, method=6)
    return out.getvalue()


def refuse_large(field: str, uploaded: bytes) -> None:
    """Refuse, at this field of a form, a picture of too many bytes."""
    if len(uploaded) > LARGEST:
        raise Refused(field, N_("This picture is too large; %(megabytes)s MB is the most."), megabytes="2.5")


def decoded(field: str, uploaded: bytes, make: "Callable[[ImageFile.ImageFile], Image.Image]") -> "Image.Image":
    """What ``make`` makes of an uploaded picture; refused at this field where it is none, or has too many pixels."""
    with _one_at_a_time:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about odd metadata, which is dropped anyway
                with Image.open(io.BytesIO(uploaded), formats=FORMATS) as opened:
                    if opened.width * opened.height > MOST_PIXELS:
                        raise _too_many_pixels(field)
                    return make(opened)
        except Image.DecompressionBombError:
            raise _too_many_pixels(field) from None
        except (OSError, ValueError, SyntaxError):
            raise Refused(field, N_("This file is no picture that we can read: JPEG, PNG or WebP, please.")) from None


def _made_small(opened: "ImageFile.ImageFile") -> "Image.Image":
    """The picture, upright and without transparency, not much larger than it has to be."""
    opened.draft(None, (2 * SIDE, 2 * SIDE))  # a JPEG then is never decoded larger
    picture = in_eight_bits(opened)
    times = min(picture.size) // (2 * SIDE)
    small = picture.reduce(times) if times > 1 else picture
    return _on_ground(ImageOps.exif_transpose(small))


def in_eight_bits(opened: "Image.Image") -> "Image.Image":
    """The picture in a mode that can be made smaller, whatever it was written in."""
    if opened.mode.startswith("I"):  # 16 bits of grey
        return opened.convert("I").point(lambda value: value / 256).convert("L")
    if opened.has_transparency_data:
        return opened if opened.mode == "RGBA" else opened.convert("RGBA")
    return opened if opened.mode in ("RGB", "L") else opened.convert("RGB")


def _on_ground(picture: "Image.Image") -> "Image.Image":
    """The picture on the ground of a card, where it lets something through."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, GROUND)
    return Image.alpha_composite(ground, picture).convert("RGB")


def _too_many_pixels(field: str) -> Refused:
    return Refused(field, N_("This picture has too many pixels: 24 megapixels are the most, and far fewer are enough."))


def save_photo(session: Session, made: bytes, now: datetime) -> str:
    """Store a picture that ``square`` made; returns the file name for ``Agent.photo``."""
    name = f"{hashlib.sha256(made).hexdigest()[:32]}.webp"
    upsert(session, Photo, ("name",), (name,), data=made, created_at=now)
    return name


def replace_photo(session: Session, agent: Agent, made: bytes, now: datetime) -> None:
    """Give this agent the photo that ``square`` made, and keep none that nobody has any more."""
    agent.photo = save_photo(session, made, now)
    session.flush()
    session.execute(delete(Photo).where(Photo.name.not_in(select(Agent.photo))))


def read_photo(session: Session, name: str, *, in_public: bool) -> Photo | None:
    """The photo with this name while an agent has it; ``in_public`` also while they agree that anyone sees it."""
    shown = (Agent.public_as == "photo", Agent.is_active) if in_public else ()
    has_it = exists().where(Agent.photo == Photo.name, *shown)
    return session.scalar(select(Photo).where(Photo.name == name, has_it))
