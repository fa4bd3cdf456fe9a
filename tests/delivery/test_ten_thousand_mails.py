"""Ten thousand mails leave in as much memory as one thousand."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from statuspage.db import db, write
from statuspage.domain.outbox import Outgoing
from tests.delivery.mail_servers import Inbox, serving
from tests.delivery.test_deliver import delivering, reply_to_whoever_is_in
from tests.patience import until

pytestmark = pytest.mark.torture

MANY, SOON, AGES = 10_000, 1_000, 3_600.0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_memory_of_a_sender_does_not_grow_with_what_waits(database, app, cast, tmp_path):
    del app.extensions["clock"]
    with write() as session:
        session.execute(delete(Outgoing))  # the receipt
        for number in range(100):
            reply_to_whoever_is_in(session, cast.ticket.id, datetime.now(UTC), f"Reply number {number}. " * 100)
        session.expire_all()
        first = session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
        same = ("ticket_id", "version", "kind", "to", "agent_id", "created_at", "due_at")
        rows = [{name: getattr(one, name) for name in same} | {"data": {}} for one in first]
        session.execute(insert(Outgoing), rows * (MANY // len(rows) - 1))
    inbox = Inbox()
    with serving(inbox) as port, delivering(database, tmp_path, port, "--once") as process:
        until(lambda: len(inbox.mails) >= SOON, AGES)
        soon = resident(process.pid)
        until(lambda: len(inbox.mails) >= MANY - 100, AGES)
        late = resident(process.pid)
        said, complained = process.communicate(timeout=AGES)
    assert process.returncode == 0, complained
    assert said.startswith(f"Sent: {MANY}. ")
    assert late < soon * 1.1
    assert set(db.session.scalars(select(Outgoing.outcome).distinct())) == {"sent"}


def resident(pid):
    """Kilobytes of memory that a process has now."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
