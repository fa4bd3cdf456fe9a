"""A small app that keeps the front's contract: `/t`, `/p`, `/desk/tickets` with `/<id>/live`, and `/desk/live`.

Under `/desk/pages` two regions stand on one page.
"""

from dataclasses import replace

from flask import Blueprint, Flask, Response, abort, current_app, request
from sqlalchemy import select

from statuspage.config import Settings
from statuspage.db import connect, db
from statuspage.domain.publication.consent import ConsentChanges
from statuspage.domain.shares.share import Share
from statuspage.domain.tickets import Ticket
from statuspage.protocol import Live, PublicVersion, Snapshot
from statuspage.waiting import Waits
from tests.rows import notes_of

SECURITY = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}

bp = Blueprint("small", __name__)


def small_app(url: str, settings: Settings) -> Flask:
    """The app. It lists what it rendered; `size` and `until` among its extensions change its answers."""
    app = Flask("small", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    app.extensions.update(settings=settings, rendered=[], size=1, until=None)
    app.testing = True
    connect(app, url, Waits(*settings.database_waits))
    app.register_blueprint(bp)
    return app


@bp.get("/t/<int:number>/live")
def private(number: int) -> Response:
    found = _ticket(number)
    size = current_app.extensions["size"]
    return _fragment(f"<p>version {found.version}</p>\n<p>{'x' * size}</p>", number, found.version)


@bp.get("/p/<int:number>/live")
def public(number: int) -> Response:
    stands_at = _public(number)
    found = _ticket(number)
    share = db.session.scalar(select(Share).where(Share.ticket_id == number, Share.scope == "public"))
    if share is None or share.withdrawn_at is not None:
        abort(410)
    return _fragment(f"<p>letters {found.letters}</p>", number, found.version, stands_at)


@bp.get("/p/<int:number>")
def page(number: int) -> Response:
    answer = public(number)
    answer.set_data(answer.get_data(as_text=True) + "words " * 300)
    answer.headers.update(Snapshot(number, _public(number), current_app.extensions["until"]).to_headers())
    answer.headers["Cache-Control"] = "public, max-age=15"
    return answer


@bp.get("/desk/tickets/<int:number>/live")
def desk(number: int) -> Response:
    if "desk" not in request.cookies or request.headers.get("HX-Request") != "true":
        abort(401)
    found = _ticket(number)
    notes = len(notes_of(db.session(), number))
    text = f"<p>{request.cookies['desk']}: {notes} notes</p>"
    answer = _fragment(text, number, f"{found.version}.{found.notes}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/desk/live")
def queue() -> Response:
    current_app.extensions["rendered"].append(request.path)
    return _fragment(f"<p>{_happenings()} happenings</p>", None, _happenings())


@bp.get("/desk/pages/<int:number>/live")
def page_with_two(number: int) -> Response:
    """A page that shows a ticket, and beside it another region, which may be refused."""
    answer = desk(number)
    told = Live.from_headers({name.lower(): value for name, value in answer.headers.items()})
    assert told is not None
    answer.set_data(f"<p>version {told.version}</p>")
    answer.headers.update(replace(told, beside="/desk/named").to_headers())
    return answer


@bp.get("/desk/named/live")
def named() -> Response:
    if request.cookies["desk"] == "stranger":
        abort(401)
    told = Live(None, str(_happenings()), name="queue")
    return Response(f"<p>{_happenings()} happenings</p>", headers=told.to_headers())


@bp.get("/desk/named/of/<whose>/live")
def named_of(whose: str) -> Response:
    answer = named()
    answer.set_data(f"<p>{whose}: {_happenings()} happenings</p>")
    return answer


@bp.get("/dated")
def dated() -> Response:
    return Response("then", headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})


@bp.post("/echo")
def echo() -> Response:
    return Response(request.form.get("said", ""), mimetype="text/plain")


@bp.get("/desk/page")
def desk_page() -> Response:
    return Response("<p>token</p>" * 200, headers={"Cache-Control": "no-store"})


@bp.get("/broken/<token>")
def broken(token: str) -> Response:
    raise RuntimeError(request.path)


def _happenings() -> int:
    return sum(db.session.scalars(select(Ticket.version)))


def _ticket(number: int) -> Ticket:
    found = db.session.scalar(select(Ticket).where(Ticket.id == number))
    if found is None:
        abort(404)
    current_app.extensions["rendered"].append(request.path)
    return found


def _public(number: int) -> PublicVersion:
    consents = select(ConsentChanges.changes).scalar_subquery()
    found = db.session.execute(select(Ticket.public_version, consents).where(Ticket.id == number)).first()
    return PublicVersion(*found) if found else abort(404)


def _fragment(text: str, ticket: int | None, version: object, public: PublicVersion | None = None) -> Response:
    told = Live(ticket, str(version), current_app.extensions["until"], public)
    return Response(text, headers={**told.to_headers(), **SECURITY})
