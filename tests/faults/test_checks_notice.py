"""The checks of agree.py notice what they are there for."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from statuspage.db import write
from statuspage.domain.customer_verbs import reply
from statuspage.domain.files.file import READY, File
from statuspage.domain.outbox import Outgoing
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import Passage
from tests.faults import agree
from tests.faults.instance import Instance
from tests.faults.ledger import Ledger


def _names_a_missing_file(session: Session) -> None:
    now = datetime.now(UTC)
    missing = File(name="x.txt", size=1, state=READY, stored="ab/none", begun_at=now, changed_at=now, form="x")
    session.add(missing)


BROKEN: dict[str, Callable[[Session], Any]] = {
    "to be told, and in the outbox": lambda session: session.execute(delete(Outgoing)),
    "reply": lambda session: session.execute(delete(Passage).where(Passage.kind == "reply")),
    "ticket 1": lambda session: session.execute(update(Ticket).where(Ticket.id == 1).values(version=99)),
    "is missing": _names_a_missing_file,
}


@pytest.mark.parametrize("why", BROKEN)
def test_what_does_not_agree_with_the_log_is_noticed(house: Instance, why: str):
    with write() as session:
        reply(session, house.ticket_id, datetime.now(UTC), body="It is cold.")
    agree.everything(house.session, Ledger(), house.storage)
    with write() as session:
        BROKEN[why](session)
    with pytest.raises(AssertionError, match=why):
        agree.everything(house.session, Ledger(), house.storage)


@pytest.mark.parametrize(("times", "why"), [(0, "acknowledged, and lost"), (2, "there more often")])
def test_words_that_are_lost_or_doubled_are_noticed(house: Instance, times: int, why: str):
    ledger = Ledger()
    word = ledger.send("reply")
    ledger.keep(word)
    with write() as session:
        for _ in range(times):
            reply(session, house.ticket_id, datetime.now(UTC), body=f"It is {word}.")
    with pytest.raises(AssertionError, match=why):
        agree.everything(house.session, ledger, house.storage)
