"""On a terminal: all that we have of a customer is taken out or erased, only counted first, and kept for so long."""

import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from statuspage.db import db, write
from statuspage.delivery.forgetting import erase_old
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.audit import Audited
from statuspage.domain.customer_verbs import confirm, reopen
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.privacy.erasures import Erasure
from statuspage.domain.privacy.retention import overdue
from tests.cast import STORY


@pytest.fixture
def call(app):
    runner = app.test_cli_runner()

    def do(*words):
        db.session.remove()
        return runner.invoke(args=["privacy", *words], catch_exceptions=False)

    return do


@pytest.fixture
def closed(cast, run, clock):
    """Ana's ticket was answered, and she agreed that it is solved."""
    said = {"body": "Done.", "heard": "It died.", "asks_solved": True}
    run(write_letter, cast.ticket.id, cast.maria, clock.forward(hours=1), **said)
    run(confirm, cast.ticket.id, clock.forward(hours=1))
    return cast.ticket.id


def kinds():
    db.session.rollback()
    return list(db.session.scalars(select(Audited.kind)))


def test_an_erasing_is_counted_first_and_then_done_for_good(call, cast):
    told = json.loads(call("erase", "ana@example.org", "--dry-run", "--json").stdout)
    assert (told["erased"], told["tickets"], told["replies"]) == (False, 1, 1)
    assert "erased" not in kinds()
    done = call("erase", str(cast.ana.id), "--yes")
    assert done.exit_code == 0, done.output
    assert "Erased: 1 tickets" in done.output
    db.session.rollback()
    assert db.session.scalars(select(Erasure.wiped_at)).one() is not None
    assert kinds() == ["erased"]
    again = call("erase", str(cast.ana.id), "--yes")
    assert again.exit_code == 1
    assert "erased already" in again.output


def test_an_address_of_several_people_is_refused_with_their_numbers(call, cast, clock):
    with write() as session:
        add_customer(session, clock(), name="A. Reis", email=cast.ana.email, zone="Europe/Lisbon")
    assert "nobody has said that they are one: 1, 2" in call("erase", "ana@example.org", "--yes").output
    assert "no such customer" in call("erase", "nobody@example.org", "--yes").output


def test_an_export_is_written_for_its_owner_alone_and_never_over_another(call, cast, tmp_path):
    file = tmp_path / "ana.zip"
    assert call("export", "ana@example.org", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert STORY in zipfile.ZipFile(file).read("everything.html").decode()
    assert call("export", "ana@example.org", str(file)).exit_code == 1
    assert kinds() == ["exported"]


def test_words_are_kept_for_good_unless_a_setting_says_otherwise(app, call, cast, closed, clock):
    clock.forward(days=4_000)
    assert overdue(db.session(), 0, clock(), 10) == []
    assert "kept for good" in call("retention").output


def test_what_was_closed_for_so_long_goes_and_what_is_open_stays(app, call, cast, closed, clock, run):
    app.extensions["settings"] = replace(app.extensions["settings"], retention_days=30)
    clock.forward(days=29)
    assert "0 would go" in call("retention", "--dry-run").output
    clock.forward(days=2)
    told = json.loads(call("retention", "--dry-run", "--json").stdout)
    assert [one["customer"] for one in told["people"]] == [cast.ana.id]
    run(reopen, closed, clock(), body="It died again.")
    assert erase_old() == 0
    run(write_letter, closed, cast.maria, clock(), body="Done.", asks_solved=True)
    run(confirm, closed, clock())
    clock.forward(days=31)
    assert erase_old() == 1
    db.session.rollback()
    assert db.session.get_one(Customer, cast.ana.id).name == "—"
    assert db.session.scalars(select(Audited.by).where(Audited.kind == "erased")).all() == ["time"]
    assert erase_old() == 0


def test_a_person_with_one_open_ticket_keeps_all_of_theirs(app, cast, closed, clock, run):
    with write() as session:
        open_ticket(session, session.get_one(Customer, cast.ana.id), cast.tom, clock(), subject="New", story="One.")
    db.session.rollback()
    assert overdue(db.session(), 1, clock() + timedelta(days=60), 10) == []
