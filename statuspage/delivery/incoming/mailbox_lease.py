"""Our place in a mailbox: up to where it was read, and that nobody else reads it meanwhile."""

import secrets
from datetime import timedelta

from sqlalchemy import Update, or_, update

from statuspage.clock import now
from statuspage.db import write
from statuspage.domain.base import insert_once
from statuspage.domain.incoming.mailbox import MailboxRead

LEASE = timedelta(minutes=1)
_AS_A_TABLE = {"synchronize_session": False}  # no object of it is held


class LeaseLost(Exception):
    """The lease ran out, and another process has it."""


class MailboxLease:
    """The row of one mailbox, in our hands from ``take`` on, for a minute after each change. Needs an app context.

    ``uid`` is the last message that was taken in, while UIDVALIDITY is ``validity``. It need not outlive a failing
    disk: what comes twice is known by its name.
    """

    def __init__(self, name: str) -> None:
        self._name, self._token = name, secrets.token_hex(16)
        self.validity = self.uid = 0

    def take(self) -> bool:
        """Lease it; False while another process has it."""
        instant = now()
        empty = {"name": self._name, "validity": 0, "uid": 0, "lease": "", "leased_until": None}
        is_free = or_(MailboxRead.lease.in_(("", self._token)), MailboxRead.leased_until < instant)
        taken = update(MailboxRead).where(MailboxRead.name == self._name, is_free)
        taken = taken.values(lease=self._token, leased_until=instant + LEASE).execution_options(**_AS_A_TABLE)
        with write(lasting=False) as session:
            insert_once(session, MailboxRead, empty)
            row = session.execute(taken.returning(MailboxRead.validity, MailboxRead.uid)).first()
        if row is not None:
            self.validity, self.uid = row.validity, row.uid
        return row is not None

    def renew(self) -> None:
        """Keep it for another while. Raises LeaseLost, as every change does."""
        self._change()

    def begin(self, validity: int) -> None:
        """All messages have other UIDs now: read them from the first on."""
        self._change(validity=validity, uid=0)
        self.validity, self.uid = validity, 0

    def move(self, uid: int) -> None:
        """This message was taken in."""
        self._change(uid=uid)
        self.uid = uid

    def let_go(self) -> None:
        """Leave it to whoever comes next. Another's lease is not touched."""
        with write(lasting=False) as session:
            session.execute(self._held().values(lease="", leased_until=None))

    def _held(self) -> Update:
        held = update(MailboxRead).where(MailboxRead.name == self._name, MailboxRead.lease == self._token)
        return held.execution_options(**_AS_A_TABLE)

    def _change(self, **values: int) -> None:
        changed = self._held().values(leased_until=now() + LEASE, **values).returning(MailboxRead.name)
        with write(lasting=False) as session:
            if session.scalar(changed) is None:
                raise LeaseLost
