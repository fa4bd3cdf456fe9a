"""Files in words: what each is and how large, what becomes of one that is not there yet, and how much may come."""

from collections.abc import Sequence

from statuspage.domain.files.file import READY, REFUSED
from statuspage.domain.files.limits import TOGETHER, Limits
from statuspage.domain.files.reading import FileFacts
from statuspage.domain.files.refusals import REASONS
from statuspage.domain.files.sorts import PDF, PICTURE, SOUND, TEXT, VIDEO
from statuspage.present.languages import gettext
from statuspage.present.numbers import size
from statuspage.present.pieces import FilePiece

SMALL = 360  # pixels, of the longer side of a small picture


def files(found: Sequence[FileFacts]) -> tuple[FilePiece, ...]:
    """The files that came with one letter or reply."""
    return tuple(
        FilePiece(one.key, one.name, told(one), is_ready=one.state == READY, small=_small(one)) for one in found
    )


def told(file: FileFacts) -> str:
    """What it is and how large: "picture, 2.4 MB"; or why it is not there."""
    if file.state == REFUSED:
        return gettext(REASONS[file.reason].later)
    if file.state != READY:
        return gettext("is being looked at, and is here as soon as that is done")
    return gettext(", ").join((_sort(file.sort), size(file.size)))


def told_limits(limits: Limits) -> str:
    """How much may come, in one sentence."""
    return gettext(
        "Pictures, PDFs, text, videos and recordings: up to %(many)s at once, %(file)s each, and %(day)s a day.",
        many=TOGETHER,
        file=size(limits.file),
        day=size(limits.day),
    )


def _sort(sort: str) -> str:
    words = {
        PICTURE: gettext("picture"),
        PDF: gettext("PDF"),
        TEXT: gettext("text"),
        VIDEO: gettext("video"),
        SOUND: gettext("recording"),
    }
    return words.get(sort, gettext("file"))


def _small(file: FileFacts) -> tuple[int, int] | None:
    if not (file.has_thumbnail and file.width and file.height):
        return None
    longer = max(file.width, file.height, SMALL)
    return max(1, file.width * SMALL // longer), max(1, file.height * SMALL // longer)
