"""The demo's mailboxes, as a mail program shows them: no mail of the demo ever leaves, and here each can be read."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import Blueprint, Response, abort, make_response, render_template, request

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db
from statuspage.delivery import mail
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.message import Retired
from statuspage.demo.mailboxes import Mailbox, mailboxes, mails, waits_until
from statuspage.domain.outbox import Outgoing
from statuspage.forms import by_script, number
from statuspage.present import times
from statuspage.present.glance import reader_of
from statuspage.present.languages import gettext
from statuspage.security import headers
from statuspage.security.access import Access, may

bp = Blueprint("demo_mail", __name__)
_BEGINS = 120  # signs
_BASE = '<head><base target="_blank">'  # a link in a mail opens a page of its own, as in a mail program


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail in the list, with the address at which it is read, and how its words begin."""

    number: int
    href: str
    sender: str
    subject: str
    begins: str
    when: str
    iso: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class OpenMail:
    """The mail that is read: its headers, as people see them, its plain ``text``, and the address of its HTML."""

    number: int
    subject: str
    sender: str
    to: str
    when: str
    iso: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """What ``demo/mail.html`` shows: whose mailboxes there are, the one that is open, its mails, and the one read.

    ``waits`` says when a mail comes that waits until its reader is in; "" where none does.
    """

    people: tuple[Mailbox, ...]
    mailbox: Mailbox
    mails: tuple[MailLine, ...]
    read: OpenMail | None
    here: str
    waits: str


@bp.get("/demo/mail")
@may(Access.ANYONE)
def show() -> Response | str:
    """A mailbox, of Ana or of whom ``of`` names; with ``read`` a mail of it. 404 where there is no demo."""
    people = _people()
    mailbox = next((one for one in people if one.key == request.args.get("of")), people[0])
    wanted = number(request.args.get("read"))
    page = _page(people, mailbox, wanted)
    if by_script():
        return render_template("demo/_mails.html", page=page)
    response = make_response(render_template("demo/mail.html", page=page))
    response.headers["Content-Security-Policy"] = headers.STUDIO
    return response


@bp.get("/demo/mail/<int:outgoing>.html")
@may(Access.ANYONE)
def body(outgoing: int) -> Response:
    """The HTML of one mail of the demo's, which can do nothing here but be read, and open its links elsewhere."""
    found = next((message for one in _people() for _, message in _mails(one, outgoing)), None) or abort(404)
    part = found.get_body(("html",)) or abort(404)
    response = Response(part.get_content().replace("<head>", _BASE, 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = headers.MAIL
    response.headers["Cache-Control"] = "no-store"
    return response


def _people() -> tuple[Mailbox, ...]:
    """Whose mailboxes there are; 404 where there is no demo."""
    settings = public_request.settings()
    found = tuple(mailboxes(db.session())) if settings.demo and not settings.production else ()
    return found or abort(404)


def _page(people: tuple[Mailbox, ...], mailbox: Mailbox, wanted: int | None) -> MailboxPage:
    rows = _mails(mailbox)
    here = f"/demo/mail?of={mailbox.key}"
    lines = tuple(_line(row, message, here, wanted) for row, message in rows)
    read = next((_open(row, message) for row, message in rows if row.id == wanted), None)
    until = waits_until(db.session(), mailbox, now())
    waits = (
        gettext("More comes when %(name)s is in: %(time)s.", time=_moment(until), name=mailbox.name) if until else ""
    )
    return MailboxPage(people, mailbox, lines, read, here, waits)


def _mails(mailbox: Mailbox, number: int | None = None) -> list[tuple[Outgoing, EmailMessage]]:
    """The mails in it, each made anew, without those that nobody would be sent any more."""
    made = ((row, _message(row)) for row in mails(db.session(), mailbox, now(), number))
    return [(row, message) for row, message in made if message is not None]


def _message(row: Outgoing) -> EmailMessage | None:
    try:
        return mail.render(db.session(), row, public_request.urls(), public_request.settings(), now())
    except (NoAddress, Retired):
        return None


def _line(row: Outgoing, message: EmailMessage, here: str, wanted: int | None) -> MailLine:
    when, iso = _when(row)
    return MailLine(
        number=row.id,
        href=f"{here}&read={row.id}",
        sender=message["From"].addresses[0].display_name,
        subject=message["Subject"],
        begins=" ".join(_text(message).split())[:_BEGINS],
        when=when,
        iso=iso,
        is_open=row.id == wanted,
    )


def _text(message: EmailMessage) -> str:
    plain = message.get_body(("plain",))
    return str(plain.get_content()) if plain else ""


def _open(row: Outgoing, message: EmailMessage) -> OpenMail:
    when, iso = _when(row)
    return OpenMail(
        number=row.id,
        subject=message["Subject"],
        sender=message["From"],
        to=message["To"],
        when=when,
        iso=iso,
        text=_text(message),
        html=f"/demo/mail/{row.id}.html",
    )


def _when(row: Outgoing) -> tuple[str, str]:
    return _moment(row.created_at), times.iso(row.created_at)


def _moment(at: datetime) -> str:
    return reader_of(public_request.settings().company_zone, now()).moment(at)
