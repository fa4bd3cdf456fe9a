"""What the clock alone makes due: nobody did anything, and yet somebody is to be told."""

from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.publication.mailing import leave_late


def leave_due(session: Session, now: datetime) -> None:
    """Leave in the outbox whatever has come due by now and was not left yet, once each, in this write transaction."""
    leave_late(session, now)
