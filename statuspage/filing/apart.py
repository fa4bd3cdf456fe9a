"""Opens what others have sent, in a process of its own with little memory and little time: a program by itself.

    python apart.py picture FILE MADE SMALL      makes a picture anew, upright, and a small one; tells what it made
    python apart.py pdf FILE                     says whether a PDF holds a program
    python apart.py boxes FILE                   takes place and device out of an MP4 or its like, where they stand
    python apart.py matroska FILE                the same of a WebM or an MKV

What it finds it writes to its output as JSON: a ``reason`` why the file is refused, or what was made. Whatever it dies
of, the server goes on. It imports nothing of ours, so that it starts at once; the last
two are read from the files beside it.
"""

import json
import mmap
import re
import resource
import runpy
import sys
import warnings
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

MEMORY = 1_500_000_000  # bytes of addresses
SECONDS = 40  # of CPU
LONGEST = 4_000  # pixels of a side of what is made
SMALL = 360  # the same of the small picture
MOST_PIXELS = 60_000_000  # as telephones have them; a JPEG is decoded smaller, and may have more
MOST_OF_A_JPEG = 220_000_000
MOST_MOVING = 120_000_000  # pixels of all pictures together, of one that moves
MOST_PICTURES = 300
QUALITY = 88
_SAVED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "AVIF": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

_PROGRAM = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"/ObjStm(?s:.{0,400}?)stream\r?\n")
_MOST_OF_A_STREAM = 20_000_000  # bytes that are unpacked of one


class _Refused(Exception):
    """The file is not taken; its only argument is the reason."""


def picture(file: Path, made: Path, small: Path) -> dict[str, Any]:
    """Make the picture anew in ``made`` and in ``small``; raises _Refused."""
    import pillow_heif
    from PIL import Image, ImageFile

    Image.init()
    pillow_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("ignore")  # about odd metadata, which is dropped anyway
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")) as opened:
            _refuse_too_many(opened)
            if getattr(opened, "is_animated", False) and opened.format in ("GIF", "WEBP"):
                saved_as, upright = _moving(opened, made)
            else:
                saved_as, upright = _still(opened, made)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, zlib.error):
        raise _Refused("broken") from None
    size = upright.size
    upright.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    upright.save(small, "WEBP", quality=80, method=4)
    return {"media_type": _TYPES[saved_as], "width": size[0], "height": size[1]}


def _refuse_too_many(opened: Any) -> None:
    pixels = opened.width * opened.height
    if pixels > (MOST_OF_A_JPEG if opened.format in ("JPEG", "MPO") else MOST_PIXELS):
        raise _Refused("pixels")


def _still(opened: Any, made: Path) -> tuple[str, Any]:
    from PIL import Image, ImageOps

    saved_as = _SAVED_AS[opened.format]
    if saved_as == "JPEG":
        opened.draft(None, (LONGEST, LONGEST))
        if opened.width * opened.height > MOST_PIXELS:
            raise _Refused("pixels")
    upright = ImageOps.exif_transpose(_in_eight_bits(_in_usual_colours(opened)))
    if upright.mode == "RGBA" and saved_as == "JPEG":
        saved_as = "PNG"
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    upright.info = {}  # Pillow would write some of it again: comments, profiles, and what programs have added
    upright.save(made, saved_as, **({} if saved_as == "PNG" else {"quality": QUALITY}))
    return saved_as, upright


def _moving(opened: Any, made: Path) -> tuple[str, Any]:
    """All pictures of one that moves, in the same time; returns the first of them."""
    from PIL import ImageSequence

    count = opened.n_frames
    if count > MOST_PICTURES or count * opened.width * opened.height > MOST_MOVING:
        raise _Refused("pixels")
    pictures, lasts = [], []
    for one in ImageSequence.Iterator(opened):
        lasts.append(int(one.info.get("duration", 100) or 100))
        pictures.append(one.convert("RGBA"))
        pictures[-1].info = {}
    first, rest = pictures[0], pictures[1:]
    first.save(made, "WEBP", save_all=True, append_images=rest, duration=lasts, loop=0, quality=QUALITY)
    return "WEBP", first.copy()


def _in_usual_colours(opened: Any) -> Any:
    """The picture in the colours that screens take it to have (sRGB); a profile that makes no sense is dropped."""
    from io import BytesIO

    from PIL import ImageCms

    profile = opened.info.get("icc_profile")
    if not profile or opened.mode not in ("RGB", "RGBA", "CMYK"):
        return opened
    try:
        wanted = "RGBA" if opened.mode == "RGBA" else "RGB"
        made: Any = ImageCms.profileToProfile(
            opened, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=wanted
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return opened
    made.info |= {name: opened.info[name] for name in ("exif", "xmp") if name in opened.info}  # how it is turned
    return made


def _in_eight_bits(opened: Any) -> Any:
    if opened.mode.startswith(("I", "F")):  # 16 bits of grey, or more
        grey = opened.convert("I").point(lambda value: value / 256).convert("L")
        grey.info = opened.info
        return grey
    if opened.has_transparency_data:
        return opened.convert("RGBA")
    return opened if opened.mode in ("RGB", "L") else opened.convert("RGB")


def pdf(file: Path) -> dict[str, Any]:
    """Whether this PDF holds a program: one that runs as it is opened, or starts another. Raises _Refused.

    It is looked for as it is written, also with its letters escaped, and in streams of objects that are packed. What
    is locked with a password cannot be looked into.
    """
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _PROGRAM.search(content) or _has_escaped(content):
            raise _Refused("script")
        for found in _STREAM.finditer(content):
            unpacked = _unpacked(content, found.end())
            if _PROGRAM.search(_plain(unpacked)):
                raise _Refused("script")
    return {"media_type": "application/pdf"}


def _has_escaped(content: Any) -> bool:
    names = re.finditer(rb"/(?=[A-Za-z]{0,12}#)[A-Za-z#0-9]{2,40}", content)
    return any(_PROGRAM.match(_plain(name[0])) for name in names)


def _plain(content: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _unpacked(content: Any, start: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(content[start : start + _MOST_OF_A_STREAM], _MOST_OF_A_STREAM)
    except zlib.error:
        return b""


def film(file: Path, how: str) -> dict[str, Any]:
    """Strip this film in place by the program beside this one that knows ``how``. Raises _Refused."""
    strip = runpy.run_path(str(Path(__file__).with_name(f"{how}.py")))["strip"]
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as content:
        if not strip(content):
            raise _Refused("broken")
    return {}


WHAT: dict[str, Callable[..., dict[str, Any]]] = {
    "picture": picture,
    "pdf": pdf,
    "boxes": partial(film, how="boxes"),
    "matroska": partial(film, how="matroska"),
}


def main(what: str, *paths: str) -> None:
    """Do it within the limits, and tell."""
    memory = MEMORY + Path(paths[0]).stat().st_size  # a film lies in it as a whole, page by page
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = WHAT[what](*map(Path, paths))
    except _Refused as refused:
        told = {"reason": refused.args[0]}
    except MemoryError:
        told = {"reason": "pixels"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
