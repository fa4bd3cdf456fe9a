"""Files at the customer's page: how they are brought by whoever may write, and the way to each for whoever reads."""

from flask import Response as Answer
from flask import abort, redirect
from werkzeug.wrappers import Response

from statuspage import public_request, uploads
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.files.file import Bringer, File
from statuspage.domain.files.reading import file_of
from statuspage.present import languages
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may, opened
from statuspage.security.file_keys import SHARE, FileKey, soon
from statuspage.security.room import PIECE
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.context import read_ticket


def bringer() -> Bringer:
    """Whoever holds the key of this request, as somebody who brings files."""
    share = opened().share
    return Bringer(share.ticket_id, companion_id=share.companion_id)


def _speak() -> Bringer:
    share = opened().share
    languages.speak(read_ticket(share.ticket_id, share.companion_id).holder.language)
    return bringer()


@bp.post("/t/<token>/files")
@may(Access.PRIVATE, companions=Companions.WRITE)
@throttle.limiter.limit(throttle.FILES, key_func=throttle.link)
def begin_file(token: str) -> Answer:
    """A file is to come."""
    return uploads.begin(_speak(), f"/t/{token}/files")


@bp.post("/t/<token>/files/<key>/pieces")
@may(Access.PRIVATE, companions=Companions.WRITE, room=PIECE)
def take_piece(token: str, key: str) -> Answer:
    """A piece of it."""
    return uploads.take(_speak(), key)


@bp.get("/t/<token>/files/<key>/state")
@may(Access.PRIVATE, companions=Companions.WRITE)
def tell_state(token: str, key: str) -> Answer:
    """How far it is."""
    return uploads.state(_speak(), key)


@bp.post("/t/<token>/files/<key>/finish")
@may(Access.PRIVATE, companions=Companions.WRITE)
def finish_file(token: str, key: str) -> Answer:
    """All of it was sent."""
    return uploads.finish(_speak(), key)


@bp.post("/t/<token>/files/<key>/removal")
@may(Access.PRIVATE, companions=Companions.WRITE)
def remove_file(token: str, key: str) -> Answer:
    """It is not to be sent."""
    return uploads.remove(bringer(), key)


@bp.get("/t/<token>/files/<key>")
@may(Access.PRIVATE, companions=Companions.READ, asks=())
def lead_to_file(token: str, key: str) -> Response:
    """Lead to the file, for some minutes."""
    return _lead(key, small=False)


@bp.get("/t/<token>/files/<key>/small")
@may(Access.PRIVATE, companions=Companions.READ, asks=())
def lead_to_small(token: str, key: str) -> Response:
    """Lead to its small picture."""
    return _lead(key, small=True)


def _lead(key: str, *, small: bool) -> Response:
    share = opened().share
    file = file_of(db.session(), share.ticket_id, key)
    if file is None or not _may_see(file):
        abort(404)
    to = FileKey(file.id, small, SHARE, share.id, share.generation, soon(now()))
    return redirect(public_request.urls().file(to), 303)


def _may_see(file: File) -> bool:
    """Everybody who reads the ticket sees what was sent; what was not, only who brought it."""
    return file.version is not None or file.bringer == bringer()
