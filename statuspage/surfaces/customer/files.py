"""Files at the customer's page: how they are brought by whoever may write, and the way to each for whoever reads."""

from dataclasses import dataclass

from flask import Response as Answer
from flask import abort, redirect, render_template
from werkzeug.wrappers import Response

from statuspage import public_request, uploads
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.files.file import Bringer
from statuspage.domain.files.listing import read_listing
from statuspage.domain.files.reading import file_of
from statuspage.present import languages
from statuspage.present.files import FileList, listed
from statuspage.present.reader import holder_of
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may, opened
from statuspage.security.file_keys import SHARE, FileKey, mark_of, soon
from statuspage.security.room import PIECE
from statuspage.surfaces.customer.blueprint import bp, page_request
from statuspage.surfaces.customer.context import key_of, read_ticket
from statuspage.surfaces.customer.parts import KeyPart


def bringer() -> Bringer:
    """Whoever holds the key of this request, as somebody who brings files."""
    share = opened().share
    return Bringer(share.ticket_id, companion_id=share.companion_id)


def _speak() -> Bringer:
    share = opened().share
    languages.speak(read_ticket(share.ticket_id, share.companion_id).holder.language)
    return bringer()


@dataclass(frozen=True, slots=True)
class FilesPage:
    """All files of the ticket. ``key`` is whose page it is, and ``is_newest`` says that it begins with the newest."""

    here: str
    key: KeyPart
    subject: str
    zone: str
    files: FileList
    is_newest: bool


@bp.get("/t/<token>/files")
@may(Access.PRIVATE, companions=Companions.READ, asks=("after",))
def show_files(token: str) -> str:
    """All files of the ticket, the newest first; with ``?after=<version>.<position>`` those after that one."""
    asked, after = page_request(token), uploads.cursor_asked_for()
    head = read_ticket(asked.ticket_id, asked.companion_id)
    listing = read_listing(db.session(), asked.ticket_id, after)
    page = FilesPage(
        here=asked.here,
        key=key_of(head),
        subject=head.ticket.subject,
        zone=head.holder.zone,
        files=listed(listing, asked.here, holder_of(head, now())),
        is_newest=after is None,
    )
    return render_template("customer/files.html", page=page)


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
    file = file_of(db.session(), share.ticket_id, key, bringer()) or abort(404)
    to = FileKey(file.id, small, SHARE, share.id, share.generation, soon(now()), mark_of(file))
    return redirect(public_request.urls().file(to), 303)
