"""Files in requests, the same on every side: as a script brings them piece by piece, and as a plain form posts them.

A script begins a file with its name and its size, posts its pieces in order, each with where it begins, and says when
it is done. At any time it can ask how far the file has come, and go on from there. Answers are plain text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, make_response, request

from statuspage.db import db
from statuspage.domain.errors import Refused
from statuspage.domain.files.arriving import Elsewhere, unsent
from statuspage.domain.files.attaching import distinct
from statuspage.domain.files.file import READY, REFUSED, Bringer, File
from statuspage.domain.files.limits import TOGETHER
from statuspage.domain.files.listing import FileCursor
from statuspage.domain.files.reading import files_by_key
from statuspage.domain.files.refusals import refusal
from statuspage.filing.taking_in import filing
from statuspage.forms import number, size_of
from statuspage.present.files import FileField, file_field, files, told_room
from statuspage.present.languages import say
from statuspage.present.pieces import FilePiece
from statuspage.protocol import Beforehand

SENT, CHOSEN = "file", "files"  # the fields of a form: keys of files that are here already, and files themselves
ARRIVED = "Upload-Offset"  # the header that says how many bytes have arrived
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Posted:
    """The files of a form that was posted: the ``keys`` of those that are here, and why another was ``refused``."""

    keys: tuple[str, ...] = ()
    refused: Refused | None = None

    @property
    def here(self) -> tuple[FilePiece, ...]:
        """Those that are here, in the reader's language, to stand in the form that is given back."""
        return files(files_by_key(db.session(), self.keys))


NO_FILES = Posted()


def posted(bringer: Bringer) -> Posted:
    """Take in the files of the form that was just posted. The good ones stay here also where another is refused.

    Keys of what this bringer has not brought, or has sent already, count for nothing. Of a form that was too long all
    that has come are its words, and the keys.
    """
    keys, refused = _theirs(bringer, distinct(request.form.getlist(SENT))), None
    if sifted := request.environ.get(Beforehand.SIFTED):
        is_long = sifted == Beforehand.TOO_LONG
        most = told_room(request.max_content_length or 0) if is_long else ""
        return Posted(tuple(keys[:TOGETHER]), refusal("together" if is_long else "nowhere", "", most))
    chosen = [file for file in request.files.getlist(CHOSEN) if file.filename]
    if len(keys) + len(chosen) > TOGETHER:
        return Posted(tuple(keys[:TOGETHER]), refusal("many", "", str(TOGETHER)))
    for file in chosen:
        try:
            keys.append(filing().bring(bringer, file.filename or "", file.stream, size_of(file)))
        except Refused as fault:
            refused = refused or fault
    return Posted(tuple(keys), refused)


def still_here(bringer: Bringer, keys: Sequence[str]) -> tuple[FilePiece, ...]:
    """Those of the files with these keys that this bringer has brought, and not sent."""
    return Posted(tuple(_theirs(bringer, distinct(keys)))).here


def _theirs(bringer: Bringer, keys: list[str]) -> list[str]:
    return unsent(db.session(), bringer, keys[: 2 * TOGETHER])


def field(plain: int) -> FileField:
    """The field for files of a form that may bring so many bytes where no script runs."""
    return file_field(filing().limits, plain)


def cursor_asked_for() -> FileCursor | None:
    """After which file the list of all is asked for; None for its beginning, and for whatever is no place."""
    version, _, position = request.args.get("after", "").partition(".")
    numbers = number(version), number(position)
    return FileCursor(numbers[0], numbers[1]) if numbers[0] is not None and numbers[1] is not None else None


def begin(bringer: Bringer, base: str) -> Response:
    """A file is to come, by its ``name`` and ``size``: 201 with its key and where it is, or 422 and why not."""
    size = number(request.form.get("size"), _LARGEST) or 0
    try:
        key = filing().begin(bringer, request.form.get("name", ""), size)
    except Refused as refused:
        return _said(say(refused.words), 422)
    answer = _said(key, 201)
    answer.headers.update({"Location": f"{base}/{key}", ARRIVED: "0"})
    return answer


def take(bringer: Bringer, key: str) -> Response:
    """A piece, which begins at byte ``from``: 204 and how far it is now; 409 and how far, where another one is next."""
    start = number(request.args.get("from"), _LARGEST)
    try:
        if start is None:
            filing().find(bringer, key)
            abort(400)
        arrived = filing().take(bringer, key, start, request.get_data(cache=False))
    except LookupError:
        abort(404)
    except Elsewhere as elsewhere:
        return _far("", 409, elsewhere.arrived)
    except Refused as refused:
        return _said(say(refused.words), 507)
    return _far("", 204, arrived)


def state(bringer: Bringer, key: str) -> Response:
    """How far it is, in one line: ``arriving``, ``held``, ``ready`` with its name, or ``refused`` and why."""
    try:
        return _told(filing().find(bringer, key))
    except LookupError:
        abort(404)


def finish(bringer: Bringer, key: str) -> Response:
    """All of it was sent: what became of it, as ``state`` says it; 422 while there is some still to come."""
    try:
        return _told(filing().finish(bringer, key))
    except LookupError:
        abort(404)
    except Refused as refused:
        return _said(say(refused.words), 422)


def remove(bringer: Bringer, key: str) -> Response:
    """It is not to be sent."""
    try:
        filing().find(bringer, key)
    except LookupError:
        abort(404)
    filing().put_away(bringer, key)
    return make_response("", 204)


def _told(file: File) -> Response:
    if file.state == REFUSED:
        words = say(refusal(file.reason, file.name).words)
        return _far(f"{REFUSED} {words}", 200, file.arrived)
    said = f"{READY} {file.name}" if file.state == READY else file.state
    return _far(said, 200, file.arrived)


def _far(words: str, code: int, arrived: int) -> Response:
    answer = _said(words, code)
    answer.headers[ARRIVED] = str(arrived)
    return answer


def _said(words: str, code: int) -> Response:
    answer = make_response(words, code)
    answer.mimetype = "text/plain"
    return answer
