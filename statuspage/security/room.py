"""How much a request may bring. It is declared beside who may use the route, and holds before anything is parsed."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
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
Read = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]


class BoundedParser(FormDataParser):
    """A form has so many fields, however it is written; Werkzeug itself counts only the parts of a multipart form."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Read:
        """Parse it. Raises RequestEntityTooLarge before anything is made of too many fields."""
        if mimetype == URLENCODED and self.max_form_parts is not None:
            body = stream.read()
            stream.read(1)  # raises where a body without a length would go on; Werkzeug itself cuts it off
            if body.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(body)
        return super().parse(stream, mimetype, content_length, options)


class BoundedRequest(Request):
    """A request that reads no more than its room, which is that of anybody until the door has said otherwise.

    What calls itself something very long is no form.
    """

    form_data_parser_class = BoundedParser

    def __init__(self, environ: dict[str, Any], populate_request: bool = True, shallow: bool = False) -> None:
        if len(environ.get("CONTENT_TYPE", "")) > LONGEST_TYPE:
            environ = environ | {"CONTENT_TYPE": ""}
        super().__init__(environ, populate_request, shallow)


def give(request: Request, room: Room) -> None:
    """Let this request bring so much, and no more."""
    words = room.words or room.bytes
    request.max_content_length = room.bytes if request.mimetype == MULTIPART else words
    request.max_form_memory_size = words
    request.max_form_parts = room.fields


def give_back(request: Request) -> None:
    """Let what this request brought be read from its beginning, also where it is too long to be done.

    So its words can be given back: those of a form with files too, which was read up to where it was too much.
    """
    body = request.environ["wsgi.input"]
    if "stream" in vars(request) and body.seekable():
        del vars(request)["stream"]
        body.seek(0)
    most = max(GIVEN_BACK.bytes, request.max_content_length or 0)
    give(request, Room(most, GIVEN_BACK.fields, GIVEN_BACK.bytes))
