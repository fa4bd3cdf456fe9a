"""How much a request may bring. It is declared beside who may use the route, and holds before anything is parsed."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Request
from werkzeug.datastructures import Authorization, FileStorage, MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Room:
    """The most ``bytes`` of a body, and the most ``fields`` of a form or of a query.

    ``words`` are the most bytes of what is no file, where files may come too; 0 where none may.
    """

    bytes: int
    fields: int = 50
    words: int = 0


FEW = Room(2 * 1024, 8)  # a mail address, a zone and a language
ANYBODY = Room(16 * 1024)
WISHES = Room(4 * 1024, 20)  # of a reader about their mails
ASKED = Room(128 * 1024, 220)  # the words of somebody whom nobody knows, and an answer to all that each topic asks
WORDS = Room(128 * 1024, 1_100)  # 10,000 signs take 120,000 bytes in a form; the studio lists 500 letters twice
LETTER = Room(1_250 * 1024)  # 20,000 signs take 240,000 bytes; the rest is to be told that it is too long
GIVEN_BACK = Room(2_560 * 1024, 1_100)  # of what is too long to be done, so that the words come back with the refusal
# Files in a plain form, without script; with script they come in pieces.
WORDS_AND_FILES = Room(32 * 1024 * 1024, WORDS.fields, WORDS.bytes)
LETTER_AND_FILES = Room(32 * 1024 * 1024, LETTER.fields, LETTER.bytes)
ASKED_AND_FILES = Room(16 * 1024 * 1024, ASKED.fields, ASKED.bytes)
PIECE = Room(4 * 1024 * 1024)  # of a file
PHOTO = Room(16 * 1024 * 1024)  # as a telephone takes them, to be told in the form that it is too large
MESSAGE = Room(36 * 1024 * 1024)  # 25 MiB of a mail, as base64 perhaps
LARGEST = MESSAGE.bytes
UNSEEN = 256 * 1024  # bytes that the front takes in before it asks at the door; no letter that can be sent is longer
LONGEST_TYPE = 256  # signs of a Content-Type; Werkzeug cuts up a longer one at the cost of several pages
Part = TypeVar("Part")
_WITHOUT_FILES = "statuspage.without_files"  # in the environment of a request whose words alone are read

log = logging.getLogger("statuspage")
Read = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class NoRoom(HTTPException):
    """The disk has no room for the files of a form, which is refused before anything of it is done (RFC 4918, 11.5)."""

    code = 507
    description = "There is no room for the files of this form."


class _Nowhere(BytesIO):
    """Takes whatever is written, and keeps nothing."""

    def write(self, content: Any) -> int:
        return len(content)


class BoundedParser(FormDataParser):
    """A form has so many fields, however it is written; Werkzeug itself counts only the parts of a multipart form.

    A part without a name is no field of ours. Where a form breaks off, the files that had begun are closed.
    """

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Read:
        """Parse it. Raises RequestEntityTooLarge before anything is made of too many fields; NoRoom for the files."""
        if mimetype == URLENCODED and self.max_form_parts is not None:
            body = stream.read()
            stream.read(1)  # raises where a body without a length would go on; Werkzeug itself cuts it off
            if body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        begun: list[IO[bytes]] = []
        self.stream_factory = partial(_begin, self.stream_factory, begun)
        whole: list[IO[bytes]] = []
        try:
            rest, form, files = super().parse(stream, mimetype, content_length, options)
            form, files = _named(form), _named(files)
            whole = [file.stream for _, file in files.items(multi=True)]
            return rest, form, files
        except OSError as fault:
            log.error("The files of a form could not be kept while it was read: %s", fault)
            raise NoRoom from fault
        finally:
            for file in begun:
                if not any(file is other for other in whole):
                    with suppress(OSError):  # what is written no more may find no room
                        file.close()


class BoundedRequest(Request):
    """A request that reads no more than its room, which is that of anybody until the door has said otherwise.

    What calls itself something very long is no form.
    """

    form_data_parser_class = BoundedParser

    def __init__(self, environ: dict[str, Any], populate_request: bool = True, shallow: bool = False) -> None:
        if len(environ.get("CONTENT_TYPE", "")) > LONGEST_TYPE:
            environ = environ | {"CONTENT_TYPE": ""}
        super().__init__(environ, populate_request, shallow)

    @property
    def authorization(self) -> Authorization | None:
        """Whom it says that it comes from; None for what cannot be read, on which Werkzeug fails."""
        try:
            return super().authorization
        except ValueError:
            return None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if _WITHOUT_FILES in self.environ:
            return _Nowhere()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def _begin(make: Callable[..., IO[bytes]], begun: list[IO[bytes]], *given: Any, **named: Any) -> IO[bytes]:
    """A place for a file that comes, which is noted before anything of it has."""
    begun.append(make(*given, **named))
    return begun[-1]


def _named(parts: MultiDict[str, Part]) -> MultiDict[str, Part]:
    """Those that have a name; Werkzeug calls the others None."""
    if None not in parts:
        return parts
    return type(parts)([(name, part) for name, part in parts.items(multi=True) if name is not None])


def give(request: Request, room: Room) -> None:
    """Let this request bring so much, and no more."""
    words = room.words or room.bytes
    request.max_content_length = room.bytes if request.mimetype == MULTIPART else words
    request.max_form_memory_size = words
    request.max_form_parts = room.fields


def give_back(request: Request) -> None:
    """Let what this request brought be read from its beginning, also where it is too long to be done.

    So its words can be given back: those of a form with files too, which was read up to where it was too much. The
    files themselves are not kept.
    """
    request.environ[_WITHOUT_FILES] = True
    body = request.environ["wsgi.input"]
    if "stream" in vars(request) and body.seekable():
        del vars(request)["stream"]
        body.seek(0)
    most = max(GIVEN_BACK.bytes, request.max_content_length or 0)
    give(request, Room(most, GIVEN_BACK.fields, GIVEN_BACK.bytes))
