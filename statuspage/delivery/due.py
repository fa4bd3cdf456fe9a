"""What falls due by the clock alone, and is to be mailed: left in the outbox at each look of the sender."""

from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.desk.notices import leave_notices
from statuspage.domain.late_notices import leave_late_notices
from statuspage.domain.publication.mailing import leave_late


def leave_due(session: Session, now: datetime) -> int:
    """Leave every mail whose time has come by ``now`` (UTC), each once; how many were left."""
    return leave_notices(session, now) + leave_late_notices(session, now) + leave_late(session, now)
