"""Files at the desk: how an agent brings them, and the way to each that a ticket has."""

from dataclasses import dataclass

from flask import Response as Answer
from flask import abort, redirect, render_template
from werkzeug.wrappers import Response

from statuspage import uploads
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.files.file import Bringer
from statuspage.domain.files.listing import read_listing
from statuspage.domain.files.reading import file_of
from statuspage.domain.tickets import Ticket
from statuspage.present.files import FileList, listed
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.file_keys import AGENT, FileKey, mark_of, soon
from statuspage.security.room import PIECE
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.lookup import customer_of

_FILES = "/tickets/<int:ticket_id>/files"


def bringer(ticket_id: int) -> Bringer:
    """The agent at the desk, as somebody who brings files for this ticket."""
    return Bringer(ticket_id, access.agent().id)


@dataclass(frozen=True, slots=True)
class TicketFiles:
    """All files of a ticket: whose it is, and what about. ``is_newest`` says that it begins with the newest."""

    ticket_id: int
    name: str
    subject: str
    files: FileList
    is_newest: bool


@bp.get(_FILES)
@may(Access.AGENT)
def show_files(ticket_id: int) -> str:
    """All files of the ticket, the newest first; with ``?after=<version>.<position>`` those after that one."""
    session, after = db.session(), uploads.cursor_asked_for()
    customer = customer_of(session, ticket_id)
    listing = read_listing(session, ticket_id, after)
    page = TicketFiles(
        ticket_id=ticket_id,
        name=customer.name,
        subject=session.get_one(Ticket, ticket_id).subject,
        files=listed(listing, f"/desk/tickets/{ticket_id}", Reader(access.agent().zone, now(), customer.first_name)),
        is_newest=after is None,
    )
    return render_template("desk/files.html", page=page)


@bp.post(_FILES)
@may(Access.AGENT)
def begin_file(ticket_id: int) -> Answer:
    """A file is to come."""
    customer_of(db.session(), ticket_id)
    return uploads.begin(bringer(ticket_id), f"/desk/tickets/{ticket_id}/files")


@bp.post(f"{_FILES}/<key>/pieces")
@may(Access.AGENT, room=PIECE)
def take_piece(ticket_id: int, key: str) -> Answer:
    """A piece of it."""
    return uploads.take(bringer(ticket_id), key)


@bp.get(f"{_FILES}/<key>/state")
@may(Access.AGENT)
def tell_state(ticket_id: int, key: str) -> Answer:
    """How far it is."""
    return uploads.state(bringer(ticket_id), key)


@bp.post(f"{_FILES}/<key>/finish")
@may(Access.AGENT)
def finish_file(ticket_id: int, key: str) -> Answer:
    """All of it was sent."""
    return uploads.finish(bringer(ticket_id), key)


@bp.post(f"{_FILES}/<key>/removal")
@may(Access.AGENT)
def remove_file(ticket_id: int, key: str) -> Answer:
    """It is not to be sent."""
    return uploads.remove(bringer(ticket_id), key)


@bp.get(f"{_FILES}/<key>")
@may(Access.AGENT, asks=())
def lead_to_file(ticket_id: int, key: str) -> Response:
    """Lead to the file, for some minutes."""
    return _lead(ticket_id, key, small=False)


@bp.get(f"{_FILES}/<key>/small")
@may(Access.AGENT, asks=())
def lead_to_small(ticket_id: int, key: str) -> Response:
    """Lead to its small picture."""
    return _lead(ticket_id, key, small=True)


def _lead(ticket_id: int, key: str, *, small: bool) -> Response:
    file = file_of(db.session(), ticket_id, key, bringer(ticket_id)) or abort(404)
    to = FileKey(file.id, small, AGENT, access.agent().id, until=soon(now()), mark=mark_of(file))
    return redirect(urls().file(to), 303)
