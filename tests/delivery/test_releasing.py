"""Held letters go once, however many processes look for them, whichever of them are killed, and whenever they start."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.delivery import releasing
from statuspage.delivery.releasing import release_due
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.holding import Meant, hold
from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.presence import Presence
from tests.cast import due
from tests.patience import until
from tests.schemas.processes import environment

LETTERS = 60
_LOOKS = """
import os, sys
from statuspage import create_app
from statuspage.config import Settings
from statuspage.delivery.releasing import release_due
app = create_app(Settings.from_env(os.environ))
print("here", flush=True)
sys.stdin.readline()
while True:
    with app.app_context():
        release_due()
"""


def send(session, cast, now, number=0):
    """A letter of Maria's on a ticket of its own, due now."""
    ticket = open_ticket(session, cast.ana, cast.maria, now, subject=f"{number}", story="It dies.")
    meant = Meant(body=f"Letter {number}.", heard="It dies.", promise=due(now, hours=30), seen=1)
    return hold(session, ticket.id, cast.maria, now, meant, typed={"body": "x"}, length=timedelta(0))


def count(table, *conditions):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_what_fell_due_while_nothing_ran_goes_at_the_next_start(app, cast, run, clock):
    run(send, cast, clock())
    clock.forward(hours=4)
    (routine,) = releasing.background(app)
    routine.start()
    try:
        until(lambda: count(Letter))
    finally:
        routine.stop()
    assert db.session.scalar(select(Letter.at)) == clock() - timedelta(hours=4)
    assert count(Presence) == 0


def test_one_that_cannot_be_released_keeps_no_other_back_and_waits(app, cast, run, clock, monkeypatch, caplog):
    for number in range(2):
        run(send, cast, clock(), number)
    real = releasing.release

    def broken(session, held_id, now):
        if held_id == 1:
            raise RuntimeError("the disk is full")
        return real(session, held_id, now)

    monkeypatch.setattr(releasing, "release", broken)
    assert release_due() == 2
    assert count(Letter) == 1
    assert "could not be released" in caplog.text
    monkeypatch.undo()
    assert release_due() == 1
    assert count(Letter) == 2


@pytest.mark.torture
def test_two_processes_of_which_one_is_killed_release_every_letter_once(app, database, cast, tmp_path):
    del app.extensions["clock"]  # other processes have none but the real one
    with write() as session:
        for number in range(LETTERS):
            send(session, cast, datetime.now(UTC), number)
    command = [sys.executable, "-c", _LOOKS]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    both = [subprocess.Popen(command, cwd=PROJECT, env=environment(database, tmp_path), **pipes) for _ in "12"]
    try:
        for one in both:
            assert one.stdout.readline() == b"here\n"
        for one in both:
            one.stdin.write(b"\n")
            one.stdin.flush()
        until(lambda: count(Letter) > LETTERS / 4)
        both[0].send_signal(signal.SIGKILL)
        until(lambda: count(LetterOnHold, LetterOnHold.outcome == "") == 0)
    finally:
        for one in both:
            one.kill()
            one.communicate()
    assert count(Letter) == count(Event, Event.kind == "letter") == LETTERS
    assert count(LetterOnHold, LetterOnHold.outcome == "sent") == LETTERS
    assert sorted(db.session.scalars(select(Letter.body))) == sorted(f"Letter {number}." for number in range(LETTERS))
