"""A company's logo: an upload is decoded and encoded again as one PNG of modest size; nothing else of it is kept.

SVG is refused in words: it is a program as much as a picture, and no browser of anyone should run it for us.
"""

import hashlib
import io
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.photos import decoded, in_eight_bits, refuse_large
from statuspage.later import later

if TYPE_CHECKING:
    from PIL import Image, ImageFile, ImageOps, PngImagePlugin
else:
    Image = later("PIL.Image")
    ImageOps = later("PIL.ImageOps")
    PngImagePlugin = later("PIL.PngImagePlugin")
    ImageFile = later("PIL.ImageFile")

WIDEST, HIGHEST = 640, 240  # pixels
LONGEST_SIDE = 8  # times the other
_COLOURS = (128, 32, 8)  # of a small one that would take too many bytes
_TITLE = ("Title", "Our company's logo")
_MARKED_WITHIN = 128  # bytes from the start of the file


class MadeLogo(NamedTuple):
    """A PNG of ours, and its size in pixels."""

    data: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name of its file: the hash of its bytes."""
        return f"{hashlib.sha256(self.data).hexdigest()[:32]}.png"


class SmallLogo(NamedTuple):
    """A PNG of ours, and how large it is shown, in CSS pixels. For dense screens it has up to two pixels to each."""

    data: bytes
    width: int
    height: int


@lru_cache(32)
def shrink(data: bytes, high: int, wide: int, most: int) -> SmallLogo:
    """One of our logos, shown in this room of CSS pixels; where it takes more than ``most`` bytes, in fewer colours."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        small = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P") else "RGB")
    shown = fit(small.width, small.height, high, wide)
    small.thumbnail((2 * shown[0], 2 * shown[1]), Image.Resampling.LANCZOS)
    made = _marked(small)
    for colours in _COLOURS:
        if len(made) <= most:
            break
        made = _marked(small.quantize(colours, Image.Quantize.FASTOCTREE))
    return SmallLogo(made, *shown)


def fit(width: int, height: int, high: int, wide: int) -> tuple[int, int]:
    """The width and height of what fills this room and keeps its shape."""
    scale = min(high / height, wide / width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def is_small_logo(start: bytes) -> bool:
    """Whether a file that begins so is one that ``shrink`` made, of ours or of any other company that runs this."""
    return _TITLE[1].encode() in start[:_MARKED_WITHIN]


def _marked(picture: "Image.Image") -> bytes:
    """As PNG, which says at its start what it is: what we send is told from files of others when it comes back."""
    out, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text(*_TITLE)
    picture.save(out, "PNG", optimize=True, pnginfo=told)
    return out.getvalue()


def make_logo(uploaded: bytes) -> MadeLogo:
    """The uploaded picture, made small, as PNG; what lets light through stays so. Do it outside of a transaction."""
    refuse_large("logo", uploaded)
    if b"<svg" in uploaded[:4096].lower():
        raise Refused("logo", N_("This is an SVG, which can hold more than a picture. Save it as PNG, please."))
    small = decoded("logo", uploaded, _made_small)
    if max(small.size) > LONGEST_SIDE * min(small.size):
        raise Refused("logo", N_("This picture is a stripe: one side is more than eight times as long as the other."))
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return MadeLogo(out.getvalue(), *small.size)


def _made_small(opened: "ImageFile.ImageFile") -> "Image.Image":
    opened.draft(None, (2 * WIDEST, 2 * HIGHEST))  # a JPEG then is never decoded larger
    picture = ImageOps.exif_transpose(in_eight_bits(opened))
    small = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB")
    small.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    small.info.clear()
    return small
