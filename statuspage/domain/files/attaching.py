"""A file goes with words: in the transaction of the reply, the letter or the opened ticket, or not at all."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.files.file import HELD, READY, Bringer, File
from statuspage.domain.files.limits import TOGETHER
from statuspage.domain.files.refusals import FIELD, refusal
from statuspage.domain.words.passages import index

NOT_HERE = N_("One of these files is not here any more. Please choose it once more.")


def attach(session: Session, ticket_id: int, version: int, keys: Sequence[str], by: Bringer) -> int:
    """These files came with this event of the ticket, whose row is locked; returns how many.

    Refused for one that is not theirs, was sent already, or has not arrived. What is still being looked at goes along.
    """
    wanted = distinct(keys)
    if len(wanted) > TOGETHER:
        raise refusal("many", "", str(TOGETHER))
    if not wanted:
        return 0
    found = {file.key: file for file in session.scalars(select(File).where(File.key.in_(wanted)).with_for_update())}
    for position, key in enumerate(wanted):
        file = found.get(key)
        if file is None or file.bringer != by or file.version is not None:
            raise Refused(FIELD, NOT_HERE)
        if file.state not in (READY, HELD):
            raise refusal(file.reason or "short", file.name)
        file.ticket_id, file.version, file.position, file.form = ticket_id, version, position, None
        index(session, "file", file.name, file.begun_at, ticket_id=ticket_id, number=file.id)
    return len(wanted)


def attached(keys: Sequence[str]) -> dict[str, Any]:
    """The facts of an event that these files come with: how many they are, and nothing else of them."""
    many = len(distinct(keys))
    return {"attached": many} if many else {}


def distinct(keys: Sequence[str]) -> list[str]:
    """These keys, each once."""
    return list(dict.fromkeys(key for key in keys if key))
