"""Whenever a receiver is killed, no mail is lost, and none is taken twice."""

import re
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from statuspage.config import PROJECT
from statuspage.db import db
from statuspage.delivery.incoming import receiving
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Reply
from tests.delivery.answering import answer
from tests.delivery.mailbox import ANSWERED, DOMAIN, Mailbox
from tests.schemas.processes import environment

pytestmark = pytest.mark.torture

KILLS, MAILS = 300, 1_500  # so many that some wait to the end
MANY = str(MAILS + 1)


def test_three_hundred_killed_receivers_lose_nothing_and_take_nothing_twice(database, app, cast, clock, run, tmp_path):
    box = Mailbox(app, cast, clock, run)
    box.change(**ANSWERED)
    box.write()
    letter = box.newest(kind="letter", to="customer")
    spool = tmp_path / "spool"
    spool.mkdir()
    for number in range(MAILS):
        (spool / f"{number:04}").write_bytes(answer(letter, f"Answer number {number}."))
    ours = {"STATUSPAGE_BASE_URL": app.extensions["settings"].base_url, "STATUSPAGE_REPLY_DOMAIN": DOMAIN}
    told = subprocess.run(
        [sys.executable, "-c", _WITHOUT_A_LIMIT, str(spool), str(KILLS)],
        cwd=PROJECT,
        env=environment(database, tmp_path) | ours,
        check=False,
        capture_output=True,
        timeout=1800,
    )
    assert told.returncode == 0, told.stderr.decode()
    assert int(told.stdout) < MAILS - 20, "some were taken by those who were killed"
    db.session.rollback()
    numbers = [
        int(found[1])
        for body in db.session.scalars(select(Reply.body))
        if (found := re.fullmatch(r"Answer number (\d+)\.", body))
    ]
    assert sorted(numbers) == list(range(MAILS))
    assert db.session.scalar(select(func.count()).select_from(IncomingMail)) == MAILS
    assert receiving.MANY < MAILS


# No person writes so many mails in an hour, so this limit is lifted for once.
_WITHOUT_A_LIMIT = f"""
from statuspage.delivery.incoming import receiving
from tests.delivery import mortal_receivers
receiving.MANY = {MANY}
mortal_receivers.main()
"""
