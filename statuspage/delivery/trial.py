"""One mail, sent at once by the very way that letters take, to see whether it works."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from uuid import uuid4

from statuspage.config import Settings
from statuspage.delivery.addresses import address, message_id, refuse_more_headers
from statuspage.delivery.headers import ASCII, UTF8
from statuspage.delivery.message import company_address
from statuspage.delivery.sender import open_line
from statuspage.delivery.smtp import Parcel

WORDS = """This is a trial: somebody who runs {company} wants to know whether its mails arrive.

If you read this, they do. Its source says more: look for Authentication-Results, which should have
spf=pass, dkim=pass and dmarc=pass.

Nobody needs to answer.
"""


def send_trial(settings: Settings, to: str, now: datetime, tell: Callable[[str], object]) -> None:
    """Send it; ``tell`` hears each step as a sentence. Raises ``NoAddress`` and ``MailFault``."""
    mailbox = address("", to)
    message = EmailMessage(policy=ASCII if mailbox.username.isascii() else UTF8)
    message["From"], message["To"] = company_address(settings.company_name, settings), mailbox
    message["Auto-Submitted"] = "auto-generated"
    message["Subject"], message["Date"] = "A trial", now
    message["Message-ID"] = message_id(settings.base_url, "trial", uuid4())
    message.set_content(WORDS.format(company=settings.company_name))
    refuse_more_headers(message)
    line = open_line(settings, tell)
    try:
        said = line.send(Parcel(message, message.as_bytes(), mailbox.addr_spec))
        tell(f"Taken for {mailbox.addr_spec}: {said}")
    finally:
        line.close()
