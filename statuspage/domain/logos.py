"""A company's logo: an upload is decoded and encoded again as one PNG of modest size; nothing else of it is kept.

SVG is refused in words: it is a program as much as a picture, and no browser of anyone should run it for us.
"""

import hashlib
import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.photos import FORMATS, LARGEST, MOST_PIXELS, in_eight_bits, one_at_a_time

WIDEST, HIGHEST = 640, 240  # pixels
LONGEST_SIDE = 8  # times the other


class MadeLogo(NamedTuple):
    """A PNG of ours, and its size in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name of its file: the hash of its bytes."""
        return f"{hashlib.sha256(self.data).hexdigest()[:32]}.png"


def make_logo(uploaded: bytes) -> MadeLogo:
    """The uploaded picture, made small, as PNG; what lets light through stays so. Do it outside of a transaction."""
    if len(uploaded) > LARGEST:
        raise Refused("logo", N_("This picture is too large; %(megabytes)s MB is the most."), megabytes="2.5")
    if b"<svg" in uploaded[:4096].lower():
        raise Refused("logo", N_("This is an SVG, which can hold more than a picture. Save it as PNG, please."))
    with one_at_a_time:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about odd metadata, which is dropped anyway
                small = _decoded(uploaded)
        except Image.DecompressionBombError:
            raise _too_many_pixels() from None
        except (OSError, ValueError, SyntaxError):
            raise Refused("logo", N_("This file is no picture that we can read: JPEG, PNG or WebP, please.")) from None
    if max(small.size) > LONGEST_SIDE * min(small.size):
        raise Refused("logo", N_("This picture is a stripe: one side is more than eight times as long as the other."))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return MadeLogo(out.getvalue(), *small.size)


def _decoded(uploaded: bytes) -> Image.Image:
    with Image.open(io.BytesIO(uploaded), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many_pixels()
        opened.draft(None, (2 * WIDEST, 2 * HIGHEST))  # a JPEG then is never decoded larger
        picture = ImageOps.exif_transpose(in_eight_bits(opened))
        small = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
        small.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
        small.info.clear()
        return small


def _too_many_pixels() -> Refused:
    return Refused(
        "logo", N_("This picture has too many pixels: 24 megapixels are the most, and far fewer are enough.")
    )
