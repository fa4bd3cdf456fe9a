"""One mail of the outbox as it would leave; and for one that did not arrive, to send it again or to another address."""

from dataclasses import dataclass
from email.message import EmailMessage

from flask import Response, abort, current_app, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.inside import DATA, as_page
from statuspage.delivery.mail import render
from statuspage.delivery.message import Retired
from statuspage.domain.dead_letters import send_again, send_all_again, use_address
from statuspage.domain.desk.mails import MailItem, read_mail
from statuspage.domain.errors import Refused
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import names_by_id
from statuspage.forms import NO_FORM, Form, go, refused_form
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access, headers
from statuspage.security.access import Access, may
from statuspage.security.erased import refuse_erased
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.outbox import OutboxRow, row_of


@dataclass(frozen=True, slots=True)
class OneMail:
    """One mail. ``lines`` are its From, To, Subject and date; ``plain`` is what it says without HTML.

    ``instead`` says why there is nothing to read, "" where there is. ``address`` is where its reader has it now, and
    ``can_change`` says that this is ours to change. ``ticket`` is the address of its ticket, "" where it is about none.
    """

    row: OutboxRow
    form: Form
    lines: tuple[tuple[str, str], ...]
    plain: str
    instead: str
    html: str
    ticket: str
    email: str
    is_dead: bool
    can_change: bool


@bp.get("/outbox/<int:outgoing_id>")
@may(Access.AGENT)
def mail(outgoing_id: int) -> Response:
    """The mail as it would leave."""
    return _page(outgoing_id)


@bp.get("/outbox/<int:outgoing_id>/html")
@may(Access.AGENT)
def mail_html(outgoing_id: int) -> Response:
    """Its HTML, a document that can do nothing: no script runs, no link leads on, and nothing is loaded."""
    message = _message(_item(outgoing_id).id)
    page = as_page(message) if isinstance(message, EmailMessage) else ""
    answer = make_response(_led_nowhere(page or abort(404)))
    answer.headers["Content-Security-Policy"] = headers.LOCKED_MAIL + (headers.WITH_LOGO if DATA in page else "")
    return answer


@bp.post("/outbox/<int:outgoing_id>/again")
@may(Access.AGENT)
def mail_again(outgoing_id: int) -> Answer:
    """Let it leave once more; with ``all``, with whatever else did not arrive there about this ticket."""
    item = _item(outgoing_id)
    with write() as session:
        (send_all_again if request.form.get("all") else send_again)(session, outgoing_id, now())
    return _go_back(item, "again")


@bp.post("/outbox/<int:outgoing_id>/address")
@may(Access.AGENT)
def mail_address(outgoing_id: int) -> Answer | Response:
    """Give its reader another address, and let what did not arrive leave once more."""
    item = _item(outgoing_id)
    try:
        with write() as session:
            use_address(session, outgoing_id, request.form.get("email", ""), now())
    except Refused as refused:
        return _page(outgoing_id, refused_form("address", refused))
    return _go_back(item, "readdressed")


def _go_back(item: MailItem, code: str) -> Answer:
    """Lead to where the button was."""
    back = request.form.get("back", "")
    if back == "ticket" and item.ticket_id:
        return go(urls().ticket(item.ticket_id), code)
    if back == "customer" and item.customer_id:
        return go(urls().customer(item.customer_id), code)
    return go(urls().outgoing(item.id), code)


def _item(outgoing_id: int) -> MailItem:
    item = read_mail(db.session(), outgoing_id) or abort(404)
    if item.ticket_id:
        refuse_erased(item.ticket_id)
    return item


def _page(outgoing_id: int, form: Form = NO_FORM) -> Response:
    item, reader = _item(outgoing_id), Reader(access.agent().zone, now())
    message = _message(item.id)
    is_told = isinstance(message, EmailMessage)
    page = OneMail(
        row=row_of(item, reader, names_by_id(db.session())),
        form=form,
        lines=_lines(message) if isinstance(message, EmailMessage) else (),
        plain=_plain(message) if isinstance(message, EmailMessage) else "",
        instead="" if isinstance(message, EmailMessage) else message,
        html=f"{urls().outgoing(item.id)}/html" if is_told else "",
        ticket=urls().ticket(item.ticket_id) if item.ticket_id else "",
        email=item.email,
        is_dead=item.outcome == "dead",
        can_change=item.to in ("customer", "companion"),
    )
    answer = make_response(render_template("desk/mail.html", page=page), 422 if form.name else 200)
    answer.headers["Content-Security-Policy"] = headers.STUDIO
    return answer


def _message(outgoing_id: int) -> EmailMessage | str:
    """The message, or in words why there is none."""
    row, settings = db.session.get_one(Outgoing, outgoing_id), current_app.extensions["settings"]
    try:
        return render(db.session(), row, urls(), settings, now())
    except NoAddress:
        return gettext("There is no mail address to send this to.")
    except Retired:
        return gettext("What this mail would say is no longer so; it does not leave.")


def _led_nowhere(document: str) -> str:
    """The same, with every link meant for a window that its sandbox does not open: it holds its reader's key."""
    return document.replace("<head>", '<head><base target="_blank">', 1)


def _lines(message: EmailMessage) -> tuple[tuple[str, str], ...]:
    names = (("From", gettext("From")), ("To", gettext("Mailed to")), ("Reply-To", gettext("Answers go to")))
    found = [(label, str(message[name])) for name, label in names if message[name]]
    return (*found, (gettext("Subject"), str(message["Subject"])))


def _plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""
