"""Logins that failed, in the log: one line whose form never changes, for people and for programs such as fail2ban."""

import logging

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import agent_by_email
from statuspage.security.throttle import logged_address

log = logging.getLogger("statuspage.login")


def log_failure(session: Session, email: str) -> None:
    """Log that this request gave no right password for ``email``: the account's id, or "unknown", and who asks."""
    agent = agent_by_email(session, email)
    log.warning("failed login: account=%s address=%s", agent.id if agent else "unknown", logged_address())
