"""The demo's mailboxes, as a mail program shows them: no mail of the demo ever leaves, and here each can be read."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery import mail
from statuspage.delivery.addresses import NoAddress
from statuspage.delivery.incoming.receiving import DEMO, receive
from statuspage.delivery.inside import DATA, as_page
from statuspage.delivery.message import Retired
from statuspage.demo.answering import answer_to
from statuspage.demo.mailboxes import Mailbox, mailboxes, mails
from statuspage.domain.errors import N_
from statuspage.domain.outbox import Outgoing, left_as
from statuspage.forms import by_script, number, said, typed
from statuspage.present import times
from statuspage.present.glance import reader_of
from statuspage.present.languages import gettext
from statuspage.security import headers, throttle
from statuspage.security.access import Access, may

bp = Blueprint("demo_mail", __name__)
SAID = {
    "taken": N_("Your answer has arrived."),
    "held": N_("Your letter waits, unsent. A mail on its way to you says why."),
    "refused": N_("Your answer was not taken. Those at the desk can see it, and why."),
    "repeated": N_("Your answer had arrived already."),
}
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
    """The mail that is read: its headers, as people see them, its plain ``text``, and the address of its HTML.

    ``answers`` is where an answer to it is posted, "" where none is taken; ``hint`` says what an answer needs.
    """

    number: int
    subject: str
    sender: str
    to: str
    when: str
    iso: str
    text: str
    html: str
    answers: str
    hint: str


@dataclass(frozen=True, slots=True)
class MailboxPage:
    """What ``demo/mail.html`` shows: whose mailboxes there are, the one that is open, its mails, and the one read."""

    people: tuple[Mailbox, ...]
    mailbox: Mailbox
    mails: tuple[MailLine, ...]
    read: OpenMail | None
    here: str
    said: str


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
    page = as_page(_found(outgoing)[2]) or abort(404)
    response = Response(page.replace("<head>", _BASE, 1), mimetype="text/html")
    response.headers["Content-Security-Policy"] = headers.MAIL + (headers.WITH_LOGO if DATA in page else "")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/demo/mail/<int:outgoing>/answers")
@may(Access.DEMO)
@throttle.limiter.limit(throttle.WRITES)
def answer(outgoing: int) -> Answer:
    """Answer one mail of the demo's as its reader: the answer goes the way of every mail that comes in."""
    mailbox, row, message = _found(outgoing)
    words = typed("words").strip()
    here = f"/demo/mail?of={mailbox.key}&read={outgoing}"
    if not words:
        return redirect(here, 303)
    with write() as session:  # nothing of the demo leaves, so no sender has written down its name
        session.get_one(Outgoing, row.id).sent_as = left_as(str(message["Message-ID"]))
    receipts = receive(answer_to(message, words, now()), door=DEMO)
    return redirect(f"{here}&said={receipts[0].outcome}", 303)


def _found(outgoing: int) -> tuple[Mailbox, Outgoing, EmailMessage]:
    """Whose mailbox this mail is in, and the mail; 404 for one that is in none."""
    found = ((mailbox, *one) for mailbox in _people() for one in _mails(mailbox, outgoing))
    return next(found, None) or abort(404)


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
    return MailboxPage(people, mailbox, lines, read, here, said(SAID))


def _mails(mailbox: Mailbox, number: int | None = None) -> list[tuple[Outgoing, EmailMessage]]:
    """The mails in it, each made anew, without those that nobody would be sent any more."""
    made = ((row, _message(row)) for row in mails(db.session(), mailbox, number))
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
        answers=f"/demo/mail/{row.id}/answers" if message["Reply-To"] else "",
        hint=_hint(row),
    )


def _hint(row: Outgoing) -> str:
    if row.to != "agent":
        return ""
    return gettext("End with a line such as “next: tomorrow 17:00” or “solved?”, and it leaves at once.")


def _when(row: Outgoing) -> tuple[str, str]:
    told = _moment(row.created_at)
    is_early = row.due_at > now()
    return gettext("comes %(time)s, when they are in", time=told) if is_early else told, times.iso(row.created_at)


def _moment(at: datetime) -> str:
    return reader_of(public_request.settings().company_zone, now()).moment(at)
