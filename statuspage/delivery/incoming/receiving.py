"""What comes in by any of the doors: it is kept whole, and becomes words on a ticket, or is refused with a reason.

All of it is one transaction. A door says that it has a mail only after ``receive`` has returned; when it comes again,
because nobody could say so, it is known by its name, and nothing is taken twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db, write
from statuspage.delivery.incoming import owners, scanner
from statuspage.delivery.incoming.addressed import Addressee, whose
from statuspage.delivery.incoming.machines import made_by_machine
from statuspage.delivery.incoming.opened import Opened, Unreadable, open_message
from statuspage.delivery.incoming.reports import Report, is_hard, read_report
from statuspage.delivery.incoming.unopened import open_head
from statuspage.delivery.incoming.unpacking import try_to_unpack
from statuspage.domain.errors import Refused
from statuspage.domain.hosts import host_of
from statuspage.domain.incoming import taking
from statuspage.domain.incoming.asked import open_by_mail, same_lately
from statuspage.domain.incoming.mail import (
    PIECE,
    IncomingMail,
    PackedMessage,
    came_before,
    count_since,
    keep,
    kept_of_strangers,
    name_of,
)
from statuspage.domain.incoming.reports import file_report, sent_as
from statuspage.domain.people.agents import Agent
from statuspage.present.languages import say
from statuspage.turns import Turns

LARGEST = 25 * 1024 * 1024  # bytes of a message; the large providers take no more either
HEAD = PIECE  # bytes that are kept of what is larger
STRANGERS = 200 * 1024 * 1024  # bytes that are kept in a day of mails to no address of ours
MANY, WITHIN = 60, timedelta(hours=1)  # mails about one ticket; whoever writes more is no person
RECIPIENTS = 30  # of a mail that asks; what goes to more is a mailing
DEMO = "demo"  # the door of the demo's own mailboxes, whose agents have shown by their page who they are
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mail: its ``outcome`` and ``reason`` (domain/incoming/mail.py), or "repeated"."""

    outcome: str
    reason: str = ""
    mail_id: int | None = None


@dataclass(frozen=True, slots=True)
class ArrivedMail:
    """A mail as it came: its ``door``, the ``raw`` message, and all that was read of it.

    ``reason`` is why it cannot be anybody's words, whoever's address it went to; "" where it may be.
    """

    door: str
    raw: bytes
    size: int
    opened: Opened
    report: Report | None
    reason: str


def receive(raw: bytes, *, to: Sequence[str] = (), door: str, whole_size: int | None = None) -> tuple[Receipt, ...]:
    """Keep this message and take its words, for each reader whose address it went to; at least one receipt.

    ``to`` are the recipients of the envelope, where the door knows them. ``whole_size`` is the size in bytes of a
    message that is too large, of which ``raw`` is only the beginning. Raises only when nothing could be kept. Needs an
    app context. Whoever reads a page of the same process meanwhile goes first.
    """
    with Turns().short():
        return _receive(_open(raw, door, whole_size), to)


def _receive(arrived: ArrivedMail, to: Sequence[str]) -> tuple[Receipt, ...]:
    with Session(db.engine) as session:
        readers = whose(session, current_app.extensions["settings"], to, arrived.opened.addressed_to)
    if any(reader.asks for reader in readers) and _answers_us(arrived.opened):
        readers = [Addressee(reason="no_address")]
    message = PackedMessage.of(arrived.raw)
    receipts = tuple(_keep(arrived, message, reader) for reader in readers)
    for receipt in receipts:
        if receipt.outcome == "taken" and receipt.mail_id is not None:
            try_to_unpack(receipt.mail_id)  # the mail is taken all the same
    return receipts


def _answers_us(opened: Opened) -> bool:
    """Whether it answers a mail of ours, and so asks nothing new, but has lost whose address it was."""
    ours = f"@{host_of(current_app.extensions['settings'].base_url)}"
    return any(message_id.endswith(ours) for message_id in opened.follows)


def _open(raw: bytes, door: str, whole_size: int | None) -> ArrivedMail:
    size = min(max(whole_size or 0, len(raw)), _LARGEST_NUMBER)
    if size > LARGEST:
        return ArrivedMail(door, raw[:HEAD], size, open_head(raw), None, "too_large")
    settings: Settings = current_app.extensions["settings"]
    if scanner.finds_harm(settings.mail_scanner, raw):
        return ArrivedMail(door, raw, size, open_head(raw), None, "virus")
    try:
        opened = open_message(raw)
    except Unreadable as why:
        return ArrivedMail(door, raw, size, open_head(raw), None, why.code)
    report = read_report(opened.message)
    ours = frozenset((f"@{settings.reply_domain}",))
    reason = made_by_machine(opened.message, ours=ours, our_host=host_of(settings.base_url))
    return ArrivedMail(door, raw, size, opened, report, reason)


