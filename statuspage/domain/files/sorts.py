"""One table of what a file may be: how it is known by, what is done with it, and how it is handed out.

Whatever is not here is refused. Nothing is ever shown in a page but what was made anew from a picture.
"""

from dataclasses import dataclass

PICTURE, PDF, TEXT, VIDEO, SOUND = "picture", "pdf", "text", "video", "sound"


@dataclass(frozen=True, slots=True)
class Sort:
    """One media type that is taken: the ``sort`` that it is to a person, and the endings that its name may have.

    ``given_as`` is the media type that it is handed out as.
    """

    media_type: str
    sort: str
    endings: tuple[str, ...]
    given_as: str


def _same(media_type: str, sort: str, *endings: str) -> Sort:
    return Sort(media_type, sort, endings, media_type)


_SORTS = (
    _same("image/jpeg", PICTURE, ".jpg", ".jpeg"),
    _same("image/png", PICTURE, ".png"),
    _same("image/webp", PICTURE, ".webp"),
    _same("image/gif", PICTURE, ".gif"),
    _same("image/heic", PICTURE, ".heic", ".heif"),
    _same("image/avif", PICTURE, ".avif"),
    _same("application/pdf", PDF, ".pdf"),
    Sort("text/plain", TEXT, (".txt", ".log", ".csv", ".md", ".json", ".xml", ".ics", ".vcf"), "text/plain"),
    # handed out so that no browser draws it
    Sort("image/svg+xml", TEXT, (".svg",), "application/octet-stream"),
    Sort("text/html", TEXT, (".html.txt",), "text/plain"),
    _same("video/mp4", VIDEO, ".mp4", ".m4v"),
    _same("video/quicktime", VIDEO, ".mov"),
    _same("video/webm", VIDEO, ".webm"),
    _same("video/3gpp", VIDEO, ".3gp"),
    _same("video/x-matroska", VIDEO, ".mkv"),
    _same("audio/mpeg", SOUND, ".mp3"),
    _same("audio/mp4", SOUND, ".m4a"),
    _same("audio/ogg", SOUND, ".ogg", ".oga", ".opus"),
    _same("audio/wav", SOUND, ".wav"),
    _same("audio/amr", SOUND, ".amr"),
)
SORTS = {one.media_type: one for one in _SORTS}
# What a field for files asks for (HTML, 4.10.5.1.17): a phone then offers its camera, its pictures and its files.
ACCEPTED = ",".join(
    ("image/*", "video/*", "audio/*", *(end for one in _SORTS if one.sort in (PDF, TEXT) for end in one.endings))
)


def given_as(media_type: str) -> str:
    """The media type that this one is handed out as; bytes of no sort for whatever is not in the table."""
    return SORTS[media_type].given_as if media_type in SORTS else "application/octet-stream"
