"""Files of somebody who asks: brought before there is a ticket, and known by the key of the form that they are for."""

from flask import Blueprint, Response, abort, redirect
from werkzeug.wrappers import Response as Answer

from statuspage import public_request, uploads
from statuspage.clock import now
from statuspage.domain.files.file import READY, Bringer
from statuspage.domain.form_keys import LONGEST_KEY, form_key
from statuspage.filing.taking_in import filing
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.file_keys import FORM, FileKey, mark_of, soon
from statuspage.security.room import PIECE

bp = Blueprint("asked_files", __name__)
_SHORTEST = 12  # characters of a key that nobody guesses


def bringer(form: str) -> Bringer:
    """Whoever has this form, as somebody who brings files."""
    if not _SHORTEST <= len(form) <= LONGEST_KEY:
        abort(404)
    return Bringer(form=form_key(form))


@bp.post("/ask/<form>/files")
@may(Access.ASK)
@throttle.limiter.limit(throttle.ASKED_FILES)
def begin_file(form: str) -> Response:
    """A file is to come."""
    return uploads.begin(bringer(form), f"/ask/{form}/files")


@bp.post("/ask/<form>/files/<key>/pieces")
@may(Access.ASK, room=PIECE)
@throttle.limiter.limit(throttle.asked_bytes, cost=throttle.megabytes)
def take_piece(form: str, key: str) -> Response:
    """A piece of it."""
    return uploads.take(bringer(form), key)


@bp.get("/ask/<form>/files/<key>/state")
@may(Access.ASK)
def tell_state(form: str, key: str) -> Response:
    """How far it is."""
    return uploads.state(bringer(form), key)


@bp.post("/ask/<form>/files/<key>/finish")
@may(Access.ASK)
@throttle.limiter.limit(throttle.ASKED_FILES)
def finish_file(form: str, key: str) -> Response:
    """All of it was sent."""
    return uploads.finish(bringer(form), key)


@bp.post("/ask/<form>/files/<key>/removal")
@may(Access.ASK)
def remove_file(form: str, key: str) -> Response:
    """It is not to be sent."""
    return uploads.remove(bringer(form), key)


@bp.get("/ask/<form>/files/<key>/small")
@may(Access.ASK, asks=())
def lead_to_small(form: str, key: str) -> Answer:
    """Lead to its small picture, so that they see what they have chosen."""
    try:
        file = filing().find(bringer(form), key)
    except LookupError:
        abort(404)
    if file.state != READY:
        abort(404)
    to = FileKey(file.id, True, FORM, until=soon(now()), mark=mark_of(file))
    return redirect(public_request.urls().file(to), 303)
