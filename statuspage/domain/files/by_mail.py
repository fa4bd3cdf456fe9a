"""What a mail brought, as files of the ticket that its words stand on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from statuspage.domain.files.arriving import tell
from statuspage.domain.files.file import REFUSED, Bringer, File
from statuspage.domain.files.names import cleaned
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.words.passages import index

MOST = 20  # files of one mail; of further ones the first stands for all


def waits(mail: IncomingMail) -> bool:
    """Whether this mail's words stand on a ticket, and what it brought does not yet."""
    return mail.files_at is None and mail.outcome == "taken" and mail.version > 0 and mail.ticket_id is not None


def without_files(session: Session, now: datetime, most: int) -> list[int]:
    """The ids of mails that wait for it, the oldest first; those that brought nothing are done with at once."""
    unpacked = (IncomingMail.files_at.is_(None), IncomingMail.outcome == "taken", IncomingMail.version > 0)
    rows = session.execute(
        select(IncomingMail.id, IncomingMail.data).where(*unpacked).order_by(IncomingMail.id).limit(most)
    )
    found = {mail_id: bool(data.get("files")) for mail_id, data in rows}
    empty = [mail_id for mail_id, has_files in found.items() if not has_files]
    session.execute(update(IncomingMail).where(IncomingMail.id.in_(empty)).values(files_at=now))
    return [mail_id for mail_id, has_files in found.items() if has_files]


def attach_brought(
    session: Session,
    mail_id: int,
    bringer: Bringer,
    taken: Sequence[str],
    refused: Sequence[tuple[str, int, str]],
    now: datetime,
) -> list[str]:
    """These files came with the mail's words, and these were refused (name, size, reason).

    Returns the keys that are nobody's, as another process was quicker.
    """
    mail = session.get(IncomingMail, mail_id, populate_existing=True, with_for_update=True)
    if mail is None or not waits(mail):
        return list(taken)
    mail.files_at = now
    files = {file.key: file for file in session.scalars(select(File).where(File.key.in_(taken)))}
    for position, key in enumerate(taken):
        files[key].version, files[key].position, files[key].mail_id = mail.version, position, mail_id
    brought = [files[key] for key in taken]
    for position, (name, size, reason) in enumerate(refused, start=len(taken)):
        brought.append(_refused(mail, bringer, cleaned(name), size, reason, position, now))
    session.add_all(brought)
    session.flush()
    for file in brought:
        index(session, "file", file.name, file.begun_at, ticket_id=mail.ticket_id or 0, number=file.id)
    if brought:
        tell(session, mail.ticket_id or 0)
    session.flush()
    return []


def _refused(
    mail: IncomingMail, bringer: Bringer, name: str, size: int, reason: str, position: int, now: datetime
) -> File:
    return File(
        ticket_id=mail.ticket_id,
        version=mail.version,
        position=position,
        agent_id=bringer.agent_id,
        companion_id=bringer.companion_id,
        mail_id=mail.id,
        name=name,
        size=size,
        state=REFUSED,
        reason=reason,
        begun_at=now,
        changed_at=now,
    )
