"""Mail: the server takes us, the mailbox opens, and nothing waits that should have left."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from statuspage.checkup.finding import Finding
from statuspage.clock import now
from statuspage.config import Settings
from statuspage.config.mailbox import MailboxAddress
from statuspage.db import db
from statuspage.delivery.faults import MailFault
from statuspage.delivery.incoming.imap_folder import Folder
from statuspage.delivery.sender import open_line
from statuspage.domain.desk.mails import COUNTED, count_mails
from statuspage.domain.outbox import MAIL_WAITS, Outgoing

LONG = timedelta(hours=1)  # that a mail which is due may wait: a server may be away, and is tried again


def check_mail(app: Flask) -> Iterator[Finding]:
    """Whether the mail server takes us; nothing is sent. `mail-check` sends one, and looks into DNS."""
    settings: Settings = app.extensions["settings"]
    if settings.smtp_url is None:
        yield Finding("mail", None, "No mail leaves from here.", "Set STATUSPAGE_SMTP_URL (docs/mail.md).")
        return
    line = open_line(settings)
    try:
        line.greet()
    except MailFault as fault:
        yield Finding("mail", False, _sentence(fault), "See STATUSPAGE_SMTP_URL, and docs/mail.md.")
        return
    finally:
        line.close()
    yield Finding("mail", True, "The mail server takes us.", "")


def check_mailbox(app: Flask) -> Iterator[Finding]:
    """Whether the mailbox opens where answers arrive."""
    settings: Settings = app.extensions["settings"]
    if settings.imap_url is None:
        return
    try:
        folder = Folder(MailboxAddress.of(settings.imap_url), lambda: None)
        try:
            folder.look()
        finally:
            folder.close()
    except MailFault as fault:
        yield Finding("mailbox", False, _sentence(fault), "See STATUSPAGE_IMAP_URL, and docs/mail.md.")
        return
    yield Finding("mailbox", True, "The mailbox opens.")


def check_outbox(app: Flask) -> Iterator[Finding]:
    """Whether what is due leaves, and whether something did not arrive."""
    if app.extensions["settings"].smtp_url is None:
        return
    overdue = *MAIL_WAITS, Outgoing.due_at < now() - LONG
    late = db.session.scalar(select(func.count()).select_from(Outgoing).where(*overdue)) or 0
    dead = count_mails(db.session(), "dead")
    if late:
        yield Finding("outbox", False, f"{late} mails wait for more than an hour.", "See `outbox`, and the log.")
    if dead:
        many = f"{dead} mails" if dead < COUNTED else f"{dead} mails or more"
        yield Finding("outbox", None, f"{many} did not arrive.", "/desk/outbox says why, and sends them again.")
    if not late and not dead:
        yield Finding("outbox", True, "Nothing waits that should have left.")


def _sentence(fault: MailFault) -> str:
    return f"{str(fault).rstrip('.')}."
