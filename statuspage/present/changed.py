"""Who changed something of the team's last, and when, in words."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader


class Changeable(Protocol):
    """What agents change together: by whom it was changed last, None where it came with the product."""

    changed_at: datetime
    changed_by_id: int | None
    ended_at: datetime | None


def changed(session: Session, found: Changeable, reader: Reader) -> str:
    """Who changed it last, and when; or deleted it."""
    by = session.get(Agent, found.changed_by_id) if found.changed_by_id is not None else None
    if by is None:
        return gettext("came with the product")
    told = {"name": by.called, "time": reader.moment(found.changed_at)}
    if found.ended_at is not None:
        return gettext("deleted by %(name)s, %(time)s", **told)
    return gettext("changed by %(name)s, %(time)s", **told)
