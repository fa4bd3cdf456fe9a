"""Files in words: what each is and how large, what becomes of one that is not there yet, and how much may come."""

from collections.abc import Sequence
from dataclasses import dataclass

from statuspage.domain.files.file import READY, REFUSED
from statuspage.domain.files.limits import MEGABYTE, TOGETHER, Limits
from statuspage.domain.files.listing import ListedFile, Listing
from statuspage.domain.files.reading import FileFacts
from statuspage.domain.files.refusals import REASONS, refusal
from statuspage.domain.files.sorts import ACCEPTED, PDF, PICTURE, SOUND, TEXT, VIDEO
from statuspage.present import times
from statuspage.present.languages import gettext, say
from statuspage.present.numbers import size
from statuspage.present.pieces import FilePiece
from statuspage.present.reader import Reader

MEBIBYTE = 1024 * 1024
SMALL = 360  # pixels, of the longer side of a small picture


@dataclass(frozen=True, slots=True)
class FileField:
    """What a field for files says: how much may come, in words (``told``), and how much of it at once where no script
    runs (``plain``); what it asks for (``accept``), that at ``most`` so many go together, and in words that these are
    too ``many``. ``sorts`` are the words for a picture, a
    PDF, a text, a video and a recording.
    """

    told: str
    plain: str
    accept: str
    most: int
    many: str
    sorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in the list of all: who brought it and when, and ``words``, the address of what it came with."""

    file: FilePiece
    by: str
    at_iso: str
    at_text: str
    words: str


@dataclass(frozen=True, slots=True)
class FileList:
    """All files of a ticket, at the addresses of the page ``here``; ``onward`` leads to older ones, "" at the end."""

    here: str
    rows: tuple[FileRow, ...]
    onward: str


def listed(listing: Listing, here: str, reader: Reader) -> FileList:
    """A page of the list as this reader meets it."""
    onward = f"{here}/files?after={listing.onward.version}.{listing.onward.position}" if listing.onward else ""
    return FileList(here, tuple(_row(one, here, reader) for one in listing.found), onward)


def _row(one: ListedFile, here: str, reader: Reader) -> FileRow:
    by = one.agent or reader.named(one.companion) or gettext("You")
    version = one.cursor.version
    words = f"{here}?before={version + 1}#v{version}"
    return FileRow(files([one.file])[0], by, times.iso(one.at), reader.moment(one.at), words)


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


def named(found: Sequence[FileFacts]) -> str:
    """The names of files, in a row, each with what it is and how large, or why it is not here."""
    return gettext(", ").join(gettext("%(name)s (%(told)s)", name=one.name, told=told(one)) for one in found)


def file_field(limits: Limits, plain: int) -> FileField:
    """The field for files with these limits, in a form that brings up to ``plain`` bytes where no script runs."""
    many = say(refusal("many", "", str(TOGETHER)).words)
    sorts = tuple(_sort(sort) for sort in (PICTURE, PDF, TEXT, VIDEO, SOUND))
    at_once = gettext("All together up to %(most)s.", most=told_room(plain))
    return FileField(told_limits(limits), at_once, ACCEPTED, TOGETHER, many, sorts)


def told_limits(limits: Limits) -> str:
    """How much may come, in one sentence."""
    return gettext(
        "Pictures, PDFs, text, videos and recordings: up to %(many)s at once, %(file)s each, and %(day)s a day.",
        many=TOGETHER,
        file=size(limits.file),
        day=size(limits.day),
    )


def told_room(plain: int) -> str:
    """How much a form of so many bytes may bring, in whole megabytes."""
    return size(plain // MEBIBYTE * MEGABYTE)


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