def _keep(arrived: ArrivedMail, message: PackedMessage, reader: Addressee) -> Receipt:
    """Keep it for one reader, and do what it is for, in one transaction; what takes long is done before that."""
    instant, opened = now(), arrived.opened
    doubt, once = _doubt(arrived, reader), _name(arrived, reader)
    with write() as session:
        same = same_lately(session, opened.sender, opened.subject, instant) if reader.asks else None
        reader = replace(reader, ticket_id=same, reason="same_again") if same is not None else reader
        reason = _refusal(session, arrived, reader) or doubt
        mail = keep(
            session,
            message if _is_kept_whole(session, reader, reason) else message.beginning(),
            came_at=instant,
            door=arrived.door,
            once=once,
            message_id=opened.message_id[:300],
            sender=opened.sender[:254],
            sender_name=opened.sender_name[:120],
            subject=opened.subject[:300],
            size=arrived.size,
            outcome="refused",
            ticket_id=reader.ticket_id,
            subscription_id=reader.subscription_id,
            agent_id=reader.agent_id,
            words=opened.words,
            data={"files": [[one.name, one.media_type, one.size] for one in opened.files]},
        )
        if mail is None:
            return Receipt("repeated")
        _settle(session, mail, arrived, reason, asks=reader.asks)
        return Receipt(mail.outcome, mail.reason, mail.id)


def _name(arrived: ArrivedMail, reader: Addressee) -> str:
    """The name of this mail to this reader. One without a Message-ID is known by what else its head says."""
    opened = arrived.opened
    named = opened.message_id or f"{opened.at} {opened.sender} {opened.subject}"
    head = arrived.raw.find(b"\r\n\r\n")
    return name_of(reader.key, named, arrived.raw[max(head, arrived.raw.find(b"\n\n"), 0) :])


def _is_kept_whole(session: Session, reader: Addressee, reason: str) -> bool:
    """Whether all of it is kept: not of who writes too often, or of many strangers, who could fill the disk."""
    is_known = reader.ticket_id is not None and reason != "too_many"
    return is_known or kept_of_strangers(session, now() - timedelta(days=1)) < STRANGERS


def _doubt(arrived: ArrivedMail, reader: Addressee) -> str:
    """Why a mail to an agent's address is not believed to be theirs; "" for everybody else, and in the demo."""
    if reader.agent_id is None or reader.reason or arrived.reason or arrived.door == DEMO:
        return ""
    with Session(db.engine) as session:
        agent = session.get_one(Agent, reader.agent_id)
    return owners.why_unproven(agent, arrived.raw, arrived.opened, current_app.extensions["settings"], now())


def _refusal(session: Session, arrived: ArrivedMail, reader: Addressee) -> str:
    """Why this is not taken as the words of this reader; "" where it is."""
    opened = arrived.opened
    if arrived.reason or reader.reason:
        return arrived.reason or reader.reason
    if reader.asks and len(opened.addressed_to) > RECIPIENTS:
        return "bulk"
    if came_before(session, opened.message_id, reader.subscription_id, reader.agent_id):
        return "twice"
    if count_since(session, reader.ticket_id or 0, now() - WITHIN) >= MANY:
        return "too_many"
    if opened.words.strip() or (opened.files and reader.agent_id is None):
        return ""
    return "files_only" if opened.files else "empty"


def _open_ticket(session: Session, mail: IncomingMail) -> None:
    settings: Settings = current_app.extensions["settings"]
    open_by_mail(session, mail, now(), zone=settings.company_zone, company=settings.company_name)


def _settle(session: Session, mail: IncomingMail, arrived: ArrivedMail, reason: str, *, asks: bool) -> None:
    """Do what this mail is for. What the domain does not take is refused, in its words."""
    if arrived.report is not None and _is_filed(session, mail, arrived.report):
        return
    if reason:
        taking.refuse(mail, reason)
        return
    try:
        with session.begin_nested():
            if asks:
                _open_ticket(session, mail)
            elif mail.agent_id is not None:
                owners.answer(session, mail, arrived.opened, now())
            else:
                taking.take(session, mail, now())
    except Refused as refused:
        taking.refuse(mail, "refused", say(refused.words))


def _is_filed(session: Session, mail: IncomingMail, report: Report) -> bool:
    """Whether this is a report about a mail of ours, which is filed then."""
    about = sent_as(session, report.message_id)
    if about is None or not report.is_final:
        return False
    failed = report.recipients[:1]
    words = " ".join(part for one in failed for part in (one.status, one.words) if part)
    is_about_address = any(is_hard(one.status) for one in failed)
    file_report(session, mail, about, words, now(), is_about_address=is_about_address)
    return True
