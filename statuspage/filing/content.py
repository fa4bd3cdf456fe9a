"""What a file is, told by its content alone: neither by its name nor by what whoever sent it says."""

from typing import TYPE_CHECKING

from statuspage.domain.files.sorts import PDF, SORTS, TEXT
from statuspage.later import later

if TYPE_CHECKING:
    import puremagic
else:
    puremagic = later("puremagic")

HEAD = 64 * 1024  # bytes that are enough to tell
_ALSO = {"image/heif": "image/heic", "application/ogg": "audio/ogg"}
_ALSO |= {"audio/wave": "audio/wav", "audio/x-wav": "audio/wav"}
_ENDINGS = {".amr": "audio/amr", ".m4a": "audio/mp4"}
# ISO base media: what the first brand that is known says (ftyp, ISO/IEC 14496-12, 4.3)
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_BRANDS = dict.fromkeys(_HEIC, "image/heic") | {b"avif": "image/avif", b"avis": "image/avif"}
_BRANDS |= {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_VIDEO = (b"iso", b"mp4", b"avc", b"M4V", b"MSNV", b"dash", b"mmp4", b"f4v", b"hvc")
_BINARY = {name for name, one in SORTS.items() if one.sort not in (TEXT, PDF)}
_TEXT_HOLDS_NOT = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B})
_DRAWING, _PAGE = b"<svg", (b"<!doctype html", b"<html", b"<script", b"<body", b"<iframe")


def told_by(head: bytes) -> str:
    """The media type that this beginning is of; "" where it may be text, or is nothing that we take."""
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    for one in found:
        media_type = _ALSO.get(one.mime_type, one.mime_type) or _ENDINGS.get(one.extension, "")
        if media_type:  # the surest that has a type decides; others may be parts of the same signs
            return media_type if media_type in _BINARY else ""
    return ""


def _iso_media(head: bytes) -> str:
    length = min(int.from_bytes(head[:4], "big"), len(head), 512)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    for brand in brands:
        if brand in _BRANDS:
            return _BRANDS[brand]
        if brand.startswith(b"3g"):
            return "video/3gpp"
        if brand.startswith(_VIDEO):
            return "video/mp4"
    return ""


class TextWatch:
    """Reads along whether all of a file is text, and whether it is a drawing or a page, and holds a program."""

    def __init__(self) -> None:
        self.is_text, self._begin, self._tail, self.has_program = True, b"", b"", False
        self._is_wide = False

    def read(self, chunk: bytes) -> None:
        """The next bytes."""
        if not self._begin:
            self._begin = chunk[:HEAD].lower()
            self._is_wide = chunk.startswith((b"\xff\xfe", b"\xfe\xff"))
        if not self._is_wide and len(chunk.translate(None, _TEXT_HOLDS_NOT)) != len(chunk):
            self.is_text = False
        joined = self._tail + chunk.lower()
        self.has_program = self.has_program or _holds_program(joined)
        self._tail = joined[-64:]

    @property
    def media_type(self) -> str:
        """What it is, "" for no text."""
        if not self.is_text:
            return ""
        begin = self._begin.lstrip(b"\xef\xbb\xbf \t\r\n")
        if self._is_wide:
            return "text/plain"
        if begin.startswith((b"<?xml", b"<!--", b"<!doctype svg", _DRAWING)) and _DRAWING in begin:
            return "image/svg+xml"
        return "text/html" if any(sign in begin[:2_000] for sign in _PAGE) else "text/plain"


def _holds_program(text: bytes) -> bool:
    """Whether a drawing with this in it runs something: an element, a handler, or a link that does."""
    return b"<script" in text or b"javascript:" in text or b"<foreignobject" in text or b" onload" in text
