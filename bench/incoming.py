"""Mails that come in: how long pages take meanwhile, against when it is quiet; and what one mail costs."""

import threading
import time
import urllib.request
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from statistics import median

from sqlalchemy import select

from bench.ground import Ground, cpu, ground, now
from bench.mails import probed
from bench.report import Report, p99
from bench.served import process
from statuspage.db import db, write
from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

DOMAIN, SECRET, PAIRS, MAILS = "reply.example.com", "a-secret-of-the-mail-service", 3, 200
_QUOTED = "\n".join(f"> Line {number} of the letter that this answers, as long as lines are." for number in range(40))
_number = count()


def measure(report: Report) -> None:
    with ground() as here:
        settings = here.app.extensions["settings"]
        here.app.extensions["settings"] = replace(settings, reply_domain=DOMAIN, mail_secret=SECRET)
        readers = _readers(here)
        came = [_answer(one) for one in readers]
        begun = time.process_time()
        outcomes = [receive(one, door="post")[0].outcome for one in came]
        each, taken = (time.process_time() - begun) * 1000 / MAILS, outcomes.count("taken")
        read = cpu(lambda: [message_from_bytes(one, policy=policy.default).get_content() for one in came], 1) / MAILS
        told = f"{each:.1f} ms against {read:.2f} ms; {taken} of {MAILS} were taken"
        report.note("an answer by mail, taken: CPU against its reading by Python's parser", each / read, "x", told)
        _pages_meanwhile(report, here, readers)


def _pages_meanwhile(report: Report, here: Ground, readers: list[str]) -> None:
    environ = here.environ | {"STATUSPAGE_MAIL_SECRET": SECRET, "STATUSPAGE_REPLY_DOMAIN": DOMAIN}
    with process("front", environ) as pages:
        for name, path in (("cached", here.public), ("plain", "/plain")):
            pairs = []
            for _ in range(PAIRS):
                quiet = p99(probed(pages, path))
                ended = threading.Event()
                posting = threading.Thread(target=_post, args=(pages, readers, ended))
                posting.start()
                busy = p99(probed(pages, path))
                ended.set()
                posting.join()
                pairs.append((busy, quiet))
            told = " and ".join(f"{busy:.1f} against {quiet:.1f} ms" for busy, quiet in pairs)
            report.line(
                f"a {name} page while mails come in: p99 against quiet", median(b / q for b, q in pairs), 3, "x", told
            )


def _post(port: int, readers: list[str], ended: threading.Event) -> None:
    """Bring one mail after another, for as many readers as there are, until it is to end."""
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "message/rfc822"}
    while not ended.is_set():
        for one in readers:
            asked = urllib.request.Request(f"http://127.0.0.1:{port}/mail/in", _answer(one), headers)
            urllib.request.urlopen(asked).close()
            if ended.is_set():
                return


def _readers(here: Ground) -> list[str]:
    """The addresses of the customers of so many new tickets, so that none is answered more than a person does."""
    with write() as session:
        first = session.get_one(Ticket, here.ticket_id)
        customer, agent = session.get_one(Customer, first.customer_id), session.get_one(Agent, here.agent_id)
        for number in range(MAILS):
            open_ticket(session, customer, agent, now(), subject=f"The machine {number}", story="It stands still.")
    db.session.rollback()
    urls, found = here.app.extensions["urls"], select(Subscription.id).where(Subscription.reader == "customer")
    return [urls.replies(DOMAIN, "subscription", one, 1) for one in db.session.scalars(found.limit(MAILS))]


def _answer(to: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "ana@example.org", to, f"<{next(_number)}@example.org>"
    message["Subject"], message["Date"] = "Re: The machine", "Thu, 26 Nov 2026 16:00:00 +0000"
    wrote = "On Thu, 26 Nov 2026 at 15:40, Maria <care@example.com> wrote:"
    message.set_content(f"Thank you, it runs.\n\nI tell you on Monday.\n\n{wrote}\n{_QUOTED}\n")
    return message.as_bytes()
