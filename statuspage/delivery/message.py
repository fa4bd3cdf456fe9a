"""A mail as it is thought of, and the message that is made of it: plain and HTML, with every header that it needs."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flask import current_app

from statuspage.config import Settings
from statuspage.delivery.addresses import ASCII, UTF8, address, one_line, refuse_more_headers
from statuspage.domain.hosts import host_of


class Retired(LookupError):
    """What this row would tell is not to be told any more, and its mail never leaves: the row is retired."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. The templates ``mail/<template>.txt`` and ``.html`` get its ``content`` as ``mail``.

    ``sent_as`` is its Message-ID, ``thread`` those that it follows, the oldest first, and ``at`` its date (UTC). A mail
    that no person wrote is ``by_machine``. ``stop`` is the address that ends such mails in one click (RFC 8058), and
    ``calendar`` a file for the reader's calendar; both are empty where there are none.
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


def company_address(name: str, settings: Settings) -> Address:
    """A mailbox of the company's, with this name in front: all mails come from there. Raises ``NoAddress``."""
    return address(name, settings.mail_from or f"no-reply@{host_of(settings.base_url)}")


def compose(mail: Mail) -> EmailMessage:
    """The message. Its words are in the language that is spoken now. Raises ``NoAddress``."""
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
    environment = current_app.jinja_env
    message.set_content(environment.get_template(f"mail/{mail.template}.txt").render(mail=mail.content))
    html = environment.get_template(f"mail/{mail.template}.html").render(mail=mail.content)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = mail.language
    refuse_more_headers(message)
    return message
