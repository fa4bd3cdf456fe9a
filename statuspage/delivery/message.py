"""A mail as it is thought of, and the message that is made of it: plain and HTML, with every header that it needs."""

import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask import current_app
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import address, one_line, refuse_more_headers
from statuspage.delivery.headers import ASCII, UTF8
from statuspage.delivery.inside import MailLogo, mail_logo, put_inside
from statuspage.delivery.look import inlined, look_of
from statuspage.domain.hosts import host_of
from statuspage.domain.outbox import Outgoing
from statuspage.urls import Urls

LARGEST = 80 * 1024  # bytes of a whole message; Gmail cuts off what is longer than about 100 KB
_HEADERS = 8 * 1024  # bytes that they and all that is between the parts never reach
_LONGEST_LINE = 998  # bytes without the end of the line (RFC 5322, 2.1.1)


class Retired(LookupError):
    """What this row would tell is not to be told any more, and its mail never leaves: the row is retired."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail carries."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. The templates ``mail/<template>.txt`` and ``.html`` get its ``content`` as ``mail``.

    ``shorter`` are contents to take instead, the longest first, while the message would be larger than ``LARGEST``; at
    last it has no HTML. ``sent_as`` is its Message-ID, ``thread`` those that it follows, the oldest first, and ``at``
    its date (UTC). A mail that no person wrote is ``by_machine``. ``stop`` is the address that ends such mails in one
    click (RFC 8058), and ``calendar`` a file for the reader's calendar; both are empty where there are none. Files that
    are ``attached`` go along whatever room they take.
    """

    to: Address
    sender: Address
    subject: str
    language: str
    template: str
    content: object
    sent_as: str
    at: datetime
    thread: tuple[str, ...] = ()
    reply_to: Address | None = None
    by_machine: bool = False
    stop: str = ""
    calendar: bytes = b""
    attached: tuple[Attachment, ...] = ()
    shorter: tuple[object, ...] = ()


# How the mail of one row is made, as of an instant (UTC). It may raise ``NoAddress`` and ``Retired``.
Maker = Callable[[Session, Outgoing, Urls, Settings, datetime], EmailMessage]


def company_address(name: str, settings: Settings) -> Address:
    """A mailbox of the company's, with this name in front: all mails come from there. Raises ``NoAddress``."""
    return address(name, settings.mail_from or f"no-reply@{host_of(settings.base_url)}")


def compose(mail: Mail) -> EmailMessage:
    """The message. Its words are in the language that is spoken now. Raises ``NoAddress``."""
    message = _headers(mail)
    plain, html, logo = _bodies(mail)
    message.set_content(plain, cte=_encoded(plain)[0])
    if html:
        message.add_alternative(html, subtype="html", cte=_encoded(html)[0])
        if logo is not None:
            put_inside(message, logo)
    if mail.calendar:
        _attach(message, mail.calendar)
    for one in mail.attached:
        kind, _, more = one.media_type.partition("/")
        message.add_attachment(one.content, maintype=kind, subtype=more, filename=one.name)
    message["Content-Language"] = mail.language
    refuse_more_headers(message)
    return message


def _headers(mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=ASCII if mail.to.username.isascii() else UTF8)
    message["From"], message["To"] = mail.sender, mail.to
    if mail.reply_to is not None:
        message["Reply-To"] = mail.reply_to
    if mail.by_machine:
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine is to answer it
    message["Subject"] = one_line(mail.subject)
    message["Date"] = mail.at
    message["Message-ID"] = mail.sent_as
    if mail.thread:
        message["In-Reply-To"] = mail.thread[-1]
        message["References"] = " ".join(mail.thread)
    if mail.stop:
        message["List-Unsubscribe"] = f"<{mail.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _bodies(mail: Mail) -> tuple[str, str, MailLogo | None]:
    """The words, plain and as HTML, and the logo in that: of the first content that has room, at last without the logo.
    There is no HTML where only the plain ones do, as a letter is always whole.
    """
    room, plain = LARGEST - _HEADERS - 2 * len(mail.calendar), ""
    logo = mail_logo(getattr(mail.content, "company", ""), mail.sent_as)
    contents = (mail.content, *mail.shorter)
    for content, shown in [*((one, logo) for one in contents), *([(contents[-1], None)] if logo else [])]:
        plain, html = _rendered(f"{mail.template}.txt", content), _rendered(f"{mail.template}.html", content, shown)
        html = inlined(html)
        if _encoded(plain)[1] + _encoded(html)[1] + (shown.size if shown else 0) <= room:
            return plain, html, shown
    return plain, "", None


def _rendered(template: str, content: object, logo: MailLogo | None = None) -> str:
    look = look_of(current_app.extensions["settings"])
    return current_app.jinja_env.get_template(f"mail/{template}").render(mail=content, look=look, logo=logo)


def _encoded(text: str) -> tuple[str, int]:
    """How this text is best written in ASCII, which every server hands on unchanged, and the bytes that it takes."""
    raw = text.encode()
    if text.isascii() and max(map(len, raw.splitlines()), default=0) <= _LONGEST_LINE:
        return "7bit", len(raw) + raw.count(b"\n")
    quoted = len(binascii.b2a_qp(raw))
    quoted += raw.count(b"\n") + quoted // 75  # line ends are two bytes
    in_64 = (len(raw) + raw.count(b"\n")) * 78 // 57
    return ("quoted-printable", quoted) if quoted < in_64 else ("base64", in_64)


def _attach(message: EmailMessage, calendar: bytes) -> None:
    told = {"method": "PUBLISH", "charset": "utf-8"}
    message.add_attachment(calendar, maintype="text", subtype="calendar", filename="promise.ics", params=told)
